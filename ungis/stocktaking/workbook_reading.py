"""Activities read from a workbook, a CSV or a JSON file: line by line, each trouble with its cell. Nothing is written.

A file whose frame is broken (no such sheet, heads missing, too many lines) is refused whole; a line that cannot be
taken is told, and the others are read on.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.core.periods import PartialDate
from ungis.core.standing import standing_of
from ungis.documents import contents
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.pages.twins import as_written
from ungis.press import sheets
from ungis.press.columns import choices_by_word, key_of_words
from ungis.press.legible import legible
from ungis.press.sheets import Cell, Sheet, letter_of

from .brought import Brought, Reading
from .content import LONGEST_TEXT, Given
from .lines import CHOICES, COLUMNS, MOST_LINES, NAMED, OF_FRAMEWORKS, columns_by_head, paragraph_named
from .models import Activity, Role, Status
from .places import REGIONS, code_of
from .workbook import example_word, sheet_titles

SHOWN = 60  # characters of what stands in a cell, in a message
MOST_HEADS = 120
OLD_OR_LOCKED, OPEN_DOCUMENT = b"\xd0\xcf\x11\xe0", b"application/vnd.oasis.opendocument"
REQUIRED = ("title", "summary")
ADDRESSES = ("url", "evidence_url")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)


class _Wrong(Exception):
    """A cell cannot be taken as it is; the message says why."""


def read_lines(content: bytes, *, by: Any) -> Reading:
    """Return what a file says, if `by` brought it. Refused: it is no such file, or its frame is broken."""
    kind, sheet = _sheet_of(content)
    return _Reader(kind, sheet, by).read()


# --- which sheet ---------------------------------------------------------------------------------


def _sheet_of(content: bytes) -> tuple[str, Sheet]:
    if content.startswith(OLD_OR_LOCKED):
        raise Refused(
            _("This file is protected by a password, or an Excel file of the old kind (xls). Save it as xlsx without.")
        )
    if content.startswith(b"PK") and OPEN_DOCUMENT in content[:200]:
        raise Refused(_("This is an OpenDocument file (ods). Save it as an Excel workbook (xlsx) and bring that."))
    if content.startswith((b"PK", b"%PDF-")) or not content:
        if contents.examine(content) != "xlsx":
            raise Refused(_("This is neither an Excel workbook (xlsx) nor a CSV file."))
        return "xlsx", _sheet_of_book(content)
    text = sheets.decoded(content)
    if text is None:
        raise Refused(_("This file is neither an Excel workbook (xlsx) nor a CSV file in UTF-8."))
    if text.lstrip().startswith(("{", "[")):
        return "json", _sheet_of_json(text)
    try:
        return "csv", sheets.read_csv(text, as_written, most=MOST_LINES + 2)
    except csv.Error as trouble:
        words = _("row %(row)d: the quotation marks of a cell do not close, or a cell is far too long.")
        raise Refused(words % {"row": trouble.args[1]}) from None


def _sheet_of_book(content: bytes) -> Sheet:
    try:
        book = sheets.open_book(content)
        known = _titles_in_every_language()
        title = next((title for title in book.titles if key_of_words(title) in known), None)
        if title is None:
            told = {"sheet": sheet_titles()["lines"], "found": ", ".join(f"“{title}”" for title in book.titles[:20])}
            raise Refused(_("The workbook has no sheet “%(sheet)s”. It has %(found)s.") % told)
        return book.read(title)
    except sheets.Broken:
        raise Refused(_("This workbook is damaged and cannot be read. Please save it anew and bring that.")) from None


@lru_cache(maxsize=1)
def _titles_in_every_language() -> set[str]:
    return _in_every_language(lambda: sheet_titles()["lines"])


@lru_cache(maxsize=1)
def _example_words() -> set[str]:
    return {"example", *_in_every_language(example_word)}


def _in_every_language(words: Callable[[], str]) -> set[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(key_of_words(words()))
    return found


def _sheet_of_json(text: str) -> Sheet:
    """Read the register's own JSON: a list of entries by the names of the columns, or an object that has one."""
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as trouble:
        line = getattr(trouble, "lineno", 1)
        raise Refused(_("Line %(line)d: this is not well-formed JSON.") % {"line": line}) from None
    rows = document.get("rows", [document]) if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(_("This JSON file is no list of activities."))
    names = list(dict.fromkeys(name for row in rows[: MOST_LINES + 1] for name in row))[:MOST_HEADS]
    read = [(1, {number: Cell("text", str(name)) for number, name in enumerate(names, 1)})]
    for row, entry in enumerate(rows[: MOST_LINES + 1], 2):
        cells = {number: _cell_of_json(name, entry.get(name)) for number, name in enumerate(names, 1)}
        read.append((row, {number: cell for number, cell in cells.items() if cell is not None}))
    return Sheet("", [], read)


