"""The register to take away: whole, as a search found it, or one entry; as a table, a workbook, JSON or IATI."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import register_converter
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.documents.contents import MEDIA_TYPES
from ungis.pages.twins import harmless
from ungis.search import index, query
from ungis.search.narrowing import chosen_in
from ungis.search.searches import Search

from . import iati_out, workbook
from .lines import in_pieces, told, with_parts
from .models import Activity
from .states import ActivityState

MOST_FOUND = 5_000  # entries of one search in a file, and of a workbook
AT_ONCE = 250
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": MEDIA_TYPES["xlsx"],
    "xml": "application/xml; charset=utf-8",
}


class FileConverter:
    regex = "csv|json|xlsx|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileConverter, "activities")


@everyone
@require_safe
def activity_export(request, form):
    """The register, or what the words and filters of the address leave of it; xml is IATI, of public entries."""
    entries = Activity.objects.visible_to(request.user).registered()
    if form == "xml":
        entries = entries.public()
    asked = {name: value for name, value in request.GET.items() if value}
    if not asked:
        found = in_pieces(entries.order_by("number")[:MOST_FOUND] if form == "xlsx" else entries.order_by("number"))
        return _answer(form, "activities", found)
    try:
        keys = _found(request)
    except index.NotThere:
        return redirect("activity_list")
    return _answer(form, "activities", _in_order(entries, keys))


@everyone
@require_safe
def activity_download(request, number, form):
    """One entry of the register as a file."""
    entries = Activity.objects.visible_to(request.user).filter(state=ActivityState.PUBLISHED)
    if form == "xml":
        entries = entries.public()
    found = get_object_or_404(with_parts(entries), number=number)
    return _answer(form, f"activity-{number}", [found])


def _found(request) -> list[int]:
    """Return the keys of the entries that a search finds, in its order."""
    search = Search(
        index.fresh_reader(),
        query.read(request.GET.get("q", "")),
        chosen_in(request.GET) | {"kind": ["activity"]},
        user=request.user,
        language=get_language(),
        order="relevance",
    )
    found = search.find(0, MOST_FOUND)
    return [int(row.pk) for row in found.rows]


def _in_order(entries: Any, keys: list[int]) -> Iterator[Activity]:
    for first in range(0, len(keys), AT_ONCE):
        piece = keys[first : first + AT_ONCE]
        by_key = with_parts(entries).in_bulk(piece)
        yield from (by_key[key] for key in piece if key in by_key)


def _answer(form: str, name: str, entries: Iterable[Activity]) -> HttpResponse | StreamingHttpResponse:
    response: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        response = HttpResponse(workbook.written(told(entries, in_words=True)))
    else:
        writers = {"csv": _as_csv, "json": _as_json, "xml": iati_out.written}
        response = StreamingHttpResponse(writers[form](entries))
    response["Content-Type"] = MEDIA[form]
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _as_csv(entries: Iterable[Activity]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    for number, row in enumerate(told(entries)):
        if not number:
            line.write("\ufeff")  # so that Excel reads UTF-8
            writer.writerow(row)
        writer.writerow([harmless(cell) for cell in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _as_json(entries: Iterable[Activity]) -> Iterator[str]:
    yield '{"rows": ['
    for number, row in enumerate(told(entries)):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
