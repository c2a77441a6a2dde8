"""An edition as an Excel workbook that can be filled in offline and brought back."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ungis.core.provenance import Certainty
from ungis.languages.models import fetch_groups
from ungis.organizations.models import Organization
from ungis.press.workbooks import (
    BOLD,
    LINE,
    LINE_HEIGHT,
    PLAIN,
    QUIET,
    TEXT_FORMAT,
    TITLE,
    TOP,
    head_cell,
    height_of,
    new_sheet,
    packed,
    put,
    set_page,
    sheet_title,
    write_lines,
    write_lists,
)

from .claim_table import ClaimTable, Column
from .models import Edition, Strength
from .states import ClaimState

FORM = 1  # of the workbook; one of a form that is no longer read is refused by name
MOST_ROWS = 5_000
LISTS = {
    "row": "row_codes",
    "column": "column_codes",
    "strength": "strengths",
    "author": "authors",
    "certainty": "certainties",
}


def template_id(edition: Edition) -> str:
    """Return what tells a workbook that comes back where it is from."""
    return f"ungis-matrix {edition.matrix.slug}/{edition.slug} form-{FORM}"


def sheet_titles() -> dict[str, str]:
    """Return the titles of the sheets in the reader's language, as sheets may be titled."""
    titles = {"claims": _("Claims"), "glance": _("At a glance"), "about": _("Read me")}
    return {name: sheet_title(title) for name, title in titles.items()}


def written(table: ClaimTable) -> bytes:
    """Return the workbook; the same claims in the same language give the same bytes."""
    book = Workbook(write_only=True)
    edition, titles = table.edition, sheet_titles()
    concepts = table.rows.concepts + table.columns.concepts
    fetch_groups((concepts, ["title"]), ([edition.matrix], ["title"]), ([edition], ["title"]))
    _write_claims(new_sheet(book, titles["claims"]), table)
    _write_glance(new_sheet(book, titles["glance"]), table)
    write_lines(new_sheet(book, titles["about"]), [(TITLE, [_said(edition)]), *_about(edition)])
    _write_lists(book, table)
    _describe(book, edition)
    return packed(book)


def _said(edition: Edition) -> str:
    """Return the title of the edition in the reader's language."""
    return f"{edition.matrix.said['title']}, {edition.said['title']}"  # type: ignore[attr-defined]


def _describe(book: Workbook, edition: Edition) -> None:
    about = book.properties
    about.title = _said(edition)
    about.creator = "UNGIS"
    about.identifier = settings.BASE_URL + edition.get_absolute_url()
    about.keywords = template_id(edition)
    about.language = get_language()
    about.created = about.modified = (edition.frozen_at or edition.opened_at).astimezone(UTC).replace(tzinfo=None)


# --- the claims --------------------------------------------------------------------------------


def _write_claims(sheet: Any, table: ClaimTable) -> None:
    columns = table.columns_told
    claims = list(table.told())
    said = _titles_said(table)
    words = {
        name: {str(value): str(label) for value, label in choices.choices}
        for name, choices in (("certainty", Certainty), ("state", ClaimState))
    }
    sheet.freeze_panes = f"{get_column_letter(_place_of(columns, 'column') + 1)}2"
    sheet.print_title_rows = "1:1"
    set_page(sheet, height=0, paper=Worksheet.PAPERSIZE_A3)
    cells = _lay_columns(sheet, columns)
    shown = [column for column in columns if column.name not in ("address", "mark")]
    sheet.row_dimensions[1].height = 2 * LINE_HEIGHT
    sheet.append([head_cell(sheet, str(column.head)) for column in columns])
    for number, claim in enumerate(claims, 2):
        sheet.row_dimensions[number].height = height_of((claim[column.name], column.width) for column in shown)
        for column, cell in zip(columns, cells, strict=True):
            value = claim[column.name]
            if column.name in words:
                value = words[column.name].get(value, value)
            elif column.name in said:
                value = said[column.name][claim[column.name.removesuffix("_title")]]
            put(cell, value)
        sheet.append(cells)
    _add_table(sheet, columns, len(claims))
    _add_validations(sheet, columns)


