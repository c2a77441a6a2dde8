"""What differs between two editions of a matrix, claim by claim; the claims come as plain values of canonical.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

WORDS = ("rationale", "mechanism", "activity", "carried_out_by", "evidence", "note", "source")
VALUES = ("strength", "readings", "paths")


class Kind(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    REWORDED = "reworded"  # also its strength, readings and paths: what it says
    STATE = "state"
    CERTAINTY = "certainty"


class Key(NamedTuple):
    row: str
    column: str
    author: str


@dataclass
class Difference:
    """One claim that is not the same in both: what it was and what it is; None where the edition has none."""

    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    kinds: set[Kind] = field(default_factory=set)
    fields: list[str] = field(default_factory=list)  # that differ, of a claim that stands in both

    @property
    def sign(self) -> str:
        return "+" if self.before is None else "-" if self.after is None else "~"


@dataclass
class Comparison:
    differences: list[Difference]  # in the order of their keys
    unchanged: int

    def of(self, kind: Kind) -> list[Difference]:
        return [difference for difference in self.differences if kind in difference.kinds]


def compare_claims(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> Comparison:
    """Return what differs between two lists of claims, each known by its row, column and author."""
    old, new = _keyed(before), _keyed(after)
    differences, unchanged = [], 0
    for key in sorted(old.keys() | new.keys()):
        difference = _difference(key, old.get(key), new.get(key))
        if difference.kinds:
            differences.append(difference)
        else:
            unchanged += 1
    return Comparison(differences, unchanged)


def _keyed(claims: Iterable[dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    return {Key(claim["row"], claim["column"], claim["author"]): claim for claim in claims}


def _difference(key: Key, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Difference:
    if old is None or new is None:
        return Difference(key, old, new, {Kind.ADDED if old is None else Kind.DROPPED})
    fields = [name for name in (*WORDS, *VALUES, "state", "certainty") if old[name] != new[name]]
    kinds = {Kind(name) if name in ("state", "certainty") else Kind.REWORDED for name in fields}
    return Difference(key, old, new, kinds, fields)
