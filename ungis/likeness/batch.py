"""All pairs of many entries that are likely the same."""

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, combinations, islice
from multiprocessing import get_context
from typing import NamedTuple

from .entries import Entry, Reading
from .judging import LEAST_WORDS, verdict
from .rarity import Rarity
from .reasons import Code, Likeness, Reason, Verdict
from .sameness import Weighed, features, sameness
from .shelf import Search, Shelf

STEP = 2_048
MOST_WEIGHED = 4_000
LEAST_LINKED = 0.8  # of the product of two scores, to call duplicates two that are like a third
MOST_LINKED = 50  # of one entry: a form that hundreds filled in alike links no others
WORTH_TWO = 4  # steps, before a second process is worth its start


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


def pairs(
    entries: Iterable[Entry], *, processes: int = 1, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[Hashable, Hashable, Likeness]]:
    """Return (id, other id, likeness) for all pairs worth showing; `progress(done, of)` is told now and then.

    Last come pairs of which both are like a third: two strong rewordings of one entry may share too little themselves.
    Two processes share the work where there is much of it. They are forked: not for a process with threads.
    """
    ids: list[Hashable] = []
    agencies: list[str] = []
    shelf = Shelf.joined(_shelves(_kept(entries, ids, agencies), processes))
    rarity = Rarity()
    rarity.add(shelf.unique, len(shelf))
    search = Search(shelf, rarity)
    steps = [(at, min(at + STEP, len(shelf))) for at in range(0, len(shelf), STEP)]
    linked, related = Linked(), []
    for (_, last), found in zip(steps, _found(search, agencies, steps, processes), strict=True):
        for pair in found:
            linked.add(pair)
            if pair.likeness.verdict is Verdict.RELATED:
                related.append(pair)
            else:
                yield ids[pair.a], ids[pair.b], pair.likeness
        if progress:
            progress(last, len(shelf))
    through = linked.through_a_third()
    for (a, b), (score, third) in sorted(through.items()):
        reason = Reason(Code.BOTH_ARE_LIKE_A_THIRD, {"third": str(ids[third])})
        yield ids[a], ids[b], Likeness(score, Verdict.DUPLICATE, (reason,))
    for pair in related:
        if (pair.a, pair.b) not in through:
            yield ids[pair.a], ids[pair.b], pair.likeness


class Linked:
    """Which rows are duplicates of which, and which pairs are judged already and stay as they are."""

    def __init__(self) -> None:
        self.likes: dict[int, dict[int, float]] = {}
        self.judged: set[tuple[int, int]] = set()

    def add(self, pair: Pair) -> None:
        """Take in a pair."""
        if pair.likeness.verdict is Verdict.DUPLICATE:
            self.likes.setdefault(pair.a, {})[pair.b] = pair.likeness.score
            self.likes.setdefault(pair.b, {})[pair.a] = pair.likeness.score
        if pair.likeness.verdict in (Verdict.DUPLICATE, Verdict.SERIES):
            self.judged.add((pair.a, pair.b))

    def through_a_third(self) -> dict[tuple[int, int], tuple[float, int]]:
        """Return by both rows a score, the product of the scores that lead there where it is high, and the third."""
        best: dict[tuple[int, int], tuple[float, int]] = {}
        for third, likes in self.likes.items():
            near = heapq.nlargest(MOST_LINKED, likes, key=lambda row: (likes[row], -row))
            for a, b in combinations(sorted(near), 2):
                score = likes[a] * likes[b]
                if score >= LEAST_LINKED and (a, b) not in self.judged:
                    best[a, b] = max(best.get((a, b), (0.0, 0)), (score, third))
        return best


def _kept(entries: Iterable[Entry], ids: list[Hashable], agencies: list[str]) -> Iterator[Entry]:
    for entry in entries:
        ids.append(entry.id)
        agencies.append(entry.agency)
        yield entry


def _shelf(entries: list[Entry]) -> Shelf:
    return Shelf(Reading.of(entry) for entry in entries)


def _shelves(entries: Iterator[Entry], processes: int) -> list[Shelf]:
    """Read the entries, in pieces."""
    pieces = iter(lambda: list(islice(entries, STEP)), [])
    first = list(islice(pieces, WORTH_TWO))
    if processes < 2 or len(first) < WORTH_TWO:
        return [_shelf(piece) for piece in chain(first, pieces)]
    with get_context("fork").Pool(processes) as pool:
        return list(pool.imap(_shelf, chain(first, pieces)))


def _found(search: Search, agencies: list[str], steps: list[tuple[int, int]], processes: int) -> Iterator[list[Pair]]:
    """Return what is found in each step, in order."""
    work = partial(_found_in, search, agencies)
    if processes < 2 or len(steps) < WORTH_TWO:
        yield from map(work, steps)
        return
    _shared.append(work)
    try:
        with get_context("fork").Pool(processes) as pool:
            yield from pool.imap(_work_of_this_process, steps)
    finally:
        _shared.pop()


# What forked processes find in the memory they were given, instead of having it sent.
_shared: list[Callable] = []


def _work_of_this_process(step: tuple[int, int]) -> list[Pair]:
    return _shared[-1](step)


def _found_in(search: Search, agencies: list[str], step: tuple[int, int]) -> list[Pair]:
    return list(pairs_of(search, agencies, *step))
