"""What is done with activities: begin, word, submit; publish, return, decline; correct, and hold true."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import Happening, record, record_all
from ungis.core.moves import move
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK
from ungis.mappings.models import Concept

from .content import Given, given_from, given_of, revision_of
from .models import Activity, Participation, Place
from .notifications import tell
from .permissions import (
    can_contribute,
    can_correct,
    can_hold_true,
    can_moderate,
    can_submit,
    can_word,
    corrects_at_once,
)
from .states import ACTIVITY_MOVES, ActivityState
from .suggesting import resuggest
from .tagging import tag_activity

LONGEST_REASON = 600  # characters, as the column holds
MOST_A_DAY = 50  # entries that one person begins by hand; more come in a file


class ChangedMeanwhile(Refused):
    """Somebody saved the entry since the form was made: what stands now is to be shown beside what was sent."""


@dataclass
class Entry:
    """One activity to be entered in the register as a whole, with what a source says that it serves."""

    given: Given
    concepts: list[Concept] = field(default_factory=list)
    named: list[Concept] = field(default_factory=list)  # of which the source itself says that it serves them
    are_confirmed: bool = False
    number: int | None = None
    identifier: str | None = None
    source: str = ""
    certainty: str = Certainty.SOURCE
    links_certainty: str = Certainty.INFERRED


# --- writing -------------------------------------------------------------------------------------


@action
def begin_activity(*, by: Any, given: Given) -> Activity:
    """Keep an entry as a draft that only its own people and the secretariat see.

    Refused: no title, no sense, too many within a day.
    """
    require(can_contribute(by))
    _require_room(by)
    activity = Activity(number=next_number(), written_at=clock.now(), written_by_id=by.pk)
    _write(activity, given.settled())
    record("stocktaking.activity_begun", activity, by=by, data=given.as_data())
    return activity


@action
def word_activity(activity: Activity, *, by: Any, given: Given, seen: str | None = None) -> Activity:
    """Put other words into an entry that is not submitted yet. `seen` is the revision that the form was made of.

    Refused: it was submitted meanwhile, or somebody else saved it (ChangedMeanwhile).
    """
    activity = _fresh(activity)
    require(can_word(by, activity))
    before = given_of(activity)
    _require_seen(before, seen)
    _write(activity, given.settled())
    record("stocktaking.activity_worded", activity, by=by, data=_changes(before, given))
    return activity


@action
def submit_activity(activity: Activity, *, by: Any) -> Activity:
    """Send an entry to the secretariat. Refused: it does not say enough for a reader."""
    activity = _fresh(activity)
    require(can_submit(by, activity))
    given_of(activity).require_whole()
    move(activity, "submit", by=by, moves=ACTIVITY_MOVES)
    activity.submitted_at, activity.submitted_by_id, activity.state_reason = clock.now(), by.pk, ""
    activity.save(update_fields=["submitted_at", "submitted_by", "state_reason"])
    _read_anew(activity)
    tell(activity, "submitted")
    return activity


@action
def take_back_activity(activity: Activity, *, by: Any) -> Activity:
    """Take a submitted entry back to go on writing."""
    activity = _fresh(activity)
    require(can_submit(by, activity))
    return move(activity, "take_back", by=by, moves=ACTIVITY_MOVES)


@action
def discard_activity(activity: Activity, *, by: Any) -> Activity:
    """Throw a draft away; nobody sees it any more, and its number is not given again."""
    activity = _fresh(activity)
    require(can_submit(by, activity))
    return move(activity, "discard", by=by, moves=ACTIVITY_MOVES)


# --- the secretariat's queue ---------------------------------------------------------------------


@action
def publish_activity(activity: Activity, *, by: Any) -> Activity:
    """Enter a submitted activity in the register."""
    require(can_moderate(by))
    activity = _fresh(activity)
    given_of(activity).require_whole()
    move(activity, "publish", by=by, moves=ACTIVITY_MOVES)
    now = clock.now()
    activity.published_at, activity.published_by_id, activity.held_true_at = now, by.pk, now
    activity.state_reason = ""
    activity.save(update_fields=["published_at", "published_by", "held_true_at", "state_reason"])
    _read_anew(activity)
    tell(activity, "published")
    return activity


@action
def return_activity(activity: Activity, *, by: Any, reason: str) -> Activity:
    """Give a submitted entry back with a question, so that its people can mend it."""
    return _judge(activity, "return", "returned", by=by, reason=reason)


@action
def decline_activity(activity: Activity, *, by: Any, reason: str) -> Activity:
    """Say that an entry does not belong in the register, and why; the words stay with its people."""
    return _judge(activity, "decline", "declined", by=by, reason=reason)


@action
def reopen_activity(activity: Activity, *, by: Any) -> Activity:
    """Look at a declined entry again."""
    require(can_moderate(by))
    return move(_fresh(activity), "reopen", by=by, moves=ACTIVITY_MOVES)


@action
def withdraw_activity(activity: Activity, *, by: Any, reason: str) -> Activity:
    """Take an activity out of the register, with the reason; its address says that it is gone."""
    return _judge(activity, "withdraw", "withdrawn", by=by, reason=reason)


@action
def republish_activity(activity: Activity, *, by: Any) -> Activity:
    """Put an activity back into the register."""
    require(can_moderate(by))
    return move(_fresh(activity), "republish", by=by, moves=ACTIVITY_MOVES)


# --- the register --------------------------------------------------------------------------------


@action
def correct_activity(activity: Activity, *, by: Any, given: Given, seen: str | None = None) -> Activity:
    """Correct an entry of the register: at once for who speaks for an organization that carries it out.

    Of others the correction waits for the secretariat. Refused: nothing changed, or somebody else saved meanwhile.
    """
    activity = _fresh(activity)
    require(can_correct(by, activity))
    before = given_of(activity)
    _require_seen(before, seen)
    given.settled().require_whole()
    changes = _changes(before, given)
    if not changes:
        raise Refused(_("Nothing was changed."))
    if not corrects_at_once(by, activity):
        activity.proposed, activity.proposed_at, activity.proposed_by_id = given.as_data(), clock.now(), by.pk
        activity.save(update_fields=["proposed", "proposed_at", "proposed_by"])
        record("stocktaking.correction_proposed", activity, by=by, data=changes)
        return activity
    _write(activity, given)
    _hold_true(activity, by)
    record("stocktaking.activity_corrected", activity, by=by, data=changes)
    _read_anew(activity)
    return activity


@action
def accept_correction(activity: Activity, *, by: Any) -> Activity:
    """Let a proposed correction stand. Refused: there is none."""
    require(can_moderate(by))
    activity = _fresh(activity)
    given, proposed_by = _proposed(activity), activity.proposed_by
    changes = _changes(given_of(activity), given)
    _write(activity, given.settled())
    _hold_true(activity, proposed_by)
    _drop_proposal(activity)
    record("stocktaking.correction_accepted", activity, by=by, data=changes)
    _read_anew(activity)
    tell(activity, "corrected", to=proposed_by)
    return activity


@action
def refuse_correction(activity: Activity, *, by: Any, reason: str) -> Activity:
    """Leave the entry as it is, and say why to who proposed the correction."""
    require(can_moderate(by))
    activity = _fresh(activity)
    _proposed(activity)
    reason, proposed_by = _reason(reason), activity.proposed_by
    _drop_proposal(activity)
    record("stocktaking.correction_refused", activity, by=by, data={"reason": reason})
    tell(activity, "correction_refused", to=proposed_by, reason=reason)
    return activity


@action
def hold_true(activity: Activity, *, by: Any) -> Activity:
    """Say that an entry of the register is still true."""
    activity = _fresh(activity)
    require(can_hold_true(by, activity))
    _hold_true(activity, by)
    record("stocktaking.activity_held_true", activity, by=by)
    return activity


@action
def enter_activities(entries: Sequence[Entry], *, by: Any) -> list[Activity]:
    """Enter many activities in the register at once, as loading the record and a confirmed file do.

    Refused, before anything is written: an entry that is not whole.
    """
    require(can_moderate(by))
    for entry in entries:
        entry.given.settled().require_whole()
    number = next_number()
    made = [write_entry(entry, number + place, ActivityState.PUBLISHED, by=by) for place, entry in enumerate(entries)]
    record_all(
        (
            Happening("stocktaking.activity_entered", one, entry.given.as_data())
            for one, entry in zip(made, entries, strict=True)
        ),
        by=by,
    )
    return made


def write_entry(entry: Entry, number: int, state: str, *, by: Any) -> Activity:
    """Part of an action: write one settled entry as a whole, published or waiting in the queue."""
    now = clock.now()
    moments = {"written": now, "submitted": now}
    if state == ActivityState.PUBLISHED:
        moments["published"] = now
    activity = Activity(
        number=entry.number or number,
        state=state,
        identifier=entry.identifier,
        source=entry.source,
        certainty=entry.certainty,
        held_true_at=moments.get("published"),
        **{f"{step}_at": moment for step, moment in moments.items()},
        **{f"{step}_by_id": by.pk for step in moments},
    )
    _write(activity, entry.given)
    _tag(activity, entry, by)
    return activity


def _require_room(by: Any) -> None:
    """Refuse whoever floods the register; the secretariat is trusted with it."""
    a_day_ago = clock.now() - timedelta(days=1)
    begun = Activity._base_manager.filter(written_by_id=by.pk, written_at__gt=a_day_ago)
    if not can_moderate(by) and begun.count() >= MOST_A_DAY:
        raise Refused(_("You have begun fifty entries within a day. Bring more in a file, or go on tomorrow."))


def next_number() -> int:
    """Return the number of the next new entry; part of an action, so that nobody else gets it too."""
    return (Activity._base_manager.aggregate(last=Max("number"))["last"] or 0) + 1


# --- shared --------------------------------------------------------------------------------------


def _fresh(activity: Activity) -> Activity:
    """Return the entry as it stands now, locked, whatever it was when the page was shown."""
    return Activity._base_manager.select_for_update().get(pk=activity.pk)


def _require_seen(now: Given, seen: str | None) -> None:
    if seen is not None and seen != revision_of(now):
        raise ChangedMeanwhile(_("Somebody else saved this entry meanwhile. Compare, and save again."))


def _write(activity: Activity, given: Given) -> None:
    for name, value in given.columns().items():
        setattr(activity, name, value)
    activity.save()
    _replace(activity.participations, [
        Participation(activity=activity, organization=organization, role=role, order=order)
        for order, (organization, role) in enumerate(given.organizations)
    ])  # fmt: skip
    _replace(activity.places, [Place(activity=activity, code=code) for code in dict.fromkeys(given.places)])
    activity.paragraphs.set(given.paragraphs)


def _read_anew(activity: Activity) -> None:
    """Let the model suggest what the words of an entry serve now; about a millisecond."""
    happened = resuggest(activity)
    if happened:
        record_all([happened], by=CLERK)


def _replace(related: Any, rows: list) -> None:
    related.all().delete()
    related.bulk_create(rows)


def _tag(activity: Activity, entry: Entry, by: Any) -> None:
    if entry.named:
        tag_activity(activity, entry.named, False, by=by, source=entry.source)
    certainty = entry.links_certainty
    tag_activity(activity, entry.concepts, entry.are_confirmed, by=by, source=entry.source, certainty=certainty)


def _changes(before: Given, after: Given) -> dict[str, Any]:
    """Return old and new of each part that differs."""
    old, new = before.as_data(), after.as_data()
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _judge(activity: Activity, step: str, what: str, *, by: Any, reason: str) -> Activity:
    require(can_moderate(by))
    activity, reason = _fresh(activity), _reason(reason)
    move(activity, step, by=by, moves=ACTIVITY_MOVES, data={"reason": reason})
    activity.state_reason = reason
    activity.save(update_fields=["state_reason"])
    tell(activity, what, reason=reason)
    return activity


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why: its people can only mend what they are told."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("The reason is too long: 600 characters at most."))
    return reason


def _hold_true(activity: Activity, who: Any) -> None:
    activity.held_true_at, activity.held_true_by_id = clock.now(), getattr(who, "pk", None)
    activity.save(update_fields=["held_true_at", "held_true_by"])


def _proposed(activity: Activity) -> Given:
    if activity.proposed is None:
        raise Refused(_("No correction waits here any more."))
    return given_from(activity.proposed)


def _drop_proposal(activity: Activity) -> None:
    activity.proposed, activity.proposed_at, activity.proposed_by = None, None, None
    activity.save(update_fields=["proposed", "proposed_at", "proposed_by"])
