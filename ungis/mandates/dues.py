"""By when: what a text says ("CSTD 30th session, 2027", "78th session", "2006-06") read as a date."""

import re
from datetime import date
from typing import NamedTuple

from ungis.core.periods import PartialDate

GENERAL_ASSEMBLY, CSTD = "General Assembly", "CSTD"
NOT_READ = "not read"  # the text could not be read there: neither a date nor "no date"
SESSION = re.compile(
    r"(?:(?P<body>CSTD|General Assembly|GA|UNGA)[ ,]+)?(?P<number>\d{1,3})(?:st|nd|rd|th) session"
    r"(?:[ ,]+\(?(?P<year>\d{4})\)?)?",
    re.ASCII | re.IGNORECASE,
)
FIRST_YEAR = {GENERAL_ASSEMBLY: 1945, CSTD: 1997}  # a session's number is added to it: the 28th of CSTD met in 2025


class Due(NamedTuple):
    """`on` as exactly as it is known; `by` the last day that counts; the body and its session, where it is one."""

    on: PartialDate | None = None
    by: date | None = None
    body: str = ""
    session: int | None = None


def read(written: str, issued_by: str = "") -> Due:
    """Return the due date of a text; a session without its body is one of the organ that follows up.

    `issued_by` is the organ whose text it is: ECOSOC speaks of sessions of its Commission (CSTD), any other of
    the General Assembly's. An empty text is due at no date. Raises ValueError for what is neither date nor session.
    """
    text = " ".join(written.split())
    if not text or text.casefold() == NOT_READ:
        return Due()
    match = SESSION.fullmatch(text)
    if not match:
        on = PartialDate.parse(text)
        return Due(on, on.last_day)
    named, number = (match["body"] or "").upper(), int(match["number"])
    body = CSTD if named == CSTD or (not named and _is_of_ecosoc(issued_by)) else GENERAL_ASSEMBLY
    year = FIRST_YEAR[body] + number
    if match["year"] and int(match["year"]) != year:
        raise ValueError(f"session {number} of {body} meets in {year}, not in {match['year']}")
    if number == 0 or year > 9998:
        raise ValueError(f"{written!r} names no session")
    return _of_cstd(number, year) if body == CSTD else _of_the_assembly(number, year)


def _is_of_ecosoc(issued_by: str) -> bool:
    return "ECOSOC" in issued_by or "Economic and Social Council" in issued_by or CSTD in issued_by


def _of_the_assembly(number: int, year: int) -> Due:
    """A session opens in September and ends when the next one opens: due by that month's end."""
    on = PartialDate(date(year + 1, 9, 1), "month")
    return Due(on, on.last_day, GENERAL_ASSEMBLY, number)


def _of_cstd(number: int, year: int) -> Due:
    """The Commission meets once a year in spring, on days not known beforehand: due by the end of May."""
    return Due(PartialDate(date(year, 1, 1), "year"), date(year, 5, 31), CSTD, number)


def days_left(by: date | None, today: date) -> int | None:
    """Return the days from today to the last day: negative when it has passed, None without a date."""
    return (by - today).days if by else None
