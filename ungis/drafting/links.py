"""Symbols of documents in the words of a text: which lead to a record that the reader may see."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ungis.core.addresses import address_of
from ungis.documents.authority import Authority
from ungis.documents.symbols import Found, find_all
from ungis.mandates.models import Paragraph

HINTS = re.compile(r"[/-]|[Rr]esolution|[Dd]ecision")  # without one of these there is no symbol
OF_IT = re.compile(
    r"(?P<place>\b(?:paragraph|paragraphe|párrafo) (?P<number>\d{1,3})(?: ?\((?P<letter>[a-z]{1,4})\))?)"
    r" (?:of|de|du)(?: the| la)? ?$"
)
NEAR = 60  # characters before a symbol in which its paragraph is named


class Link(NamedTuple):
    """Words from `start` to `end` lead to a page of ours."""

    start: int
    end: int
    address: str


class Links:
    """The links in some texts, looked up together: two queries at most, none where there is no symbol."""

    def __init__(self, texts: Iterable[str], user: Any):
        self.found = {text: find_all(text) for text in set(texts) if HINTS.search(text)}
        self.authority = Authority.as_of(user=user) if any(self.found.values()) else None
        self.slugs: dict[str, str] = {}  # of each symbol, looked up once
        self.paragraphs = self._paragraphs(user)

    def of(self, text: str) -> list[Link]:
        """Return the links in one of the texts, in its order."""
        links = []
        for found in self.found.get(text, ()):
            slug = self._slug(found)
            if not slug:
                continue
            named = _paragraph_of(text, found)
            if named and (slug, named[0]) in self.paragraphs:
                links.append(Link(*named[1], address_of("mandate_paragraph", slug, named[0])))
            links.append(Link(found.start, found.end, address_of("document", slug)))
        return links

    def _slug(self, found: Found) -> str:
        symbol = str(found.symbol)
        if symbol not in self.slugs:
            known = self.authority.find(found.symbol) if self.authority else None
            self.slugs[symbol] = known.slug if known else ""
        return self.slugs[symbol]

    def _paragraphs(self, user: Any) -> set[tuple[str, str]]:
        """The paragraphs of the register that are named beside a symbol."""
        named = [(self._slug(one), _paragraph_of(text, one)) for text, all_ in self.found.items() for one in all_]
        wanted = {(slug, place[0]) for slug, place in named if slug and place}
        if not wanted:
            return set()
        slugs, anchors = ({pair[side] for pair in wanted} for side in (0, 1))
        rows = Paragraph.objects.visible_to(user).filter(work__slug__in=slugs, anchor__in=anchors)
        return wanted.intersection(rows.values_list("work__slug", "anchor"))


def _paragraph_of(text: str, found: Found) -> tuple[str, tuple[int, int]] | None:
    """Return the anchor of the paragraph that is named before a symbol, and where it is named."""
    start = max(found.start - NEAR, 0)
    named = OF_IT.search(text[start : found.start])
    if not named:
        return None
    anchor = "-".join(filter(None, (named["number"], named["letter"])))
    return anchor, (start + named.start("place"), start + named.end("place"))
