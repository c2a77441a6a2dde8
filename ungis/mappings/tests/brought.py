"""Workbooks and tables as people bring them back: ours, opened with openpyxl, changed, and saved."""

import csv
import io

from openpyxl import load_workbook

from ungis.core.standing import CLERK
from ungis.mappings import workbook
from ungis.mappings.claim_table import COLUMNS, ClaimTable
from ungis.mappings.models import Edition
from ungis.mappings.workbook_reading import Troubled, read_claims
from ungis.pages import twins

HEADS = {str(column.head): column.name for column in COLUMNS}


def edition_of(matrix: str, slug: str) -> Edition:
    return Edition.objects.select_related("matrix__rows", "matrix__columns").get(matrix__slug=matrix, slug=slug)


def workbook_of(edition: Edition) -> bytes:
    return workbook.written(ClaimTable(edition))


def csv_of(edition: Edition) -> bytes:
    return twins.twin("csv", "claims", ClaimTable(edition).told()).content


def read(edition: Edition, content: bytes, by=CLERK):
    return read_claims(content, ClaimTable(edition), by=by)


def troubles_of(edition: Edition, content: bytes, by=CLERK) -> list[str]:
    try:
        read(edition, content, by)
    except Troubled as trouble:
        return trouble.troubles
    return []


class Filled:
    """The workbook of an edition, opened: cells by the name of their column and the number of their row."""

    def __init__(self, content: bytes):
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book["Claims"]
        self.letters = {HEADS[cell.value]: cell.column_letter for cell in self.sheet[1]}

    def cell(self, name: str, row: int):
        return self.sheet[f"{self.letters[name]}{row}"]

    def put(self, number: int, /, **values) -> "Filled":
        for name, value in values.items():
            self.cell(name, number).value = value
        return self

    def add(self, **values) -> int:
        """Write a row below the last one; return its number."""
        number = self.sheet.max_row + 1
        self.put(number, **values)
        return number

    def row_of(self, row: str, column: str) -> int:
        for number in range(2, self.sheet.max_row + 1):
            if (self.cell("row", number).value, self.cell("column", number).value) == (row, column):
                return number
        raise LookupError((row, column))

    def saved(self) -> bytes:
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()


def filled(edition: Edition) -> Filled:
    return Filled(workbook_of(edition))


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def csv_from(rows: list[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
