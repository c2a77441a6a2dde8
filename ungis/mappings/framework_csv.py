"""Frameworks as tables: one concept a line, written and read back."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ungis.pages.twins import FORMULA

from .framework_judging import (
    MOST_ROWS,
    MOST_TROUBLES,
    Troubles,
    Unreadable,
    decoded,
    give_addresses,
    judge,
    one_line,
    refuse_depth,
    too_many,
)
from .framework_rows import SAID, ConceptRow
from .skos import HEADING

YES, NO = ("true", "yes", "1", "x"), ("", "false", "no", "0")
# What the columns are called in a file, and what they are here.
CSV_COLUMNS = {
    "code": "code",
    "title": "title",
    "kind": "kind",
    "parent": "parent",
    "address": "slug",
    "text": "text",
    "place": "place",
    "due": "due",
    "iri": "iri",
    "colour": "colour",
    "heading": "is_heading",
    "source": "source",
    "certainty": "certainty",
}
REQUIRED = ("code", "title")
PASSED_OVER = re.compile(r"identifier|facilitators|(links|cleared)_[\w-]+")  # of our own files, not of a framework
OFFICIAL = "official"  # names of the columns whose words are official, divided by blanks


def csv_row(row: ConceptRow) -> dict[str, Any]:
    """Return a row under the names of a file; translations only where there are some."""
    cells = {name: getattr(row, column) for name, column in CSV_COLUMNS.items()}
    cells["heading"] = "yes" if row.is_heading else ""
    cells |= {name: row.said.get(name, [""])[0] for name in SAID}
    cells[OFFICIAL] = " ".join(name for name in SAID if row.said.get(name, ["", False])[1])
    return cells


def read_csv(content: bytes) -> list[ConceptRow]:
    """Read a file of rows divided by commas, semicolons or tabs, in UTF-8, with the columns named in the first line."""
    lines = _lines(decoded(content))
    header = _header(next(lines, (0, []))[1])
    troubles = Troubles()
    rows, places = [], []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise too_many()
        place = _("Line %(line)d") % {"line": line}
        if len(cells) > len(header):
            troubles.add(place, _("more cells than the first line has names."))
            continue
        rows.append(_csv_concept(dict(zip(header, cells, strict=False)), place, troubles))
        places.append(place)
    if not rows:
        troubles.raise_any()
        raise Unreadable([_("The file has a first line with names and no concept below it.")])
    _judge_tree(rows, places, troubles)
    give_addresses(rows, places, troubles)
    troubles.raise_any()
    refuse_depth(rows)
    return rows


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines with their numbers; what divides cells is what the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    divider = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error:
        words = _("Line %(line)d: a cell in quotation marks has no end, or goes on after it.")
        raise Unreadable([words % {"line": before + 1}]) from None


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    names = [f"{name}-hans" if name in ("title_zh", "text_zh") else name for name in names]
    known = {*CSV_COLUMNS, *SAID, OFFICIAL}
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name and name not in known and not PASSED_OVER.fullmatch(name)]
    twice = [name for name, number in Counter(names).items() if name and number > 1]
    troubles = []
    if missing:
        troubles.append(_("Line 1: missing columns: %(names)s.") % {"names": ", ".join(missing)})
    if unknown:
        told = {"names": ", ".join(name[:40] for name in unknown[:MOST_TROUBLES]), "known": ", ".join(CSV_COLUMNS)}
        words = _("Line 1: unknown columns: %(names)s. Known are %(known)s, and title_fr, text_fr and so on.")
        troubles.append(words % told)
    if twice:
        troubles.append(_("Line 1: columns that stand twice: %(names)s.") % {"names": ", ".join(twice)})
    if troubles:
        raise Unreadable(troubles)
    return names


def _csv_concept(cells: dict[str, str], place: str, troubles: Troubles) -> ConceptRow:
    where, values = {"": place}, {}
    for name, cell in cells.items():
        if name and not PASSED_OVER.fullmatch(name):
            column = CSV_COLUMNS.get(name, name)
            where[column] = _("%(line)s, column “%(name)s”") % {"line": place, "name": name}
            values[column] = _cell(cell, where[column], troubles)
    official = values.pop(OFFICIAL, "").split()
    heading = _yes_or_no(values.pop("is_heading", ""), where.get("is_heading", place), troubles)
    said = {name: [_one_line_unless(name, text), name in official] for name in SAID if (text := values.pop(name, ""))}
    plain = {column: _one_line_unless(column, text) for column, text in values.items() if text}
    row = ConceptRow(**{"code": "", "title": "", **plain}, said=said)
    row.is_heading, row.certainty = heading or row.kind == HEADING, row.certainty.lower()
    for name in said:
        if name.startswith("text") and not row.text:
            troubles.add(where[name], _("a translation of a text that is not there."))
    judge(row, where, troubles)
    return row


def _one_line_unless(column: str, text: str) -> str:
    """Wordings in full and sources keep their lines; all else is one."""
    return text if column.startswith(("text", "source")) else one_line(text)


def _cell(cell: str, place: str, troubles: Troubles) -> str:
    """Return the words of a cell. Our own files put an apostrophe before what a spreadsheet would calculate."""
    text = "\n".join(line.rstrip() for line in cell.strip().splitlines())
    if text.startswith("'") and text[1:].startswith(FORMULA):
        return text[1:]
    if text.startswith(FORMULA):
        words = _("“%(cell)s” begins like a formula. Write the words, or put an apostrophe before them.")
        troubles.add(place, words % {"cell": text[:40]})
    return text


def _yes_or_no(cell: str, place: str, troubles: Troubles) -> bool:
    if cell.lower() not in (*YES, *NO):
        troubles.add(place, _("“%(cell)s” is neither yes nor no.") % {"cell": cell[:40]})
    return cell.lower() in YES


def _judge_tree(rows: list[ConceptRow], places: list[str], troubles: Troubles) -> None:
    """Each code once, each parent before its children."""
    first: dict[str, str] = {}
    every = {row.code: place for row, place in zip(reversed(rows), reversed(places), strict=True)}
    for row, place in zip(rows, places, strict=True):
        if row.parent and row.parent not in first:
            told = {"parent": row.parent, "place": every.get(row.parent, "")}
            if row.parent not in every:
                words = _("the parent “%(parent)s” is no code of this file.")
            elif row.parent == row.code:
                words = _("“%(parent)s” cannot stand below itself.")
            else:
                words = _("the parent “%(parent)s” comes only later (%(place)s). Put parents first.")
            troubles.add(_("%(line)s, column “%(name)s”") % {"line": place, "name": "parent"}, words % told)
        if row.code and row.code in first:
            words = _("the code “%(code)s” stands already in: %(place)s.")
            troubles.add(
                _("%(line)s, column “%(name)s”") % {"line": place, "name": "code"},
                words % {"code": row.code, "place": first[row.code]},
            )
        first.setdefault(row.code, place)
