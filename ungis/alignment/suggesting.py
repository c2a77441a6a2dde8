"""The question the product asks: what is this text about?"""

import threading
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .labels import KINDS, kind_of

ENOUGH = 0.5  # from this score on a label is suggested
SHIPPED = Path(__file__).with_name("tags.model")

_loading = threading.Lock()


class Suggestion(NamedTuple):
    """A label, how likely a person would confirm it (0.5 to 1), and where the words that led to it begin and end."""

    label: str
    score: float
    spans: tuple[tuple[int, int], ...]


def suggest(
    text: str, *, kinds: tuple[str, ...] = tuple(KINDS), limit: int | None = None, least: float = ENOUGH
) -> list[Suggestion]:
    """What a text is about, the most certain first; nothing where nothing reaches `least`.

    `kinds` are among goal, target, line and objective; `limit` holds for each kind. Safe in threads.
    """
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise ValueError(f"No such kind of label: {', '.join(sorted(unknown))}")
    [answer] = the_model().answer([text], least=least)
    found = sorted((Suggestion(*row) for row in answer), key=lambda suggestion: -suggestion.score)
    by_kind: dict[str, list[Suggestion]] = {kind: [] for kind in kinds}
    for suggestion in found:
        rows = by_kind.get(kind_of(suggestion.label))
        if suggestion.score >= least and rows is not None and (limit is None or len(rows) < limit):
            rows.append(suggestion)
    return sorted((row for rows in by_kind.values() for row in rows), key=lambda suggestion: -suggestion.score)


def the_model():
    """The shipped model, read once in a process."""
    with _loading:
        return _read()


@cache
def _read():
    from .model import Model

    return Model.read(SHIPPED)
