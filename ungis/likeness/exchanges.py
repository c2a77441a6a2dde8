"""Whether two texts are the same but for a place, a year, a number, a sector or a population: a series.

The words of both are laid side by side. Where one known name stands in place of another of its kind, it was exchanged;
the exchange tells a series when it is consistent and nothing much else differs, or when the titles differ by it alone.
"""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .entries import Reading
from .kinds import Meaning, meanings
from .words import number_of

MOST_COMPARED = 600  # words of each text; a series shows long before
SUBJECTS = {"sector", "population"}
# A numeral tells one part of a series from another only behind such a word, or at the head of a title.
NUMBERED = frozenset(
    number_of(word)
    for word in [
        "phase",
        "part",
        "volume",
        "edition",
        "session",
        "component",
        "subprogramme",
        "result",
        "section",
        "chapter",
        "annex",
        "batch",
        "cycle",
        "module",
        "round",
        "stage",
        "level",
        "lot",
        "series",
        "conference",
        "forum",
        "meeting",
        "workshop",
        "table",
        "step",
        "grade",
        "objective",
        "output",
        "pillar",
        "goal",
        "article",
    ]
)
EMPTY = frozenset(
    number_of(word)
    for word in [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "and",
        "or",
        "to",
        "with",
        "by",
        "s",
        "at",
        "as",
        "is",
        "are",
        "be",
    ]
)
TITLE_LIKE = 0.6


@dataclass(frozen=True)
class Exchange:
    """One name that stands where another of its kind stands in the other text."""

    kind: str
    left: str
    right: str
    in_title: bool


@dataclass(frozen=True)
class Difference:
    """What differs between two texts: the exchanges, and how many words differ otherwise, of so many."""

    exchanges: tuple[Exchange, ...]
    words_exchanged: int
    words_otherwise: int
    words: int
    title_differs_by_them_alone: bool

    @property
    def is_series(self) -> bool:
        """Say whether the exchanges, and not a rewording, are what parts the two."""
        if not self.exchanges:
            return False
        if self.title_differs_by_them_alone:
            return self.words_otherwise <= TITLE_LIKE * self.words
        return self.words_otherwise <= max(1, self.words_exchanged, self.words // 12)


def difference(a: Reading, b: Reading) -> Difference:
    """Lay two readings side by side; the answer is the same either way round but for left and right."""
    if a.order > b.order:
        turned = difference(b, a)
        back = tuple(replace(exchange, left=exchange.right, right=exchange.left) for exchange in turned.exchanges)
        return replace(turned, exchanges=back)
    left, right = a.order[:MOST_COMPARED], b.order[:MOST_COMPARED]
    exchanged, swapped, otherwise = _exchanges(left, right, min(a.heading, b.heading))
    kept = _consistent(exchanged, left, right)
    if len(kept) < len(exchanged):
        otherwise += sum(1 for exchange in exchanged if exchange not in kept)
    return Difference(
        tuple(dict.fromkeys(kept)), swapped, otherwise, max(len(left), len(right)), _title_alone(a.title, b.title, kept)
    )


def _exchanges(left: list[int], right: list[int], heading: int) -> tuple[list[Exchange], int, int]:
    found, swapped, otherwise = [], 0, 0
    for verb, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        one, other = left[i:j], right[k:m]
        pairs = _paired(one, other, left[max(0, i - 1) : i], i == 0) if verb == "replace" else []
        found += [Exchange(p.kind, p.name, q.name, i < heading and k < heading) for p, q in pairs]
        swapped += len(pairs)
        different = max(sum(n not in EMPTY for n in one), sum(n not in EMPTY for n in other))
        otherwise += max(0, different - sum(_length(one, other, p, q) for p, q in pairs))
    return found, swapped, otherwise


def _length(one: list[int], other: list[int], p: Meaning, q: Meaning) -> int:
    """Return how many words of the run the exchange explains: names may be of several words."""
    return max(len(p.name.split()), len(q.name.split()), min(3, len(one)) if len(one) < 4 and len(other) < 4 else 1)


def _paired(one: list[int], other: list[int], before: list[int], at_head: bool) -> list[tuple[Meaning, Meaning]]:
    """Return the names of one kind that stand in place of one another, in order."""
    left = [meaning for meaning, _ in meanings(one)]
    right = [meaning for meaning, _ in meanings(other)]
    pairs = []
    for p in left:
        for q in right:
            if p.name != q.name and _kind(p) == _kind(q):
                if p.kind == "number" and not (at_head or (before and before[0] in NUMBERED)):
                    continue
                pairs.append((p, q))
                right = right[right.index(q) + 1 :]
                break
    return pairs


def _kind(meaning: Meaning) -> str:
    return "subject" if meaning.kind in SUBJECTS else meaning.kind


def _consistent(found: list[Exchange], left: list[int], right: list[int]) -> list[Exchange]:
    """Keep the exchanges where what stood left is nowhere right, and what stands right was not left."""
    there = {meaning for meaning, _ in meanings(left)}
    here = {meaning for meaning, _ in meanings(right)}
    return [
        exchange
        for exchange in found
        if Meaning(exchange.kind, exchange.left) not in here or Meaning(exchange.kind, exchange.right) not in there
    ]


def _title_alone(left: list[int], right: list[int], kept: list[Exchange]) -> bool:
    """Say whether the titles have the same words but for what was exchanged."""
    if not any(exchange.in_title for exchange in kept) or not left or not right:
        return False
    found, _, otherwise = _exchanges(left, right, len(left))
    return bool(found) and not otherwise and len(left) + len(right) - 2 * len(found) >= 4
