"""A document of the register as Akoma Ntoso 3.0: its paragraphs at the addresses that our pages give them.

What the register does not hold is not made up: numbers that lack stay lacking, and a paragraph of which it holds only
our summary says so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.text import slugify

from ungis.documents import symbols
from ungis.documents.models import Kind, Work

from .eids import Step, steps_of
from .models import Paragraph, Part

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
AUTHORS = {"General Assembly": "unga", "ECOSOC": "ecosoc"}
DELIBERATIONS = (Kind.RESOLUTION, Kind.DECISION, Kind.OUTCOME)
UNKNOWN_DATE = "0001-01-01"  # the format asks for a date where the record has none
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def uri_of(work: Work) -> str:
    """Return the FRBR address of a work: /akn/un/statement/deliberation/unga/2025-12-17/80-173."""
    subtype = "deliberation" if work.kind in DELIBERATIONS else slugify(work.kind)
    author = AUTHORS.get(work.body) or slugify(work.body) or "un"
    return f"/akn/un/statement/{subtype}/{author}/{work.date or 'undated'}/{_number_of(work)}"


def _number_of(work: Work) -> str:
    try:
        symbol = symbols.parse(work.symbol or "").parts[0]
    except symbols.NotASymbol:
        return work.slug
    if symbol.kind in ("resolution", "decision") and symbol.session and not symbol.is_itu:
        return slugify(f"{symbol.session}-{symbol.number}")
    return work.slug


def document_of(work: Work, paragraphs: Sequence[Paragraph], *, site: str, today: date) -> bytes:
    """Return the XML of a document from its paragraphs in their order; `site` is the address of ours before /en/…."""
    statement = ET.Element("statement", {"name": slugify(work.kind), "contains": "singleVersion"})
    _meta(statement, work, paragraphs, site, today, uri_of(work))
    preface = ET.SubElement(ET.SubElement(statement, "preface"), "longTitle", {"eId": "preface__longTitle"})
    title = ET.SubElement(preface, "p")
    if work.symbol:
        ET.SubElement(title, "docNumber").text = _clean(work.symbol)
        title[-1].tail = " "
    ET.SubElement(title, "docTitle").text = _clean(work.title)
    recitals = [one for one in paragraphs if one.part == Part.PREAMBLE]
    if recitals:
        _preamble(statement, recitals)
    body, annexes = _tree([one for one in paragraphs if one.part != Part.PREAMBLE])
    _write_body(ET.SubElement(statement, "mainBody"), body)
    if annexes:
        attachments = ET.SubElement(statement, "attachments")
        for node in annexes:
            _annex(attachments, node, work, site, today)
    root = ET.Element("akomaNtoso", {"xmlns": NAMESPACE})
    root.append(statement)
    _lay_out(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


# --- the tree of paragraphs ---------------------------------------------------------------------


@dataclass
class Node:
    """A place in the document: what stands there itself, and what stands below it."""

    step: Step
    eid: str
    paragraph: Paragraph | None = None
    below: dict[str, "Node"] = field(default_factory=dict)


def _tree(paragraphs: Iterable[Paragraph]) -> tuple[list[Node], list[Node]]:
    """Nest the paragraphs by their numbers: those of the body, and the annexes."""
    roots: dict[str, Node] = {}
    for paragraph in paragraphs:
        level, eid, node = roots, "", None
        for step in steps_of(paragraph.part, paragraph.number, paragraph.anchor):
            eid = f"{eid}__{step.eid}" if eid else step.eid
            node = level.setdefault(step.eid, Node(step, eid))
            level = node.below
        assert node is not None
        node.paragraph = paragraph
    body = [node for node in roots.values() if node.step.element != "attachment"]
    return body, [node for node in roots.values() if node.step.element == "attachment"]


def _preamble(statement: ET.Element, recitals: Sequence[Paragraph]) -> None:
    parent = ET.SubElement(ET.SubElement(statement, "preamble"), "recitals", {"eId": "recs_1"})
    for paragraph in recitals:
        recital = ET.SubElement(parent, "recital", {"eId": paragraph.eid, **_refers(paragraph)})
        if paragraph.number:
            ET.SubElement(recital, "num").text = _clean(paragraph.number)
        _write_words(recital, paragraph)


def _write_body(parent: ET.Element, nodes: Sequence[Node]) -> None:
    for node in nodes:
        _write_node(parent, node)
    if not nodes:
        note = ET.SubElement(ET.SubElement(parent, "p"), "remark", {"status": "editorial"})
        note.text = "The register holds no paragraph of this part of the text."


def _write_node(parent: ET.Element, node: Node) -> None:
    attributes = {"eId": node.eid}
    if node.step.element == "hcontainer":
        attributes["name"] = node.step.name
    if node.paragraph:
        attributes |= _refers(node.paragraph)
    element = ET.SubElement(parent, node.step.element, attributes)
    if node.step.printed:
        label = "heading" if node.step.element == "hcontainer" else "num"
        ET.SubElement(element, label).text = _clean(node.step.printed)
    if node.paragraph:
        # What has parts of its own says its words before them.
        _write_words(ET.SubElement(element, "intro" if node.below else "content"), node.paragraph)
    for child in node.below.values():
        _write_node(element, child)


def _annex(parent: ET.Element, node: Node, work: Work, site: str, today: date) -> None:
    attachment = ET.SubElement(parent, "attachment", {"eId": node.eid})
    ET.SubElement(attachment, "heading").text = _clean(node.step.printed)
    doc = ET.SubElement(attachment, "doc", {"name": "annex", "contains": "singleVersion"})
    _meta(doc, work, [], site, today, f"{uri_of(work)}/!{node.eid}")
    body = ET.SubElement(doc, "mainBody")
    if node.paragraph:
        _write_words(body, node.paragraph)
    if node.below or not node.paragraph:
        _write_body(body, list(node.below.values()))


def _write_words(parent: ET.Element, paragraph: Paragraph) -> None:
    if paragraph.quote:
        for line in filter(None, map(str.strip, paragraph.quote.splitlines())):
            _with_references(ET.SubElement(parent, "p"), _clean(line))
    else:
        remark = ET.SubElement(ET.SubElement(parent, "p"), "remark", {"status": "editorial"})
        said = _clean(paragraph.summary) or "nothing is known of what it says"
        remark.text = f"Not the words of the text, which the register does not hold; a summary by UNGIS: {said}"
    if not len(parent) or parent[-1].tag in ("num", "heading"):
        ET.SubElement(parent, "p")  # words of white space alone


def _with_references(element: ET.Element, text: str) -> None:
    """Write a text in which each document cited is a reference to its address."""
    element.text, place, last = "", 0, None
    for found in symbols.find_all(text):
        before = text[place : found.start]
        if last is None:
            element.text += before
        else:
            last.tail = before
        last = ET.SubElement(element, "ref", {"href": found.symbol.link() or f"#{found.symbol.slug}"})
        last.text, place = found.text, found.end
    if last is None:
        element.text = text
    else:
        last.tail = text[place:]


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


# --- what is said of the document ----------------------------------------------------------------


def _meta(parent: ET.Element, work: Work, paragraphs: Sequence[Paragraph], site: str, today: date, uri: str) -> None:
    meta = ET.SubElement(parent, "meta")
    identification = ET.SubElement(meta, "identification", {"source": "#ungis"})
    exact = work.date is not None and work.date.precision == "day"
    adopted = {"date": UNKNOWN_DATE, "name": "not known"}
    if work.date:
        known = "adoption" if exact else f"adoption, known to the {work.date.precision}"
        adopted = {"date": work.date.day.isoformat(), "name": known}
    number = _number_of(work)
    levels = (
        ("FRBRWork", uri, adopted),
        ("FRBRExpression", f"{uri}/eng", adopted),
        ("FRBRManifestation", f"{uri}/eng.akn.xml", {"date": today.isoformat(), "name": "markup"}),
    )
    for level, address, dated in levels:
        element = ET.SubElement(identification, level)
        ET.SubElement(element, "FRBRthis", {"value": address})
        ET.SubElement(element, "FRBRuri", {"value": address})
        ET.SubElement(element, "FRBRdate", dated)
        ET.SubElement(element, "FRBRauthor", {"href": "#ungis" if level == "FRBRManifestation" else "#body"})
        if level == "FRBRWork":
            ET.SubElement(element, "FRBRcountry", {"value": "un"})
            ET.SubElement(element, "FRBRnumber", {"value": number})
        elif level == "FRBRExpression":
            ET.SubElement(element, "FRBRlanguage", {"language": "eng"})
        else:
            ET.SubElement(element, "FRBRformat", {"value": "application/akn+xml"})
    if work.date:
        publication = {**adopted, "showAs": _clean(str(work)), "number": number}
        ET.SubElement(meta, "publication", publication)
        lifecycle = ET.SubElement(meta, "lifecycle", {"source": "#ungis"})
        ET.SubElement(lifecycle, "eventRef", {"date": adopted["date"], "type": "generation", "source": "#body"})
    _references(meta, work, paragraphs, site)


def _references(meta: ET.Element, work: Work, paragraphs: Sequence[Paragraph], site: str) -> None:
    references = ET.SubElement(meta, "references", {"source": "#ungis"})
    within = "" if paragraphs else "annex__"  # names of an annex are its own, but ids are the document's
    known = {"ungis": ("United Nations Group on the Information Society", f"{site}/en/")}
    known["body"] = (work.body or "not known", f"/ontology/organization/un/{slugify(work.body) or 'unknown'}")
    for name in _asked(paragraphs):
        known[_id_of(name)] = (name, f"/ontology/organization/un/{slugify(name) or 'unknown'}")
    if within:
        return meta.remove(references)
    for eid, (name, address) in known.items():
        ET.SubElement(references, "TLCOrganization", {"eId": eid, "href": address, "showAs": _clean(name)})
    return None


def _asked(paragraphs: Iterable[Paragraph]) -> list[str]:
    return list(dict.fromkeys(one.name for paragraph in paragraphs for one in paragraph.addressees.all()))


def _id_of(name: str) -> str:
    return f"org_{slugify(name) or name.encode().hex()}"


def _refers(paragraph: Paragraph) -> dict[str, Any]:
    names = [_id_of(one.name) for one in paragraph.addressees.all()]
    return {"refersTo": " ".join(f"#{name}" for name in dict.fromkeys(names))} if names else {}


def _lay_out(element: ET.Element, depth: int = 0) -> None:
    """Put each element of the structure on a line of its own; running text stays as it is."""
    if element.tag in ("p", "num", "heading") or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _lay_out(child, depth + 1)
        child.tail = "\n" + "  " * (depth + 1)
    element[-1].tail = "\n" + "  " * depth
