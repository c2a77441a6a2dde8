"""How one row of things becomes another, with work that is bounded whatever people bring. Pure."""

from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import Match, SequenceMatcher
from typing import Any, NamedTuple

POPULAR = 400_000  # pairs of equal things; two wordings of 2,500 English words have about 100,000
MOST_TRIED = 4_000_000  # pairs that one comparison looks at, all its parts together: about a second


class Step(NamedTuple):
    """Things `start` to `end` of the former row are, or become, `first` to `last` of the later one."""

    kind: str  # equal, replace, delete, insert
    start: int
    end: int
    first: int
    last: int


def steps_between(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Step]:
    """Return the steps from one row to the other, in order; together they cover both.

    Where things come back without end the most frequent of them are passed over, and what would take more than
    MOST_TRIED pairs to look at gives way as a whole: coarser, never wrong.
    """
    return [Step(*step) for step in Bounded(before, after).get_opcodes()]


class Bounded(SequenceMatcher):
    """The usual comparison; it looks for no equal run that takes more work than is left. `tried` is what it took."""

    def __init__(self, before: Sequence[Any], after: Sequence[Any]):
        counted = Counter(after)
        pairs = sum(number * counted[one] for one, number in Counter(before).items())
        super().__init__(None, before, after, autojunk=pairs > POPULAR)
        self.tried = 0
        self.until = [0]  # how many pairs the things before each place make
        for one in before:
            self.until.append(self.until[-1] + len(self.b2j.get(one, ())) + 1)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        ahi, bhi = len(self.a) if ahi is None else ahi, len(self.b) if bhi is None else bhi
        pairs = self.until[ahi] - self.until[alo]
        if self.tried + pairs > MOST_TRIED:
            return Match(alo, blo, 0)
        self.tried += pairs
        return super().find_longest_match(alo, ahi, blo, bhi)
