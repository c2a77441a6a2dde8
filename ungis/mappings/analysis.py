"""What the pages that compare, compose and count gaps share: the edition asked for, its frameworks, its filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from ungis.pages import facets
from ungis.pages.facets import Facet

from .models import Concept, Edition
from .names import short_name, spoken_name
from .outline import Outline


def edition_at(request: HttpRequest, matrix: str, edition: str) -> Edition:
    """Return the edition at an address, with its matrix and both frameworks; 404 where the reader may not see it."""
    visible = Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns")
    return get_object_or_404(visible, matrix__slug=matrix, slug=edition)


def outlines_of(*frameworks: int) -> dict[int, Outline]:
    """Return the outlines of frameworks, by their keys: one query for the concepts of all."""
    held: dict[int, list[Concept]] = {framework: [] for framework in frameworks}
    for concept in Concept.objects.filter(framework__in=frameworks).select_related("framework"):
        held[concept.framework_id].append(concept)
    return {framework: Outline(concepts) for framework, concepts in held.items()}


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


def narrowed(rows: Sequence[Any], values: Sequence[Sequence[set[str]]], query: QueryDict, shown: list[Facet]) -> list:
    """Return the rows that the address leaves; `values` are those of each row in each facet. Counts are filled in."""
    chosen = {facet.name for facet in shown if query.get(facet.name)}
    facets.tally(shown, values, query, chosen)
    wanted = [(place, query[facet.name]) for place, facet in enumerate(shown) if facet.name in chosen]
    return [row for row, held in zip(rows, values, strict=True) if all(value in held[at] for at, value in wanted)]
