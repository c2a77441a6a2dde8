"""A composed paper as a PDF that screen readers can follow (PDF/UA-1); `paper.typ` beside this file sets its pages."""

from datetime import UTC, datetime
from pathlib import Path

from ungis.press.legible import legible, web_addresses
from ungis.press.typesetting import plain, typeset, with_glyphs

from .docx import document_line, quotation, references, sentence_text

SHEET = Path(__file__).parent / "paper.typ"


def write(content: dict) -> bytes:
    """Return the paper as the bytes of a PDF, tagged, set in our own fonts; the same content gives the same bytes."""
    as_of = datetime.fromisoformat(content["as_of"]).replace(tzinfo=UTC)
    return typeset(SHEET, as_of, paper=_printed(content))


def _printed(content: dict) -> dict:
    """Return the paper as the sheet prints it: texts cut into pieces (what is read, where it leads)."""
    head, box = content["head"], content["box"]
    cited: set[int] = set()  # the sheet sets a footnote where it is first cited, and repeats its number after that
    return {
        "head": {key: plain(value) for key, value in head.items()},
        "document": plain(document_line(legible(head["symbol"]))),
        "title": with_glyphs(legible(head["title"]).upper()),
        "name": plain(head["title"]) or "UNGIS",  # a PDF for everybody has a title, come what may
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
        return {"kind": kind, "text": plain(block["text"]), "level": block.get("level", 1)}
    if kind == "quotes":
        quoted = [
            {"before": plain(before), "sentences": _sentences(sentences, cited), "after": after}
            for before, sentences, after in quotation(block["items"])
        ]
        return {"kind": kind, "items": quoted}
    return {"kind": kind, "items": [_sentences(item, cited) for item in block["items"]]}


def _sentences(sentences: list[dict], cited: set[int]) -> list[dict]:
    made = []
    for sentence in sentences:
        pieces = [[with_glyphs(text), target] for text, target in web_addresses(sentence_text(sentence))]
        note = sentence.get("footnote")
        made.append({"pieces": pieces, "note": note, "is_first": note not in cited})
        cited.add(note)
    return made
