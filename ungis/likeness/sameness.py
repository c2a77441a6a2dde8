"""Whether two texts say the same, words for words: features of a pair and one small logistic model over them."""

import json
from functools import lru_cache
from itertools import pairwise

import numpy as np

from .entries import Reading
from .rarity import Rarity
from .words import FOLDER, HASHED

MODEL = FOLDER / "model.json"
FEATURES = (
    "cosine", "held_by_shorter", "shared_weight", "word_pairs", "order_kept", "titles",
    "best_windows", "worst_windows", "shorter_length",
    "length_ratio", "same_agency", "figures_agree", "figures_differ",
    "cosine_squared", "rare_shared", "rare_unshared",
)  # fmt: skip
WINDOWS = 8
RARE = 5.5  # the weight of a word that stands in one text of 250


class Weighed:
    """A reading with the weights of its words."""

    def __init__(self, reading: Reading, rarity: Rarity, agency: str = ""):
        self.reading = reading
        self.agency = agency
        weights = rarity.weights(reading.unique)
        self.weight = dict(zip(reading.unique.tolist(), weights.tolist(), strict=True))
        self.norm = float(np.sqrt((weights**2).sum())) or 1.0
        self.total = float(weights.sum()) or 1.0
        order = reading.order
        self.pairs = set(pairwise(order))
        self.figures = {number for number in self.weight if number < HASHED}
        self.places = {number: at for at, number in enumerate(order)}


def features(a: Weighed, b: Weighed) -> list[float]:
    """Return the features of a pair in the order of FEATURES; they do not depend on which comes first."""
    shared = a.weight.keys() & b.weight.keys()
    squares = both = rare = 0.0
    for number in shared:
        weight = a.weight[number]
        squares += weight * weight
        both += weight
        rare += weight > RARE
    cosine = squares / (a.norm * b.norm)
    held = both / min(a.total, b.total)
    short, long = sorted((a, b), key=lambda one: (one.total, one.reading.order))
    near = sorted(_windows(short, shared) + _windows(long, shared))
    half = len(near) // 4 or 1
    figures = a.figures & b.figures
    alone = min(_rare(a), _rare(b)) - rare
    lengths = sorted((len(a.weight), len(b.weight)))
    return [
        cosine,
        held,
        np.log1p(both),
        len(a.pairs & b.pairs) / max(1, min(len(a.pairs), len(b.pairs))),
        _order_kept(short, long, shared),
        _titles(a, b),
        sum(near[-half:]) / half,
        sum(near[:half]) / half,
        np.log1p(lengths[0]),
        lengths[0] / max(1, lengths[1]),
        float(a.agency == b.agency),
        np.log1p(len(figures)),
        np.log1p(min(len(a.figures), len(b.figures)) - len(figures)),
        cosine * cosine,
        np.log1p(rare),
        np.log1p(alone),
    ]


def _rare(one: Weighed) -> int:
    return sum(weight > RARE for weight in one.weight.values())


def _windows(one: Weighed, shared: set[int]) -> list[float]:
    """Return for each stretch of the text the share of its weight that the other has too."""
    order, weight = one.reading.order, one.weight
    size = max(6, -(-len(order) // WINDOWS))
    shares = []
    for at in range(0, len(order), size):
        run = order[at : at + size]
        if len(run) * 2 >= size or not shares:
            total = sum(weight[number] for number in run)
            shares.append(sum(weight[number] for number in run if number in shared) / total if total else 0.0)
    return shares or [0.0]


def _order_kept(short: Weighed, long: Weighed, shared: set[int]) -> float:
    """Return how many neighbours among the shared words stand in the same order in both."""
    if len(shared) < 2:
        return 0.0
    there = [long.places[number] for number in sorted(shared, key=short.places.__getitem__)]
    return sum(0 < right - left < 8 for left, right in pairwise(there)) / (len(there) - 1)


def _titles(a: Weighed, b: Weighed) -> float:
    left, right = set(a.reading.title), set(b.reading.title)
    one = sum(a.weight.get(number, 0.0) for number in left)
    other = sum(b.weight.get(number, 0.0) for number in right)
    both = sum(a.weight.get(number, 0.0) for number in left & right)
    return both / max(one, other) if one and other else 0.0


@lru_cache(maxsize=1)
def _model() -> dict:
    kept = json.loads(MODEL.read_text("utf-8"))
    assert tuple(kept["features"]) == FEATURES, "the model was made for other features: ungis duplicates train"
    return kept


def sameness(rows: list[list[float]]) -> np.ndarray:
    """Return for rows of features how probable it is that both say the same."""
    return probabilities(np.array(rows, float).reshape(-1, len(FEATURES)), _model())


def probabilities(rows: np.ndarray, kept: dict) -> np.ndarray:
    """Return what a kept model says of rows of features."""
    measured = (rows - np.array(kept["means"])) / np.array(kept["spreads"])
    return 1 / (1 + np.exp(-np.clip(measured @ np.array(kept["coefficients"]) + kept["intercept"], -30, 30)))
