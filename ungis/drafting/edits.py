"""A change of wording as edits of single words, which can be laid over one another. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ungis.mandates.changes import WORD, Piece, compare
from ungis.mandates.renewal import CJK

NEAR = 2  # words that stay between two edits; what lies so near is read as one


class Edit(NamedTuple):
    """The words from `start` up to `end` give way to others; none of either is an insertion or a deletion."""

    start: int
    end: int
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(wording: str) -> tuple[str, ...]:
    """Return the words of a text, each with the space before it; the first has one too where words are spaced."""
    words = WORD.findall(wording)
    if words and words[0][0] not in CJK and not words[0][0].isspace():
        words[0] = f" {words[0]}"
    return tuple(words)


@lru_cache(maxsize=4096)
def edits_between(before: str, after: str) -> tuple[Edit, ...]:
    """Return what makes the wording after of the wording before, in reading order."""
    old, new = words_of(before), words_of(after)
    head, tail = _same_ends(old, new)
    middle = compare("".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail]))
    edits: list[Edit] = []
    at = head
    for kind, words in middle:
        found = tuple(WORD.findall(words))
        if kind == "kept":
            at += len(found)
        elif kind == "gone":
            edits.append(Edit(at, at + len(found), ()))
            at += len(found)
        elif edits and edits[-1].end == at and not edits[-1].words:
            edits[-1] = edits[-1]._replace(words=found)
        else:
            edits.append(Edit(at, at, found))
    return tuple(edits)


def _same_ends(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int]:
    """Return how many words at the head and at the tail are the same: most proposals change a few in the middle."""
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head].strip() == new[head].strip():
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail].strip() == new[-1 - tail].strip():
        tail += 1
    return head, tail


def laid_over(wording: str, edits: Iterable[Edit]) -> str:
    """Return the wording with these edits made; no two of them touch."""
    words = words_of(wording)
    return "".join(_made(words, 0, len(words), edits)).strip(" ")


def _made(words: tuple[str, ...], start: int, end: int, edits: Iterable[Edit]) -> list[str]:
    made: list[str] = []
    at = start
    for edit in sorted(set(edits)):
        made += [*words[at : edit.start], *edit.words]
        at = edit.end
    return [*made, *words[at:end]]


def marked(before: str, edits: Iterable[Edit]) -> list[Piece]:
    """Return the words that stay, go and come, as pieces in reading order."""
    words = words_of(before)
    pieces = []
    at = 0
    for edit in edits:
        for kind, some in (
            ("kept", words[at : edit.start]),
            ("gone", words[edit.start : edit.end]),
            ("new", edit.words),
        ):
            if some:
                pieces.append(Piece(kind, "".join(some)))
        at = edit.end
    return [*pieces, Piece("kept", "".join(words[at:]))] if at < len(words) else pieces


def touch(one: Edit, other: Edit) -> bool:
    """Whether two edits cannot both be: they want the same words otherwise, or an insertion meets another edit.

    Words that come right before or behind words that go were written to stand with them. Changes of neighbouring words
    do not touch, and one edit twice does not either.
    """
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def do_touch(some: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Whether any edit of one side touches any of the other."""
    others = list(others)
    return any(touch(one, other) for one in some for other in others)


def edits_on(now: str, before: str, after: str) -> tuple[Edit, ...] | None:
    """Return what a change written against `before` does to the wording as it is now; None where it is overtaken."""
    wanted = edits_between(before, after)
    if now == before:
        return wanted
    made = edits_between(before, now)
    if do_touch(wanted, made):
        return None
    return tuple(
        edit._replace(start=edit.start + shift, end=edit.end + shift)
        for edit in wanted
        if edit not in made
        for shift in [sum(len(one.words) - one.end + one.start for one in made if one.end <= edit.start)]
    )


def regions(edits: Iterable[Edit]) -> list[tuple[int, int]]:
    """Return from where to where words are contested: edits that touch, or nearly do, are read as one."""
    found: list[tuple[int, int]] = []
    for edit in sorted(edits):
        if found and edit.start <= found[-1][1] + NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], edit.end))
        else:
            found.append((edit.start, edit.end))
    return found


def within(wording: str, region: tuple[int, int], edits: Iterable[Edit]) -> str:
    """Return the words of a region as these edits make them."""
    start, end = region
    inside = [edit for edit in edits if start <= edit.start and edit.end <= end]
    return "".join(_made(words_of(wording), start, end, inside)).strip(" ")
