"""How rare a word is: what makes sharing it a sign. Counted over the collection, begun from a background of our own."""

import math
from functools import lru_cache

import numpy as np

from .words import FOLDER, SPACE, number_of

BACKGROUND = FOLDER / "common.txt"


class Rarity:
    """Weights of words, by how many texts of a collection hold them; with no collection, by the background alone."""

    def __init__(self) -> None:
        texts, counts = _background()
        self.texts = texts
        self.counts = counts.copy()

    def add(self, numbers: np.ndarray, texts: int = 1) -> None:
        """Count the words (each once a text) of so many texts more."""
        self.counts += np.bincount(numbers, minlength=SPACE).astype(np.int32)
        self.texts += texts

    def add_one(self, numbers: np.ndarray, sign: int = 1) -> None:
        """Count one text more, or with sign -1 one less; its words are unique."""
        self.counts[numbers] += sign
        self.texts += sign

    def weights(self, numbers: np.ndarray) -> np.ndarray:
        """Return the weight of each word: the logarithm of one in how many texts holds it."""
        return np.log((self.texts + 1) / (self.counts[numbers] + 1.0)).astype(np.float32)


@lru_cache(maxsize=1)
def _background() -> tuple[int, np.ndarray]:
    counts = np.zeros(SPACE, np.int32)
    head, *lines = BACKGROUND.read_text("utf-8").splitlines()
    for line in lines:
        count, words = line.split(" ", 1)
        for word in words.split(" "):
            counts[number_of(word)] = max(counts[number_of(word)], int(count))
    return int(head.split()[-2]), counts


def describe(counts: dict[str, int], texts: int, *, least: int) -> str:
    """Return the background file for words counted in so many texts; counts are rounded to two digits."""
    lines: dict[int, list[str]] = {}
    for word, count in sorted(counts.items()):
        if count >= least and word.isalpha():
            digits = max(0, int(math.log10(count)) - 1)
            lines.setdefault(round(count, -digits), []).append(word)
    head = f"# In how many texts each word stands, of {texts} texts"
    return (
        "\n".join([head, *(f"{count} {' '.join(words)}" for count, words in sorted(lines.items(), reverse=True))])
        + "\n"
    )
