"""Why two entries look alike, in sentences: one for each reason that likeness gives."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ungis.likeness.reasons import Code

from .places import name_of

SENTENCES = {
    Code.SAME_TEXT: _("The words of both are the same."),
    Code.NEARLY_THE_SAME_TEXT: _("Nearly all words are the same: %(share)s in a hundred, by their weight."),
    Code.MANY_WORDS_SHARED: _("They share many rare words: %(share)s in a hundred, by their weight."),
    Code.SAME_SENTENCES_REORDERED: _("The same words in another order: %(share)s in a hundred, by their weight."),
    Code.ONE_HOLDS_THE_OTHER: _("Nearly all of the shorter text stands in the longer: %(share)s words in a hundred."),
    Code.PART_SHARED: _("One passage is the same, the rest is not."),
    Code.SAME_TITLE: _("Same title."),
    Code.TITLE_BUT_YEAR: _("Same title but for the year: %(left)s here, %(right)s there."),
    Code.TITLE_BUT_NUMBER: _("Same title but for a number: %(left)s here, %(right)s there."),
    Code.TITLE_BUT_PLACE: _("Same title but for the place: %(left)s here, %(right)s there."),
    Code.TITLE_BUT_SECTOR: _("Same title but for the sector: %(left)s here, %(right)s there."),
    Code.TITLE_BUT_POPULATION: _("Same title but for the people it serves: %(left)s here, %(right)s there."),
    Code.OTHER_YEAR: _("Other years: %(left)s here, %(right)s there."),
    Code.OTHER_NUMBER: _("Another part, session or edition: %(left)s here, %(right)s there."),
    Code.OTHER_PLACE: _("Another place: %(left)s here, %(right)s there."),
    Code.OTHER_SECTOR: _("Another sector: %(left)s here, %(right)s there."),
    Code.OTHER_POPULATION: _("For other people: %(left)s here, %(right)s there."),
    Code.OTHER_AGENCY: _("Two organizations report it: %(left)s here, %(right)s there."),
    Code.SAME_NUMBERS: _("Rare figures stand in both: %(count)s."),
    Code.BOTH_ARE_LIKE_A_THIRD: _("Both are duplicates of a third entry."),
}
KNOWN = frozenset(code.value for code in SENTENCES)
PLACES = (Code.TITLE_BUT_PLACE, Code.OTHER_PLACE)


def sentences(reasons: Iterable[Iterable]) -> list[str]:
    """Return reasons as the model Pair keeps them in the reader's language; what is not known is left out."""
    return [said for code, parameters in reasons if (said := _sentence(code, parameters))]


def _sentence(code: str, parameters: dict[str, Any]) -> str:
    words = SENTENCES.get(Code(code)) if code in KNOWN else None
    if words is None:
        return ""
    shown = {name: _places(str(value)) for name, value in parameters.items()} if code in PLACES else parameters
    return str(words) % shown


def _places(codes: str) -> str:
    return ", ".join(name_of(code.strip().upper()) for code in codes.split(","))
