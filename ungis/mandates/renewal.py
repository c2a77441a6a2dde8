"""Two texts, the later renewing the earlier: which paragraph became which.

Pure: it sees words and their order, no tables. What it proposes, a person confirms.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

ALIKE = 0.55  # weight of shared words over weight of all words from which two paragraphs are one, wherever they stand
IN_PLACE = 0.28  # the same between neighbours that are aligned: the place speaks for them
HELD = 0.50  # share of the shorter one that the other holds: it grew or shrank where it stood, if the gap is TIGHT
TIGHT = 4
FAINT = 0.10  # weight of shared words over that of all words below which nothing is looked at
LEFT = 0.42  # the same for what none of these rules paired
NARROW = 30  # paragraphs between two neighbours; in a wider gap a place says nothing
FITTING = 0.08  # what a fitting place adds to a score: enough to choose between likes, not to make them
CONTAINED = 0.60  # share of a paragraph's weight that another holds beyond its own partner's, if it has taken it in
WHOLE, PARTLY = 0.85, 0.40  # or the share that it holds at all, and the share beyond its partner's
COMMON = 40  # a word of more paragraphs than this proposes no pairs; it still counts in their scores
HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
NUMBER = re.compile(r"\s*(?:\d{1,3}[.)]|\(?[a-z]{1,4}\)|[•–—-])\s+")
CJK = "\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each character counts as a word
WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


class Pair(NamedTuple):
    """What became of paragraphs: places in the old text, places in the new one.

    `kind` is kept (the same words), changed, moved (out of order; `is_changed` says whether its words differ too),
    merged (several old in one new), split (one old in several new), new or dropped.
    """

    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]
    is_changed: bool = False
    is_moved: bool = False
    score: float = 1.0  # 1 for the same words, 0 for what has no counterpart


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a paragraph without its number, letter case, punctuation and typography."""
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text.translate(HIDDEN))).casefold()
    number = NUMBER.match(plain)
    return tuple(WORD.findall(plain, number.end() if number else 0))


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return what became of each paragraph: every place of both texts in one pair, in the order of the new text.

    What was dropped stands where it would have come.
    """
    texts = _Texts([words_of(text) for text in old], [words_of(text) for text in new])
    partner = _same_words(texts)
    _most_alike(texts, partner)
    joined, divided = _taken_in(texts, partner)
    return _in_order(_pairs(texts, partner, joined, divided))


class _Texts:
    """The words of both texts, with the weight of each word: the rarer, the heavier."""

    def __init__(self, old: list[tuple[str, ...]], new: list[tuple[str, ...]]):
        self.old, self.new = old, new
        self.old_sets, self.new_sets = list(map(frozenset, old)), list(map(frozenset, new))
        held = Counter(word for words in (*self.old_sets, *self.new_sets) for word in words)
        count = len(old) + len(new)
        self.weight = {word: log(1 + count / number) for word, number in held.items()}
        self.old_weights, self.new_weights = map(self._weigh_all, (self.old_sets, self.new_sets))

    def _weigh_all(self, sets: list[frozenset[str]]) -> list[float]:
        return list(map(self.weigh, sets))

    def weigh(self, words: Iterable[str]) -> float:
        return sum(map(self.weight.__getitem__, words))

    def likeness(self, place: int, other: int) -> float:
        """Return the weight of shared words over that of all words, both sides counted (Dice), 0 to 1."""
        total = self.old_weights[place] + self.new_weights[other]
        return 2 * self.weigh(self.old_sets[place] & self.new_sets[other]) / total if total else 0.0


def _same_words(texts: _Texts) -> dict[int, int]:
    """Return old > new for paragraphs of the same words; of several alike, the first with the first."""
    waiting: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(texts.new) - 1, -1, -1):
        waiting[texts.new[place]].append(place)
    return {place: waiting[words].pop() for place, words in enumerate(texts.old) if waiting.get(words)}


def _most_alike(texts: _Texts, partner: dict[int, int]) -> None:
    """Give the others the partners most like them, the surest first, then what stands between aligned neighbours."""
    candidates = list(_candidates(texts, partner))
    for least, is_in_place in ((ALIKE, False), (IN_PLACE, True), (LEFT, False)):
        gaps, taken = _Gaps(partner, len(texts.new)), set(partner.values())
        candidates = [one for one in candidates if one[0] not in partner and one[1] not in taken]
        scored = []
        for place, other, likeness, held in candidates:
            width = gaps.around(place, other)
            fits = 0 < width <= NARROW
            alike = likeness >= least or (is_in_place and held >= HELD and width <= TIGHT)
            if alike and (fits or not is_in_place):
                scored.append((-(likeness + FITTING * fits), abs(place - other), place, other))
        for _, _, place, other in sorted(scored):
            if place not in partner and other not in taken:
                partner[place] = other
                taken.add(other)


def _candidates(texts: _Texts, partner: dict[int, int]) -> Iterable[tuple[int, int, float, float]]:
    """Yield pairs without partners that may be alike: places, likeness, the share of the shorter in the other."""
    taken = set(partner.values())
    index = _index((other, words) for other, words in enumerate(texts.new_sets) if other not in taken)
    for place, words in enumerate(texts.old_sets):
        if place in partner:
            continue
        shared: defaultdict[int, float] = defaultdict(float)
        common = 0.0
        for word in words:
            found = index.get(word, ())
            if len(found) > COMMON:
                common += texts.weight[word]
                continue
            for other in found:
                shared[other] += texts.weight[word]
        mine = texts.old_weights[place]
        for other, weight in shared.items():
            its = texts.new_weights[other]
            if 2 * (weight + common) >= FAINT * (mine + its):
                exact = texts.weigh(words & texts.new_sets[other]) if common else weight
                likeness = 2 * exact / (mine + its)
                if likeness >= FAINT:
                    yield place, other, likeness, exact / min(mine, its)


def _index(entries: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    """Return the places at which each word stands."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place, words in entries:
        for word in words:
            index[word].append(place)
    return index


