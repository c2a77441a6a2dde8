"""A Word file that comes back: the changes of each author as proposals on the paragraphs of the version.

Pure: bytes and the paragraphs go in, findings come out as plain data. A file without tracked changes is compared with
the version. What cannot be read as a proposal is named in `unhandled`; nothing is dropped in silence.

Words are read as spans, each with who added and who struck it. The words of an author are those that were there
before and their own; so the changes of several authors in one sentence come apart again. The same holds for the
ends of paragraphs: one that was added divides a paragraph, one that was struck joins two.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _
from lxml import etree

from ungis.core.acting import Refused
from ungis.documents.word_lines import Word, local
from ungis.mandates.renewal import align, longest_run
from ungis.press.legible import legible

from .content import BEGINS, balanced, settled, without_notes
from .word_out import FRONT, Form, form_of

KEY = re.compile(r"_?(p_?[0-9a-f]{12})")
DIGITS = re.compile(r"\d+")
MOST_AUTHORS, MOST_PARAGRAPHS, MOST_FINDINGS = 50, 5_000, 5_000
LONGEST, LONGEST_REMARK = 8_000, 2_000  # characters that a paragraph and a remark may have
LONGEST_NAMED, LONGEST_QUOTED, LONGEST_AUTHOR = 200, 200, 80
NOBODY: frozenset[str] = frozenset()
ADDED, STRUCK = ("ins", "moveTo"), ("del", "moveFrom")
CONTAINERS = ("r", "hyperlink", "smartTag", "sdt", "sdtContent", "bdo", "dir", "customXml", "ruby", "rubyBase")
IN_RUN = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
IN_COMMENT = {"tab": " ", "br": "\n", "cr": "\n"}
UNHANDLED_INLINE = {
    "drawing": "pictures",
    "pict": "pictures",
    "object": "pictures",
    "AlternateContent": "pictures",
    "sym": "symbols",
    "oMath": "formulas",
    "oMathPara": "formulas",
    "altChunk": "other",
}
FORMATTING = ("rPrChange", "pPrChange", "sectPrChange", "numberingChange")
FORM_AT = ("pStyle", "numPr/{*}ilvl", "numPr/{*}numId")
RENAMED = {"TextBody": "BodyText"}  # by LibreOffice
NO_WORDS = ("instrText", "delInstrText", "pPr", "rPr", "rt", "fldChar", "sdtPr", "sdtEndPr", "smartTagPr", "fldData")


class Paragraph(Protocol):
    """A paragraph of the version that the file is about."""

    key: str
    kind: str
    level: int
    content: str


class Span(NamedTuple):
    """Words with who added and who struck them; a footnote holds spans of its own."""

    words: str
    added: frozenset[str] = NOBODY
    struck: frozenset[str] = NOBODY
    note: tuple["Span", ...] | None = None


@dataclass
class Sheet:
    """A paragraph of the file as it stands there, with who added or struck its end."""

    spans: list[Span] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the bookmarks that begin in it
    added: str = ""
    struck: str = ""
    comments: list[str] = field(default_factory=list)
    form: Form | None = None  # none where a tracked change of format says it already


@dataclass
class Group:
    """The sheets that were one paragraph before anybody changed anything."""

    sheets: list[Sheet]
    words: str  # before the changes; empty where all is new
    key: str = ""
    is_sure: bool = True
    is_front: bool = False
    behind: str = ""  # the paragraph of the version behind which new ones stand
    changed_by: frozenset[str] = NOBODY


@dataclass
class Part:
    """What an author made of a sheet."""

    words: str
    has_base: bool


def read(content: bytes, paragraphs: Sequence[Paragraph], front: Sequence[str] = (), foot: str = "") -> dict[str, Any]:
    """Return what the file proposes: `operations`, `remarks`, `unhandled`, `is_clean`.

    An operation has kind, key, after_key, author ("" where nothing was tracked), content, is_sure and notes; a remark
    key, author, text, quoted, is_sure. `front` are lines before the text, `foot` the words at the foot of the pages.
    Refused: more than anybody could confirm, or nothing of the version. The file must have passed contents.examine.
    """
    return _Reading(_Pages(Word(content), foot), paragraphs, front).findings()


# --- the file as it is -------------------------------------------------------------------------------


def _get(node: etree._Element | None, name: str) -> str:
    """An attribute by its name without namespace: Word writes either of two."""
    attributes = node.attrib.items() if node is not None else ()
    return next((value for key, value in attributes if key.rpartition("}")[2] == name), "")


def _said(node: etree._Element) -> str:
    """All words below an element, for a person to know what is meant."""
    words = (piece.text or "" for piece in node.iter("{*}t", "{*}delText"))
    return settled(" ".join(word for _place, word in zip(range(500), words, strict=False)))[:LONGEST_NAMED]


def _form(paragraph: etree._Element) -> Form:
    """The style of a paragraph and the level of its list; -1 where it was taken out of all lists."""
    style, level, number = (_get(paragraph.find("{*}pPr/{*}" + name), "val") for name in FORM_AT)
    is_out = number == "0"
    return Form(RENAMED.get(style, style), -1 if is_out else int(level) if level.isdecimal() else 0)


def _unnumbered(words: str) -> str:
    """Words without figures: a page bears another number than the one before."""
    return settled(DIGITS.sub("", words))


def _author(node: etree._Element) -> str:
    return settled(legible(_get(node, "author")))[:LONGEST_AUTHOR] or "?"


class _Pages:
    """The sheets of a file, its comments, and what in it is not read as words."""

    def __init__(self, word: Word, foot: str):
        self.notes = {(local(tree)[:-1], _get(node, "id")): node for tree in word.notes for node in tree}
        self.noted: set[tuple[str, str]] = set()
        self.comments = {_get(node, "id"): node for node in (word.comments if word.comments is not None else ())}
        self.quoted: dict[str, str] = {}
        self.open: dict[str, str] = {}  # comments whose words are being read
        self.unhandled: list[dict[str, str]] = []
        self.authors: Counter[str] = Counter()
        self.sheets: list[Sheet] = []
        self.waiting = Sheet()  # what stands between two paragraphs belongs to the next
        self.set_apart: set[str] = set()  # words of paragraphs in tables and boxes
        self._blocks(word.body)
        if self.waiting.comments and self.sheets:
            self.sheets[-1].comments += self.waiting.comments
        self._left_over()
        for words in dict.fromkeys(_said(tree) for tree in word.running):
            if _unnumbered(words) not in ("", _unnumbered(foot)):
                self._name("running", words=words)

    def _name(self, code: str, node: etree._Element | None = None, words: str = "") -> None:
        self.unhandled.append({"code": code, "words": words or (_said(node) if node is not None else "")})

    def _blocks(self, parent: etree._Element) -> None:
        for node in parent:
            name = local(node)
            if name == "p":
                self._paragraph(node)
            elif name in ("tbl", "altChunk"):
                self._name("tables" if name == "tbl" else "other", node)
                self._set_apart(node)
            elif name in ("sdt", "sdtContent", "customXml", *ADDED, *STRUCK):
                self._blocks(node)
            elif name != "sectPr":
                self._mark(node, name, self.waiting)
            elif node.find("{*}sectPrChange") is not None:
                self._name("formatting", node)

    def _set_apart(self, node: etree._Element) -> None:
        for paragraph in node.iter("{*}p"):
            self.set_apart.add(settled("".join(piece.text or "" for piece in paragraph.iter("{*}t", "{*}delText"))))

    def _paragraph(self, node: etree._Element) -> None:
        sheet, self.waiting = self.waiting, Sheet()
        for change in node.iterfind("{*}pPr/{*}rPr/*"):
            if local(change) in ADDED:
                sheet.added = self._changed_by(change)
            elif local(change) in STRUCK:
                sheet.struck = self._changed_by(change)
        if any(local(change) in FORMATTING for change in node.iterfind("{*}pPr//*")):
            self._name("formatting", node)
        else:
            sheet.form = _form(node)
        sheet.spans = list(self._spans(node, NOBODY, NOBODY, sheet))
        self.sheets.append(sheet)
        if len(self.sheets) > MOST_PARAGRAPHS:
            raise Refused(_("This file has more paragraphs than a text may have."))

    def _changed_by(self, node: etree._Element) -> str:
        author = _author(node)
        self.authors[author] += 1
        if len(self.authors) > MOST_AUTHORS:
            words = _("More than %(most)s people changed this file. Please bring their changes in several files.")
            raise Refused(words % {"most": MOST_AUTHORS})
        return author

    def _mark(self, node: etree._Element, name: str, sheet: Sheet) -> None:
        """Bookmarks and comments; they hold no words."""
        if name == "bookmarkStart":
            sheet.names.append(_get(node, "name"))
        elif name in ("commentRangeStart", "commentReference"):
            identity = _get(node, "id")
            if identity in self.comments and identity not in self.quoted:
                sheet.comments.append(identity)
                self.quoted[identity] = ""
                if name == "commentRangeStart":
                    self.open[identity] = ""
        elif name == "commentRangeEnd":
            self._close(_get(node, "id"))

    def _close(self, identity: str) -> None:
        if identity in self.open:
            self.quoted[identity] = settled(self.open.pop(identity))[:LONGEST_QUOTED]

    def _quote(self, words: str) -> None:
        for identity in list(self.open) if words else ():
            self.open[identity] += words[:LONGEST_QUOTED]
            if len(self.open[identity]) >= LONGEST_QUOTED:
                self._close(identity)

    def _spans(
        self, parent: etree._Element, added: frozenset[str], struck: frozenset[str], sheet: Sheet
    ) -> Iterator[Span]:
        for node in parent:
            name = local(node)
            if name in ADDED:
                yield from self._spans(node, added | {self._changed_by(node)}, struck, sheet)
            elif name in STRUCK:
                yield from self._spans(node, added, struck | {self._changed_by(node)}, sheet)
            elif name == "r":
                yield from self._run(node, added, struck, sheet)
            elif name in CONTAINERS:
                yield from self._spans(node, added, struck, sheet)
            else:
                yield from self._words(node, name, added, struck, sheet)

    def _words(
        self, node: etree._Element, name: str, added: frozenset[str], struck: frozenset[str], sheet: Sheet
    ) -> Iterator[Span]:
        if name in ("t", "delText"):
            self._quote(node.text or "")
            yield Span(node.text or "", added, struck)
        elif name in IN_RUN:
            yield Span(IN_RUN[name], added, struck)
        elif name in ("footnoteReference", "endnoteReference"):
            yield from self._note((name.removesuffix("Reference"), _get(node, "id")), added, struck)
        elif name == "fldSimple" or (name == "fldChar" and _get(node, "fldCharType") == "begin"):
            self._name("fields", node)
            yield from self._spans(node, added, struck, sheet)
        elif name in UNHANDLED_INLINE:
            boxed = next(node.iter("{*}txbxContent"), None)
            self._name(UNHANDLED_INLINE[name] if boxed is None else "text_boxes", node)
            self._set_apart(node)
        elif name not in NO_WORDS:
            self._mark(node, name, sheet)
            if _said(node):
                self._name("other", node)

    def _run(self, node: etree._Element, added: frozenset[str], struck: frozenset[str], sheet: Sheet) -> Iterator[Span]:
        properties = node.find("{*}rPr")
        if properties is not None:
            hidden = properties.find("{*}vanish")
            if hidden is not None and _get(hidden, "val") not in ("0", "false", "off"):
                self._name("hidden", node)
                return
            if properties.find("{*}rPrChange") is not None:
                self._name("formatting", node)
        yield from self._spans(node, added, struck, sheet)

    def _note(self, name: tuple[str, str], added: frozenset[str], struck: frozenset[str]) -> Iterator[Span]:
        note = self.notes.get(name)
        if note is None or name in self.noted:  # a second mark to the same note would bring its words twice
            return
        self.noted.add(name)
        spans: list[Span] = []
        for paragraph in note.iter("{*}p"):
            spans += [Span(" ")] if spans else []
            spans += self._spans(paragraph, NOBODY, NOBODY, Sheet())
        yield Span("", added, struck, tuple(spans))

    def _left_over(self) -> None:
        """Name notes without a mark, and changes that are part of others' changes."""
        for (kind, identity), note in self.notes.items():
            if (kind, identity) not in self.noted and _get(note, "type") in ("", "normal") and _said(note):
                self._name("notes", note)
        for sheet in self.sheets:
            words = "".join(
                span.words for span in _flat(sheet.spans) if span.added and len(span.added | span.struck) > 1
            )
            if settled(words):
                self._name("nested", words=settled(words)[:LONGEST_NAMED])


