"""Changes to meetings: planned, moved, recorded and confirmed by the secretariat.

`sequence` grows by one when the date, the hours or the place of something announced changes, and when a
meeting is cancelled or planned again: calendars then take the new state for the newer one.
"""

from datetime import UTC, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.moves import move
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.visibility import Visibility
from ungis.documents.models import Work
from ungis.organizations.models import Organization

from .models import AgendaItem, Kind, Level, Meeting, MeetingDocument, Participant, Point, Sitting
from .permissions import can_keep_meetings
from .states import MOVES, State
from .wallclock import moment_at, zone_of

YEARS = range(1945, 2200)
RESERVED = ("plan",)  # addresses that are no meeting's
DETAILS = (
    "title", "theme", "kind", "place", "time_zone", "host", "host_event", "stated_chair", "date_note", "note",
    "visibility", "source", "certainty", "number_certainty",
)  # fmt: skip
ANNOUNCED = ("place", "time_zone")  # a change of these is one that calendars must take


@action
def plan_meeting(
    *,
    by: Any,
    title: str,
    kind: str = Kind.MEETING,
    number: int | None = None,
    number_certainty: str = "",
    theme: str = "",
    place: str = "",
    time_zone: str = "",
    host: Organization | None = None,
    host_event: str = "",
    stated_chair: str = "",
    date_note: str = "",
    note: str = "",
    visibility: str = Visibility.PUBLIC,
    source: str = "",
    certainty: str = Certainty.SOURCE,
    year: int | None = None,
    sitting: dict[str, Any] | None = None,
) -> Meeting:
    """Enter a meeting, with its first `sitting` (what add_sitting takes) where one is known.

    A numbered meeting has its number as address; another its title and the `year`.
    """
    require(can_keep_meetings(by))
    zone_of(time_zone)
    title = " ".join(title.split())
    if number is not None and Meeting.objects.filter(number=number).exists():
        raise Refused(_("There is already a meeting with the number %(number)s.") % {"number": number})
    meeting = Meeting(
        slug=_free_slug(title, number, sitting["date"].day.year if sitting and not year else year),
        number=number,
        number_certainty=(number_certainty or certainty) if number is not None else "",
        kind=kind,
        title=title,
        theme=theme,
        place=place,
        time_zone=time_zone,
        host=host,
        host_event=host_event,
        stated_chair=stated_chair,
        date_note=date_note,
        note=note,
        visibility=visibility,
        source=source,
        certainty=certainty,
    )
    _check(meeting)
    meeting.save()
    data = {"title": title, "number": number, "kind": kind, "place": place, "time_zone": time_zone}
    record("meetings.meeting_planned", meeting, by=by, data=data)
    if sitting:
        add_sitting(meeting, by=by, **sitting)
    return meeting


@action
def change_meeting(meeting: Meeting, *, by: Any, **changes: Any) -> Meeting:
    """Change what is said of a meeting (see DETAILS); a change of place or zone grows the sequence."""
    require(can_keep_meetings(by))
    unknown = set(changes) - set(DETAILS)
    if unknown:
        raise TypeError(f"a meeting has no {', '.join(sorted(unknown))} to change")
    zone_of(changes.get("time_zone", ""))
    _lock(meeting)
    if "title" in changes:
        changes["title"] = " ".join(changes["title"].split())
    before = {name: getattr(meeting, name) for name in changes if getattr(meeting, name) != changes[name]}
    if not before:
        raise Refused(_("Nothing was changed."))
    for name in before:
        setattr(meeting, name, changes[name])
    _check(meeting)
    meeting.save(update_fields=list(before))
    if "time_zone" in before:
        for sitting in meeting.sittings.all():
            if sitting.starts_at:
                sitting.date = _day_there(sitting.starts_at, meeting)
                sitting.save(update_fields=["date"])
    _follow_sittings(meeting, grows=any(name in before for name in ANNOUNCED))
    after = {name: changes[name] for name in before}
    record("meetings.meeting_changed", meeting, by=by, data={"before": before, "after": after})
    return meeting


