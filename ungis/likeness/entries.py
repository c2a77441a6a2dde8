"""An entry as it comes, and as it is read: its words as numbers, in order."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .words import numbers_of


@dataclass(frozen=True)
class Entry:
    """One entry of a register. Places (codes of countries) and years are only for those who keep them apart."""

    id: Hashable
    title: str = ""
    text: str = ""
    agency: str = ""
    places: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()


class Reading:
    """The words of one entry: `numbers` in order with the title first, `heading` how many of them are the title."""

    def __init__(self, numbers: np.ndarray, heading: int):
        self.numbers = numbers
        self.heading = heading

    @classmethod
    def of(cls, entry: Entry) -> "Reading":
        """Read an entry. A title that the text repeats at its head counts once."""
        title, text = numbers_of(entry.title), numbers_of(entry.text)
        heading = len(title)
        if title == text[:heading]:
            title = title[:0]
        return cls(np.array(title + text, np.uint32), heading)

    @cached_property
    def unique(self) -> np.ndarray:
        """Its words, each once, sorted."""
        found = np.sort(self.numbers)
        first = np.ones(len(found), bool)
        np.not_equal(found[1:], found[:-1], out=first[1:])
        return found[first]

    @cached_property
    def order(self) -> list[int]:
        """Its words as plain integers."""
        return self.numbers.tolist()

    @property
    def title(self) -> list[int]:
        """The words of its title."""
        return self.order[: self.heading]
