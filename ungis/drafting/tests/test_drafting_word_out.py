"""A text in Word: what is written comes back letter for letter, and proposals come back as the same proposals."""

import io
import zipfile
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.documents.contents import examine
from ungis.drafting import intake, word_back, word_out
from ungis.drafting.content import UNPRINTABLE, settled
from ungis.drafting.numbering import DEEPEST
from ungis.drafting.word_out import Change, Head, Proposal, Saying

FAO, UNDP = Change("FAO", "2026-02-01T10:00:00Z"), Change("UNDP", "2026-02-02T10:00:00Z")


class Part(NamedTuple):
    key: str
    kind: str
    level: int
    content: str


def head(language="en"):
    return Head(
        "A statement", ("Version 1",), language, "A statement", ("Page ", " of ", ""), "x", "2026-01-01T00:00:00Z"
    )


def keyed(*parts):
    return [Part(f"p{place:012x}", *part) for place, part in enumerate(parts, 1)]


def text():
    return keyed(
        ("heading", 1, "Background"),
        ("paragraph", 1, "We welcome the outcome.^[See A/RES/70/125 [and others].] It is good for all."),
        ("paragraph", 2, "We recall it."),
        ("item", 1, "one;"),
        ("item", 2, "within one;"),
        ("item", 1, "two."),
        ("plain", 1, "Between them."),
        ("item", 1, "anew."),
        ("heading", 2, "Next"),
    )


def found(document, parts):
    findings = word_back.read(document, parts, ["A statement", "Version 1"], "A statement Page of")
    return findings["operations"], findings["remarks"], findings["unhandled"]


def short(operations):
    return sorted((one["author"], one["kind"], one["key"], one["content"], one["after_key"]) for one in operations)


contents = (
    st.text(
        st.one_of(st.characters(codec="utf-8"), st.sampled_from("^[] <&>\u00a0\u200f\u0627\u0644\u06272.d")),
        max_size=60,
    )
    .map(lambda words: settled(UNPRINTABLE.sub("", words)))
    .filter(bool)
)
parts = st.lists(
    st.sampled_from([(kind, level) for kind, deepest in DEEPEST.items() for level in range(1, deepest + 1)]).flatmap(
        lambda placed: contents.map(lambda words: (*placed, words))
    ),
    min_size=1,
    max_size=8,
)


@given(parts, st.sampled_from(["en", "ar", "zh-hans"]))
def test_a_text_comes_back_from_word_letter_for_letter(written, language):
    held = keyed(*written)
    document = word_out.write(head(language), word_out.plain(held))
    assert found(document, held) == ([], [], [])


@given(contents, contents, contents)
def test_tracked_changes_of_two_in_one_paragraph_come_apart_again(before, one, other):
    held = keyed(("paragraph", 1, before))
    proposals = [
        Proposal("replace", held[0].key, words, change, as_comment="Instead")
        for words, change in ((one, FAO), (other, UNDP))
    ]
    operations, remarks, unhandled = found(word_out.write(head(), word_out.amended(held, proposals)), held)
    wanted = [(change.author, "replace", held[0].key, words, "") for words, change in ((one, FAO), (other, UNDP))]
    wanted = [row for row in wanted if row[3] != before]
    if remarks:  # the second takes words that the first takes, too
        wanted = wanted[:1]
    assert (short(operations), unhandled) == (sorted(wanted), [])


def test_every_kind_of_proposal_comes_back_as_the_same():
    held = text()
    keys = [one.key for one in held]
    proposals = [
        Proposal("replace", keys[1], "We warmly welcome the outcome. It is good for all.", FAO, said=("Warmer.",)),
        Proposal("insert", keys[2], "A new ^[noted] one.", UNDP),
        Proposal("insert", keys[2], "Another one.", FAO),
        Proposal("insert", "", "At the top.", FAO),
        Proposal("insert", keys[8], "At the end.", UNDP),
        Proposal("delete", keys[3], "", FAO),
        Proposal("move", keys[6], "", UNDP, after_key=keys[0]),
    ]
    document = word_out.write(head(), word_out.amended(held, proposals, [Saying(keys[0], ["Needed?"], UNDP)]))
    operations, remarks, unhandled = found(document, held)
    wanted = [(one.change.author, one.kind, one.key, one.content, one.after_key) for one in proposals]
    assert (short(operations), unhandled) == (sorted(wanted), [])
    told = {(one["author"], one["key"], one["text"]) for one in remarks}
    assert told == {("UNDP", keys[0], "Needed?"), ("FAO", keys[1], "Warmer.")}


def test_word_numbers_the_paragraphs_as_the_platform_does():
    held = text()
    read = intake.read(word_out.write(head(), word_out.plain(held)))
    assert [(one.kind, one.level, one.content) for one in read.parts][-len(held) :] == [part[1:] for part in held]


def test_each_paragraph_has_a_hidden_bookmark_of_its_key_and_the_file_is_sound():
    held = text()
    document = word_out.write(head("ar"), word_out.plain(held))
    assert examine(document) == "docx"
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = package.read("word/document.xml").decode()
    assert all(f'w:name="_{one.key}"' in body for one in held)
    assert "<w:bidi/>" in body


def test_the_same_lines_give_the_same_bytes():
    held = text()
    assert word_out.write(head(), word_out.plain(held)) == word_out.write(head(), word_out.plain(held))


def test_two_who_strike_the_same_word_are_both_there_the_second_in_a_comment():
    held = keyed(("paragraph", 1, "We welcome it."))
    proposals = [
        Proposal("delete", held[0].key, "", FAO),
        Proposal("replace", held[0].key, "We note it.", UNDP, as_comment="Proposes instead: We note it."),
    ]
    operations, remarks, _unhandled = found(word_out.write(head(), word_out.amended(held, proposals)), held)
    assert short(operations) == [("FAO", "delete", held[0].key, "", "")]
    assert [one["text"] for one in remarks] == ["Proposes instead: We note it."]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_versions_as_tracked_changes_hold_the_later(language):
    from ungis.drafting.comparison import compared
    from ungis.drafting.models import Paragraph

    def version(*rows):
        return [
            Paragraph(key=f"p{key:012x}", order=place, kind="paragraph", level=1, content=words)
            for place, (key, words) in enumerate(rows, 1)
        ]

    earlier = version((1, "One."), (2, "Two stays."), (3, "Three."), (4, "Four."))
    later = version((2, "Two stays here."), (1, "One."), (5, "New."), (4, "Four."))
    document = word_out.write(head(language), word_out.compared(compared(earlier, later), FAO))
    operations, _remarks, unhandled = found(document, earlier)
    kinds = {(one["kind"], one["key"]) for one in operations}
    assert ("delete", earlier[2].key) in kinds
    assert ("insert", earlier[2].key) in kinds or ("insert", earlier[1].key) in kinds
    assert "move" in {kind for kind, _key in kinds}
    assert unhandled == []
