"""The paragraphs of a text that somebody brings: Word, HTML or plain text read line by line, nothing rendered.

What is not read is said: `Text.remarks` counts it under a stable word of REMARKS. Text whose changes are still
tracked is refused, for nobody could say which of its two wordings was meant.
"""

import re

from django.utils.translation import gettext as _

from .contents import Unfit, examine
from .html_lines import read_html
from .lines import LABELLED, Line, Text, settled
from .word_lines import Word

FORMATS = ("docx", "html", "txt")
PAGE = re.compile(rb"<(?:!doctype html|html|head|body|p|div|ol|ul|table|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)


def format_of(content: bytes) -> str:
    """Return docx, html or txt, after the content was found harmless. Raises Unfit."""
    found = examine(content, formats=("docx", "xlsx", "pdf", "txt"))
    if found in ("xlsx", "pdf"):
        raise Unfit(_("A resolution is read from Word (docx), HTML or plain text. Please bring one of these."))
    return "html" if found == "txt" and looks_like_html(content[:4_000]) else found


def looks_like_html(beginning: bytes) -> bool:
    return bool(PAGE.search(beginning))


def paragraphs_of(content: bytes, format: str) -> list[Line]:
    """Return the lines of a text. Raises Refused for changes still tracked, Unfit for what cannot be read."""
    return read_text(content, format).lines


def read_text(content: bytes, format: str) -> Text:
    """Read a text of one of FORMATS that `format_of` has let in; see `paragraphs_of`."""
    if format == "docx":
        return Word(content).read()
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit(_("This text is not written in UTF-8.")) from None
    return read_html(written) if format == "html" else Text([Line(words) for words in _unwrapped(written)])


FINISHED = re.compile(r"[.;:,!?”\"][⁰¹²³⁴-⁹\d]{0,3}$")
ENDED = re.compile(r"[.;:!?][”\"]?[⁰¹²³⁴-⁹\d]{0,3}$")
NARROW = range(40, 121)  # characters: how wide lines are that were broken to fit a page


def _unwrapped(written: str) -> list[str]:
    """Return the paragraphs of a plain text: lines broken to fit a page are joined, others stand for themselves."""
    lines = [settled(line) for line in written.splitlines()]
    width = max(map(len, lines), default=0)
    if width not in NARROW:
        return [line for line in lines if line]
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if line and previous and _runs_on(previous, line, width):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        previous = line
    return [" ".join(parts) for parts in paragraphs]


def _runs_on(previous: str, line: str, width: int) -> bool:
    """Whether a line goes on with the one before: that was full, or stopped in the middle of a sentence."""
    if LABELLED.match(f"{line[:12]} "):
        return False
    was_full = len(previous) + 1 + len(line.split(" ", 1)[0]) > width
    if line[0].islower():
        return not ENDED.search(previous[-8:]) or was_full
    return was_full and not FINISHED.search(previous[-8:])
