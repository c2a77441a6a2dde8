"""Pages of the duty stations: which days stop the clock, for which years, who says so, and how they are kept."""

from datetime import date, timedelta

import pytest

from ungis.clearance.actions import grant_extension
from ungis.clearance.models import DutyStation, Holiday
from ungis.clearance.related import address_to_ask
from ungis.clearance.station_actions import add_holiday, confirm_holiday, remove_holiday
from ungis.clearance.tests.conftest import NOON, frozen_version
from ungis.clearance.workdays import Station, closed_between
from ungis.core.acting import Refused
from ungis.core.clock import GENEVA
from ungis.core.models import Event

pytestmark = pytest.mark.django_db
LIST = "/en/clearance/stations/"
PAGE = f"{LIST}geneva/"


@pytest.fixture
def geneva():
    return DutyStation.objects.get(slug="geneva")


@pytest.fixture
def desk(client_of, secretary):
    return client_of(secretary)


def test_anybody_reads_which_stations_count_for_which_years_and_how_sure_that_is(client):
    page = client.get(LIST).text
    counted, shown = page.split('id="shown"')
    assert "Geneva" in counted
    assert "New York" in counted
    assert "Nairobi" in shown
    assert "2026, 2027" in counted
    assert "To be confirmed" in counted
    assert LIST in client.get("/en/clearance/").text


def test_each_closing_day_stands_with_its_source_and_its_certainty(client):
    page = client.get(PAGE).text
    assert "Jeûne genevois" in page
    assert "inferred, to be confirmed" in page
    assert "usual official holidays of the United Nations Office at Geneva" in page
    assert "A tenth day that the Office sets each year is not known." in page
    assert "holidays/new/" not in page  # the steps are for the secretariat alone


def test_the_secretariat_enters_confirms_and_takes_out_a_closing_day_from_its_page(desk, geneva):
    typed = {"on": "2027-12-31", "name": "Last day of the year", "source": "ST/IC/2026/7"}
    assert "holidays/new/" in desk.get(PAGE).text
    assert desk.post(f"{PAGE}holidays/new/", typed).url == PAGE
    entered = Holiday.objects.get(station=geneva, on=date(2027, 12, 31))
    assert not entered.is_inferred
    inferred = geneva.holidays.get(on=date(2026, 9, 10))
    confirm = f"{PAGE}holidays/{inferred.pk}/confirm/"
    assert confirm in desk.get(PAGE).text
    assert desk.post(confirm, {"source": "ST/IC/2025/30"}).url == PAGE
    inferred.refresh_from_db()
    assert (inferred.is_inferred, inferred.source) == (False, "ST/IC/2025/30")
    assert desk.post(f"{PAGE}holidays/{entered.pk}/remove/").url == PAGE
    assert not Holiday.objects.filter(pk=entered.pk).exists()
    done = Event.objects.of(geneva).values_list("action", flat=True)
    assert {"clearance.holiday_added", "clearance.holiday_confirmed", "clearance.holiday_removed"} <= set(done)


def test_a_day_that_was_confirmed_needs_no_more_and_one_taken_out_cannot_be(geneva, secretary):
    held = geneva.holidays.get(on=date(2026, 9, 10))
    assert confirm_holiday(held, by=secretary, source="Circular 1").source == "Circular 1"
    assert confirm_holiday(held, by=secretary, source="Circular 2").source == "Circular 1"
    with pytest.raises(Refused):
        confirm_holiday(held, by=secretary, source=" ")
    remove_holiday(held, by=secretary)
    with pytest.raises(Refused, match="taken out"):
        confirm_holiday(held, by=secretary, source="Circular 3")


@pytest.mark.parametrize(
    "wrong",
    [{"on": "31.12.2027"}, {"on": ""}, {"name": " "}, {"source": ""}, {"name": "x" * 121}, {"on": "2026-09-10"}],
    ids=str,
)
def test_what_is_typed_wrong_about_a_day_is_told_and_kept(wrong, desk):
    typed = {"on": "2027-12-31", "name": "A day", "source": "Circular 9", **wrong}
    page = desk.post(f"{PAGE}holidays/new/", typed)
    assert page.status_code == 422
    assert typed["source"] in page.text


def test_a_station_counts_or_not_from_the_next_round_on(desk, geneva, client):
    assert desk.post(f"{LIST}nairobi/counting/").url == f"{LIST}nairobi/"
    assert "Nairobi" in client.get(LIST).text.split('id="shown"')[0]
    desk.post(f"{LIST}nairobi/counting/")
    desk.post(f"{LIST}new-york/counting/")
    refused = desk.post(f"{PAGE}counting/")
    assert refused.status_code == 422
    assert "At least one duty station must count" in refused.text


def test_addresses_of_no_station_and_no_day_are_not_found(desk):
    other = Holiday.objects.filter(station__slug="tokyo").first()
    for address in (f"{LIST}suva/", f"{LIST}suva/holidays/new/", f"{PAGE}holidays/{other.pk}/remove/"):
        assert desk.get(address).status_code == 404


def test_a_round_keeps_the_close_that_the_calendar_gave_it_when_it_opened(open_round, now, geneva, secretary):
    round = open_round()
    close, kept = round.closes_at, Event.objects.of(round).get(action="clearance.round_opened").data["closing_days"]
    assert kept == {"Geneva": [], "New York": ["2026-11-26"]}
    for day in (24, 25):
        add_holiday(geneva, by=secretary, on=date(2026, 11, day), name="A day", source="Circular 1")
    thanksgiving = Holiday.objects.get(station__slug="new-york", on=date(2026, 11, 26))
    remove_holiday(thanksgiving, by=secretary)
    round.refresh_from_db()
    assert round.closes_at == close
    assert Event.objects.of(round).get(action="clearance.round_opened").data["closing_days"] == kept
    assert open_round().closes_at != close  # the next one goes by the calendar of now


def test_an_extension_is_the_only_thing_that_moves_a_close_and_the_page_says_by_how_much(
    open_round, now, secretary, client_of, member
):
    round = open_round()
    grant_extension(round, by=secretary, closes_at=round.closes_at + timedelta(days=2), reason="Asked for.")
    page = client_of(member).get(round.get_absolute_url()).text
    assert "More time given" in page
    assert "Asked for." in page


def test_who_opens_a_round_and_who_answers_see_the_closing_days_meanwhile(
    open_round, now, client_of, secretary, member
):
    form = client_of(secretary).get(address_to_ask(frozen_version())).text
    page = client_of(member).get(open_round().get_absolute_url()).text
    for shown in (form, page):
        assert "Closing days in" in shown
        assert "26 November 2026" in shown
        assert LIST in shown


def test_a_year_without_a_calendar_is_named(now, client_of, secretary):
    now.set(NOON.replace(year=2028))
    page = client_of(secretary).get(address_to_ask(frozen_version())).text
    assert "The closing days of 2028 in" in page


def test_closing_days_are_those_on_which_the_station_would_have_worked():
    saturday, monday, later = date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 25)
    station = Station(GENEVA, frozenset({saturday, monday, later}))
    (found,) = closed_between(NOON, NOON + timedelta(days=10), [station])
    assert (found.days, found.unknown_years) == ([monday], [])
    (found,) = closed_between(NOON, NOON + timedelta(days=60), [station])
    assert (found.days, found.unknown_years) == ([monday, later], [2027])


def test_a_round_called_like_an_address_of_ours_gets_another(open_round):
    assert {open_round(title=title).slug for title in ("Open", "Stations")} == {"open-2", "stations-2"}
