"""What is found of the register of mandates: our words and those of the text, under the symbol of the document."""

from collections.abc import Iterable

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.languages.models import wordings_of
from ungis.organizations.models import Organization
from ungis.search import sources
from ungis.search.sources import Entry, below_language, own, through

from .models import Paragraph
from .states import STATE_NAMES


def records() -> QuerySet:
    return Paragraph.objects.select_related("work")


def entries(paragraphs: list[Paragraph]) -> Iterable[Entry]:
    prefetch_related_objects(paragraphs, "addressees")
    wordings = wordings_of(paragraphs, "summary")
    slugs = dict(Organization.objects.values_list("acronym", "slug"))
    for paragraph in paragraphs:
        asked = [addressee.name for addressee in paragraph.addressees.all()]
        yield Entry(
            pk=paragraph.pk,
            titles=wordings[paragraph.pk]["summary"] or {"en": paragraph.quote or str(paragraph.work)},
            bodies={"en": paragraph.quote},
            symbol=str(paragraph),
            is_known_by_symbol=bool(paragraph.number),
            words=[paragraph.verb, paragraph.addressee, *asked, paragraph.due],
            address=below_language(paragraph.get_absolute_url()),
            visibility=paragraph.work.visibility,
            date=paragraph.work.date,
            organizations=[slugs[name] for name in asked if name in slugs],
            years=[paragraph.work.date.day.year] if paragraph.work.date else [],
            status=paragraph.state,
            parts_of=[("documents.work", paragraph.work_id)],
        )


def announce() -> None:
    subjects = {"mandates.paragraph": own, "documents.work": through(records, "work")}
    sources.announce(sources.Source("mandate", _("Mandates"), records, entries, subjects))
    sources.name_values(lambda states: STATE_NAMES, "status")
