"""One search as a page, a file or a feed asks for it: the words, the filters, the reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import finding
from .extracts import Extract, Marker, extract_of, title_of
from .finding import Found, Row
from .index import Reader
from .query import Asked
from .sources import SOURCES


@dataclass(frozen=True)
class Shown:
    """A row as a reader sees it."""

    row: Row
    title: Extract
    extract: Extract | None

    @property
    def kind_name(self) -> str:
        return str(SOURCES[self.row.kind].label)


class Search:
    """Words and filters, asked by a reader in a language; each reading is of one and the same state of the index."""

    def __init__(self, reader: Reader, asked: Asked, chosen: finding.Chosen, *, user: Any, language: str, order: str):
        self.reader, self.asked, self.chosen, self.order = reader, asked, chosen, order
        self.user, self.language = user, language
        self.reach = finding.reach_of(user)
        self.searcher = reader.searcher

    def find(self, start: int, size: int, *, is_counted: bool = False) -> Found:
        return finding.find(
            self.searcher,
            self.asked,
            reach=self.reach,
            chosen=self.chosen,
            start=start,
            size=size,
            order=self.order,
            is_counted=is_counted,
        )

    @cached_property
    def total(self) -> int:
        return self.find(0, 1).total

    def shown(self, rows: list[Row]) -> list[Shown]:
        """Return those rows that the reader may still see, with their titles and extracts."""
        marker = Marker(self.asked)
        shown = []
        for row in finding.still_seen(rows, self.user):
            title = title_of(row.titles, marker, self.language)
            shown.append(Shown(row, title, extract_of(row.titles, row.bodies, marker, title)))
        return shown

    def rows(self, start: int, size: int) -> tuple[list[Shown], bool]:
        """Return rows from `start` on, and whether these are the last."""
        found = self.find(start, size)
        return self.shown(found.rows), start + size >= found.total
