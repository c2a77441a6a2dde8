"""A version as one canonical text: what is frozen, hashed, and can be checked years later."""

import json
from collections.abc import Iterable
from typing import Any

from ungis.core.freeze import hash_of, lines_of

from .models import Paragraph, Text, Version
from .numbering import numbered

FORM = "ungis-text-1"


def text_of(version: Version, paragraphs: Iterable[Paragraph]) -> str:
    """Return the head and the paragraphs, one JSON object a line. The same words give the same text."""
    text = version.text
    head = {
        "form": FORM,
        "text": text.slug,
        "version": version.number,
        "kind": text.kind,
        "title": text.title,
        "addressee": text.addressee,
        "language": text.source_language,
    }
    held = list(paragraphs)
    said = [
        {"key": one.key, "number": number.label, "kind": one.kind, "level": one.level, "content": one.content}
        for one, number in zip(held, numbered(held), strict=True)
    ]
    return lines_of([head, *said])


def mark_of(text: Text) -> str:
    """Return a short mark of what is said of a text: whoever changes it says from which they started."""
    said: list[Any] = [text.title, text.addressee, text.due_at and text.due_at.isoformat(), text.languages]
    return hash_of(json.dumps([*said, text.lead_id, text.visibility, text.state]))[:16]
