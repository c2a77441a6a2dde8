"""Readings kept compactly, and those like a given one found at once: by the rare words they share."""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np

from .entries import Reading
from .rarity import Rarity
from .words import SPACE

MOST_CANDIDATES = 24  # of one entry, that are looked at closely
LEAST_NEARNESS = 0.06  # of the rare words shared to all words, before an entry is looked at
LEAST_COSINE = 0.36  # of all words, and their share of the shorter's: what the model calls a duplicate lies above
LEAST_HELD = 0.45
BLOCK = 256
FEW = 20  # rare words, and fewer: pairs of words help to find a row
FINER = 1.5  # steps in which weights are summed


def runs(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the positions of all runs, one after another."""
    ends = np.cumsum(lengths)
    if not len(ends) or not ends[-1]:
        return np.empty(0, np.int64)
    return np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)


class Shelf:
    """Rows of readings, one after another in two long arrays: each word in order, and each word once."""

    def __init__(self, readings: Iterable[Reading] = ()):
        ordered, unique, ends, once, headings = array("I"), array("I"), array("q", [0]), array("q", [0]), array("I")
        for reading in readings:
            ordered.frombytes(reading.numbers.tobytes())
            unique.frombytes(reading.unique.tobytes())
            ends.append(len(ordered))
            once.append(len(unique))
            headings.append(reading.heading)
        self.ordered, self.unique = np.array(ordered, np.uint32), np.array(unique, np.uint32)
        self.ends, self.once = np.array(ends, np.int64), np.array(once, np.int64)
        self.headings = np.array(headings, np.uint32)

    @classmethod
    def joined(cls, shelves: "list[Shelf]") -> "Shelf":
        """Return the rows of several shelves as one."""
        whole = cls()
        if shelves:
            whole.ordered, whole.unique, whole.headings = (
                np.concatenate([getattr(shelf, name) for shelf in shelves])
                for name in ("ordered", "unique", "headings")
            )
            whole.ends, whole.once = (
                np.r_[0, np.cumsum(np.concatenate([np.diff(getattr(shelf, name)) for shelf in shelves]))]
                for name in ("ends", "once")
            )
        return whole

    def __len__(self) -> int:
        return len(self.headings)

    def reading(self, row: int) -> Reading:
        """Return one row as a reading."""
        return Reading(self.ordered[self.ends[row] : self.ends[row + 1]], int(self.headings[row]))

    def words(self, row: int) -> np.ndarray:
        """Return the words of one row, each once."""
        return self.unique[self.once[row] : self.once[row + 1]]


class Postings:
    """Which rows of a shelf hold a sign: a word rare enough to tell or, in rows with few such, a pair of words."""

    def __init__(self, shelf: Shelf, rarity: Rarity):
        self.rarity = rarity
        self.most = 50 + len(shelf) // 400
        counts = np.bincount(shelf.unique, minlength=SPACE)
        self.common = counts > self.most
        signs, rows = self.signs(shelf.unique, shelf.once, shelf.ordered, shelf.ends)
        self.counts = np.bincount(signs, minlength=2 * SPACE).astype(np.int32)
        self.counts[self.counts > self.most] = 0
        kept = self.counts[signs] > 0
        keys = np.sort((signs[kept].astype(np.uint64) << np.uint64(32)) | rows[kept].astype(np.uint64))
        self.rows = (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        self.starts = (np.cumsum(self.counts, dtype=np.int64) - self.counts).astype(np.uint32)

    def signs(self, unique: np.ndarray, once: np.ndarray, ordered: np.ndarray, ends: np.ndarray):
        """Return the signs of some rows, and the row of each, counted from the first of them."""
        many = len(once) - 1
        owner = np.repeat(np.arange(many), np.diff(once))
        rare = ~self.common[unique]
        poor = np.bincount(owner, rare, minlength=many) < FEW
        whose = np.repeat(np.arange(many), np.diff(ends))
        paired = np.flatnonzero(poor[whose[:-1]] & (whose[:-1] == whose[1:])) if len(whose) else np.empty(0, np.int64)
        pairs = ordered[paired].astype(np.uint64) * np.uint64(0x9E3779B1) + ordered[paired + 1]
        pairs = SPACE + (pairs ^ (pairs >> np.uint64(21))) % np.uint64(SPACE)
        both = np.sort((whose[paired].astype(np.uint64) << np.uint64(32)) | pairs)
        if len(both):
            both = both[np.r_[True, both[1:] != both[:-1]]]
        signs = np.r_[unique[rare].astype(np.int64), (both & np.uint64(0xFFFFFFFF)).astype(np.int64)]
        return signs, np.r_[owner[rare], (both >> np.uint64(32)).astype(np.int64)]

    def near(self, signs: np.ndarray, owner: np.ndarray, after: np.ndarray | None = None):
        """Return asker, row, and the weight of the signs they share, sorted; `after` asks only for later rows."""
        lengths = self.counts[signs].astype(np.int64)
        rows = self.rows[runs(self.starts[signs].astype(np.int64), lengths)].astype(np.int64)
        asker = np.repeat(owner, lengths)
        squares = np.log((self.rarity.texts + 1) / (lengths + 1.0)) ** 2
        squares[signs >= SPACE] /= 2
        weight = np.repeat(np.minimum(255, squares * FINER).astype(np.uint64), lengths)
        if after is not None:
            later = rows > after[asker]
            rows, asker, weight = rows[later], asker[later], weight[later]
        if not len(rows):
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        # Asker, row and weight in one number: sorting numbers is many times faster than sorting by several.
        keys = (asker.astype(np.uint64) << np.uint64(40)) | (rows.astype(np.uint64) << np.uint64(8)) | weight
        keys.sort()
        places = keys >> np.uint64(8)
        first = np.flatnonzero(np.r_[True, places[1:] != places[:-1]])
        sums = np.add.reduceat(keys & np.uint64(255), first) / FINER
        heads = places[first]
        return (heads >> np.uint64(32)).astype(np.int64), (heads & np.uint64(0xFFFFFFFF)).astype(np.int64), sums


class Search:
    """Finds the rows of a shelf that may be the same as given words: cheap, and rather too many than too few."""

    def __init__(self, shelf: Shelf, rarity: Rarity):
        self.shelf, self.rarity = shelf, rarity
        self.postings = Postings(shelf, rarity)
        self.mark = np.zeros(SPACE, np.float32)
        self.norms = np.ones(len(shelf), np.float32)
        self.totals = np.ones(len(shelf), np.float32)
        for at in range(0, len(shelf), 20_000):  # in pieces: all weights at once would be as large as the shelf
            until = min(at + 20_000, len(shelf))
            start, end = shelf.once[at], shelf.once[until]
            owner = np.repeat(np.arange(until - at), np.diff(shelf.once[at : until + 1]))
            weights = rarity.weights(shelf.unique[start:end])
            self.norms[at:until] = np.sqrt(np.bincount(owner, weights**2, minlength=until - at)) + 1e-6
            self.totals[at:until] = np.bincount(owner, weights, minlength=until - at) + 1e-6

    def like(self, reading: Reading) -> Iterator[tuple[int, float]]:
        """Return the rows that share signs with a reading, each with the cosine of all words."""
        words = reading.unique
        weights = self.rarity.weights(words)
        norm = float(np.sqrt((weights**2).sum())) + 1e-6
        once, ends = np.array([0, len(words)]), np.array([0, len(reading.numbers)])
        _, rows, sums = self.postings.near(*self.postings.signs(words, once, reading.numbers, ends))
        yield from self._looked_at(words, weights, norm, rows, sums)

    def pairs(self, first: int, last: int) -> Iterator[tuple[int, int, float]]:
        """Return the pairs whose earlier row is one of these, each with the cosine of all words."""
        shelf = self.shelf
        for at in range(first, last, BLOCK):
            until = min(at + BLOCK, last)
            words = shelf.unique[shelf.once[at] : shelf.once[until]]
            weights = self.rarity.weights(words)
            once, ends = shelf.once[at : until + 1], shelf.ends[at : until + 1]
            signs, owner = self.postings.signs(words, once, shelf.ordered[ends[0] : ends[-1]], ends)
            asker, rows, sums = self.postings.near(signs, owner, np.arange(at, until))
            bounds = np.searchsorted(asker, np.arange(until - at + 1))
            for row in range(at, until):
                here = slice(bounds[row - at], bounds[row - at + 1])
                if here.start < here.stop:
                    own = slice(shelf.once[row] - shelf.once[at], shelf.once[row + 1] - shelf.once[at])
                    found = self._looked_at(words[own], weights[own], self.norms[row], rows[here], sums[here])
                    for other, cosine in found:
                        yield row, other, cosine

    def _looked_at(self, words, weights, norm: float, rows, sums) -> Iterator[tuple[int, float]]:
        nearness = sums / (norm * self.norms[rows])
        hopeful = nearness >= LEAST_NEARNESS
        rows, nearness = rows[hopeful], nearness[hopeful]
        if len(rows) > MOST_CANDIDATES:
            best = np.argpartition(nearness, -MOST_CANDIDATES)[-MOST_CANDIDATES:]
            rows = rows[best]
        if not len(rows):
            return
        shelf = self.shelf
        lengths = shelf.once[rows + 1] - shelf.once[rows]
        theirs = shelf.unique[runs(shelf.once[rows], lengths)]
        self.mark[words] = weights
        starts = np.cumsum(lengths) - lengths
        marked = self.mark[theirs]
        cosines = np.add.reduceat(marked * marked, starts) / (norm * self.norms[rows])
        held = np.add.reduceat(marked, starts) / np.minimum(float(weights.sum()), self.totals[rows])
        self.mark[words] = 0
        kept = (cosines >= LEAST_COSINE) & (held >= LEAST_HELD)
        yield from zip(rows[kept].tolist(), cosines[kept].tolist(), strict=True)
