"""Where a paragraph stands in its document, as Akoma Ntoso names it: para_102__subpara_b, recs_1__rec_3.

Pure. Two paragraphs of one document have different names because they have different anchors: from each name the
anchor can be read again, and a number for which that is not so is named after its anchor.
"""

import re
from typing import NamedTuple

from django.utils.text import slugify

LEVELS = (("subparagraph", "subpara"), ("point", "point"), ("indent", "indent"))
PREAMBLE = "preamble"
NUMBER = re.compile(
    r"(?P<head>.*?)\s*\b(?:paragraphs?|paras?)?\b\.?\s*(?P<number>\d+[a-z]?(?:\s*[-–]\s*\d+[a-z]?)?)?"
    r"(?P<subs>(?:\s*\([a-z0-9]{1,6}\)){0,3})",
    re.IGNORECASE,
)
SUB = re.compile(r"\(([a-z0-9]+)\)", re.IGNORECASE)
ANNEX = re.compile(r"annex(?:\s+(?P<which>[ivxlc]+|[a-z]|\d+))?", re.IGNORECASE)
RECITAL = re.compile(r"preambular-(\d+(?:-[a-z0-9]+)*)")


class Step(NamedTuple):
    """One step down: the element, its own part of the name, what is printed there."""

    element: str
    eid: str
    printed: str
    name: str = ""  # of an hcontainer: what kind of thing it is


def eid_of(part: str, number: str, anchor: str) -> str:
    """Return the name of a paragraph within its document; the same numbers always give the same name."""
    return "__".join(step.eid for step in steps_of(part, number, anchor))


def steps_of(part: str, number: str, anchor: str) -> list[Step]:
    """Return the steps from the document down to a paragraph, at least one."""
    if part == PREAMBLE:
        count = RECITAL.fullmatch(anchor)
        own = count[1] if count else f"at-{anchor}"
        return [Step("recitals", "recs_1", ""), Step("recital", f"rec_{own}", number)]
    return _numbered(number, anchor) or [Step("hcontainer", _plain(anchor), number, "paragraph" if number else "text")]


def in_text(part: str, number: str, anchor: str, order: int) -> tuple[int, int, str, int, str, int]:
    """Return a key by which paragraphs stand as they do in the text, in whatever order they were entered.

    The preamble comes first, then what is plainly numbered; groups, annexes and texts as a whole follow as entered.
    """
    steps = steps_of(part, number, anchor)
    own = steps[-1 if part == PREAMBLE else 0].eid.partition("_")[2]
    digits = re.match(r"\d+", own)
    if not digits or (part != PREAMBLE and steps[0].element != "paragraph"):
        return (0 if part == PREAMBLE else 2, 0, "", 0, "", order)
    letter = steps[1].eid.partition("_")[2] if part != PREAMBLE and len(steps) > 1 else ""
    return (0 if part == PREAMBLE else 1, int(digits[0]), own[digits.end() :], len(letter), letter, order)


def _plain(anchor: str) -> str:
    return f"hcontainer_{anchor.replace('_', '.')}"


def _numbered(number: str, anchor: str) -> list[Step]:
    """Read annex, heading, number and letters; nothing where the anchor cannot be read from them again."""
    match = NUMBER.fullmatch(" ".join(number.split()))
    if not number or not match:
        return []
    head, subs = match["head"].strip(" ,"), SUB.findall(match["subs"] or "")
    steps, told = [], []
    annex = ANNEX.fullmatch(head)
    if annex:
        which = (annex["which"] or "").lower()
        steps.append(Step("attachment", f"att_{which}" if which else "att", head))
        told += ["annex", which]
    elif head:
        steps.append(Step("hcontainer", f"hcontainer_{slugify(head)}", head, "group"))
        told.append(slugify(head))
    if match["number"]:
        own = re.sub(r"\s*[-–]\s*", "-", match["number"]).lower()
        steps.append(Step("paragraph", f"para_{own}", match["number"]))
        told.append(own)
    for (element, short), letter in zip(LEVELS, subs, strict=False):
        steps.append(Step(element, f"{short}_{letter.lower()}", f"({letter})"))
        told.append(letter.lower())
    return steps if "-".join(filter(None, told)) == anchor and "_" not in anchor else []
