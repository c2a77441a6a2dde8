"""Which paragraphs of the register name a concept, by its code or its title, and which hold its place in the source."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from ungis.mandates.models import Paragraph

from .models import Concept, Framework

NUMBER = r"\d+(?:\.\w+)?"
# Goals 3, 4 and 9; SDG 3; targets 9.1 and 9.c: numbers count only after the word that says of what.
SERIES = rf"{NUMBER}(?:\s*(?:,|;|and|or|to|–|-|&|,\s*and)\s*{NUMBER})*"
ALSO_CALLED = {"goal": ("sdg", "sustainable development goal")}
SHORT = 4  # words: titles with fewer are everyday words, and count only where they are written as a title is
PLACE = re.compile(r"(?P<first>\d+)(?:\s*[-–]\s*(?P<last>\d+))?(?:\s*\((?P<letter>\w+)\))?$")
PART = re.compile(r"annex(?: [IVX]+)?", re.IGNORECASE)


class Naming:
    """What a concept is called in running text, and how to tell it from what only looks like it."""

    def __init__(self, concept: Concept, framework: Framework):
        self.concept, self.framework = concept, framework
        self.words = _words_of(concept)
        self.code = _code_pattern(concept, self.words)
        self.title = _title_pattern(concept.title)

    def candidates(self) -> Q:
        """What a database finds fast; `is_in` then looks closely."""
        needles = [(word, self.concept.code) for word in self.words] or [(self.concept.code, "")]
        found = Q()
        for first, second in [*needles, *([(self.concept.title, "")] if self.title else [])]:
            found |= Q(quote__icontains=first) & Q(quote__icontains=second)
            found |= Q(summary__icontains=first) & Q(summary__icontains=second)
        return found

    def is_in(self, text: str) -> bool:
        return self._has_code(text) or bool(self.title and self.title.search(text))

    def _has_code(self, text: str) -> bool:
        if self.code is None:
            return False
        if self.words:
            series = (match["series"] for match in self.code.finditer(text))
            return any(self.concept.code in re.findall(NUMBER, numbers) for numbers in series)
        # "Objective 1" is anybody's first objective, unless its framework is named beside it.
        is_everyday = " " in self.concept.code and self.framework.title.casefold() not in text.casefold()
        return not is_everyday and bool(self.code.search(text))


def _words_of(concept: Concept) -> list[str]:
    """What stands before the bare number of a Goal or a target."""
    if not concept.code[0].isdigit():
        return []
    kind = concept.kind.casefold()
    return [kind, *ALSO_CALLED.get(kind, ())]


def _code_pattern(concept: Concept, words: list[str]) -> re.Pattern | None:
    if words:
        said = "|".join(map(re.escape, words))
        return re.compile(rf"\b(?:{said})s?\s+(?P<series>{SERIES})", re.IGNORECASE)
    if not re.search(r"\d", concept.code):  # "Follow-up" is no code that a text would cite
        return None
    # C1 stands neither in C11, nor in C1-x, nor in a symbol such as WSIS/C1.
    return re.compile(rf"(?<![\w/.-]){re.escape(concept.code)}(?![\w/]|[.-]\w)")


def _title_pattern(title: str) -> re.Pattern | None:
    words = title.split()
    if len(words) < 2:
        return None
    flags = re.IGNORECASE if len(words) >= SHORT else re.NOFLAG
    return re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", flags)


def paragraphs_about(concept: Concept, framework: Framework, user: Any) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs that name the concept and those that hold its own words, which the user may see: one query.

    The framework must have been fetched with its document.
    """
    naming = Naming(concept, framework)
    candidates = naming.candidates()
    if framework.work_id:
        candidates |= Q(work=framework.work_id)
    found = list(
        Paragraph.objects.visible_to(user).filter(candidates).select_related("work").order_by("work__slug", "order")
    )
    naming_it = [paragraph for paragraph in found if naming.is_in(f"{paragraph.quote}\n{paragraph.summary}")]
    return naming_it, list(_holding(concept, framework, found))


def _holding(concept: Concept, framework: Framework, paragraphs: Iterable[Paragraph]) -> Iterable[Paragraph]:
    """The paragraphs of the framework's own document that stand for the place from which the concept is taken."""
    place = PLACE.search(concept.place)
    if not place:
        return
    part = PART.search(framework.version)
    for paragraph in paragraphs:
        of = PART.search(paragraph.number)
        number = PLACE.search(paragraph.number)
        same_part = (part and part[0].casefold()) == (of and of[0].casefold())
        if paragraph.work_id == framework.work_id and number and same_part and _overlap(place, number):
            yield paragraph


def _overlap(one: re.Match, other: re.Match) -> bool:
    if one["letter"] and other["letter"]:
        return (one["first"], one["letter"]) == (other["first"], other["letter"])
    ranges = [(int(match["first"]), int(match["last"] or match["first"])) for match in (one, other)]
    return ranges[0][0] <= ranges[1][1] and ranges[1][0] <= ranges[0][1]
