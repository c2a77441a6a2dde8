"""Filters as links that stay in the address, with counts; all counts of a page in one query."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict


@dataclass
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool
    address: str  # the query that chooses it, or lets it go


@dataclass
class Facet:
    """One filter of a list: the name in the address, its heading, the field it counts.

    A value without a label of its own is printed by `wording`; in the address it stays as it is.
    """

    name: str
    heading: str
    path: str = ""  # field lookup whose values are counted, unless the rows are read already
    labels: dict[str, str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    wording: Callable[[str], str] = str

    def label_of(self, value: str) -> str:
        return str(self.labels[value] if value in self.labels else self.wording(value))


def without(query: QueryDict, *names: str, **given: str) -> str:
    """Return the query with some parameters taken out and others put in; the page starts anew."""
    kept = [(name, value) for name, value in query.items() if name not in (*names, *given, "page")]
    return "?" + urlencode([*kept, *given.items()])


def fill(facets: list[Facet], rows: QuerySet, query: QueryDict, chosen: Collection[str]) -> None:
    """Count each facet's values over the rows that the *other* filters leave: one query.

    `chosen` names the facets that narrow the list; the value of each is what the address says. Counted here and
    not by the database, since writing one statement a facet costs more than reading a register.
    """
    held: dict[Any, list[set[Any]]] = {}  # of each row, the values it has in each facet: several through a join
    for key, *values in rows.order_by().values_list("pk", *(facet.path for facet in facets)):
        for known, value in zip(held.setdefault(key, [set() for _ in facets]), values, strict=True):
            known.add(value)
    tally(facets, held.values(), query, chosen)


def tally(
    facets: list[Facet], rows: Iterable[Sequence[Collection[Any]]], query: QueryDict, chosen: Collection[str]
) -> None:
    """Do as `fill` for rows read already: of each row, the values that it has in each facet."""
    counts: list[Counter[str]] = [Counter() for _ in facets]
    narrowing = {place: query[facet.name] for place, facet in enumerate(facets) if facet.name in chosen}
    for known in rows:
        missed = [place for place, value in narrowing.items() if value not in known[place]]
        for place, values in enumerate(known):
            if not missed or missed == [place]:
                counts[place].update(values)
    for facet, counted in zip(facets, counts, strict=True):
        now = query.get(facet.name)
        facet.choices = [
            Choice(
                value,
                facet.label_of(value),
                n,
                value == now,
                without(query, facet.name) if value == now else without(query, **{facet.name: value}),
            )
            for value, n in sorted((value, n) for value, n in counted.items() if value)
        ]
    for facet in facets:
        order = list(facet.labels)
        facet.choices.sort(key=lambda c: (order.index(c.value) if c.value in order else len(order), c.label))
