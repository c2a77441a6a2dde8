"""Matrices, their editions as a grid, and their cells; the work that is done on them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.doors import bureau, everyone, group

from .models import Concept, Edition, Matrix


@everyone
@require_safe
def matrix_list(request):
    """The matrices, what each links, and how sure that is."""
    return render(request, "mappings/matrix_list.html", {"matrices": Matrix.objects.visible_to(request.user)})


@everyone
@require_safe
def matrix(request, matrix):
    """One matrix and its editions."""
    found = get_object_or_404(Matrix.objects.visible_to(request.user), slug=matrix)
    editions = Edition.objects.visible_to(request.user).filter(matrix=found).select_related("matrix").newest_first()
    return render(request, "mappings/matrix.html", {"matrix": found, "editions": editions})


def _edition(request, matrix, edition):
    visible = Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns")
    return get_object_or_404(visible, matrix__slug=matrix, slug=edition)


@everyone
@require_safe
def edition(request, matrix, edition):
    """An edition at a glance."""
    return render(request, "mappings/edition.html", {"edition": _edition(request, matrix, edition)})


@everyone
@require_safe
def edition_picture(request, matrix, edition):
    _edition(request, matrix, edition)
    raise Http404


@everyone
@require_safe
def edition_text(request, matrix, edition):
    """What was frozen, as it was hashed."""
    found = _edition(request, matrix, edition)
    if not found.sha256:
        raise Http404
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8")


@everyone
@require_safe
def cell(request, matrix, edition, row, column):
    """What an edition says of two concepts."""
    found = _edition(request, matrix, edition)
    row_concept = get_object_or_404(Concept, framework=found.matrix.rows, slug=row)
    column_concept = get_object_or_404(Concept, framework=found.matrix.columns, slug=column)
    claims = found.claims.filter(row=row_concept, column=column_concept)
    context = {"edition": found, "row": row_concept, "column": column_concept, "claims": claims}
    return render(request, "mappings/cell.html", context)


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_open(request, matrix):
    raise Http404


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_freeze(request, matrix, edition):
    raise Http404


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_thaw(request, matrix, edition):
    raise Http404


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_publish(request, matrix, edition):
    raise Http404


@group
@require_http_methods(["GET", "HEAD", "POST"])
def claim_draft(request, matrix, edition, row, column):
    raise Http404


@group
@require_http_methods(["GET", "HEAD", "POST"])
def claim_revise(request, matrix, edition, pk):
    raise Http404


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def claim_move(request, matrix, edition, pk):
    raise Http404


@group
@require_POST
def comment_write(request, matrix, edition, row, column):
    raise Http404


@group
@require_POST
def comment_withdraw(request, matrix, edition, pk):
    raise Http404
