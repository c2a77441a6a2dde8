"""What other rooms show on the page of an organization: each announces itself here."""

from collections.abc import Callable
from typing import Any

from .models import Organization

Related = list[tuple[str, str, str]]  # title, address, note
Fetch = Callable[[Organization, Any], Related]
_fetches: list[tuple[str, Fetch]] = []


def register(heading: str, fetch: Fetch) -> None:
    """Let a room above show its records; `fetch(organization, user)` costs one query."""
    _fetches.append((heading, fetch))


def related_to(organization: Organization, user: Any) -> list[tuple[str, Related]]:
    """Return headings and their records, without empty ones."""
    found = [(str(heading), fetch(organization, user)) for heading, fetch in _fetches]
    return [(heading, records) for heading, records in found if records]
