"""The paper in Word: it opens, it is complete, it leads back to its records, and no text can break it."""

import copy
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree

from ungis.press.elements import R
from ungis.reports import docx

PAPER = json.loads((Path(__file__).parent / "example_paper.json").read_text())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRACED = ("comments", "bookmarks")
HOSTILE = [
    "*bold* _under_ #evil() $x^2$ @note <label> `raw` // gone /* gone */ \\ ~ -- ---",
    "<w:t>tag</w:t> & &amp; ]]> <!-- x --> {{ template }} %s {0}",
    "Control\x00 characters\x08 and\x1b a\ufffe lone\ud800 surrogate",
    "An override \u202eof direction\u202c ends here",
    "Arabic الأمم المتحدة, Russian Организация, Greek Ένωση",
]
# the order in which the schema wants the children of a paragraph's and a run's properties, as far as papers use them
ORDERS = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr tabs suppressAutoHyphens spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i caps color sz szCs u vertAlign rtl lang",
    "tblPr": "tblW tblInd tblBorders tblLayout tblCellMar tblDescription",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
}


def sentences_of(node):
    """Return every sentence anywhere in the content."""
    if isinstance(node, list):
        return [sentence for child in node for sentence in sentences_of(child)]
    if isinstance(node, dict):
        own = [node["text"]] if "cites" in node else []
        return own + sentences_of([child for child in node.values() if isinstance(child, list | dict)])
    return []


def printed(content):
    """Return every text that the content prints, without the full stop or semicolon that ends a reference."""
    headings = [block["text"] for block in content["blocks"] if block["kind"] == "heading"]
    lines = [line for value in content["head"].values() for line in value.split("\n")]
    return [*lines, *headings, *sentences_of(content)]


def part(paper, name):
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        return etree.fromstring(package.read(f"word/{name}.xml"))


def names(paper):
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        return package.namelist()


def text(paper, name="document"):
    """Return the words of a part, a line for each paragraph."""
    tags = {f"{W}t": lambda node: node.text, f"{W}tab": lambda node: "\t", f"{W}br": lambda node: "\n"}
    paragraphs = [
        "".join(tags[node.tag](node) for node in line.iter() if node.tag in tags and node.getparent().tag == f"{W}r")
        for line in part(paper, name).iter(f"{W}p")
    ]
    return "\n".join(paragraphs)


def with_text(words):
    content = copy.deepcopy(PAPER)
    content["blocks"][0]["sentences"][1]["text"] = words
    content["blocks"][1]["text"] = content["head"]["source"] = content["footnotes"][0][0]["text"] = words
    content["blocks"][0]["sentences"][0]["cites"][0]["label"] = words
    return content


