"""Reading a framework from a file that somebody brings: CSV, or SKOS in Turtle, JSON-LD or RDF/XML.

A file is read whole or not at all. What is wrong is told line by line (SKOS: concept by concept), as much of it as a
person can mend in one sitting. Nothing is fetched from elsewhere, and no entity is resolved.
"""

import csv
import io
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml import etree

from ungis.core.acting import Refused
from ungis.core.provenance import Certainty
from ungis.languages.texts import LANGUAGES
from ungis.pages.twins import FORMULA

from .framework_rows import SAID, ConceptRow, own_identifier
from .models import TAKEN_WORDS, Concept
from .skos import HEADING, PREFIXES

MOST_BYTES = 4 * 1024 * 1024
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
YES, NO = ("true", "yes", "1", "x"), ("", "false", "no", "0")


class Unreadable(Refused):
    """The file cannot be taken in; its arguments say what is wrong, each with its place."""

    def __init__(self, troubles: Iterable[str]):
        super().__init__(*troubles)

    def __str__(self) -> str:
        return " ".join(self.args)


def read_framework(content: bytes, name: str) -> list[ConceptRow]:
    """Return the concepts of a file in their order, each after its parent. Raises Unreadable.

    What the file is, is judged by the ending of its name: csv, ttl, jsonld or json, rdf or xml.
    """
    readers = {"csv": read_csv, "ttl": _turtle, "jsonld": _jsonld, "json": _jsonld, "rdf": _rdf_xml, "xml": _rdf_xml}
    reader = readers.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise Unreadable([_("Bring a file whose name ends in .csv, .ttl, .jsonld, .json, .rdf or .xml.")])
    if not content.strip():
        raise Unreadable([_("The file is empty.")])
    if len(content) > MOST_BYTES:
        raise Unreadable([_("The file is larger than 4 megabytes. Please bring a smaller one.")])
    return reader(content)


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


# --- what both kinds of file must satisfy ------------------------------------------------------


def _judge(row: ConceptRow, place: dict[str, str], troubles: Troubles) -> None:
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


def _give_addresses(rows: list[ConceptRow], places: list[str], troubles: Troubles) -> None:
    """Give each row without one the address that its code makes; no two may have the same."""
    holders: dict[str, str] = {}
    for row, place in zip(rows, places, strict=True):
        row.slug = slugify(row.slug) or slugify(row.code.replace(".", "-"))
        if not row.code:
            continue
        if not row.slug or row.slug in TAKEN_WORDS or len(row.slug) > (LONGEST["slug"] or 0):
            words = _("“%(code)s” gives no address: write one in the column “address”, in letters a to z and digits.")
            troubles.add(place, words % {"code": row.code})
        elif row.slug in holders:
            words = _("the address “%(address)s” is taken by %(other)s already.")
            troubles.add(place, words % {"address": row.slug, "other": holders[row.slug]})
        holders.setdefault(row.slug, place)


def _refuse_depth(rows: list[ConceptRow]) -> None:
    depths: dict[str, int] = {"": -1}
    for row in rows:
        depths[row.code] = depths[row.parent] + 1
        if depths[row.code] >= MOST_DEPTH:
            words = _("“%(code)s” stands more than %(most)d levels deep.")
            raise Unreadable([words % {"code": row.code, "most": MOST_DEPTH}])


def _too_many() -> Unreadable:
    return Unreadable([_("The file has more than %(most)d concepts.") % {"most": MOST_ROWS}])


# --- CSV ---------------------------------------------------------------------------------------

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
    lines = _lines(_decoded(content))
    header = _header(next(lines, (0, []))[1])
    troubles = Troubles()
    rows, places = [], []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise _too_many()
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
    _give_addresses(rows, places, troubles)
    troubles.raise_any()
    _refuse_depth(rows)
    return rows


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        words = _("Line %(line)d: the file is not written in UTF-8. In Excel, save it as “CSV UTF-8”.")
        raise Unreadable([words % {"line": line}]) from None


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
    where = {"": place}
    values = {}
    for name, cell in cells.items():
        column = CSV_COLUMNS.get(name, name)
        where[column] = _("%(line)s, column “%(name)s”") % {"line": place, "name": name}
        values[name] = "" if PASSED_OVER.fullmatch(name) else _cell(cell, where[column], troubles)
    official = values.get(OFFICIAL, "").split()
    row = ConceptRow(
        **{column: _line(values.get(name, "")) for name, column in CSV_COLUMNS.items() if column in ("code", "title")}
    )
    for name, column in CSV_COLUMNS.items():
        if values.get(name) and column not in ("code", "title", "is_heading"):
            setattr(row, column, values[name] if column in ("text", "source") else _line(values[name]))
    row.certainty = row.certainty.lower()
    row.is_heading = _yes_or_no(values.get("heading", ""), where.get("is_heading", place), troubles)
    row.is_heading = row.is_heading or row.kind == HEADING
    for name in SAID:
        if values.get(name):
            text = _line(values[name]) if name.startswith("title") else values[name]
            row.said[name] = [text, name in official]
            if name.startswith("text") and not row.text:
                troubles.add(where[name], _("a translation of a text that is not there."))
    _judge(row, where, troubles)
    return row


