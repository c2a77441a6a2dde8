"""What a workbook or CSV file that somebody brings back would change in an edition; and all that is wrong in it.

A file is read whole or not at all. Nothing is written here.
"""

import csv
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.core.provenance import Certainty
from ungis.core.standing import standing_of
from ungis.documents import contents
from ungis.organizations.models import Organization
from ungis.pages.twins import as_written
from ungis.press import sheets
from ungis.press.columns import choices_by_word, key_of_words
from ungis.press.sheets import Cell, Sheet, letter_of

from .actions import LONGEST_TEXT, REVISABLE, UNPRINTABLE
from .claim_table import (
    COLUMNS,
    ClaimTable,
    Column,
    Place,
    columns_by_head,
    mark_of,
    place_of,
    tidy,
    values_of,
)
from .models import Claim, Concept, Strength
from .outline import Outline
from .permissions import can_draft_claim
from .states import ClaimState
from .workbook import MOST_ROWS, sheet_titles, template_id

MOST_TROUBLES = 100
SHOWN = 60  # characters of what stands in a cell, in a message
NEAREST = 3
DECIMAL = re.compile(r"\d{1,6}(\.\d{1,6})?")
CELL_ADDRESS = re.compile(r"/matrices/([-\w]+)/([-\w]+)/([-\w]+)/([-\w]+)/")
OLD_OR_LOCKED, OPEN_DOCUMENT = b"\xd0\xcf\x11\xe0", b"application/vnd.oasis.opendocument"
COLUMN_NAMED = {column.name: column for column in COLUMNS}
OPTIONAL = {"state", "mark"}
REQUIRED = [column.name for column in COLUMNS if column.is_read and column.name not in OPTIONAL]
LONGEST = {name: Claim._meta.get_field(name).max_length or LONGEST_TEXT for name in REVISABLE if name != "strength"}


class Troubled(Refused):
    """The file cannot be taken in: the first troubles in words, each with its place, and how many more there are."""

    def __init__(self, troubles: Iterable[str], more: int = 0):
        self.troubles, self.more = list(troubles), more
        super().__init__(" ".join(self.troubles))


class Change(NamedTuple):
    """What one row of the file would do: write a new claim, or put other words into one."""

    row: int
    place: Place
    fields: dict[str, list[Any]]  # name: before and after
    is_new: bool
    is_late: bool  # somebody changed the claim after the file was taken


class Reading(NamedTuple):
    sheet: str
    letters: dict[str, str]  # of the columns, by their names
    changes: list[Change]
    unchanged: int
    kept: int  # rows as they were taken, of claims that were changed here since
    left_out: list[Place]  # claims that no row names; they stay


class _Row(NamedTuple):
    """A row of the file without a trouble."""

    number: int
    place: Place
    concepts: tuple[Concept, Concept]
    values: dict[str, Any]
    state: str
    mark: str


class _Wrong(Exception):
    """A cell cannot be taken as it is; the message says why."""


class Troubles:
    """What is wrong so far, in words with its place; beyond a number it is only counted."""

    def __init__(self, sheet: str):
        self.sheet, self.told, self.more = sheet, list[str](), 0

    def add(self, words: str, *, row: int = 0, column: int = 0, head: str = "") -> None:
        if len(self.told) < MOST_TROUBLES:
            self.told.append(f"{self._placed(row, column, head)}{words}")
        else:
            self.more += 1

    @property
    def is_full(self) -> bool:
        return len(self.told) >= MOST_TROUBLES

    def _placed(self, row: int, column: int, head: str) -> str:
        places = []
        if self.sheet:
            places.append(_("sheet “%(sheet)s”") % {"sheet": self.sheet})
        if row:
            places.append(_("row %(row)d") % {"row": row})
        if column:
            told = {"letter": letter_of(column), "head": head}
            places.append(_("column %(letter)s (%(head)s)") % told if head else _("column %(letter)s") % told)
        return f"{', '.join(places)}: " if places else ""

    def raise_any(self) -> None:
        if self.told:
            raise Troubled(self.told, self.more)


def read_claims(content: bytes, table: ClaimTable, *, by: Any) -> Reading:
    """Return what the file would change in the edition of the table, if `by` confirmed it. Raises Troubled, Refused."""
    sheet = _sheet_of(content, table)
    reader = _Reader(sheet, table)
    rows = reader.read()
    comparison = _Comparison(table, reader.troubles, by)
    changes, unchanged, kept = comparison.compare(rows)
    reader.troubles.raise_any()
    named = {row.place for row in rows}
    left_out = [place_of(claim) for claim in table.claims if place_of(claim) not in named]
    letters = {name: letter_of(number) for name, number in reader.numbers.items()}
    return Reading(sheet.title, letters, changes, unchanged, kept, left_out)


