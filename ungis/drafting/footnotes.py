"""Footnotes where a page shows plain words: ^[words] as a reader takes them in, * (words). Pure."""

import re
from collections.abc import Iterator, Sequence

from ungis.mandates.changes import Piece

from .content import BEGINS, pieces

BRACKETS = re.compile(r"\^?\[|\]")
SIGNS = ("* (", "", ")")  # in the place of ^, [ and ]


def readable(words: str) -> str:
    """Return the words with each footnote in round brackets at its place: * (like this)."""
    return readable_pieces([("kept", words)])[0].words if BEGINS in words else words


def readable_pieces(found: Sequence[tuple[str, str]]) -> list[Piece]:
    """Return the pieces of a comparison so; a bracket that closes a note in only one of the two wordings is its own."""
    made = [Piece(kind, words) for kind, words in found]
    if not any(BEGINS in words for _kind, words in made):
        return made
    signs: dict[tuple[int, int], str] = {}
    for left_out in ("new", "gone"):
        places = [
            (piece, at) for piece, (kind, words) in enumerate(made) if kind != left_out for at in range(len(words))
        ]
        wording = "".join(words for kind, words in made if kind != left_out)
        for note in _notes(wording):
            signs |= {places[at]: sign for at, sign in zip(note, SIGNS, strict=True)}
    return [
        Piece(kind, "".join(signs.get((piece, at), sign) for at, sign in enumerate(words)))
        for piece, (kind, words) in enumerate(made)
    ]


def _notes(wording: str) -> Iterator[tuple[int, int, int]]:
    """Where the signs of each footnote stand: ^, [ and ]."""
    at = 0
    for piece in pieces(wording):
        if piece.is_note:
            yield at, at + 1, at + len(BEGINS) + len(piece.words)
            at += len(BEGINS) + 1
        at += len(piece.words)


def readable_part(words: str, depth: int = 0) -> tuple[str, int]:
    """Return words of a longer wording so, and how deep in a footnote they end; `depth` is how deep they begin."""

    def shown(bracket: re.Match[str]) -> str:
        nonlocal depth
        if not depth and bracket[0] != BEGINS:
            return bracket[0]
        depth += -1 if bracket[0] == "]" else 1
        if bracket[0] == "]":
            return bracket[0] if depth else SIGNS[-1]
        return SIGNS[0] if depth == 1 else bracket[0]

    return BRACKETS.sub(shown, words), depth
