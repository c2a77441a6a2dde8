"""The cells of a workbook or of a CSV file as they were typed: what is a text, a number, a date or a formula.

Read here and not by openpyxl, which hides what a person has to be told of (formulas, merged cells), changes some
texts, and stops at styles that it does not know. The parts were found harmless by documents.contents before.
"""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lxml import etree

CODED_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Formats that every workbook knows by number, and signs of dates in those that it brings itself.
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
DATE_SIGNS = re.compile(r"[dmyhs]", re.IGNORECASE)
NOT_SIGNS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DAY_ZERO = {"1900": datetime(1899, 12, 30), "1904": datetime(1904, 1, 1)}  # noqa: DTZ001  days without a clock
LAST_DAY = 2_958_465  # 9999-12-31


class Broken(Exception):
    """The parts of the file do not fit together."""


class Cell(NamedTuple):
    """`kind` is text, number, date, formula, truth or error."""

    kind: str
    value: Any


class Sheet(NamedTuple):
    title: str
    merged: list[str]  # ranges such as B2:C4
    rows: list[tuple[int, dict[int, Cell]]]  # number of the row, and its cells by number of the column, from 1


class Book(NamedTuple):
    keywords: str
    titles: list[str]
    read: Callable[[str], Sheet]  # one sheet, by its title


