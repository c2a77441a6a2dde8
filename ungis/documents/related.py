"""What other rooms hold of a document: they announce it here, the document's page shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .models import Work

Fetch = Callable[[Work, Any], Iterable[tuple[str, str, str]]]  # (title, address, note) of each record


@dataclass(frozen=True)
class Related:
    """One heading of the page with the records under it."""

    key: str
    heading: str
    rows: list[tuple[str, str, str]]
    station: str = ""


_fetchers: dict[str, tuple[object, Fetch, str]] = {}


def register(heading: object, fetch: Fetch, *, station: str = "") -> None:
    """Let a room above show its records on the page of a document, and count them at a station of the thread.

    `fetch(work, user)` gives (title, address, note) of each record that the user may see. A second
    registration of one function replaces the first.
    """
    _fetchers[f"{fetch.__module__}.{fetch.__qualname__}"] = (heading, fetch, station)


def related_to(work: Work, user: Any) -> list[Related]:
    """Return what the rooms hold of this document for this user; headings without records are left out."""
    found = []
    for number, (heading, fetch, station) in enumerate(_fetchers.values(), 1):
        rows = list(fetch(work, user))
        if rows:
            found.append(Related(f"related-{number}", str(heading), rows, station))
    return found


def stations_of(related: Iterable[Related]) -> dict[str, tuple[int, str]]:
    """Return what the thread needs: the number of records at each station, and where on the page they are."""
    counted: dict[str, tuple[int, str]] = {}
    for group in related:
        if group.station:
            before = counted.get(group.station, (0, f"#{group.key}"))
            counted[group.station] = (before[0] + len(group.rows), before[1])
    return counted
