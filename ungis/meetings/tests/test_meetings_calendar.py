"""Hours mean what the clock of the place shows; calendars get them back unchanged."""

import datetime as dt
from datetime import UTC

import icalendar
import pytest
from django.utils import translation

from ungis.core.acting import Refused
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.meetings import actions
from ungis.meetings.calendar import calendar_of
from ungis.meetings.models import Meeting
from ungis.meetings.states import State
from ungis.meetings.tests import make
from ungis.meetings.wallclock import hours_of, moment_at

pytestmark = pytest.mark.django_db


def read(*meetings):
    """The events of the calendar of these meetings, as another program reads them."""
    return {
        str(event["uid"]): event for event in icalendar.Calendar.from_ical(calendar_of(meetings, "T")).walk("VEVENT")
    }


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        ("Europe/Zurich", "2025-03-29", "10:00", "2025-03-29T09:00"),
        ("Europe/Zurich", "2025-03-30", "10:00", "2025-03-30T08:00"),
        ("Europe/Zurich", "2025-10-26", "10:00", "2025-10-26T09:00"),
        ("America/New_York", "2025-03-09", "10:00", "2025-03-09T14:00"),
        ("America/New_York", "2025-11-02", "10:00", "2025-11-02T15:00"),
        ("Asia/Kathmandu", "2025-01-01", "00:30", "2024-12-31T18:45"),
        ("Pacific/Kiritimati", "2025-01-01", "10:00", "2024-12-31T20:00"),
        ("", "2025-01-01", "10:00", "2025-01-01T10:00"),
    ],
)
def test_an_hour_is_that_of_the_clock_of_the_place(zone, day, hour, utc):
    moment = moment_at(dt.date.fromisoformat(day), dt.time.fromisoformat(hour), zone)
    assert moment == dt.datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "words"),
    [
        ("Europe/Zurich", "2025-03-30", "02:30", "never show 02:30"),
        ("Europe/Zurich", "2025-10-26", "02:30", "at 00:30 UTC and at 01:30 UTC"),
        ("America/New_York", "2025-03-09", "02:30", "never show 02:30"),
        ("America/New_York", "2025-11-02", "01:30", "at 05:30 UTC and at 06:30 UTC"),
    ],
)
def test_an_hour_that_the_clock_skips_or_shows_twice_is_answered_in_plain_words(zone, day, hour, words):
    with translation.override("en"), pytest.raises(Refused, match=words):
        moment_at(dt.date.fromisoformat(day), dt.time.fromisoformat(hour), zone)


def test_an_hour_shown_twice_can_be_given_in_utc():
    meeting = make.meeting()
    sitting = make.sitting(meeting, "2025-10-26", "01:30", zone="UTC")
    assert str(sitting.date) == "2025-10-26"
    assert hours_of(sitting.starts_at, None, "Europe/Zurich").local == "02:30"


def test_hours_name_the_day_in_utc_where_it_is_another():
    meeting = make.meeting(time_zone="Pacific/Kiritimati")
    sitting = make.sitting(meeting, "2025-01-01", "10:00", "11:00")
    with translation.override("en"):
        shown = hours_of(sitting.starts_at, sitting.ends_at, meeting.time_zone)
    assert (shown.local, shown.utc) == ("10:00–11:00", "31 December 2024, 20:00–21:00")


def test_a_sitting_reads_back_with_its_zone_and_keeps_its_identity_when_it_moves():
    meeting = make.meeting(time_zone="Asia/Kathmandu")
    sitting = make.sitting(meeting, "2199-05-06", "09:15", "10:00", level="working-level")
    before = read(meeting)[sitting.uid]
    assert before["dtstart"].dt.isoformat() == "2199-05-06T09:15:00+05:45"
    assert str(before["dtstart"].params["TZID"]) == "Asia/Kathmandu"
    assert str(before["summary"]) == "A meeting of the tests (Working-level)"
    assert before["summary"].params["LANGUAGE"] == "en"
    actions.move_sitting(sitting, by=CLERK, date=PartialDate.parse("2199-05-07"), starts=dt.time(9, 15))
    after = read(Meeting.objects.get(pk=meeting.pk))[sitting.uid]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstamp"].dt >= before["dtstamp"].dt


def test_a_calendar_carries_the_rules_of_its_zones():
    meeting = make.meeting(date=PartialDate.parse("2025-07-10"))
    make.sitting(meeting, "2025-12-10", "10:00")
    calendar = icalendar.Calendar.from_ical(calendar_of([meeting], "T"))
    (zone,) = calendar.walk("VTIMEZONE")
    rules = zone.to_tz()
    assert dt.datetime(2025, 7, 10, tzinfo=rules).utcoffset() == dt.timedelta(hours=2)
    assert dt.datetime(2025, 12, 10, tzinfo=rules).utcoffset() == dt.timedelta(hours=1)
    assert not calendar.get_missing_tzids()


def test_a_day_without_hours_is_a_whole_day():
    (event,) = read(make.meeting(date=PartialDate.parse("2025-07-10"))).values()
    assert (event["dtstart"].dt, event["dtend"].dt) == (dt.date(2025, 7, 10), dt.date(2025, 7, 11))


def test_what_is_known_to_the_month_is_left_out_and_the_calendar_says_so():
    meeting = make.meeting(date=PartialDate.parse("2025-07"))
    calendar = icalendar.Calendar.from_ical(calendar_of([meeting], "T"))
    assert not calendar.walk("VEVENT")
    assert "not known: 1." in str(calendar["x-wr-caldesc"])


@pytest.mark.parametrize(
    ("state", "certainty", "status"),
    [
        (State.PLANNED, "source", "CONFIRMED"),
        (State.PLANNED, "inferred", "TENTATIVE"),
        (State.HELD, "inferred", "CONFIRMED"),
        (State.CANCELLED, "source", "CANCELLED"),
    ],
)
def test_calendars_are_told_the_state(state, certainty, status):
    (event,) = read(make.meeting(state, certainty=certainty)).values()
    assert str(event["status"]) == status


def test_the_calendar_of_all_meetings_holds_every_sitting_with_a_day_once(client):
    events = icalendar.Calendar.from_ical(client.get("/en/meetings.ics").content).walk("VEVENT")
    uids = [str(event["uid"]) for event in events]
    exact = [
        sitting.uid
        for meeting in Meeting.objects.public().prefetch_related("sittings")
        for sitting in meeting.sittings.all()
        if sitting.date.precision == "day"
    ]
    assert sorted(uids) == sorted(exact)


def test_a_calendar_costs_few_queries_and_shows_only_what_the_reader_may_see(client, client_of, secretary):
    hidden = make.meeting(title="For the bureau", visibility="bureau")
    assert "For the bureau" not in client.get("/en/meetings.ics").content.decode()
    assert client.get(f"/en/meetings/{hidden.slug}.ics").status_code == 404
    assert "For the bureau" in client_of(secretary).get("/en/meetings.ics").content.decode()


def test_the_calendar_of_all_meetings_costs_four_queries_at_most(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/en/meetings.ics")
