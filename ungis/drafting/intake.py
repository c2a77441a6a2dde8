"""A file that somebody brings, read into the parts of a text. What could not be read, or only otherwise, is told."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.documents.contents import Unfit, examine
from ungis.documents.lines import LABELLED, REMARKS, Line
from ungis.documents.paragraphs import looks_like_html, read_text

from .content import BEGINS, balanced, settled
from .models import Paragraph
from .numbering import BULLETS, DEEPEST, Reader
from .parts import Part

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
RAISED = re.compile(f"[{SUPERSCRIPTS}]+")
PLAIN_DIGITS = str.maketrans(SUPERSCRIPTS, "0123456789")


@dataclass
class Brought:
    """The parts of a file in their order, and in plain words what became of the rest."""

    parts: list[Part] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def read(content: bytes) -> Brought:
    """Read a Word, HTML or plain text file. Raises Unfit or Refused for one that is no such text, or holds changes."""
    format = examine(content, formats=("docx", "xlsx", "pdf", "txt"))
    if format in ("xlsx", "pdf"):
        raise Unfit(_("A text is begun from Word (docx), HTML or plain text. Please bring one of these."))
    if format == "txt" and looks_like_html(content[:4_000]):
        format = "html"
    text = read_text(content, format)
    lines, notes = _apart(text.lines)
    brought = Brought()
    if not lines:
        raise Unfit(_("No words were found in this file."))
    placed = _with_notes(lines, notes, brought)
    _read_lines(lines, placed, brought)
    brought.told += [f"{REMARKS[name]}: {count}" for name, count in sorted(text.remarks.items())]
    return brought


def _apart(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """Return the lines of the text, and the words of its footnotes by their number.

    Word keeps notes apart; elsewhere they are the last lines, each beginning with its mark.
    """
    notes = [line.words for line in lines if line.kind == "footnote"]
    body = [line for line in lines if line.kind != "footnote"]
    if notes:
        return body, notes
    end = len(body)
    while end and RAISED.match(body[end - 1].words):
        end -= 1
    tail = [line.words for line in body[end:]]
    numbers = [int(RAISED.match(words)[0].translate(PLAIN_DIGITS)) for words in tail]  # type: ignore[index]
    if end and numbers == list(range(1, len(tail) + 1)):
        return body[:end], [RAISED.sub("", words, count=1).strip() for words in tail]
    return body, []


def _with_notes(lines: list[Line], notes: list[str], brought: Brought) -> list[str]:
    """Return the words of the lines with each footnote at its mark; those without a mark are told and come last."""
    waiting, placed = 0, []
    for line in lines:
        words = []
        for piece in re.split(f"({RAISED.pattern})", line.words):
            rest = piece.translate(PLAIN_DIGITS) if RAISED.fullmatch(piece) else ""
            while rest and waiting < len(notes) and rest.startswith(str(waiting + 1)):
                words.append(f"{BEGINS}{balanced(notes[waiting])}]")
                rest = rest[len(str(waiting + 1)) :]
                waiting += 1
                piece = "".join(SUPERSCRIPTS[int(digit)] for digit in rest)
            words.append(piece)
        placed.append("".join(words))
    if left := notes[waiting:]:
        lines += [Line(words) for words in left]
        placed += left
        told = ngettext(
            "%(count)s footnote without a mark in the text stands at the end, as a paragraph",
            "%(count)s footnotes without a mark in the text stand at the end, as paragraphs",
            len(left),
        )
        brought.told.append(told % {"count": len(left)})
    return placed


def _read_lines(lines: list[Line], placed: list[str], brought: Brought) -> None:
    """Add the parts, and tell what has become something else."""
    reader = Reader()
    top = min((line.depth for line in lines if line.depth), default=1)
    bullets = 0
    for line, said in zip(lines, placed, strict=True):
        label, words = (line.label, settled(said)) if line.label else _typed(settled(said))
        part = _part(line, label, words, reader, top)
        bullets += label in BULLETS and part.kind == Paragraph.Kind.ITEM
        if part.content:
            brought.parts.append(part)
    if cells := sum(line.kind == "cell" for line in lines):
        told = ngettext(
            "%(count)s cell of a table became a paragraph", "%(count)s cells of tables became paragraphs", cells
        )
        brought.told.append(told % {"count": cells})
    if bullets:
        told = ngettext("%(count)s bullet became a letter", "%(count)s bullets became letters", bullets)
        brought.told.append(told % {"count": bullets})


def _part(line: Line, label: str, words: str, reader: Reader, top: int) -> Part:
    """A heading is one by its style, anything else by the number before it; a number not ours stays with the words."""
    found = reader.read(label)
    if line.depth:
        is_numbered = found and found[0] == Paragraph.Kind.HEADING
        level = found[1] if found and is_numbered else line.depth - top + 1
        return Part(words, Paragraph.Kind.HEADING, min(level, DEEPEST[Paragraph.Kind.HEADING]))
    if found and label in BULLETS:
        return Part(words, Paragraph.Kind.ITEM, min(line.level + 1, DEEPEST[Paragraph.Kind.ITEM]))
    if found:
        return Part(words, *found)
    return Part(settled(f"{label} {words}"), Paragraph.Kind.PLAIN)


def _typed(words: str) -> tuple[str, str]:
    """Return the number that was typed before the words, "" where none was, and the words."""
    typed = LABELLED.match(words)
    return (typed[0].strip(), words[typed.end() :]) if typed else ("", words)
