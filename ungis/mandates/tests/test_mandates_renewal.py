"""Two texts aligned: each paragraph once, what stayed stays, and true renewals as a person reads them."""

import json
import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.mandates.renewal import align, words_of

TEXT = [
    "Requests the secretariat to keep a register of the tasks that earlier texts have set",
    "Invites all facilitators of action lines to report once a year on the progress of their work",
    "Notes with appreciation the offer of the host country to hold the next forum in spring",
    "Calls upon the regional commissions to bring their views on connectivity before the review",
    "Decides to consider the matter again when the evaluation of the programme is at hand",
    "Encourages donors to give to the trust fund, so that small delegations can attend",
]
words = st.text(alphabet="abcde ", min_size=1, max_size=40)
texts = st.lists(words, max_size=12)


def kinds(old, new):
    return Counter(pair.kind for pair in align(old, new))


def became(old, new):
    return {(place, other) for pair in align(old, new) for place in pair.old for other in pair.new}


@given(texts, texts)
def test_every_paragraph_of_both_texts_occurs_and_none_twice(old, new):
    pairs = align(old, new)
    assert sorted(place for pair in pairs for place in pair.old) == list(range(len(old)))
    assert sorted(place for pair in pairs for place in pair.new) == list(range(len(new)))
    for pair in pairs:
        assert (len(pair.old) > 1) <= (pair.kind == "merged")
        assert (len(pair.new) > 1) <= (pair.kind == "split")
        assert (pair.kind == "new") == (not pair.old)
        assert (pair.kind == "dropped") == (not pair.new)


@given(texts)
def test_a_text_aligned_with_itself_is_all_kept(text):
    assert set(kinds(text, text)) <= {"kept"}


@given(st.lists(words, max_size=12, unique_by=words_of), st.randoms(use_true_random=False))
def test_a_text_in_another_order_is_moved_or_kept_and_nothing_else(text, chance):
    other = list(text)
    chance.shuffle(other)
    assert set(kinds(text, other)) <= {"kept", "moved"}
    assert not any(pair.is_changed for pair in align(text, other))


@given(st.lists(words, min_size=2, max_size=12, unique_by=words_of), st.data())
def test_of_a_text_with_one_paragraph_elsewhere_no_more_than_one_has_moved(text, data):
    place, target = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, len(text) - 1))
    other = list(text)
    other.insert(target, other.pop(place))
    assert kinds(text, other)["moved"] <= 1


def test_number_typography_case_and_white_space_are_no_change():
    old = ["20.\tHighlights the “urgent need” for the report\u00a0– and its follow\u2011up;", "(a) Of the Union,"]
    new = ["22. Highlights the 'urgent need' for the  report - and its follow-up; and", "(b) of the Union;"]
    assert [pair.kind for pair in align(old, new[:1] + new[1:])] == ["changed", "kept"]  # "and" came
    assert align(old, [new[0].removesuffix(" and"), new[1]])[0].kind == "kept"


def test_words_of_other_scripts_count_too():
    assert words_of("决定 2025") == ("决", "定", "2025")
    assert [pair.kind for pair in align(["يقرر النظر في المسألة"], ["يقرر النظر في المسألة"])] == ["kept"]


def test_changed_new_and_dropped_paragraphs_are_told_apart():
    new = [TEXT[0].replace("keep", "publish"), TEXT[1], "Welcomes an offer that nobody had made before", *TEXT[3:]]
    pairs = align(TEXT, new)
    assert [pair.kind for pair in pairs] == ["changed", "kept", "dropped", "new", "kept", "kept", "kept"]
    assert pairs[0].is_changed
    assert not pairs[0].is_moved


def test_a_paragraph_that_moved_and_changed_says_both():
    new = [*TEXT[1:], TEXT[0].replace("a register", "a public register")]
    moved = align(TEXT, new)[-1]
    assert (moved.kind, moved.is_changed, moved.is_moved, moved.old, moved.new) == ("moved", True, True, (0,), (5,))


@pytest.mark.parametrize("first", range(5))
def test_two_paragraphs_joined_into_one_are_a_merger_and_the_reverse_a_split(first):
    joined = [*TEXT[:first], f"{TEXT[first]}, and {TEXT[first + 1].lower()}", *TEXT[first + 2 :]]
    merged = [pair for pair in align(TEXT, joined) if pair.kind == "merged"]
    assert [(pair.old, pair.new) for pair in merged] == [((first, first + 1), (first,))]
    split = [pair for pair in align(joined, TEXT) if pair.kind == "split"]
    assert [(pair.old, pair.new) for pair in split] == [((first,), (first, first + 1))]
    assert kinds(TEXT, joined) == {"merged": 1, "kept": 4}


def test_three_paragraphs_joined_are_one_merger():
    merged = next(pair for pair in align(TEXT, [" ".join(TEXT[:3]), *TEXT[3:]]) if pair.kind == "merged")
    assert (merged.old, merged.new) == ((0, 1, 2), (0,))


def test_what_grew_where_it_stood_is_the_same_paragraph():
    grown = f"{TEXT[2]}, at which ministers, mayors, engineers, teachers, poets, judges and nurses will speak of " + (
        "libraries, harbours, clinics, orchards, archives, museums, bridges, tunnels, weather, tides, maps and seeds"
    )
    assert (2, 2) in became(TEXT, [*TEXT[:2], grown, *TEXT[3:]])


