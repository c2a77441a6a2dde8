"""Activities as a table, one line an entry: what is downloaded, filled in elsewhere, and read back."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.mandates.models import Paragraph
from ungis.press.columns import Column, names_by_head

from .content import COLUMNS as COLUMNS_OF_GIVEN
from .content import Given
from .forms import paragraph_cited
from .models import Activity, EntityKind, Role, Scope, Status
from .places import REGIONS, name_of
from .states import TagState

MOST_LINES = 2_000  # of one file that is brought
PIECE = 500  # entries fetched at once
COLUMNS = (
    Column("number", _("Number"), 10, True),
    Column("title", _("Title"), 38, True),
    Column("source_language", _("Language in which you write"), 12, True),
    Column("summary", _("Description"), 60, True),
    Column("organizations", _("Organizations of the group that carry it out"), 18, True),
    Column("entity", _("Who else carries it out"), 24, True),
    Column("entity_kind", _("What kind of body that is"), 18, True),
    Column("partner_organizations", _("Partners among the organizations of the group"), 18, True),
    Column("partners", _("Other partners"), 24, True),
    Column("status", _("Status"), 12, True),
    Column("starts_on", _("Began, or is to begin"), 12, True),
    Column("ends_on", _("Ended, or is to end"), 12, True),
    Column("scope", _("Reach"), 12, True),
    Column("countries", _("Countries"), 20, True),
    Column("regions", _("Whole regions"), 16, True),
    Column("place_note", _("Where, in words"), 24, True),
    Column("lines", _("Action lines"), 20, True),
    Column("goals", _("Goals and targets"), 20, True),
    Column("objectives", _("Objectives of the Global Digital Compact"), 20, True),
    Column("paragraphs", _("Paragraphs of resolutions that it answers"), 26, True),
    Column("results", _("What came of it"), 40, True),
    Column("url", _("Web address"), 28, True),
    Column("evidence_url", _("Web address of the evidence"), 28, True),
    Column("contact", _("Contact"), 22, True),
    Column("note", pgettext_lazy("of an activity", "Note"), 24, True),
    Column("identifier", _("Identifier in another register"), 20, True),
    Column("address", _("Address in the register"), 30, False),
    Column("remarks", _("Remarks on this line"), 50, False),
)
NAMED = {column.name: column for column in COLUMNS}
TOLD = [column.name for column in COLUMNS if column.name != "remarks"]
CHOICES = {"status": Status, "scope": Scope, "entity_kind": EntityKind}
OF_FRAMEWORKS = {"lines": "wsis", "goals": "sdg", "objectives": "gdc"}
LINE_BREAKS = ("partners", "paragraphs")  # several of these stand one a line, all others divided by semicolons
PARAGRAPH_ADDRESS = re.compile(r"/mandates/([-\w]+)/([-\w.]+)/")
PLAIN = ("title", "summary", "entity", "partners", "place_note", "results", "url", "evidence_url", "note")


@lru_cache(maxsize=1)
def columns_by_head() -> dict[str, str]:
    """Return the name of each column by its heads in every language."""
    return names_by_head(COLUMNS)


def with_parts(activities: QuerySet) -> QuerySet:
    """Return the entries with all that a line tells, in six queries whatever their number."""
    return activities.prefetch_related(
        "participations__organization", "places", "tags__concept__framework", "paragraphs__work"
    )


def in_pieces(activities: QuerySet) -> Iterator[Activity]:
    """Yield entries with their parts, some hundreds at a time, so that a long list takes little memory."""
    yield from with_parts(activities).iterator(chunk_size=PIECE)


def told(activities: Iterable[Activity], *, in_words: bool = False) -> Iterator[dict[str, Any]]:
    """Yield a dict an entry by the names of the columns; `in_words` as a reader reads, else in stable codes.

    What an entry serves is what people confirmed. The contact is never told.
    """
    for activity in activities:
        yield line_of(activity, in_words=in_words)


def line_of(activity: Activity, *, in_words: bool = False) -> dict[str, Any]:
    """Return one entry by the names of the columns, in their order."""
    line = {
        **line_of_given(given_at_hand(activity), in_words=in_words),
        **_served(activity),
        "number": activity.number,
        "identifier": activity.identifier or "",
        "address": settings.BASE_URL.rstrip("/") + activity.get_absolute_url(),
        "contact": "",
    }
    return {name: line[name] for name in TOLD}


def line_of_given(given: Given, *, in_words: bool = False) -> dict[str, Any]:
    """Return what was said of an activity by the names of the columns."""
    word = _in_words if in_words else _as_code
    countries = [code for code in given.places if code not in REGIONS]
    return {
        **{name: getattr(given, name) for name in PLAIN},
        "source_language": word("source_language", given.source_language),
        **{name: word(name, getattr(given, name)) for name in CHOICES},
        "starts_on": str(given.starts_on or ""),
        "ends_on": str(given.ends_on or ""),
        "organizations": _acronyms(given, Role.CARRIES_OUT),
        "partner_organizations": _acronyms(given, Role.PARTNER),
        "countries": [name_of(code) if in_words else code for code in countries],
        "regions": [name_of(code) if in_words else code for code in given.places if code in REGIONS],
        "paragraphs": [named_paragraph(paragraph) for paragraph in given.paragraphs],
        "contact": given.contact,
    }


def given_at_hand(activity: Activity) -> Given:
    """As content.given_of, of an entry fetched by `with_parts`: no further query."""
    return Given(
        organizations=[(one.organization, one.role) for one in activity.participations.all()],
        places=[place.code for place in activity.places.all()],
        paragraphs=sorted(activity.paragraphs.all(), key=lambda one: one.pk),
        **{name: getattr(activity, name) for name in COLUMNS_OF_GIVEN},
    )


def served_by(activity: Activity, state: str = TagState.CONFIRMED) -> list:
    """Return the concepts of an entry fetched by `with_parts` whose tags are in this state, in their order."""
    tags = [tag for tag in activity.tags.all() if tag.state == state]
    tags.sort(key=lambda tag: (tag.concept.framework.order, tag.concept.order, tag.concept.code))
    return [tag.concept for tag in tags]


def named_paragraph(paragraph: Paragraph) -> str:
    """Return how a line names a paragraph, in any language: by its symbol and number, or else by its address."""
    if paragraph.work.symbol and paragraph.number:
        cited = f"{paragraph.work.symbol}, paragraph {paragraph.number}"
        if paragraph_cited(cited) == paragraph:
            return cited
    return settings.BASE_URL.rstrip("/") + paragraph.get_absolute_url()


def paragraph_named(line: str) -> Paragraph | None:
    """Return the paragraph that a line names, by how it is cited or by its address; None where there is none."""
    address = PARAGRAPH_ADDRESS.search(line)
    if address is None:
        return paragraph_cited(line)
    return Paragraph.objects.public().filter(work__slug=address[1], anchor=address[2]).select_related("work").first()


def _served(activity: Activity) -> dict[str, list[str]]:
    concepts = served_by(activity)
    return {
        name: [concept.code for concept in concepts if concept.framework.slug == framework]
        for name, framework in OF_FRAMEWORKS.items()
    }


def _acronyms(given: Given, role: str) -> list[str]:
    return [organization.acronym for organization, part in given.organizations if part == role]


def _as_code(name: str, value: str) -> str:
    return str(value)


def _in_words(name: str, value: str) -> str:
    if name == "source_language":
        return dict(settings.LANGUAGES).get(value, value)
    return str(CHOICES[name](value).label) if value else ""


def as_cell(name: str, value: Any) -> str | int:
    """Return a value of a line as one cell holds it."""
    if isinstance(value, list):
        return ("\n" if name in LINE_BREAKS else "; ").join(map(str, value))
    return value if isinstance(value, int) else str(value)
