"""The cost of finding near-duplicates, beside MinHash-LSH of datasketch, in one run on the same records.

Made records of 92 words on average, words as unevenly spread as those of a language. Of 5 % a copy is planted: light
(5 % of words replaced), medium (20 % replaced, halves swapped), heavy (40 % replaced, 20 % dropped). 3 % more rows
share half their text with another and are no copies. datasketch: word pairs, 64 permutations, 16 bands of 4, and the
usual check of what it finds by the Jaccard measure of words. What each finds is shown before what it cost; reading
the words counts for both. CPU seconds of one process. Aim: nine of ten at a precision of 0.99, in a quarter of the
time.

    make bench
    BENCH_SIZES=10000,100000 .venv/bin/python bench/duplicates.py
"""

import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # one thread, as datasketch has
    os.environ.setdefault(name, "1")

from datasketch import MinHash, MinHashLSH

from ungis.likeness.batch import pairs
from ungis.likeness.entries import Entry
from ungis.likeness.index import Index
from ungis.likeness.reasons import Verdict

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "10000").split(",")]
SEED, VOCABULARY, TITLE = 2003, 60_000, 12
PERMUTATIONS, BANDS, ROWS = 64, 16, 4
LEAST_JACCARD = 0.4
LETTERS = "bcdfghklmnprstvz", "aeiou"
LEVELS = {"light": (0.05, 0.0), "medium": (0.20, 0.0), "heavy": (0.40, 0.20)}
Found = set[frozenset[int]]


def vocabulary(chance: random.Random) -> list[str]:
    """Return distinct words of eight letters."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choice(LETTERS[at % 2]) for at in range(7)) + "k"] = None
    return list(words)


def copied(words: list[str], level: str, chance: random.Random, any_word: Callable[[], str]) -> list[str]:
    """Return a copy of a text at one of the three strengths."""
    replaced, dropped = LEVELS[level]
    kept = [any_word() if chance.random() < replaced else word for word in words if chance.random() >= dropped]
    half = len(kept) // 2
    return kept[half:] + kept[:half] if level == "medium" else kept


def records(size: int) -> tuple[list[Entry], dict[frozenset[int], str]]:
    """Return records, and the pairs that are copies with their strength."""
    chance = random.Random(SEED)
    words = vocabulary(chance)
    weights = [1 / (number + 5) for number in range(VOCABULARY)]
    drawn = iter(chance.choices(words, weights, k=size * 130))
    texts: list[list[str]] = []
    truth: dict[frozenset[int], str] = {}

    def any_word() -> str:
        return next(drawn, "") or chance.choice(words)

    while len(texts) < size:
        luck, there = chance.random(), len(texts)
        if there > 100 and luck < 0.05:
            origin, level = chance.randrange(there), chance.choice(list(LEVELS))
            texts.append(copied(texts[origin], level, chance, any_word))
            truth[frozenset((origin, there))] = level
        elif there > 100 and luck < 0.08:
            half = texts[chance.randrange(there)]
            texts.append([any_word() for _ in range(46)] + half[len(half) // 2 :])
        else:
            texts.append([any_word() for _ in range(chance.randint(60, 124))])
    entries = [Entry(at, " ".join(text[:TITLE]), " ".join(text[TITLE:])) for at, text in enumerate(texts)]
    return entries, truth


def ours(entries: list[Entry]) -> Found:
    """Return the pairs that the product calls duplicates."""
    return {frozenset((a, b)) for a, b, likeness in pairs(entries) if likeness.verdict is Verdict.DUPLICATE}


def datasketch(entries: list[Entry]) -> Found:
    """Return the pairs that share a band and enough words."""
    lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    kept, found = [], set()
    for at, entry in enumerate(entries):
        words = re.findall(r"\w+", f"{entry.title} {entry.text}".lower())
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([f"{one} {other}".encode() for one, other in pairwise(words)])
        kept.append(set(words))
        for other in lsh.query(sketch):
            if len(kept[at] & kept[other]) >= LEAST_JACCARD * len(kept[at] | kept[other]):
                found.add(frozenset((at, other)))
        lsh.insert(at, sketch, check_duplication=False)
    return found


def told(found: Found, truth: dict[frozenset[int], str], links: dict[int, int]) -> str:
    """Return precision and recall. A pair of two copies of one text is right where found, and not asked for."""
    right = sum(1 for pair in found if len({links.get(at, at) for at in pair}) == 1)
    there = Counter(truth.values())
    seen = Counter(truth[pair] for pair in found & truth.keys())
    shares = " ".join(f"{level} {seen[level] / max(1, there[level]):.3f}" for level in LEVELS)
    return f"precision {right / max(1, len(found)):.4f}  recall {seen.total() / max(1, len(truth)):.3f} ({shares})"


def origins(copies: Iterable[frozenset[int]]) -> dict[int, int]:
    """Return for each copy the text it goes back to."""
    root: dict[int, int] = {}
    for origin, copy in sorted(tuple(sorted(pair)) for pair in copies):
        root[copy] = root.get(origin, origin)
    return root


def cost(work: Callable[[list[Entry]], Found], entries: list[Entry]) -> tuple[Found, float]:
    """Return what is found and the CPU seconds it took."""
    before = time.process_time()
    found = work(entries)
    return found, time.process_time() - before


def one_by_one(entries: list[Entry]) -> str:
    """Return what it costs to ask for the likes of one entry."""
    index, spent = Index.build(entries), []
    for entry in entries[:: max(1, len(entries) // 200)]:
        before = time.process_time()
        index.similar(entry)
        spent.append((time.process_time() - before) * 1000)
    spent.sort()
    return f"{spent[len(spent) // 2]:.1f} ms in the middle, {spent[-len(spent) // 20]:.1f} ms of the slowest twentieth"


def main() -> None:
    for size in SIZES:
        entries, truth = records(size)
        root = origins(truth)
        print(f"\nnear-duplicates among {size:,} records, {len(truth):,} copies planted")
        (mine, spent), (theirs, more) = cost(ours, entries), cost(datasketch, entries)
        print(f"{'ours':<12} {told(mine, truth, root)}")
        print(f"{'datasketch':<12} {told(theirs, truth, root)}")
        print(f"{'ours':<12} {spent:>8.1f} CPU s")
        print(f"{'datasketch':<12} {more:>8.1f} CPU s   {more / spent:.1f} times as much")
        print(f"one record against all: {one_by_one(entries)}")


if __name__ == "__main__":
    main()
