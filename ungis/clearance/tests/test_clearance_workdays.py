"""The clock of working days, against one that walks from minute to minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ungis.clearance.workdays import (
    MINIMUM,
    WEEKEND,
    Station,
    earliest_close,
    moment_before,
    working_days_left,
    working_time,
)

GENEVA, NEW_YORK = ZoneInfo("Europe/Zurich"), ZoneInfo("America/New_York")
ZONES = [
    *("Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Apia", "Asia/Beirut"),
    *("America/Santiago", "Africa/Addis_Ababa", "Africa/Cairo", "Australia/Lord_Howe", "America/St_Johns", "UTC"),
]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def walked(start, end, zone, holidays, weekend=WEEKEND):
    """Count the minutes that begin on a local working day: slow, and plainly right."""
    total, moment = 0, start
    while moment < end:
        day = moment.astimezone(zone).date()
        total += day.weekday() not in weekend and day not in holidays
        moment += MINUTE
    return total * MINUTE


def minute(*parts):
    return datetime(*parts, tzinfo=UTC)


# Days on which something is odd: clocks change, a leap day, the turn of a year, a long weekend.
ODD_DAYS = [
    *(date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29)),
    *(date(2026, 12, 31), date(2027, 1, 1), date(2026, 4, 3), date(2026, 4, 5), date(2026, 9, 6), date(2026, 4, 24)),
]
DAYS = st.one_of(
    st.dates(date(2025, 12, 20), date(2028, 12, 31)),
    st.tuples(st.sampled_from(ODD_DAYS), st.integers(-4, 4)).map(lambda pair: pair[0] + pair[1] * DAY),
)
MOMENTS = st.tuples(DAYS, st.integers(0, 1439)).map(
    lambda pair: minute(pair[0].year, pair[0].month, pair[0].day) + pair[1] * MINUTE
)
WEEKENDS = st.sampled_from([WEEKEND, frozenset({4, 5}), frozenset({4}), frozenset()])


@st.composite
def stations(draw, near):
    """A station with holidays near a moment, some of them beside weekends."""
    days = st.integers(-6, 9).map(lambda number: near.date() + number * DAY)
    holidays = draw(st.frozensets(days, max_size=4))
    return Station(ZoneInfo(draw(st.sampled_from(ZONES))), holidays, draw(WEEKENDS))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_working_time_is_what_a_walk_from_minute_to_minute_counts(data):
    start = data.draw(MOMENTS)
    end = start + data.draw(st.integers(0, 8 * 1440)) * MINUTE
    station = data.draw(stations(start))
    found = working_time(start, end, station.zone, station.holidays, station.weekend)
    assert found == walked(start, end, station.zone, station.holidays, station.weekend)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_earliest_close_is_the_first_minute_at_which_every_station_had_its_time(data):
    opened = data.draw(MOMENTS) + data.draw(st.sampled_from([timedelta(), timedelta(seconds=1, milliseconds=7)]))
    counting = data.draw(st.lists(stations(opened), min_size=1, max_size=3))
    close = earliest_close(opened, counting)
    had = [working_time(opened, close, s.zone, s.holidays, s.weekend) for s in counting]
    just_before = [working_time(opened, close - MINUTE, s.zone, s.holidays, s.weekend) for s in counting]
    assert (close.second, close.microsecond) == (0, 0)
    assert min(had) >= MINIMUM
    assert min(just_before) < MINIMUM


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_moment_before_the_close_is_the_last_minute_at_which_the_time_is_left(data):
    closes = data.draw(MOMENTS)
    counting = data.draw(st.lists(stations(closes), min_size=1, max_size=3))
    need = data.draw(st.sampled_from([24 * HOUR, 72 * HOUR]))
    moment = moment_before(closes, need, counting)
    left = working_days_left(moment, closes, counting)
    assert left[0].time >= need
    assert working_days_left(moment + MINUTE, closes, counting)[0].time < need
    assert [one.time for one in left] == sorted(one.time for one in left)


@given(MOMENTS, st.integers(0, 40_000), st.integers(0, 40_000), st.sampled_from(ZONES))
@example(minute(2026, 3, 28, 23), 1440, 1440, "Europe/Zurich")
def test_a_period_cut_in_two_has_the_working_time_of_both_parts(start, first, second, zone):
    zone = ZoneInfo(zone)
    cut, end = start + first * MINUTE, start + (first + second) * MINUTE
    assert working_time(start, cut, zone) + working_time(cut, end, zone) == working_time(start, end, zone)


def test_seventy_two_hours_over_a_weekend_are_five_days():
    friday_noon = minute(2026, 11, 20, 11)  # 12:00 in Geneva
    assert earliest_close(friday_noon, [Station(GENEVA)]) == friday_noon + 5 * DAY


def test_a_holiday_in_one_station_moves_the_close_for_all():
    thanksgiving = date(2026, 11, 26)
    monday = minute(2026, 11, 23, 15)
    both = [Station(GENEVA), Station(NEW_YORK, frozenset({thanksgiving}))]
    assert earliest_close(monday, both[:1]) == monday + 3 * DAY
    assert earliest_close(monday, both) == monday + 4 * DAY


@pytest.mark.parametrize(
    ("zone", "sunday", "weekend", "hours"),
    [
        (GENEVA, date(2026, 3, 29), frozenset(), 23),
        (GENEVA, date(2026, 10, 25), frozenset(), 25),
        (NEW_YORK, date(2026, 3, 8), frozenset(), 23),
        (NEW_YORK, date(2026, 11, 1), frozenset(), 25),
        (GENEVA, date(2026, 3, 29), WEEKEND, 0),
    ],
)
def test_days_on_which_clocks_change_count_as_long_as_they_are(zone, sunday, weekend, hours):
    begins = datetime(sunday.year, sunday.month, sunday.day, tzinfo=zone)
    ends = (begins + DAY).astimezone(UTC)  # the same hour on the wall, a day later
    assert working_time(begins.astimezone(UTC), ends, zone, weekend=weekend) == hours * HOUR


def test_the_same_hours_are_another_day_on_kiritimati_and_in_kathmandu():
    # Friday 11:00 to Saturday 11:00 UTC: it is Saturday on Kiritimati from 10:00 UTC on, in Nepal from 18:15.
    start, end = minute(2026, 11, 20, 11), minute(2026, 11, 21, 11)
    assert working_time(start, end, ZoneInfo("Pacific/Kiritimati")) == timedelta()
    assert working_time(start, end, ZoneInfo("Asia/Kathmandu")) == timedelta(hours=7, minutes=15)
    assert working_time(start, end, ZoneInfo("UTC")) == 13 * HOUR


def test_a_leap_day_is_a_day_like_others():
    assert working_time(minute(2028, 2, 28), minute(2028, 3, 2), ZoneInfo("UTC")) == 3 * DAY


def test_a_station_that_never_works_is_named_as_a_mistake():
    with pytest.raises(ValueError, match="does not work"):
        earliest_close(minute(2026, 1, 1), [Station(GENEVA, weekend=frozenset(range(7)))])


def test_what_is_left_is_said_in_days_and_hours():
    left = working_days_left(minute(2026, 11, 23, 7), minute(2026, 11, 25, 12, 30), [Station(GENEVA, name="Geneva")])
    assert (left[0].station.name, left[0].days, left[0].hours) == ("Geneva", 2, 5)
