"""A version, a comparison or the consolidated table as a PDF that screen readers can follow; `text.typ` sets it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ungis.press.scripts import is_right_to_left, tongue
from ungis.press.typesetting import typeset, with_glyphs

from .models import Paragraph
from .numbering import numbered
from .word_content import Table
from .word_out import Head
from .word_table import legible_within
from .wording import Strand, weave

SHEET = Path(__file__).parent / "text.typ"


def write_text(head: Head, paragraphs: Sequence[Paragraph]) -> bytes:
    """Return a version as it stands."""
    labels = (number.label for number in numbered(paragraphs))
    return write_lines(
        head, [(one, label, weave(one.content, [])[0]) for one, label in zip(paragraphs, labels, strict=True)]
    )


def write_lines(head: Head, lines: Iterable[tuple[Paragraph, str, Sequence[Strand]]]) -> bytes:
    """Return paragraphs with their numbers, words that went and came marked."""
    made = [
        {"kind": one.kind, "level": one.level, "label": label, "strands": _set(strands)}
        for one, label, strands in lines
    ]
    return _typeset(head, lines=made)


def write_table(head: Head, content: Table) -> bytes:
    """Return the consolidated text in three columns."""
    rows = [
        {
            "label": row.label,
            "words": _set(row.words),
            "proposal": _set(row.proposal),
            **{name: _plain(getattr(row, name)) for name in ("who", "what", "said", "disposition", "reason")},
        }
        for row in content.rows
    ]
    return _typeset(head, table={"heads": [_plain(one) for one in content.heads], "rows": rows})


def _typeset(head: Head, **content: Any) -> bytes:
    told = {
        "title": _plain(head.title),
        "about": [_plain(line) for line in head.about],
        "footer": _plain(head.footer),
        "page": list(head.page),
        "is_mirrored": is_right_to_left(head.language),
        "lines": None,
        "table": None,
    }
    return typeset(SHEET, datetime.fromisoformat(head.moment), doc={**told, **content}, tongue=tongue(head.language))


def _plain(words: str) -> str:
    return with_glyphs(legible_within(words))


def _set(strands: Sequence[Strand]) -> list[dict[str, Any]]:
    return [
        {"kind": strand.kind, "words": _plain(piece.words), "is_note": piece.is_note}
        for strand in strands
        for piece in strand.pieces
    ]
