"""The consolidated text as a Word table of three columns: paragraph, proposal by whom, disposition."""

from collections.abc import Sequence

from ungis.press.legible import legible
from ungis.press.manuscript import WIDE_TEXT_WIDTH
from ungis.press.tables import cell, row, table

from .word_content import Row, Table
from .word_out import Head, TextDocument
from .wording import Strand

COLUMNS = (5300, 6170, WIDE_TEXT_WIDTH - 5300 - 6170)
STYLES = {"kept": "", "new": "Added", "gone": "Struck"}


def write(head: Head, content: Table) -> bytes:
    """Return the bytes of a .docx file."""
    return _TableDocument(head).with_table(content)


class _TableDocument(TextDocument):
    def with_table(self, content: Table) -> bytes:
        heads = [
            cell(self.paragraph("TableHead", *self.runs(words)), width=width)
            for words, width in zip(content.heads, COLUMNS, strict=True)
        ]
        rows = [row(*heads, is_head=True), *[self.row(one) for one in content.rows]]
        made = table(
            COLUMNS,
            *rows,
            style="HouseTable",
            description=legible(" / ".join(content.heads)),
            is_mirrored=self.is_mirrored,
        )
        return self.bound([*self.front(), made, self.paragraph("TableSmall")], is_wide=True)

    def row(self, one: Row):
        label = [*self.runs(one.label, "Strong"), *self.runs(" ")] if one.label else []
        paragraph = self.paragraph("TableText", *label, *self.shown(one.words))
        proposal = [self.paragraph("TableText")]
        if one.who:
            who = [*self.runs(legible(one.who), "Strong"), *self.runs(legible_within(f" – {one.what}"), "Quiet")]
            proposal = [self.paragraph("TableText", *who)]
        if one.proposal:
            proposal.append(self.paragraph("TableText", *self.shown(one.proposal)))
        if one.said:
            proposal.append(self.paragraph("TableSmall", *self.runs(legible(one.said))))
        disposition = [self.paragraph("TableText", *self.runs(legible(one.disposition)))]
        if one.reason:
            disposition.append(self.paragraph("TableSmall", *self.runs(legible(one.reason))))
        insides = ([paragraph], proposal, disposition)
        return row(*[cell(*inside, width=width) for inside, width in zip(insides, COLUMNS, strict=True)])

    def shown(self, strands: Sequence[Strand]) -> list:
        """Words of the text; a footnote stands in brackets where its mark would be."""
        return [
            run
            for strand in strands
            for piece in strand.pieces
            for run in self.runs(
                legible_within(f" [{piece.words}]" if piece.is_note else piece.words), STYLES[strand.kind]
            )
        ]


def legible_within(words: str) -> str:
    """A part of a line made fit for print; the spaces at its ends stay."""
    before, after = words[: len(words) - len(words.lstrip(" "))], words[len(words.rstrip(" ")) :]
    return f"{before}{legible(words)}{after}" if words.strip(" ") else words
