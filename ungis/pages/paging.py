"""A page of a list, and links to the next and the one before."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, QueryDict

SIZE = 50


def page_of(rows, query: QueryDict, size: int = SIZE) -> Page:
    """Return the page asked for by `?page=`; 404 for what is no page number or has no rows."""
    asked = query.get("page", "1")
    if not (asked.isascii() and asked.isdigit()) or len(asked) > 6:
        raise Http404
    paginator = Paginator(rows, size)
    if asked == "1" and isinstance(rows, QuerySet):
        first = list(rows[: size + 1])
        if len(first) <= size:
            paginator.count = len(first)  # these are all: no query counts them
        return Page(first[:size], 1, paginator)
    number = int(asked)
    if number < 1 or number > paginator.num_pages:
        raise Http404
    return paginator.page(number)
