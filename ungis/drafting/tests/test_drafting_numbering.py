import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.drafting.content import joined, pieces, settled, without_notes
from ungis.drafting.numbering import DEEPEST, Reader, numbered
from ungis.drafting.parts import Part

KINDS = st.sampled_from(sorted(DEEPEST))
PARTS = st.lists(
    KINDS.flatmap(lambda kind: st.builds(Part, st.just("x"), st.just(kind), st.integers(1, DEEPEST[kind]))), max_size=60
)


def labels(*shape):
    """The printed numbers of parts given as (kind, level)."""
    return [number.label for number in numbered(Part("x", kind, level) for kind, level in shape)]


def test_paragraphs_run_through_the_text_and_items_begin_anew():
    assert labels(
        ("heading", 1), ("paragraph", 1), ("item", 1), ("item", 1), ("heading", 2), ("paragraph", 1), ("item", 1)
    ) == ["I.", "1.", "(a)", "(b)", "A.", "2.", "(a)"]


def test_levels_below_are_counted_within_the_one_above():
    shape = [("paragraph", 1), ("paragraph", 2), ("paragraph", 2), ("paragraph", 3), ("paragraph", 1), ("paragraph", 2)]
    assert labels(*shape) == ["1.", "1.1", "1.2", "1.2.1", "2.", "2.1"]
    assert labels(("item", 1), ("item", 2), ("item", 2), ("item", 3), ("item", 1), ("item", 2)) == [
        "(a)", "(i)", "(ii)", "a.", "(b)", "(i)",
    ]  # fmt: skip


def test_letters_of_headings_begin_anew_under_each_roman_one():
    assert labels(("heading", 1), ("heading", 2), ("heading", 2), ("heading", 1), ("heading", 2)) == [
        "I.", "A.", "B.", "II.", "A.",
    ]  # fmt: skip


def test_a_paragraph_without_a_number_has_none_and_what_was_skipped_counts_as_begun():
    assert labels(("plain", 1), ("heading", 3)) == ["", ""]
    assert labels(("paragraph", 2), ("paragraph", 1)) == ["1.1", "2."]


def test_machines_name_a_paragraph_by_the_way_that_leads_to_it():
    shape = [("heading", 1), ("paragraph", 1), ("item", 1), ("item", 2), ("plain", 1), ("item", 1), ("heading", 2)]
    assert [number.eid for number in numbered(Part("x", *one) for one in shape)] == [
        "sec_I", "para_1", "para_1__subpara_a", "para_1__subpara_a__point_i", "hcontainer_1", "hcontainer_1__subpara_a",
        "sec_I__subsec_A",
    ]  # fmt: skip


@given(PARTS)
def test_no_two_parts_of_a_text_have_the_same_name(parts):
    names = [number.eid for number in numbered(parts)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_.]+", name) for name in names)


@given(PARTS)
def test_what_is_put_at_the_end_changes_no_number_before(parts):
    assert numbered(parts)[:-1] == numbered(parts[:-1])


# Within these bounds a printed number tells kind and level: of more items, (i) after (h) could be either.
READABLE = st.lists(
    st.sampled_from([("heading", 1), ("heading", 2), ("paragraph", 1), ("paragraph", 2), ("item", 1), ("item", 2)]),
    max_size=20,
)


@given(READABLE)
def test_printed_numbers_are_read_again_as_what_they_were_printed_from(shape):
    counts = {}
    depth = {"heading": 0, "item": 0}
    lawful = []
    for kind, level in shape:
        if kind in depth:
            level = min(level, depth[kind] + 1)
            depth[kind] = level
        depth["item"] = 0 if kind != "item" else depth["item"]
        counts[kind, level] = counts.get((kind, level), 0) + 1
        if counts[kind, level] <= 8:  # nine headings are IX, and nine items end in (i)
            lawful.append((kind, level))
    reader = Reader()
    assert [reader.read(label) for label in labels(*lawful)] == lawful


@pytest.mark.parametrize("label", ["", "§ 4", "(1)", "IIX1.", "Article 5", "12/4"])
def test_a_number_that_is_not_ours_is_not_read(label):
    assert Reader().read(label) is None


def test_an_i_after_an_h_is_a_letter_and_elsewhere_the_first_below():
    reader = Reader()
    read = [reader.read(f"({letter})") for letter in [*"abcdefgh", "i", "j"]]
    assert {level for _kind, level in read} == {1}
    reader = Reader()
    assert [reader.read(label) for label in ("(a)", "(i)", "(ii)", "(b)", "(i)")] == [
        ("item", 1), ("item", 2), ("item", 2), ("item", 1), ("item", 2),
    ]  # fmt: skip


# --- what a paragraph may hold ---------------------------------------------------------------------


@given(st.text(alphabet="ab ^[]", max_size=60))
def test_pieces_make_the_same_content_again(content):
    assert joined(pieces(content)) == content


def test_footnotes_stand_where_they_are_and_may_hold_brackets():
    assert pieces("One^[See [2025].] two") == [("One", False), ("See [2025].", True), (" two", False)]
    assert without_notes("One^[See.] two") == "One two"


@pytest.mark.parametrize("content", ["x^[", "x^[]", "x^[ ]y", "x ^ [y]", "]^["])
def test_what_is_no_whole_footnote_is_plain_words(content):
    assert pieces(content) == [(content, False)]


def test_a_paragraph_is_kept_on_one_line_and_spaces_that_do_not_break_stay():
    assert settled("  one\r\n two\t three ") == "one two three"
    assert settled("«\u00a0oui\u00a0»") == "«\u00a0oui\u00a0»"


def test_brackets_without_end_cost_no_time():
    assert len(pieces("^[" * 4_000)) == 1
