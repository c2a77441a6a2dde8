"""Meetings and side events, with their sittings, topics, results and those who took part."""

import re
from datetime import date, time
from itertools import zip_longest

from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK
from ungis.meetings import actions
from ungis.meetings.models import Kind, Meeting, Participant, Point
from ungis.organizations.models import Organization

from .documents import works_of_event
from .reading import read, source_of

MARK = "meetings.meeting_planned"
AS_OF = date(2025, 12, 31)  # the record ends here: what was to follow is only planned in it

# The first word found in the place decides: "Doha Conference Room, …, New York" is in New York.
ZONES = {
    "New York": "America/New_York",
    "Geneva": "Europe/Zurich",
    "Paris": "Europe/Paris",
    "Kyoto": "Asia/Tokyo",
    "Rio de Janeiro": "America/Sao_Paulo",
    "Doha": "Asia/Qatar",
    "Lillestrøm": "Europe/Oslo",
    "virtual": "UTC",
}
HEADQUARTERS = {"ITU Headquarters": "ITU", "UNESCO Headquarters": "UNESCO", "ILO Conference Centre": "ILO"}
KINDS = {
    "": Kind.MEETING,
    "side event": Kind.SIDE_EVENT,
    "session": Kind.SESSION,
    "open consultation meeting": Kind.CONSULTATION,
    "input": Kind.INPUT,
    "statement": Kind.STATEMENT,
}
ROLES = {
    "organizers": Participant.Role.ORGANIZER,
    "partners": Participant.Role.PARTNER,
    "speakers": Participant.Role.SPEAKER,
    "guests": Participant.Role.GUEST,
    "present": Participant.Role.PRESENT,
}
# What a source says of a meeting besides, and how the note words it.
REMARKS = {"note": "{}", "status": "Status in the source: {}", "mandate": "Mandate: {}", "open_to": "Open to {}"}
HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)(?: \w+)?")
NOT_FOUND = "not found"


def load() -> int:
    """Load every meeting and event; return how many."""
    data = read("meetings.yaml")
    entries = [*data["meetings"], *data["side_events"]]
    loaded = [(_enter(entry), entry) for entry in entries]
    for meeting, entry in sorted(loaded, key=lambda pair: pair[0].number or 0, reverse=True):
        if _was_held(meeting, entry):
            actions.hold_meeting(meeting, by=CLERK)
    return len(loaded)


def _enter(entry: dict) -> Meeting:
    place, dates = entry.get("place") or "", [PartialDate.parse(written) for written in entry["dates"]]
    host = next((acronym for name, acronym in HEADQUARTERS.items() if name in place), "")
    meeting = actions.plan_meeting(
        by=CLERK,
        title=entry["title"],
        theme=entry.get("theme", ""),
        kind=KINDS[entry.get("kind", "")],
        number=entry.get("number"),
        number_certainty=entry.get("number_certainty", ""),
        place=place,
        time_zone=next((zone for word, zone in ZONES.items() if word in place), ""),
        host=Organization.objects.called(host) if host else None,
        host_event=entry.get("host_event") or "",
        stated_chair=entry.get("chair") or "",
        date_note=_date_note(entry),
        note=_note(entry, is_to_come=bool(dates) and dates[0].day > AS_OF),
        year=dates[0].day.year if dates else None,
        **source_of(entry),
    )
    _add_sittings(meeting, entry, dates)
    if not (meeting.first_day and meeting.first_day > AS_OF):
        _note_facts(meeting, entry)
    for key, role in ROLES.items():
        for name in entry.get(key, []):
            organization = Organization.objects.called(name)
            actions.note_participant(meeting, by=CLERK, role=role, name=name, organization=organization)
    for work in works_of_event(entry["title"]):
        actions.attach_document(meeting, by=CLERK, work=work)
    return meeting


def _add_sittings(meeting: Meeting, entry: dict, dates: list[PartialDate]) -> None:
    """Pair levels, dates and hours in their order; two levels known to one month are two sittings in it."""
    levels, times = entry.get("level", []), entry.get("times", [])
    if len(dates) == 1 and len(levels) == 2:
        dates = dates * 2
    for day, level, hours in zip_longest(dates, levels, times):
        if day is None:
            continue  # a level or hours without a date: nothing to enter them at
        starts, ends = _hours(hours) if hours and day.precision == "day" else (None, None)
        actions.add_sitting(meeting, by=CLERK, date=day, level=level or "", starts=starts, ends=ends)


def _hours(written: str) -> tuple[time, time]:
    """Read "10:00-11:15 CET"; the zone named is that of the place on that day, so the place decides."""
    starts, ends = HOURS.fullmatch(written).groups()
    return time.fromisoformat(starts), time.fromisoformat(ends)


def _date_note(entry: dict) -> str:
    """The note on the date, with hours for which no day is known and for which no sitting can keep them."""
    notes = [entry["date_note"]] if entry.get("date_note") else []
    if entry.get("times") and not any(PartialDate.parse(day).precision == "day" for day in entry["dates"]):
        notes.append(f"hours in the source: {', '.join(entry['times'])}, zone not stated")
    return "; ".join(notes)


def _note(entry: dict, *, is_to_come: bool) -> str:
    """The remarks of the source; what it says of a meeting still to come is no result, hence a remark too."""
    remarks = [form.format(entry[key]) for key, form in REMARKS.items() if entry.get(key)]
    remarks += entry.get("facts", []) if is_to_come else []
    return "\n".join(remark[0].upper() + remark[1:] for remark in remarks)


def _note_facts(meeting: Meeting, entry: dict) -> None:
    """Facts of the form "Topics: a; b" are topics; others are results. "Not found" is no fact."""
    sourced = source_of(entry)
    for fact in entry.get("facts", []):
        if fact == NOT_FOUND:
            continue
        is_topics = fact.startswith("Topics:")
        for text in fact.removeprefix("Topics:").split(";") if is_topics else [fact]:
            sort = Point.Sort.TOPIC if is_topics else Point.Sort.RESULT
            text = text.strip()
            actions.note_point(meeting, by=CLERK, sort=sort, text=text[0].upper() + text[1:], **sourced)


def _was_held(meeting: Meeting, entry: dict) -> bool:
    """What lies before the end of the record was held, unless the source knows it only as a plan.

    A numbered meeting without a date (the third to fifth) was held as well: later numbers were.
    """
    if entry.get("status"):
        return False
    if meeting.first_day is None:
        return meeting.number is not None and meeting.certainty == Certainty.INFERRED
    return meeting.last_day <= AS_OF
