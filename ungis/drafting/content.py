"""What a paragraph may hold: plain words, and ^[words] for a footnote. Pure.

Brackets inside a footnote come in pairs; what is no whole footnote is plain words.
"""

import re
from typing import NamedTuple

BREAKS = re.compile("[ \t\r\n\v\f\x85\u2028\u2029]+")  # a space that does not break is kept: French needs it
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BEGINS = "^["
BRACKET = re.compile(r"[\[\]]")


class Piece(NamedTuple):
    """Words of the paragraph itself, or those of a footnote that stands at this place."""

    words: str
    is_note: bool = False


def settled(words: str) -> str:
    """Return the words as they are kept: on one line, with single spaces."""
    return BREAKS.sub(" ", words).strip(" ")


def pieces(content: str) -> list[Piece]:
    """Return what a paragraph holds, in its order; `joined` makes the same content of it again."""
    found, start = [], 0
    closing = _closing(content)
    at = content.find(BEGINS)
    while at >= 0:
        first, end = at + len(BEGINS), closing.get(at + 1, -1)
        if content[first:end].strip() and end >= 0:
            found += [Piece(content[start:at])] if at > start else []
            found.append(Piece(content[first:end], is_note=True))
            start = first = end + 1
        at = content.find(BEGINS, first)
    return [*found, Piece(content[start:])] if start < len(content) else found


def _closing(content: str) -> dict[int, int]:
    """Return where each bracket that opens is closed; those that are not are left out."""
    closing, opened = {}, []
    for bracket in BRACKET.finditer(content):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            closing[opened.pop()] = bracket.start()
    return closing


def joined(found: list[Piece]) -> str:
    """Return the content that these pieces make."""
    return "".join(f"{BEGINS}{piece.words}]" if piece.is_note else piece.words for piece in found)


def balanced(words: str) -> str:
    """The words of a note; brackets that come without their other half are round ones, or they would end the note."""
    closing = _closing(words)
    paired = {*closing, *closing.values()}
    round_ones = {"[": "(", "]": ")"}
    return "".join(sign if place in paired else round_ones.get(sign, sign) for place, sign in enumerate(words))


def without_notes(content: str) -> str:
    """Return the words of the paragraph itself."""
    return "".join(piece.words for piece in pieces(content) if not piece.is_note)
