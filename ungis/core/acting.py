"""What every action shares: atomic, permitted, on record."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

Verb = TypeVar("Verb", bound=Callable[..., Any])
ACTIONS: dict[str, Callable[..., Any]] = {}


class NotRecorded(AssertionError):
    """An action wrote without leaving an event."""


class Refused(Exception):
    """The action cannot be taken as asked; the message is for the person who asked, in their language."""


def action(verb: Verb) -> Verb:
    """Mark a function as an action: it runs in one transaction and must leave at least one event."""

    @wraps(verb)
    def acted(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            before = getattr(connection, "events_recorded", 0)
            result = verb(*args, **kwargs)
            if getattr(connection, "events_recorded", 0) == before:
                raise NotRecorded(f"{verb.__module__}.{verb.__name__} left no event")
            return result

    ACTIONS[f"{verb.__module__}.{verb.__name__}"] = acted
    return acted  # type: ignore[return-value]


def require(allowed: bool, why: str = "") -> None:
    """Refuse the action unless the predicate said yes."""
    if not allowed:
        raise PermissionDenied(why)
