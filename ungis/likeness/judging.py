"""What two entries are to each other, with reasons."""

from functools import lru_cache

import numpy as np

from .entries import Entry, Reading
from .exchanges import Difference, difference
from .rarity import Rarity
from .reasons import Code, Likeness, Reason, Verdict
from .sameness import FEATURES, Weighed, features, sameness

DUPLICATE = 0.5
RELATED = 0.2
SERIES_SHARE = 0.45  # of its score is left to a series, so that it never says duplicate
LEAST_WORDS = 3
TITLE_BUT = {
    "year": Code.TITLE_BUT_YEAR, "month": Code.TITLE_BUT_YEAR, "number": Code.TITLE_BUT_NUMBER,
    "place": Code.TITLE_BUT_PLACE,
    "sector": Code.TITLE_BUT_SECTOR, "population": Code.TITLE_BUT_POPULATION,
}  # fmt: skip
OTHER = {
    "year": Code.OTHER_YEAR, "month": Code.OTHER_YEAR, "number": Code.OTHER_NUMBER, "place": Code.OTHER_PLACE,
    "sector": Code.OTHER_SECTOR, "population": Code.OTHER_POPULATION,
}  # fmt: skip


def compare(a: Entry, b: Entry, *, rarity: Rarity | None = None) -> Likeness:
    """Say what two entries are to each other. Without a rarity, words weigh what they do in UN texts."""
    rarity = rarity or _background()
    one, other = (Weighed(Reading.of(entry), rarity, entry.agency) for entry in (a, b))
    return judge(one, other, a, b)


@lru_cache(maxsize=1)
def _background() -> Rarity:
    return Rarity()


def judge(one: Weighed, other: Weighed, a: Entry | None = None, b: Entry | None = None) -> Likeness:
    """Say what two weighed entries are to each other; places and years kept apart are looked at where given."""
    if is_empty(one) or is_empty(other):
        return Likeness(0.0, Verdict.DIFFERENT)
    row = features(one, other)
    return verdict(one, other, row, float(sameness([row])[0]), a, b)


def is_empty(one: Weighed) -> bool:
    """Say whether there is too little to compare."""
    return len(one.reading.order) < LEAST_WORDS


def verdict(one: Weighed, other: Weighed, row: list[float], score: float, a=None, b=None) -> Likeness:
    """Say what two entries are whose words are the same with this probability."""
    if _the_same_words(one, other):
        score = 1.0
    if score < RELATED:
        return Likeness(score, Verdict.DIFFERENT)
    apart = difference(one.reading, other.reading) if score >= DUPLICATE else None
    reasons = (*_of_exchanges(apart, a, b), *_of_words(one, other, dict(zip(FEATURES, row, strict=True))))
    if (apart and apart.is_series) or (score >= DUPLICATE and _kept_apart(a, b)):
        return Likeness(SERIES_SHARE * score, Verdict.SERIES, reasons)
    return Likeness(score, Verdict.DUPLICATE if score >= DUPLICATE else Verdict.RELATED, reasons)


def _the_same_words(one: Weighed, other: Weighed) -> bool:
    return np.array_equal(one.reading.numbers, other.reading.numbers)


def _kept_apart(a: Entry | None, b: Entry | None) -> list[Reason]:
    """Return the reasons in places and years that are kept apart from the text: both given, nothing in common."""
    if a is None or b is None:
        return []
    reasons = []
    if a.places and b.places and not a.places & b.places:
        reasons.append(
            Reason(Code.OTHER_PLACE, {"left": ", ".join(sorted(a.places)), "right": ", ".join(sorted(b.places))})
        )
    if a.years and b.years and not a.years & b.years:
        left, right = (", ".join(str(year) for year in sorted(years)) for years in (a.years, b.years))
        reasons.append(Reason(Code.OTHER_YEAR, {"left": left, "right": right}))
    return reasons


def _of_exchanges(apart: Difference | None, a: Entry | None, b: Entry | None) -> list[Reason]:
    reasons = []
    for exchange in apart.exchanges if apart and apart.is_series else ():
        code = (TITLE_BUT if exchange.in_title and apart.title_differs_by_them_alone else OTHER)[exchange.kind]
        reasons.append(Reason(code, {"left": exchange.left, "right": exchange.right}))
    said = {reason.code for reason in reasons}
    return (reasons + [reason for reason in _kept_apart(a, b) if reason.code not in said])[:4]


def _of_words(one: Weighed, other: Weighed, seen: dict[str, float]) -> list[Reason]:
    """Return the reasons in the words themselves, what tells most first."""
    share = round(100 * min(1.0, seen["cosine"]))
    if _the_same_words(one, other):
        reasons = [Reason(Code.SAME_TEXT)]
    elif seen["cosine"] >= 0.85:
        kept = seen["word_pairs"] >= 0.6
        reasons = [Reason(Code.NEARLY_THE_SAME_TEXT if kept else Code.SAME_SENTENCES_REORDERED, {"share": share})]
    elif seen["held_by_shorter"] >= 0.8 and seen["length_ratio"] < 0.7:
        shorter = "a" if one.total < other.total else "b"
        reasons = [
            Reason(Code.ONE_HOLDS_THE_OTHER, {"shorter": shorter, "share": round(100 * seen["held_by_shorter"])})
        ]
    elif seen["best_windows"] >= 0.8 and seen["worst_windows"] <= 0.2:
        reasons = [Reason(Code.PART_SHARED, {"share": share})]
    else:
        reasons = [Reason(Code.MANY_WORDS_SHARED, {"share": share})]
    if seen["titles"] >= 0.999:
        reasons.append(Reason(Code.SAME_TITLE))
    if figures := sum(1 for number in one.figures & other.figures if number > 20):
        reasons.append(Reason(Code.SAME_NUMBERS, {"count": figures}))
    if one.agency and other.agency and one.agency != other.agency:
        reasons.append(Reason(Code.OTHER_AGENCY, {"left": one.agency, "right": other.agency}))
    return reasons
