"""What follows from two sets of links that meet in one framework: pairs, and the paths that lead from one to the other.

Goals are linked to action lines, action lines to commitments: a Goal and a commitment that share a line make a
candidate. It is never more than inferred, however sure its paths are.

Speed: of each concept the middle ones that it is linked to are the bits of one number, so that all pairs are met by
one AND each; the paths themselves are told only for the pairs that somebody looks at.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple


class Leg(NamedTuple):
    """One claim as a step: from the concept in the middle to the one at the end, and how sure it is (0 to 3)."""

    middle: int
    end: int
    claim: int
    sureness: int


class Path(NamedTuple):
    """A way from one end to the other; it is as sure as the less sure of its legs."""

    middle: int
    left: Leg
    right: Leg

    @property
    def sureness(self) -> int:
        return min(self.left.sureness, self.right.sureness)

    @property
    def least_sure(self) -> list[Leg]:
        """The leg on which the path rests least; both, where they are alike."""
        return [leg for leg in (self.left, self.right) if leg.sureness == self.sureness]


class Candidate(NamedTuple):
    """A pair that follows: the middle concepts it goes through as bits, its number of paths, how sure the surest is."""

    start: int
    end: int
    bits: int
    paths: int
    sureness: int


Legs = dict[int, dict[int, list[Leg]]]  # end > middle > legs


class Composition:
    """Two sets of legs, met in the middle."""

    def __init__(self, left: Iterable[Leg], right: Iterable[Leg]):
        self._left, self._right = _gathered(left), _gathered(right)
        middles = sorted({middle for legs in (*self._left.values(), *self._right.values()) for middle in legs})
        self._bit = {middle: 1 << place for place, middle in enumerate(middles)}
        self._middles = middles

    def candidates(self) -> list[Candidate]:
        """Return every pair that at least one path joins, in the order of its ends."""
        left, right = self._masks(self._left), self._masks(self._right)
        found = []
        for start, (here, here_plain, here_sure) in left.items():
            for end, (there, there_plain, there_sure) in right.items():
                bits = here & there
                if not bits:
                    continue
                paths = bits.bit_count() if here_plain and there_plain else self._count(start, end, bits)
                sureness = 3
                while not here_sure[sureness] & there_sure[sureness]:
                    sureness -= 1
                found.append(Candidate(start, end, bits, paths, sureness))
        return found

    def _masks(self, legs: Legs) -> dict[int, tuple[int, bool, list[int]]]:
        """Of each end: its middles as bits, whether no middle comes twice, and its middles at least so sure."""
        masks = {}
        for end in sorted(legs):
            sure = [0, 0, 0, 0]
            for middle, several in legs[end].items():
                for level in range(max(leg.sureness for leg in several) + 1):
                    sure[level] |= self._bit[middle]
            masks[end] = sure[0], all(len(several) == 1 for several in legs[end].values()), sure
        return masks

    def _count(self, start: int, end: int, bits: int) -> int:
        here, there = self._left[start], self._right[end]
        return sum(len(here[middle]) * len(there[middle]) for middle in self.middles(bits))

    def ends_with(self, middles: int) -> set[int]:
        """Return the ends, of either side, that are linked to so many concepts in the middle."""
        return {end for legs in (self._left, self._right) for end, held in legs.items() if len(held) == middles}

    def middles(self, bits: int) -> Iterator[int]:
        """Tell the concepts in the middle that a candidate's bits stand for."""
        while bits:
            low = bits & -bits
            yield self._middles[low.bit_length() - 1]
            bits ^= low

    def paths(self, start: int, end: int) -> list[Path]:
        """Return every path between two ends; none where they do not follow from each other."""
        here, there = self._left.get(start, {}), self._right.get(end, {})
        return [
            Path(middle, left, right)
            for middle in sorted(here.keys() & there.keys())
            for left, right in product(here[middle], there[middle])
        ]


def _gathered(legs: Iterable[Leg]) -> Legs:
    gathered: Legs = {}
    for leg in legs:
        gathered.setdefault(leg.end, {}).setdefault(leg.middle, []).append(leg)
    return gathered
