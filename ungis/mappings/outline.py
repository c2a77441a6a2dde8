"""A framework as a tree: what stands for it at a glance, and which whole each of its parts belongs to."""

from collections.abc import Iterable
from typing import Any


class Outline:
    """The concepts of one framework in reading order.

    At a glance its roots stand for all below them: a Goal for its targets, an objective for its commitments. A root
    that only gathers entries of its own kind, as C7 does, is no more than a bracket: its entries stand for themselves.
    """

    def __init__(self, concepts: Iterable[Any]):
        self.concepts = sorted(concepts, key=lambda concept: concept.order)
        self.of = {concept.pk: concept for concept in self.concepts}
        self.claimable = [concept for concept in self.concepts if not concept.is_heading]
        self.head_of: dict[int, Any] = {}
        self.whole_of: dict[int, int] = {}
        brackets = self._brackets()
        for concept in self.concepts:  # parents stand before their children
            above = self.of.get(concept.parent_id)
            is_top = above is None or above.pk in brackets
            self.head_of[concept.pk] = concept if above is None or is_top else self.head_of[above.pk]
            is_part = above is not None and not above.is_heading
            self.whole_of[concept.pk] = self.whole_of[above.pk] if above is not None and is_part else concept.pk
        self.glance = [
            concept for concept in self.concepts if self.head_of[concept.pk] is concept and concept.pk not in brackets
        ]

    def _brackets(self) -> set[int]:
        kinds: dict[int, set[str]] = {}
        for concept in self.concepts:
            kinds.setdefault(concept.parent_id, set()).add(concept.kind)
        return {
            concept.pk
            for concept in self.concepts
            if concept.is_heading and concept.parent_id is None and kinds.get(concept.pk) == {concept.kind}
        }

    def below(self, head: Any) -> list[Any]:
        """Return what may be claimed under a concept that stands at a glance, itself too unless it is a heading."""
        return [concept for concept in self.claimable if self.head_of[concept.pk] is head]
