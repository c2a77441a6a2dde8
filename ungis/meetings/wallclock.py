"""What the clock on the wall of a place shows, and the moment that is meant by it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.pages.dates import locale_of, print_date

ZONES = frozenset(available_timezones())


def city_of(zone: str) -> str:
    """Return the name of the zone as a reader knows it: its city, or UTC."""
    return "UTC" if zone in ("", "UTC") else get_timezone_location(ZoneInfo(zone), locale=locale_of(), return_city=True)


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of that name; no name is UTC. Raises Refused for an unknown one."""
    if name and name not in ZONES:
        raise Refused(_("There is no time zone called “%(name)s”.") % {"name": name[:40]})
    return ZoneInfo(name or "UTC")


def moment_at(day: date, hour: time, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clock of the zone shows that hour of that day.

    Raises Refused where the clock skips that hour or shows it twice.
    """
    first = datetime.combine(day, hour.replace(tzinfo=None), tzinfo=zone_of(zone))
    second = first.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after:
        return first.astimezone(UTC)
    words = {"hour": f"{hour:%H:%M}", "day": print_date(day), "city": city_of(zone)}
    if before < after:
        raise Refused(
            _("On %(day)s the clocks of %(city)s go forward and never show %(hour)s. Choose another hour.") % words
        )
    words |= {"first": f"{first.astimezone(UTC):%H:%M}", "second": f"{second.astimezone(UTC):%H:%M}"}
    raise Refused(
        _(
            "On %(day)s the clocks of %(city)s go back and show %(hour)s twice: at %(first)s UTC and at %(second)s "
            "UTC. Choose the zone UTC and type the one that you mean."
        )
        % words
    )


@dataclass(frozen=True)
class Hours:
    """The hours of a sitting as print: on the clock of its place and in UTC."""

    local: str
    city: str
    utc: str  # empty where the place keeps UTC
    starts: datetime  # aware, on the clock of the place


def hours_of(starts_at: datetime | None, ends_at: datetime | None, zone: str) -> Hours | None:
    """Return the hours, or None where they are not known. A UTC day that differs is named."""
    if starts_at is None:
        return None
    here = zone_of(zone)
    moments = [moment for moment in (starts_at, ends_at) if moment]
    local = [moment.astimezone(here) for moment in moments]
    utc = [moment.astimezone(UTC) for moment in moments]
    written = "–".join(f"{moment:%H:%M}" for moment in utc)
    if utc[0].date() != local[0].date():
        written = f"{print_date(utc[0].date())}, {written}"
    is_utc = zone in ("", "UTC")
    return Hours("–".join(f"{moment:%H:%M}" for moment in local), city_of(zone), "" if is_utc else written, local[0])
