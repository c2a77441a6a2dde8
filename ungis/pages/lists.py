"""Lists in running text, as each language separates what it lists."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

COMMAS = {"ar": "، ", "zh-hans": "、"}
SEMICOLONS = {"ar": "؛ ", "zh-hans": "；", "fr": "\u202f; "}


def comma() -> str:
    """Return what stands between the items of a list in the reader's language."""
    return COMMAS.get(get_language() or "en", ", ")


def semicolon() -> str:
    """Return what stands between items that may hold commas themselves."""
    return SEMICOLONS.get(get_language() or "en", "; ")


def listed(items: Iterable) -> str:
    """Return the items as one text: plain text in, plain text out."""
    return comma().join(str(item) for item in items)


def listed_in_markup(items: Iterable) -> SafeString:
    """Return the items as one text for a page; what is not markup already is escaped."""
    return format_html_join(comma(), "{}", ((item,) for item in items))
