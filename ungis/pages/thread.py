"""The thread of a record: the stations from the mandate to the report, with what is linked at each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATIONS = {
    "mandate": _("Mandate"),
    "plan": pgettext_lazy("station of the thread", "Plan"),
    "activity": _("Activity"),
    "text": pgettext_lazy("station of the thread", "Text"),
    "clearance": _("Clearance"),
    "publication": _("Publication"),
    "report": _("Report"),
}
Counter = Callable[[models.Model, object], tuple[int, str]]  # (subject, user) -> how many, where
_counters: dict[str, Counter] = {}


def register(station: str, counter: Counter) -> None:
    """Let a room above say what it holds for a record at its station."""
    _counters[station] = counter


@dataclass
class Station:
    key: str
    label: str
    is_present: bool
    count: int
    address: str


def thread_of(subject: models.Model, user: object, present: str = "", **known: tuple[int, str]) -> list[Station]:
    """Return the stations of a record. `known` gives (count, address) that the caller has already."""
    thread = []
    for key, label in STATIONS.items():
        if key in known:
            count, address = known[key]
        else:
            count, address = _counters[key](subject, user) if key in _counters else (0, "")
        thread.append(Station(key, str(label), key == present, count, address))
    return thread
