"""All pairs of many, and one against many."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ungis.likeness.batch import pairs
from ungis.likeness.entries import Entry
from ungis.likeness.index import Index
from ungis.likeness.judging import compare
from ungis.likeness.reasons import Code, Reason, Verdict

NOUNS = [
    f"{a}{b}" for a in ("net", "port", "ledger", "sensor", "clinic", "school", "harvest", "river") for b in range(90)
]


def entries(many=60, seed=1):
    """Return distinct entries, every third followed by a copy with a few words changed."""
    chance = random.Random(seed)
    made = []
    for number in range(many):
        words = [chance.choice(NOUNS) for _ in range(30)]
        made.append(Entry(number, " ".join(words[:5]), " ".join(words), "ITU"))
        if number % 3 == 0:
            words[7] = words[19] = "instead"
            made.append(Entry(f"copy of {number}", "another title", " ".join(words), "FAO"))
    return made


def duplicates(found):
    return {frozenset((a, b)) for a, b, likeness in found if likeness.verdict is Verdict.DUPLICATE}


def test_all_copies_are_found_and_nothing_else():
    assert duplicates(pairs(entries())) == {frozenset((n, f"copy of {n}")) for n in range(0, 60, 3)}


def test_two_that_are_like_a_third_are_duplicates_too():
    chance = random.Random(3)
    words = [chance.choice(NOUNS) for _ in range(40)]
    first = [word if at % 4 else f"left{at}" for at, word in enumerate(words)]
    second = [f"right{at}" if at % 4 == 1 else word for at, word in enumerate(words)]
    made = [Entry(name, "", " ".join(said)) for name, said in (("one", first), ("whole", words), ("other", second))]
    assert compare(made[0], made[2]).verdict is not Verdict.DUPLICATE
    found = list(pairs(made))
    assert len(found) == 3
    likeness = next(likeness for a, b, likeness in found if {a, b} == {"one", "other"})
    assert likeness.verdict is Verdict.DUPLICATE
    assert likeness.reasons == (Reason(Code.BOTH_ARE_LIKE_A_THIRD, {"third": "whole"}),)


def test_progress_is_told():
    told = []
    list(pairs(entries(), progress=lambda done, of: told.append((done, of))))
    assert told == [(80, 80)]


def test_no_entries_make_no_pairs():
    assert list(pairs([])) == []
    assert Index().similar(Entry(1, "a title", "some words of a text")) == []


def test_the_index_finds_what_the_batch_finds():
    made = entries()
    built, grown = Index.build(made), Index()
    for entry in made:
        grown.add(entry)
    for index in (built, grown):
        found = {
            frozenset((entry.id, other.id))
            for entry in made
            for other in index.similar(entry)
            if other.likeness.verdict is Verdict.DUPLICATE
        }
        assert found == duplicates(pairs(made))


def test_what_is_removed_is_not_found_and_what_is_changed_is_found_as_it_is():
    made = entries()
    index = Index.build(made)
    assert index.similar(made[0])[0].id == "copy of 0"
    assert index.remove("copy of 0")
    assert not index.remove("copy of 0")
    assert "copy of 0" not in index
    assert index.similar(made[0]) == []
    index.add(Entry("copy of 0", "", made[0].text))
    assert index.similar(made[0])[0].likeness.score == pytest.approx(1, abs=0.01)
    assert len(index) == len(made)


def test_recent_entries_join_the_base(monkeypatch):
    monkeypatch.setattr("ungis.likeness.index.RECENT", 10)
    index = Index()
    for entry in entries():
        index.add(entry)
    index.remove(0)
    assert len(index) == 79
    assert index.similar(Entry("asked", "", entries()[4].text))[0].likeness.verdict is Verdict.DUPLICATE


@settings(max_examples=4, deadline=None)
@given(st.lists(st.sampled_from(NOUNS), min_size=5, max_size=30))
def test_adding_and_removing_leaves_the_index_as_it_was(words):
    made = entries(12)
    index = Index.build(made)
    before = [index.similar(entry) for entry in made]
    index.add(Entry("new", " ".join(words[:3]), " ".join(words)))
    index.remove("new")
    assert [index.similar(entry) for entry in made] == before
    assert len(index) == len(made)