def _cell_of_json(name: str, value: Any) -> Cell | None:
    if isinstance(value, list):
        value = ("\n" if name in ("partners", "paragraphs") else ";").join(str(one) for one in value)
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return Cell("truth", str(value))
    return Cell("number", float(value)) if isinstance(value, (int, float)) else Cell("text", str(value))


# --- the lines -----------------------------------------------------------------------------------


class Registry:
    """What cells may name: organizations, concepts, fetched once a file."""

    def __init__(self, by: Any):
        self.by = by
        self.standing = standing_of(by)

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        found = {}
        for one in Organization.objects.exclude(acronym="").with_names():
            found[key_of_words(one.acronym)] = one
            if one.name:
                found.setdefault(key_of_words(one.name), one)
        return found

    @cached_property
    def acronyms(self) -> list[str]:
        return sorted({one.acronym for one in self.organizations.values()})

    @cached_property
    def concepts(self) -> dict[str, dict[str, Concept]]:
        """The concepts of each framework by their codes, as they are written in a cell."""
        found: dict[str, dict[str, Concept]] = {slug: {} for slug in OF_FRAMEWORKS.values()}
        wanted = Concept.objects.public().filter(framework__slug__in=found).select_related("framework")
        for concept in wanted:
            found[concept.framework.slug][key_of_words(concept.code)] = concept
        return found

    @cached_property
    def paragraphs(self) -> dict[str, Any]:
        return {}

    def paragraph(self, line: str) -> Any:
        """Return the paragraph that a line cites; each line is asked for once a file."""
        if line not in self.paragraphs:
            self.paragraphs[line] = paragraph_named(line)
        return self.paragraphs[line]

    def may_name(self, organization: Organization) -> bool:
        """Whether who brings the file may say that this organization carries an activity out."""
        return self.standing.is_secretariat or organization.pk in self.standing.organizations


