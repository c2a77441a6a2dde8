"""What falls due: functions that rooms announce and the worker calls about once a minute, urgent ones more often.

Each is safe to call at any time and by several workers at once: it looks at the database and does
what is due by its clock, so a worker that was down changes nothing but the moment.
"""

import threading
from collections.abc import Callable

from django.contrib.sessions.models import Session

from . import clock

TICKS: dict[str, Callable[[], int]] = {}
COMPANIONS: dict[str, Callable[[threading.Event], None]] = {}
URGENT: set[str] = set()  # names of those that people wait for: the worker calls them at every look


def register(name: str, tick: Callable[[], int], *, is_urgent: bool = False) -> None:
    """Announce a function that does what is due and returns how many things it did."""
    TICKS[name] = tick
    if is_urgent:
        URGENT.add(name)


def accompany(name: str, work: Callable[[threading.Event], None]) -> None:
    """Announce a function that the worker runs beside its looks, in a thread of its own.

    It returns soon after `stop` is set, and deals with its own troubles: nobody calls it again.
    """
    COMPANIONS[name] = work


def tick(*, only_urgent: bool = False) -> dict[str, int]:
    """Do all that is due, or only what is urgent; return what was done, by name."""
    wanted = [(name, function) for name, function in TICKS.items() if name in URGENT or not only_urgent]
    return {name: done for name, function in wanted if (done := function())}


def drop_sessions() -> int:
    """Drop sessions that ended by themselves."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


register("sessions dropped", drop_sessions)
