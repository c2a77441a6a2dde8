"""Frameworks read from SKOS: Turtle, JSON-LD and RDF/XML. Nothing is fetched from elsewhere, no entity is resolved."""

import json
import re
import warnings
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ungis.core.provenance import Certainty
from ungis.languages.texts import LANGUAGES

from .framework_judging import (
    ADDRESS,
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
from .framework_rows import ConceptRow, own_identifier
from .skos import HEADING, PREFIXES


def read_turtle(content: bytes) -> list[ConceptRow]:
    return _concepts(_graph(decoded(content), "turtle"))


def read_jsonld(content: bytes) -> list[ConceptRow]:
    try:
        document = json.loads(decoded(content))
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
                way_out = _("Put the context itself into the file, or bring it as Turtle.")
                raise Unreadable([f"{words} {way_out}"])
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def read_rdf_xml(content: bytes) -> list[ConceptRow]:
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
        raise too_many()
    troubles = Troubles()
    codes = {subject: _code(graph, subject) for subject in subjects}
    for code, number in Counter(codes.values()).items():
        if number > 1:
            troubles.add(code, _("%(number)d concepts bear this notation.") % {"number": number})
    rows = {subject: _skos_concept(graph, subject, codes, troubles) for subject in subjects}
    troubles.raise_any()
    ordered = _in_order(graph, rows, codes)
    places = [row.code for row in ordered]
    give_addresses(ordered, places, troubles)
    troubles.raise_any()
    refuse_depth(ordered)
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
    return one_line(str(notations[0])) if notations else re.split(r"[/#:]", str(subject).rstrip("/#"))[-1]


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
        title=one_line(title),
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
    judge(row, {"": place}, troubles)
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
            text = one_line(text) if name == "title" else text
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