def _place_of(columns: list[Column], name: str) -> int:
    """Return the number of a column, from 1."""
    return [column.name for column in columns].index(name) + 1


def _titles_said(table: ClaimTable) -> dict[str, dict[str, str]]:
    """Return the titles of concepts by code, in the reader's language where they are translated."""
    return {
        f"{side}_title": {concept.code: str(concept.said["title"]) for concept in outline.concepts}
        for side, outline in (("row", table.rows), ("column", table.columns))
    }


def _lay_columns(sheet: Any, columns: list[Column]) -> list[WriteOnlyCell]:
    """Set widths and forms, and return one row of cells, which is written again and again with other values."""
    cells = []
    for number, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width
        dimension.hidden = column.name == "mark"
        cell = WriteOnlyCell(sheet)
        cell.alignment = TOP
        if column.name != "strength":
            cell.number_format = dimension.number_format = TEXT_FORMAT
        if not column.is_read or column.name == "state":
            cell.font = QUIET
        cells.append(cell)
    return cells


def _add_table(sheet: Any, columns: list[Column], count: int) -> None:
    last = f"{get_column_letter(len(columns))}{max(count, 1) + 1}"  # a table without a row is none to Excel
    table = Table(displayName="claims", ref=f"A1:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    table._initialise_columns()
    for of_table, column in zip(table.tableColumns, columns, strict=True):
        of_table.name = str(column.head)
    sheet.tables.add(table)  # not by add_table, which warns of the columns that are named above


def _add_validations(sheet: Any, columns: list[Column]) -> None:
    trouble = {
        "row": _("Choose the code of a row from the list."),
        "column": _("Choose the code of a column from the list."),
        "author": _("Choose the acronym of an organization from the list."),
        "strength": _("A strength is 1, 2 or 3, or nothing."),
        "certainty": _("Choose how sure this is from the list."),
    }
    for name, list_name in LISTS.items():
        validation = DataValidation(type="list", formula1=f"={list_name}", allow_blank=True, showErrorMessage=True)
        validation.error = trouble[name]
        letter = get_column_letter(_place_of(columns, name))
        validation.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
        sheet.data_validations.append(validation)
    told = DataValidation(type=None, allow_blank=True, showInputMessage=True)
    told.promptTitle, told.prompt = _("For information")[:32], _("States are moved on the page of the cell.")
    letter = get_column_letter(_place_of(columns, "state"))
    told.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.data_validations.append(told)


# --- the grid ----------------------------------------------------------------------------------


def _write_glance(sheet: Any, table: ClaimTable) -> None:
    """How many claims each pair holds, what stands below a Goal or an objective counted with it."""
    rows, columns = table.rows, table.columns
    counts = Counter((rows.head_of[claim.row_id].pk, columns.head_of[claim.column_id].pk) for claim in table.claims)
    last = get_column_letter(len(columns.glance) + 1)
    sheet.freeze_panes = "B3"
    sheet.print_title_rows = "1:2"
    set_page(sheet, height=1)
    sheet.column_dimensions["A"].width = 44
    width = 12 if len(columns.glance) > 8 else 20
    for number in range(2, len(columns.glance) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = width
    title = WriteOnlyCell(sheet)
    put(title, _("%(edition)s: number of claims") % {"edition": _said(table.edition)})
    title.font = TITLE
    sheet.append([title])
    widths = [44] + [width] * len(columns.glance)
    names = [_named(concept) for concept in columns.glance]
    sheet.row_dimensions[2].height = height_of(zip(["", *names], widths, strict=True))
    sheet.append([head_cell(sheet, ""), *(head_cell(sheet, name) for name in names)])
    for number, row in enumerate(rows.glance, 3):
        sheet.row_dimensions[number].height = height_of([(_named(row), 44)])
        found = [counts[row.pk, column.pk] or None for column in columns.glance]
        sheet.append([head_cell(sheet, _named(row)), *_numbered(sheet, found)])
    scale = ColorScaleRule(start_type="num", start_value=0, start_color="FFFFFF", end_type="max", end_color="7CC4EA")
    sheet.conditional_formatting.add(f"B3:{last}{len(rows.glance) + 2}", scale)
    sheet.print_area = f"A1:{last}{len(rows.glance) + 2}"


def _numbered(sheet: Any, numbers: Iterable[int | None]) -> list[WriteOnlyCell]:
    cells = []
    for number in numbers:
        cell = WriteOnlyCell(sheet, value=number)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        cell.border = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
        cells.append(cell)
    return cells


def _named(concept: Any) -> str:
    return f"{concept.code} {concept.said['title']}"


# --- what it is, and the lists behind the choices --------------------------------------------------


def _about(edition: Edition) -> list[tuple[Font, list[str]]]:
    """What the workbook is, how it is filled in and brought back, and what is ignored."""
    claims = sheet_titles()["claims"]
    address = settings.BASE_URL + edition.get_absolute_url()
    strengths = ", ".join(f"{value} {label}" for value, label in Strength.choices)
    what = [
        _("This workbook holds one edition of a matrix: one row a claim, that one thing serves another, and why."),
        _("The edition: %(title)s, %(state)s. Its address: %(address)s")
        % {"title": edition.said["title"], "state": edition.get_state_display(), "address": address},  # type: ignore[attr-defined]
        "",
    ]
    fill_in = [
        _("Work on the sheet “%(sheet)s”. Change the words of a row, or add rows below the last one.")
        % {"sheet": claims},
        _("Row and column are codes, such as C1 and 9.1: choose them from the list. A row needs no other cell."),
        _("Strength: %(strengths)s; empty where the source says only that the two are linked.")
        % {"strengths": strengths},
        _(
            "Author is the acronym of the organization that says so, or empty. With row and column it makes the claim: "
            "another author is another claim."
        ),
        _("Sources stand one a line. Those who carry it out are divided by semicolons."),
        "",
    ]
    closed = _("This edition is closed: its claims no longer change. To change some, take the workbook of another one.")
    bring_back = [
        _("Save it as an Excel workbook (xlsx) or as CSV in UTF-8 and bring it at %(address)s")
        % {"address": f"{address}import/"},
        _("You are shown what would change before anything does. Claims that the file does not name stay as they are."),
        _("If something cannot be read, you are told the sheet, the row and the column, and nothing is changed."),
        "",
    ]
    ignored = [
        _(
            "Titles, Goal and target, readings of the source and the address are for information, as are the other "
            "sheets. A state is moved on the page of the cell, not here."
        ),
        _("The last column is hidden. It tells which rows you changed, so that what others change meanwhile is kept."),
    ]
    return [
        (PLAIN, what),
        (BOLD, [_("How to fill it in")]),
        (PLAIN, fill_in),
        (BOLD, [_("How to bring it back")]),
        (PLAIN, bring_back if edition.is_working else [closed, ""]),
        (BOLD, [_("What is ignored")]),
        (PLAIN, ignored),
    ]


def _write_lists(book: Workbook, table: ClaimTable) -> None:
    """The choices behind the cells, on a sheet that is not shown."""
    acronyms = Organization.objects.exclude(acronym="").order_by("acronym").values_list("acronym", flat=True)
    lists: dict[str, list[Any]] = {
        "row_codes": [concept.code for concept in table.rows.claimable],
        "column_codes": [concept.code for concept in table.columns.claimable],
        "strengths": list(Strength.values),
        "certainties": [str(label) for label in Certainty.labels],
        "authors": list(acronyms),
    }
    write_lists(book, "Lists", lists)
