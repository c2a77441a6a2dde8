"""Workbooks as people are given them: cells that no programme takes for formulas, and no trace of the hour."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

BEFORE_ALL_ZIPS = (1980, 1, 1, 0, 0, 0)
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
TEXT_FORMAT = "@"  # without it 16.10 becomes the number 16.1
LINE_HEIGHT, MOST_LINES = 15, 20  # points; a row is at most 409 high
LINE = Side(style="thin", color="D0D7DE")
HEAD_FILL = PatternFill("solid", fgColor="E6F3FA")
PLAIN = Font(name="Calibri", size=11)
QUIET = Font(name="Calibri", size=11, color="5B6770")
BOLD = Font(name="Calibri", size=11, bold=True)
TITLE = Font(name="Calibri", size=14, bold=True)
TOP = Alignment(vertical="top", wrap_text=True)


def sheet_title(words: str) -> str:
    """Return words as a sheet may be titled."""
    return re.sub(r"[\[\]:*?/\\']", " ", words)[:31]


def escaped(text: str) -> str:
    """Return a text as a workbook keeps it: signs that XML has no place for as _x000B_."""
    return UNKEEPABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def new_sheet(book: Workbook, title: str) -> Any:
    """Return a new sheet, read from the side from which the reader reads."""
    sheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = get_language_bidi()
    return sheet


def height_of(texts: Iterable[tuple[Any, int]]) -> float:
    """Return how high a row is in which each text has a cell so wide: LibreOffice does not find out by itself."""
    lines = 1
    for text, width in texts:
        if text and isinstance(text, str):
            lines = max(lines, sum(1 + len(line) // width for line in text.split("\n")))
    return LINE_HEIGHT * min(lines, MOST_LINES)


def put(cell: WriteOnlyCell, value: str | int | None) -> None:
    """Give a cell its value; a text stays a text, whatever sign it begins with."""
    cell.value = escaped(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # else what begins with = is written as a formula, and #N/A as an error


def head_cell(sheet: Any, text: str) -> WriteOnlyCell:
    """Return a cell of the head of a table."""
    cell = WriteOnlyCell(sheet)
    put(cell, text)
    cell.font, cell.fill, cell.alignment = BOLD, HEAD_FILL, TOP
    cell.border = Border(bottom=LINE)
    return cell


def set_page(sheet: Any, *, height: int, orientation: str = "landscape", paper: str = Worksheet.PAPERSIZE_A4) -> None:
    """As wide as one sheet of paper; `height` in sheets, 0 for as many as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, height
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


class _Package(ZipFile):
    """A package whose parts bear no time of writing."""

    def open(self, name: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if mode == "w" and isinstance(name, ZipInfo):
            name.date_time, name.external_attr = BEFORE_ALL_ZIPS, 0
        return super().open(name, mode, *args, **kwargs)


def packed(book: Workbook) -> bytes:
    """Return the file; the same book gives the same bytes at any hour."""
    content = io.BytesIO()
    with _Package(content, "w", ZIP_DEFLATED) as package:
        ExcelWriter(book, package).write_data()
    return content.getvalue()


def write_lists(book: Workbook, title: str, lists: dict[str, Sequence[Any]], heads: Sequence[str] = ()) -> Any:
    """Write choices on a sheet of their own, a column each, named so that cells elsewhere can offer them.

    With `heads` the sheet is for people to read; without, it is hidden. Return the sheet.
    """
    sheet = new_sheet(book, title)
    sheet.sheet_state = "visible" if heads else "hidden"
    if heads:
        sheet.append([head_cell(sheet, head) for head in heads])
    cells = [WriteOnlyCell(sheet) for _name in lists]
    for cell in cells:
        cell.number_format = TEXT_FORMAT
    for number in range(max(map(len, lists.values()))):
        for cell, choices in zip(cells, lists.values(), strict=True):
            put(cell, choices[number] if number < len(choices) else None)
        sheet.append(cells)
    first, quoted = 2 if heads else 1, title if re.fullmatch("[A-Za-z]+", title) else quote_sheetname(title)
    for number, (name, choices) in enumerate(lists.items(), 1):
        letter = get_column_letter(number)
        where = f"${letter}${first}:${letter}${first + max(len(choices), 1) - 1}"
        book.defined_names[name] = DefinedName(name, attr_text=f"{quoted}!{where}")
    return sheet


def write_lines(sheet: Any, lines: Iterable[tuple[Font, Iterable[str]]], *, width: int = 90) -> None:
    """Write lines below each other in one wide column, each in its font."""
    sheet.column_dimensions["A"].width = width
    set_page(sheet, height=0, orientation="portrait")
    whole = Alignment(vertical="top", wrap_text=True, readingOrder=2 if get_language_bidi() else 1)
    number = 0
    for font, texts in lines:
        for text in texts:
            number += 1
            sheet.row_dimensions[number].height = height_of([(text, width)])
            cell = WriteOnlyCell(sheet)
            put(cell, text)
            cell.font, cell.alignment = font, whole
            sheet.append([cell])
