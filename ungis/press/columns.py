"""The columns of tables that people fill in elsewhere and bring back, whatever the language in which they do."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Choices
from django.utils import translation
from django.utils.functional import Promise


class Column(NamedTuple):
    name: str  # of machines, and the head in CSV and JSON
    head: Promise  # in a workbook, in the reader's language
    width: int
    is_read: bool  # else it is there for information, and ignored when the table comes back


def key_of_words(words: str) -> str:
    """Return words without what does not tell them apart: case, and how much space stands between them."""
    return " ".join(str(words).split()).casefold()


def names_by_head(columns: Sequence[Column]) -> dict[str, str]:
    """Return the name of each column by its heads in every language: a workbook may come back in another one."""
    found = {column.name: column.name for column in columns}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {key_of_words(str(column.head)): column.name for column in columns}
    return found


@lru_cache(maxsize=16)
def choices_by_word(choices: type[Choices]) -> dict[str, str]:
    """Return each of the choices by its stable word and by its label in every language."""
    found = {str(value): str(value) for value in choices.values}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {key_of_words(str(choice.label)): str(choice.value) for choice in choices}
    return found
