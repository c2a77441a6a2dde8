"""Meetings as rows for CSV and JSON."""

from collections.abc import Iterable
from datetime import UTC

from .models import Meeting


def meeting_rows(meetings: Iterable[Meeting], today) -> list[dict]:
    """Return one row a meeting, with `chair` fetched; dates as exactly as known, hours in UTC."""
    return [
        {
            "slug": meeting.slug,
            "number": meeting.number,
            "number_certainty": meeting.number_certainty,
            "kind": meeting.kind,
            "title": meeting.title,
            "theme": meeting.theme,
            "state": meeting.effective_on(today),
            "dates": [_written(sitting) for sitting in meeting.sittings.all()],
            "levels": [sitting.level for sitting in meeting.sittings.all() if sitting.level],
            "date_note": meeting.date_note,
            "time_zone": meeting.time_zone,
            "place": meeting.place,
            "host": meeting.host.acronym if meeting.host else "",
            "host_event": meeting.host_event,
            "chair": ", ".join(organization.acronym for organization in meeting.chair.computed),
            "chair_stated": meeting.stated_chair,
            "note": meeting.note,
            "certainty": meeting.certainty,
            "source": meeting.sources,
        }
        for meeting in meetings
    ]


def _written(sitting) -> str:
    if not sitting.starts_at:
        return str(sitting.date)
    moments = [
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") for moment in (sitting.starts_at, sitting.ends_at) if moment
    ]
    return "/".join(moments)
