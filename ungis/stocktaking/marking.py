"""The phrases that led to a suggestion, marked where they stand in a text."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    words: str
    is_marked: bool


def marked(text: str, phrases: Iterable[str]) -> list[Piece]:
    """Return the text in pieces that joined give it again; those where a phrase stands are marked."""
    wanted = sorted({phrase for phrase in phrases if phrase.strip()}, key=len, reverse=True)
    if not wanted or not text:
        return [Piece(text, False)] if text else []
    either = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in wanted)
    pieces, at = [], 0
    for found in re.finditer(either, text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()], False))
        pieces.append(Piece(found[0], True))
        at = found.end()
    if at < len(text):
        pieces.append(Piece(text[at:], False))
    return pieces
