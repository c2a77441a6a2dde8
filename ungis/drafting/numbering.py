"""The printed numbers of a text, worked out from the kinds, levels and order of its paragraphs. Pure.

Headings are I., A. and, below these, without a number; paragraphs run through the whole text as 1., 1.1, 1.1.1;
items begin anew after whatever is no item: (a), (i), a. A level that was skipped counts as begun.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ungis.documents.lines import number_of

HEADING, PARAGRAPH, PLAIN, ITEM = "heading", "paragraph", "plain", "item"
DEEPEST = {HEADING: 3, PARAGRAPH: 3, PLAIN: 1, ITEM: 3}  # levels of each kind
HEADINGS = ("upperRoman", "upperLetter")
ITEMS = (("lowerLetter", "({})"), ("lowerRoman", "({})"), ("lowerLetter", "{}."))
STEPS = {HEADING: ("sec", "subsec", "hcontainer"), ITEM: ("subpara", "point", "indent")}


class Placed(Protocol):
    """What is numbered: anything with a kind and a level from 1."""

    kind: str
    level: int


class Number(NamedTuple):
    """What is printed before a paragraph ("" where nothing is), and what machines call it: para_1__subpara_a."""

    label: str
    eid: str


def numbered(parts: Iterable[Placed]) -> list[Number]:
    """Return the number of each part; the machines' names differ from one another."""
    counter = _Counter()
    return [counter.next(part.kind, part.level) for part in parts]


class _Counter:
    """Counts along a text, part after part."""

    def __init__(self) -> None:
        self.counts = {HEADING: [0, 0, 0], PARAGRAPH: [0, 0, 0], PLAIN: [0], ITEM: [0, 0, 0]}
        self.owner = ""  # the name of the part to which the items that follow belong

    def next(self, kind: str, level: int) -> Number:
        level = min(max(level, 1), DEEPEST[kind])
        counts = self.counts[kind]
        counts[: level - 1] = [max(count, 1) for count in counts[: level - 1]]
        counts[level - 1] += 1
        counts[level:] = [0] * (len(counts) - level)
        path = counts[:level]
        if kind == ITEM:
            return Number(_item(path), "__".join(filter(None, [self.owner, *_item_steps(path)])))
        label, self.owner = _heading(path) if kind == HEADING else _plainly(kind, path)
        self.counts[ITEM] = [0, 0, 0]
        return Number(label, self.owner)


def _plainly(kind: str, path: Sequence[int]) -> tuple[str, str]:
    """Numbered paragraphs, which run through the text, and those without a number, which are counted for machines."""
    written = ".".join(map(str, path))
    if kind == PLAIN:
        return "", f"hcontainer_{written}"
    return f"{written}." if len(path) == 1 else written, f"para_{written}"


def _heading(path: Sequence[int]) -> tuple[str, str]:
    written = [number_of(way, count) for way, count in zip(HEADINGS, path, strict=False)]
    names = [*written, *map(str, path[len(written) :])]
    eid = "__".join(f"{step}_{name}" for step, name in zip(STEPS[HEADING], names, strict=False))
    return f"{written[-1]}." if len(path) <= len(HEADINGS) else "", eid


def _item(path: Sequence[int]) -> str:
    way, form = ITEMS[len(path) - 1]
    return form.format(number_of(way, path[-1]))


def _item_steps(path: Sequence[int]) -> list[str]:
    names = [number_of(way, count) for (way, _form), count in zip(ITEMS, path, strict=False)]
    return [f"{step}_{name}" for step, name in zip(STEPS[ITEM], names, strict=False)]


# --- read again -----------------------------------------------------------------------------------

DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})[.)]?")
LETTERED = re.compile(r"\(?([a-z]{1,4})\)")
DOTTED = re.compile(r"[a-z]{1,2}\.")
BULLETS = ("•", "-", "–", "—")
HEADED = re.compile(r"([IVXLC]{1,7}|[A-Z])\.")


class Reader:
    """Reads printed numbers in their order: (i) is a letter after (h), else the first of the level below.

    A numbered heading is told from a paragraph by its capitals: I., A.
    """

    def __init__(self) -> None:
        self.items = [0, 0]
        self.headings = [0, 0]

    def read(self, label: str) -> tuple[str, int] | None:
        """Return kind and level of what bears this number; None for what is no number of ours."""
        label = label.strip()
        if label in BULLETS:
            return self._item(1, 0)
        if match := DECIMAL.fullmatch(label):
            self.items = [0, 0]
            return PARAGRAPH, match[1].count(".") + 1
        if match := LETTERED.fullmatch(label):
            level, count = _which(match[1], ("lowerLetter", "lowerRoman"), self.items)
            return self._item(level, count) if level else None
        if DOTTED.fullmatch(label):
            return ITEM, 3 if any(self.items) else 1
        if match := HEADED.fullmatch(label):
            level, count = _which(match[1], HEADINGS, self.headings)
            self.headings = [count, 0] if level == 1 else [self.headings[0], count]
            self.items = [0, 0]
            return (HEADING, level) if level else None
        return None

    def _item(self, level: int, count: int) -> tuple[str, int]:
        self.items = [count, 0] if level == 1 else [self.items[0], count]
        return ITEM, level


def _which(written: str, ways: Sequence[str], counts: Sequence[int]) -> tuple[int, int]:
    """Return the level and count that letters stand for: what comes next wins, then what begins, then what can be."""
    possible = [(level, count) for level, way in enumerate(ways, 1) if (count := _counted(way, written))]
    for level, count in reversed(possible):
        if count == counts[level - 1] + 1 and (counts[level - 1] or level == 1):
            return level, count
    beginning = [(level, count) for level, count in possible if count == 1]
    return next(iter(beginning or possible), (0, 0))


def _counted(way: str, written: str) -> int:
    """Return the number that letters write in one of the ways of counting; 0 for none up to 400."""
    return _WRITTEN[way].get(written, 0)


_WRITTEN = {
    way: {number_of(way, number): number for number in range(1, 401)}
    for way in ("lowerLetter", "lowerRoman", "upperLetter", "upperRoman")
}
