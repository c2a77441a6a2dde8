"""The first pages of the public site, in six languages; editors take over from there."""

from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.website.actions import publish_first_pages

from .reading import read

MARK = "website.pages_loaded"


def load() -> int:
    """Publish the pages of `data/pages/`; return how many were made."""
    languages = {code: page_of(read(f"pages/{code}.yaml")) for code, _ in settings.LANGUAGES}
    return publish_first_pages(by=CLERK, languages=languages)


def page_of(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of the file, and those below it, as the site keeps pages."""
    page = {**entry, "body": [block_of(block) for block in entry.get("body", [])]}
    for below in ("pages", "news"):
        if below in entry:
            page[below] = [page_of(child) for child in entry[below]]
    if "news" in entry:
        del page["body"]
    if "date" in entry:
        page["date"] = PartialDate.parse(str(entry["date"]))
    return page


def block_of(block: dict[str, Any]) -> tuple[str, Any]:
    """Return a block of the file, `{kind: text}` or `{list: [texts]}`, as a block of a page.

    Texts are our own, in the data of the package, and may hold links written as HTML.
    """
    ((kind, content),) = block.items()
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((mark_safe(item),) for item in content))  # noqa: S308
        return "text", format_html("<ul>{}</ul>", items)
    if kind == "text":
        return "text", format_html("<p>{}</p>", mark_safe(content))  # noqa: S308
    return kind, content
