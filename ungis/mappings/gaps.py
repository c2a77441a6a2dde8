"""What no claim reaches yet, and how sure that is: of each concept the surest claim, gathered under what stands above.

A link that a source tells of and one that was only inferred are counted apart, and neither is taken for one that the
group has cleared.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from .outline import Outline


class Footing(StrEnum):
    """On what a link rests, the surest first."""

    CLEARED = "cleared"
    SOURCE = "source"  # read in a source, not cleared
    INFERRED = "inferred"  # from the subject only
    WHOLE = "whole"  # the whole it is a part of is linked, not this part
    NONE = "none"


class Link(NamedTuple):
    """A claim in plain values; what is rejected is no link."""

    row: int
    column: int
    is_cleared: bool
    is_inferred: bool

    @property
    def footing(self) -> Footing:
        if self.is_cleared:
            return Footing.CLEARED
        return Footing.INFERRED if self.is_inferred else Footing.SOURCE


ORDER = list(Footing)


@dataclass
class Entry:
    """One concept that can be claimed: how many claims it has on each footing."""

    concept: Any
    claims: Counter[Footing] = field(default_factory=Counter)
    is_in_linked_whole: bool = False

    @property
    def footing(self) -> Footing:
        """The surest on which it stands."""
        held = [footing for footing in ORDER if self.claims[footing]]
        return held[0] if held else Footing.WHOLE if self.is_in_linked_whole else Footing.NONE


@dataclass
class Group:
    """A concept that stands at a glance, with all that may be claimed under it and what it is not linked to."""

    concept: Any
    entries: list[Entry]
    unlinked: list[Any]  # of the other framework, at a glance
    cells: int  # empty ones among those with all that may be claimed of the other framework

    @property
    def claims(self) -> Counter[Footing]:
        return sum((entry.claims for entry in self.entries), Counter())

    @property
    def entries_on(self) -> Counter[Footing]:
        """How many entries have this as their surest footing."""
        return Counter(entry.footing for entry in self.entries)

    @property
    def parts(self) -> list[Entry]:
        """The entries without the concept itself: the targets of a Goal, the commitments of an objective."""
        return [entry for entry in self.entries if entry.concept is not self.concept]

    @property
    def footing(self) -> Footing:
        on = self.entries_on
        return next(footing for footing in ORDER if on[footing] or footing is Footing.NONE)

    @property
    def missing(self) -> list[Entry]:
        """The entries that no claim reaches, itself or through its whole."""
        return [entry for entry in self.entries if entry.footing is Footing.NONE]


@dataclass
class Gaps:
    """The groups of one framework of a matrix, in order, seen from the other."""

    groups: list[Group]
    other: int  # how many of the other framework may be claimed

    def on(self, *footings: Footing) -> list[Group]:
        return [group for group in self.groups if group.footing in footings]

    @property
    def claims(self) -> Counter[Footing]:
        return sum((group.claims for group in self.groups), Counter())

    @property
    def empty_cells(self) -> int:
        return sum(group.cells for group in self.groups)

    @property
    def all_cells(self) -> int:
        return sum(len(group.entries) for group in self.groups) * self.other


def gaps_of(outline: Outline, other: Outline, links: Iterable[Link], *, by_row: bool) -> Gaps:
    """Return what of a framework is linked to the other, on what footing, and what is not.

    `by_row` says on which side of the matrix the framework stands.
    """
    entries = {concept.pk: Entry(concept) for concept in outline.claimable}
    linked: dict[int, set[int]] = {}
    for link in links:
        here, there = (link.row, link.column) if by_row else (link.column, link.row)
        entries[here].claims[link.footing] += 1
        linked.setdefault(here, set()).add(there)
    for key, entry in entries.items():
        whole = outline.whole_of[key]
        entry.is_in_linked_whole = whole != key and whole in linked
    return Gaps([_group(concept, outline, other, entries, linked) for concept in outline.glance], len(other.claimable))


def _group(
    concept: Any, outline: Outline, other: Outline, entries: dict[int, Entry], linked: dict[int, set[int]]
) -> Group:
    below = [entries[part.pk] for part in outline.below(concept)]
    reached = {other.head_of[there].pk for entry in below for there in linked.get(entry.concept.pk, ())}
    filled = sum(len(linked.get(entry.concept.pk, ())) for entry in below)
    return Group(
        concept,
        below,
        [head for head in other.glance if head.pk not in reached],
        len(below) * len(other.claimable) - filled,
    )
