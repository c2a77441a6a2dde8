"""A text as pages show it: numbers, links to records, footnotes. No markup of people's own ever reaches a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape  # Django's own asks each time whether the words are lazy: a text asks a thousand times
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
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
        markup = SafeString("".join(marked))  # each part is escaped, or markup of ours
        rendered.paragraphs.append(Shown(paragraph, number, markup, _block(paragraph, number, markup)))
    return rendered


def linked(words: str, links: Links) -> SafeString:
    """Return plain words as markup, symbols of documents that are on record as links."""
    parts, at = [], 0
    for link in links.of(words):
        shown = escape(words[link.start : link.end])
        parts.append(f'{escape(words[at : link.start])}<a href="{escape(link.address)}">{shown}</a>')
        at = link.end
    return SafeString("".join([*parts, escape(words[at:])]))


def _reference(number: int) -> SafeString:
    return SafeString(f'<sup><a id="ref-{number}" href="#note-{number}" role="doc-noteref">{number}</a></sup>')


def back_link(number: int) -> SafeString:
    """The way from a footnote back to its place in the text."""
    label = _("Back to note %(number)s in the text") % {"number": number}
    form = '<a href="#ref-{}" role="doc-backlink" aria-label="{}" lang="{}">↩</a>'
    return format_html(form, number, label, get_language())


def _block(paragraph: Paragraph, number: Number, markup: SafeString) -> SafeString:
    """The paragraph with its anchor; its number is the link that names it."""
    tag = HEADINGS[paragraph.level] if paragraph.kind == Paragraph.Kind.HEADING else "p"
    key, kind, level = escape(paragraph.key), escape(paragraph.kind), paragraph.level
    opening = f'<{tag} id="{key}" class="part part-{kind} level-{level}">'
    return SafeString(f"{opening}{number_link(paragraph, number)}{markup}</{tag}>")


def number_link(paragraph: Paragraph, number: Number) -> SafeString:
    """The printed number of a paragraph as a link to its anchor; nothing where it has none."""
    if not number.label:
        return SafeString()
    label = f'<bdi dir="ltr">{escape(number.label)}</bdi>'
    return SafeString(f'<a class="number" href="#{escape(paragraph.key)}">{label}</a> ')
