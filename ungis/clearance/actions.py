"""Rounds: opened, given more time, withdrawn, closed, reminded of.

Every action reads the database's clock under the lock of actions and judges by that moment alone. Positions are in
position_actions.py, duty stations in station_actions.py.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.moves import move
from ungis.core.standing import LADDER, Visibility
from ungis.organizations.models import Capacity, Membership, OfficeName, Organization, Term

from . import subjects
from .effective import is_open, tally
from .models import DutyStation, Eligible, Extension, Reminder, Round, SubjectKind
from .notifications import everybody, on_the_wall, people_of, tell
from .permissions import can_close_round, can_open_round, can_shorten
from .states import ROUND_MOVES, RoundState
from .workdays import DAY, Station, closed_between, earliest_close, moment_before, next_minute

LONGEST = timedelta(days=366)
LONGEST_REASON = 300  # characters, as the columns hold
LONGEST_QUESTION = 4_000
SEEN_BY_MEMBERS = (Visibility.PUBLIC, Visibility.GROUP, Visibility.MEMBERS)
STEPS = {
    RoundState.ADOPTED: "adopt",
    RoundState.RESERVED: "adopt_with_reservations",
    RoundState.BROKEN: "break_silence",
}
REMINDED_BEFORE = {Reminder.Kind.THREE_DAYS: 3 * DAY, Reminder.Kind.ONE_DAY: DAY}


@action
def open_round(
    subject: models.Model,
    *,
    by: Any,
    question: str,
    title: str = "",
    closes_at: datetime | None = None,
    visibility: str = "",
    short_reason: str = "",
    asked_by: Organization | None = None,
    previous: Round | None = None,
) -> Round:
    """Ask the members to clear a frozen record: a version, an edition, the minutes of a meeting, a document.

    Who counts is fixed from the memberships of the day. Without `closes_at` the round closes as soon as the minimum
    period allows. A shorter one needs `short_reason` and the chair. `previous` is a broken round, taken up anew.
    """
    require(can_open_round(by))
    read = subjects.read(subject)
    question = _said(question, LONGEST_QUESTION, _("Say what the members are asked."))
    _free(subject)
    if previous:
        _broken(previous)
    opened_at = clock.now()
    closes_at, short_reason = _close(opened_at, closes_at, short_reason, by)
    round = Round.objects.create(
        slug=_free_slug(title or read.title),
        title=" ".join((title or read.title).split())[:300],
        question=question,
        subject_kind=subjects.kind_of(subject),
        subject_id=subject.pk,
        text=read.text,
        sha256=read.sha256,
        asked_by=_asking(by, asked_by, opened_at),
        previous=previous,
        opened_at=opened_at,
        opened_by=by if by.pk else None,
        closes_at=closes_at,
        short_reason=short_reason,
        visibility=_visibility(visibility, read.visibility),
    )
    _fix_eligible(round)
    _lay_reminders(round)
    subjects.set_out(subject, by=by)
    record("clearance.round_opened", round, by=by, data=_told(round))
    people = people_of(list(round.eligible.values_list("organization", flat=True)))
    tell(round, "opened", people)
    return round


@action
def grant_extension(
    round: Round, *, by: Any, closes_at: datetime, reason: str, asked_by: Organization | None = None
) -> Extension:
    """Move the close to a later moment while the round is open; `asked_by` is who asked for more time."""
    require(can_open_round(by))
    moment = lock_open(round)
    before, after = round.closes_at, next_minute(closes_at)
    same = round.extensions.filter(new_closes_at=after).last()
    if same and before == after:
        raise Already(same)
    if after <= before:
        raise Refused(_("An extension must end later than the round does now."))
    if after > round.opened_at + LONGEST:
        raise Refused(_("A round lasts a year at most."))
    reason = _said(reason, LONGEST_REASON, _("Say why more time is given: all see it."))
    extension = Extension.objects.create(
        round=round,
        old_closes_at=before,
        new_closes_at=after,
        reason=reason,
        asked_by=asked_by,
        granted_at=moment,
        granted_by=by if by.pk else None,
    )
    round.closes_at = after
    round.save(update_fields=["closes_at"])
    _lay_reminders(round, since=moment)
    data = {"before": before, "after": after, "reason": reason, "asked_by": asked_by and asked_by.acronym}
    record("clearance.extension_granted", round, by=by, data=data)
    told = {"reason": reason, "before": on_the_wall(before, "Europe/Zurich")}
    tell(round, "extended", everybody(round), occasion=extension.pk, **told)
    return extension


@action
def withdraw_round(round: Round, *, by: Any, reason: str) -> Round:
    """Ask no longer. Nothing is adopted; a joint text goes back to be drafted. Refused once the close has come."""
    require(can_open_round(by))
    moment = lock_open(round)
    reason = _said(reason, LONGEST_REASON, _("Say why clearance is no longer asked: all see it."))
    move(round, "withdraw", by=by, moves=ROUND_MOVES, data={"reason": reason, "sha256": round.sha256})
    _write_down(round, by, moment, reason)
    tell(round, "withdrawn", everybody(round))
    return round


@action
def close_round(round: Round, *, by: Any) -> Round:
    """Write down the outcome, once the moment has come: one event, one message to each recipient, whoever calls.

    The outcome took effect at `closes_at` and follows from what stood then. One already closed is returned as it is.
    """
    require(can_close_round(by))
    lock(round)
    if round.state != RoundState.OPEN:
        raise Already(round)
    moment = clock.now()
    if is_open(round, moment):
        raise Refused(_("The round is still open: its close has not come."))
    eligible = list(round.eligible.all())
    standing = list(round.positions.standing())
    counted = tally(standing, eligible)
    acronyms = {asked.organization_id: asked.acronym for asked in eligible}
    said = {str(stance): [acronyms[key] for key in keys] for stance, keys in counted.members.items()}
    data = {"closes_at": round.closes_at, "sha256": round.sha256, "members": said}
    move(round, STEPS[counted.outcome], by=by, moves=ROUND_MOVES, data=data)
    _write_down(round, by, moment)
    tell(round, round.state, everybody(round))
    return round


@action
def send_reminder(reminder: Reminder, *, by: Any) -> int:
    """Remind the organizations that have not answered, once; return how many people were written to.

    Reminders of the same round that fell due together make one mail. None is sent once the close has come.
    """
    require(can_close_round(by))
    round = lock(reminder.round)
    moment = clock.now()
    due = list(round.reminders.filter(taken_at=None, due_at__lte=moment).order_by("-due_at"))
    if not due:
        raise Already(0)
    round.reminders.filter(pk__in=[one.pk for one in due]).update(taken_at=moment)
    silent: list[int] = []
    told = 0
    if is_open(round, moment):
        silent = tally(round.positions.standing(), round.eligible.all()).silent
        told = tell(round, "reminder", people_of(silent), occasion=f"{due[0].kind} {round.closes_at.isoformat()}")
    data = {"kinds": [one.kind for one in due], "silent": len(silent), "told": told}
    record("clearance.reminder_sent", round, by=by, data=data)
    return told


def second_round_of(round: Round) -> dict[str, Any]:
    """Return what a round that takes up a broken one begins with, and how those asked have changed since."""
    then = {asked.acronym for asked in round.eligible.all()}
    today = Membership.objects.on(_day(clock.now())).values_list("organization__acronym", flat=True)
    now = set(today)
    return {
        "previous": round,
        "title": round.title,
        "question": round.question,
        "visibility": round.visibility,
        "asked_by": round.asked_by,
        "joined": sorted(now - then),
        "left": sorted(then - now),
    }


def minimum_close(opened_at: datetime) -> datetime:
    """Return the earliest close of a round opened at that moment, by the stations that count."""
    return earliest_close(opened_at, counting_stations())


def counting_stations() -> list[Station]:
    """Return the calendars that stop the clock of working days: one query."""
    return DutyStation.objects.counting().calendars()


def lock(round: Round) -> Round:
    """Read the row anew under a lock, so that what follows judges what is so now."""
    round.refresh_from_db(from_queryset=Round._base_manager.select_for_update())
    return round


def lock_open(round: Round) -> datetime:
    """Lock the round and return the moment by which everything after is judged. Refused unless the round is open."""
    lock(round)
    moment = clock.now()
    if round.state != RoundState.OPEN:
        raise Refused(
            _("This is no longer possible: the record is now “%(state)s”.") % {"state": round.get_state_display()}
        )
    if not is_open(round, moment):
        at = on_the_wall(round.closes_at, "UTC")
        raise Refused(_("The round closed on %(moment)s UTC. What comes after that does not count.") % {"moment": at})
    return moment


def _said(words: str, longest: int, missing: str) -> str:
    words = words.strip()
    if not words:
        raise Refused(missing)
    if len(words) > longest:
        raise Refused(_("This is too long: %(number)s characters at most.") % {"number": longest})
    return words


def _day(moment: datetime) -> Any:
    return moment.astimezone(clock.GENEVA).date()


def _free(subject: models.Model) -> None:
    """Refuse a second round on the same record while one is open, or waits for its outcome to be written down."""
    kind = subjects.kind_of(subject)
    if Round.objects.filter(subject_kind=kind, subject_id=subject.pk, state=RoundState.OPEN).exists():
        raise Refused(_("A round on this record is open already."))


def _broken(previous: Round) -> None:
    previous.refresh_from_db()
    if previous.state != RoundState.BROKEN:
        raise Refused(_("Only a round whose silence was broken is followed by another."))
    if previous.next_rounds.exclude(state=RoundState.WITHDRAWN).exists():
        raise Refused(_("There is already a round that follows this one."))


def _close(opened_at: datetime, wanted: datetime | None, reason: str, by: Any) -> tuple[datetime, str]:
    """Return the close, on a full minute, and the reason on record where it comes before the minimum period."""
    earliest = minimum_close(opened_at)
    if wanted is None:
        return earliest, ""
    close = next_minute(wanted)
    if close <= opened_at:
        raise Refused(_("The close must lie in the future."))
    if close > opened_at + LONGEST:
        raise Refused(_("A round lasts a year at most."))
    if close >= earliest:
        return close, ""
    if not can_shorten(by):
        at = {"moment": on_the_wall(earliest, "UTC")}
        raise Refused(
            _(
                "The minimum is 72 hours on working days of the duty stations that count: not before %(moment)s UTC. "
                "Only the chair can allow less, with a reason."
            )
            % at
        )
    return close, _said(reason, LONGEST_REASON, _("This is less than the minimum period. Say why: all see it."))


def _asking(by: Any, asked_by: Organization | None, moment: datetime) -> Organization:
    """Return the organization that asks: the one named, else that by which the person holds chair or secretariat."""
    if asked_by is not None:
        require(by.standing.is_secretariat or asked_by.pk in by.standing.organizations)
        return asked_by
    offices = [OfficeName.SECRETARIAT] if by.standing.is_secretariat else [OfficeName.CHAIR]
    terms = Term.objects.on(_day(moment)).filter(office__in=offices, organization__isnull=False)
    own = terms.filter(organization__in=by.standing.organizations).select_related("organization").first()
    term = own or terms.select_related("organization").first()
    if term is None or term.organization is None:
        raise Refused(_("It is not on record who provides the secretariat today. Say which organization asks."))
    return term.organization


def _visibility(wanted: str, of_subject: str) -> str:
    """Return who sees the round: nobody who may not see its subject, and at least the members."""
    if of_subject not in SEEN_BY_MEMBERS:
        raise Refused(_("The members cannot see this record, so they cannot clear it. Change who may see it first."))
    default = max(Visibility.GROUP, of_subject, key=LADDER.index)
    wanted = wanted or default
    if wanted not in SEEN_BY_MEMBERS:
        raise Refused(_("A round is seen by the members at least."))
    if LADDER.index(wanted) < LADDER.index(of_subject):
        raise Refused(_("More people would see the round than may see the record itself."))
    return wanted


def _fix_eligible(round: Round) -> None:
    """Write down who is asked, as they are called now; observers only where they may see the round."""
    today = Membership.objects.on(_day(round.opened_at)).select_related("organization")
    if round.visibility == Visibility.MEMBERS:
        today = today.filter(capacity=Capacity.MEMBER)
    asked = {membership.organization_id: membership for membership in today}
    if not any(membership.capacity == Capacity.MEMBER for membership in asked.values()):
        raise Refused(_("There is no member today who could be asked."))
    Eligible.objects.bulk_create(
        Eligible(round=round, organization_id=key, capacity=one.capacity, acronym=one.organization.acronym)
        for key, one in asked.items()
    )


def reminder_moments(opened_at: datetime, closes_at: datetime, stations: list[Station]) -> dict[str, datetime]:
    """Return when reminders fall due: only those that lie within the period."""
    half = (opened_at + (closes_at - opened_at) / 2).replace(second=0, microsecond=0)
    moments = {Reminder.Kind.HALF.value: half}
    for kind, before in REMINDED_BEFORE.items():
        moments[kind.value] = moment_before(closes_at, before, stations)
    return {kind: moment for kind, moment in moments.items() if opened_at < moment < closes_at}


def _lay_reminders(round: Round, since: datetime | None = None) -> None:
    """Write down when reminders fall due. After an extension those before the close count anew; half time does not."""
    moments = reminder_moments(round.opened_at, round.closes_at, counting_stations())
    for kind, due_at in moments.items():
        if since is None:
            Reminder.objects.create(round=round, kind=kind, due_at=due_at)
        elif due_at > since:
            taken = round.reminders.filter(kind=kind).exclude(taken_at=None).exists()
            if not (taken and kind == Reminder.Kind.HALF):
                round.reminders.update_or_create(kind=kind, defaults={"due_at": due_at, "taken_at": None})


def _write_down(round: Round, by: Any, moment: datetime, reason: str = "") -> None:
    round.closed_at, round.closed_by, round.state_reason = moment, by if by.pk else None, reason
    round.save(update_fields=["closed_at", "closed_by", "state_reason"])
    subjects.carry_outcome(round, by=by)


def _told(round: Round) -> dict[str, Any]:
    """What the event of the opening says: all that the certificate needs to be checked by."""
    return {
        "title": round.title,
        "subject": f"{SubjectKind(round.subject_kind).value} {round.subject_id}",
        "sha256": round.sha256,
        "opened_at": round.opened_at,
        "closes_at": round.closes_at,
        "short_reason": round.short_reason,
        "closing_days": {
            one.station.name: one.days for one in closed_between(round.opened_at, round.closes_at, counting_stations())
        },
        "previous": round.previous and round.previous.slug,
        "eligible": {asked.acronym: asked.capacity for asked in round.eligible.all()},
    }


def _free_slug(title: str) -> str:
    stem = slugify(title)[:70].rstrip("-") or "round"
    taken = {*Round.objects.filter(slug__startswith=stem).values_list("slug", flat=True), *RESERVED}
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


RESERVED = ("open", "new", "stations", "holidays")  # addresses that are no round's
