"""`ungis duplicates train` and `measure`: the coefficients from development data, and the figures of the model card.

The folder holds `dev_records.jsonl.gz`, `dev_truth.csv` (a, b, level) and `un_activity_texts_train.jsonl.gz`. Filler is
made of sentences of the latter, cut and joined anew: texts that share passages and yet are no duplicates.
"""

import argparse
import csv
import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from . import sameness as model
from .batch import Weighing, pairs
from .entries import Entry, Reading
from .index import Index
from .rarity import Rarity
from .reasons import Verdict
from .shelf import Search, Shelf

SEED = 5
FOLDS = 5
LEVELS = ("format", "light", "medium", "heavy", "related")
FILLER = 14_000  # records of filler to train with, from so small a pool that passages meet as often as in 100,000
POOL = 3_000
KINDS = ("of development", "of filler", "reworded")
REWORDED = 60  # texts of which a reworded copy is made
LARGE = 100_000


class Development(NamedTuple):
    """Records, and for pairs of their ids what they are."""

    entries: list[Entry]
    levels: dict[frozenset, str]


class Figures(NamedTuple):
    """Precision, recall, and for each level the share of pairs reported as duplicates."""

    precision: float
    recall: float
    reported: dict[str, float]


def run(asked: argparse.Namespace) -> None:
    """Train or measure, as asked on the command line."""
    folder = Path(asked.data or "")
    if not asked.data or not (folder / "dev_truth.csv").is_file():
        raise SystemExit("ungis duplicates: --data must name the folder with dev_records.jsonl.gz and dev_truth.csv")
    (train if asked.verb == "train" else measure)(folder, large=asked.large)


def development(folder: Path) -> Development:
    """Read the development data."""
    entries = [Entry(**said) for said in _lines(folder / "dev_records.jsonl.gz")]
    with (folder / "dev_truth.csv").open(encoding="utf-8", newline="") as file:
        levels = {frozenset((row["a"], row["b"])): row["level"] for row in csv.DictReader(file)}
    return Development(entries, levels)