class _Gaps:
    """Where an old paragraph would stand in the new text, if nothing had moved: between its aligned neighbours."""

    def __init__(self, partner: dict[int, int], end: int):
        steady = longest_run(sorted(partner.items()))
        self.places = [place for place, _ in steady]
        self.bounds = [-1, *(other for _, other in steady), end]

    def around(self, place: int, other: int) -> int:
        """Return how wide the gap is in which the old paragraph would stand; 0 where the new one stands elsewhere."""
        gap = bisect_left(self.places, place)
        before, after = self.bounds[gap], self.bounds[gap + 1]
        return after - before if before < other < after else 0


def longest_run(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs in old order whose new places rise too: these stayed, the others moved."""
    ends: list[int] = []  # the smallest new place that ends a run of each length
    at: list[int] = []  # and which pair that is
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1], at[length : length + 1] = [other], [number]
    run, number = [], at[-1] if at else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _taken_in(texts: _Texts, partner: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return who without a partner went into another's: old > new it was joined to, new > old it was divided from."""
    taken = {other: place for place, other in partner.items()}
    new_rest = {other: texts.new_sets[other] - texts.old_sets[place] for other, place in taken.items()}
    old_rest = {place: texts.old_sets[place] - texts.new_sets[other] for place, other in partner.items()}
    lone_old = [place for place in range(len(texts.old)) if place not in partner]
    lone_new = [other for other in range(len(texts.new)) if other not in taken]
    joined = _homes(texts, [(place, texts.old_sets[place]) for place in lone_old], new_rest, texts.new_sets)
    divided = _homes(texts, [(other, texts.new_sets[other]) for other in lone_new], old_rest, texts.old_sets)
    # Nobody both takes in and is divided: the surer reading, the merger, stands.
    giving = {taken[home] for home in joined.values()}
    return joined, {other: home for other, home in divided.items() if home not in giving}


def _homes(
    texts: _Texts, lone: list[tuple[int, frozenset[str]]], rests: dict[int, frozenset[str]], whole: list[frozenset[str]]
) -> dict[int, int]:
    """Return for each lone paragraph the one whose words beyond its own partner's hold most of it."""
    index = _index(rests.items())
    homes = {}
    for place, words in lone:
        held: defaultdict[int, float] = defaultdict(float)
        for word in words:
            found = index.get(word, ())
            if len(found) <= COMMON:
                for home in found:
                    held[home] += texts.weight[word]
        best = max(held, key=lambda home: (held[home], -abs(home - place)), default=None)
        if best is None:
            continue
        total = texts.weigh(words)
        at_all = texts.weigh(words & whole[best])
        if held[best] >= CONTAINED * total or (held[best] >= PARTLY * total and at_all >= WHOLE * total):
            homes[place] = best
    return homes


def _pairs(
    texts: _Texts, partner: dict[int, int], joined: dict[int, int], divided: dict[int, int]
) -> Iterable[tuple[int, Pair]]:
    """Yield each pair with the old place by which it is put in order (-1: it has none)."""
    stayed = set(longest_run(sorted(partner.items())))
    into, out_of = defaultdict(list), defaultdict(list)
    for place, home in joined.items():
        into[home].append(place)
    for other, home in divided.items():
        out_of[home].append(other)
    for place, other in partner.items():
        moved, changed = (place, other) not in stayed, texts.old[place] != texts.new[other]
        olds, news = (place, *into[other]), (other, *out_of[place])
        kind = "merged" if into[other] else "split" if out_of[place] else ""
        kind = kind or ("moved" if moved else "changed" if changed else "kept")
        score = texts.likeness(place, other) if changed else 1.0
        yield place, Pair(kind, tuple(sorted(olds)), tuple(sorted(news)), changed, moved, score)
    for other in set(range(len(texts.new))) - set(partner.values()) - divided.keys():
        yield -1, Pair("new", (), (other,), score=0.0)
    for place in set(range(len(texts.old))) - partner.keys() - joined.keys():
        yield place, Pair("dropped", (place,), (), score=0.0)


def _in_order(pairs: Iterable[tuple[int, Pair]]) -> list[Pair]:
    """Order by the new text; what was dropped follows the last paragraph before it that stayed in its order."""
    held = list(pairs)
    steady = sorted((place, pair.new[0]) for place, pair in held if pair.new and place >= 0 and not pair.is_moved)
    places = [place for place, _ in steady]
    keyed = []
    for place, pair in held:
        if pair.new:
            keyed.append(((pair.new[0], -1), pair))
        else:
            gap = bisect_left(places, place)
            keyed.append(((steady[gap - 1][1] if gap else -1, place), pair))
    return [pair for _, pair in sorted(keyed, key=lambda entry: entry[0])]
