"""What rooms above lead to from a record of a room below: they announce it here, the record's page shows it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.expressions import BaseExpression


@dataclass(frozen=True)
class Offer:
    """A way on from a record. A step is something to do, not only to read."""

    label: str
    address: str
    is_step: bool = False


Fetch = Callable[[Any, Any], Iterable[Offer]]  # (record, user)
_fetchers: dict[type[Model], dict[str, Fetch]] = {}
_hints: dict[type[Model], dict[str, BaseExpression]] = {}


def register(model: type[Model], fetch: Fetch, **hints: BaseExpression) -> None:
    """Let a room above lead on from the pages of a model. A second registration of one function changes nothing.

    `hints` are annotations that a page fetches with its record (see hinted), so that `fetch` need not ask in vain.
    """
    _fetchers.setdefault(model, {})[f"{fetch.__module__}.{fetch.__qualname__}"] = fetch
    _hints.setdefault(model, {}).update(hints)


def hinted(records: QuerySet) -> QuerySet:
    """Return the records with what the rooms above want to know of each before they are asked for ways on."""
    return records.annotate(**_hints.get(records.model, {}))


def offers_of(record: Model, user: Any) -> list[Offer]:
    """Return what the rooms above offer this user to do with a record."""
    return [offer for fetch in _fetchers.get(type(record), {}).values() for offer in fetch(record, user)]
