"""The register's Excel workbook: empty as a template, with entries as an export, with remarks as an answer."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ungis.core.addresses import address_of
from ungis.languages.models import fetch_translations
from ungis.organizations.models import Organization
from ungis.press.columns import Column
from ungis.press.workbooks import (
    BOLD,
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

from .forms import markable_concepts
from .lines import CHOICES, COLUMNS, MOST_LINES, NAMED, OF_FRAMEWORKS, as_cell
from .models import EntityKind, Scope, Status
from .places import REGIONS, countries_by_region, name_of

FORM = "ungis-activities form-1"
EXAMPLE_FILL = PatternFill("solid", fgColor="FFF4E0")
EXAMPLE_FONT = Font(name="Calibri", size=11, italic=True, color="5B6770")
SEVERAL = ("organizations", "partner_organizations", "countries", "regions", *OF_FRAMEWORKS)
Line = Mapping[str, Any]


def sheet_titles() -> dict[str, str]:
    """Return the titles of the sheets in the reader's language, as sheets may be titled."""
    titles = {"lines": _("Activities"), "about": _("Read me"), "lists": _("Lists")}
    return {name: sheet_title(title) for name, title in titles.items()}


def example_word() -> str:
    """Return what stands in place of a number in a line that is only an example."""
    return _("Example")


def template() -> bytes:
    """Return the empty workbook in the reader's language, with one line marked as an example."""
    return _written([], with_example=True)


def written(lines: Iterable[Line]) -> bytes:
    """Return a workbook with these lines, told in words; it can be brought back as it is."""
    return _written(lines)


def remarked(lines: Iterable[Line]) -> bytes:
    """Return a workbook with the lines as they were brought and, in a column of its own, what is to be mended."""
    return _written(lines, with_remarks=True)


def _written(lines: Iterable[Line], *, with_example: bool = False, with_remarks: bool = False) -> bytes:
    book, titles = Workbook(write_only=True), sheet_titles()
    columns = [column for column in COLUMNS if with_remarks or column.name != "remarks"]
    if with_remarks:
        columns = [NAMED["remarks"], *columns[:-1]]
    if with_example:
        columns = [column for column in columns if column.name != "address"]
    sheet = new_sheet(book, titles["lines"])
    _write_lines(sheet, columns, [_example(), *lines] if with_example else lines, with_example)
    _add_validations(sheet, columns)
    write_lines(new_sheet(book, titles["about"]), _about())
    _write_lists(book, titles["lists"])
    book.properties.title, book.properties.creator = _("Activities"), "UNGIS"
    book.properties.keywords, book.properties.language = FORM, get_language()
    book.properties.identifier = settings.BASE_URL + address_of("activity_list")
    return packed(book)


def _write_lines(sheet: Any, columns: list[Column], lines: Iterable[Line], with_example: bool) -> None:
    title = [column.name for column in columns].index("title") + 2
    sheet.freeze_panes = f"{get_column_letter(title)}2"
    sheet.print_title_rows = "1:1"
    set_page(sheet, height=0, paper=Worksheet.PAPERSIZE_A3)
    cells = []
    for number, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.number_format = column.width, TEXT_FORMAT
        cell = WriteOnlyCell(sheet)
        cell.alignment, cell.number_format = TOP, TEXT_FORMAT
        cell.font = PLAIN if column.is_read else QUIET
        cells.append(cell)
    heads = [(str(column.head), column.width) for column in columns]
    sheet.row_dimensions[1].height = height_of(heads) + LINE_HEIGHT
    sheet.append([head_cell(sheet, head) for head, _width in heads])
    for number, line in enumerate(lines, 2):
        values = [as_cell(column.name, line.get(column.name, "")) for column in columns]
        widths = [column.width for column in columns]
        sheet.row_dimensions[number].height = height_of(zip(values, widths, strict=True))
        is_example = with_example and number == 2
        for cell, value, column in zip(cells, values, columns, strict=True):
            put(cell, value if value != "" else None)
            cell.font = EXAMPLE_FONT if is_example else PLAIN if column.is_read else QUIET
            cell.fill = EXAMPLE_FILL if is_example else PatternFill()
        sheet.append(cells)


def _example() -> Line:
    """One line, filled in as people fill it in; it is never taken in."""
    lines = {column: [] for column in OF_FRAMEWORKS}
    for concept in markable_concepts():
        if (concept.framework.slug, concept.code) in (("wsis", "C4"), ("sdg", "4")):
            lines[next(name for name, slug in OF_FRAMEWORKS.items() if slug == concept.framework.slug)] = [concept.code]
    return {
        **lines,
        "number": example_word(),
        "title": _("Libraries on wheels: this line is an example and is never taken in"),
        "source_language": dict(settings.LANGUAGES)[get_language() or "en"],
        "summary": _("Two buses with computers and a librarian visit forty villages each month, since March 2024."),
        "organizations": ["UNESCO"],
        "entity": _("Ministry of Education"),
        "entity_kind": str(EntityKind.GOVERNMENT.label),
        "status": str(Status.ONGOING.label),
        "starts_on": "2024-03",
        "ends_on": "2026",
        "scope": str(Scope.NATIONAL.label),
        "countries": [name_of("RW"), name_of("UG")],
        "paragraphs": ["A/RES/70/125, paragraph 67"],
        "url": "https://www.example.org/libraries",
    }


