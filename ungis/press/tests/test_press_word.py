"""What every Word document of the house stands on: order, direction, lists, tables, sections, bytes."""

import io
import zipfile

import docx as python_docx
import pytest
from lxml import etree

from ungis.press.clean import clean
from ungis.press.elements import ORDER, W, bookmarked, element, link_within, paragraph, put, runs
from ungis.press.legible import legible, web_addresses
from ungis.press.manuscript import Manuscript
from ungis.press.scripts import directions, tongue
from ungis.press.tables import cell, layout, row, table


def named(element):
    return [etree.QName(child).localname for child in element]


def value(found, name="val"):
    return None if found is None else found.get(f"{{{W}}}{name}")


def written(manuscript, *blocks):
    body = element("body", *blocks, manuscript.section(is_wide=True))
    notes = manuscript.footnotes(lambda key: manuscript.runs(str(key)))
    core = {"dc:title": "A text", "dcterms:created": "2026-01-01T00:00:00Z"}
    return manuscript.package(element("document", body), core, footnotes=notes, running={})


def part(document, name):
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return etree.fromstring(package.read(f"word/{name}.xml"))


@pytest.mark.parametrize("tag", ORDER)
def test_what_is_put_into_properties_stands_in_the_order_of_the_schema(tag):
    order = ORDER[tag].split()
    properties = put(element(tag), *[element(name) for name in reversed(order)])
    assert named(properties) == order


def test_what_is_put_in_twice_stays_behind_the_first():
    properties = put(element("pPr", element("pStyle")), element("spacing", after=1), element("spacing", after=2))
    assert [value(child, "after") for child in properties[1:]] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "language", "pieces"),
    [
        ("In Arabic الأمم المتحدة, thus", "en", [("In Arabic ", False), ("الأمم المتحدة", True), (", thus", False)]),
        ("الهدف 9 (C7-ehea).", "ar", [("الهدف ", True), ("9 (C7-ehea", False), (").", True)]),
        ("", "ar", []),
        ("WSIS", "ar", [("WSIS", False)]),
    ],
)
def test_a_text_is_cut_where_its_direction_changes(text, language, pieces):
    assert directions(text, language) == pieces


def test_a_code_that_begins_with_a_number_is_not_turned_round_inside_arabic():
    (run,) = runs("3.d", language="ar", of="ar")
    assert "".join(run.itertext()) == "\u200e3.d"
    (run,) = runs("16.5", language="ar", of="ar")
    assert "".join(run.itertext()) == "16.5"
    (run,) = runs("3.d")
    assert "".join(run.itertext()) == "3.d"


def test_a_document_in_arabic_is_mirrored_as_a_whole():
    manuscript = Manuscript(language="ar")
    cells = [cell(manuscript.paragraph("Normal", *manuscript.runs("الأمم")), width=2000)]
    blocks = [
        manuscript.paragraph("Normal", *manuscript.runs("الأمم المتحدة")),
        table([2000], row(*cells, is_head=True), description="One cell", is_mirrored=manuscript.is_mirrored),
        layout([2000], [manuscript.paragraph("Normal")], borders="nil", padding=0, description="", is_mirrored=True),
    ]
    document = part(written(manuscript, *blocks), "document")
    assert all(line.find(f"{{{W}}}pPr/{{{W}}}bidi") is not None for line in document.iter(f"{{{W}}}p"))
    assert all(
        mark is not None for mark in (made.find(f".//{{{W}}}bidiVisual") for made in document.iter(f"{{{W}}}tbl"))
    )
    assert document.find(f".//{{{W}}}sectPr/{{{W}}}bidi") is not None
    assert document.find(f".//{{{W}}}r/{{{W}}}rPr/{{{W}}}rtl") is not None


