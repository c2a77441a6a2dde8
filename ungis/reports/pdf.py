"""A composed paper as a PDF that screen readers can follow (PDF/UA-1); `paper.typ` beside this file sets its pages."""

import bisect
import json
import unicodedata
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from .docx import document_line, legible, quotation, references, sentence_text, web_addresses

SHEET = Path(__file__).parent / "paper.typ"
FONTS = Path(__file__).parent / "fonts"


def write(content: dict) -> bytes:
    """Return the paper as the bytes of a PDF, tagged, set in our own fonts; the same content gives the same bytes."""
    as_of = datetime.fromisoformat(content["as_of"]).replace(tzinfo=UTC)
    # The text travels as data: the sheet never reads it as markup.
    return typst.compile(
        SHEET,
        root=SHEET.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_printed(content))},
        pdf_standards=["ua-1"],
        timestamp=as_of,
    )


def _printed(content: dict) -> dict:
    """Return the paper as the sheet prints it: texts cut into pieces (what is read, where it leads)."""
    head, box = content["head"], content["box"]
    cited: set[int] = set()  # the sheet sets a footnote where it is first cited, and repeats its number after that
    return {
        "head": {key: _plain(value) for key, value in head.items()},
        "document": _plain(document_line(legible(head["symbol"]))),
        "title": _with_glyphs(legible(head["title"]).upper()),
        "name": _plain(head["title"]) or "UNGIS",  # a PDF for everybody has a title, come what may
        "box": {
            "purpose": _sentences(box["purpose"], cited),
            "action": _sentences(box["action"], cited),
            "references": _sentences(references(box["references"]), cited),
        },
        "blocks": _stepwise([_block(block, cited) for block in content["blocks"]]),
        "footnotes": [_sentences(note, cited) for note in content.get("footnotes", [])],
        "as_of": content["as_of"],
    }


def _stepwise(blocks: list[dict]) -> list[dict]:
    """Return the blocks without empty headings and without skipped levels: PDF/UA refuses both."""
    made, level = [], 0
    for block in blocks:
        if block["kind"] == "heading":
            if not block["text"]:
                continue
            level = block["level"] = min(block["level"], level + 1)
        made.append(block)
    return made


def _block(block: dict, cited: set[int]) -> dict:
    kind = block["kind"]
    if kind == "paragraph":
        return {"kind": kind, "sentences": _sentences(block["sentences"], cited)}
    if kind == "heading":
        return {"kind": kind, "text": _plain(block["text"]), "level": block.get("level", 1)}
    if kind == "quotes":
        quoted = [
            {"before": _plain(before), "sentences": _sentences(sentences, cited), "after": after}
            for before, sentences, after in quotation(block["items"])
        ]
        return {"kind": kind, "items": quoted}
    return {"kind": kind, "items": [_sentences(item, cited) for item in block["items"]]}


def _sentences(sentences: list[dict], cited: set[int]) -> list[dict]:
    made = []
    for sentence in sentences:
        pieces = [[_with_glyphs(text), target] for text, target in web_addresses(sentence_text(sentence))]
        note = sentence.get("footnote")
        made.append({"pieces": pieces, "note": note, "is_first": note not in cited})
        cited.add(note)
    return made


def _plain(text: str) -> str:
    return _with_glyphs(legible(text))


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last of each range of characters that our fonts hold."""
    rows = [line.split("-") for line in (FONTS / "coverage.txt").read_text().split()]
    return [int(first, 16) for first, _ in rows], [int(last, 16) for _, last in rows]


def _has_glyph(character: str) -> bool:
    firsts, lasts = _ranges()
    place = bisect.bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def _is_arabic(character: str) -> bool:
    return "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc"


def _with_glyphs(text: str) -> str:
    """Return the text with each character that cannot be set written as its number: PDF/UA allows no empty box.

    That is one which our fonts lack, or an accent on a letter of the other font (Latin on Arabic and the reverse).
    """
    if text.isascii():
        return text
    made, base = [], ""
    for character in text:
        is_accent = unicodedata.category(character).startswith("M")
        stands = character in "\n\t" or _has_glyph(character)
        if stands and not (is_accent and _is_arabic(character) != _is_arabic(base)):
            made.append(character)
            base = base if is_accent else character
        else:
            made.append(f"[U+{ord(character):04X}]")
            base = "]"
    return "".join(made)