# --- the choices ---------------------------------------------------------------------------------


def _lists() -> dict[str, list[str]]:
    """Return what can be chosen in the cells of each column, as it is written there."""
    countries = [name for _region, _label, named in countries_by_region() for _code, name in named]
    acronyms = list(Organization.objects.exclude(acronym="").order_by("acronym").values_list("acronym", flat=True))
    concepts: dict[str, list[str]] = {name: [] for name in OF_FRAMEWORKS}
    for concept in fetch_translations(markable_concepts(), "title"):
        name = next(name for name, slug in OF_FRAMEWORKS.items() if slug == concept.framework.slug)
        concepts[name].append(f"{concept.code} – {_undivided(concept.said['title'])}")
    return {
        "status": [str(label) for label in Status.labels],
        "scope": [str(label) for label in Scope.labels],
        "source_language": [str(name) for _code, name in settings.LANGUAGES],
        "entity_kind": [str(label) for label in EntityKind.labels],
        "organizations": acronyms,
        "countries": countries,
        "regions": [str(label) for label in REGIONS.values()],
        **concepts,
    }


def _undivided(title: str) -> str:
    """Return a title without the sign that divides several choices in a cell."""
    return re.sub(r"\s*;\s*", ", ", str(title))


def _write_lists(book: Workbook, title: str) -> None:
    lists = _lists()
    heads = [str(NAMED[name].head) for name in lists]
    sheet = write_lists(book, title, {f"list_{name}": choices for name, choices in lists.items()}, heads)
    for number, choices in enumerate(lists.values(), 1):
        longest = max(len(choice) for choice in choices)
        sheet.column_dimensions[get_column_letter(number)].width = max(18, min(longest, 60))
    set_page(sheet, height=0)


def _add_validations(sheet: Any, columns: list[Column]) -> None:
    """Offer the choices in each cell. Where several may stand, other words than one of the list are no error."""
    for name in (*CHOICES, "source_language", *SEVERAL):
        listed = "organizations" if name == "partner_organizations" else name
        validation = DataValidation(type="list", formula1=f"=list_{listed}", allow_blank=True)
        validation.showErrorMessage = name not in SEVERAL
        validation.error = _("Choose one from the list.")
        if name in SEVERAL:
            validation.showInputMessage = True
            validation.promptTitle = _("Several?")[:32]
            validation.prompt = _("Choose the first from the list; write others behind it, divided by semicolons.")[
                :255
            ]
        letter = get_column_letter([column.name for column in columns].index(name) + 1)
        validation.add(f"{letter}2:{letter}{MOST_LINES + 2}")
        sheet.data_validations.append(validation)


# --- what it is ----------------------------------------------------------------------------------


def _about() -> list[tuple[Font, list[str]]]:
    lines = sheet_titles()["lines"]
    address = settings.BASE_URL.rstrip("/") + address_of("activity_intake")
    fill_in = [
        _("Work on the sheet “%(sheet)s”, one activity a line. Leave the heads as they are.") % {"sheet": lines},
        _("A line needs a title, a description of a sentence or two, who carries the activity out, and its status."),
        _("The line marked “%(example)s” shows how it is done. It is never taken in; you can delete it.")
        % {"example": example_word()},
        _("Dates as exactly as known: 2025-07-10, 2025-07 or 2025."),
        _("Organizations, countries, lines, Goals and objectives: choose from the lists; several are divided by "
          "semicolons. Of a Goal you can also name a target, such as 9.c."),
        _("Partners and paragraphs of resolutions stand one a line in their cell."),
        _("Leave the number empty for a new activity. A number is that of an entry of the register: your line "
          "corrects it."),
        "",
    ]  # fmt: skip
    bring = [
        _("Save it as an Excel workbook (xlsx) or as CSV in UTF-8 and bring it at %(address)s") % {"address": address},
        _("At most %(most)s lines at once.") % {"most": f"{MOST_LINES:,}".replace(",", " ")},
        _("You are shown line by line what would be new, what is in the register already and what is to be mended. "
          "Nothing is done before you confirm."),
        _("The contact is seen by the secretariat and your organization only; workbooks taken from the register leave "
          "it empty, and an empty one changes nothing."),
    ]  # fmt: skip
    return [
        (TITLE, [_("Activities")]),
        (PLAIN, [_("This workbook holds activities for the register of the stocktaking, as many as you have."), ""]),
        (BOLD, [_("How to fill it in")]),
        (PLAIN, fill_in),
        (BOLD, [_("How to bring it back")]),
        (PLAIN, bring),
    ]