class _Reader:
    def __init__(self, kind: str, sheet: Sheet, by: Any):
        self.kind, self.sheet = kind, sheet
        self.registry = Registry(by)
        self.numbers: dict[str, int] = {}  # of the columns, by their names
        self.letters: dict[str, str] = {}
        self.notices: list[str] = []

    def read(self) -> Reading:
        if not self.sheet.rows:
            raise Refused(_("There is nothing in this file."))
        (number, head), *below = self.sheet.rows
        self._read_head(head)
        self._refuse_merged(number)
        lines = [line for row, cells in below if (line := self._read_line(row, cells)) is not None]
        if len(lines) > MOST_LINES:
            words = _("The file has more than %(most)d lines. Divide it, and bring one part after the other.")
            raise Refused(words % {"most": MOST_LINES})
        if not lines:
            raise Refused(
                _("There is no activity in this file: below the heads, all is empty or marked as an example.")
            )
        return Reading(self.kind, lines, self.sheet.title, self.letters, self.notices)

    def _read_head(self, cells: dict[int, Cell]) -> None:
        known, unknown = columns_by_head(), []
        for number, cell in list(cells.items())[:MOST_HEADS]:
            written = " ".join(str(cell.value).split())[:SHOWN]
            name = known.get(key_of_words(written)) if cell.kind == "text" else None
            if name is None:
                unknown.append(f"“{written}” ({letter_of(number)})")
            elif name in self.numbers:
                words = _("The head “%(head)s” stands in two columns: %(one)s and %(other)s.")
                told = {"head": written, "one": letter_of(self.numbers[name]), "other": letter_of(number)}
                raise Refused(words % told)
            else:
                self.numbers[name], self.letters[name] = number, letter_of(number)
        missing = [str(NAMED[name].head) for name in REQUIRED if name not in self.numbers]
        if missing:
            told = ", ".join(f"“{head}”" for head in missing)
            raise Refused(
                _("These heads are missing in the first line: %(heads)s. Take the template and use that.")
                % {"heads": told}
            )
        if unknown:
            self.notices.append(_("These columns are not read: %(columns)s.") % {"columns": ", ".join(unknown[:20])})

    def _refuse_merged(self, head: int) -> None:
        for merged in self.sheet.merged:
            start = sheets.REFERENCE.match(merged)
            if start and int(start[2]) >= head:
                words = _("The cells %(range)s are merged. Divide them: each line speaks for itself.")
                raise Refused(words % {"range": merged[:SHOWN]})

    def _read_line(self, row: int, cells: dict[int, Cell]) -> Brought | None:
        """Return a line, or None for an empty one and for the example."""
        found = {name: cells[number] for name, number in self.numbers.items() if number in cells}
        read = {name: cell for name, cell in found.items() if NAMED[name].is_read and _holds_something(cell)}
        number = read.get("number")
        if not read or (number and key_of_words(str(number.value)) in _example_words()):
            return None
        line = Brought(row, cells={name: _as_typed(cell) for name, cell in read.items()})
        values: dict[str, Any] = {}
        for column in COLUMNS:
            if column.is_read:
                try:
                    values[column.name] = self._take(column.name, read.get(column.name))
                except _Wrong as trouble:
                    line.tell(str(trouble), column.name)
        if line.is_good:
            self._compose(line, values)
        return line

    def _compose(self, line: Brought, values: dict[str, Any]) -> None:
        carrying, partners = values.pop("organizations"), values.pop("partner_organizations")
        line.number, line.identifier = values.pop("number"), values.pop("identifier")
        line.concepts = [concept for name in OF_FRAMEWORKS for concept in values.pop(name)]
        given = Given(
            organizations=[(one, Role.CARRIES_OUT.value) for one in carrying]
            + [(one, Role.PARTNER.value) for one in partners if one not in carrying],
            places=[*values.pop("countries"), *values.pop("regions")],
            **values,
        )
        try:
            given.settled().require_whole()
        except Refused as refusal:
            line.tell(str(refusal), _column_of(given))
        line.given = given

    def _take(self, name: str, cell: Cell | None) -> Any:
        """Return what a cell says, as Given keeps it. Raises _Wrong."""
        if name in ("starts_on", "ends_on"):
            return _date_in(cell)
        if name == "number":
            return _number_in(cell)
        if name in OF_FRAMEWORKS:
            return self._concepts_in(cell, OF_FRAMEWORKS[name])
        text = _text_in(cell) if cell else ""
        if name in CHOICES:
            return _choice_in(text, CHOICES[name]) or (Status.ONGOING.value if name == "status" else "")
        if name == "source_language":
            return _language_in(text)
        if name in ("organizations", "partner_organizations"):
            return self._organizations_in(text, carrying=name == "organizations")
        if name in ("countries", "regions"):
            return _places_in(text, regions=name == "regions")
        if name == "paragraphs":
            return self._paragraphs_in(text)
        if name in ADDRESSES:
            _require_address(text.strip())
            return text.strip()
        return _bounded(name, text)

    def _organizations_in(self, text: str, *, carrying: bool) -> list[Organization]:
        found = []
        for name in _pieces(text):
            organization = self.registry.organizations.get(key_of_words(name))
            if organization is None:
                told = {"name": name[:SHOWN], "found": _nearest(name, self.registry.acronyms)}
                raise _Wrong(_("there is no organization “%(name)s” in the register. %(found)s") % told)
            if carrying and not self.registry.may_name(organization):
                words = _("you do not sit for %(organization)s, so you cannot say that it carries the activity out. "
                          "Name it as a partner.")  # fmt: skip
                raise _Wrong(words % {"organization": organization.acronym})
            if organization not in found:
                found.append(organization)
        return found

    def _concepts_in(self, cell: Cell | None, framework: str) -> list[Concept]:
        if cell is None:
            return []
        known = self.registry.concepts[framework]
        text = _code_of_number(cell, known) if cell.kind == "number" else _text_in(cell)
        found = []
        for piece in _pieces(text):
            concept = _concept_named(piece, known, framework)
            if concept is None:
                codes = [one.code for one in known.values()]
                told = {"code": piece[:SHOWN], "codes": _nearest(piece, codes)}
                raise _Wrong(_("there is no code “%(code)s”. %(codes)s") % told)
            if concept.is_heading and framework == "wsis":  # an objective stands in the row of bits itself
                raise _Wrong(_("“%(code)s” is a heading. Choose one of the entries below it.") % {"code": concept.code})
            if concept not in found:
                found.append(concept)
        return found

    def _paragraphs_in(self, text: str) -> list:
        found = []
        for line in filter(None, (" ".join(part.split()) for part in re.split(r"[\n;]", text))):
            paragraph = self.registry.paragraph(line)
            if paragraph is None:
                message = _("“%(typed)s” is no paragraph of the register. Write it as it is cited there.")
                raise _Wrong(message % {"typed": line[:SHOWN]})
            if paragraph not in found:
                found.append(paragraph)
        return sorted(found, key=lambda one: one.pk)


