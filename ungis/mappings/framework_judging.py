"""What any file with a framework must satisfy, and how what is wrong in it is told: as much as one can mend at once."""

import re
from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.core.provenance import Certainty

from .framework_rows import ConceptRow
from .models import TAKEN_WORDS, Concept

MOST_ROWS = 5_000
MOST_TROUBLES = 20
MOST_DEPTH = 12
LONGEST_TEXT = 10_000
LONGEST = {
    **{name: Concept._meta.get_field(name).max_length for name in ("code", "title", "kind", "place", "due", "iri")},
    "parent": Concept._meta.get_field("code").max_length,
    "slug": Concept._meta.get_field("slug").max_length,
    "source": 2_000,
}
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Unreadable(Refused):
    """The file cannot be taken in; its arguments say what is wrong, each with its place."""

    def __init__(self, troubles: Iterable[str]):
        super().__init__(*troubles)

    def __str__(self) -> str:
        return " ".join(self.args)


class Troubles:
    """What is wrong so far: kept up to a number, and raised together."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def add(self, place: str, words: str) -> None:
        self.told.append(f"{place}: {words}")

    def raise_any(self) -> None:
        if len(self.told) > MOST_TROUBLES:
            more = _("There are %(number)d more of such remarks.") % {"number": len(self.told) - MOST_TROUBLES}
            raise Unreadable([*self.told[:MOST_TROUBLES], more])
        if self.told:
            raise Unreadable(self.told)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8. Raises Unreadable."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = _("Line %(line)d: the file is not written in UTF-8. In Excel, save it as “CSV UTF-8”.")
        raise Unreadable([words % {"line": line}]) from None


def one_line(cell: str) -> str:
    """Return the words with single blanks between them."""
    return " ".join(cell.split())


def judge(row: ConceptRow, place: dict[str, str], troubles: Troubles) -> None:
    """Look at one row by itself; `place` says where each of its columns stands, "" for the row."""
    if not row.code:
        troubles.add(place.get("code", place[""]), _("the code is missing."))
    if not row.title:
        troubles.add(place.get("title", place[""]), _("the title is missing."))
    for name, longest in LONGEST.items():
        _judge_length(getattr(row, name), longest, place.get(name, place[""]), troubles)
    for name, text in (("text", row.text), *((name, said[0]) for name, said in row.said.items())):
        longest = LONGEST["title"] if name.startswith("title") else LONGEST_TEXT
        _judge_length(text, longest, place.get(name, place[""]), troubles)
    if row.iri and not ADDRESS.fullmatch(row.iri):
        troubles.add(place.get("iri", place[""]), _("“%(iri)s” is no address on the web.") % {"iri": row.iri[:80]})
    if row.colour and not COLOUR.fullmatch(row.colour):
        troubles.add(place.get("colour", place[""]), _("a colour is written as #E5243B."))
    if row.certainty not in Certainty.values:
        words = _("“%(found)s” is no certainty: write one of %(known)s.")
        known = ", ".join(Certainty.values)
        troubles.add(place.get("certainty", place[""]), words % {"found": row.certainty[:40], "known": known})


def _judge_length(text: str, longest: int | None, place: str, troubles: Troubles) -> None:
    if longest and len(text) > longest:
        troubles.add(place, _("longer than %(longest)d characters.") % {"longest": longest})
    if BROKEN.search(text):
        troubles.add(place, _("it holds signs that are no text."))


def give_addresses(rows: list[ConceptRow], places: list[str], troubles: Troubles) -> None:
    """Give each row without one the address that its code makes; no two may have the same."""
    holders: dict[str, str] = {}
    codes: set[str] = set()
    for row, place in zip(rows, places, strict=True):
        row.slug = slugify(row.slug) or slugify(row.code.replace(".", "-"))
        if not row.code or row.code in codes:  # told already
            continue
        codes.add(row.code)
        if not row.slug or row.slug in TAKEN_WORDS or len(row.slug) > (LONGEST["slug"] or 0):
            words = _("“%(code)s” gives no address: write one in the column “address”, in letters a to z and digits.")
            troubles.add(place, words % {"code": row.code})
        elif row.slug in holders:
            words = _("the address “%(address)s” is taken by %(other)s already.")
            troubles.add(place, words % {"address": row.slug, "other": holders[row.slug]})
        holders.setdefault(row.slug, place)


def refuse_depth(rows: list[ConceptRow]) -> None:
    depths: dict[str, int] = {"": -1}
    for row in rows:
        depths[row.code] = depths[row.parent] + 1
        if depths[row.code] >= MOST_DEPTH:
            words = _("“%(code)s” stands more than %(most)d levels deep.")
            raise Unreadable([words % {"code": row.code, "most": MOST_DEPTH}])


def too_many() -> Unreadable:
    return Unreadable([_("The file has more than %(most)d concepts.") % {"most": MOST_ROWS}])
