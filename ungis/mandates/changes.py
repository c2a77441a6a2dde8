"""What changed between two wordings, word by word."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from .renewal import CJK

WORD = re.compile(rf"\s*(?:[{CJK}]|[^\s{CJK}]+)")  # Chinese is written without spaces: each character is a word
LONGEST = 20_000  # characters; longer texts are not compared
MOST_TRIED = 400_000  # pairs of equal words; two wordings of 2,500 English words have about 100,000


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
    # Where few words come back without end, the popular ones are passed over: else each would be tried with each.
    counted = Counter(bare_new)
    hostile = sum(number * counted[word] for word, number in Counter(bare_old).items()) > MOST_TRIED
    pieces = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, bare_old, bare_new, autojunk=hostile
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(new[new_start:new_end])))
            continue
        if old[start:end]:
            pieces.append(Piece("gone", "".join(old[start:end])))
        if new[new_start:new_end]:
            pieces.append(Piece("new", "".join(new[new_start:new_end])))
    return pieces