# --- cells ---------------------------------------------------------------------------------------


def _holds_something(cell: Cell) -> bool:
    return cell.kind != "text" or bool(cell.value.strip())


def _as_typed(cell: Cell) -> str:
    value = f"{cell.value:g}" if cell.kind == "number" else str(cell.value)
    return legible(value)[:LONGEST_TEXT]


def _text_in(cell: Cell) -> str:
    """Return the text of a cell; a number as it is written. Raises _Wrong for what is none."""
    if cell.kind == "formula":
        raise _Wrong(_("a formula stands here. Put its value in its place."))
    if cell.kind == "error":
        raise _Wrong(_("the spreadsheet reports an error here (%(value)s).") % {"value": str(cell.value)[:SHOWN]})
    if cell.kind == "truth":
        raise _Wrong(_("true or false stands here where a text is expected."))
    return f"{cell.value:g}" if cell.kind == "number" else legible(cell.value)


def _number_in(cell: Cell | None) -> int | None:
    if cell is None:
        return None
    text = _text_in(cell).strip().lstrip("#")
    if not NUMBER.fullmatch(text):
        raise _Wrong(_("“%(found)s” is no number of an entry. Leave it empty for a new one.") % {"found": text[:SHOWN]})
    return int(text)


def _date_in(cell: Cell | None) -> PartialDate | None:
    if cell is None:
        return None
    text = cell.value[:10] if cell.kind == "date" else _text_in(cell).strip()
    try:
        return PartialDate.parse(text)
    except ValueError:
        message = _("“%(typed)s” is not a date. Write it as 2025-07-10, 2025-07 or 2025.")
        raise _Wrong(message % {"typed": text[:SHOWN]}) from None