def _lines(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def filler(folder: Path, many: int, *, pool: int = 0, seed: int = SEED) -> list[Entry]:
    """Return so many records of sentences cut and joined anew; with a pool, of so many sentences only."""
    chance = random.Random(seed)  # noqa: S311 - alike from run to run, not secret
    said = [text["text"] for text in _lines(folder / "un_activity_texts_train.jsonl.gz")]
    sentences = [s for text in said for s in re.split(r"(?<=[.;])\s+", text) if len(s.split()) >= 5]
    if pool:
        sentences = chance.sample(sentences, pool)
    agencies = [f"agency {number}" for number in range(40)]
    made = []
    for number in range(many):
        parts = []
        for sentence in chance.sample(sentences, chance.choice((2, 3, 3, 4, 5))):
            words, other = sentence.split(), chance.choice(sentences).split()
            parts += words[: max(3, len(words) * 2 // 3)] + other[len(other) * 2 // 3 :]
        title = " ".join(chance.choice(sentences).split()[:8])
        made.append(Entry(f"filler {number}", title, " ".join(parts), chance.choice(agencies)))
    return made


def reworded(folder: Path, many: int, *, seed: int = SEED) -> Development:
    """Return texts with copies in which two words of five are replaced by any others and every fifth is dropped."""
    chance = random.Random(seed)  # noqa: S311 - alike from run to run, not secret
    texts = list(_lines(folder / "un_activity_texts_train.jsonl.gz"))
    anywhere = [word for text in texts for word in text["text"].split()]
    entries, levels = [], {}
    for number, text in enumerate(text for text in texts if len(text["text"].split()) >= 40):
        origin = Entry(f"text {number}", text["title"], text["text"], text["agency"])
        entries.append(origin)
        if number < many:
            words = [word for word in text["text"].split() if chance.random() >= 0.2]
            words = [chance.choice(anywhere) if chance.random() < 0.4 else word for word in words]
            entries.append(Entry(f"copy {number}", " ".join(words[:8]), " ".join(words), origin.agency))
            levels[frozenset((origin.id, entries[-1].id))] = "heavy"
    return Development(entries, levels)


def figures(reported, levels: dict[frozenset, str]) -> Figures:
    """Return the figures of the pairs of ids that were reported as duplicates; a series that was counts as wrong."""
    there = Counter(levels.values())
    found = Counter(levels.get(frozenset(pair), "") for pair in reported)
    right = sum(count for level, count in found.items() if level not in ("", "related"))
    every = sum(count for level, count in there.items() if level != "related")
    shares = {level: found[level] / there[level] for level in LEVELS if there[level]}
    return Figures(right / max(1, found.total()), right / max(1, every), shares)


class Rows(NamedTuple):
    """Pairs to learn from: their features, whether they are duplicates, the ids, and the folds each touches."""

    features: np.ndarray
    same: np.ndarray
    ids: list[tuple]
    folds: np.ndarray


def rows_of(entries: list[Entry], levels: dict[frozenset, str]) -> Rows:
    """Return the features of all candidate pairs; all copies of one original lie in one fold."""
    shelf = Shelf(Reading.of(entry) for entry in entries)
    rarity = Rarity()
    rarity.add(shelf.unique, len(shelf))
    weighing = Weighing(shelf, rarity, [entry.agency for entry in entries])
    found = [(a, b) for a, b, _ in Search(shelf, rarity).pairs(0, len(shelf))]
    seen = np.array([model.features(weighing[a], weighing[b]) for a, b in found])
    ids = [(entries[a].id, entries[b].id) for a, b in found]
    said = np.array([levels.get(frozenset(pair), "") for pair in ids])
    fold = _folds(entries, levels)
    known = said != "related"  # a series has the same words: it is parted by other means
    kept = [pair for pair, keep in zip(ids, known, strict=True) if keep]
    folds = np.array([[fold[a], fold[b]] for a, b in kept])
    return Rows(seen[known], (said != "")[known], kept, folds)


def _folds(entries: list[Entry], levels: dict[frozenset, str]) -> dict:
    """Return a fold for each id, the same for all that are linked."""
    group = {entry.id: entry.id for entry in entries}

    def root(one):
        while group[one] != one:
            one = group[one]
        return one

    for a, b in map(tuple, levels):
        if a in group and b in group:
            group[root(a)] = root(b)
    chance = random.Random(SEED)  # noqa: S311 - alike from run to run, not secret
    folds = {entry.id: chance.randrange(FOLDS) for entry in entries}
    return {one: folds[root(one)] for one in group}


def fitted(features: np.ndarray, same: np.ndarray) -> dict:
    """Return the model as it is kept."""
    from sklearn.linear_model import LogisticRegression

    means, spreads = features.mean(0), features.std(0) + 1e-9
    learned = LogisticRegression(C=1, max_iter=3_000).fit((features - means) / spreads, same)
    return {
        "features": list(model.FEATURES),
        "means": means.round(6).tolist(),
        "spreads": spreads.round(6).tolist(),
        "coefficients": learned.coef_[0].round(5).tolist(),
        "intercept": round(float(learned.intercept_[0]), 5),
    }


def train(folder: Path, *, large: bool) -> None:
    """Learn from the development pairs and from filler, and write `data/model.json`."""
    known = development(folder)
    dev = rows_of(known.entries, known.levels)
    more = [rows_of(filler(folder, FILLER, pool=POOL), {}), rows_of(*reworded(folder, REWORDED))]
    kept = fitted(*_together(dev, *more))
    model.MODEL.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    counts = ", ".join(f"{len(part.same):,} {name}" for part, name in zip([dev, *more], KINDS, strict=True))
    _say(f"learned from pairs: {counts}")
    _say(f"wrote {model.MODEL.name}; in five folds, before series are parted: {_crossed(dev, more, known)}")


def _together(*parts: Rows) -> tuple[np.ndarray, np.ndarray]:
    return np.vstack([part.features for part in parts]), np.concatenate([part.same for part in parts])


def _crossed(dev: Rows, more: list[Rows], known: Development) -> str:
    """Return precision and recall where each pair is judged by a model that saw no copy of either."""
    scores = np.zeros(len(dev.same))
    for fold in range(FOLDS):
        inside = (dev.folds == fold).any(axis=1)
        outside = dev._replace(features=dev.features[~inside], same=dev.same[~inside])
        kept = fitted(*_together(outside, *more))
        scores[inside] = model.probabilities(dev.features[inside], kept)
    reported = [pair for pair, score in zip(dev.ids, scores, strict=True) if score >= 0.5]
    return _told(figures(reported, known.levels))


def measure(folder: Path, *, large: bool) -> None:
    """Print the figures of the model card, by the model that ships."""
    known = development(folder)
    _measure(known.entries, known.levels, f"{len(known.entries):,} development records")
    if large:
        more = filler(folder, LARGE - len(known.entries), seed=SEED + 1)
        entries = known.entries + more
        _measure(entries, known.levels, f"{len(entries):,} records, filler among them")
        _one_by_one(entries)
    else:
        _one_by_one(known.entries)


def _measure(entries: list[Entry], levels: dict[frozenset, str], what: str) -> None:
    wall, spent = time.perf_counter(), time.process_time()
    found = list(pairs(entries))
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    reported = [(a, b) for a, b, likeness in found if likeness.verdict is Verdict.DUPLICATE]
    _say(f"{what}: {_told(figures(reported, levels))}")
    _say(f"  {wall:.1f} s wall, {spent:.1f} CPU-s in one process, {len(reported):,} duplicates reported")


def _one_by_one(entries: list[Entry]) -> None:
    index = Index.build(entries)
    asked = [replace(entry, id=("new", entry.id)) for entry in entries[:: max(1, len(entries) // 300)]]
    spent = []
    for entry in asked:
        before = time.perf_counter()
        index.similar(entry, limit=10)
        spent.append((time.perf_counter() - before) * 1000)
    _say(f"one against {len(entries):,}: median {np.median(spent):.1f} ms, 95 % {np.quantile(spent, 0.95):.1f} ms")


def _told(seen: Figures) -> str:
    levels = ", ".join(f"{level} {share:.3f}" for level, share in seen.reported.items())
    return f"precision {seen.precision:.3f}, recall {seen.recall:.3f}; reported: {levels}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
