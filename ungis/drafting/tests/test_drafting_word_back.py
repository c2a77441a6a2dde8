"""What comes back from Word and LibreOffice: changes of several authors, comments, clean copies, hostile files."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest

from ungis.core.acting import Refused
from ungis.drafting import word_back, word_out
from ungis.drafting.tests.test_drafting_word_out import FAO, UNDP, found, head, keyed, short, text
from ungis.drafting.word_out import Proposal, Saying


def edited(document, *replacements):
    """The document with its body changed as a person would change it in Word."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                words = content.decode()
                for before, after in replacements:
                    assert before in words, before
                    words = words.replace(before, after, 1)
                content = words.encode()
            new.writestr(name, content)
    return made.getvalue()


def plain(held):
    return word_out.write(head(), word_out.plain(held))


def run(words, sign="t"):
    return f'<w:r><w:{sign} xml:space="preserve">{words}</w:{sign}></w:r>'


def change(kind, words, author):
    sign = "delText" if kind == "del" else "t"
    return f'<w:{kind} w:id="9" w:author="{author}" w:date="2026-03-01T00:00:00Z">{run(words, sign)}</w:{kind}>'


def mark(kind, author):
    return f'<w:pPr><w:rPr><w:{kind} w:id="8" w:author="{author}"/></w:rPr></w:pPr>'


ONE = keyed(("plain", 1, "We welcome it."), ("plain", 1, "We go on."))


def test_an_insertion_into_a_sentence_is_one_proposal_of_its_author():
    document = edited(
        plain(ONE), (run("We welcome it."), run("We ") + change("ins", "warmly ", "Ana") + run("welcome it."))
    )
    operations, _remarks, _unhandled = found(document, ONE)
    assert short(operations) == [("Ana", "replace", ONE[0].key, "We warmly welcome it.", "")]


def test_a_word_that_one_added_and_another_struck_is_named():
    inner = change("del", "warmly ", "Ben")
    nested = f'<w:ins w:id="7" w:author="Ana">{inner}</w:ins>'
    document = edited(plain(ONE), (run("We welcome it."), run("We ") + nested + run("welcome it.")))
    operations, _remarks, unhandled = found(document, ONE)
    assert short(operations) == [("Ana", "replace", ONE[0].key, "We warmly welcome it.", "")]
    assert unhandled == [{"code": "nested", "words": "warmly"}]


@pytest.mark.parametrize("has_mark", [True, False])
def test_a_paragraph_whose_words_are_all_new_is_new_even_where_its_end_is_not(has_mark):
    new = f"<w:p>{mark('ins', 'Ana') if has_mark else ''}{change('ins', 'Between.', 'Ana')}</w:p>"
    document = edited(plain(ONE), ("<w:sectPr>", f"{new}<w:sectPr>"))
    assert short(found(document, ONE)[0]) == [("Ana", "insert", ONE[1].key, "Between.", "")]


def test_a_paragraph_that_was_divided_stays_and_gets_another_behind_it():
    first = '<w:pStyle w:val="BodyText"/></w:pPr><w:bookmarkStart w:id="100003"'
    marked = first.replace("</w:pPr>", '<w:rPr><w:ins w:id="1" w:author="Ana"/></w:rPr></w:pPr>')
    cut = f"{run('We ')}</w:p><w:p>{run('welcome it.')}"
    document = edited(plain(ONE), (first, marked), (run("We welcome it."), cut))
    operations = found(document, ONE)[0]
    assert short(operations) == [
        ("Ana", "insert", ONE[0].key, "welcome it.", ""),
        ("Ana", "replace", ONE[0].key, "We", ""),
    ]
    assert ["split"] in [one["notes"] for one in operations]


def test_a_clean_copy_is_compared_paragraph_by_paragraph():
    held = text()
    document = edited(plain(held), ("We recall it.", "We recall it gladly."), ("Between them.", ""))
    operations, _remarks, unhandled = found(document, held)
    assert short(operations) == [
        ("", "delete", held[6].key, "", ""),
        ("", "replace", held[2].key, "We recall it gladly.", ""),
    ]
    assert unhandled == []


def test_without_bookmarks_paragraphs_are_found_by_their_words_and_changed_ones_are_asked_about():
    held = text()
    document = edited(plain(held), ("We recall it.", "We recall it, and the others too."))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name,
                re.sub(rb"<w:bookmark(Start|End)[^>]*/>", b"", content) if name.endswith("document.xml") else content,
            )
    operations = found(made.getvalue(), held)[0]
    asked = [one for one in operations if not one["is_sure"]]
    assert {one["kind"] for one in operations} <= {"replace", "insert", "delete"}
    assert asked or {"insert", "delete"} <= {one["kind"] for one in operations}


