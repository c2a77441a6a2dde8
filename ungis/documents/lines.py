"""What a text is read into: lines, each with its words and its printed number; and how numbers are printed."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from .symbols import HIDDEN

REMARKS = {
    "comments": _("comments"),
    "fields": _("fields, read as they were last printed"),
    "formulas": _("formulas"),
    "hidden": _("passages of hidden text"),
    "pictures": _("pictures"),
    "struck": _("passages struck through"),
    "symbols": _("signs of a symbol font"),
    "text-boxes": _("text boxes"),
}
MARKS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")  # of footnotes, so that 70/1 and its note 2 are not 70/12
LABELLED = re.compile(r"(?:\(?[a-z]{1,4}\)|\(\d{1,3}\)|\d{1,3}(?:\.\d{1,2})*[.)]|[IVX]{1,6}\.|[-–•])\s")
INVISIBLE = re.compile(f"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff{HIDDEN}]")


@dataclass(frozen=True)
class Line:
    """One paragraph: its words, and the number that stands before them where the words do not hold it."""

    words: str
    label: str = ""  # as printed by automatic numbering: 12., (a), (ii)
    level: int = 0  # of the numbering, from 0
    kind: str = "paragraph"  # or heading, cell, footnote
    depth: int = 0  # of a heading, from 1; 0 of anything else

    @property
    def text(self) -> str:
        """The line as a reader of the page sees it."""
        return f"{self.label} {self.words}".strip()


@dataclass
class Text:
    """The lines of a text in their order, and how often something in it was passed over."""

    lines: list[Line] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)

    def add(self, words: str, **more: object) -> None:
        words = settled(words)
        if words or more.get("label"):
            self.lines.append(Line(words, **more))  # type: ignore[arg-type]


def settled(words: str) -> str:
    """Return the words with single spaces and nothing invisible: marks of direction are not words."""
    return " ".join(INVISIBLE.sub("", words).split())


def _roman(number: int) -> str:
    steps = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
    steps += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
    written = ""
    for value, letters in steps:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    """As Word counts: z is followed by aa, bb."""
    turn, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turn + 1)


COUNTS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
MOST_COUNTED = 2_000


def number_of(kind: str, number: int) -> str:
    """Return a number in one of Word's ways of counting; numbers without letters there are decimal."""
    return COUNTS.get(kind, str)(number) if 0 < number <= MOST_COUNTED else str(number)


def label_of(kind: str, number: int) -> str:
    """Return the label of a list item as resolutions print it: 1., (a), (i)."""
    if kind == "bullet":
        return "•"
    written = number_of(kind, number)
    return f"{written}." if kind in ("decimal", "upperRoman", "upperLetter") else f"({written})"


def whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch(r"\d{1,4}", written, re.ASCII) else otherwise
