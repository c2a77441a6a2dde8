"""What rooms above lead to from a record of a room below: they announce it here, the record's page shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Offer:
    """A way on from a record. A step is something to do, not only to read."""

    label: str
    address: str
    is_step: bool = False


Fetch = Callable[[Any, Any], Iterable[Offer]]  # (record, user)
_fetchers: dict[type[Model], dict[str, Fetch]] = {}


def register(model: type[Model], fetch: Fetch) -> None:
    """Let a room above lead on from the pages of a model. A second registration of one function changes nothing."""
    _fetchers.setdefault(model, {})[f"{fetch.__module__}.{fetch.__qualname__}"] = fetch


def offers_of(record: Model, user: Any) -> list[Offer]:
    """Return what the rooms above offer this user to do with a record."""
    return [offer for fetch in _fetchers.get(type(record), {}).values() for offer in fetch(record, user)]
