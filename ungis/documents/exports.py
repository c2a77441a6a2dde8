"""The list of documents for machines and spreadsheets."""

from collections.abc import Iterable, Iterator

from .links import official_link
from .models import Work


def work_rows(works: Iterable[Work]) -> Iterator[dict]:
    for work in works:
        yield {
            "symbol": work.symbol or "",
            "title": work.title,
            "kind": work.kind,
            "body": work.body,
            "date": work.date,
            "date_note": work.date_note,
            "languages": sorted({expression.language for expression in work.expressions.all()}),
            "slug": work.slug,
            "official_link": official_link(work) or "",
            "source": work.sources,
            "certainty": work.certainty,
        }
