"""Meetings for people's calendars (iCalendar, RFC 5545): one event a sitting.

A sitting keeps its UID for ever; the sequence of its meeting grows when calendars must take a change. What
is known only to the month or the year has no place in a calendar: its description says how many are left out.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import icalendar
from django.conf import settings
from django.db.models import Max
from django.utils import translation

from ungis.core import clock
from ungis.core.models import Event

from .models import Meeting, Sitting
from .states import State
from .wallclock import zone_of

ENGLISH = {"language": "en"}  # the language of the record
REFRESH = timedelta(hours=12)


def calendar_of(meetings: Iterable[Meeting], name: str) -> bytes:
    """Return the calendar of these meetings (with sittings fetched): one query, for when each last changed."""
    meetings = list(meetings)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//UNGIS//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    changed = _last_changes(meetings)
    left_out, years = 0, set()
    with translation.override("en"):
        for meeting in meetings:
            sittings = meeting.sittings.all()
            exact = [sitting for sitting in sittings if sitting.date.precision == "day"]
            left_out += not exact
            years |= {sitting.date.day.year for sitting in exact}
            for sitting in exact:
                calendar.add_component(_event(meeting, sitting, changed.get(str(meeting.pk)) or clock.now()))
    description = "Meetings and events of the United Nations Group on the Information Society."
    if left_out:
        description += f" Not shown, because their day is not known: {left_out}."
    calendar.add("x-wr-caldesc", description)
    if years:  # the rules of a zone for the years that are needed, not for all since 1970
        calendar.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 12, 31))
    return calendar.to_ical()


def _last_changes(meetings: list[Meeting]) -> dict:
    """When each meeting last changed, by its events: what calendars know as the stamp of a revision."""
    changes = Event.objects.filter(
        subject_type=Meeting._meta.label_lower, subject_id__in=[str(meeting.pk) for meeting in meetings]
    )
    return dict(changes.values_list("subject_id").annotate(at=Max("at")))


def _event(meeting: Meeting, sitting: Sitting, changed_at) -> icalendar.Event:
    """One sitting as an event: with hours in the zone of its place, or the whole day."""
    event = icalendar.Event()
    event.add("uid", sitting.uid)
    event.add("dtstamp", changed_at.replace(microsecond=0))
    event.add("last-modified", changed_at.replace(microsecond=0))
    event.add("sequence", meeting.sequence)
    event.add("status", _status(meeting))
    title = f"{meeting.title} ({sitting.get_level_display()})" if sitting.level else meeting.title
    event.add("summary", title, parameters=ENGLISH)
    if sitting.starts_at:
        zone = zone_of(meeting.time_zone)
        event.add("dtstart", sitting.starts_at.astimezone(zone))
        if sitting.ends_at:
            event.add("dtend", sitting.ends_at.astimezone(zone))
    else:
        event.add("dtstart", sitting.date.day)
        event.add("dtend", sitting.date.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    place = sitting.place or meeting.place
    if place:
        event.add("location", place, parameters=ENGLISH)
    around = f"Part of {meeting.host_event}." if meeting.host_event else ""
    description = "\n".join(filter(None, (meeting.theme, around, meeting.date_note, meeting.note)))
    if description:
        event.add("description", description, parameters=ENGLISH)
    event.add("url", settings.BASE_URL + meeting.get_absolute_url())
    return event


def _status(meeting: Meeting) -> str:
    if meeting.state == State.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if meeting.state == State.PLANNED and meeting.is_inferred else "CONFIRMED"
