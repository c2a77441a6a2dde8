"""What is done with entries that look alike: found, merged and taken apart again, parted for good."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, reason_of, require
from ungis.core.events import Happening, record, record_all
from ungis.core.moves import move

from . import joining
from .content import MOST_LINKED, given_of
from .models import Activity, Merge, Pair
from .notifications import tell
from .permissions import can_moderate, can_submit
from .states import ACTIVITY_MOVES, PAIR_MOVES, ActivityState, PairState
from .tagging import count_tags


class FoundPair(NamedTuple):
    """Two entries of the register that are likely the same, the older first; reasons as the model Pair keeps them."""

    left: int
    right: int
    score: float
    verdict: str
    reasons: list[list]


@action
def find_pairs(found: Iterable[FoundPair], *, by: Any) -> int:
    """Note pairs to be looked at; return how many are new. What was noted once, parted or merged, stays as it is."""
    require(can_moderate(by))
    found = list(found)
    ends = {key for one in found for key in (one.left, one.right)}
    known = set(Pair.objects.filter(left__in=ends, right__in=ends).values_list("left", "right"))
    now = clock.now()
    fresh = [
        Pair(
            left_id=one.left,
            right_id=one.right,
            score=one.score,
            verdict=one.verdict,
            reasons=one.reasons,
            found_at=now,
        )
        for one in found
        if (one.left, one.right) not in known
    ]
    if not fresh:
        raise Already(0)
    Pair.objects.bulk_create(fresh)
    record_all((Happening("stocktaking.pair_found", pair, {"score": round(pair.score, 3)}) for pair in fresh), by=by)
    return len(fresh)


@action
def merge_activities(kept: Activity, dropped: Activity, *, by: Any) -> Merge:
    """Merge one entry into another: its people, places, tags, paragraphs, partners and sources join the kept one.

    The address of the dropped one leads to the kept one, and all can be undone with part_merged. Refused: one of
    them does not stand in the register, they were parted for good, or they are seen by different readers.
    """
    require(can_moderate(by))
    kept, dropped = _locked(kept, dropped)
    pair = _pair_of(kept, dropped)
    _require_mergeable(kept, dropped, pair)
    moved = joining.join(kept, dropped)
    count_tags(kept)
    given = given_of(kept)
    if max(len(given.organizations), len(given.places), len(given.paragraphs)) > MOST_LINKED:
        raise Refused(_("Together they name more than 60 organizations, places or paragraphs."))
    move(dropped, "merge", by=by, moves=ACTIVITY_MOVES, data={"into": kept.number}, also={"merged_into": kept})
    merge = Merge.objects.create(kept=kept, dropped=dropped, moved=moved, merged_at=clock.now(), merged_by_id=by.pk)
    record("stocktaking.activity_took_in", kept, by=by, data={"number": dropped.number, "moved": moved})
    if pair:
        _decide(pair, "merge", by=by)
    tell(dropped, "merged")
    return merge


@action
def part_merged(merge: Merge, *, by: Any) -> Activity:
    """Take a merge back: what the kept entry got from the other goes, and the other stands in the register again.

    What people changed since stays. Refused: it was taken back already, or a later merge stands on it.
    """
    require(can_moderate(by))
    merge = Merge.objects.select_for_update().select_related("kept", "dropped").get(pk=merge.pk)
    kept, dropped = _locked(merge.kept, merge.dropped)
    _require_last(merge, kept)
    joining.unjoin(kept, merge.moved)
    count_tags(kept)
    move(dropped, "part", by=by, moves=ACTIVITY_MOVES, data={"from_entry": kept.number}, also={"merged_into": None})
    merge.undone_at, merge.undone_by_id = clock.now(), by.pk
    merge.save(update_fields=["undone_at", "undone_by"])
    record("stocktaking.activity_gave_back", kept, by=by, data={"number": dropped.number})
    pair = _pair_of(kept, dropped)
    if pair and pair.state == PairState.MERGED:
        _decide(pair, "reopen", by=by)
    tell(dropped, "parted")
    return dropped


@action
def dispute_pair(activity: Activity, other: Activity, *, by: Any, found: FoundPair) -> Pair:
    """Let the people of an entry say that one like it is another; the secretariat sees that when it decides.

    The pair stays open, with who said so. Said before, or decided by the secretariat: nothing is written.
    """
    require(can_submit(by, activity))
    pair = _pair_of(activity, other) or _noted(found)
    if pair.state != PairState.OPEN or pair.decided_at is not None:
        raise Already(pair)
    pair.decided_at, pair.decided_by_id = clock.now(), by.pk
    pair.save()
    record("stocktaking.pair_disputed", pair, by=by)
    return pair


@action
def part_pair(pair: Pair, *, by: Any, reason: str) -> Pair:
    """Say for good that two entries are not the same, and why."""
    require(can_moderate(by))
    return _decide(pair, "part", by=by, reason=reason_of(reason))


@action
def reopen_pair(pair: Pair, *, by: Any) -> Pair:
    """Look again at two entries that were parted."""
    require(can_moderate(by))
    pair = Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.state == PairState.MERGED:
        raise Refused(_("These two are merged: undo that first."))
    return _decide(pair, "reopen", by=by)


# --- shared --------------------------------------------------------------------------------------


def _locked(*activities: Activity) -> list[Activity]:
    """Return the entries as they stand now, locked in one order whatever is asked."""
    rows = Activity._base_manager.select_for_update().order_by("pk").in_bulk([one.pk for one in activities])
    return [rows[one.pk] for one in activities]


def _pair_of(one: Activity, other: Activity) -> Pair | None:
    left, right = sorted((one.pk, other.pk))
    return Pair.objects.filter(left=left, right=right).first()


def _noted(found: FoundPair) -> Pair:
    left, right, score, verdict, reasons = found
    return Pair(left_id=left, right_id=right, score=score, verdict=verdict, reasons=reasons, found_at=clock.now())


def _require_mergeable(kept: Activity, dropped: Activity, pair: Pair | None) -> None:
    if kept.pk == dropped.pk:
        raise Refused(_("An entry cannot be merged into itself."))
    if {kept.state, dropped.state} != {ActivityState.PUBLISHED}:
        raise Refused(_("Only entries that stand in the register can be merged."))
    if kept.visibility != dropped.visibility:
        raise Refused(_("The two are seen by different readers: merging would hide the one or show the other."))
    if pair and pair.state == PairState.PARTED:
        raise Refused(_("Somebody said that these two are not the same. Look at them again first."))


def _require_last(merge: Merge, kept: Activity) -> None:
    if merge.undone_at is not None:
        raise Refused(_("This was undone already."))
    if kept.state == ActivityState.MERGED:
        raise Refused(_("The entry that was kept was merged itself since: undo that first."))
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk).select_related("dropped").first()
    if later:
        raise Refused(
            _("Number %(number)s was merged into it later: undo that first.") % {"number": later.dropped.number}
        )


def _decide(pair: Pair, step: str, *, by: Any, reason: str = "") -> Pair:
    move(pair, step, by=by, moves=PAIR_MOVES, data={"reason": reason} if reason else None)
    is_open = pair.state == PairState.OPEN
    pair.decided_at, pair.decided_by_id = (None, None) if is_open else (clock.now(), by.pk)
    pair.reason = reason
    pair.save(update_fields=["decided_at", "decided_by", "reason"])
    return pair
