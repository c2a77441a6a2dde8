"""PDF that screen readers can follow (PDF/UA-1), set by typst in our own fonts from a sheet and from data."""

import bisect
import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from .legible import legible

HOUSE = Path(__file__).parents[1]  # sheets import what they share by its path below it
FONTS = Path(__file__).parent / "fonts"


def typeset(sheet: Path, moment: datetime, **data: object) -> bytes:
    """Return what the sheet makes of the data as the bytes of a PDF; the same data gives the same bytes.

    The texts travel as data (`sys.inputs`): the sheet never reads them as markup. They come through `plain`.
    """
    return typst.compile(
        sheet,
        root=HOUSE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(value) for name, value in data.items()},
        pdf_standards=["ua-1"],
        timestamp=moment.replace(microsecond=0),  # a PDF knows seconds only
    )


def plain(text: object) -> str:
    """Return a text of the record as it can be printed."""
    return with_glyphs(legible(text))


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last of each range of characters that our fonts hold."""
    rows = [line.split("-") for line in (FONTS / "coverage.txt").read_text().split()]
    return [int(first, 16) for first, _ in rows], [int(last, 16) for _, last in rows]


def _has_glyph(character: str) -> bool:
    firsts, lasts = _ranges()
    place = bisect.bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def _font_of(character: str) -> str:
    if "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc":
        return "Arabic"
    return "Chinese" if "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" else ""


def with_glyphs(text: str) -> str:
    """Return the text with each character that cannot be set written as its number: PDF/UA allows no empty box.

    That is one which our fonts lack, or an accent on a letter of another font (Latin on Arabic and the reverse).
    """
    if text.isascii():
        return text
    made, base = [], ""
    for character in text:
        is_accent = unicodedata.category(character).startswith("M")
        stands = character in "\n\t" or _has_glyph(character)
        if stands and not (is_accent and _font_of(character) != _font_of(base)):
            made.append(character)
            base = base if is_accent else character
        else:
            made.append(f"[U+{ord(character):04X}]")
            base = "]"
    return "".join(made)
