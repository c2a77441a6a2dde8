"""Activities of other organizations on the same thing: for who wants to coordinate, not a judgment."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import get_language

from ungis.core.addresses import address_of
from ungis.likeness.entries import Entry
from ungis.likeness.judging import compare
from ungis.likeness.reasons import Verdict
from ungis.search import index
from ungis.search.finding import Row, reach_of
from ungis.search.resembling import resembling

from .models import Activity
from .suggesting import text_of

LOOKED_AT = 8  # compared word by word, about a millisecond each
SHOWN = 5
FEWEST_SHARED = 3  # lines, Goals and objectives in common, besides rare words: as many, and
MOST_OF_ALL = 0.5  # that share of all that either serves


@dataclass
class Overlap:
    """An activity of others on the same thing; its title by language, as the index keeps it."""

    number: int
    titles: dict[str, str]
    entity: str
    shared: int  # lines, Goals and objectives that both serve
    served: int  # and that either serves
    score: float = 0.0
    acronyms: list[str] = field(default_factory=list)
    verdict: str = ""

    @property
    def has_the_same_aims(self) -> bool:
        return self.shared >= FEWEST_SHARED and self.shared >= MOST_OF_ALL * self.served

    @property
    def address(self) -> str:
        return address_of("activity", str(self.number))

    @property
    def title_language(self) -> str:
        """The reader's language where there is a title in it, else English, else whatever there is."""
        spoken = get_language() or "en"
        return next((one for one in (spoken, "en", *self.titles) if one in self.titles), "en")

    @property
    def title(self) -> str:
        return self.titles.get(self.title_language, "")


def overlaps(activity: Activity, slugs: list[str], user: Any) -> list[Overlap]:
    """Return at most five activities of organizations other than `slugs` on the same thing: one query."""
    rows = _rows(activity, slugs, user)
    if not rows:
        return []
    here = Entry(activity.pk, activity.title, "\n".join(filter(None, (activity.summary, activity.results))))
    found = _seen(activity, rows, user)
    for key, overlap in found.items():
        likeness = compare(here, _entry(rows[key], activity.source_language))
        overlap.score, overlap.verdict = likeness.score, likeness.verdict.value
    on_the_same = [one for one in found.values() if one.verdict != Verdict.DIFFERENT or one.has_the_same_aims]
    return sorted(on_the_same, key=lambda one: (-one.score - one.shared / 10, one.number))[:SHOWN]


def _rows(activity: Activity, slugs: list[str], user: Any) -> dict[int, Row]:
    try:
        searcher = index.reader().searcher
    except index.NotThere:
        return {}
    reach, size = reach_of(user), LOOKED_AT + 1
    rows = resembling(searcher, text_of(activity), kind="activity", reach=reach, size=size, but=slugs)
    return {int(row.pk): row for row in rows if row.pk != str(activity.pk)}


def _seen(activity: Activity, rows: dict[int, Row], user: Any) -> dict[int, Overlap]:
    """Return those that the user may still see, with who carries them out."""
    bits = activity.confirmed_bits | activity.suggested_bits
    seen = (
        Activity.objects.visible_to(user).registered().filter(pk__in=rows).annotate(acronym=F("organizations__acronym"))
    )
    found: dict[int, Overlap] = {}
    for one in seen.order_by("pk", "participations__order").only(
        "number", "entity", "confirmed_bits", "suggested_bits"
    ):
        theirs = one.confirmed_bits | one.suggested_bits
        served = (bits & theirs).bit_count(), (bits | theirs).bit_count()
        overlap = found.setdefault(one.pk, Overlap(one.number, rows[one.pk].titles, one.entity, *served))
        if one.acronym and one.acronym not in overlap.acronyms:
            overlap.acronyms.append(one.acronym)
    return found


def _entry(row: Row, language: str) -> Entry:
    titles, bodies = ([texts[key] for key in (language, "en") if key in texts] for texts in (row.titles, row.bodies))
    return Entry(row.pk, titles[0] if titles else "", bodies[0] if bodies else "")
