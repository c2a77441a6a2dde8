"""Where changes can hide in a Word file: each place is read, or named to the person who brought it."""

import io
import time
import zipfile

import pytest

from ungis.core.acting import Refused
from ungis.drafting import word_out, word_table
from ungis.drafting.tests.test_drafting_word_back import ONE, change, edited, mark, plain, run
from ungis.drafting.tests.test_drafting_word_out import found, head, short, text
from ungis.drafting.word_content import Row, Table
from ungis.drafting.wording import edits, weave, words_of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rewritten(document, part, before, after, **added):
    """The document with words of one part replaced, and parts added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            assert name != part or before in content
            new.writestr(name, content.replace(before, after, 1) if name == part else content)
        for name, content in added.items():
            new.writestr(f"word/{name}.xml", content)
    return made.getvalue()


def with_part(document, kind, content, name="edge"):
    """The document with one more part of a kind."""
    relation = f'<Relationship Id="rId{name}" Type="{REL}/{kind}" Target="{name}.xml"/></Relationships>'
    part = f'<w:part xmlns:w="{W}">{content}</w:part>'
    return rewritten(document, "word/_rels/document.xml.rels", "</Relationships>", relation, **{name: part})


def named(document, held=ONE):
    return {(one["code"], one["words"]) for one in found(document, held)[2]}


# --- head and foot of the pages ----------------------------------------------------------------------


def test_our_own_foot_is_not_named_whatever_page_it_counts():
    assert found(plain(ONE), ONE) == ([], [], [])


@pytest.mark.parametrize("kind", ["header", "footer"])
@pytest.mark.parametrize("words", [run("Not for circulation"), change("ins", "Not for circulation", "Ana")])
def test_words_at_the_head_and_foot_of_pages_are_named(kind, words):
    assert named(with_part(plain(ONE), kind, f"<w:p>{words}</w:p>")) == {("running", "Not for circulation")}


def test_what_was_struck_at_the_foot_is_named_too():
    assert named(with_part(plain(ONE), "footer", f"<w:p>{change('del', 'Draft', 'Ana')}</w:p>")) == {
        ("running", "Draft")
    }


def test_the_same_words_on_every_kind_of_page_are_named_once():
    once = f"<w:p>{run('Once')}</w:p>"
    document = with_part(with_part(plain(ONE), "header", once), "footer", once, name="other")
    assert [one["code"] for one in found(document, ONE)[2]] == ["running"]


# --- footnotes ---------------------------------------------------------------------------------------


def test_a_tracked_change_in_a_footnote_changes_the_paragraph_of_its_mark():
    held = text()
    words = "See A/RES/70/125 [and others]."
    new = run("See ") + change("del", "A/RES/70/125", "Ana") + change("ins", "A/RES/80/173", "Ana") + run(".")
    operations, _remarks, unhandled = found(rewritten(plain(held), "word/footnotes.xml", run(words), new), held)
    assert ("Ana", "replace", held[1].key) in [one[:3] for one in short(operations)]
    assert any("^[See A/RES/80/173.]" in one["content"] for one in operations if one["author"] == "Ana")
    assert unhandled == []


# --- tables and boxes --------------------------------------------------------------------------------


def cell(words):
    return f"<w:tbl><w:tr><w:tc><w:p>{words}</w:p></w:tc></w:tr></w:tbl>"


def test_tracked_changes_in_the_cell_of_a_table_are_named_with_both_wordings():
    words = run("A ") + change("del", "small ", "Ana") + change("ins", "large ", "Ana") + run("cell")
    document = edited(plain(ONE), ("<w:sectPr>", f"{cell(words)}<w:sectPr>"))
    assert named(document) == {("tables", "A small large cell")}


def test_a_row_of_a_table_that_was_added_is_named_with_the_table():
    row = '<w:tr><w:trPr><w:ins w:id="3" w:author="Ana"/></w:trPr><w:tc><w:p>' + run("New row") + "</w:p></w:tc></w:tr>"
    document = edited(plain(ONE), ("<w:sectPr>", f"<w:tbl>{row}</w:tbl><w:sectPr>"))
    assert named(document) == {("tables", "New row")}


def test_a_comment_and_a_footnote_in_a_table_are_not_dropped():
    held = text()
    document = plain(held)
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = edited(document, ("<w:sectPr>", f"{cell(run('Cell') + note)}<w:sectPr>"))
    assert ("tables", "Cell") in named(document, held)


def test_a_paragraph_that_was_put_into_a_table_is_named_and_not_proposed_to_be_deleted():
    document = edited(
        plain(ONE), (run("We go on."), run("We end.")), ("<w:sectPr>", f"{cell(run('We go on.'))}<w:sectPr>")
    )
    kinds = {(one["kind"], one["content"]) for one in found(document, ONE)[0]}
    assert ("delete", "") not in kinds
    assert ("tables", "We go on.") in named(document)


def test_tracked_changes_in_a_text_box_are_named():
    box = f"<w:r><w:pict><w:txbxContent><w:p>{change('ins', 'Boxed', 'Ana')}</w:p></w:txbxContent></w:pict></w:r>"
    document = edited(plain(ONE), (run("We go on."), run("We go on.") + box))
    operations, _remarks, unhandled = found(document, ONE)
    assert (operations, [(one["code"], one["words"]) for one in unhandled]) == ([], [("text_boxes", "Boxed")])


def test_the_consolidated_table_is_refused_in_words_before_it_deletes_the_text():
    rows = [Row("1.", weave(one.content, [])[0], "", "", [], "", "", "") for one in ONE]
    document = word_table.write(head(), Table(("Paragraph", "Proposal, by whom", "Disposition"), rows))
    with pytest.raises(Refused, match="No paragraph of this version"):
        found(document, ONE)


def test_the_file_of_another_text_is_refused_in_words():
    with pytest.raises(Refused, match="No paragraph of this version"):
        found(edited(plain(text()[:1]), ('w:name="_p', 'w:name="_q')), ONE)


# --- fields ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("author", ["", "Ana"])
def test_a_field_is_read_as_the_words_that_it_shows_and_named(author):
    shown = change("ins", "2026", author) if author else run("2026")
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = sign.format("begin") + "<w:r><w:instrText>DATE</w:instrText></w:r>" + sign.format("separate")
    document = edited(plain(ONE), (run("We go on."), run("We go on in ") + field + shown + sign.format("end")))
    operations, _remarks, unhandled = found(document, ONE)
    assert (author, "replace", ONE[1].key, "We go on in 2026", "") in short(operations)
    assert [one["code"] for one in unhandled] == ["fields"]


# --- changes within changes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nested",
    [
        f'<w:ins w:id="7" w:author="Ana">{change("del", "warmly ", "Ben")}</w:ins>',
        f'<w:del w:id="7" w:author="Ben">{change("ins", "warmly ", "Ana")}</w:del>',
        f'<w:ins w:id="7" w:author="Ana">{change("ins", "warmly ", "Ben")}</w:ins>',
    ],
    ids=["struck by another", "added within what is struck", "added by another"],
)
def test_changes_within_the_changes_of_another_are_named(nested):
    document = edited(plain(ONE), (run("We welcome it."), run("We ") + nested + run("welcome it.")))
    assert ("nested", "warmly") in named(document)


def test_what_one_person_added_and_struck_again_is_nothing():
    nested = f'<w:ins w:id="7" w:author="Ana">{change("del", "warmly ", "Ana")}</w:ins>'
    document = edited(plain(ONE), (run("We welcome it."), run("We ") + nested + run("welcome it.")))
    assert found(document, ONE) == ([], [], [])


# --- moved paragraphs --------------------------------------------------------------------------------


def test_a_paragraph_moved_with_the_marks_of_word_is_a_move():
    held = text()
    first, last = held[2], held[7]
    gone = f'<w:moveFrom w:id="5" w:author="Ana">{run(first.content)}</w:moveFrom>'
    came = f'<w:p>{mark("moveTo", "Ana")}<w:moveTo w:id="6" w:author="Ana">{run(first.content)}</w:moveTo></w:p>'
    document = word_out.write(head(), word_out.plain(held))
    body = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    start = body.rindex("<w:p>", 0, body.index(run(first.content)))
    old = body[start : body.index("</w:p>", start) + 6]
    marked = old.replace("</w:pPr>", '<w:rPr><w:moveFrom w:id="4" w:author="Ana"/></w:rPr></w:pPr>', 1)
    behind = body.rindex("<w:p>", 0, body.index(run(held[8].content)))
    following = body[behind : body.index("</w:p>", behind) + 6]
    document = edited(document, (old, marked.replace(run(first.content), gone, 1)), (following, f"{came}{following}"))
    operations, _remarks, unhandled = found(document, held)
    assert (short(operations), unhandled) == ([("Ana", "move", first.key, "", last.key)], [])


# --- format, sections, remarks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    ['<w:pPrChange w:id="1" w:author="Ana"><w:pPr/></w:pPrChange>', "<w:rPr><w:rPrChange w:author='A'/></w:rPr>"],
)
def test_a_change_of_format_alone_is_named(properties):
    document = edited(plain(ONE), ('<w:pStyle w:val="BodyText"/>', f'<w:pStyle w:val="BodyText"/>{properties}'))
    operations, _remarks, unhandled = found(document, ONE)
    assert (operations, [one["code"] for one in unhandled]) == ([], ["formatting"])


def test_a_change_of_the_page_is_named():
    document = edited(plain(ONE), ("<w:sectPr>", '<w:sectPr><w:sectPrChange w:id="1" w:author="Ana"/>'))
    assert {code for code, _words in named(document)} == {"formatting"}


def test_a_line_broken_inside_a_comment_stays_two_lines():
    said = f"<w:p>{run('First')}<w:r><w:br/></w:r>{run('second')}</w:p>"
    document = edited(plain(ONE), (run("We go on."), f'<w:commentReference w:id="0"/>{run("We go on.")}'))
    document = with_part(document, "comments", f'<w:comment w:id="0" w:author="Ana">{said}</w:comment>', name="said")
    assert [one["text"] for one in found(document, ONE)[1]] == ["First\nsecond"]


# --- words without end -------------------------------------------------------------------------------

HOSTILE = {
    "one word": ("a " * 4_000, "a " * 3_999),
    "two words": ("a b " * 2_000, "b a " * 2_000),
    "a hundred words up and down": (
        " ".join(str(number % 101) for number in range(2_700)),
        " ".join(str(-number % 101) for number in range(2_700)),
    ),
    "Chinese without spaces": ("的一" * 4_000, "一的" * 4_000),
}


@pytest.mark.parametrize(("before", "after"), HOSTILE.values(), ids=HOSTILE)
def test_c12_a_paragraph_of_the_same_words_without_end_is_woven_in_bounded_time(before, after):
    began = time.process_time()
    strands, left = weave(before, [after])
    words = "".join(piece.words for strand in strands if strand.kind != "gone" for piece in strand.pieces)
    assert (words, left) == (after, [])
    assert edits(words_of(before), words_of(before)) == []
    assert time.process_time() - began < 5