def test_a_paper_opens_with_all_its_words_in_real_styles():
    document = python_docx.Document(io.BytesIO(docx.write(PAPER)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles["Updates since the 42nd meeting"] == "Heading 1"
    assert styles["WSIS+20 High-Level Event"] == "Heading 2"
    assert styles["a joint input;"] == "List Bullet"
    assert styles["second area"] == "List Number"
    assert styles["“132.\tHighlights what the group does;"] == "Quote"
    assert styles[PAPER["head"]["title"]] == "Title"
    whole = text(docx.write(PAPER)) + text(docx.write(PAPER), "footnotes")
    assert [words for words in printed(PAPER) if words not in whole] == []


def test_the_head_is_a_table_without_borders_and_the_box_has_them():
    head, box = python_docx.Document(io.BytesIO(docx.write(PAPER))).tables
    assert head.cell(0, 0).text == "Council Working Group\non WSIS and the SDGs\n" + PAPER["head"]["meeting"]
    assert head.cell(0, 1).text == "Document CWG-WSIS&SDG-43/5\n8 August 2025\nEnglish only"
    assert {edge.get(f"{W}val") for edge in head._tbl.find(f".//{W}tblBorders")} == {"nil"}
    assert {edge.get(f"{W}val") for edge in box._tbl.find(f".//{W}tblBorders")} == {"single"}
    lines = [paragraph.text for paragraph in box.cell(0, 0).paragraphs]
    assert [line for line in lines if line][::2] == ["Purpose", "Action required", "References"]
    assert lines[-1] == "UNGA Resolution A/RES/70/125; ECOSOC Report E/2025/31–E/CN.16/2025/4; www.ungis.org."


def test_a_paper_without_a_number_is_a_draft():
    content = copy.deepcopy(PAPER)
    content["head"]["symbol"] = ""
    assert "Draft\n8 August 2025" in text(docx.write(content))


def test_its_properties_name_it():
    properties = python_docx.Document(io.BytesIO(docx.write(PAPER))).core_properties
    assert properties.title == PAPER["head"]["title"]
    assert properties.author == "UNGIS secretariat"
    assert properties.identifier == "CWG-WSIS&SDG-43/5"
    assert properties.created.date().isoformat() == "2025-08-08"
    assert properties.language == "en-GB"


def test_footnotes_are_real_and_a_second_citation_repeats_the_number():
    paper = docx.write(PAPER)
    kinds = [(note.get(f"{W}id"), note.get(f"{W}type")) for note in part(paper, "footnotes")]
    assert kinds == [("-1", "separator"), ("0", "continuationSeparator"), ("1", None), ("2", None)]
    body = part(paper, "document")
    assert [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")] == ["1", "2"]
    assert [field.text for field in body.iter(f"{W}instrText")] == [" NOTEREF _note_1 \\f \\h "]


def test_a_footnote_that_is_missing_or_not_cited_is_refused():
    content = copy.deepcopy(PAPER)
    content["blocks"][-1]["sentences"][0]["footnote"] = 3
    with pytest.raises(ValueError, match="has no footnote 3"):
        docx.write(content)
    del content["blocks"][-1]["sentences"][0]["footnote"]
    with pytest.raises(ValueError, match="no sentence cites footnote 2"):
        docx.write(content)


def test_each_numbered_list_begins_at_one():
    paper = docx.write(PAPER)
    lists = [
        (line.find(f".//{W}pStyle").get(f"{W}val"), line.find(f".//{W}numId").get(f"{W}val"))
        for line in part(paper, "document").iter(f"{W}p")
        if line.find(f".//{W}numId") is not None
    ]
    assert lists == [("ListNumber", "3")] * 2 + [("ListBullet", "1")] * 3 + [("ListNumber", "4")]
    restarts = {num.get(f"{W}numId") for num in part(paper, "numbering").iter(f"{W}num") if len(num) == 2}
    assert restarts == {"3", "4"}


def test_later_pages_bear_the_symbol_and_every_page_its_number():
    paper = docx.write(PAPER)
    section = python_docx.Document(io.BytesIO(paper)).sections[0]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].text == "CWG-WSIS&SDG-43/5"
    assert section.first_page_header.paragraphs[0].text == ""
    for name in ("footer1", "footer2"):
        assert text(paper, name) == "CWG-WSIS&SDG-43/5\tPage 1 of 1"
        assert [field.text for field in part(paper, name).iter(f"{W}instrText")] == [" PAGE ", " NUMPAGES "]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))


@pytest.mark.parametrize("trace", docx.TRACES)
def test_properties_stand_in_the_order_of_the_schema(trace):
    paper = docx.write(PAPER, trace=trace)
    for name in ("document", "styles", "numbering", "footnotes", "header1", "footer1"):
        for tag, order in ORDERS.items():
            for properties in part(paper, name).iter(f"{W}{tag}"):
                places = [order.split().index(etree.QName(child).localname) for child in properties]
                assert places == sorted(places), etree.tostring(properties)


def test_every_style_link_and_part_that_is_named_exists():
    paper = docx.write(PAPER, trace="comments")
    styles = {style.get(f"{W}styleId") for style in part(paper, "styles").iter(f"{W}style")}
    used = set()
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    for name, root in parts.items():
        used |= {
            mark.get(f"{W}val") for tag in ("pStyle", "rStyle", "basedOn", "next") for mark in root.iter(f"{W}{tag}")
        }
        wanted = {value for node in root.iter() for key, value in node.items() if key == f"{{{R}}}id"}
        folder, _, file = name.rpartition("/")
        relations = parts.get(f"{folder}/_rels/{file}.rels", [])
        assert wanted <= {row.get("Id") for row in relations}
        assert {f"{folder}/{row.get('Target')}" for row in relations if not row.get("TargetMode")} <= set(parts)
    assert used <= styles
    overrides = {row.get("PartName") for row in parts["[Content_Types].xml"] if row.get("PartName")}
    assert overrides == {f"/{name}" for name in parts if name.endswith(".xml") and "Content_Types" not in name}


def test_the_same_content_gives_the_same_bytes():
    assert docx.write(PAPER, trace="comments") == docx.write(copy.deepcopy(PAPER), trace="comments")


