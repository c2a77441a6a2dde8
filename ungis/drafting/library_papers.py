"""The adopted text as files for the library, and the translations that people bring with it."""

from typing import NamedTuple

from . import text_pdf, word_content, word_out
from .models import Version


class Brought(NamedTuple):
    """A file as somebody brings it."""

    name: str
    content: bytes


def papers_of(version: Version, *, symbol: str = "", about: str = "") -> dict[str, bytes]:
    """Return a frozen version in Word and PDF, by name; `about` says at its head how it was adopted."""
    paragraphs = list(version.paragraphs.all())
    head = word_content.head_of(version, about)
    if symbol:
        head = head._replace(about=[symbol, *head.about])
    return {
        f"{version.text.slug}.docx": word_out.write(head, word_out.plain(paragraphs)),
        f"{version.text.slug}.pdf": text_pdf.write_text(head, paragraphs),
    }