def _choice_in(text: str, choices: Any) -> str:
    if not text.strip():
        return ""
    found = choices_by_word(choices).get(key_of_words(text))
    if found is None:
        told = {"found": text.strip()[:SHOWN], "known": ", ".join(f"“{label}”" for label in choices.labels)}
        raise _Wrong(_("“%(found)s” is none of %(known)s.") % told)
    return found


def _language_in(text: str) -> str:
    known = {key_of_words(word): code for code, name in settings.LANGUAGES for word in (code, name)}
    asked = key_of_words(text)
    if not asked:
        return translation.get_language() or "en"
    if asked not in known:
        told = {"found": text[:SHOWN], "known": ", ".join(str(name) for _code, name in settings.LANGUAGES)}
        raise _Wrong(_("“%(found)s” is none of the six languages: %(known)s.") % told)
    return known[asked]


def _places_in(text: str, *, regions: bool) -> list[str]:
    found = []
    for name in _pieces(text):
        code = code_of(name)
        if not code:
            raise _Wrong(
                _("there is no country or region “%(name)s”. Choose it from the list.") % {"name": name[:SHOWN]}
            )
        if code in REGIONS and not regions:
            words = _("“%(name)s” is a region: it stands in the column “%(column)s”.")
            raise _Wrong(words % {"name": name[:SHOWN], "column": NAMED["regions"].head})
        if code not in found:
            found.append(code)
    return found


def _require_address(text: str) -> None:
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except (ValidationError, ValueError):
        words = _("“%(typed)s” is no web address. It begins with https:// and holds no spaces.")
        raise _Wrong(words % {"typed": text[:SHOWN]}) from None
    if len(text) > Activity._meta.get_field("url").max_length:
        raise _Wrong(_("the web address is too long: 400 characters at most."))


def _bounded(name: str, text: str) -> str:
    longest = Activity._meta.get_field(name).max_length or LONGEST_TEXT
    if len(text) > longest:
        told = {"found": len(text), "longest": longest}
        raise _Wrong(_("the text has %(found)d characters; %(longest)d at most are kept.") % told)
    if name == "title" and not text.strip():
        raise _Wrong(_("the title is missing."))
    return text.strip()


def _code_of_number(cell: Cell, known: dict[str, Concept]) -> str:
    """Return the code that a spreadsheet took for a number: 9.1 may have been 9.10."""
    code = f"{cell.value:g}"
    if "." in code and f"{code}0" in known and code in known:
        words = _("the number %(number)s can be %(codes)s. Format the cell as text and write the code.")
        raise _Wrong(words % {"number": code, "codes": _(" or ").join([code, f"{code}0"])})
    return code


def _concept_named(written: str, known: dict[str, Concept], framework: str) -> Concept | None:
    """Return the concept whose code a piece begins with: “C3 – Access to information” as well as “C3”."""
    asked = re.sub(r"^(sdg|goal|target|ods|odd|цур)\s*(?=\d)", "", key_of_words(written))
    if framework == "gdc":
        asked = re.sub(r"^(gdc|objective)?\s*(?=[1-5]\b)", "objective ", asked)
    for code in (asked, asked.split(" – ")[0].strip(), asked.split(":")[0].strip(), asked.split(" ")[0].rstrip(".:")):
        if code in known:
            return known[code]
    return None


def _pieces(text: str) -> list[str]:
    return [" ".join(piece.split()) for piece in re.split(r"[;\n；؛]", text) if piece.strip()]


def _nearest(written: str, known: Iterable[str]) -> str:
    found = get_close_matches(written[:SHOWN], list(known), 3, 0.5)
    return _("Nearest are: %(codes)s.") % {"codes": ", ".join(found)} if found else ""


def _column_of(given: Given) -> str:
    """Return the column that people look at first for what Given refuses of a whole line."""
    if len(given.summary) < 40:
        return "summary"
    return "organizations" if not given.organizations and not given.entity else ""
