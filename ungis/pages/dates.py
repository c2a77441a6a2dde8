"""Dates as readers of each language write them, as exactly as they are known."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from django.utils.translation import get_language

from ungis.core.periods import PartialDate

SKELETONS = {"day": "long", "month": "LLLL y", "year": "y"}


def locale_of(language: str | None = None) -> Locale:
    return Locale.parse((language or get_language() or "en").replace("-", "_"))


def print_date(moment: PartialDate | date | str | None, language: str | None = None) -> str:
    """Return `8 August 2025`, `August 2025` or `2025`, by the precision, in the reader's language."""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = PartialDate.parse(moment)
    known = moment if isinstance(moment, PartialDate) else PartialDate(moment)
    locale = locale_of(language)
    if known.precision == "day" and locale.language == "en":
        return f"{known.day.day} {format_date(known.day, 'MMMM y', 'en')}"  # the order of the United Nations
    form = {"zh": {"month": "y年M月", "year": "y年"}}.get(locale.language, {}).get(known.precision)
    if locale.language == "ar" and known.precision == "month":
        form = "MMMM y"
    return format_date(known.day, form or SKELETONS[known.precision], locale)


def print_moment(moment: datetime, zone: str = "UTC", language: str | None = None) -> str:
    """Return the moment on the clock of a zone, named, and in UTC: no deadline without both."""
    locale = locale_of(language)
    local = moment.astimezone(ZoneInfo(zone))
    there = f"{print_date(local.date(), language)}, {format_datetime(local, 'HH:mm', locale=locale)}"
    if zone == "UTC":
        return f"{there} UTC"
    place = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return f"{there} {place} ({moment.astimezone(UTC):%H:%M} UTC)"
