"""The calendar of the duty stations. A change of it never moves the close of a round that is open."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.provenance import Certainty

from .models import DutyStation, Holiday
from .permissions import can_keep_calendar

YEARS = range(2006, 2200)
LONGEST_NAME, LONGEST_SOURCE = 120, 300  # characters


@action
def add_station(
    slug: str,
    *,
    by: Any,
    name: str,
    zone: str,
    counts: bool = False,
    weekend: str = "67",
    order: int = 0,
    note: str = "",
    holidays: Iterable[tuple[date, str, str]] = (),
    certainty: str = Certainty.INFERRED,
) -> DutyStation:
    """Enter a duty station with what is known of its holidays: the day, its name, its source."""
    require(can_keep_calendar(by))
    if DutyStation.objects.filter(slug=slug).exists():
        raise Refused(_("There is already a duty station of this name."))
    if zone not in available_timezones():
        raise Refused(_("There is no time zone called “%(name)s”.") % {"name": zone[:40]})
    if not set(weekend) < set("1234567"):
        raise Refused(_("A weekend is written as the numbers of its days, Monday being 1; some day must be worked on."))
    station = DutyStation.objects.create(
        slug=slug, name=name, zone=zone, counts=counts, weekend=weekend, order=order, note=note
    )
    days = [
        Holiday(station=station, on=on, name=called, source=source, certainty=certainty)
        for on, called, source in holidays
    ]
    Holiday.objects.bulk_create(days)
    data = {"slug": slug, "zone": zone, "counts": counts, "weekend": weekend, "holidays": [day.on for day in days]}
    record("clearance.station_added", station, by=by, data=data)
    return station


@action
def set_counting(station: DutyStation, *, by: Any, counts: bool) -> DutyStation:
    """Say whether the station's calendar stops the clock of rounds that are opened from now on."""
    require(can_keep_calendar(by))
    station.refresh_from_db(from_queryset=DutyStation._base_manager.select_for_update())
    if station.counts == counts:
        raise Already(station)
    if not counts and not DutyStation.objects.counting().exclude(pk=station.pk).exists():
        raise Refused(_("At least one duty station must count, or no day would be a working day."))
    station.counts = counts
    station.save(update_fields=["counts"])
    record("clearance.station_counting_set", station, by=by, data={"counts": counts})
    return station


@action
def add_holiday(station: DutyStation, *, by: Any, on: date, name: str, source: str) -> Holiday:
    """Enter a day on which the station does not work, and where that is said."""
    require(can_keep_calendar(by))
    name, source = " ".join(name.split()), _announced(source)
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Name the holiday, in at most 120 characters."))
    if on.year not in YEARS:
        raise Refused(_("The year %(year)s cannot be meant.") % {"year": on.year})
    if Holiday.objects.filter(station=station, on=on).exists():
        raise Refused(_("This day is already a holiday of %(station)s.") % {"station": station})
    holiday = Holiday.objects.create(station=station, on=on, name=name, source=source)
    record("clearance.holiday_added", station, by=by, data={"on": on, "name": name, "source": source})
    return holiday


@action
def confirm_holiday(holiday: Holiday, *, by: Any, source: str) -> Holiday:
    """Say where an inferred day was read. Confirmed once it needs no more; refused where it was taken out."""
    require(can_keep_calendar(by))
    source = _announced(source)
    fresh = Holiday.objects.select_for_update(of=("self",)).filter(pk=holiday.pk).select_related("station").first()
    if fresh is None:
        raise Refused(_("This day was taken out of the calendar."))
    if not fresh.is_inferred:
        raise Already(fresh)
    before, fresh.source, fresh.certainty = fresh.source, source, Certainty.SOURCE
    fresh.save(update_fields=["source", "certainty"])
    data = {"on": fresh.on, "name": fresh.name, "source": source, "before": before}
    record("clearance.holiday_confirmed", fresh.station, by=by, data=data)
    return fresh


def _announced(source: str) -> str:
    source = " ".join(source.split())
    if not source or len(source) > LONGEST_SOURCE:
        raise Refused(_("Say where the holiday is announced, in at most 300 characters."))
    return source


@action
def remove_holiday(holiday: Holiday, *, by: Any) -> DutyStation:
    """Take out a day that the station does work; the event keeps what was entered."""
    require(can_keep_calendar(by))
    fresh = Holiday.objects.select_for_update().filter(pk=holiday.pk).first()
    if fresh is None:
        raise Already(holiday.station)
    data = {"on": fresh.on, "name": fresh.name, "source": fresh.source}
    record("clearance.holiday_removed", fresh.station, by=by, data=data)
    fresh.delete()
    return holiday.station
