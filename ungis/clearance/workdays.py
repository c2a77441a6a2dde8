"""The clock of working days: how much of a period lies on days on which a duty station works.

A day is a day of the local calendar from its first moment to that of the next, so the days on which clocks change
have 23 or 25 hours and count as they are. Nothing here knows a table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINIMUM = timedelta(hours=72)  # General Assembly decision 74/544: at least so long
DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)
WEEKEND = frozenset({5, 6})  # Saturday and Sunday, as date.weekday counts
FARTHEST = 3_660  # days: a station that does not work within ten years has no working days


@dataclass(frozen=True)
class Station:
    """When a duty station works: not on its weekend, not on its holidays."""

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = WEEKEND
    name: str = ""

    def works_on(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True)
class Left:
    """What is left of a period at one station."""

    station: Station
    time: timedelta

    @property
    def days(self) -> int:
        """Whole working days."""
        return self.time // DAY

    @property
    def hours(self) -> int:
        """Hours beside the whole days."""
        return (self.time % DAY) // timedelta(hours=1)


@dataclass(frozen=True)
class Closed:
    """The holidays of a station within a period, as far as they are known."""

    station: Station
    days: list[date]
    unknown_years: list[int]  # years of the period for which no holiday of the station is on record


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a local day, in UTC. Where clocks skip midnight, it is that of the change."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _working_days(start: datetime, station: Station, step: int = 1) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working days from that of `start` on, or back from it: when each begins and ends, in UTC."""
    first = start.astimezone(station.zone).date()
    for number in range(FARTHEST):
        day = first + timedelta(days=number * step)
        if station.works_on(day):
            yield day_begins(day, station.zone), day_begins(day + timedelta(days=1), station.zone)


def working_time(
    start: datetime,
    end: datetime,
    zone: ZoneInfo,
    holidays: Iterable[date] = (),
    weekend: frozenset[int] = WEEKEND,
) -> timedelta:
    """Return the part of the period from `start` to `end` that lies on working days of a zone."""
    total = timedelta()
    for begins, ends in _working_days(start, Station(zone, frozenset(holidays), weekend)):
        if begins >= end:
            break
        total += max(min(ends, end) - max(begins, start), timedelta())
    return total


def _after(start: datetime, need: timedelta, station: Station) -> datetime:
    """Return the first moment by which so much working time has passed since `start`."""
    for begins, ends in _working_days(start, station):
        here = max(ends - max(begins, start), timedelta())
        if need <= here:
            return max(begins, start) + need
        need -= here
    raise ValueError("the station does not work within ten years")


def _before(end: datetime, need: timedelta, station: Station) -> datetime:
    """Return the last moment at which so much working time is left until `end`."""
    for begins, ends in _working_days(end, station, step=-1):
        here = max(min(ends, end) - begins, timedelta())
        if need <= here:
            return min(ends, end) - need
        need -= here
    raise ValueError("the station did not work for ten years")


def next_minute(moment: datetime) -> datetime:
    """Return the moment in UTC, rounded up to the full minute."""
    moment = moment.astimezone(UTC)
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + MINUTE


def earliest_close(opened_at: datetime, stations: Iterable[Station], minimum: timedelta = MINIMUM) -> datetime:
    """Return the first full minute at which `minimum` of working time has passed at every one of the stations."""
    start = opened_at.astimezone(UTC)
    return next_minute(max((_after(start, minimum, station) for station in stations), default=start + minimum))


def moment_before(closes_at: datetime, need: timedelta, stations: Iterable[Station]) -> datetime:
    """Return the last full minute at which `need` of working time is left at every one of the stations."""
    end = closes_at.astimezone(UTC)
    last = min((_before(end, need, station) for station in stations), default=end - need)
    return last.replace(second=0, microsecond=0)


def working_days_left(now: datetime, closes_at: datetime, stations: Iterable[Station]) -> list[Left]:
    """Return what is left at each station, the least first."""
    left = [Left(s, working_time(now, closes_at, s.zone, s.holidays, s.weekend)) for s in stations]
    return sorted(left, key=lambda one: one.time)


def closed_between(start: datetime, end: datetime, stations: Iterable[Station]) -> list[Closed]:
    """Return for each station the holidays that keep it from working in a period."""
    found = []
    for station in stations:
        first, last = (moment.astimezone(station.zone).date() for moment in (start, end))
        days = sorted(day for day in station.holidays if first <= day <= last and day.weekday() not in station.weekend)
        known = {day.year for day in station.holidays}
        years = [year for year in range(first.year, last.year + 1) if year not in known]
        found.append(Closed(station, days, years))
    return found
