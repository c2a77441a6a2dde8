"""What the pages that compare, compose and count gaps share: names, and filters over what was worked out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict

from ungis.pages import facets
from ungis.pages.facets import Facet

from .models import Concept
from .names import short_name, spoken_name


def named(concepts: Iterable[Any]) -> list[Any]:
    """Give each concept the names that a page prints: `spoken` in a sentence, `short` at the head of a column."""
    found = list(concepts)
    for concept in found:
        concept.spoken, concept.short = spoken_name(concept), short_name(concept)
    return found


def labels_of(concepts: Iterable[Concept]) -> dict[str, str]:
    """Return what a filter prints for the slugs of concepts, in their order."""
    return {concept.slug: spoken_name(concept) for concept in concepts}


def is_narrowed(query: QueryDict, shown: list[Facet]) -> bool:
    return any(query.get(facet.name) for facet in shown)


def filters_of(query: QueryDict, shown: list[Facet]) -> dict[str, str]:
    """Return the filters that an address chooses, as the head of a JSON twin tells them: known values alone."""
    return {facet.name: query[facet.name] for facet in shown if query.get(facet.name) in facet.labels}


def narrowed(rows: Sequence[Any], values: Sequence[Sequence[set[str]]], query: QueryDict, shown: list[Facet]) -> list:
    """Return the rows that the address leaves; `values` are those of each row in each facet. Counts are filled in."""
    chosen = {facet.name for facet in shown if query.get(facet.name)}
    facets.tally(shown, values, query, chosen)
    wanted = [(place, query[facet.name]) for place, facet in enumerate(shown) if facet.name in chosen]
    return [row for row, held in zip(rows, values, strict=True) if all(value in held[at] for at, value in wanted)]
