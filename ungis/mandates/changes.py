"""What changed between two wordings, word by word."""

import re
from typing import NamedTuple

from ungis.core.differences import steps_between

from .renewal import CJK

WORD = re.compile(rf"\s*(?:[{CJK}]|[^\s{CJK}]+)")  # Chinese is written without spaces: each character is a word
LONGEST = 20_000  # characters; longer texts are not compared


class Piece(NamedTuple):
    """Words that stayed ("kept"), went ("gone") or came ("new")."""

    kind: str
    words: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces of the two wordings in reading order.

    The kept and gone pieces joined give the words before, the kept and new ones the words after, up to white space.
    """
    old, new = WORD.findall(before[:LONGEST]), WORD.findall(after[:LONGEST])
    bare_old, bare_new = [word.strip() for word in old], [word.strip() for word in new]
    pieces = []
    for tag, start, end, new_start, new_end in steps_between(bare_old, bare_new):
        if tag == "equal":
            pieces.append(Piece("kept", "".join(new[new_start:new_end])))
            continue
        if old[start:end]:
            pieces.append(Piece("gone", "".join(old[start:end])))
        if new[new_start:new_end]:
            pieces.append(Piece("new", "".join(new[new_start:new_end])))
    return pieces
