"""What changed between two wordings, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s*\S+")
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
    pieces = []
    for _, start, end, new_start, new_end in SequenceMatcher(
        None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False
    ).get_opcodes():
        if old[start:end] and [w.strip() for w in old[start:end]] == [w.strip() for w in new[new_start:new_end]]:
            pieces.append(Piece("kept", "".join(new[new_start:new_end])))
            continue
        if old[start:end]:
            pieces.append(Piece("gone", "".join(old[start:end])))
        if new[new_start:new_end]:
            pieces.append(Piece("new", "".join(new[new_start:new_end])))
    return pieces
