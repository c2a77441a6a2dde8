"""Languages as print needs them: their tags in Word and typst, and which way they run."""

import re

WORD_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "zh-hans": "zh-CN", "ar": "ar-SA"}
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# A run of one direction goes from its first letter to its last, with what stands between them.
_AGAINST = {
    "ltr": re.compile(rf"([{_RIGHT_TO_LEFT}](?:[\W{_RIGHT_TO_LEFT}]*[{_RIGHT_TO_LEFT}])?)"),
    "rtl": re.compile(rf"([^\W{_RIGHT_TO_LEFT}](?:[^\n{_RIGHT_TO_LEFT}]*[^\W{_RIGHT_TO_LEFT}])?)"),
}


def is_right_to_left(language: str) -> bool:
    return language.partition("-")[0] == "ar"


def word_tag(language: str) -> str:
    """Return the language's tag as Word names it."""
    return WORD_TAGS.get(language, language)


def tongue(language: str) -> dict[str, str]:
    """Return the language as typst names it."""
    lang, _, region = word_tag(language).partition("-")
    return {"lang": lang, "region": region}


def directions(text: str, language: str) -> list[tuple[str, bool]]:
    """Return the text of a paragraph of this language in pieces, each with whether it is set right to left.

    What belongs to neither script, such as a bracket between two words, goes with the paragraph.
    """
    base = is_right_to_left(language)
    pieces = _AGAINST["rtl" if base else "ltr"].split(text)
    return [(piece, base != bool(place % 2)) for place, piece in enumerate(pieces) if piece]
