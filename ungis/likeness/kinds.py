"""The words that make one entry of a series differ from the next: places, years, numbers, sectors, populations."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .words import FOLDER, HASHED, numbers_of

YEARS = range(1900, 2101)
LONGEST_NAME = 5


class Meaning(NamedTuple):
    """What a name stands for: its kind (place, year, number, sector, population, month) and its code or first word."""

    kind: str
    name: str


@lru_cache(maxsize=1)
def names() -> dict[tuple[int, ...], Meaning]:
    """Return what each known name means, by the numbers of its words."""
    known: dict[tuple[int, ...], Meaning] = {}
    for kind, code, said in _lines():
        for name in said:
            if numbers := tuple(numbers_of(name)):
                known.setdefault(numbers, Meaning(kind, code))
                known.setdefault((*numbers_of("the"), *numbers), Meaning(kind, code))
    return known


@lru_cache(maxsize=1)
def beginnings() -> frozenset[int]:
    """Return the words with which known names begin."""
    return frozenset(numbers[0] for numbers in names())


def _lines():
    for line in (FOLDER / "places.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, said = line.split(" ", 1)
            yield "place", code, said.split("|")
    for line in (FOLDER / "subjects.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, said = line.split(" ", 1)
            yield kind, said.split("|")[0], said.split("|")


def meanings(numbers: Sequence[int]) -> list[tuple[Meaning, int]]:
    """Return the known names in a run of words, the longest first at each place, and where each begins."""
    known, first, found, at = names(), beginnings(), [], 0
    while at < len(numbers):
        number, length = numbers[at], 1
        if number < HASHED:
            found.append((Meaning("year" if number in YEARS else "number", str(number)), at))
        elif number in first:
            for size in range(min(LONGEST_NAME, len(numbers) - at), 0, -1):
                if meaning := known.get(tuple(numbers[at : at + size])):
                    found.append((meaning, at))
                    length = size
                    break
        at += length
    return found