# --- which sheet ---------------------------------------------------------------------------------


def _sheet_of(content: bytes, table: ClaimTable) -> Sheet:
    """Return the sheet of claims of a workbook, or the records of a CSV file."""
    if content.startswith(OLD_OR_LOCKED):
        raise Refused(
            _("This file is protected by a password, or an Excel file of the old kind (xls). Save it as xlsx without.")
        )
    if content.startswith(b"PK") and OPEN_DOCUMENT in content[:200]:
        raise Refused(_("This is an OpenDocument file (ods). Save it as an Excel workbook (xlsx) and bring that."))
    if content.startswith((b"PK", b"%PDF-")) or not content:
        if contents.examine(content) != "xlsx":
            raise Refused(_("This is neither an Excel workbook (xlsx) nor a CSV file."))
        return _claims_sheet(content, table)
    return _records(content)


def _claims_sheet(content: bytes, table: ClaimTable) -> Sheet:
    try:
        book = sheets.open_book(content)
        _require_template(book.keywords, table)
        titles = _titles_in_every_language()
        title = next((title for title in book.titles if key_of_words(title) in titles), None)
        if title is None:
            told = {"sheet": sheet_titles()["claims"], "found": ", ".join(f"“{title}”" for title in book.titles[:20])}
            raise Refused(_("The workbook has no sheet “%(sheet)s”. It has %(found)s.") % told)
        return book.read(title)
    except sheets.Broken:
        raise Refused(_("This workbook is damaged and cannot be read. Please save it anew and bring that.")) from None


