"""Duty stations where members and observers sit, and the days on which they do not work."""

from ungis.clearance import station_actions as actions
from ungis.core.standing import CLERK

from .reading import read

MARK = "clearance.station_added"
SHARED = "official holidays that all offices of the United Nations keep"
SHARED_ONLY = "Only the days that all offices of the United Nations keep are known."


def load() -> int:
    """Load the stations with their holidays; return how many days and stations."""
    data = read("duty_stations.yaml")
    loaded = 0
    for order, entry in enumerate(data["stations"], 1):
        own = {day["day"]: (day["name"], "\n".join(entry["source"])) for day in entry.get("holidays", [])}
        shared = {day["day"]: (day["name"], SHARED) for day in data["shared"]}
        holidays = [(on, name, source) for on, (name, source) in sorted({**shared, **own}.items())]
        actions.add_station(
            entry["slug"],
            by=CLERK,
            name=entry["name"],
            zone=entry["zone"],
            counts=entry.get("counts", False),
            weekend=entry.get("weekend", "67"),
            order=order,
            note=entry.get("note", SHARED_ONLY),
            holidays=holidays,
        )
        loaded += 1 + len(holidays)
    return loaded
