"""The annex of an edition, in Word and in PDF."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import conditional_page, require_safe

from ungis.core.doors import everyone
from ungis.core.limits import limited
from ungis.press.package import DOCX

from . import annex_pdf, annex_word
from .annex import compose
from .models import Edition

limited_annex = limited("annex", "30/m")  # each is half a second of the server's time


@everyone
@require_safe
@limited_annex
@conditional_page
def edition_docx(request: HttpRequest, matrix: str, edition: str) -> HttpResponse:
    """The edition to read and to attach, in Word; `?by=column` goes from the columns to the rows."""
    return _annex(request, matrix, edition, "docx", DOCX, annex_word.write)


@everyone
@require_safe
@limited_annex
@conditional_page
def edition_pdf(request: HttpRequest, matrix: str, edition: str) -> HttpResponse:
    """The same content as a tagged PDF."""
    return _annex(request, matrix, edition, "pdf", "application/pdf", annex_pdf.write)


def _annex(
    request: HttpRequest, matrix: str, edition: str, form: str, media_type: str, write: Callable[[dict], bytes]
) -> HttpResponse:
    by = request.GET.get("by", "row")
    if by not in ("row", "column"):
        raise Http404
    editions = Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns")
    found = get_object_or_404(editions, matrix__slug=matrix, slug=edition)
    response = HttpResponse(write(compose(found, by_column=by == "column")), content_type=media_type)
    name = f"{matrix}-{edition}{'-by-column' if by == 'column' else ''}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
