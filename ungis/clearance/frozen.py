"""The frozen text of a round as pages and papers show it: read from the canonical text alone, never from the record."""

import json
from dataclasses import dataclass, field
from typing import Any

from ungis.drafting.canonical import FORM as TEXT_FORM
from ungis.drafting.models import Paragraph
from ungis.drafting.numbering import Number
from ungis.mappings.canonical import FORM as EDITION_FORM

from .models import Round
from .subjects import DOCUMENT_FORM, MINUTES_FORM


@dataclass
class Frozen:
    """What a canonical text says. `form` is empty where the text is in none that is known: it is then shown plain."""

    form: str = ""
    head: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.form == TEXT_FORM

    @property
    def is_minutes(self) -> bool:
        return self.form == MINUTES_FORM

    @property
    def is_document(self) -> bool:
        return self.form == DOCUMENT_FORM

    @property
    def is_edition(self) -> bool:
        return self.form == EDITION_FORM

    @property
    def language(self) -> str:
        return str(self.head.get("language") or "en")

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Of a joint text: its paragraphs as they were frozen; they are in no table."""
        names = ("key", "kind", "level", "content")
        return [Paragraph(**{name: line[name] for name in names}) for line in self.lines]

    @property
    def numbers(self) -> list[Number]:
        """Of a joint text: the numbers that were frozen with it, whatever way of counting came later."""
        return [Number(line["number"], "") for line in self.lines]


def read(text: str) -> Frozen:
    """Return what a canonical text says, one JSON object a line; of anything else, nothing but that it is plain."""
    try:
        head, *lines = [json.loads(line) for line in text.splitlines()]
    except ValueError:
        return Frozen()
    if not isinstance(head, dict) or "form" not in head:
        return Frozen()
    return Frozen(head["form"], head, lines)


def holds_file(round: Round, sha256: str) -> str:
    """Return the name of the file with that hash, where the round is about a document that has it; else nothing."""
    frozen = read(round.text)
    files = frozen.lines if frozen.is_document else []
    return next((str(file["name"]) for file in files if file["sha256"] == sha256), "")
