"""What the words of a paragraph seem to relate to: read anew each time, kept nowhere.

A room above, which knows the frameworks, announces here how it reads words.
"""

from collections.abc import Callable
from typing import NamedTuple

from ungis.languages.models import Said


class Seeming(NamedTuple):
    """A concept to which words seem to relate: where it stands, what it is called, how surely, and by which words."""

    address: str
    code: str
    title: Said
    surely: str
    phrases: list[str]


Read = Callable[[str], list[Seeming]]
_readers: dict[str, Read] = {}


def register(read: Read) -> None:
    """Announce how words are read; a second reader takes the place of the first."""
    _readers["words"] = read


def seems(text: str) -> list[Seeming]:
    """Return to what a text seems to relate, the most certain first; nothing where nobody announced how."""
    return _readers["words"](text) if text and _readers else []