@lru_cache(maxsize=1)
def _titles_in_every_language() -> set[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(key_of_words(sheet_titles()["claims"]))
    return found


def _require_template(keywords: str, table: ClaimTable) -> None:
    """Where the workbook says from which edition it is, it must be this one; some programmes drop the note."""
    if keywords.startswith("ungis-matrix ") and keywords != template_id(table.edition):
        told = {"found": keywords.removeprefix("ungis-matrix ")[:SHOWN], "meant": table.edition}
        raise Refused(
            _("This workbook is of another edition (%(found)s). Take one of “%(meant)s” and use that.") % told
        )


def _records(content: bytes) -> Sheet:
    text = sheets.decoded(content)
    if text is None:
        raise Refused(_("This file is neither an Excel workbook (xlsx) nor a CSV file in UTF-8."))
    try:
        return sheets.read_csv(text, as_written, most=MOST_ROWS + 2)
    except csv.Error as trouble:
        words = _("row %(row)d: the quotation marks of a cell do not close, or a cell is far too long.")
        raise Troubled([words % {"row": trouble.args[1]}]) from None


# --- the rows --------------------------------------------------------------------------------------


class _Codes:
    """The codes of one side of the matrix, found also where a spreadsheet took them for numbers."""

    def __init__(self, outline: Outline):
        self.of = {concept.code: concept for concept in outline.concepts}
        self.claimable = [concept.code for concept in outline.claimable]
        self.by_case = {concept.code.casefold(): concept for concept in outline.concepts}
        self.by_number: dict[float, list[str]] = {}
        for code in self.claimable:
            if DECIMAL.fullmatch(code):
                self.by_number.setdefault(float(code), []).append(code)

    def find(self, cell: Cell | None, nearest: Callable[[str, list[str]], str]) -> Concept:
        """Return the concept that a cell names. Raises _Wrong."""
        if cell is None:
            raise _Wrong(_("the code is missing."))
        if cell.kind == "date":
            told = {"date": cell.value, "codes": nearest(_code_of_date(cell.value), self.claimable)}
            raise _Wrong(
                _("a date stands here (%(date)s). Format the cell as text and write the code. %(codes)s") % told
            )
        written = self._of_number(cell.value) if cell.kind == "number" else _text_in(cell).strip()
        concept = self.of.get(written) or self.by_case.get(written.casefold())
        if concept is None:
            told = {"code": written[:SHOWN], "codes": nearest(written, self.claimable)}
            raise _Wrong(_("there is no code “%(code)s”. %(codes)s") % told)
        if concept.is_heading:
            raise _Wrong(_("“%(code)s” is a heading. Choose one of the entries below it.") % {"code": concept.code})
        return concept

    def _of_number(self, number: float) -> str:
        meant = self.by_number.get(number, [])
        if len(meant) > 1:
            words = _("the number %(number)s can be %(codes)s. Format the cell as text and write the code.")
            raise _Wrong(words % {"number": f"{number:g}", "codes": _(" or ").join(sorted(meant))})
        return meant[0] if meant else f"{number:g}"

    def is_cut(self, concept: Concept, other: Concept) -> bool:
        """True where the code may be the other one without its last zero: 16.1 for 16.10."""
        codes = (concept.code, other.code)
        return concept is not other and all(map(DECIMAL.fullmatch, codes)) and float(codes[0]) == float(codes[1])


def _code_of_date(date: str) -> str:
    """Return the code that a spreadsheet took for this date: 9 January was 9.1."""
    _year, month, day = [*date[:10].split("-"), "", ""][:3]
    return f"{day.lstrip('0')}.{month.lstrip('0')}"


def _text_in(cell: Cell) -> str:
    """Return the text of a cell. Raises _Wrong for what is none."""
    words = {
        "formula": _("a formula stands here. Put its value in its place."),
        "error": _("the spreadsheet reports an error here (%(value)s)."),
        "truth": _("true or false stands here where a text is expected."),
        "number": _("a number stands here where a text is expected (%(value)s). Format the cell as text."),
        "date": _("a date stands here where a text is expected (%(value)s). Format the cell as text."),
    }
    if cell.kind != "text":
        value = f"{cell.value:g}" if cell.kind == "number" else str(cell.value)[:SHOWN]
        raise _Wrong(words[cell.kind] % {"value": value} if "%" in words[cell.kind] else words[cell.kind])
    if sign := UNPRINTABLE.search(cell.value):
        raise _Wrong(_("the text holds a sign that cannot be printed (U+%(code)s).") % {"code": f"{ord(sign[0]):04X}"})
    return str(cell.value)


class _Reader:
    """Reads the rows below the head; keeps every trouble with its place."""

    def __init__(self, sheet: Sheet, table: ClaimTable):
        self.sheet, self.table = sheet, table
        self.troubles = Troubles(sheet.title)
        self.sides = {"row": _Codes(table.rows), "column": _Codes(table.columns)}
        self.by_slug = {
            side: {concept.slug: concept for concept in outline.concepts}
            for side, outline in (("row", table.rows), ("column", table.columns))
        }
        self.authors = {organization.acronym for organization in Organization.objects.exclude(acronym="")}
        self.heads: dict[int, str] = {}  # as they stand in the file
        self.numbers: dict[str, int] = {}  # of the column by its name

    def read(self) -> list[_Row]:
        if not self.sheet.rows:
            self.troubles.add(_("there is nothing on it."))
            self.troubles.raise_any()
        (number, head), *below = self.sheet.rows
        self._read_head(number, head)
        self.troubles.raise_any()
        self._refuse_merged(number)
        if len(below) > MOST_ROWS:
            words = _("the table has %(found)d rows; bring at most %(most)d at once.")
            self.troubles.add(words % {"found": len(below), "most": MOST_ROWS}, row=below[MOST_ROWS][0])
            self.troubles.raise_any()
        rows, first = [], dict[Place, int]()
        for number, cells in below:
            row = self._read_row(number, cells)
            if row is not None and first.setdefault(row.place, number) != number:
                words = _("this row, column and author stand in row %(first)d already.")
                self._tell(words % {"first": first[row.place]}, number, "row")
            elif row is not None:
                rows.append(row)
        return rows

    def _tell(self, words: str, row: int, name: str) -> None:
        column = self.numbers[name]
        self.troubles.add(words, row=row, column=column, head=self.heads[column])

    def _nearest(self, written: str, known: list[str]) -> str:
        """Say which codes are meant, perhaps; not once there are more troubles than anyone is told."""
        if self.troubles.is_full:
            return ""
        found = get_close_matches(written[:SHOWN], known, NEAREST, 0.5)
        return _("Nearest are: %(codes)s.") % {"codes": ", ".join(found)} if found else ""

    def _read_head(self, row: int, cells: dict[int, Cell]) -> None:
        known = columns_by_head()
        for number, cell in cells.items():
            written = str(cell.value)
            name = known.get(key_of_words(written))
            self.heads[number] = " ".join(written.split())[:SHOWN]
            if cell.kind == "formula":
                self.troubles.add(_("a formula stands in the head."), row=row, column=number)
            elif name is None:
                told = {"head": self.heads[number], "heads": self._nearest(key_of_words(written), list(known))}
                self.troubles.add(_("there is no such head: “%(head)s”. %(heads)s") % told, row=row, column=number)
            elif name in self.numbers:
                told = {"head": self.heads[number], "other": letter_of(self.numbers[name])}
                self.troubles.add(
                    _("the head “%(head)s” stands in column %(other)s already.") % told, row=row, column=number
                )
            else:
                self.numbers[name] = number
        missing = [COLUMN_NAMED[name] for name in REQUIRED if name not in self.numbers]
        if missing:
            told = ", ".join(f"{column.head} ({column.name})" for column in missing)
            self.troubles.add(_("these heads are missing: %(heads)s.") % {"heads": told}, row=row)

    def _refuse_merged(self, head: int) -> None:
        for merged in self.sheet.merged:
            start = sheets.REFERENCE.match(merged)
            if start and int(start[2]) >= head:
                column = sheets.number_of(start[1])
                words = _("the cells %(range)s are merged. Divide them: each row speaks for itself.")
                place = {"row": int(start[2]), "column": column, "head": self.heads.get(column, "")}
                self.troubles.add(words % {"range": merged}, **place)

    def _read_row(self, number: int, cells: dict[int, Cell]) -> _Row | None:
        """Return the row, or None where it is empty or in trouble."""
        nameless = [column for column in cells if column not in self.heads]
        if nameless:
            self.troubles.add(_("something stands here, below no head."), row=number, column=nameless[0])
        found = {name: cells[column] for name, column in self.numbers.items() if column in cells}
        told = {name: cell for name, cell in found.items() if cell.kind != "text" or cell.value.strip()}
        if not any(COLUMN_NAMED[name].is_read for name in told):
            return None
        wrong = bool(nameless)
        taken: dict[str, Any] = {}
        for name in self.numbers:
            column = COLUMN_NAMED[name]
            if column.is_read:
                try:
                    taken[name] = self._take(column, told.get(name))
                except _Wrong as trouble:
                    self._tell(str(trouble), number, name)
                    wrong = True
        if wrong or not self._agrees_with_address(number, taken, told.get("address")):
            return None
        place = Place(taken["row"].code, taken["column"].code, taken["author"])
        values = {name: taken[name] for name in REVISABLE}
        return _Row(
            number, place, (taken["row"], taken["column"]), values, taken.get("state", ""), taken.get("mark", "")
        )

    def _take(self, column: Column, cell: Cell | None) -> Any:
        """Return what a cell says, as the claim keeps it. Raises _Wrong."""
        if column.name in self.sides:
            return self.sides[column.name].find(cell, self._nearest)
        if column.name == "mark":
            return cell.value.strip() if cell and cell.kind == "text" else ""
        if column.name == "strength":
            return _strength_in(cell)
        text = tidy(_text_in(cell)) if cell else ""
        if column.name == "certainty":
            return _choice_in(text, Certainty)
        if column.name == "state":
            return _choice_in(text, ClaimState)
        if column.name == "author" and text and text not in self.authors:
            told = {"author": text[:SHOWN], "found": self._nearest(text, sorted(self.authors))}
            raise _Wrong(_("there is no organization “%(author)s”. %(found)s") % told)
        longest = LONGEST.get(column.name)
        if longest and len(text) > longest:
            told = {"found": len(text), "longest": longest}
            raise _Wrong(_("the text has %(found)d characters; %(longest)d at most are kept.") % told)
        return text

    def _agrees_with_address(self, number: int, taken: dict[str, Any], cell: Cell | None) -> bool:
        """The address tells a row of another edition, and a code of which a spreadsheet cut the last zero."""
        match = CELL_ADDRESS.search(str(cell.value)) if cell else None
        if match is None:
            return True
        edition = self.table.edition
        if match.group(1, 2) != (edition.matrix.slug, edition.slug):
            words = _("this row is of another edition (%(found)s). Bring a file of this one, or empty this cell.")
            self._tell(words % {"found": "/".join(match.group(1, 2))}, number, "address")
            return False
        for side, slug in (("row", match[3]), ("column", match[4])):
            other = self.by_slug[side].get(slug)
            if other is not None and self.sides[side].is_cut(taken[side], other):
                words = _("%(code)s stands here, but the address of the row says %(other)s: a spreadsheet may have "
                          "cut the zero. Write the right code as text, or empty the address.")  # fmt: skip
                self._tell(words % {"code": taken[side].code, "other": other.code}, number, side)
                return False
        return True


def _strength_in(cell: Cell | None) -> int | None:
    if cell is None or (cell.kind == "text" and not cell.value.strip()):
        return None
    if cell.kind in ("formula", "error"):
        _text_in(cell)
    written = f"{cell.value:g}" if cell.kind == "number" else str(cell.value).strip()
    if written not in map(str, Strength.values):
        raise _Wrong(_("“%(found)s” is no strength: write 1, 2 or 3, or nothing.") % {"found": written[:SHOWN]})
    return int(written)


def _choice_in(text: str, choices: Any) -> str:
    """Return the stable word of a choice, or an empty text for an empty cell. Raises _Wrong."""
    if not text:
        return ""
    found = choices_by_word(choices).get(key_of_words(text))
    if found is None:
        told = {"found": text[:SHOWN], "known": ", ".join(f"“{label}”" for label in choices.labels)}
        raise _Wrong(_("“%(found)s” is none of %(known)s.") % told)
    return found


# --- against the edition ---------------------------------------------------------------------------


class _Comparison:
    """Rows of a file beside the claims of the edition; who brings them may change only claims of their own lines."""

    def __init__(self, table: ClaimTable, troubles: Troubles, by: Any):
        self.table, self.troubles, self.by = table, troubles, by
        self.claims = {place_of(claim): claim for claim in table.all_claims}

    def compare(self, rows: list[_Row]) -> tuple[list[Change], int, int]:
        """Return the changes, the number of rows without one, and of those left as others have changed them here."""
        changes, unchanged, kept = list[Change](), 0, 0
        for row in rows:
            claim = self.claims.get(row.place)
            if claim is None:
                changes += self._new(row)
                continue
            now = values_of(claim)
            is_late = bool(row.mark) and row.mark != mark_of(row.place, now, claim.state)
            if is_late and row.mark == mark_of(row.place, row.values, row.state):
                kept += 1
                continue
            fields = {name: [now[name], value] for name, value in row.values.items() if value != now[name]}
            wrong = self._wrong_with(row, claim, fields, is_late)
            if wrong:
                self.troubles.add(wrong, row=row.number)
            elif fields:
                changes.append(Change(row.number, row.place, fields, is_new=False, is_late=is_late))
            else:
                unchanged += 1
        return changes, unchanged, kept

    def _wrong_with(self, row: _Row, claim: Claim, fields: dict[str, Any], is_late: bool) -> str:
        if row.state and row.state != claim.state and not is_late:
            return _("the state was changed. States are moved on the page of the cell, with a reason.")
        if not fields:
            return ""
        if claim.state == ClaimState.REJECTED:
            return _("this claim was rejected. Open it again on the page of the cell before you change it.")
        if not row.values["certainty"]:
            return _("say how sure this is: the certainty is empty.")
        return self._not_theirs(row) or self._not_speaking(row)

    def _new(self, row: _Row) -> list[Change]:
        wrong = self._not_theirs(row) or self._not_speaking(row)
        if row.state not in ("", ClaimState.DRAFTED):
            wrong = wrong or _("a new claim is a draft. Leave the state empty: it is moved on the page of the cell.")
        if wrong:
            self.troubles.add(wrong, row=row.number)
            return []
        row.values["certainty"] = row.values["certainty"] or Certainty.SOURCE.value
        fields = {name: [None, value] for name, value in row.values.items() if value not in (None, "")}
        return [Change(row.number, row.place, fields, is_new=True, is_late=False)]

    def _not_theirs(self, row: _Row) -> str:
        facilitators = [self.table.facilitators.get(concept.pk, set()) for concept in row.concepts]
        if can_draft_claim(self.by, set.union(*facilitators)):
            return ""
        told = {"row": row.place.row, "column": row.place.column}
        return _("you do not speak for a facilitator of %(row)s or %(column)s, so the row must stay as it was.") % told

    def _not_speaking(self, row: _Row) -> str:
        standing = standing_of(self.by)
        if not row.place.author or standing.is_secretariat or row.place.author in self._own_acronyms:
            return ""
        return _("you do not speak for %(organization)s.") % {"organization": row.place.author}

    @cached_property
    def _own_acronyms(self) -> set[str]:
        own = Organization.objects.filter(pk__in=standing_of(self.by).speaks_for)
        return set(own.values_list("acronym", flat=True))
