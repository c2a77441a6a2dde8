"""How a text becomes sentences and words: the same for training and for reading, without any model.

Offsets are in characters of the text as it was given; nothing here changes its length.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 400  # characters of one sentence; longer ones are cut at a space

_ENDS = re.compile(r"[.!?;:](?=\s)|[\n。！？；：؟؛।]")
WORD = re.compile(r"[^\W_]+")
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_KANA_OR_CHINESE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ARABIC = re.compile("[\u0620-\u064a]")
_ARABIC_FORMS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})
_ARABIC_FRONT = ("وال", "بال", "كال", "فال", "لل", "ال")
_ENGLISH_ENDS = ("ies", "sses", "s")


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where the sentences begin and end, in order and without gaps of more than white space."""
    spans = []
    begin = 0
    for end in _ENDS.finditer(text):
        stop = end.end()
        if stop - begin > LONGEST:
            _cut(text, begin, stop, spans)
        else:
            spans.append((begin, stop))
        begin = stop
    if begin < len(text):
        _cut(text, begin, len(text), spans)
    return spans


def _cut(text, begin, stop, spans):
    while stop - begin > LONGEST:
        space = text.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        middle = space + 1 if space > 0 else begin + LONGEST
        spans.append((begin, middle))
        begin = middle
    spans.append((begin, stop))


def words_of(sentence: str) -> list[str]:
    """The words as they stand; a run of Chinese as overlapping pairs of signs."""
    words = WORD.findall(sentence)
    if sentence.isascii() or not _KANA_OR_CHINESE.search(sentence):
        return words
    return [piece for word in words for piece in _pairs(word)]


def _pairs(word):
    if not _CHINESE.search(word):
        return [word]
    pieces = []
    begin = 0
    for run in _CHINESE.finditer(word):
        if run.start() > begin:
            pieces.append(word[begin : run.start()])
        signs = run.group()
        pieces.extend(signs[place : place + 2] for place in range(max(1, len(signs) - 1)))
        begin = run.end()
    if begin < len(word):
        pieces.append(word[begin:])
    return pieces


def plain(word: str) -> str:
    """The word in small letters without accents, with one form for each Arabic letter; "" for a number."""
    if word.isascii():
        return "" if word.isdecimal() else word.lower()
    if _ARABIC.search(word):
        word = word.translate(_ARABIC_FORMS)
        for front in _ARABIC_FRONT:
            if word.startswith(front) and len(word) - len(front) >= 3:
                return word[len(front) :]
        return word
    word = unicodedata.normalize("NFKD", word.casefold())
    word = "".join(letter for letter in word if not unicodedata.combining(letter))
    return "" if word.isdecimal() else word


def forms_in(text: str) -> Iterator[tuple[str, str]]:
    """Each word as it is written and as it is counted; no numbers and no single Latin letters."""
    for begin, stop in sentences_of(text):
        for written in words_of(text[begin:stop]):
            word = plain(written)
            if word and (len(word) > 1 or not word.isascii()):
                yield written, word


def stem(word: str) -> str:
    """What the forms of a word share: without the plural, its first seven letters (six abroad, five in Arabic)."""
    if len(word) < 4:
        return word
    if _ARABIC.match(word):
        return word[:5]
    if word.isascii():
        for end in _ENGLISH_ENDS:
            if word.endswith(end) and not word.endswith(("ss", "us", "is")):
                word = word[: -len(end)] + ("y" if end == "ies" else "ss" if end == "sses" else "")
                break
        return word[:7]
    return word[:6]
