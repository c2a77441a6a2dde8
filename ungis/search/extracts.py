"""The piece of a text in which the words asked for stand, cut from the text as it is written, with the words marked."""

from dataclasses import dataclass

from . import normal
from .query import Asked

SIGNS = 260  # of an extract
BEFORE = 60  # signs before the first word that is marked
LONGEST_TITLE = 200
LOOKED_THROUGH = 20_000  # signs of a long text

Part = tuple[str, bool]  # a piece of the text; True where it is marked


@dataclass(frozen=True)
class Extract:
    """Parts of a text in one language."""

    language: str
    parts: list[Part]

    @property
    def text(self) -> str:
        return "".join(part for part, _is_marked in self.parts)


class Marker:
    """Knows which words of a text answer a query."""

    def __init__(self, asked: Asked):
        self.forms = {form for term in asked.terms for form in term.forms}
        self.beginnings = tuple({term.begins for term in asked.terms if term.begins})

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where words stand that answer; neighbouring Chinese signs run together."""
        spans: list[tuple[int, int]] = []
        for word in normal.words(text[:LOOKED_THROUGH]):
            for start, end in self._answering(word):
                if spans and start <= spans[-1][1]:
                    spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
                else:
                    spans.append((start, end))
        return spans

    def _answering(self, word: normal.Word) -> list[tuple[int, int]]:
        if word.form in self.forms or (self.beginnings and word.form.startswith(self.beginnings)):
            return [(word.start, word.end)]
        if normal.IS_HAN.match(word.form):  # a single sign that was asked for
            return [(word.start + n, word.start + n + 1) for n, sign in enumerate(word.form) if sign in self.forms]
        return []


def _parts(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Part]:
    """Return text[start:end] with the spans marked."""
    parts: list[Part] = []
    for begins, ends in spans:
        if begins >= start and ends <= end:
            parts += [(text[start:begins], False), (text[begins:ends], True)]
            start = ends
    return [(part, is_marked) for part, is_marked in [*parts, (text[start:end], False)] if part]


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Return where to cut: the piece in which most words are marked, at spaces where there are any."""
    if len(text) <= SIGNS:
        return 0, len(text)
    most, first = 0, 0
    for begins, _ends in spans:
        inside = sum(begins <= other < begins + SIGNS - BEFORE for other, _ in spans)
        if inside > most:
            most, first = inside, begins
    start = max(first - BEFORE, 0)
    if start:
        start = next((n + 1 for n in range(start, first) if text[n].isspace()), start)
    end = min(start + SIGNS, len(text))
    if end < len(text):
        end = next((n for n in range(end, end - 30, -1) if text[n].isspace()), end)
    return start, end


def _cut(text: str, marker: Marker) -> tuple[list[Part], int]:
    spans = marker.spans(text)[:200]
    start, end = _window(text, spans)
    parts = _parts(text, spans, start, end)
    if start:
        parts.insert(0, ("… ", False))
    return ([*parts, (" …", False)] if end < len(text) else parts), len(spans)


def _languages(texts: dict[str, str], reader: str) -> list[str]:
    """Return the languages of a text: the reader's, then English, then the others."""
    return sorted(texts, key=lambda code: (code != reader, code != "en", code))


def title_of(titles: dict[str, str], marker: Marker, reader: str) -> Extract:
    """Return the title in the reader's language, else in English, else in any; shortened where it is a paragraph."""
    language = next(iter(_languages(titles, reader)), "en")
    title = " ".join(titles.get(language, "").split())
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rpartition(" ")[0].rstrip(",;: ") + "…"
    return Extract(language, _parts(title, marker.spans(title), 0, len(title)))


def extract_of(titles: dict[str, str], bodies: dict[str, str], marker: Marker, title: Extract) -> Extract | None:
    """Return the extract of a body, or of a title in another language where only that holds what was asked for.

    The reader's language comes first, unless another one holds the words and it does not.
    """
    best: Extract | None = None
    for language in _languages(bodies, title.language):
        parts, hits = _cut(" ".join(bodies[language].split()), marker)
        if hits:
            return Extract(language, parts)
        if parts and best is None:
            best = Extract(language, parts)
    if marker.forms and not any(is_marked for _part, is_marked in title.parts):
        for language in _languages(titles, title.language):
            parts, hits = _cut(titles[language], marker)
            if hits and language != title.language:
                return Extract(language, parts)
    return best
