"""Word files read line by line: words, automatic numbers, footnotes; changes still tracked are told, not read."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml import etree

from ungis.core.acting import Refused
from ungis.pages.lists import listed

from .contents import Unfit
from .lines import MARKS, Text, number_of, settled, whole

LONGEST_NAMED = 60
SHOWN_AUTHORS = 5
NOTES = ("footnotes", "endnotes")
RUNNING = ("header", "footer")
TRACKED = {"ins": "ins", "moveTo": "ins", "del": "del", "moveFrom": "del"}
INLINE = frozenset(("r", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "bdo", "dir", "customXml"))
IN_RUN = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-", "ptab": "\t"}
REMARKED = {
    "commentReference": "comments",
    "drawing": "pictures",
    "fldSimple": "fields",
    "object": "pictures",
    "oMath": "formulas",
    "oMathPara": "formulas",
    "pict": "pictures",
    "sym": "symbols",
}


def local(node: etree._Element) -> str:
    """The name of an element without its namespace: Word writes either of two; "" for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _child(node: etree._Element | None, *names: str) -> etree._Element | None:
    for name in names:
        node = next((child for child in node if local(child) == name), None) if node is not None else None
    return node


def _value(node: etree._Element | None, name: str = "val") -> str:
    """An attribute by its name without namespace."""
    attributes = node.attrib.items() if node is not None else ()
    return next((value for key, value in attributes if key.rpartition("}")[2] == name), "")


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and _value(node) not in ("0", "false", "off")


class Tracked(NamedTuple):
    """Changes of a Word file that nobody has accepted or rejected."""

    insertions: int
    deletions: int
    authors: list[str]  # the busiest first
    paragraph: int  # the first changed one, counted from 1
    words: str  # with which that begins


