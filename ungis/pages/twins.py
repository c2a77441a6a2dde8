"""The CSV and JSON twins of a list: the same rows, for machines and spreadsheets."""

import csv
import json
from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import register_converter

from ungis.core.events import plain

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide forms count in East Asian settings


class TwinConverter:
    regex = "csv|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(TwinConverter, "twin")


def harmless(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: a leading apostrophe, as documented.

    A text that begins as such a cell does gets one more, so that `as_written` can tell them apart.
    """
    text = "; ".join(map(str, cell)) if isinstance(cell, (list, tuple)) else "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def as_written(cell: str) -> str:
    """Return the text of which `harmless` made this cell."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def twin(kind: str, name: str, rows: Iterable[dict], **about: object) -> HttpResponse:
    """Answer with the rows as CSV or JSON; `about` (as-of date, filters) goes into the JSON's head."""
    rows = [plain(row) for row in rows]
    if kind == "json":
        content = json.dumps({**plain(about), "count": len(rows), "rows": rows}, ensure_ascii=False, indent=1)
        response = HttpResponse(content, content_type="application/json; charset=utf-8")
    else:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.write("\ufeff")  # so that Excel reads UTF-8
        writer = csv.writer(response)
        if rows:
            writer.writerow(rows[0])
        writer.writerows([harmless(cell) for cell in row.values()] for row in rows)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
