"""The chain of events: append one, verify all."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from . import clock
from .acting import wait_for_turn
from .models import Event
from .periods import PartialDate

GENESIS = "0" * 64


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: dates as ISO text, records as their key."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, PartialDate)):
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, models.Model):
        return value.pk
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def canonical(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(event: Event) -> str:
    """Return the hash the row must bear: SHA-256 of `prev` and the row as canonical JSON."""
    content = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": event.actor_id,
        "actor": event.actor,
        "action": event.action,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "data": event.data,
    }
    return hashlib.sha256((event.prev + canonical(content)).encode()).hexdigest()


class Happening(NamedTuple):
    """What an event is to tell."""

    action: str
    subject: models.Model
    data: dict


def record(action: str, subject: models.Model, *, by: Any, data: dict | None = None) -> Event:
    """Append one event to the chain. Call it inside the transaction of the change it tells."""
    (event,) = record_all([Happening(action, subject, data or {})], by=by)
    return event


def record_all(happenings: Iterable[Happening], *, by: Any) -> list[Event]:
    """Append events to the chain in this order, as one change of many records leaves them."""
    assert connection.in_atomic_block, "an event belongs to the transaction of its change"
    wait_for_turn()
    at, prev = clock.now(), Event.objects.order_by("-id").values_list("hash", flat=True).first() or GENESIS
    events = []
    for action, subject, data in happenings:
        event = Event(
            at=at,
            actor_id=str(by.pk or ""),
            actor=str(by),
            action=action,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            data=plain(data),
            prev=prev,
        )
        event.hash = prev = digest(event)
        events.append(event)
    Event.objects.bulk_create(events)
    transaction.get_connection().events_recorded = getattr(connection, "events_recorded", 0) + len(events)
    return events


def verify() -> Iterator[tuple[Event, str]]:
    """Yield each row whose place in the chain or content is not what was written, with the reason."""
    previous = GENESIS
    for event in Event.objects.order_by("id").iterator():
        if event.prev != previous:
            yield event, "does not follow the row before it"
        elif event.hash != digest(event):
            yield event, "was altered after it was written"
        previous = event.hash
