"""What is found of joint texts: the title, and the words of the version that stands now."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.search import sources
from ungis.search.sources import Entry, below_language, own, through

from .models import Paragraph, Text, Version
from .states import TextState

SUBJECTS = {
    "drafting.text": own,
    "drafting.version": through(Text.objects.all, "versions"),
    "drafting.amendment": through(Text.objects.all, "versions__amendments"),  # accepted, it changes the words
}


def entries(texts: list[Text]) -> Iterable[Entry]:
    prefetch_related_objects(texts, "lead")
    newest: dict[int, int] = {}
    for text, version in Version.objects.filter(text__in=texts).order_by("number").values_list("text", "pk"):
        newest[text] = version
    words: dict[int, list[str]] = {version: [] for version in newest.values()}
    said = Paragraph.objects.filter(version__in=words).order_by("version", "order")
    for version, content in said.values_list("version", "content"):
        words[version].append(content)
    for text in texts:
        yield Entry(
            pk=text.pk,
            titles={text.source_language: text.title},
            bodies={text.source_language: "\n".join(words.get(newest.get(text.pk, 0), []))},
            words=[text.addressee],
            address=below_language(text.get_absolute_url()),
            visibility=text.visibility,
            date=text.opened_at.date(),
            organizations=[text.lead.slug] if text.lead else [],
            years=[text.opened_at.year],
            status=text.state,
        )


def announce() -> None:
    sources.announce(sources.Source("text", _("Joint texts"), Text.objects.all, entries, SUBJECTS))
    sources.name_values(lambda states: dict(TextState.choices), "status")
