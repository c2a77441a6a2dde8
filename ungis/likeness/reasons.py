"""What is said of two entries: how alike they are, what that makes them, and why."""

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What two entries are to each other."""

    DUPLICATE = "duplicate"
    SERIES = "series"
    RELATED = "related"
    DIFFERENT = "different"


class Code(StrEnum):
    """The reasons there are; each says below which parameters come with it."""

    SAME_TEXT = "same_text"
    """The words of both are the same, in the same order. No parameters."""
    NEARLY_THE_SAME_TEXT = "nearly_the_same_text"
    """Nearly all words are shared. `share`: per cent of the weight of words that both have."""
    MANY_WORDS_SHARED = "many_words_shared"
    """Many rare words are shared. `share` as above."""
    SAME_SENTENCES_REORDERED = "same_sentences_reordered"
    """The words are shared, their order is not. `share` as above."""
    ONE_HOLDS_THE_OTHER = "one_holds_the_other"
    """Nearly all of the shorter stands in the longer. `shorter`: `a` or `b`; `share`: per cent of the shorter."""
    PART_SHARED = "part_shared"
    """A passage is shared, the rest is not. `share` as above."""
    SAME_TITLE = "same_title"
    """The titles have the same words. No parameters."""
    TITLE_BUT_YEAR = "title_but_year"
    """The titles are the same but for the year. `left`, `right`: the years."""
    TITLE_BUT_NUMBER = "title_but_number"
    """The titles are the same but for a number or an ordinal. `left`, `right`."""
    TITLE_BUT_PLACE = "title_but_place"
    """The titles are the same but for the country or region. `left`, `right`: codes of places."""
    TITLE_BUT_SECTOR = "title_but_sector"
    """The titles are the same but for the sector. `left`, `right`: words for it."""
    TITLE_BUT_POPULATION = "title_but_population"
    """The titles are the same but for the people it serves. `left`, `right`: words for them."""
    OTHER_YEAR = "other_year"
    """The same text with another year in its place. `left`, `right`."""
    OTHER_NUMBER = "other_number"
    """The same text with another number of its part, session or edition. `left`, `right`."""
    OTHER_PLACE = "other_place"
    """The same text with another country or region. `left`, `right`: codes of places."""
    OTHER_SECTOR = "other_sector"
    """The same text with another sector. `left`, `right`."""
    OTHER_POPULATION = "other_population"
    """The same text for other people. `left`, `right`."""
    OTHER_AGENCY = "other_agency"
    """Two agencies report it. `left`, `right`: the agencies as given."""
    SAME_NUMBERS = "same_numbers"
    """Rare figures stand in both. `count`: how many."""
    BOTH_ARE_LIKE_A_THIRD = "both_are_like_a_third"
    """Both are duplicates of one other entry; found only among many. `third`: its id."""


@dataclass(frozen=True)
class Reason:
    """One reason with what fills its sentence."""

    code: Code
    parameters: dict[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict:
        """Return the reason as an object of JSON."""
        return {"code": self.code.value, **self.parameters}


@dataclass(frozen=True)
class Likeness:
    """How alike two entries are: at 0.5 and more the score says duplicate."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
