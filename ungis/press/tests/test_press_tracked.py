"""Tracked changes and outlines, as every Word document of the house writes them."""

import io
import zipfile

from lxml import etree

from ungis.press.elements import W, element
from ungis.press.lists import OUTLINES, Level, in_outline
from ungis.press.manuscript import Manuscript

BY = {"author": "FAO", "moment": "2026-01-02T03:04:05Z"}


def written(manuscript, *blocks):
    body = element("body", *blocks, manuscript.section())
    notes = manuscript.footnotes(lambda key: manuscript.runs(str(key)))
    document = manuscript.package(element("document", body), {"dc:title": "T"}, footnotes=notes, running={})
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: etree.fromstring(package.read(f"word/{name}.xml")) for name in ("document", "numbering")}


def test_what_is_struck_is_no_text_of_the_document_and_names_who_struck_it():
    manuscript = Manuscript()
    struck = manuscript.tracked("del", manuscript.runs("old"), **BY)
    added = manuscript.tracked("ins", manuscript.runs("new"), **BY)
    document = written(manuscript, manuscript.paragraph("BodyText", struck, added))["document"]
    assert [node.text for node in document.iter(f"{{{W}}}t")] == ["new"]
    assert [node.text for node in document.iter(f"{{{W}}}delText")] == ["old"]
    names = {(node.get(f"{{{W}}}author"), node.get(f"{{{W}}}date")) for node in (struck, added)}
    assert names == {("FAO", "2026-01-02T03:04:05Z")}
    assert struck.get(f"{{{W}}}id") != added.get(f"{{{W}}}id")


def test_the_end_of_a_paragraph_is_tracked_before_all_else_in_its_properties():
    manuscript = Manuscript()
    paragraph = manuscript.tracked_mark("ins", manuscript.paragraph("BodyText"), **BY)
    own = paragraph[0].find(f"{{{W}}}rPr")
    assert etree.QName(own[0]).localname == "ins"
    assert etree.QName(paragraph[0][-1]).localname == "rPr"


def test_each_list_of_an_outline_begins_anew():
    outline = (Level("decimal", "%1.", "BodyText"), Level("decimal", "%1.%2", "BodyText"))
    manuscript = Manuscript()
    first, second = manuscript.counted_in(outline), manuscript.counted_in(outline)
    blocks = [in_outline(manuscript.paragraph("BodyText"), number, 1) for number in (first, second)]
    numbering = written(manuscript, *blocks)["numbering"]
    assert (first, second) == (OUTLINES, OUTLINES + 1)
    lists = [node for node in numbering.iter(f"{{{W}}}num") if int(node.get(f"{{{W}}}numId")) >= OUTLINES]
    assert [len(node.findall(f"{{{W}}}lvlOverride")) for node in lists] == [2, 2]
    kinds = [etree.QName(node).localname for node in numbering]
    assert kinds == sorted(kinds)  # what is abstract stands before the lists
