"""A text as a Word document: real numbers, footnotes, a hidden bookmark on each paragraph, proposals as tracked ones.

Pure: it is given what to write. `plain`, `amended` and `compared` make the lines, `write` makes the file of them.
What people wrote comes back from the file letter for letter; see word_back.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from ungis.press.elements import W, bookmarked, element, runs
from ungis.press.legible import legible
from ungis.press.lists import Level, in_outline
from ungis.press.manuscript import Manuscript
from ungis.press.package import TABLE_STYLES

from . import comparison
from .content import Piece
from .numbering import HEADING, ITEM, PARAGRAPH
from .wording import Strand, weave

STYLES = Path(__file__).parent / "text_styles.xml"
FRONT = "_ungis_front_"  # bookmarks of the lines before the text
FIRST_BOOKMARK = 100_000  # those of footnotes are numbered from 1
RUNNING = [("footer", "default", "footer")]
OUTLINES = {
    HEADING: (
        Level("upperRoman", "%1.", "Heading1"),
        Level("upperLetter", "%2.", "Heading2"),
        Level("none", "", "Heading3", 0, 0),
    ),
    PARAGRAPH: (
        Level("decimal", "%1.", "NumberedParagraph"),
        Level("decimal", "%1.%2", "NumberedParagraph", 1134),
        Level("decimal", "%1.%2.%3", "NumberedParagraph", 1814, 680),
    ),
    ITEM: (
        Level("lowerLetter", "(%1)", "ListItem", 1134),
        Level("lowerRoman", "(%2)", "ListItem", 1701),
        Level("lowerLetter", "%3.", "ListItem", 2268),
    ),
}
SIGNS = {"new": "ins", "gone": "del"}


class Form(NamedTuple):
    """The style and, from 0, the level of the list with which a paragraph of a kind is written."""

    style: str
    level: int = 0


def form_of(kind: str, level: int) -> Form:
    """Return how such a paragraph is written; one that is not counted is body text."""
    if kind not in OUTLINES:
        return Form("BodyText")
    depth = min(max(level, 1), len(OUTLINES[kind])) - 1
    return Form(OUTLINES[kind][depth].style, depth)


class Paragraph(Protocol):
    """What is written: a paragraph of a version, or anything like it."""

    key: str
    kind: str
    level: int
    content: str


class Change(NamedTuple):
    """Who proposes, and when."""

    author: str
    moment: str


class Proposal(NamedTuple):
    """One proposal of an organization; `said` is what a comment says of it: its rationale."""

    kind: str  # replace, insert, delete, move
    key: str
    content: str
    change: Change
    after_key: str = ""
    said: Sequence[str] = ()
    as_comment: str = ""  # what the comment says where the proposal finds no room in the line


class Saying(NamedTuple):
    """A remark on a paragraph."""

    key: str
    lines: Sequence[str]
    change: Change


@dataclass
class Line:
    """One paragraph of the document. `mark` says whether it comes or goes as such, and as part of a move."""

    kind: str
    level: int
    strands: list[Strand]
    changes: Sequence[Change] = ()  # by `Strand.by`
    key: str = ""
    mark: str = ""
    marked_by: Change | None = None
    comments: list[tuple[Change, Sequence[str]]] = field(default_factory=list)


class Head(NamedTuple):
    """What stands before and around the text, in the language of the document."""

    title: str
    about: Sequence[str]
    language: str
    footer: str
    page: Sequence[str]  # the words of "Page 1 of 9"
    identifier: str
    moment: str


# --- lines -----------------------------------------------------------------------------------------


def plain(paragraphs: Iterable[Paragraph]) -> list[Line]:
    """Return the lines of a version as it stands."""
    return [Line(one.kind, one.level, weave(one.content, [])[0], key=one.key) for one in paragraphs]


def amended(
    paragraphs: Sequence[Paragraph], proposals: Sequence[Proposal], remarks: Sequence[Saying] = ()
) -> list[Line]:
    """Return the lines with each proposal as tracked changes; remarks, reasons and what finds no room as comments."""
    held = {one.key: one for one in paragraphs}
    lines: dict[str, list[Line]] = {"": []}  # what stands behind each paragraph, itself first
    for one in paragraphs:
        own = [proposal for proposal in proposals if proposal.key == one.key and proposal.kind != "insert"]
        lines[one.key] = [_amended(one, own)]
    for proposal in proposals:
        if proposal.kind == "insert" and proposal.key in lines:
            lines[proposal.key].append(_come(_like(held.get(proposal.key)), proposal))
        elif proposal.kind == "move" and proposal.after_key in lines and _is_moved(lines, proposal):
            lines[proposal.after_key].append(_come(held[proposal.key], proposal, "moveTo"))
    for said in remarks:
        if said.key in held:
            lines[said.key][0].comments.append((said.change, said.lines))
    return [line for group in lines.values() for line in group]


def _is_moved(lines: dict[str, list[Line]], proposal: Proposal) -> bool:
    own = lines.get(proposal.key)
    return bool(own and own[0].mark == "moveFrom" and own[0].marked_by == proposal.change)


def _amended(one: Paragraph, proposals: Sequence[Proposal]) -> Line:
    wanted = [proposal.content if proposal.kind == "replace" else None for proposal in proposals]
    strands, left = weave(one.content, wanted)
    line = Line(one.kind, one.level, strands, [proposal.change for proposal in proposals], key=one.key)
    for place, proposal in enumerate(proposals):
        said = list(proposal.said)
        if place in left:
            said = [proposal.as_comment, *said]
        elif proposal.kind != "replace":
            line.mark = "del" if proposal.kind == "delete" else "moveFrom"
            line.marked_by = proposal.change
        if said:
            line.comments.append((proposal.change, said))
    return line


class _Like(NamedTuple):
    kind: str
    level: int
    content: str = ""
    key: str = ""


def _like(one: Paragraph | None) -> _Like:
    """What comes behind a paragraph is of its kind; behind a heading, and at the top, a numbered one."""
    return _Like(one.kind, one.level) if one and one.kind != HEADING else _Like(PARAGRAPH, 1)


def _come(one: Paragraph, proposal: Proposal, mark: str = "ins") -> Line:
    words = proposal.content if mark == "ins" else one.content
    strands = [Strand("new", strand.pieces, 0) for strand in weave(words, [])[0]]
    comments = [(proposal.change, proposal.said)] if proposal.said and mark == "ins" else []
    return Line(
        one.kind, one.level, strands, [proposal.change], mark=mark, marked_by=proposal.change, comments=comments
    )


def compared(lines: Sequence[comparison.Line], change: Change) -> list[Line]:
    """Return two versions as one document in which the later is proposed to the earlier."""
    made: list[Line] = []
    for line in lines:
        shown, old = line.shown, line.old.paragraph if line.old else None
        if line.is_moved or line.kind in ("added", "dropped"):
            mark = {"added": "ins", "dropped": "del"}.get(line.kind, "moveTo")
            kind = "gone" if mark == "del" else "new"
            strands = [Strand(kind, strand.pieces, 0) for strand in weave(shown.content, [])[0]]
            made.append(Line(shown.kind, shown.level, strands, [change], shown.key, mark, change))
            continue
        assert old
        strands, _left = weave(old.content, [shown.content])
        made.append(Line(shown.kind, shown.level, strands, [change], shown.key))
    for line in lines:
        if line.is_moved and line.old:
            _leave(made, line, lines, change)
    return made


def _leave(made: list[Line], line: comparison.Line, lines: Sequence[comparison.Line], change: Change) -> None:
    """Put what was moved where it stood before, as struck; the bookmark stays there."""
    assert line.old
    one = line.old.paragraph
    before = {other.old.paragraph.order: other.key for other in lines if other.old}
    earlier = [order for order in before if order < one.order]
    wanted = before[max(earlier)] if earlier else ""
    place = max((at + 1 for at, other in enumerate(made) if other.key == wanted and wanted), default=0)
    strands = [Strand("gone", strand.pieces, 0) for strand in weave(one.content, [])[0]]
    for other in made:
        other.key = "" if other.key == one.key else other.key
    made.insert(place, Line(one.kind, one.level, strands, [change], one.key, "moveFrom", change))


# --- the file --------------------------------------------------------------------------------------


def write(head: Head, lines: Sequence[Line]) -> bytes:
    """Return the bytes of a .docx file; the same lines give the same bytes."""
    return TextDocument(head).written(lines)


class TextDocument(Manuscript):
    """A Word document of a joint text, with its head and foot."""

    def __init__(self, head: Head):
        super().__init__(language=head.language, styles=TABLE_STYLES + STYLES.read_text(encoding="utf-8"))
        self.head = head
        self.bookmarks = FIRST_BOOKMARK
        self.lists: dict[str, int] = {}

    def exact(self, words: str) -> list:
        return runs(words, language=self.language, of=self.language, is_exact=True)

    def marked(self, name: str, inline: list) -> list:
        self.bookmarks += 1
        return bookmarked(name, self.bookmarks, inline)

    def front(self) -> list:
        """The lines before the text; their bookmarks tell them from it when the file comes back."""
        rows = [("TextTitle", self.head.title), *(("TextAbout", words) for words in self.head.about)]
        return [
            self.paragraph(style, *self.marked(f"{FRONT}{place}", self.runs(legible(words))))
            for place, (style, words) in enumerate(rows)
        ]

    def line(self, line: Line):
        inline = [part for strand in line.strands for part in self.strand(line, strand)]
        # LibreOffice 7.4 gives later notes the words of one that a comment spans.
        room = next((place for place, part in enumerate(inline) if _has_note(part)), len(inline))
        about, rest = inline[:room], inline[room:]
        for change, said in line.comments:
            about = self.commented(
                about,
                [self.runs(legible(words)) for words in said],
                author=change.author,
                initials=change.author[:9],
                moment=change.moment,
            )
        inline = [*about, *rest]
        if line.key:
            inline = self.marked(f"_{line.key}", inline)
        made = self.counted_line(line, inline)
        if line.mark and line.marked_by:
            self.tracked_mark(_mark_of(line.mark), made, **line.marked_by._asdict())
        return made

    def strand(self, line: Line, strand: Strand) -> list:
        inline = [part for piece in strand.pieces for part in self.piece(piece)]
        if strand.kind == "kept":
            return inline
        sign = line.mark if line.mark.startswith("move") else SIGNS[strand.kind]
        return [self.tracked(sign, inline, **line.changes[strand.by]._asdict())]

    def piece(self, piece: Piece) -> list:
        """Each footnote is a note of its own, also where another says the same."""
        return [self.only_note((len(self.notes), piece.words))] if piece.is_note else self.exact(piece.words)

    def counted_line(self, line: Line, inline: list):
        """A paragraph that Word numbers; items begin anew behind whatever is no item."""
        form = form_of(line.kind, line.level)
        if line.kind not in OUTLINES:
            self.lists.pop(ITEM, None)
            return self.paragraph(form.style, *inline)
        if line.kind != ITEM:
            self.lists.pop(ITEM, None)
        if line.kind not in self.lists:
            self.lists[line.kind] = self.counted_in(OUTLINES[line.kind])
        return in_outline(self.paragraph(form.style, *inline), self.lists[line.kind], form.level)

    def written(self, lines: Sequence[Line]) -> bytes:
        blocks = [*self.front(), *[self.line(line) for line in lines]]
        return self.bound(blocks)

    def bound(self, blocks: list, *, is_wide: bool = False) -> bytes:
        """Return the whole file with these blocks as its body."""
        head = self.head
        body = element("body", *blocks, self.section(*RUNNING, is_wide=is_wide))
        before, between, after = head.page
        foot = self.paragraph(
            "FooterWide" if is_wide else "Footer",
            *self.runs(legible(head.footer)),
            *self.pages(f"\t{before}", between, after),
        )
        core = {
            "dc:title": legible(head.title),
            "dc:creator": "UNGIS",
            "dc:identifier": head.identifier,
            "dc:language": head.language,
            "dcterms:created": head.moment,
            "dcterms:modified": head.moment,
        }
        notes = self.footnotes(lambda note: self.exact(note[1]))
        running = {"footer1": ("footer", element("ftr", foot))}
        return self.package(element("document", body), core, footnotes=notes, running=running)


def _has_note(part) -> bool:
    return next(part.iter(f"{{{W}}}footnoteReference"), None) is not None


def _mark_of(mark: str) -> str:
    """The end of a paragraph that is moved goes and comes like any other: LibreOffice knows no other."""
    return {"moveFrom": "del", "moveTo": "ins"}.get(mark, mark)
