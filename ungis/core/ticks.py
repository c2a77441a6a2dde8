"""What falls due: functions that rooms announce and the worker calls about once a minute.

Each is safe to call at any time and by several workers at once: it looks at the database and does
what is due by its clock, so a worker that was down changes nothing but the moment.
"""

from collections.abc import Callable

from django.contrib.sessions.models import Session

from . import clock

TICKS: dict[str, Callable[[], int]] = {}


def register(name: str, tick: Callable[[], int]) -> None:
    """Announce a function that does what is due and returns how many things it did."""
    TICKS[name] = tick


def tick() -> dict[str, int]:
    """Do all that is due; return what was done, by name."""
    return {name: done for name, function in TICKS.items() if (done := function())}


def drop_sessions() -> int:
    """Drop sessions that ended by themselves."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


register("sessions dropped", drop_sessions)