def test_tables_pictures_fields_and_text_boxes_are_named():
    extra = (
        f"<w:tbl><w:tr><w:tc><w:p>{run('In a cell')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p>{run('We end.')}<w:r><w:drawing/></w:r>"
        f"<w:r><w:pict><w:txbxContent><w:p>{run('Boxed')}</w:p></w:txbxContent></w:pict></w:r>"
        f'<w:fldSimple w:instr="DATE">{run("today")}</w:fldSimple></w:p><w:sectPr>'
    )
    operations, _remarks, unhandled = found(edited(plain(ONE), ("<w:sectPr>", extra)), ONE)
    assert short(operations) == [("", "insert", ONE[1].key, "We end.today", "")]
    assert {(one["code"], one["words"]) for one in unhandled} == {
        ("tables", "In a cell"),
        ("pictures", ""),
        ("text_boxes", "Boxed"),
        ("fields", "today"),
    }


def test_comments_of_several_stand_at_their_paragraphs():
    remarks = [Saying(ONE[0].key, ["First", "second line"], FAO), Saying(ONE[1].key, ["Other"], UNDP)]
    document = word_out.write(head(), word_out.amended(ONE, [], remarks))
    operations, told, _unhandled = found(document, ONE)
    assert operations == []
    assert [(one["author"], one["key"], one["text"], one["quoted"]) for one in told] == [
        ("FAO", ONE[0].key, "First\nsecond line", "We welcome it."),
        ("UNDP", ONE[1].key, "Other", "We go on."),
    ]


def test_a_million_characters_in_one_paragraph_are_named_not_proposed():
    operations, _remarks, unhandled = found(edited(plain(ONE), ("We go on.", "word " * 200_000)), ONE)
    assert operations == []
    assert [one["code"] for one in unhandled] == ["long"]


def test_more_authors_than_anybody_could_confirm_are_refused():
    many = "".join(change("ins", "x", f"Author {number}") for number in range(word_back.MOST_AUTHORS + 1))
    with pytest.raises(Refused, match="people changed this file"):
        found(edited(plain(ONE), (run("We go on."), many)), ONE)


def test_more_paragraphs_than_a_text_may_have_are_refused():
    with pytest.raises(Refused, match="more paragraphs"):
        found(edited(plain(ONE), ("<w:sectPr>", "<w:p/>" * word_back.MOST_PARAGRAPHS + "<w:sectPr>")), ONE)


def test_deep_and_broken_markup_gives_findings_or_a_refusal_never_an_error():
    deep = "<w:smartTag>" * 100 + run("deep") + "</w:smartTag>" * 100
    operations = found(edited(plain(ONE), (run("We go on."), run("We go on ") + deep)), ONE)[0]
    assert short(operations) == [("", "replace", ONE[1].key, "We go on deep", "")]
    odd = '<w:footnoteReference/><w:commentReference w:id="77"/><w:bookmarkStart/><w:ins>'
    operations = found(edited(plain(ONE), (run("We go on."), f"{odd}{run('We go on.')}</w:ins>")), ONE)[0]
    assert {one["kind"] for one in operations} <= {"insert", "delete", "replace", "move"}


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        (2, 'w:pStyle w:val="NumberedParagraph"', 'w:pStyle w:val="Heading1"'),
        (3, 'w:ilvl w:val="1"', 'w:ilvl w:val="0"'),
        (4, 'w:pStyle w:val="ListItem"', 'w:pStyle w:val="BodyText"'),
        (5, 'w:ilvl w:val="1"', 'w:ilvl w:val="2"'),
        (7, '<w:pPr><w:pStyle w:val="BodyText"/></w:pPr>', ""),
    ],
)
def test_a_paragraph_made_another_kind_or_level_without_tracking_is_named_with_its_words(place, before, after):
    held = text()
    words = held[place - 1].content
    document = plain(held)
    whole = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    own = whole[whole.rfind("<w:p>", 0, whole.index(held[place - 1].key)) :].partition("</w:p>")[0]
    assert before in own
    operations, remarks, unhandled = found(edited(document, (own, own.replace(before, after, 1))), held)
    assert (operations, remarks, [one["code"] for one in unhandled]) == ([], [], ["kind"])
    assert unhandled[0]["words"].startswith(words[:10])


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_libreoffice_saved_again_comes_back_as_the_same(language, tmp_path):
    held = text()
    keys = [one.key for one in held]
    proposals = [
        Proposal("replace", keys[1], "We warmly welcome the outcome. It is good for everyone.", FAO, said=("Warmer.",)),
        Proposal("insert", keys[2], "A new ^[noted] one.", UNDP),
        Proposal("insert", "", "At the top.", FAO),
        Proposal("delete", keys[3], "", FAO),
        Proposal("move", keys[6], "", UNDP, after_key=keys[0]),
    ]
    (tmp_path / "text.docx").write_bytes(word_out.write(head(language), word_out.amended(held, proposals)))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(tmp_path / "text.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    operations, remarks, unhandled = found((tmp_path / "out" / "text.docx").read_bytes(), held)
    wanted = [(one.change.author, one.kind, one.key, one.content, one.after_key) for one in proposals]
    assert (short(operations), unhandled) == (sorted(wanted), [])
    assert [(one["author"], one["key"], one["text"]) for one in remarks] == [("FAO", keys[1], "Warmer.")]
