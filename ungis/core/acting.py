"""What every action shares: atomic, permitted, on record."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

Verb = TypeVar("Verb", bound=Callable[..., Any])
LOCK = 0x756E676973  # "ungis": the advisory lock of PostgreSQL under which actions are taken and the chain grows
LONGEST_REASON = 300  # characters, as the columns hold
ACTIONS: dict[str, Callable[..., Any]] = {}


class NotRecorded(AssertionError):
    """An action wrote without leaving an event."""


class Refused(Exception):
    """The action cannot be taken as asked; the message is for the person who asked, in their language."""


class Already(Exception):
    """What is asked for is so already: nothing is written, and whoever asks again gets the same answer."""

    def __init__(self, answer: Any):
        super().__init__()
        self.answer = answer


def wait_for_turn() -> None:
    """Hold the lock of actions until the transaction ends; to hold it already costs nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def action(verb: Verb) -> Verb:
    """Mark a function as an action: it runs in one transaction and must leave at least one event.

    Actions happen one after the other: each sees all that those before it did. On SQLite the transaction
    itself takes the write lock; on PostgreSQL it is the lock of the chain, which each would meet anyway.
    A verb that raises Already is undone and answers what that carries.
    """

    @wraps(verb)
    def acted(*args: Any, **kwargs: Any) -> Any:
        try:
            with transaction.atomic():
                wait_for_turn()
                before = getattr(connection, "events_recorded", 0)
                result = verb(*args, **kwargs)
                if getattr(connection, "events_recorded", 0) == before:
                    raise NotRecorded(f"{verb.__module__}.{verb.__name__} left no event")
                return result
        except Already as so:
            return so.answer

    ACTIONS[f"{verb.__module__}.{verb.__name__}"] = acted
    return acted  # type: ignore[return-value]


def require(allowed: bool, why: str = "") -> None:
    """Refuse the action unless the predicate said yes."""
    if not allowed:
        raise PermissionDenied(why)


def reason_of(said: str, missing: str = "") -> str:
    """Return a reason as it is kept: on one line. Refused: none, in the words of `missing`, or one that is too long."""
    reason = " ".join(said.split())
    if not reason:
        raise Refused(missing or _("Say why: a state without a reason helps nobody who comes later."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("The reason is too long: 300 characters at most."))
    return reason
