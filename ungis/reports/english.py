"""The English of the papers: numbers in words, enumerations, days and spans of days, as UN style writes them."""

from collections.abc import Iterable, Sequence
from datetime import date

from ungis.core.periods import PartialDate
from ungis.pages.dates import print_date

UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ODD_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]


def ordinal(number: int) -> str:
    """Return `twenty-second` for 22; figures above ninety-nine."""
    if number > 99:
        return ordinal_figure(number)
    tens, unit = divmod(number, 10)
    if number >= 20 and unit:
        return f"{TENS[tens]}-{ordinal(unit)}"
    word = UNITS[number] if number < 20 else TENS[tens]
    if word in ODD_ORDINALS:
        return ODD_ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def ordinal_figure(number: int) -> str:
    """Return `42nd` for 42."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def cardinal(number: int) -> str:
    """Return numbers under ten in words, others in figures."""
    return UNITS[number] if number < 10 else f"{number:,}"


def listed(items: Iterable[str]) -> str:
    """Return `a, b and c`."""
    items = list(items)
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""


def numbered(items: Sequence[str]) -> str:
    """Return `(i) a; (ii) b; and (iii) c`; a single item stands alone."""
    if len(items) == 1:
        return items[0]
    marked = [f"({mark}) {item}" for mark, item in zip(ROMAN, items, strict=False)]
    return f"{'; '.join(marked[:-1])}; and {marked[-1]}"


def lowered(text: str) -> str:
    """Return the text as it stands inside a sentence: its first letter small, unless it begins a name."""
    first = text.split(" ", 1)[0]
    is_plain_word = first[:1].isupper() and first[1:].islower() and first not in NAMES
    return text[:1].lower() + text[1:] if is_plain_word or first == "A" else text


NAMES = {"Geneva", "Member", "Members", "Internet", "Commission", "World", "General", "Secretary-General"}


def raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def finished(text: str) -> str:
    """Return the text as a sentence of its own."""
    text = raised(text.strip())
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def on_days(days: Sequence[PartialDate]) -> str:
    """Return `on 14 and 17 March 2023`, `in June 2025` or `in 2023`, as exactly as the days are known."""
    known = sorted(set(days))
    if any(day.precision != "day" for day in known):
        return listed([f"in {print_date(day, 'en')}" for day in known])
    months = [(day.day.year, day.day.month) for day in known]
    if len(set(months)) == 1:
        figures = [str(day.day.day) for day in known]
        return f"on {listed(figures)} {print_date(PartialDate(known[0].day, 'month'), 'en')}"
    return f"on {listed([print_date(day, 'en') for day in known])}"


def from_to(first: date, last: date, first_part: str = "", last_part: str = "") -> str:
    """Return `From 9 to 10 (a.m.) September 2025`, `From 1 February (p.m.) to 2 February 2024`."""
    first_part, last_part = (f" ({part})" if part else "" for part in (first_part, last_part))
    month = print_date(PartialDate(last, "month"), "en")
    if first == last:
        return f"{first.day}{first_part or last_part} {month}"
    if (first.year, first.month) == (last.year, last.month) and not first_part:
        return f"From {first.day} to {last.day}{last_part} {month}"
    begins = print_date(first, "en")
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
    return f"From {begins}{first_part} to {last.day}{last_part} {month}"


def years(first: date, last: date) -> str:
    """Return the year or years that a period touches."""
    return str(last.year) if first.year == last.year else f"{first.year}–{last.year}"
