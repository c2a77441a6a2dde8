"""One line of a file that somebody brings: what it says, what is wrong with it, and how it is kept until confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ungis.mappings.models import Concept

from .content import Given

NEW, CORRECTED, SAME = "new", "corrected", "same"


@dataclass
class Trouble:
    """What is wrong in a cell, in plain words; without a column it is wrong with the whole line."""

    column: str
    words: str


@dataclass
class Brought:
    """One line of a workbook or one activity of an IATI file. `cells` are as typed, for the answer with remarks."""

    row: int
    cells: dict[str, str] = field(default_factory=dict)
    given: Given | None = None
    concepts: list[Concept] = field(default_factory=list)
    number: int | None = None
    identifier: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # parts of an IATI activity that the register has no place for
    kind: str = NEW
    like: list[tuple[int, str, str]] = field(
        default_factory=list
    )  # number, title and why, of entries that it resembles

    @property
    def is_good(self) -> bool:
        return not self.troubles

    @property
    def title(self) -> str:
        return self.given.title if self.given else self.cells.get("title", "")

    def tell(self, words: str, column: str = "") -> None:
        self.troubles.append(Trouble(column, words))


@dataclass
class Reading:
    """A whole file as it was understood."""

    kind: str  # xlsx, csv, json or iati
    lines: list[Brought]
    sheet: str = ""
    letters: dict[str, str] = field(default_factory=dict)  # of the columns, by their names
    notices: list[str] = field(default_factory=list)  # what is true of the whole file


def as_kept(lines: Sequence[Brought]) -> list[dict[str, Any]]:
    """Return the lines as an intake keeps them."""
    return [
        {
            "row": line.row,
            "cells": line.cells,
            "given": line.given.as_data() if line.given and line.is_good else None,
            "concepts": [concept.pk for concept in line.concepts],
            "number": line.number,
            "identifier": line.identifier,
            "troubles": [[trouble.column, trouble.words] for trouble in line.troubles],
            "unread": line.unread,
            "kind": line.kind,
            "like": [list(one) for one in line.like],
        }
        for line in lines
    ]
