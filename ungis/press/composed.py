"""What is composed of texts that know their language, {"text", "language"}, set for a sheet of typst or for Word."""

from collections.abc import Sequence
from typing import Any

from .legible import legible, web_addresses
from .manuscript import Manuscript
from .scripts import tongue
from .tables import cell, row, table
from .typesetting import plain

Text = dict[str, str]  # what is printed, and its language
PARTICULAR_COLUMNS = (2700, 6938)


def printed(node: Any) -> Any:
    """Return what was composed as a sheet prints it: each text in pieces, what is read and where it leads."""
    if isinstance(node, list):
        return [printed(child) for child in node]
    if isinstance(node, dict):
        if node.keys() == {"text", "language"}:
            return {"pieces": web_addresses(plain(node["text"])), "tongue": tongue(node["language"])}
        return {name: printed(child) for name, child in node.items()}
    return plain(node) if isinstance(node, str) else node


class ComposedDocument(Manuscript):
    """A Word document of such texts: each runs as its language does."""

    def line(self, style: str, text: Text, *before):
        """Return a paragraph of one text."""
        words = self.words(legible(text["text"]), text["language"])
        return self.paragraph(style, *before, *words, language=text["language"])

    def table(self, columns, rows, description: str, style: str = "HouseTable"):
        return table(columns, *rows, style=style, description=legible(description), is_mirrored=self.is_mirrored)

    def heads(self, heads: Sequence[Text], columns: Sequence[int]):
        """Return the row at the head of a table."""
        cells = zip(heads, columns, strict=True)
        return row(*[cell(self.line("TableHead", head), width=width) for head, width in cells], is_head=True)

    def particulars(self, facts: Sequence[Sequence[Text]], description: str):
        """Return what is told first of a record: a table of names and values."""
        first, second = PARTICULAR_COLUMNS
        rows = [
            row(cell(self.line("TableHead", name), width=first), cell(self.line("TableText", value), width=second))
            for name, value in facts
        ]
        return self.table(PARTICULAR_COLUMNS, rows, description)
