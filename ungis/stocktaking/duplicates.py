"""Entries like another, among those one reader may see; and all pairs of the register that are likely the same."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from ungis.core import clock
from ungis.core.standing import CLERK, standing_of
from ungis.likeness.batch import pairs
from ungis.likeness.entries import Entry
from ungis.likeness.judging import compare
from ungis.likeness.reasons import Likeness, Verdict
from ungis.search import index, normal
from ungis.search.finding import reach_of
from ungis.search.resembling import resembling

from .models import Activity, Pair, Participation, Place, Role
from .pair_actions import FoundPair, find_pairs
from .reason_words import sentences
from .states import PairState
from .suggesting import text_of

LOOKED_AT = 12  # candidates compared word by word, about a millisecond each
SHOWN = 5
OWN_LOOKED_THROUGH = 200  # entries that are not in the register yet
BATCH = 500  # pairs written in one transaction
MORNING = 5  # the hour, in UTC, from which the night's search waits for the next night
A_DAY = 86_400  # seconds
SAME = (Verdict.DUPLICATE, Verdict.SERIES)


@dataclass(frozen=True)
class Alike:
    """An entry like another, and why."""

    activity: Activity
    likeness: Likeness

    @property
    def is_series(self) -> bool:
        return self.likeness.verdict == Verdict.SERIES

    @property
    def reasons(self) -> list[str]:
        return sentences(reasons_of(self.likeness))


def entry_of(activity: Activity, agency: str, places: Iterable[str]) -> Entry:
    """Return an entry of the register as likeness compares it. Years count where both ends are known."""
    first, last = activity.first_year, activity.last_year
    years = frozenset(range(first, last + 1)) if first and last else frozenset()
    text = "\n".join(part for part in (activity.summary, activity.results) if part)
    return Entry(activity.pk, activity.title, text, agency, frozenset(places), years)


def reasons_of(likeness: Likeness) -> list[list]:
    """Return reasons as the model Pair keeps them."""
    return [[reason.code.value, dict(reason.parameters)] for reason in likeness.reasons]


# --- one entry -----------------------------------------------------------------------------------


def alike(activity: Activity, user: Any, searcher: Any) -> list[Alike]:
    """Return what an entry is likely the same as, and the series to which it belongs, the most alike first.

    Only what the user may see takes part. Without a searcher (see searcher_now) nothing is found beyond what is on
    its way into the register.
    """
    candidates = [*_registered_like(activity, user, searcher), *_on_their_way_like(activity, user)]
    here, *there = _entries([activity, *candidates])
    compared = [Alike(other, compare(here, entry)) for other, entry in zip(candidates, there, strict=True)]
    found = [one for one in compared if one.likeness.verdict in SAME]
    return sorted(found, key=lambda one: (one.is_series, -one.likeness.score))[:SHOWN]


def compare_two(one: Activity, other: Activity) -> FoundPair:
    """Return what two entries are to each other as the model Pair keeps it, the older first."""
    left, right = sorted((one, other), key=lambda activity: activity.pk)
    likeness = compare(*_entries([left, right]))
    return FoundPair(left.pk, right.pk, likeness.score, likeness.verdict.value, reasons_of(likeness))


def disputed(activity: Activity) -> set[int]:
    """Return the entries of which its people, or the secretariat, said that they are others."""
    pairs_of_it = Pair.objects.filter(Q(left=activity) | Q(right=activity))
    said = pairs_of_it.filter(Q(state=PairState.PARTED) | Q(state=PairState.OPEN, decided_at__isnull=False))
    return {key for ends in said.values_list("left", "right") for key in ends} - {activity.pk}


def searcher_now() -> Any:
    """Return the search index with all that was saved before now, or None where there is none that could be used."""
    try:
        return index.fresh_reader().searcher
    except index.NotThere:
        return None


def _registered_like(activity: Activity, user: Any, searcher: Any) -> list[Activity]:
    if searcher is None:
        return []
    rows = resembling(searcher, text_of(activity), kind="activity", reach=reach_of(user), size=LOOKED_AT + 1)
    keys = [int(row.pk) for row in rows if row.pk != str(activity.pk)][:LOOKED_AT]
    return list(Activity.objects.visible_to(user).registered().filter(pk__in=keys).prefetch_related("organizations"))


def _on_their_way_like(activity: Activity, user: Any) -> list[Activity]:
    """Drafts of one's own and what waits for the secretariat, as far as the user sees it: those sharing most words."""
    on_their_way = Activity.objects.visible_to(user).filter(state__in=("draft", "returned", "submitted"))
    seen = on_their_way.prefetch_related("organizations")
    own = seen.filter(state__in=("returned", "submitted")) if standing_of(user).is_secretariat else seen
    words = _forms(activity)
    near = [
        (len(words & theirs) / min(len(words), len(theirs)), other.pk, other)
        for other in own.exclude(pk=activity.pk).order_by("-number")[:OWN_LOOKED_THROUGH]
        if words and (theirs := _forms(other))
    ]
    return [other for share, _pk, other in sorted(near, reverse=True)[:LOOKED_AT] if share >= 0.4]


def _forms(activity: Activity) -> set[str]:
    return {word.form for word in normal.words(text_of(activity))}


def _entries(activities: list[Activity]) -> list[Entry]:
    """Return entries as likeness compares them: two queries for all."""
    keys = [one.pk for one in activities]
    agencies, places = _agencies(Q(activity__in=keys)), _places(Q(activity__in=keys))
    return [entry_of(one, agencies.get(one.pk, one.entity), places.get(one.pk, ())) for one in activities]


def _agencies(which: Q) -> dict[int, str]:
    """Return the acronym of the first organization that carries out each of these activities."""
    rows = Participation.objects.filter(which, role=Role.CARRIES_OUT).order_by("activity", "-order")
    return dict(rows.values_list("activity", "organization__acronym"))


def _places(which: Q) -> dict[int, set[str]]:
    places: dict[int, set[str]] = {}
    for activity, code in Place.objects.filter(which).values_list("activity", "code"):
        places.setdefault(activity, set()).add(code)
    return places


# --- the whole register --------------------------------------------------------------------------


def find_all(told: Callable[[int, int], None] | None = None) -> int:
    """Look for pairs over the whole register and note the new ones; return their number."""
    found, new = _found(told), 0
    while some := list(islice(found, BATCH)):
        new += find_pairs(some, by=CLERK)
    return new


def _found(told: Callable[[int, int], None] | None) -> Iterator[FoundPair]:
    columns = ("pk", "title", "summary", "results", "entity", "first_year", "last_year")
    register = Activity.objects.registered().order_by("pk").only(*columns)
    agencies, places = _agencies(Q()), _places(Q())

    def entries():
        for one in register.iterator(chunk_size=2000):
            yield entry_of(one, agencies.get(one.pk, one.entity), places.get(one.pk, ()))

    for left, right, likeness in pairs(entries(), progress=told):
        if likeness.verdict == Verdict.DUPLICATE:
            yield from _judged(left, right)


def _judged(left: int, right: int) -> Iterator[FoundPair]:
    """Compare two once more with the places and years that are kept apart from their words."""
    ends = Activity.objects.registered().in_bulk([left, right])
    if len(ends) < 2:
        return
    found = compare_two(*ends.values())
    if found.verdict == Verdict.DUPLICATE:
        yield found


def find_tonight() -> int:
    """What the worker does: search the whole register once a night, in one process; return how many pairs are new."""
    now = clock.now()
    if now.hour >= MORNING or not cache.add(f"stocktaking-pairs-{now.date()}", True, timeout=A_DAY):
        return 0
    return find_all()
