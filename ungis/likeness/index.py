"""Entries kept in memory so that those like a given one are found at once, while entries come and go.

Most rows lie in a base, sorted by sign; those that came since are looked at one by one until there are many of them.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .entries import Entry, Reading
from .judging import is_empty, verdict
from .rarity import Rarity
from .reasons import Likeness, Verdict
from .sameness import Weighed, features, sameness
from .shelf import LEAST_COSINE, Search, Shelf

RECENT = 2_000


class Similar(NamedTuple):
    """An entry that is like the one asked for."""

    id: Hashable
    likeness: Likeness


@dataclass(frozen=True)
class _Row:
    """What is kept of an entry besides its words."""

    id: Hashable
    agency: str
    places: frozenset[str]
    years: frozenset[int]


class Index:
    """Entries by id. `similar` finds those like one; `add` and `remove` follow the register."""

    def __init__(self) -> None:
        self._place([], Shelf())

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "Index":
        """Return an index of these entries; of two with one id the later stands."""
        index, rows = cls(), []

        def readings():
            for entry in {entry.id: entry for entry in entries}.values():
                rows.append(_row(entry))
                yield Reading.of(entry)

        shelf = Shelf(readings())
        index._place(rows, shelf)
        return index

    def _place(self, rows: list[_Row], shelf: Shelf) -> None:
        self._rows, self._shelf = rows, shelf
        self._at = {row.id: at for at, row in enumerate(rows)}
        self._recent: dict[Hashable, tuple[_Row, Reading]] = {}
        self._rarity = Rarity()
        self._rarity.add(shelf.unique, len(shelf))
        self._search = Search(shelf, self._rarity)

    def __len__(self) -> int:
        return len(self._at) + len(self._recent)

    def __contains__(self, id: Hashable) -> bool:
        return id in self._at or id in self._recent

    def add(self, entry: Entry) -> None:
        """Take in an entry; one with the same id is replaced."""
        self.remove(entry.id)
        reading = Reading.of(entry)
        self._recent[entry.id] = (_row(entry), reading)
        self._rarity.add_one(reading.unique)
        if len(self._recent) > max(RECENT, len(self._rows) // 20):
            self._settle()

    def remove(self, id: Hashable) -> bool:
        """Let go of an entry; say whether it was there."""
        if id in self._recent:
            self._rarity.add_one(self._recent.pop(id)[1].unique, -1)
        elif id in self._at:
            self._rarity.add_one(self._shelf.words(self._at.pop(id)), -1)
        else:
            return False
        return True

    def _settle(self) -> None:
        """Move what is recent into the base, and drop what was removed from it."""
        kept = sorted(self._at.values())
        rows = [self._rows[at] for at in kept] + [row for row, _ in self._recent.values()]
        recent = [reading for _, reading in self._recent.values()]
        shelf = Shelf(reading for part in ((self._shelf.reading(at) for at in kept), recent) for reading in part)
        self._place(rows, shelf)

    def similar(self, entry: Entry, limit: int = 10) -> list[Similar]:
        """Return the entries like this one, the likest first, itself left out; series and related ones follow."""
        asked = Weighed(Reading.of(entry), self._rarity, entry.agency)
        if is_empty(asked):
            return []
        candidates = list(self._candidates(asked, entry.id))
        seen = [features(asked, other) for _, other in candidates]
        found = []
        for (row, other), measured, score in zip(candidates, seen, sameness(seen).tolist(), strict=True):
            likeness = verdict(asked, other, measured, score, entry, row)
            if likeness.verdict is not Verdict.DIFFERENT:
                found.append(Similar(row.id, likeness))
        return sorted(found, key=lambda one: (-one.likeness.score, str(one.id)))[:limit]

    def _candidates(self, asked: Weighed, id: Hashable):
        """Return what may be like it: from the base by signs it shares, from the recent by all words."""
        for at, _ in self._search.like(asked.reading):
            row = self._rows[at]
            if row.id != id and self._at.get(row.id) == at:
                other = Weighed(self._shelf.reading(at), self._rarity, row.agency)
                if not is_empty(other):
                    yield row, other
        for row, reading in self._near_recent(asked.reading):
            if row.id != id:
                other = Weighed(reading, self._rarity, row.agency)
                if not is_empty(other):
                    yield row, other

    def _near_recent(self, reading: Reading):
        words = reading.unique
        weights = self._rarity.weights(words)
        least = LEAST_COSINE * float((weights**2).sum())
        for row, other in self._recent.values():
            shared = np.isin(words, other.unique, assume_unique=True)
            # Half of what a cosine would ask for: exact weights of the other side are not worth their time here.
            if (weights[shared] ** 2).sum() >= least / 2:
                yield row, other


def _row(entry: Entry) -> _Row:
    return _Row(entry.id, entry.agency, entry.places, entry.years)