def _line(cell: str) -> str:
    return " ".join(cell.split())


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


# --- SKOS --------------------------------------------------------------------------------------


def _turtle(content: bytes) -> list[ConceptRow]:
    return _concepts(_graph(_decoded(content), "turtle"))


def _jsonld(content: bytes) -> list[ConceptRow]:
    try:
        document = json.loads(_decoded(content))
    except json.JSONDecodeError as error:
        raise Unreadable([_("Line %(line)d: this is not well-formed JSON.") % {"line": error.lineno}]) from None
    except RecursionError:
        raise _too_deep() from None
    _refuse_remote(document)
    return _concepts(_graph(json.dumps(document), "json-ld"))


def _refuse_remote(document: Any) -> None:
    """A context that is an address would be fetched; ours never leave the machine."""
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            contexts = part.get("@context")
            named = contexts if isinstance(contexts, list) else [contexts]
            if "@import" in part or any(isinstance(context, str) for context in named):
                words = _("The @context of this file is an address, and nothing is fetched from elsewhere.")
                raise Unreadable([f"{words} {_('Put the context itself into the file, or bring it as Turtle.')}"])
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _rdf_xml(content: bytes) -> list[ConceptRow]:
    """Read through lxml first, which resolves nothing; what goes on to the reader of RDF can declare no entity."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        words = _("Line %(line)d: this is not well-formed XML.")
        raise Unreadable([words % {"line": error.lineno or 1}]) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable([_("This file declares a document type or entities. Save it without, or as Turtle.")])
    return _concepts(_graph(etree.tostring(root, encoding="unicode"), "xml"))


def _too_deep() -> Unreadable:
    return Unreadable([_("This file is nested too deeply.")])


def _graph(text: str, form: str) -> Any:
    from rdflib import Graph  # half a second, and only who brings SKOS needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
            return Graph(bind_namespaces="none").parse(data=text, format=form, publicID="urn:file:")
    except RecursionError:
        raise _too_deep() from None
    except Exception as error:  # rdflib fails in as many ways as files can be wrong
        line = getattr(error, "lines", None)
        if isinstance(line, int):
            raise Unreadable([_("Line %(line)d: this cannot be read as SKOS.") % {"line": line + 1}]) from None
        raise Unreadable([_("This file cannot be read as SKOS.")]) from None


def _concepts(graph: Any) -> list[ConceptRow]:
    from rdflib.namespace import RDF, SKOS

    if len(set(graph.subjects(RDF.type, SKOS.ConceptScheme))) > 1:
        raise Unreadable([_("The file holds more than one concept scheme. Bring each by itself.")])
    subjects = sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)
    if not subjects:
        raise Unreadable([_("The file holds no concept (skos:Concept).")])
    if len(subjects) > MOST_ROWS:
        raise _too_many()
    troubles = Troubles()
    codes = {subject: _code(graph, subject) for subject in subjects}
    for code, number in Counter(codes.values()).items():
        if number > 1:
            troubles.add(code, _("%(number)d concepts bear this notation.") % {"number": number})
    rows = {subject: _skos_concept(graph, subject, codes, troubles) for subject in subjects}
    troubles.raise_any()
    ordered = _in_order(graph, rows, codes)
    places = [row.code for row in ordered]
    _give_addresses(ordered, places, troubles)
    troubles.raise_any()
    _refuse_depth(ordered)
    return ordered


def _term(name: str) -> Any:
    from rdflib import URIRef

    prefix, _colon, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def _code(graph: Any, subject: Any) -> str:
    """The plainest of its notations; else the last step of its IRI."""
    notations = sorted(
        graph.objects(subject, _term("skos:notation")), key=lambda one: (one.datatype is not None, len(one), str(one))
    )
    return _line(str(notations[0])) if notations else re.split(r"[/#:]", str(subject).rstrip("/#"))[-1]


def _one(graph: Any, subject: Any, term: str) -> str:
    """The value of a property; of several the first, as they sort."""
    return min((str(value).strip() for value in graph.objects(subject, _term(term))), default="")


def _skos_concept(graph: Any, subject: Any, codes: dict[Any, str], troubles: Troubles) -> ConceptRow:
    code, iri = codes[subject], str(subject)
    place = f"“{code}”"
    said: dict[str, list[Any]] = {}
    title = _said(graph, subject, "title", "skos:prefLabel", said, place, troubles)
    text = _said(graph, subject, "text", "skos:definition", said, place, troubles)
    if not text:
        said = {name: pair for name, pair in said.items() if not name.startswith("text")}
    kinds = sorted(str(kind).strip() for kind in graph.objects(subject, _term("dct:type")) if not _is_iri(kind))
    is_foreign = ADDRESS.fullmatch(iri) and not iri.startswith(own_identifier(""))
    row = ConceptRow(
        code=code,
        title=_line(title),
        kind=next((kind for kind in kinds if kind and kind != HEADING), HEADING if HEADING in kinds else "concept"),
        parent=_parent(graph, subject, codes, place, troubles),
        slug=_one(graph, subject, "dct:identifier"),
        text=text,
        place=_one(graph, subject, "bibo:locator"),
        due=_one(graph, subject, "ical:due"),
        iri=iri if is_foreign else "",
        colour=_one(graph, subject, "schema:color"),
        is_heading=HEADING in kinds,
        source=_one(graph, subject, "dct:source"),
        certainty=_certainty(_one(graph, subject, "dct:provenance")),
        said=said,
    )
    _judge(row, {"": place}, troubles)
    return row


def _is_iri(node: Any) -> bool:
    from rdflib import URIRef

    return isinstance(node, URIRef)


def _certainty(written: str) -> str:
    return written if written in Certainty.values else Certainty.SOURCE.value


def _said(
    graph: Any, subject: Any, name: str, term: str, said: dict[str, list[Any]], place: str, troubles: Troubles
) -> str:
    """Return the text in English and put those in our other languages among what is said."""
    own: dict[str, str] = {}
    for literal in sorted(graph.objects(subject, _term(term)), key=lambda one: (str(one.language), str(one))):
        tag = (literal.language or "en").lower()
        language = _language(tag)
        text = str(literal).strip()
        if language in own and own[language] != text and term == "skos:prefLabel":
            words = _("it has two labels in one language (%(language)s).")
            troubles.add(place, words % {"language": language})
        if language == "en" or language in LANGUAGES:
            own.setdefault(language, text)
        if language in LANGUAGES and text:
            text = _line(text) if name == "title" else text
            said.setdefault(f"{name}_{language}", [text, "-t-" not in tag])
    return own.get("en", "")


def _language(tag: str) -> str:
    """Return our code for the language of a tag: zh for any Chinese but the traditional, fr for fr-CA."""
    main = tag.partition("-")[0]
    return ("zh-hant" if "hant" in tag else "zh-hans") if main == "zh" else main


def _parent(graph: Any, subject: Any, codes: dict[Any, str], place: str, troubles: Troubles) -> str:
    above = set(graph.objects(subject, _term("skos:broader"))) | set(graph.subjects(_term("skos:narrower"), subject))
    for other in sorted(above - codes.keys(), key=str):
        words = _("it stands below “%(parent)s”, which is no concept of this file.")
        troubles.add(place, words % {"parent": str(other)[:80]})
    known = sorted(codes[other] for other in above if other in codes)
    if len(known) > 1:
        words = _("it stands below several: %(parents)s. A framework of ours has one above each.")
        troubles.add(place, words % {"parents": ", ".join(known[:5])})
    return known[0] if known else ""


def _in_order(graph: Any, rows: dict[Any, ConceptRow], codes: dict[Any, str]) -> list[ConceptRow]:
    """Parents before their children, siblings by position, else as a person would sort their codes."""
    below: dict[str, list[tuple[Any, ConceptRow]]] = {}
    for subject, row in rows.items():
        below.setdefault(row.parent, []).append((_rank(_one(graph, subject, "schema:position"), row.code), row))
    ordered: list[ConceptRow] = []
    waiting = _siblings(below, "")
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(_siblings(below, row.code))
    if len(ordered) < len(rows):
        placed = {row.code for row in ordered}
        left = sorted(code for code in codes.values() if code not in placed)
        words = _("These concepts stand below each other in a circle: %(codes)s.")
        raise Unreadable([words % {"codes": ", ".join(left[:MOST_TROUBLES])}])
    return ordered


def _siblings(below: dict[str, list[tuple[Any, ConceptRow]]], code: str) -> list[ConceptRow]:
    """The last first: they are taken from the end."""
    return [row for _rank, row in sorted(below.get(code, []), key=lambda pair: pair[0], reverse=True)]


def _rank(position: str, code: str) -> tuple:
    parts = [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|\D+", code)]
    is_placed = position.isascii() and position.isdigit() and len(position) < 10
    return (not is_placed, int(position) if is_placed else 0, parts)