def test_a_text_of_another_language_says_so_and_runs_its_own_way():
    manuscript = Manuscript(language="ar")
    line = manuscript.paragraph("Normal", *manuscript.runs("In English.", language="en"), language="en")
    assert line.find(f"{{{W}}}pPr/{{{W}}}bidi") is None
    assert value(line.find(f".//{{{W}}}lang")) == "en-GB"
    (run,) = Manuscript().runs("الأمم", language="ar")
    assert value(run.find(f".//{{{W}}}lang"), "bidi") == "ar-SA"


@pytest.mark.parametrize(
    ("language", "latin", "east_asian"),
    [
        ("en", "en-GB", "SimSun"),
        ("zh-hans", "zh-CN", "Microsoft YaHei"),
        ("ar", "en-GB", "SimSun"),
        ("ru", "ru-RU", "SimSun"),
    ],
)
def test_a_document_names_its_language_and_its_fonts(language, latin, east_asian):
    styles = part(written(Manuscript(language=language)), "styles")
    assert value(styles.find(f".//{{{W}}}rPrDefault//{{{W}}}lang")) == latin
    assert value(styles.find(f".//{{{W}}}rPrDefault//{{{W}}}lang"), "bidi") == "ar-SA"
    assert value(styles.find(f".//{{{W}}}rFonts"), "eastAsia") == east_asian


def test_languages_have_their_names_in_typst():
    assert tongue("zh-hans") == {"lang": "zh", "region": "CN"}
    assert tongue("ar") == {"lang": "ar", "region": "SA"}


def test_heads_of_tables_are_repeated_and_rows_stay_whole():
    head, line = row(is_head=True, height=300), row()
    assert named(head[0]) == ["cantSplit", "trHeight", "tblHeader"]
    assert named(line[0]) == ["cantSplit"]


def test_a_cell_may_be_shaded_span_columns_and_stand_upright():
    properties = cell(width=100, span=3, shade="EEF3F6", is_upright=True)[0]
    assert named(properties) == ["tcW", "gridSpan", "shd", "textDirection", "vAlign"]


def test_a_section_may_lie_on_its_side():
    size = Manuscript().section(is_wide=True).find(f"{{{W}}}pgSz")
    assert (int(value(size, "w")) > int(value(size, "h")), value(size, "orient")) == (True, "landscape")


def test_links_notes_and_comments_are_counted_across_the_document():
    manuscript = Manuscript()
    line = manuscript.paragraph("Normal", *manuscript.words("See https://ungis.example/a and https://ungis.example/a"))
    line.extend([*manuscript.note("one"), *manuscript.note("two"), *manuscript.note("one")])
    comment = manuscript.commented(
        manuscript.runs("word"), [manuscript.runs("Why?")], author="A", initials="A", moment=""
    )
    line.extend(comment)
    document = written(manuscript, line)
    opened = python_docx.Document(io.BytesIO(document))
    assert [comment.text for comment in opened.comments] == ["Why?"]
    assert [value(note, "id") for note in part(document, "footnotes")] == ["-1", "0", "1", "2"]
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert package.read("word/_rels/document.xml.rels").count(b"https://ungis.example/a") == 1
    assert "comments" not in " ".join(zipfile.ZipFile(io.BytesIO(clean(document, "_x"))).namelist())


def test_a_link_leads_to_a_bookmark_of_the_document():
    target = paragraph("Normal", *bookmarked("_here", 1, runs("Here")))
    assert value(link_within("_here", runs("there")), "anchor") == value(target.find(f"{{{W}}}bookmarkStart"), "name")


def test_the_same_text_gives_the_same_bytes():
    one, two = Manuscript(), Manuscript()
    assert written(one, one.paragraph("Normal", *one.runs("x"))) == written(
        two, two.paragraph("Normal", *two.runs("x"))
    )


def test_no_control_character_reaches_the_page():
    assert legible("a\x00b\x08\u202ec\ud800\r\nd\x0be") == "abc\nd e"


def test_web_addresses_are_cut_out_of_a_text():
    assert web_addresses("See www.ungis.org.") == [("See ", ""), ("www.ungis.org", "https://www.ungis.org"), (".", "")]
