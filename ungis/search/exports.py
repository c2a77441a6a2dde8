"""A result taken away: CSV and JSON, written while it is read, and an Atom feed of what changed last in it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from ungis.core.periods import PartialDate
from ungis.pages.feeds import NOT_XML, Feed
from ungis.pages.twins import harmless

from .searches import Search, Shown

MOST = 5000  # rows of a file
AT_ONCE = 250
IN_FEED = 30


def told_of(shown: Shown, language: str) -> dict[str, str]:
    """One row of a file: the title in the reader's language where the record has it."""
    return {
        "kind": shown.row.kind,
        "symbol": shown.row.symbol,
        "title": shown.title.text,
        "language": shown.title.language,
        "date": shown.row.date,
        "extract": shown.extract.text if shown.extract else "",
        "address": f"{settings.BASE_URL}/{language}/{shown.row.address}",
    }


def all_rows(search: Search) -> Iterator[dict[str, str]]:
    """Yield the rows of the result, some at a time, at most MOST."""
    for start in range(0, MOST, AT_ONCE):
        rows, is_last = search.rows(start, AT_ONCE)
        for shown in rows:
            yield told_of(shown, search.language)
        if is_last:
            return


def taken_away(kind: str, search: Search) -> StreamingHttpResponse:
    """Answer with the rows as CSV or JSON."""
    rows = all_rows(search)
    types = {"csv": "text/csv", "json": "application/json"}
    written = _as_csv(rows) if kind == "csv" else _as_json(rows, search)
    response = StreamingHttpResponse(written, content_type=f"{types[kind]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="search.{kind}"'
    return response


def _as_csv(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    for number, row in enumerate(rows):
        if not number:
            line.write("\ufeff")  # so that Excel reads UTF-8
            writer.writerow(row)
        writer.writerow([harmless(cell) for cell in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _as_json(rows: Iterable[dict[str, str]], search: Search) -> Iterator[str]:
    about = {
        "q": search.asked.written,
        "filters": {name: values for name, values in search.chosen.items() if values},
        "total": search.total,
        "most": MOST,
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "rows": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"


def feed_of(search: Search, address: str, here: str) -> str:
    """Return what changed last among all that the search finds, as Atom; `here` is the address of the feed."""
    words = search.asked.written
    feed = Feed(
        title=_("UNGIS: “%(words)s”") % {"words": NOT_XML.sub(" ", words)} if words else _("UNGIS: what is new"),
        link=settings.BASE_URL + address,
        description=_("What is new or changed among all that the search finds"),
        language=search.language,
        feed_url=settings.BASE_URL + here,
        feed_guid=settings.BASE_URL + here,
    )
    rows, _is_last = search.rows(0, IN_FEED)
    for shown in rows:
        if moment := _moment(shown.row.changed, shown.row.date):
            feed.add_item(
                title=NOT_XML.sub(" ", f"{shown.row.symbol} {shown.title.text}".strip()),
                link=f"{settings.BASE_URL}/{search.language}/{shown.row.address}",
                description=NOT_XML.sub(" ", shown.extract.text if shown.extract else ""),
                # With the moment: a reader of feeds then shows what changed once more.
                unique_id=f"{settings.BASE_URL}/found/{search.language}/{shown.row.kind}/{shown.row.pk}/{shown.row.changed}",
                pubdate=moment,
                updateddate=moment,
                language=shown.title.language,
            )
    return feed.writeString("utf-8")


def _moment(changed: int, date: str) -> datetime | None:
    if changed:
        return datetime.min.replace(tzinfo=UTC) + timedelta(seconds=changed - 86_400)
    return datetime.combine(PartialDate.parse(date).day, time(12), UTC) if date else None