def letter_of(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(letters: str) -> int:
    """Return the number of a column by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# --- workbooks -----------------------------------------------------------------------------------


def open_book(content: bytes) -> Book:
    """Return what is in a workbook that contents.examine let in. Raises Broken."""
    package = zipfile.ZipFile(io.BytesIO(content))
    try:
        path = _main_part(package)
        book = _tree(package, path)
        targets = _targets(package, path)
        paths = {}
        for sheet in book.iter("{*}sheet"):
            reference = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            paths[sheet.get("name", "")] = targets[reference]
        is_1904 = any(node.get("date1904") in ("1", "true") for node in book.iter("{*}workbookPr"))
        reader = _SheetReader(
            package=package,
            texts=_shared_texts(package, targets),
            date_styles=_date_styles(package, targets),
            day_zero=DAY_ZERO["1904" if is_1904 else "1900"],
        )
        return Book(_keywords(package), list(paths), lambda title: reader.read(title, paths[title]))
    except (KeyError, ValueError, IndexError, etree.XMLSyntaxError) as trouble:
        raise Broken from trouble


def _tree(package: zipfile.ZipFile, path: str) -> etree._Element:
    return etree.fromstring(package.read(path), etree.XMLParser(resolve_entities=False, no_network=True))


def _main_part(package: zipfile.ZipFile) -> str:
    for node in _tree(package, "_rels/.rels").iter("{*}Relationship"):
        if node.get("Type", "").endswith("/officeDocument"):
            return node.get("Target", "").lstrip("/")
    raise Broken


def _targets(package: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Return the parts to which a part refers, by reference and by the last word of their type."""
    folder, name = posixpath.split(path)
    found = {}
    for node in _tree(package, f"{folder}/_rels/{name}.rels").iter("{*}Relationship"):
        target = node.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[node.get("Id", "")] = found[node.get("Type", "").rsplit("/", 1)[-1]] = whole
    return found


def _keywords(package: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in package.namelist():
        return ""
    return next((node.text or "" for node in _tree(package, "docProps/core.xml").iter("{*}keywords")), "")


def _text_of(node: etree._Element) -> str:
    """Return the text of a string, all runs of it, without the reading aid that East Asian programmes add."""
    parts = [part.text or "" for part in node.iter("{*}t") if not part.getparent().tag.endswith("}rPh")]
    return _decoded("".join(parts))


def _decoded(text: str) -> str:
    """Return a text without the codes that stand for signs which XML has no place for: _x000B_."""
    return CODED_SIGN.sub(lambda sign: chr(int(sign[1], 16)), text)


def _shared_texts(package: zipfile.ZipFile, targets: dict[str, str]) -> list[str]:
    if "sharedStrings" not in targets:
        return []
    return [_text_of(node) for node in _tree(package, targets["sharedStrings"]).iterchildren("{*}si")]


def _date_styles(package: zipfile.ZipFile, targets: dict[str, str]) -> set[str]:
    """Return the numbers of the styles that show a number as a date."""
    if "styles" not in targets:
        return set()
    tree = _tree(package, targets["styles"])
    formats = {node.get("numFmtId"): node.get("formatCode", "") for node in tree.iter("{*}numFmt")}
    dated = {str(number) for number in DATE_FORMATS if str(number) not in formats}
    dated |= {number for number, code in formats.items() if number and DATE_SIGNS.search(NOT_SIGNS.sub("", code))}
    styles = (style for whole in tree.iter("{*}cellXfs") for style in whole.iterchildren("{*}xf"))
    return {str(number) for number, style in enumerate(styles) if style.get("numFmtId") in dated}


class _SheetReader(NamedTuple):
    package: zipfile.ZipFile
    texts: list[str]
    date_styles: set[str]
    day_zero: datetime

    def read(self, title: str, path: str) -> Sheet:
        """Return every cell that holds something; rows that are hidden or filtered away too. Raises Broken."""
        rows, merged = [], []
        try:
            with self.package.open(path) as part:
                walk = etree.iterparse(part, tag=("{*}row", "{*}mergeCell"), resolve_entities=False, no_network=True)
                for _event, node in walk:
                    if node.tag.endswith("}row"):
                        number = int(node.get("r") or (rows[-1][0] + 1 if rows else 1))
                        cells = dict(self._cells(node))
                        if cells:
                            rows.append((number, cells))
                        node.clear()
                    else:
                        merged.append(node.get("ref", ""))
        except (KeyError, ValueError, IndexError, OverflowError, etree.XMLSyntaxError) as trouble:
            raise Broken from trouble
        return Sheet(title, merged, rows)

    def _cells(self, row: etree._Element) -> Iterator[tuple[int, Cell]]:
        column = 0
        for node in row.iterchildren("{*}c"):
            reference = REFERENCE.fullmatch(node.get("r") or "")
            column = number_of(reference[1]) if reference else column + 1
            cell = self._cell(node)
            if cell is not None:
                yield column, cell

    def _cell(self, node: etree._Element) -> Cell | None:
        parts = {etree.QName(part).localname: part for part in node}
        if "f" in parts:
            return Cell("formula", parts["f"].text or "")
        if "is" in parts:
            return _text_cell(_text_of(parts["is"]))
        value = parts["v"].text if "v" in parts else ""
        return self._valued(node.get("t", "n"), value, node.get("s")) if value else None

    def _valued(self, kind: str, value: str, style: str | None) -> Cell | None:
        if kind == "s":
            return _text_cell(self.texts[int(value)])
        if kind in ("str", "inlineStr"):
            return _text_cell(_decoded(value))
        if kind in ("b", "e", "d"):
            return Cell({"b": "truth", "e": "error", "d": "date"}[kind], value)
        number = float(value)
        if style in self.date_styles and 0 <= number <= LAST_DAY:
            return Cell("date", (self.day_zero + timedelta(days=number)).date().isoformat())
        return Cell("number", number)


def _text_cell(text: str) -> Cell | None:
    return Cell("text", text) if text else None


# --- CSV -----------------------------------------------------------------------------------------


def decoded(content: bytes) -> str | None:
    """Return the text of a CSV file: UTF-8, or UTF-16 that says so. None for any other."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_csv(text: str, said_by: Callable[[str], str], *, most: int) -> Sheet:
    """Return the first records of a CSV file, divided by what its head is divided by, `most` of them.

    `said_by` tells what a cell says.

    Raises csv.Error, whose second argument is the number of the record.
    """
    rows: list[tuple[int, dict[int, Cell]]] = []
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_divider_of(text), strict=True)
    number = 0
    try:
        for number, record in enumerate(records, 1):
            cells = {column: Cell("text", said_by(said)) for column, said in enumerate(record, 1) if said}
            if cells:
                rows.append((number, cells))
            if len(rows) == most:
                break
    except csv.Error as trouble:
        raise csv.Error(str(trouble), number + 1) from trouble
    return Sheet("", [], rows)


def _divider_of(text: str) -> str:
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=head.count)
