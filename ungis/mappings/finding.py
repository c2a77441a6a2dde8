"""What an address of a matrix names, with the titles that its page prints; 404 where there is no such thing."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ungis.languages.models import fetch_groups

from . import filters
from .cells import CellPage
from .models import Concept, Edition, Matrix
from .names import spoken_name
from .outline import Outline


def edition_at(request: HttpRequest, matrix: str, edition: str) -> Edition:
    """The edition with its matrix and frameworks: one query."""
    visible = Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns", "based_on")
    return get_object_or_404(visible, matrix__slug=matrix, slug=edition)


def outlines_of(matrix: Matrix) -> list[Outline]:
    """The concepts of both frameworks as trees, without their wording: one query."""
    frameworks = {matrix.rows_id: matrix.rows, matrix.columns_id: matrix.columns}
    concepts = list(Concept.objects.filter(framework__in=list(frameworks)).defer("text", "source"))
    for concept in concepts:
        concept.framework = frameworks[concept.framework_id]
    return [
        Outline(concept for concept in concepts if concept.framework_id == key)
        for key in (matrix.rows_id, matrix.columns_id)
    ]


def cell_at(request: HttpRequest, matrix: str, edition: str, row: str, column: str) -> CellPage:
    """The cell of an address, with the concepts of both frameworks; 404 for concepts that they do not have."""
    found = edition_at(request, matrix, edition)
    rows, columns = outlines_of(found.matrix)
    row_concept, column_concept = filters.with_slug(rows, row), filters.with_slug(columns, column)
    if row_concept is None or column_concept is None:
        raise Http404
    return CellPage(found, rows, columns, row_concept, column_concept, request.user)


def say_titles(matrices: list[Matrix], editions: list[Edition], *groups: tuple[Iterable, Iterable[str]]) -> None:
    """Read what matrices, their frameworks, editions and more are called in the reader's language: one query."""
    frameworks = [framework for matrix in matrices for framework in (matrix.rows, matrix.columns)]
    fetch_groups((matrices, ["title", "description"]), (editions, ["title", "note"]), (frameworks, ["title"]), *groups)


def concepts_on(page: CellPage) -> Iterable[Concept]:
    """The concepts that the page names, each with the name by which it is spoken of."""
    near = [concept for pair in page.neighbours().values() for concept in pair]
    named = {concept.pk: concept for concept in [*page.row_family, *page.column_family, *near]}.values()
    for concept in named:
        concept.spoken = spoken_name(concept)
    return named
