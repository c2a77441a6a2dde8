"""Real lists: bullets and numbers that Word counts, each numbered list from 1."""

from .elements import element, put

BULLETS, NUMBERS = "1", "2"  # the lists of word/styles.xml; each numbered list of a text counts in a list of its own


def listed(items: list, numbering: str) -> list:
    """Make a list of the paragraphs; the last has the space of a paragraph after it, not that of an item."""
    for item in items:
        put(item[0], element("numPr", element("ilvl", val=0), element("numId", val=numbering)))
    if items:
        put(items[-1][0], element("spacing", after=160))
    return items


def numbering(numbered_lists: int):
    """Return the part that defines the lists of a text with so many numbered ones."""
    levels = [(BULLETS, _level("bullet", "•", "ListBullet")), (NUMBERS, _level("decimal", "%1", "ListNumber"))]
    made = [
        element("abstractNum", element("multiLevelType", val="singleLevel"), level, abstractNumId=identity)
        for identity, level in levels
    ]
    made += [element("num", element("abstractNumId", val=identity), numId=identity) for identity, _level in levels]
    for count in range(1, numbered_lists + 1):
        restart = element("lvlOverride", element("startOverride", val=1), ilvl=0)
        made.append(element("num", element("abstractNumId", val=NUMBERS), restart, numId=int(NUMBERS) + count))
    return element("numbering", *made)


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
