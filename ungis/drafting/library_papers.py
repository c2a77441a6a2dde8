"""The adopted text as files for the library, and the translations that people bring with it."""

from typing import NamedTuple

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.documents.contents import examine

from . import text_pdf, word_content, word_out
from .models import Version


class Brought(NamedTuple):
    """A file as somebody brings it, of the format that it was found to have."""

    name: str
    content: bytes
    format: str


def bring(language: str, name: str, content: bytes) -> Brought:
    """Take a translation in, before any action begins: to examine it takes seconds. Refused: that of which language."""
    try:
        return Brought(name, content, examine(content))
    except Refused as refusal:
        words, spoken = _("The file in %(language)s: %(trouble)s"), get_language_info(language)["name_translated"]
        raise Refused(words % {"language": spoken, "trouble": refusal}) from None


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