def _flat(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        yield span
        for inner in span.note or ():
            yield Span(inner.words, span.added | inner.added, span.struck | inner.struck)


def _seen(spans: Iterable[Span], author: str) -> str:
    """The words as this author wants them; "" stands for the words before all changes."""
    return "".join(
        span.words if span.note is None else _note_seen(span.note, author)
        for span in spans
        if (not span.added or span.added == {author}) and not (author and author in span.struck)
    )


def _note_seen(spans: Iterable[Span], author: str) -> str:
    words = _seen(spans, author)
    words = words[1:] if words[:1] in ("\t", " ") else words  # what stands between its number and its words
    return f"{BEGINS}{balanced(words)}]" if words.strip() else ""


# --- what it proposes --------------------------------------------------------------------------------


class _Reading:
    """The file beside the version."""

    def __init__(self, pages: _Pages, paragraphs: Sequence[Paragraph], front: Sequence[str]):
        self.pages = pages
        self.held = {one.key: one.content for one in paragraphs}
        self.forms = {one.key: form_of(one.kind, one.level) for one in paragraphs}
        self.order = {key: place for place, key in enumerate(self.held)}
        self.groups = self._groups({settled(legible(line)) for line in front})
        self.operations: list[dict[str, Any]] = []

    def findings(self) -> dict[str, Any]:
        self._find_places()
        self._reformed()
        self._untracked()
        for author in self.pages.authors:
            self._proposed_by(author)
        remarks = self._remarks()
        if len(self.operations) + len(remarks) > MOST_FINDINGS:
            raise Refused(_("This file holds more changes than a person could confirm. Please bring it in parts."))
        fit = []
        for operation in self.operations:
            if len(operation["content"]) > LONGEST:
                self._name("long", operation["content"])
            else:
                fit.append(operation)
        for place, row in enumerate([*fit, *remarks], 1):
            row["id"] = place
        return {
            "operations": fit,
            "remarks": remarks,
            "unhandled": self.pages.unhandled,
            "is_clean": not self.pages.authors,
        }

    def _name(self, code: str, words: str) -> None:
        self.pages.unhandled.append({"code": code, "words": settled(words)[:LONGEST_NAMED]})

    # --- places --------------------------------------------------------------------------------

    def _groups(self, front: set[str]) -> list[Group]:
        groups, sheets = [], []
        keys: set[str] = set()
        for sheet in self.pages.sheets:
            own = {key for key in _keys(sheet) if key in self.held and settled(_seen(sheet.spans, ""))}
            if sheets and own and keys and own != keys:  # two paragraphs of the version were never one
                groups.append(self._group(sheets, front))
                sheets, keys = [], set()
            sheets.append(sheet)
            keys |= own
            if not sheet.added:
                groups.append(self._group(sheets, front))
                sheets, keys = [], set()
        return [*groups, self._group(sheets, front)] if sheets else groups

    def _group(self, sheets: list[Sheet], front: set[str]) -> Group:
        words = settled("".join(_seen(sheet.spans, "") for sheet in sheets))
        named = [name for sheet in sheets for name in sheet.names]
        is_front = bool(words) and (any(name.startswith(FRONT) for name in named) or words in front)
        changed_by = {name for sheet in sheets for name in (sheet.added, sheet.struck) if name}
        changed_by |= {name for sheet in sheets for one in _flat(sheet.spans) for name in one.added | one.struck}
        return Group(sheets, words, is_front=is_front, changed_by=frozenset(changed_by))

    def _find_places(self) -> None:
        """Find the paragraph of each group: by its very words, by its bookmark, at last by likeness."""
        based = [group for group in self.groups if group.words and not group.is_front]
        written = Counter(self.held.values())
        by_words = {content: key for key, content in self.held.items() if written[content] == 1}
        free = dict.fromkeys(self.held)
        for group in based:
            bookmarked = [key for sheet in group.sheets for key in _keys(sheet)]
            said = by_words.get(group.words, "")
            for key in [said] if said else bookmarked:
                if key in free and not group.key:
                    group.key = key
                    del free[key]
        self._find_alike([group for group in based if not group.key], list(free))
        behind = ""
        for group in self.groups:
            group.behind = behind
            behind = group.key or behind

    def _find_alike(self, groups: list[Group], free: list[str]) -> None:
        if not groups or not free:
            return
        pairs = align([self.held[key] for key in free], [group.words for group in groups])
        for pair in pairs:
            if pair.old and pair.new:
                group = groups[pair.new[0]]
                group.key, group.is_sure = free[pair.old[0]], group.words == self.held[free[pair.old[0]]]

    def _add(self, kind: str, author: str, key: str, content: str = "", **more: Any) -> None:
        row = {"kind": kind, "key": key, "after_key": "", "author": author, "content": content}
        self.operations.append({**row, "is_sure": True, "notes": [], **more})

    def _reformed(self) -> None:
        """Name paragraphs that were made another kind, or put on another level, without tracking."""
        behind_struck = ""  # LibreOffice gives a paragraph the style of the one before whose end was struck
        for group in self.groups:
            for sheet in group.sheets:
                is_own = sheet.form and group.key in _keys(sheet)
                if is_own and not behind_struck and sheet.form != self.forms[group.key]:
                    self._name("kind", self.held[group.key])
                behind_struck = sheet.struck

    # --- changes that nobody tracked ---------------------------------------------------------------

    def _untracked(self) -> None:
        """Compare the words before all tracked changes with the version."""
        for group in self.groups:
            if group.is_front or not group.words:
                continue
            if not group.key:
                self._add("insert", "", group.behind, group.words)
            elif group.words != self.held[group.key]:
                self._add("replace", "", group.key, group.words, is_sure=group.is_sure)
        found = [group.key for group in self.groups if group.key]
        if self.held and not found:
            words = _("No paragraph of this version stands in the file. Bring the Word file of the version itself.")
            raise Refused(words)
        for key in self.held.keys() - set(found):
            if without_notes(self.held[key]) not in self.pages.set_apart:  # that is named, and no deletion
                self._add("delete", "", key)
        stayed = {place for _order, place in longest_run([(self.order[key], at) for at, key in enumerate(found)])}
        for place, key in enumerate(found):
            if place not in stayed:
                self._add("move", "", key, after_key=found[place - 1] if place else "")

    # --- changes of an author ----------------------------------------------------------------------

    def _proposed_by(self, author: str) -> None:
        first = len(self.operations)
        made: list[tuple[Group, list[Part], list[str]]] = []
        joined: Part | None = None  # the end of this part was struck: what follows belongs to it
        for group in self.groups:
            if joined is None and author not in group.changed_by:
                continue
            parts, notes = _parts(group, author), []
            if joined and parts[0].words.strip():
                joined.words += parts[0].words
                parts[0].words = ""
                notes = ["joined"]
                made[-1][2].append("joined")
            made.append((group, parts, notes))
            if group.sheets[-1].struck != author:
                joined = None
            elif parts[-1].words.strip():
                joined = parts[-1]
            elif len(parts) > 1:
                joined = None
        for group, parts, notes in made:
            self._collect(author, group, parts, notes)
        self._find_moves(first)

    def _collect(self, author: str, group: Group, parts: list[Part], notes: list[str]) -> None:
        texts = [settled(part.words) for part in parts]
        based = [place for place, part in enumerate(parts) if part.has_base and texts[place]]
        main = based[0] if based else None
        first = next((place for place, part in enumerate(parts) if part.has_base), 0) if main is None else main
        if group.is_front:
            if main is None or texts[main] != group.words:
                self._name("front", " ".join(texts) or group.words)
            texts = ["" if part.has_base else text for part, text in zip(parts, texts, strict=True)]
        elif group.key:
            self._changed(author, group, "" if main is None else texts[main], [*notes, *["split"] * (len(based) > 1)])
        for place, text in enumerate(texts):
            if text and (place != main or not group.key):
                behind = group.behind if not group.key or place < first else group.key
                is_sure = group.is_sure and bool(group.key or not group.words)
                self._add("insert", author, behind, text, is_sure=is_sure)

    def _changed(self, author: str, group: Group, words: str, notes: list[str]) -> None:
        """What an author made of a paragraph of the version."""
        if words == group.words:
            return
        notes += ["untracked"] * (group.words != self.held[group.key])
        kind = "replace" if words else "delete"
        self._add(kind, author, group.key, words, is_sure=group.is_sure, notes=notes)

    def _find_moves(self, first: int) -> None:
        """A paragraph that goes here and comes there with the same words is moved; where it stood, nothing happened."""
        own = self.operations[first:]
        gone = {self.held[one["key"]]: one for one in own if one["kind"] == "delete"}
        keys = ["", *self.held]
        for one in own:
            left = gone.pop(one["content"], None) if one["kind"] == "insert" else None
            if not left:
                continue
            self.operations.remove(left)
            before = keys[keys.index(left["key"]) - 1]
            if one["key"] in (before, left["key"]):
                self.operations.remove(one)
            else:
                one |= {"kind": "move", "key": left["key"], "after_key": one["key"], "content": ""}

    # --- remarks -------------------------------------------------------------------------------------

    def _remarks(self) -> list[dict[str, Any]]:
        remarks, placed = [], set()
        for group in self.groups:
            for identity in (identity for sheet in group.sheets for identity in sheet.comments):
                placed.add(identity)
                is_sure = bool(group.key) and group.is_sure
                remarks.append(self._remark(identity, group.key or group.behind, is_sure=is_sure))
        remarks += [self._remark(one, "", is_sure=False) for one in self.pages.comments if one not in placed]
        return [remark for remark in remarks if remark["text"]]

    def _remark(self, identity: str, key: str, *, is_sure: bool) -> dict[str, Any]:
        node = self.pages.comments[identity]
        text = "".join(_line_of(one) for one in node.iter("{*}p"))
        text = legible("\n".join(filter(None, map(settled, text.split("\n")))))
        if any(local(piece) in UNHANDLED_INLINE for piece in node.iter()):
            self._name("in_comment", text)
        if len(text) > LONGEST_REMARK:
            self._name("long", text)
            text = ""
        row = {"key": key, "author": _author(node), "text": text, "quoted": self.pages.quoted.get(identity, "")}
        return {**row, "is_sure": is_sure}


def _line_of(paragraph: etree._Element) -> str:
    """The words of a paragraph of a comment, each line on a line of its own."""
    pieces = paragraph.iter("{*}t", "{*}br", "{*}cr", "{*}tab")
    words = ((piece.text or "") if local(piece) == "t" else IN_COMMENT[local(piece)] for piece in pieces)
    return "".join(words) + "\n"


def _keys(sheet: Sheet) -> list[str]:
    """The keys that the bookmarks of a sheet name."""
    matches = (KEY.fullmatch(name) for name in sheet.names)
    return [match[1].replace("_", "") for match in matches if match]


def _parts(group: Group, author: str) -> list[Part]:
    """The group as its author divides it."""
    parts, words, has_base = [], "", False
    for sheet in group.sheets:
        words += _seen(sheet.spans, author)
        has_base = has_base or bool(settled(_seen(sheet.spans, "")))
        if sheet is group.sheets[-1] or (sheet.added == author and sheet.struck != author):
            parts.append(Part(words, has_base))
            words, has_base = "", False
    return parts
