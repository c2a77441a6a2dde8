"""The paper in PDF: tagged, titled, in English, with every sentence that the paper in Word has."""

import copy
import io
import json
import re
import tomllib
from pathlib import Path

import pypdf
import pytest

from ungis.press.typesetting import FONTS
from ungis.reports import pdf

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PAPER = json.loads((HERE / "example_paper.json").read_text())


def squeezed(words):
    return re.sub(r"\s+", "", words)


def opened(content):
    return pypdf.PdfReader(io.BytesIO(pdf.write(content)))


def shown(content):
    """Return the words of all pages without spaces: where a line breaks is not the matter."""
    return squeezed("".join(page.extract_text() for page in opened(content).pages))


def with_text(words):
    content = copy.deepcopy(PAPER)
    content["blocks"][0]["sentences"][1]["text"] = words
    content["blocks"][1]["text"] = content["head"]["source"] = content["footnotes"][0][0]["text"] = words
    return content


def sentences_of(node):
    if isinstance(node, list):
        return [sentence for child in node for sentence in sentences_of(child)]
    if isinstance(node, dict):
        own = [node["text"]] if "cites" in node else []
        return own + sentences_of([child for child in node.values() if isinstance(child, list | dict)])
    return []


def roles(node, found):
    """Collect the roles of the structure tree, in the order in which they are read."""
    if isinstance(node, pypdf.generic.IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for child in node:
            roles(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node["/S"])
        if "/K" in node:
            roles(node["/K"], found)
    return found


def test_a_paper_is_tagged_titled_and_in_english():
    reader = opened(PAPER)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == PAPER["head"]["title"]
    assert reader.metadata.author == "UNGIS secretariat"
    assert reader.metadata.creation_date.date().isoformat() == "2025-08-08"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_its_structure_has_headings_lists_quotes_and_notes():
    found = roles(opened(PAPER).trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/BlockQuote", "/Note", "/Link"} <= set(found)
    assert "/Table" not in found  # the head is laid out in columns, it is no table
    assert found.count("/L") == 3
    assert found.count("/Note") == 2


def test_every_sentence_of_the_paper_stands_in_it():
    printed = shown(PAPER)
    assert [words for words in sentences_of(PAPER) if squeezed(words) not in printed] == []
    head = [line for value in PAPER["head"].values() for line in value.split("\n")]
    headings = [block["text"] for block in PAPER["blocks"] if block["kind"] == "heading"]
    assert [words for words in [*head, *headings] if squeezed(words) not in printed] == []
    assert "“132.Highlightswhatthegroupdoes;133.Recommendsthatitdomore.”134." in printed
    assert "E/CN.16/2025/4;www.ungis.org." in printed


def test_every_page_bears_the_symbol_and_its_number():
    pages = opened(with_text("word " * 2000)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert squeezed(f"CWG-WSIS&SDG-43/5Page {number} of {len(pages)}") in squeezed(page.extract_text())


def test_the_same_content_gives_the_same_bytes():
    assert pdf.write(PAPER) == pdf.write(copy.deepcopy(PAPER))


def test_it_is_set_in_our_own_fonts_alone():
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in opened(with_text("الأمم المتحدة")).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular", "NotoSansArabic-Bold"}


@pytest.mark.parametrize(
    "words",
    [
        "*bold* _under_ #evil() $x^2$ @note <label> `raw` // gone /* gone */ \\ ~ -- ---",
        '#sys.inputs.paper #read("paper.typ") #import "x": * = Heading + item - item',
        "<w:t>tag</w:t> & &amp; \"straight\" 'quotes' ... -? (c)",
        "Organizations: Организация, Ένωση, Lillestrøm, Việt Nam",
    ],
)
def test_hostile_texts_come_out_as_text(words):
    printed = shown(with_text(words))
    assert printed.count(squeezed(words)) == 4


def test_control_characters_and_overrides_of_direction_are_left_out():
    printed = shown(with_text("Control\x00 characters\x08 and\x1b an \u202eoverride\u202c, a lone\ud800 surrogate"))
    assert "Controlcharactersandanoverride,alonesurrogate" in printed


def test_a_character_without_a_glyph_is_printed_by_its_number():
    printed = shown(with_text("A rare sign \U00020bb7, a face \U0001f600"))
    assert "Araresign[U+20BB7],aface[U+1F600]" in printed


def test_chinese_names_are_printed_as_they_are():
    assert "信息社会小组：联合国" in shown(with_text("信息社会小组：联合国"))


def test_an_accent_on_a_letter_of_the_other_font_is_printed_by_its_number():
    printed = shown(with_text("A comma,\u08ea and alef \u0627\u0308"))
    assert "[U+08EA]" in printed
    assert "[U+0308]" in printed


def test_an_empty_title_or_heading_and_a_skipped_level_do_not_stop_the_paper():
    content = copy.deepcopy(PAPER)
    content["head"]["title"] = content["blocks"][1]["text"] = "\x00"
    reader = opened(content)
    assert reader.metadata.title == "UNGIS"
    found = roles(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], [])
    assert (found.count("/H1"), found.count("/H2")) == (1, 1)


def test_a_letter_whose_capital_our_fonts_lack_may_stand_in_a_title():
    content = copy.deepcopy(PAPER)
    content["head"]["title"] = "Barred lambda \u019b"
    assert "BARREDLAMBDA" in shown(content)


def test_every_font_is_listed_with_its_origin():
    listed = {Path(entry["path"]) for entry in tomllib.loads((ROOT / "vendor.toml").read_text())["file"]}
    assert {path.relative_to(ROOT) for path in FONTS.glob("*.?tf")} <= listed


def test_every_character_said_to_be_covered_can_be_printed():
    rows = [line.split("-") for line in (FONTS / "coverage.txt").read_text().split()]
    covered = "".join(chr(point) for first, last in rows for point in range(int(first, 16), int(last, 16) + 1))
    pdf.write(with_text(" ".join(covered[start : start + 40] for start in range(0, len(covered), 40))))


def test_a_sentence_of_ten_thousand_characters_stands_whole():
    assert shown(with_text("word " * 2000)).count("word") == 4 * 2000


def test_a_paper_without_notes_or_blocks_is_still_a_paper():
    content = {**PAPER, "blocks": [], "footnotes": []}
    assert "Purpose" in shown(content)
