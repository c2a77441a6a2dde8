"""Filters as links that stay in the address, with counts; all counts of a page in one query."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Cast
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
    path: str  # field lookup whose values are counted
    labels: dict[str, str] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    wording: Callable[[str], str] = str

    def label_of(self, value: str) -> str:
        return str(self.labels[value] if value in self.labels else self.wording(value))


def without(query: QueryDict, *names: str, **given: str) -> str:
    """Return the query with some parameters taken out and others put in; the page starts anew."""
    kept = [(name, value) for name, value in query.items() if name not in (*names, *given, "page")]
    return "?" + urlencode([*kept, *given.items()])


def fill(facets: list[Facet], rows: QuerySet, query: QueryDict, conditions: dict[str, object]) -> None:
    """Count each facet's values over the rows that the *other* filters leave: one UNION query.

    `conditions` maps a facet's name to the Q that its chosen value means.
    """
    parts = []
    for facet in facets:
        others = rows
        for name, condition in conditions.items():
            if name != facet.name:
                others = others.filter(condition)
        parts.append(
            others.order_by()
            .annotate(facet=Value(facet.name, CharField()), value=Cast(facet.path, CharField()))
            .values("facet", "value")
            .annotate(n=Count("pk", distinct=True))
            .values_list("facet", "value", "n")
        )
    counted = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    by_name = {facet.name: facet for facet in facets}
    for name, value, n in counted:
        if value in (None, ""):
            continue
        chosen = query.get(name) == value
        by_name[name].choices.append(
            Choice(
                value,
                by_name[name].label_of(value),
                n,
                chosen,
                without(query, name) if chosen else without(query, **{name: value}),
            )
        )
    for facet in facets:
        order = list(facet.labels)
        facet.choices.sort(key=lambda c: (order.index(c.value) if c.value in order else len(order), c.label))
