"""What is found of documents: titles and notes in all languages that they have, symbols in every spelling."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.languages.models import wordings_of
from ungis.search import sources
from ungis.search.sources import Entry, below_language, own

from .models import Work


def entries(works: list[Work]) -> Iterable[Entry]:
    prefetch_related_objects(works, "variants", "expressions")
    wordings = wordings_of(works, "title", "note")
    for work in works:
        said, versions = wordings[work.pk], work.expressions.all()
        titles = {version.language: version.title for version in versions if version.title} | said["title"]
        yield Entry(
            pk=work.pk,
            titles=titles,
            bodies=said["note"],
            symbol=work.symbol or "",
            words=[work.body, work.session, *(variant.text for variant in work.variants.all())],
            address=below_language(work.get_absolute_url()),
            visibility=work.visibility,
            date=work.date,
            years=[work.date.day.year] if work.date else [],
            languages={version.language for version in versions} or {"en"},
        )


def announce() -> None:
    sources.announce(
        sources.Source("document", _("Documents"), Work.objects.all, entries, {"documents.work": own}),
    )