class Word:
    """One Word file, its parts found by their relations."""

    def __init__(self, content: bytes):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            main = next(iter(_targets(package, "", "officeDocument")), "word/document.xml")
            body = _child(_part(package, main), "body")
            if body is None:
                raise Unfit(_("This file is damaged and cannot be read. Please save it anew and bring that."))
            self.body = body
            parts = {
                kind: _targets(package, main, kind)[:1]
                for kind in ("numbering", "styles", "footnotes", "endnotes", "comments")
            }
            trees = {kind: _part(package, paths[0]) if paths else None for kind, paths in parts.items()}
            paths = [path for kind in RUNNING for path in _targets(package, main, kind)]
            self.running = [tree for path in paths if (tree := _part(package, path)) is not None]
        self.comments = trees["comments"]
        self.notes = [tree for kind in NOTES if (tree := trees[kind]) is not None]
        self.note_of = {
            (local(node), _value(node, "id")): node
            for tree in self.notes
            for node in tree
            if _value(node, "type") in ("", "normal") and any((piece.text or "").strip() for piece in node.iter("{*}t"))
        }
        self.numbering = _Numbering(trees["numbering"], trees["styles"])
        self.text = Text()
        self.cited: list[tuple[str, str]] = []  # the notes to which marks lead, in the order of the marks

    def read(self) -> Text:
        """Return the lines of the body, then a line for each note in the order of the marks, then those without one.

        Raises Refused where changes are tracked.
        """
        tracked = self.tracked()
        if tracked:
            raise Refused(_told(tracked))
        self._blocks(self.body, "paragraph")
        for name in dict.fromkeys([*self.cited, *self.note_of]):
            paragraphs = self.note_of[name].iter("{*}p")
            self.text.add(" ".join("".join(self._words(node)) for node in paragraphs), kind="footnote")
        return self.text

    def tracked(self) -> Tracked | None:
        """What was changed and by whom; None where nothing waits to be accepted or rejected."""
        counts: Counter[str] = Counter()
        authors: Counter[str] = Counter()
        first = None
        for tree in (self.body, *self.notes):
            for node in tree.iter("{*}ins", "{*}del", "{*}moveTo", "{*}moveFrom"):
                # A content of mathematics may bear a del of its own; a change names its author.
                first = first if first is not None else node
                counts[TRACKED[local(node)]] += 1
                authors[_value(node, "author") or "?"] += 1
        if first is None:
            return None
        place, words = self._place(first)
        return Tracked(counts["ins"], counts["del"], [name for name, _count in authors.most_common()], place, words)

    def _place(self, changed: etree._Element) -> tuple[int, str]:
        paragraph = next((node for node in changed.iterancestors() if local(node) == "p"), None)
        place, words = 0, ""
        for node in self.body.iter("{*}p"):
            words = settled("".join(piece.text or "" for piece in node.iter("{*}t", "{*}delText")))
            place += bool(words)
            if node is paragraph:
                break
        return max(place, 1), words[:LONGEST_NAMED]

    def _blocks(self, parent: etree._Element, kind: str) -> None:
        for node in parent:
            name = local(node)
            if name == "p":
                self._paragraph(node, kind)
            elif name == "tbl":
                self._blocks(node, "cell")
            elif name in ("tr", "tc", "sdt", "sdtContent", "customXml"):
                self._blocks(node, kind)

    def _paragraph(self, node: etree._Element, kind: str) -> None:
        properties = _child(node, "pPr")
        words = "".join(self._words(node))
        depth = self.numbering.heading_depth(properties) if kind == "paragraph" else 0
        kind = "heading" if depth else kind
        # An empty paragraph takes no number, as a reader of the page sees none.
        label, level = self.numbering.label(properties) if settled(words) else ("", 0)
        self.text.add(words, label=label, level=level, kind=kind, depth=depth)

    def _words(self, node: etree._Element) -> Iterator[str]:
        for child in node:
            name = local(child)
            if name in REMARKED:
                boxed = name in ("drawing", "pict") and any(True for _box in child.iter("{*}txbxContent"))
                self.text.remarks["text-boxes" if boxed else REMARKED[name]] += 1
            if name == "AlternateContent":
                boxed = any(True for _box in child.iter("{*}txbxContent"))
                self.text.remarks["text-boxes" if boxed else "pictures"] += 1
            elif name == "r" and _is_on(_child(child, "rPr", "vanish")):
                self.text.remarks["hidden"] += 1
            elif name in INLINE:
                yield from self._words(child)
            elif name == "t":
                yield child.text or ""
            elif name in IN_RUN:
                yield IN_RUN[name]
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._mark((name.removesuffix("Reference"), _value(child, "id")))
            elif name == "fldChar" and _value(child, "fldCharType") == "begin":
                self.text.remarks["fields"] += 1

    def _mark(self, note: tuple[str, str]) -> str:
        """The mark that leads to a note; "" where there is no such note, or nothing in it."""
        if note not in self.note_of:
            return ""
        self.cited.append(note)
        return str(len(self.cited)).translate(MARKS)


def _told(tracked: Tracked) -> str:
    """The refusal in plain words: how much, by whom, where it begins, and what to do."""
    insertions = ngettext("%(count)s insertion", "%(count)s insertions", tracked.insertions)
    deletions = ngettext("%(count)s deletion", "%(count)s deletions", tracked.deletions)
    said = _(
        "Changes are still tracked in this file: %(insertions)s and %(deletions)s by %(authors)s; the first is in "
        "paragraph %(place)s, “%(words)s”. Accept or reject all of them in Word, save the file, and bring it again."
    )
    return said % {
        "insertions": insertions % {"count": tracked.insertions},
        "deletions": deletions % {"count": tracked.deletions},
        "authors": listed(tracked.authors[:SHOWN_AUTHORS]),
        "place": tracked.paragraph,
        "words": tracked.words,
    }


def _part(package: zipfile.ZipFile, path: str) -> etree._Element | None:
    try:
        content = package.read(path)
    except KeyError:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unfit(_("This file is damaged and cannot be read. Please save it anew and bring that.")) from None


def _targets(package: zipfile.ZipFile, part: str, kind: str) -> list[str]:
    """The parts to which a part is related by relations of this kind; "" is the package."""
    folder, name = posixpath.split(part)
    relations = _part(package, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = []
    for node in relations if relations is not None else ():
        if (node.get("Type") or "").endswith(f"/{kind}") and node.get("TargetMode") != "External":
            target = node.get("Target") or ""
            found.append(
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}").lstrip("/")
            )
    return found