@action
def add_sitting(
    meeting: Meeting,
    *,
    by: Any,
    date: PartialDate,
    level: str = "",
    starts: time | None = None,
    ends: time | None = None,
    zone: str = "",
    place: str = "",
) -> Sitting:
    """Add a part of the meeting. Hours are those of the clock in `zone` (the meeting's own, if not given)."""
    require(can_keep_meetings(by))
    _lock(meeting)
    _not_cancelled(meeting)
    sitting = Sitting(meeting=meeting, level=level, place=place)
    _set_time(sitting, date, starts, ends, zone)
    sitting.save()
    _follow_sittings(meeting)
    record("meetings.sitting_added", meeting, by=by, data=_told(sitting))
    return sitting


@action
def move_sitting(
    sitting: Sitting,
    *,
    by: Any,
    date: PartialDate,
    level: str = "",
    starts: time | None = None,
    ends: time | None = None,
    zone: str = "",
    place: str = "",
) -> Sitting:
    """Give a sitting another date, other hours, another place or level; all but the level grow the sequence."""
    require(can_keep_meetings(by))
    meeting = _lock(sitting.meeting)
    _not_cancelled(meeting)
    sitting.refresh_from_db()
    sitting.meeting = meeting
    before = _told(sitting)
    sitting.level, sitting.place = level, place
    _set_time(sitting, date, starts, ends, zone)
    after = _told(sitting)
    if before == after:
        raise Refused(_("Nothing was changed."))
    sitting.save()
    _follow_sittings(meeting, grows=any(before[name] != after[name] for name in after if name != "level"))
    record("meetings.sitting_moved", meeting, by=by, data={"before": before, "after": after})
    return sitting


@action
def remove_sitting(sitting: Sitting, *, by: Any) -> Meeting:
    """Take a sitting out. A meeting that was held keeps at least one."""
    require(can_keep_meetings(by))
    meeting = _lock(sitting.meeting)
    _not_cancelled(meeting)
    if meeting.state == State.HELD and meeting.sittings.count() == 1:
        raise Refused(_("This meeting was held: its only sitting cannot be removed. Correct its date instead."))
    told = _told(sitting)
    sitting.delete()
    _follow_sittings(meeting, grows=True)
    record("meetings.sitting_removed", meeting, by=by, data=told)
    return meeting


@action
def hold_meeting(meeting: Meeting, *, by: Any) -> Meeting:
    """Confirm that the meeting was held. Refused before its last sitting has begun.

    Without any date it can only be inferred: from a meeting with a higher number that was held.
    """
    require(can_keep_meetings(by))
    _lock(meeting)
    sittings = list(Sitting.objects.filter(meeting=meeting))
    if sittings:
        _all_begun(meeting, sittings)
    elif meeting.number is None or not Meeting.objects.filter(number__gt=meeting.number, state=State.HELD).exists():
        raise Refused(_("No date is recorded. Add the sitting and its date, then confirm that the meeting was held."))
    return move(meeting, "hold", by=by, moves=MOVES)


@action
def cancel_meeting(meeting: Meeting, *, by: Any, reason: str = "") -> Meeting:
    """Call a planned meeting off; it stays in the record and in calendars, as cancelled."""
    require(can_keep_meetings(by))
    move(_lock(meeting), "cancel", by=by, moves=MOVES, data={"reason": reason} if reason else None)
    _follow_sittings(meeting, grows=True)
    return meeting


@action
def plan_again(meeting: Meeting, *, by: Any) -> Meeting:
    """Take up a cancelled meeting again."""
    require(can_keep_meetings(by))
    move(_lock(meeting), "plan_again", by=by, moves=MOVES)
    _follow_sittings(meeting, grows=True)
    return meeting


@action
def put_agenda_item(
    meeting: Meeting, *, by: Any, title: str, work: Work | None = None, order: int | None = None
) -> AgendaItem:
    """Put an item on the agenda: at the place `order` (from 1), else at the end."""
    require(can_keep_meetings(by))
    _lock(meeting)
    items = list(AgendaItem.objects.filter(meeting=meeting))
    item = AgendaItem(meeting=meeting, title=" ".join(title.split()), work=work, order=len(items) + 1)
    _check(item)
    item.save()
    if order is not None and order <= len(items):
        _renumber(meeting, [*items[: max(order, 1) - 1], item, *items[max(order, 1) - 1 :]])
    record("meetings.agenda_item_put", meeting, by=by, data={"title": item.title, "order": item.order, "work": work})
    return item


