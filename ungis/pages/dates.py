"""Dates as readers of each language write them, as exactly as they are known."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location
from django.utils.translation import get_language, gettext

from ungis.core.periods import PartialDate

# As the United Nations writes dates in each language; Babel's own forms end Russian ones with an
# abbreviation whose full stop meets that of the sentence, and leave out the Spanish "de".
FORMS = {
    "ar": {"day": "d MMMM y", "month": "MMMM y", "year": "y"},
    "zh": {"day": "y年M月d日", "month": "y年M月", "year": "y年"},
    "en": {"day": "d MMMM y", "month": "MMMM y", "year": "y"},
    "fr": {"day": "d MMMM y", "month": "LLLL y", "year": "y"},
    "ru": {"day": "d MMMM y 'года'", "month": "LLLL y 'года'", "year": "y 'год'"},
    "es": {"day": "d 'de' MMMM 'de' y", "month": "LLLL 'de' y", "year": "y"},
}


# The United Nations writes both Arabic names of a month.
ARABIC_MONTHS = [
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيه",
    "تموز/يوليه", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
]  # fmt: skip


def locale_of(language: str | None = None) -> Locale:
    return Locale.parse((language or get_language() or "en").replace("-", "_"))


def print_date(moment: PartialDate | date | str | None, language: str | None = None) -> str:
    """Return `8 August 2025`, `August 2025` or `2025`, by the precision, in the reader's language."""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = PartialDate.parse(moment)
    known = moment if isinstance(moment, PartialDate) else PartialDate(moment)
    return _print(known, language or get_language() or "en")


@lru_cache(maxsize=4096)
def _print(known: PartialDate, language: str) -> str:
    locale = locale_of(language)
    if known.precision == "day" and known.day.day == 1 and locale.language == "fr":
        return f"1er {format_date(known.day, 'MMMM y', locale)}"
    form = FORMS[locale.language][known.precision]
    if locale.language == "ar":
        form = form.replace("MMMM", f"'{ARABIC_MONTHS[known.day.month - 1]}'")
    return format_date(known.day, form, locale)


def print_moment(moment: datetime, zone: str = "UTC", language: str | None = None) -> str:
    """Return the moment on the clock of a zone, named, and in UTC: no deadline without both."""
    locale = locale_of(language)
    local = moment.astimezone(ZoneInfo(zone))
    there = f"{print_date(local.date(), language)}, {format_datetime(local, 'HH:mm', locale=locale)}"
    if zone == "UTC":
        return f"{there} UTC"
    # The zone bears the name of another town; the people it stands for sit in Geneva.
    is_geneva = zone == "Europe/Zurich"
    place = gettext("Geneva") if is_geneva else get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return f"{there} {place} ({moment.astimezone(UTC):%H:%M} UTC)"
