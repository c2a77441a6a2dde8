"""A paragraph cut into words, and several proposals to change it woven into one line. Pure.

Unlike a comparison to read, nothing is passed over here: the words that stay and those that come make the new
wording to the letter, and a footnote is one word.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ungis.core.differences import steps_between
from ungis.mandates.renewal import CJK

from .content import Piece, pieces

WORD = re.compile(rf"\s*(?:[{CJK}]|[^\s{CJK}]+)|\s+$")


class Edit(NamedTuple):
    """The words from `start` to `end` go, `new` ones come in their place."""

    start: int
    end: int
    new: list[Piece]


class Strand(NamedTuple):
    """Words that stayed ("kept"), went ("gone") or came ("new"); `by` is the place of the proposal, -1 for none."""

    kind: str
    pieces: list[Piece]
    by: int = -1


def words_of(content: str) -> list[Piece]:
    """Return the words, each with the space before it; joined they are the content again."""
    found = []
    for piece in pieces(content):
        found += [piece] if piece.is_note else [Piece(word) for word in WORD.findall(piece.words)]
    return found


def edits(before: Sequence[Piece], after: Sequence[Piece]) -> list[Edit]:
    """Return what turns some words into others."""
    if before == after:
        return []
    steps = steps_between(before, after)
    return [Edit(step.start, step.end, list(after[step.first : step.last])) for step in steps if step.kind != "equal"]


def weave(content: str, proposals: Sequence[str | None]) -> tuple[list[Strand], list[int]]:
    """Return the words with all proposals in one line, and the places of those that do not fit into it.

    A proposal is the wording it wants, None to strike the whole. One that takes words which an earlier one takes
    does not fit: two cannot strike the same word.
    """
    base = words_of(content)
    gone: list[int] = [-1] * len(base)
    new: list[list[Strand]] = [[] for _place in range(len(base) + 1)]
    left = []
    for by, wanted in enumerate(proposals):
        steps = [Edit(0, len(base), [])] if wanted is None else edits(base, words_of(wanted))
        if any(owner >= 0 for step in steps for owner in gone[step.start : step.end]):
            left.append(by)
            continue
        for step in steps:
            gone[step.start : step.end] = [by] * (step.end - step.start)
            if step.new:
                new[step.end].append(Strand("new", step.new, by))
    strands = []
    for place, word in enumerate(base):
        strands += [*new[place], Strand("gone" if gone[place] >= 0 else "kept", [word], gone[place])]
    return _joined([*strands, *new[len(base)]]), left


def _joined(strands: list[Strand]) -> list[Strand]:
    """Neighbours of one kind and one proposal become one, words that follow each other one piece."""
    return [
        Strand(kind, _together(piece for strand in group for piece in strand.pieces), by)
        for (kind, by), group in groupby(strands, key=lambda strand: (strand.kind, strand.by))
    ]


def _together(words: Iterable[Piece]) -> list[Piece]:
    made: list[Piece] = []
    for piece in words:
        if made and not (piece.is_note or made[-1].is_note):
            made[-1] = Piece(made[-1].words + piece.words)
        else:
            made.append(piece)
    return made