@action
def move_agenda_item(item: AgendaItem, *, by: Any, order: int) -> AgendaItem:
    """Give an item another place on the agenda (from 1); the others close up."""
    require(can_keep_meetings(by))
    meeting = _lock(item.meeting)
    others = list(AgendaItem.objects.filter(meeting=meeting).exclude(pk=item.pk))
    before, place = item.order, min(max(order, 1), len(others) + 1)
    if place == before:
        raise Refused(_("The item is already at this place."))
    _renumber(meeting, [*others[: place - 1], item, *others[place - 1 :]])
    data = {"title": item.title, "before": before, "after": place}
    record("meetings.agenda_item_moved", meeting, by=by, data=data)
    return item


@action
def remove_agenda_item(item: AgendaItem, *, by: Any) -> Meeting:
    """Take an item off the agenda; the others close up."""
    require(can_keep_meetings(by))
    meeting = _lock(item.meeting)
    data = {"title": item.title, "order": item.order}
    item.delete()
    _renumber(meeting, list(AgendaItem.objects.filter(meeting=meeting)))
    record("meetings.agenda_item_removed", meeting, by=by, data=data)
    return meeting


@action
def attach_document(meeting: Meeting, *, by: Any, work: Work) -> MeetingDocument:
    """Put a document of the library before the meeting; it is seen there by whom it is seen in the library."""
    require(can_keep_meetings(by))
    attached, is_new = MeetingDocument.objects.get_or_create(meeting=meeting, work=work)
    if not is_new:
        raise Refused(_("This document is already attached."))
    record("meetings.document_attached", meeting, by=by, data={"work": work.pk, "slug": work.slug})
    return attached


@action
def detach_document(attached: MeetingDocument, *, by: Any) -> Meeting:
    """Take a document from the meeting; it stays in the library."""
    require(can_keep_meetings(by))
    meeting, work = attached.meeting, attached.work
    attached.delete()
    record("meetings.document_detached", meeting, by=by, data={"work": work.pk, "slug": work.slug})
    return meeting


