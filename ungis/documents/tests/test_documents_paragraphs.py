"""Texts read paragraph by paragraph: Word with its printed numbers, HTML that is never run, plain text."""

import io
import time
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from ungis.core.acting import Refused
from ungis.documents.contents import Unfit
from ungis.documents.lines import label_of, number_of, settled
from ungis.documents.paragraphs import format_of, paragraphs_of, read_text

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(depth, kind, text, start=1):
    numbers = f'<w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{numbers}</w:lvl>'


LEVELS = level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "(%3)")
NUMBERING = (
    f'<w:numbering {SPACE}><w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="8">{level(0, "upperRoman", "%1.", start=4)}{level(1, "decimal", "%1.%2")}'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {SPACE}><w:style w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '</w:pPr></w:style><w:style w:styleId="Item"><w:name w:val="Item"/><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>'
)
NOTES = (
    f'<w:footnotes {SPACE}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>See A/RES/70/1.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def word(body):
    """A Word file of this body, with numbering, styles and footnotes."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO()
    plain = Document()
    plain.save(file)
    source = zipfile.ZipFile(file)
    parts = {name: source.read(name) for name in source.namelist() if name in ("_rels/.rels",)}
    kinds = ("numbering", "styles", "footnotes")
    links = "".join(
        f'<Relationship Id="r{place}" Type="{relations}/{kind}" Target="{kind}.xml"/>'
        for place, kind in enumerate(kinds)
    )
    parts |= {
        "word/document.xml": f"<w:document {SPACE}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
        ),
        **dict(zip((f"word/{kind}.xml" for kind in kinds), (NUMBERING, STYLES, NOTES), strict=True)),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return made.getvalue()


def paragraph(words, properties="", run=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>{words}</w:r></w:p>"


def item(words, number=1, depth=0):
    properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(f"<w:t>{words}</w:t>", properties)


def texts(content, format="docx"):
    """The lines but for the footnote that each Word file of this module has."""
    return [line.text for line in paragraphs_of(content, format) if line.kind != "footnote"]


def test_automatic_numbers_are_those_that_word_prints():
    body = item("a") + item("b", depth=1) + item("c", depth=1) + item("d", depth=2) + item("e") + item("f", depth=1)
    assert texts(word(body)) == ["1. a", "(a) b", "(b) c", "(i) d", "2. e", "(a) f"]


def test_lists_start_where_they_say_and_print_the_levels_above():
    body = item("a", 2) + item("b", 2, 1) + item("c", 2, 1) + item("d", 2) + item("e", 1) + item("f", 3)
    assert texts(word(body)) == ["IV. a", "IV.1 b", "IV.2 c", "V. d", "1. e", "1. f"]


def test_a_style_and_the_style_it_is_based_on_give_numbers():
    body = paragraph("<w:t>a</w:t>", '<w:pStyle w:val="Item"/>') + paragraph("<w:t>b</w:t>", '<w:pStyle w:val="Base"/>')
    assert texts(word(body)) == ["1. a", "2. b"]
    head = paragraph("<w:t>c</w:t>", '<w:pStyle w:val="H"/>')
    assert paragraphs_of(word(head), "docx")[0].kind == "heading"


def test_numbers_typed_by_hand_stay_in_the_words():
    assert texts(word(paragraph("<w:t>(a)</w:t><w:tab/><w:t>To go</w:t>"))) == ["(a) To go"]


def test_empty_paragraphs_take_no_number():
    assert texts(word(item("a") + item("") + item("b"))) == ["1. a", "2. b"]


def test_footnotes_are_marked_and_stand_at_the_end():
    lines = paragraphs_of(word(paragraph('<w:t>resolution 70/1</w:t><w:footnoteReference w:id="1"/>')), "docx")
    assert [(line.text, line.kind) for line in lines][:1] == [("resolution 70/1¹", "paragraph")]
    assert (lines[1].words, lines[1].kind) == ("See A/RES/70/1.", "footnote")


def test_tables_are_read_cell_by_cell():
    cells = "".join(f"<w:tc>{paragraph(f'<w:t>{words}</w:t>')}</w:tc>" for words in "ab")
    lines = paragraphs_of(word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), "docx")
    assert [(line.words, line.kind) for line in lines[:2]] == [("a", "cell"), ("b", "cell")]


def test_what_is_passed_over_is_counted():
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent></w:pict>"
    field = '<w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
    body = paragraph(f'<w:t>a</w:t>{box}{field}<w:commentReference w:id="1"/>') + paragraph(
        "<w:t>x</w:t>", run="<w:vanish/>"
    )
    text = read_text(word(body), "docx")
    assert text.lines[0].text == "a"
    assert text.remarks == {"text-boxes": 1, "fields": 1, "comments": 1, "hidden": 1}


def test_tracked_changes_are_refused_with_how_many_whose_and_where():
    change = '<w:{0} w:id="1" w:author="{1}"><w:r><w:{2}>lamps</w:{2}></w:r></w:{0}>'
    gone, come = change.format("del", "Amina", "delText"), change.format("ins", "Ben", "t")
    body = paragraph("<w:t>First</w:t>") + f"<w:p><w:r><w:t>The </w:t></w:r>{gone}{come}{come}</w:p>"
    with pytest.raises(Refused) as refusal:
        paragraphs_of(word(body), "docx")
    told = str(refusal.value)
    assert "2 insertions and 1 deletion by Ben, Amina" in told
    assert "paragraph 2, “The lampslampslamps”" in told


def test_letters_and_roman_numbers_are_counted_as_word_does():
    assert [number_of("lowerLetter", n) for n in (1, 26, 27, 53)] == ["a", "z", "aa", "aaa"]
    assert [number_of("lowerRoman", n) for n in (1, 4, 9, 14, 40, 99)] == ["i", "iv", "ix", "xiv", "xl", "xcix"]
    assert number_of("lowerLetter", 10**9) == str(10**9)
    assert [label_of(kind, 2) for kind in ("decimal", "lowerLetter", "lowerRoman", "upperRoman")] == [
        "2.",
        "(b)",
        "(ii)",
        "II.",
    ]


# --- HTML ----------------------------------------------------------------------------------------


def test_html_is_read_with_the_numbers_of_its_lists():
    page = b"""<p>Hello <b>bo</b>ld<sup>[4]</sup> &amp; <!-- no -->more<script>alert(1)</script></p>
      <ol start=3><li>One<ol type=a><li>sub<li value=5>five</ol></li><li>(x) own</ol><td>cell"""
    assert texts(page, "html") == ["Hello bold⁴ & more", "3. One", "(a) sub", "(e) five", "(x) own", "cell"]


def test_what_runs_or_is_fetched_is_no_text():
    page = b"<p>a<script>x</script><style>y</style><iframe src=z>w</iframe><object>v</object><textarea>u</textarea></p>"
    assert texts(page, "html") == ["a"]
    text = read_text(b"<p>kept <del>gone</del><img src=x></p>", "html")
    assert text.remarks == {"struck": 1, "pictures": 1}


def test_a_page_nested_without_end_is_refused_rather_than_cut():
    with pytest.raises(Unfit):
        paragraphs_of(b"<div>" * 100_000 + b"x", "html")


@pytest.mark.parametrize("page", [b"<p>" * 200_000, b"<" * 1_000_000, b"<p>&" + b"a" * 1_000_000, b"<ul><li>x" * 900])
def test_hostile_pages_are_read_in_time(page):
    begun = time.process_time()
    paragraphs_of(page, "html")
    assert time.process_time() - begun < 5


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_failing(text):
    content = text.encode("utf-8", "replace")
    for format in ("html", "txt"):
        assert all(line.words == settled(line.words) for line in paragraphs_of(content, format))


# --- plain text ----------------------------------------------------------------------------------


def test_lines_broken_to_fit_a_page_are_joined():
    text = b"""Recalling its resolution 70/125 of 16 December 2015 on the outcome of the
high-level meeting on the overall review of the implementation of the outcomes
of the World Summit on the Information Society,

1. Requests the Secretary-General to submit a report to the General Assembly
at its eightieth session;
2. Decides so."""
    assert [line[-20:] for line in texts(text, "txt")] == [
        *("Information Society,", "s eightieth session;", "2. Decides so."),
    ]


def test_lines_that_are_paragraphs_stay_apart():
    long = "1. Requests " + "lamps " * 40
    assert len(texts(f"{long}\n{long}\nshort\nshort".encode(), "txt")) == 4


def test_marks_of_direction_and_signs_of_control_are_no_words():
    assert texts("\u200f1.\u202e Requests\x07 so\u00ad".encode(), "txt") == ["1. Requests so"]


def test_the_format_is_judged_by_what_is_inside():
    assert format_of(b"plain") == "txt"
    assert format_of(b"<!DOCTYPE html><p>x") == "html"
    document = io.BytesIO()
    Document().save(document)
    assert format_of(document.getvalue()) == "docx"
    for content in (b"", b"\xff\xfe\x00", b"PK\x03\x04 no"):
        with pytest.raises(Unfit):
            format_of(content)