def test_paragraphs_of_the_same_words_are_paired_in_their_order():
    assert [(pair.old, pair.new) for pair in align(["Same", "Other", "Same"], ["Same", "Other", "Same"])] == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), (2,)),
    ]


def spent(old, new):
    before = time.process_time()
    align(old, new)
    return time.process_time() - before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([f"w{n}" for n in range(1_000)], [f"w{n}" for n in range(999, -1, -1)]),
        (["one"] * 1_000, ["another"] * 1_000),
        ([TEXT[0]] * 500, [TEXT[0]] * 500),
        ([f"{TEXT[0]} {n}" for n in range(500)], [f"{TEXT[0]} {n + 500}" for n in range(500)]),
        (["word " * 20_000] * 3, ["other " * 20_000] * 3),
        ([""] * 1_000, [""] * 900),
    ],
    ids=["one word each", "one word all", "one paragraph 500 times", "alike but a number", "long", "empty"],
)
def test_hostile_sizes_blow_nothing_up(old, new):
    assert spent(old, new) < 10  # milliseconds, but for a collection of garbage in a large process


def test_ten_times_the_paragraphs_cost_no_hundred_times():
    def text(count, seed):
        return [" ".join(f"w{(n * 7919 + seed) * (k + 3) % 2999}" for k in range(40)) for n in range(count)]

    small = min(spent(text(60, 1), text(60, 2)) for _ in range(3))
    assert spent(text(600, 1), text(600, 2)) < 80 * max(small, 0.002)


# --- true renewals, read by hand ------------------------------------------------------------------

# (place in the old text, place in the new one, so many in a row): preambular and operative paragraphs, counted from 0.
WSIS = [(0, 0, 103)]
EDUCATION = [
    *((0, 0, 7), (7, 8, 7), (16, 19, 4), (20, 24, 1), (21, 26, 1), (22, 28, 3), (25, 33, 1), (27, 34, 1)),
    *((28, 36, 3), (31, 40, 6)),
]
RIGHTS = [
    *((0, 0, 8), (8, 9, 1), (9, 11, 1), (11, 12, 1), (12, 6, 1), (13, 60, 1), (14, 14, 6), (25, 20, 1), (27, 21, 5)),
    *((33, 27, 3), (36, 31, 3), (40, 35, 1), (41, 34, 1), (42, 36, 6), (48, 43, 2), (51, 45, 1), (54, 46, 2)),
    *((56, 51, 1), (58, 64, 1), (59, 63, 1), (60, 103, 1), (61, 65, 13), (75, 78, 13), (88, 92, 1), (89, 94, 2)),
    *((94, 90, 1), (95, 97, 1), (96, 81, 1), (97, 98, 1), (98, 105, 2), (100, 99, 2), (102, 104, 1), (103, 101, 2)),
    (105, 108, 4),
]
RENEWALS = [
    ("E_RES_2019_24", "E_RES_2021_28", WSIS, 1.0, 1.0),
    ("A_RES_74_223", "A_RES_78_156", EDUCATION, 1.0, 1.0),
    ("A_RES_76_179", "A_RES_79_184", RIGHTS, 0.98, 0.98),
]


def true_pairs(runs):
    return {(place + n, other + n) for place, other, count in runs for n in range(count)}


def resolution(name):
    originals = os.environ.get("UNGIS_ORIGINALS")
    path = Path(originals).parent / "data" / "resolutions" / f"{name}.json" if originals else None
    if not path or not path.exists():
        pytest.skip("the texts of resolutions are not on this machine")
    lines = json.loads(path.read_text(encoding="utf-8"))
    read = [line for line in lines if line["paragraph_type"] in ("preambular", "operative")]
    return [f"{line['prefix'] or ''} {line['text']}".strip() for line in read]


@pytest.mark.parametrize(("old", "new", "runs", "precision", "recall"), RENEWALS)
def test_true_renewals_align_as_a_person_reads_them(old, new, runs, precision, recall):
    found, truth = became(resolution(old), resolution(new)), true_pairs(runs)
    assert len(found & truth) / len(found) >= precision
    assert len(found & truth) / len(truth) >= recall


def test_the_recurring_lines_of_the_record_align():
    """Paragraphs 13 and 20 of E/RES/2019/24 come back as 13 and 20 of E/RES/2021/28; of 20, one term had changed."""
    old, new = resolution("E_RES_2019_24"), resolution("E_RES_2021_28")
    place = {number: old.index(next(t for t in old if re.match(rf"{number}\.", t))) for number in (13, 20)}
    pairs = {pair.old[0]: pair for pair in align(old, new) if pair.old}
    assert {n: new[pairs[place[n]].new[0]].split(".")[0] for n in place} == {13: "13", 20: "20"}
    assert [pairs[place[n]].kind for n in (13, 20)] == ["kept", "changed"]


def test_texts_that_are_no_renewals_are_hardly_aligned():
    found = became(resolution("E_RES_2021_28"), resolution("E_RES_2024_14"))
    assert len(found) <= 6
