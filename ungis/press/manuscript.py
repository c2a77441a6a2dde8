"""A Word document being written: what must be counted across its parts (links, notes, comments, bookmarks, lists)."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import contextmanager
from typing import Any

from .elements import bookmarked, element, field, paragraph, reference, runs
from .legible import web_addresses
from .lists import BULLETS, NUMBERS, OUTLINES, Level, listed, numbering
from .package import assembled, core_properties, fixed_parts
from .scripts import is_right_to_left
from .tracked import changed, changed_mark

TALL = (11906, 16838)  # A4, in twentieths of a point as all lengths
MARGINS = {"top": 1304, "right": 1134, "bottom": 1247, "left": 1134, "header": 680, "footer": 624, "gutter": 0}
WIDE_MARGINS = MARGINS | {"top": 1077, "bottom": 907, "header": 510, "footer": 454}  # there a page holds one table
TEXT_WIDTH = TALL[0] - MARGINS["left"] - MARGINS["right"]
WIDE_TEXT_WIDTH = TALL[1] - WIDE_MARGINS["left"] - WIDE_MARGINS["right"]


class Manuscript:
    """One document. A kind of document says what its texts are and calls `package` when its body is written.

    `language` is that of the document; a text of another language says so, and runs its own way.
    `styles` are those that only this kind of document has, as they stand in styles.xml.
    """

    def __init__(self, *, language: str = "en", styles: str = ""):
        self.language = language
        self.is_mirrored = is_right_to_left(language)
        self.styles = styles
        self.notes: list[Hashable] = []  # in the order in which the text cites them
        self.comments: list = []
        self.numbered_lists = 0
        self.outlines: list[Sequence[Level]] = []
        self.counted: list[int] = []  # the outline of each list that is counted in one
        self.changes = 0  # tracked, each under a number of its own
        self.part = "document"  # links go to the part being written
        self.links: dict[str, list[str]] = {"document": [], "footnotes": [], "comments": []}

    # --- texts ------------------------------------------------------------------------------

    def runs(self, text: str, style: str = "", language: str = "") -> list:
        return runs(text, style, language=language or self.language, of=self.language)

    def paragraph(self, style: str, *inline, language: str = ""):
        return paragraph(style, *inline, language=language or self.language)

    def link(self, target: str, inline: list):
        """Return a link to an address of the web."""
        known = self.links[self.part]
        if target not in known:
            known.append(target)
        return element("hyperlink", *inline, r_id=f"link{known.index(target) + 1}")

    def words(self, text: str, language: str = "") -> list:
        """Return the runs of a text, its web addresses as links."""
        made = []
        for piece, target in web_addresses(text):
            inline = self.runs(piece, "Hyperlink" if target else "", language)
            made.extend([self.link(target, inline)] if target else inline)
        return made

    def bullets(self, style: str, items: list[list]) -> list:
        return listed([self.paragraph(style, *inline) for inline in items], BULLETS)

    def numbers(self, style: str, items: list[list]) -> list:
        self.numbered_lists += 1
        counted = str(int(NUMBERS) + self.numbered_lists)
        return listed([self.paragraph(style, *inline) for inline in items], counted)

    def counted_in(self, outline: Sequence[Level]) -> int:
        """Return the number of a list that begins anew in this outline."""
        if outline not in self.outlines:
            self.outlines.append(outline)
        self.counted.append(self.outlines.index(outline))
        return OUTLINES + len(self.counted) - 1

    # --- tracked changes --------------------------------------------------------------------

    def tracked(self, kind: str, inline: list, *, author: str, moment: str):
        """Return runs as a change that waits for a decision: "ins", "del", "moveFrom" or "moveTo"."""
        self.changes += 1
        return changed(kind, inline, self.changes, author, moment)

    def tracked_mark(self, kind: str, paragraph, *, author: str, moment: str):
        """Let the end of a paragraph, and so the paragraph as such, be inserted or deleted; return it."""
        self.changes += 1
        return changed_mark(kind, paragraph, self.changes, author, moment)

    # --- notes and comments -----------------------------------------------------------------

    def note(self, key: Hashable) -> list:
        """Return the mark of a footnote; where it was cited before, the same number again."""
        if key in self.notes:
            number = self.notes.index(key) + 1
            return field(f"NOTEREF _note_{number} \\f \\h", str(number), "FootnoteReference")
        mark = self.only_note(key)
        number = len(self.notes)
        return bookmarked(f"_note_{number}", number, [mark])

    def only_note(self, key: Hashable):
        """Return the mark of a footnote that is cited nowhere else."""
        self.notes.append(key)
        return reference("FootnoteReference", element("footnoteReference", id=len(self.notes)))

    @contextmanager
    def writing(self, part: str):
        """Count the links of what is written meanwhile to another part."""
        before, self.part = self.part, part
        yield
        self.part = before

    def footnotes(self, text_of: Callable[[Any], list]):
        """Return the part of the footnotes; `text_of(key)` gives the runs of one."""
        tight = {"after": 0, "line": 240, "lineRule": "auto"}
        made = [
            element(
                "footnote",
                element("p", element("pPr", element("spacing", **tight)), element("r", element(kind))),
                type=kind,
                id=identity,
            )
            for identity, kind in ((-1, "separator"), (0, "continuationSeparator"))
        ]
        with self.writing("footnotes"):
            for number, key in enumerate(self.notes, start=1):
                mark = reference("FootnoteReference", element("footnoteRef"))
                text = [*self.runs("\t"), *text_of(key)]
                made.append(element("footnote", self.paragraph("FootnoteText", mark, *text), id=number))
        return element("footnotes", *made)

    def commented(self, inline: list, lines: list[list], *, author: str, initials: str, moment: str) -> list:
        """Put a comment of these lines on some runs."""
        identity = len(self.comments)
        paragraphs = [self.paragraph("CommentText", *line) for line in lines]
        paragraphs[0].insert(1, reference("CommentReference", element("annotationRef")))
        self.comments.append(
            element("comment", *paragraphs, id=identity, author=author, date=moment, initials=initials)
        )
        return [
            element("commentRangeStart", id=identity),
            *inline,
            element("commentRangeEnd", id=identity),
            reference("CommentReference", element("commentReference", id=identity)),
        ]

    # --- pages ------------------------------------------------------------------------------

    def section(self, *running, is_wide: bool = False, has_title_page: bool = False):
        """Return the properties of a section; `running` names its headers and footers: ("footer", "first", "id")."""
        page = {"w": TALL[0], "h": TALL[1]}
        if is_wide:
            page = {"w": TALL[1], "h": TALL[0], "orient": "landscape"}
        return element(
            "sectPr",
            *[element(f"{kind}Reference", type=where, r_id=identity) for kind, where, identity in running],
            element("pgSz", **page),
            element("pgMar", **(WIDE_MARGINS if is_wide else MARGINS)),
            element("titlePg") if has_title_page else None,
            element("bidi") if self.is_mirrored else None,
        )

    def pages(self, before: str, between: str, after: str = "") -> list:
        """Return "Page 1 of 9" in the words given, as fields that Word counts."""
        said = [self.runs(words) if words else [] for words in (before, between, after)]
        return [*said[0], *field("PAGE", "1"), *said[1], *field("NUMPAGES", "1"), *said[2]]

    def package(
        self, document, core: dict[str, str], *, footnotes=None, running: dict[str, tuple] | None = None
    ) -> bytes:
        """Return the whole as the bytes of a .docx file.

        `running`: by the name of the part, the id by which sections name it, and its content (a header or a footer).
        """
        fixed = fixed_parts(self.styles, self.language)
        parts = {"document": ("document.main", "", "", document)}
        parts |= {name: (name, name, name, content) for name, content in fixed.items()}
        parts["numbering"] = (
            "numbering",
            "numbering",
            "numbering",
            numbering(self.numbered_lists, self.outlines, self.counted),
        )
        parts["footnotes"] = ("footnotes", "footnotes", "footnotes", footnotes)
        for name, (identity, content) in running.items():
            kind = name.rstrip("0123456789")
            parts[name] = (kind, identity, kind, content)
        if self.comments:
            parts["comments"] = ("comments", "comments", "comments", element("comments", *self.comments))
        return assembled(parts, self.links, core_properties(core))
