import io
import zipfile

import pytest

from ungis.core.acting import Refused
from ungis.documents.contents import Unfit
from ungis.drafting.intake import read

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = (
    f'<w:styles {SPACE}><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>'
)


def level(number, way, text):
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{way}"/><w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:numbering {SPACE}><w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}'
    f"{level(1, 'lowerLetter', '(%2)')}{level(2, 'lowerRoman', '(%3)')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "•")}{level(1, "bullet", "•")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    "</w:numbering>"
)


def run(words):
    return f"<w:r><w:t>{words}</w:t></w:r>"


def note(number):
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def paragraph(inner, style="", depth=None, list_=1):
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    if depth is not None:
        own += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_}"/></w:numPr>'
    return f"<w:p><w:pPr>{own}</w:pPr>{inner if inner.startswith('<') else run(inner)}</w:p>"


def word(*paragraphs, notes=()):
    """A Word file of these paragraphs; notes are (id, words) in the order of the part."""
    written = "".join(f'<w:footnote w:id="{key}">{said}</w:footnote>' for key, said in notes)
    parts = {
        "numbering": NUMBERING,
        "styles": STYLES,
        "footnotes": f"<w:footnotes {SPACE}>{written}</w:footnotes>",
        "document": f"<w:document {SPACE}><w:body>{''.join(paragraphs)}</w:body></w:document>",
    }
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{TYPE}/{name}" Target="{name}.xml"/>' for name in parts if name != "document"
    )
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
    )
    main = f'<Relationship Id="r" Type="{TYPE}/officeDocument" Target="word/document.xml"/>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", f"{head}{main}</Relationships>")
        package.writestr("word/_rels/document.xml.rels", f"{head}{relations}</Relationships>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return packed.getvalue()


def shape(content):
    return [(part.kind, part.level, part.content) for part in read(content).parts]


def test_headings_lists_and_levels_of_a_word_file_are_kept():
    content = word(
        paragraph("Background", "H1"), paragraph("Earlier", "H2"), paragraph("We welcome:", depth=0),
        paragraph("one thing;", depth=1), paragraph("a part of it;", depth=2), paragraph("another.", depth=1),
        paragraph("We go on.", depth=0), paragraph("Without a number."),
    )  # fmt: skip
    assert shape(content) == [
        ("heading", 1, "Background"), ("heading", 2, "Earlier"), ("paragraph", 1, "We welcome:"),
        ("item", 1, "one thing;"), ("item", 2, "a part of it;"), ("item", 1, "another."),
        ("paragraph", 1, "We go on."), ("plain", 1, "Without a number."),
    ]  # fmt: skip
    assert read(content).told == []


def test_footnotes_stand_at_their_marks_whatever_their_order_in_the_file():
    body = paragraph(run("First") + note(7) + run(" and second") + note(3) + run("."))
    notes = [(3, paragraph("See B [annex].")), (7, paragraph("See") + paragraph("A."))]
    assert shape(word(body, notes=notes)) == [("plain", 1, "First^[See A.] and second^[See B [annex].].")]


def test_a_bracket_without_its_half_does_not_end_the_note():
    content = word(paragraph(run("First") + note(1)), notes=[(1, paragraph("See 3] and [4."))])
    assert shape(content) == [("plain", 1, "First^[See 3) and (4.]")]


def test_a_raised_two_that_is_no_note_stays_a_raised_two():
    content = word(paragraph(run("12 km² of it") + note(1)), notes=[(1, paragraph("Measured."))])
    assert shape(content) == [("plain", 1, "12 km² of it^[Measured.]")]


def test_what_becomes_something_else_is_told():
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Left')}</w:tc><w:tc>{paragraph('Right')}</w:tc></w:tr></w:tbl>"
    brought = read(word(paragraph("A point", depth=0, list_=2), paragraph("below", depth=1, list_=2), table))
    assert [(part.kind, part.level) for part in brought.parts] == [("item", 1), ("item", 2), ("plain", 1), ("plain", 1)]
    assert brought.told == ["2 cells of tables became paragraphs", "2 bullets became letters"]


def test_what_is_passed_over_is_named_with_its_count():
    picture = "<w:r><w:drawing/></w:r>"
    assert read(word(paragraph(run("Words") + picture))).told == ["pictures: 1"]


def test_a_note_without_a_mark_is_not_dropped():
    brought = read(word(paragraph("Words"), notes=[(1, paragraph("Alone."))]))
    assert [part.content for part in brought.parts] == ["Words", "Alone."]
    assert "1 footnote without a mark" in brought.told[0]


def test_changes_still_tracked_are_refused():
    changed = '<w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
    with pytest.raises(Refused, match="still tracked"):
        read(word(paragraph(run("old ") + changed)))


def test_plain_text_is_read_by_the_numbers_typed_in_it():
    lines = ["I. Background", "1. We welcome 70/1.¹", "(a) one;", "(i) part;", "(b) two.", "2.5 million have none."]
    assert shape("\n\n".join([*lines, "¹ See A/RES/70/1."]).encode()) == [
        ("heading", 1, "Background"), ("paragraph", 1, "We welcome 70/1.^[See A/RES/70/1.]"), ("item", 1, "one;"),
        ("item", 2, "part;"), ("item", 1, "two."), ("plain", 1, "2.5 million have none."),
    ]  # fmt: skip


def test_html_keeps_headings_and_lists_and_nothing_that_runs():
    body = "<h1>Top</h1><h2>Below</h2><p>Words<script>alert(1)</script></p><ol type=a><li>one</ol>"
    assert shape(f"<html><body>{body}</body></html>".encode()) == [
        ("heading", 1, "Top"), ("heading", 2, "Below"), ("plain", 1, "Words"), ("item", 1, "one"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"  \n "])
def test_what_is_no_text_is_refused_in_words(content):
    with pytest.raises((Refused, Unfit)):
        read(content)
