"""Two rows compared: the steps are right, and no row that anybody brings costs more than it may."""

import random
import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.core import differences
from ungis.core.differences import MOST_TRIED, Bounded, steps_between

MANY = 10_000  # things in a row: a text of the greatest length in words of one letter


def made_of(steps, after):
    return [one for step in steps for one in after[step.first : step.last]]


@given(st.lists(st.sampled_from("abcd"), max_size=60), st.lists(st.sampled_from("abcd"), max_size=60))
def test_ordinary_rows_are_compared_as_ever(before, after):
    assert steps_between(before, after) == SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


@pytest.mark.parametrize("most", [0, 5, 50, 5_000])
@given(st.lists(st.sampled_from("abcd"), max_size=60), st.lists(st.sampled_from("abcd"), max_size=60))
def test_wherever_the_work_is_cut_off_the_steps_cover_both_rows_and_equal_means_equal(most, before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(differences, "MOST_TRIED", most)
        steps = steps_between(before, after)
    at = other = 0
    for step in steps:
        assert (step.start, step.first) == (at, other)
        if step.kind == "equal":
            assert before[step.start : step.end] == after[step.first : step.last]
        at, other = step.end, step.last
    assert (at, other) == (len(before), len(after))
    assert made_of(steps, after) == after


def rows(letters, seed=1):
    chance = random.Random(seed)
    return chance.choices(letters, k=MANY), chance.choices(letters, k=MANY)


CYCLE = [str(number) for number in range(101)]  # each comes back just too seldom to be passed over
HOSTILE = {
    "one word": (["a"] * MANY, ["a"] * (MANY - 1)),
    "two words": rows("ab"),
    "a hundred words in any order": rows(CYCLE),
    "a hundred words, up and down": (CYCLE * (MANY // 101), CYCLE[::-1] * (MANY // 101)),
    "a thousand words": rows([str(number) for number in range(1_000)]),
    "every second one the same": (["a", "b"] * (MANY // 2), ["a", "c"] * (MANY // 2)),
    "a stair": ([str(number // 90) for number in range(MANY)], [str(number // 90) for number in range(MANY)][::-1]),
}


@pytest.mark.parametrize(("before", "after"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_rows_cost_no_more_than_they_may(before, after):
    began, bounded = time.process_time(), Bounded(before, after)
    assert made_of([differences.Step(*step) for step in bounded.get_opcodes()], after) == after
    assert bounded.tried <= MOST_TRIED
    assert time.process_time() - began < 5
