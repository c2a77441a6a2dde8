"""Texts as rows of numbers: one for each word, the same for a word, its plural and its synonyms.

A number below `HASHED` is a figure of the text itself, so that years and numerals can be told again; every other word
is hashed into `SPACE`. No vocabulary is kept, so processes agree without talking and memory stays flat.
"""

import re
import unicodedata
from array import array
from functools import lru_cache
from pathlib import Path
from zlib import crc32

SPACE = 1 << 21  # two words of a collection of 200,000 seldom meet in one number, and then only add a little noise
HASHED = 10_000
LONGEST_WORD = 60
MOST_WORDS = 3_000  # of one text; what stands behind adds nothing to whether two entries are the same
MOST_REMEMBERED = 400_000

FIND = re.compile(r"[^\W_]+").findall
# Scripts written without spaces: two characters at a time stand for a word.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
ENDINGS = (
    ("ational", "ate"), ("isation", "ize"), ("ization", "ize"), ("ations", "ate"), ("ation", "ate"), ("ising", "ize"),
    ("izing", "ize"), ("ised", "ize"), ("ized", "ize"), ("ise", "ize"), ("ically", "ic"), ("iveness", "ive"),
    ("fulness", "ful"), ("ments", ""), ("ment", ""), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ed", ""),
    ("es", ""), ("ly", ""), ("s", ""),
)  # fmt: skip
FOLDER = Path(__file__).parent / "data"


def plain(word: str) -> str:
    """Return the word in small letters without accents, as it is compared."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def stem(word: str) -> str:
    """Return a plain word without its English ending; what is not English in letters stays as it is."""
    if len(word) < 4 or not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _number(word: str) -> int:
    if word.isdecimal() and len(word) <= 4:
        return int(word)
    return HASHED + crc32(word.encode("utf-8", "surrogatepass")) % (SPACE - HASHED)


class _Numbers(dict[str, int]):
    """What each word became, remembered."""

    def __missing__(self, word: str) -> int:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        root = stem(plain(word[:LONGEST_WORD]))
        number = self[word] = _number(_first_of_synonyms().get(root, root))
        return number


_numbers = _Numbers()


@lru_cache(maxsize=1)
def _first_of_synonyms() -> dict[str, str]:
    """Return for each stem with synonyms the first of its line in `data/synonyms.txt`."""
    first: dict[str, str] = {}
    for line in (FOLDER / "synonyms.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            roots = [stem(plain(word)) for word in line.split()]
            for root in roots[1:]:
                first.setdefault(root, first.get(roots[0], roots[0]))
    return first


def spaced(text: str) -> str:
    """Return the text with scripts that have no spaces cut into pairs of characters."""
    if text.isascii():
        return text
    return UNSPACED.sub(lambda found: " " + " ".join(_pairs(found[0])) + " ", text)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in small letters."""
    return FIND(spaced(text).lower())[:MOST_WORDS]


def numbers_of(text: str) -> array:
    """Return the words of a text as numbers, in order."""
    return array("I", map(_numbers.__getitem__, words_of(text)))


def number_of(word: str) -> int:
    """Return the number that one word has in every text."""
    return _numbers[word.lower()]
