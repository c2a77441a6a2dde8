from hypothesis import given
from hypothesis import strategies as some

from ungis.drafting.footnotes import readable, readable_part, readable_pieces
from ungis.mandates.changes import Piece, compare


def test_a_footnote_is_read_in_round_brackets_at_its_place():
    assert readable("Seen.^[Buoys [all] count.] On.") == "Seen.* (Buoys [all] count.) On."


def test_what_is_no_whole_footnote_is_left_as_it_is():
    for words in ("a ^[b", "a [b] c", "^[ ]", ""):
        assert readable(words) == words


def test_a_footnote_whose_last_word_changed_is_closed_in_both_wordings():
    found = readable_pieces(compare("Seen.^[At the equinox.]", "Seen.^[At the solstice.]"))
    assert found == [Piece("kept", "Seen.* (At the"), Piece("gone", " equinox.)"), Piece("new", " solstice.)")]


def test_a_footnote_may_begin_in_one_part_of_the_words_and_end_in_another():
    assert readable_part("[so] Seen.^[Buoys [all") == ("[so] Seen.* (Buoys [all", 2)
    assert readable_part("] count.] [On]", 2) == ("] count.) [On]", 0)


def test_a_footnote_that_comes_or_goes_leaves_the_words_beside_it():
    assert readable_pieces(compare("Seen [so].", "Seen [so].^[Twice.]"))[-1] == Piece("new", " [so].* (Twice.)")


@given(some.text("a ^[].", max_size=30), some.text("a ^[].", max_size=30))
def test_the_words_of_a_comparison_stay_what_they_were(before, after):
    found = compare(before, after)
    shown = readable_pieces(found)
    assert [piece.kind for piece in shown] == [piece.kind for piece in found]
    assert all(
        "".join(letter for letter in piece.words if letter not in "^[]()* ")
        == "".join(letter for letter in same.words if letter not in "^[]()* ")
        for piece, same in zip(shown, found, strict=True)
    )
