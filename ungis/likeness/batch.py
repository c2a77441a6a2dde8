"""All pairs of many entries that are likely the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .entries import Reading
from .judging import LEAST_WORDS, verdict
from .rarity import Rarity
from .reasons import Likeness, Verdict
from .sameness import Weighed, features, sameness
from .shelf import Search, Shelf

STEP = 2_048
MOST_WEIGHED = 4_000


class Pair(NamedTuple):
    """Two rows, by their place in what was given, and what they are to each other."""

    a: int
    b: int
    likeness: Likeness


class Weighing:
    """Weighs the rows of a shelf as they are asked for and remembers the latest."""

    def __init__(self, shelf: Shelf, rarity: Rarity, agencies: Sequence[str]):
        self.shelf, self.rarity, self.agencies = shelf, rarity, agencies
        self.kept: dict[int, Weighed] = {}

    def __getitem__(self, row: int) -> Weighed:
        found = self.kept.get(row)
        if found is None:
            if len(self.kept) >= MOST_WEIGHED:
                self.kept.clear()
            found = self.kept[row] = Weighed(self.shelf.reading(row), self.rarity, self.agencies[row])
        return found


def pairs_of(search: Search, agencies: Sequence[str], first: int, last: int) -> Iterator[Pair]:
    """Return the pairs whose earlier row is one of these and that are duplicates, series or related."""
    weighing = Weighing(search.shelf, search.rarity, agencies)
    lengths = search.shelf.ends[1:] - search.shelf.ends[:-1]
    found = [(a, b) for a, b, _ in search.pairs(first, last) if min(lengths[a], lengths[b]) >= LEAST_WORDS]
    rows = [features(weighing[a], weighing[b]) for a, b in found]
    for (a, b), row, score in zip(found, rows, sameness(rows).tolist(), strict=True):
        likeness = verdict(weighing[a], weighing[b], row, score)
        if likeness.verdict is not Verdict.DIFFERENT:
            yield Pair(a, b, likeness)


def pairs(entries: Iterable, *, progress: Callable[[int, int], None] | None = None) -> Iterator[tuple]:
    """Return (entry's id, other's id, likeness) for all pairs worth showing; `progress(done, of)` is told now and then."""
    ids, agencies = [], []

    def readings():
        for entry in entries:
            ids.append(entry.id)
            agencies.append(entry.agency)
            yield Reading.of(entry)

    shelf = Shelf(readings())
    rarity = Rarity()
    rarity.add(shelf.unique, len(shelf))
    search = Search(shelf, rarity)
    for at in range(0, len(shelf), STEP):
        for pair in pairs_of(search, agencies, at, min(at + STEP, len(shelf))):
            yield ids[pair.a], ids[pair.b], pair.likeness
        if progress:
            progress(min(at + STEP, len(shelf)), len(shelf))