def test_comments_lead_each_sentence_to_its_records(settings):
    settings.BASE_URL = "https://ungis.example"
    paper = docx.write(PAPER, trace="comments")
    comments = list(python_docx.Document(io.BytesIO(paper)).comments)
    first = next(comment for comment in comments if "ITU" in comment.text)
    assert first.text == (
        "ITU: https://ungis.example/en/members/itu/\n"
        "Footnote: ITU: https://ungis.example/en/members/itu/\n"
        "Footnote: FAO: https://ungis.example/en/members/fao/\n"
        "Footnote: ITU: https://ungis.example/en/members/itu/"
    )
    in_text = [*sentences_of(PAPER["box"]), *sentences_of(PAPER["blocks"])]
    without_records = ["This document says", "The group is invited", "www.ungis.org", "Three texts followed"]
    assert len(comments) == len(in_text) - len(without_records)
    body = part(paper, "document")
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [node.get(f"{W}id") for node in body.iter(f"{W}{mark}")] == [str(n) for n in range(len(comments))]


def test_bookmarks_are_hidden_unlike_each_other_and_short_enough_for_word():
    paper = docx.write(PAPER, trace="bookmarks")
    marks = [*part(paper, "document").iter(f"{W}bookmarkStart"), *part(paper, "footnotes").iter(f"{W}bookmarkStart")]
    found = [mark.get(f"{W}name") for mark in marks]
    assert any(re.fullmatch(r"_rec_meetings_meeting_22_\d+", name) for name in found)
    assert len(set(found)) == len(found) == len({mark.get(f"{W}id") for mark in marks})
    assert all(re.fullmatch(r"_\w{1,39}", name, re.ASCII) for name in found)


@pytest.mark.parametrize("trace", TRACED)
def test_stripping_leaves_the_paper_as_if_never_traced(trace):
    traced = docx.write(PAPER, trace=trace)
    assert traced != docx.write(PAPER)
    assert docx.strip(traced) == docx.write(PAPER) == docx.strip(docx.write(PAPER))


def test_stripping_knows_the_parts_that_word_adds_to_comments():
    paper = docx.write(PAPER, trace="comments")
    saved = io.BytesIO(paper)
    with zipfile.ZipFile(saved, "a") as package:
        for name in ("commentsExtended", "commentsIds", "commentsExtensible", "people"):
            package.writestr(f"word/{name}.xml", "<x/>")
    assert names(docx.strip(saved.getvalue())) == names(docx.write(PAPER))


def test_an_unknown_trace_is_refused():
    with pytest.raises(ValueError, match="trace is one of"):
        docx.write(PAPER, trace="ink")


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("trace", docx.TRACES)
def test_hostile_texts_come_out_as_text(words, trace):
    paper = docx.write(with_text(words), trace=trace)
    python_docx.Document(io.BytesIO(paper))
    kept = re.sub("[\x00\x08\x1b\ufffe\ud800\u202e\u202c]", "", words)
    assert text(paper).count(kept) == 3
    assert kept in text(paper, "footnotes")


def test_a_sentence_of_ten_thousand_characters_stands_whole():
    words = "word " * 2000
    assert words.strip() in text(docx.write(with_text(words)))


def test_line_breaks_and_tabs_are_those_of_word():
    run = part(docx.write(with_text("one\r\ntwo\tthree")), "document").find(f".//{W}r[{W}br][{W}tab]")
    assert [etree.QName(node).localname for node in run] == ["t", "br", "t", "tab", "t"]


def test_right_to_left_script_is_marked_as_such():
    marked = part(docx.write(with_text("The name الأمم المتحدة is Arabic.")), "document").findall(f".//{W}r[{W}rPr]")
    assert "الأمم المتحدة" in ["".join(run.itertext()) for run in marked if run.find(f"{W}rPr/{W}rtl") is not None]


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftotext"), reason="LibreOffice is not installed")
def test_libreoffice_prints_every_word(tmp_path):
    (tmp_path / "paper.docx").write_bytes(docx.write(PAPER, trace="bookmarks"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "paper.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = subprocess.run(["pdftotext", tmp_path / "paper.pdf", "-"], check=True, capture_output=True).stdout.decode()
    squeezed = re.sub(r"\s+", "", shown)
    assert [words for words in printed(PAPER) if re.sub(r"\s+", "", words) not in squeezed] == []
    assert "Page1of" in squeezed
