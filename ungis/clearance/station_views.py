"""Pages of the duty stations: which days count as working days, who says so, and how the secretariat keeps them."""

from collections import defaultdict

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.doors import everyone, secretariat
from ungis.pages.asking import asked

from . import station_actions as actions
from .models import DutyStation, Holiday
from .permissions import can_keep_calendar
from .station_forms import HolidayForm, PlainForm, SourceForm

FORM_METHODS = ["GET", "HEAD", "POST"]


def _by_year(station):
    """The holidays of a station by year, the latest year first."""
    years = defaultdict(list)
    for holiday in station.holidays.all():
        years[holiday.on.year].append(holiday)
    return sorted(years.items(), reverse=True)


def _station_at(request, slug):
    return get_object_or_404(DutyStation.objects.visible_to(request.user).prefetch_related("holidays"), slug=slug)


@everyone
@require_safe
def station_list(request):
    """Which stations stop the clock of rounds, and for which years their closing days are on record."""
    stations = list(DutyStation.objects.visible_to(request.user).prefetch_related("holidays"))
    rows = []
    for station in stations:
        holidays = station.holidays.all()
        years = sorted({holiday.on.year for holiday in holidays})
        inferred = sum(holiday.is_inferred for holiday in holidays)
        rows.append({"station": station, "years": years, "count": len(holidays), "inferred": inferred})
    context = {
        "counting": [row for row in rows if row["station"].counts],
        "shown": [row for row in rows if not row["station"].counts],
    }
    return render(request, "clearance/station_list.html", context)


@everyone
@require_safe
def station(request, slug):
    """One station: its closing days by year, each with its source."""
    shown = _station_at(request, slug)
    context = {"station": shown, "years": _by_year(shown), "may_keep": can_keep_calendar(request.user)}
    return render(request, "clearance/station.html", context)


@secretariat
@require_http_methods(FORM_METHODS)
def holiday_add(request, slug):
    """Enter a closing day."""
    shown = _station_at(request, slug)

    def act(typed):
        actions.add_holiday(shown, by=request.user, **typed)
        return _address(shown)

    form = HolidayForm(request.POST or None)
    return asked(request, form, "clearance/holiday_add.html", {"station": shown}, act, _("The closing day is entered."))


def _holiday_at(request, slug, key):
    visible = Holiday.objects.visible_to(request.user).select_related("station")
    return get_object_or_404(visible, station__slug=slug, pk=key)


def _address(shown):
    return reverse("station", args=[shown.slug])


@secretariat
@require_http_methods(FORM_METHODS)
def holiday_confirm(request, slug, key):
    """Say that an inferred closing day was read in the circular of the station."""
    holiday = _holiday_at(request, slug, key)

    def act(typed):
        actions.confirm_holiday(holiday, by=request.user, source=typed["source"])
        return _address(holiday.station)

    context = {"station": holiday.station, "holiday": holiday}
    form = SourceForm(request.POST or None)
    return asked(request, form, "clearance/holiday_confirm.html", context, act, _("The closing day is confirmed."))


@secretariat
@require_http_methods(FORM_METHODS)
def holiday_remove(request, slug, key):
    """Take out a day on which the station works after all."""
    holiday = _holiday_at(request, slug, key)

    def act(typed):
        return _address(actions.remove_holiday(holiday, by=request.user))

    context = {"station": holiday.station, "holiday": holiday}
    form = PlainForm(request.POST if request.method == "POST" else None)
    return asked(request, form, "clearance/holiday_remove.html", context, act, _("The day is a working day again."))


@secretariat
@require_http_methods(FORM_METHODS)
def station_counting(request, slug):
    """Say whether the station stops the clock of rounds that are opened from now on."""
    shown = _station_at(request, slug)

    def act(typed):
        actions.set_counting(shown, by=request.user, counts=not shown.counts)
        return _address(shown)

    form = PlainForm(request.POST if request.method == "POST" else None)
    done = _("Rounds that are opened from now on go by it.")
    return asked(request, form, "clearance/station_counting.html", {"station": shown}, act, done)
