"""The words of a text as the index keeps them, the same for what is written and for what is asked.

A text is cut into words on its original signs, so that each word knows where it stands; then each is folded by
itself: case and marks go, Arabic letters take one form and lose the article, runs of Chinese become pairs of
neighbouring signs, and Latin and Cyrillic words lose light endings. Symbols of documents fall apart into their
steps: "80/173" is found in "A/RES/80/173" as two words that stand side by side.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST = 64  # signs of a word; what is longer is nobody's word
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What may stand inside a word without being a letter: accents apart, vowel signs, joiners, soft hyphens, tatweel.
MARKS = "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d\u00ad"
RUN = re.compile(rf"[{HAN}]+|(?:[^\W_{HAN}][{MARKS}]*)+")
IS_HAN = re.compile(rf"[{HAN}]")
# The article or pronoun that French writes onto a word, and the owner's s of English.
ELIDED = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu)['’ʼ](?=\w)|['’ʼ]s(?!\w)", re.IGNORECASE)

ARABIC = str.maketrans("أإآٱىةؤئ", "ااااي\u0647\u0648ي", "\u0640\u200c\u200d\u00ad")
ARTICLE = re.compile("^[وف]?(?:بال|كال|لل|ال)(?=.{3})")
CONJUNCTION = re.compile("^و(?=.{4})")
CYRILLIC_ENDING = re.compile(
    "(?<=.{3})(?:иями|ями|ами|иях|ях|ах|ией|иею|ого|его|ому|ему|ыми|ими|иям|ям|ам|ием|ем|ом|ов|ев|ей|ой|ий|ый"
    "|ая|яя|ое|ее|ые|ие|ии|ую|юю|ых|их|ию|ью|ия|ья|ье|[ьаяоеиыуюй])$"
)
FRENCH_PLURAL = re.compile("(?<=..)(?<!e)aux$")
PLURAL = re.compile("(?<=[aeo]u)x$|(?<![sui])s$")
SHORT_I = "и\u0306"  # the one letter whose mark tells it from another


class Word(NamedTuple):
    """A word as the index keeps it, and where it stands in the text."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the word without case, marks and variant letters; its ending stays."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word).casefold().replace(SHORT_I, "й")
    bare = "".join(sign for sign in spread if sign.isalnum()).translate(ARABIC)
    return CONJUNCTION.sub("", ARTICLE.sub("", bare))


def _latin_root(word: str) -> str:
    """Take off the endings of number and a silent e: English, French and Spanish share the rule.

    Writing and asking go by the same rule, so what is lost is only the difference between words such as
    "care" and "car"; what is won is policies, écoles, nationaux and redes.
    """
    if len(word) > 3:
        word = PLURAL.sub("", FRENCH_PLURAL.sub("al", word))
    while len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


@lru_cache(maxsize=100_000)
def root(folded: str) -> str:
    """Return a folded word without its light ending: what the index keeps of words that are not Chinese."""
    first = folded[:1]
    if "a" <= first <= "z" and folded.isalpha():
        return _latin_root(folded)
    if "а" <= first <= "я":
        return CYRILLIC_ENDING.sub("", folded)
    return folded


def runs(text: str) -> Iterator[re.Match]:
    """Yield the words of a text as they are written, a run of Chinese as one."""
    # Elided letters are blanked out, not cut: places in the text stay what they are.
    return RUN.finditer(ELIDED.sub(lambda found: " " * len(found.group()), text))


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; of a run of Chinese each pair of neighbours, or the one sign it is."""
    for run in runs(text):
        start, written = run.start(), run.group()
        if IS_HAN.match(written):
            for place in range(max(len(written) - 1, 1)):
                pair = written[place : place + 2]
                yield Word(unicodedata.normalize("NFKC", pair), start + place, start + place + len(pair))
        elif form := root(fold(written[:LONGEST])):
            yield Word(form, start, run.end())


def searchable(*texts: str) -> str:
    """Return the texts as one line of words parted by spaces: what a field of the index is given.

    Single Chinese signs stand at the end, each once: they answer to a query of one sign.
    """
    forms: list[str] = []
    single: dict[str, None] = {}
    for text in texts:
        for run in runs(text):
            written = run.group()
            if IS_HAN.match(written):
                written = unicodedata.normalize("NFKC", written)
                single.update(dict.fromkeys(written))
                forms += [written[n : n + 2] for n in range(len(written) - 1)]
            elif form := root(fold(written[:LONGEST])):
                forms.append(form)
    return " ".join([*forms, *single])
