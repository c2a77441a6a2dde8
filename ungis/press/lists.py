"""Real lists: bullets and numbers that Word counts, each numbered list from 1; outlines of several levels."""

from collections.abc import Sequence
from typing import NamedTuple

from .elements import element, put

BULLETS, NUMBERS = "1", "2"  # the lists of word/styles.xml; each numbered list of a text counts in a list of its own
OUTLINES = 1000  # from here on the lists of outlines are numbered


class Level(NamedTuple):
    """One level of an outline: how it counts (decimal, lowerLetter, none), what is printed, the style that bears it."""

    form: str
    text: str  # %1 stands for the count of the first level, and so on
    style: str
    left: int = 567
    hanging: int = 567


def listed(items: list, numbering: str) -> list:
    """Make a list of the paragraphs; the last has the space of a paragraph after it, not that of an item."""
    for item in items:
        put(item[0], element("numPr", element("ilvl", val=0), element("numId", val=numbering)))
    if items:
        put(items[-1][0], element("spacing", after=160))
    return items


def in_outline(paragraph, number: int, level: int):
    """Let the paragraph be counted in a list of an outline, on this level from 0; return it."""
    put(paragraph[0], element("numPr", element("ilvl", val=level), element("numId", val=number)))
    return paragraph


def numbering(numbered_lists: int, outlines: Sequence[Sequence[Level]] = (), counted: Sequence[int] = ()):
    """Return the part that defines the lists of a text with so many numbered ones.

    `counted`: for each list that is counted in an outline, from OUTLINES on, the place of that outline.
    """
    levels = [(BULLETS, _level("bullet", "•", "ListBullet")), (NUMBERS, _level("decimal", "%1", "ListNumber"))]
    made = [
        element("abstractNum", element("multiLevelType", val="singleLevel"), level, abstractNumId=identity)
        for identity, level in levels
    ]
    made += [_outline(OUTLINES + place, outline) for place, outline in enumerate(outlines)]
    made += [element("num", element("abstractNumId", val=identity), numId=identity) for identity, _level in levels]
    for count in range(1, numbered_lists + 1):
        restart = element("lvlOverride", element("startOverride", val=1), ilvl=0)
        made.append(element("num", element("abstractNumId", val=NUMBERS), restart, numId=int(NUMBERS) + count))
    for place, outline in enumerate(counted):
        depth = range(len(outlines[outline]))
        anew = [element("lvlOverride", element("startOverride", val=1), ilvl=level) for level in depth]
        made.append(element("num", element("abstractNumId", val=OUTLINES + outline), *anew, numId=OUTLINES + place))
    return element("numbering", *made)


def _outline(identity: int, outline: Sequence[Level]):
    levels = [
        element(
            "lvl",
            element("start", val=1),
            element("numFmt", val=one.form),
            element("suff", val="nothing") if one.form == "none" else None,
            element("lvlText", val=one.text),
            element("lvlJc", val="left"),
            element("pPr", element("ind", left=one.left, hanging=one.hanging)),
            ilvl=place,
        )
        for place, one in enumerate(outline)
    ]
    return element("abstractNum", element("multiLevelType", val="multilevel"), *levels, abstractNumId=identity)


def _level(form: str, text: str, style: str):
    return element(
        "lvl",
        element("start", val=1),
        element("numFmt", val=form),
        element("pStyle", val=style),
        element("lvlText", val=text),
        element("lvlJc", val="left"),
        element("pPr", element("tabs", element("tab", val="num", pos=567)), element("ind", left=567, hanging=397)),
        ilvl=0,
    )
