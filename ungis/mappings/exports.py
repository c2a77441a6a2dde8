"""An edition to take away: as a table for people and machines, as a workbook, as linked data."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import register_converter
from django.views.decorators.http import conditional_page, require_safe

from ungis.core.doors import everyone
from ungis.documents.contents import MEDIA_TYPES
from ungis.pages import twins

from . import linked_data, workbook
from .claim_table import ClaimTable
from .models import Edition


class DownloadConverter:
    regex = "csv|json|xlsx|jsonld|ttl"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DownloadConverter, "download")
WRITERS = {
    "xlsx": (MEDIA_TYPES["xlsx"], workbook.written),
    "jsonld": ("application/ld+json; charset=utf-8", linked_data.as_json),
    "ttl": ("text/turtle; charset=utf-8", linked_data.as_turtle),
}


@everyone
@require_safe
@conditional_page
def edition_download(request: HttpRequest, matrix: str, edition: str, form: str) -> HttpResponse:
    """The claims of an edition, one a row, in the form that the address ends in."""
    editions = Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns")
    found = get_object_or_404(editions, matrix__slug=matrix, slug=edition)
    table, name = ClaimTable(found), f"{matrix}-{edition}"
    if form in ("csv", "json"):
        response = twins.twin(form, name, table.told(), **about(found))
    else:
        media_type, write = WRITERS[form]
        response = HttpResponse(write(table), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def about(edition: Edition) -> dict[str, Any]:
    """Return what is said of the edition at the head of its JSON."""
    return {
        "matrix": edition.matrix.slug,
        "edition": edition.slug,
        "title": f"{edition.matrix.title}, {edition.title}",
        "state": edition.state,
        "published_on": edition.published_on,
        "sha256": edition.sha256,
        "source": edition.sources,
        "certainty": edition.certainty,
    }
