from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.core.periods import PartialDate
from ungis.pages.dates import print_date, print_moment

LANGUAGES = ["ar", "zh-hans", "en", "fr", "ru", "es"]


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("ar", "1 آب/أغسطس 2025", "آب/أغسطس 2025", "2025"),
        ("zh-hans", "2025年8月1日", "2025年8月", "2025年"),
        ("en", "1 August 2025", "August 2025", "2025"),
        ("fr", "1er août 2025", "août 2025", "2025"),
        ("ru", "1 августа 2025 года", "август 2025 года", "2025 год"),
        ("es", "1 de agosto de 2025", "agosto de 2025", "2025"),
    ],
)
def test_a_date_is_printed_as_exactly_as_it_is_known_in_each_language(language, day, month, year):
    assert [print_date(written, language) for written in ("2025-08-01", "2025-08", "2025")] == [day, month, year]


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(["day", "month", "year"]), st.sampled_from(LANGUAGES))
def test_every_date_prints_with_its_year_and_without_a_full_stop_at_its_end(day, precision, language):
    printed = print_date(PartialDate(day, precision), language)
    assert str(day.year) in printed
    assert not printed.endswith(".")


def test_nothing_prints_as_nothing():
    assert print_date(None) == print_date("") == ""


@pytest.mark.parametrize(
    ("zone", "printed"),
    [
        ("UTC", "30 March 2025, 01:30 UTC"),
        ("Europe/Zurich", "30 March 2025, 03:30 Geneva (01:30 UTC)"),
        ("America/New_York", "29 March 2025, 21:30 New York (01:30 UTC)"),
        ("Asia/Kathmandu", "30 March 2025, 07:15 Kathmandu (01:30 UTC)"),
        ("Pacific/Kiritimati", "30 March 2025, 15:30 Kiritimati (01:30 UTC)"),
    ],
)
def test_a_moment_names_its_zone_and_utc(zone, printed):
    assert print_moment(datetime(2025, 3, 30, 1, 30, tzinfo=UTC), zone, "en") == printed