class _Numbering:
    """The automatic numbers of a Word file: counts along, paragraph after paragraph, as Word does."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None):
        self.styles = (
            {_value(node, "styleId"): node for node in styles if local(node) == "style"} if styles is not None else {}
        )
        nodes = list(numbering) if numbering is not None else []
        self.abstract = {_value(node, "abstractNumId"): node for node in nodes if local(node) == "abstractNum"}
        self.lists = {_value(node, "numId"): node for node in nodes if local(node) == "num"}
        self.counts: dict[str, list[int]] = {}
        self.begun: set[str] = set()

    def label(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the printed number of the next paragraph and its level; "" for one without."""
        number, depth = self._list_of(properties)
        concrete = self.lists.get(number)
        if concrete is None:
            return "", 0
        name, levels = self._levels(concrete)
        if depth not in levels:
            return "", 0
        counts = self._count(number, concrete, name, levels, depth)
        return self._written(levels, depth, counts), depth

    def _list_of(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or that of its style and the styles that one is based on."""
        asked, depth = "", -1
        for place in (properties, *self._styles_of(properties)):
            found = _child(place, "numPr")
            if found is None:
                continue
            level = _value(_child(found, "ilvl"))
            depth = int(level) if depth < 0 and level.isdecimal() else depth
            asked = asked or _value(_child(found, "numId"))
        return asked, min(max(depth, 0), 8)

    def _styles_of(self, properties: etree._Element | None) -> list[etree._Element | None]:
        name = _value(_child(properties, "pStyle"))
        seen: list[str] = []
        while name in self.styles and name not in seen and len(seen) < 20:
            seen.append(name)
            name = _value(_child(self.styles[name], "basedOn"))
        return [_child(self.styles[one], "pPr") for one in seen]

    def heading_depth(self, properties: etree._Element | None) -> int:
        """Return 1 for a heading of the first level and so on, 0 for what is no heading."""
        style = self.styles.get(_value(_child(properties, "pStyle")))
        named = re.match(r"heading (\d)?", _value(_child(style, "name")).lower())
        if named:
            return max(whole(named[1], 1), 1)
        for place in (properties, *self._styles_of(properties)):
            outlined = _value(_child(place, "outlineLvl"))
            if outlined and outlined != "9":
                return whole(outlined, 0) + 1
        return 0

    def _levels(self, concrete: etree._Element) -> tuple[str, dict[int, etree._Element]]:
        name = _value(_child(concrete, "abstractNumId"))
        linked = _value(_child(self.abstract.get(name), "numStyleLink"))
        if linked:  # the numbers are those of the list that the style names
            style = _child(self.styles.get(linked), "pPr", "numPr", "numId")
            other = self.lists.get(_value(style))
            name = _value(_child(other, "abstractNumId")) or name
        shared = self.abstract.get(name)
        nodes = list(shared) if shared is not None else []
        nodes += [level for change in concrete for level in change if local(level) == "lvl"]
        return name, {int(_value(node, "ilvl") or 0): node for node in nodes if local(node) == "lvl"}

    def _count(
        self, number: str, concrete: etree._Element, name: str, levels: dict[int, etree._Element], depth: int
    ) -> list[int]:
        starts = [whole(_value(_child(levels.get(level), "start")), 1) for level in range(9)]
        counts = self.counts.setdefault(name, [start - 1 for start in starts])
        if number not in self.begun:
            self.begun.add(number)
            for change in concrete:
                start = _value(_child(change, "startOverride"))
                if local(change) == "lvlOverride" and start.isdecimal():
                    counts[min(int(_value(change, "ilvl") or 0), 8)] = whole(start, 1) - 1
        for upper in range(depth):
            counts[upper] = max(counts[upper], starts[upper])  # a level that was skipped counts as begun
        counts[depth] += 1
        counts[depth + 1 :] = [start - 1 for start in starts[depth + 1 :]]
        return counts

    def _written(self, levels: dict[int, etree._Element], depth: int, counts: list[int]) -> str:
        kind = _value(_child(levels[depth], "numFmt")) or "decimal"
        if kind == "none":
            return ""
        if kind == "bullet":
            return "•"
        is_legal = _is_on(_child(levels[depth], "isLgl"))

        def counted(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            way = "decimal" if is_legal else _value(_child(levels.get(level), "numFmt")) or "decimal"
            return number_of(way, counts[level])

        return settled(re.sub(r"%([1-9])", counted, _value(_child(levels[depth], "lvlText"))))
