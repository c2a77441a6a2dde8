"""A text as pages show it: numbers, links to records, footnotes. No markup of people's own ever reaches a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .content import pieces
from .links import Links
from .models import Paragraph
from .numbering import Number, numbered

HEADINGS = {1: "h2", 2: "h3", 3: "h4"}


@dataclass(frozen=True)
class Shown:
    """A paragraph on a page: its words as markup, and the whole block with number and anchor."""

    paragraph: Paragraph
    number: Number
    markup: SafeString
    block: SafeString

    @property
    def name(self) -> str:
        """How the paragraph is spoken of: by its number, or its first words."""
        return self.number.label or Truncator(self.paragraph.content).words(5)


@dataclass(frozen=True)
class Note:
    """A footnote; `key` is the paragraph in which it stands."""

    number: int
    key: str
    markup: SafeString


@dataclass
class Rendered:
    """A version on a page."""

    paragraphs: list[Shown] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def render(paragraphs: Iterable[Paragraph], user: Any, numbers: Sequence[Number] = ()) -> Rendered:
    """Return the paragraphs of a version as a page shows them to this reader; footnotes are counted through.

    `numbers` are those that were frozen with them; without, they are worked out.
    """
    held = list(paragraphs)
    split = [pieces(paragraph.content) for paragraph in held]
    links = Links((piece.words for found in split for piece in found), user)
    rendered = Rendered()
    for paragraph, number, found in zip(held, numbers or numbered(held), split, strict=True):
        marked = []
        for piece in found:
            words = linked(piece.words.strip(" ") if piece.is_note else piece.words, links)
            if piece.is_note:
                rendered.notes.append(Note(len(rendered.notes) + 1, paragraph.key, words))
                words = _reference(len(rendered.notes))
            marked.append(words)
        markup = mark_safe("".join(marked))  # noqa: S308  each part is escaped or markup of ours
        rendered.paragraphs.append(Shown(paragraph, number, markup, _block(paragraph, number, markup)))
    return rendered


def linked(words: str, links: Links) -> SafeString:
    """Return plain words as markup, symbols of documents that are on record as links."""
    parts, at = [], 0
    for link in links.of(words):
        parts.append(escape(words[at : link.start]))
        parts.append(format_html('<a href="{}">{}</a>', link.address, words[link.start : link.end]))
        at = link.end
    return mark_safe("".join([*parts, escape(words[at:])]))  # noqa: S308  each part is escaped or made by format_html


def _reference(number: int) -> SafeString:
    return format_html('<sup><a id="ref-{0}" href="#note-{0}" role="doc-noteref">{0}</a></sup>', number)


def back_link(number: int) -> SafeString:
    """The way from a footnote back to its place in the text."""
    label = _("Back to note %(number)s in the text") % {"number": number}
    form = '<a href="#ref-{}" role="doc-backlink" aria-label="{}" lang="{}">↩</a>'
    return format_html(form, number, label, get_language())


def _block(paragraph: Paragraph, number: Number, markup: SafeString) -> SafeString:
    """The paragraph with its anchor; its number is the link that names it."""
    tag = HEADINGS[paragraph.level] if paragraph.kind == Paragraph.Kind.HEADING else "p"
    label = number_link(paragraph, number)
    form = '<{0} id="{1}" class="part part-{2} level-{3}">{4}{5}</{0}>'
    return format_html(form, tag, paragraph.key, paragraph.kind, paragraph.level, label, markup)


def number_link(paragraph: Paragraph, number: Number) -> SafeString:
    """The printed number of a paragraph as a link to its anchor; nothing where it has none."""
    if not number.label:
        return SafeString("")
    return format_html('<a class="number" href="#{}"><bdi dir="ltr">{}</bdi></a> ', paragraph.key, number.label)