@action
def note_point(
    meeting: Meeting,
    *,
    by: Any,
    text: str,
    sort: str = Point.Sort.RESULT,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Point:
    """Note a topic that was discussed or a result, after those already noted."""
    require(can_keep_meetings(by))
    point = Point(
        meeting=meeting,
        sort=sort,
        order=_next(Point.objects.filter(meeting=meeting)),
        text=text.strip(),
        source=source,
        certainty=certainty,
    )
    _check(point)
    point.save()
    record("meetings.point_noted", meeting, by=by, data={"sort": sort, "text": point.text, "source": source})
    return point


@action
def strike_point(point: Point, *, by: Any) -> Meeting:
    """Take out what was noted in error; the event keeps the text."""
    require(can_keep_meetings(by))
    meeting = point.meeting
    data = {"sort": point.sort, "text": point.text}
    point.delete()
    record("meetings.point_struck", meeting, by=by, data=data)
    return meeting


@action
def note_participant(
    meeting: Meeting, *, by: Any, role: str, name: str, organization: Organization | None = None
) -> Participant:
    """Note who took part and as what, as the source names them."""
    require(can_keep_meetings(by))
    name = " ".join(name.split())
    if Participant.objects.filter(meeting=meeting, role=role, name__iexact=name).exists():
        raise Refused(_("“%(name)s” is already noted in this role.") % {"name": name})
    participant = Participant(
        meeting=meeting,
        role=role,
        name=name,
        organization=organization,
        order=_next(Participant.objects.filter(meeting=meeting)),
    )
    _check(participant)
    participant.save()
    data = {"role": role, "name": name, "organization": organization}
    record("meetings.participant_noted", meeting, by=by, data=data)
    return participant


@action
def strike_participant(participant: Participant, *, by: Any) -> Meeting:
    """Take out somebody noted in error."""
    require(can_keep_meetings(by))
    meeting = participant.meeting
    data = {"role": participant.role, "name": participant.name}
    participant.delete()
    record("meetings.participant_struck", meeting, by=by, data=data)
    return meeting


def _lock(meeting: Meeting) -> Meeting:
    """Read the row anew under a lock, so that two changes at once follow each other."""
    meeting.refresh_from_db(from_queryset=Meeting._base_manager.select_for_update())
    return meeting


def _check(row: Any) -> None:
    """Refuse in plain words what the table would not take."""
    try:
        row.full_clean()
    except ValidationError as failure:
        fields = getattr(failure, "message_dict", {})
        named = [
            f"{row._meta.get_field(name).verbose_name}: {message}" if name != "__all__" else message
            for name, messages in fields.items()
            for message in messages
        ]
        raise Refused(" ".join(named)) from failure


def _not_cancelled(meeting: Meeting) -> None:
    if meeting.state == State.CANCELLED:
        raise Refused(_("This meeting is cancelled. Plan it again first."))


def _set_time(sitting: Sitting, day: PartialDate, starts: time | None, ends: time | None, zone: str) -> None:
    """Set date and hours; the date is then the day at the place of the meeting."""
    meeting = sitting.meeting
    if day.day.year not in YEARS:
        raise Refused(_("The year %(year)s cannot be meant.") % {"year": day.day.year})
    if ends and not starts:
        raise Refused(_("Say when it starts, or leave both hours empty."))
    if starts and day.precision != "day":
        raise Refused(_("Hours need a date known to the day."))
    if sitting.level and sitting.level not in Level.values:
        raise Refused(_("A sitting is at high level, at working level, or neither is known."))
    zone = zone or meeting.time_zone
    starts_at = moment_at(day.day, starts, zone) if starts else None
    ends_at = moment_at(day.day, ends, zone) if ends else None
    if starts_at and ends_at and ends_at <= starts_at:
        raise Refused(_("It must end after it starts. Enter a sitting over midnight as two."))
    sitting.starts_at, sitting.ends_at = starts_at, ends_at
    sitting.date = _day_there(starts_at, meeting) if starts_at else day
    if meeting.state == State.HELD:
        _all_begun(meeting, [sitting])


def _day_there(moment: datetime, meeting: Meeting) -> PartialDate:
    """The day on which the moment falls at the place of the meeting."""
    return PartialDate(moment.astimezone(zone_of(meeting.time_zone)).date())


def _all_begun(meeting: Meeting, sittings: list[Sitting]) -> None:
    """Refuse if a sitting cannot have begun yet, by the database clock and the calendar of the place."""
    now = clock.now()
    there = now.astimezone(zone_of(meeting.time_zone)).date()
    for sitting in sittings:
        begun = sitting.starts_at <= now if sitting.starts_at else bool(sitting.date and sitting.date.day <= there)
        if not begun:
            raise Refused(
                _("The last sitting has not begun yet; a meeting counts as held once it has."),
            )


def _follow_sittings(meeting: Meeting, *, grows: bool = False) -> None:
    """Keep the first and last day true to the sittings; let the sequence grow where calendars must notice."""
    days = [sitting.date for sitting in Sitting.objects.filter(meeting=meeting) if sitting.date]
    meeting.first_day = min((known.day for known in days), default=None)
    meeting.last_day = max((known.last_day for known in days), default=None)
    meeting.sequence += int(grows)
    meeting.save(update_fields=["first_day", "last_day", "sequence"])


def _told(sitting: Sitting) -> dict[str, Any]:
    """What an event says of a sitting, and by what two states of it are compared."""

    def written(moment: datetime | None) -> str:
        return moment.astimezone(UTC).isoformat() if moment else ""

    return {
        "sitting": sitting.pk,
        "level": sitting.level,
        "date": str(sitting.date),
        "starts_at": written(sitting.starts_at),
        "ends_at": written(sitting.ends_at),
        "place": sitting.place,
    }


def _free_slug(title: str, number: int | None, year: int | None) -> str:
    if number is not None:
        return str(number)
    tail = f"-{year}" if year and str(year) not in title else ""
    stem = slugify(title)
    if len(stem) > 70:
        stem = stem[:71].rpartition("-")[0] or stem[:70]
    base = f"{stem}{tail}".strip("-") or "meeting"
    if base.isdigit():  # a bare number is the address of a numbered meeting
        base = f"meeting-{base}"
    taken = set(Meeting.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | set(RESERVED)
    candidates = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def _renumber(meeting: Meeting, items: list[AgendaItem]) -> None:
    """Number the items as listed; in two steps, because no two may share a place at any moment."""
    AgendaItem.objects.filter(meeting=meeting).update(order=F("order") + 10_000)
    for place, item in enumerate(items, 1):
        AgendaItem.objects.filter(pk=item.pk).update(order=place)
        item.order = place


def _next(rows: Any) -> int:
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1
