"""The page of the search, what of it is taken away, and its feed."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone
from ungis.pages.paging import page_of

from . import exports, finding, index, query
from .narrowing import address_with, chosen_in, facets_of
from .searches import Search

DEEPEST = 10_000  # rows through which one can page; who has more narrows the search
ORDERS = ("relevance", "newest")


class Rows:
    """The rows of one page, as a paginator asks for them: it knows how many there are."""

    def __init__(self, total: int, rows: list):
        self.total, self.rows = min(total, DEEPEST), rows

    def __len__(self):
        return self.total

    def __getitem__(self, page):
        return self.rows


def _with(asked: QueryDict, fixed: dict[str, list[str]]) -> str:
    """Return the query of an address with what the page itself fixes."""
    whole = asked.copy()
    for name, values in fixed.items():
        whole.setlist(name, values)
    return f"?{whole.urlencode()}"


def _start(asked: QueryDict) -> int:
    """Return the first row of the page asked for; what is no page is told so later, when the total is known."""
    number = asked.get("page", "1")
    is_number = number.isascii() and number.isdigit() and len(number) <= 6
    return min(max(int(number) - 1, 0) * finding.SIZE, DEEPEST) if is_number else 0


def _search(request, order: str = "", fixed: dict[str, list[str]] | None = None) -> Search:
    asked = request.GET
    sort = asked.get("sort", "")
    return Search(
        index.fresh_reader(),
        query.read(asked.get("q", "")),
        chosen_in(asked) | (fixed or {}),
        user=request.user,
        language=get_language(),
        order=order or (sort if sort in ORDERS else ORDERS[0]),
    )


@everyone
@require_safe
def search(request, twin=""):
    """One search for all records of the house: words, filters with counts, extracts; its twins hold the rows."""
    return found_page(request, "search/search.html", twin=twin)


def found_page(
    request, template: str, *, twin: str = "", fixed: dict[str, list[str]] | None = None, more: dict | None = None
):
    """Answer with what a search finds. The list of a room is a search with some filters `fixed`: {"kind": [...]}."""
    more, fixed = more or {}, fixed or {}
    try:
        asked = _search(request, fixed=fixed)
    except index.NotThere:
        return render(request, template, {**more, "is_missing": True, "words": request.GET.get("q", "")[:300]})
    if twin:
        return exports.taken_away(twin, asked)
    found = asked.find(_start(request.GET), finding.SIZE, is_counted=True)
    respelled = None
    if found.total <= finding.FEW_HITS and asked.asked.terms and not request.GET.get("exact"):
        respelled = finding.respelled(asked.searcher, asked.asked, asked.reach)
    context = {"asked": asked.asked, "words": asked.asked.written, "respelled": respelled}
    if respelled and not found.total:  # show what was meant, say so, and offer what was typed
        context["typed"] = asked.asked.written
        context["typed_address"] = address_with(request.GET, "exact", "1")
        asked.asked = respelled
        found = asked.find(_start(request.GET), finding.SIZE, is_counted=True)
    elif respelled:
        context["meant_address"] = address_with(request.GET, "q", respelled.written)
    page = page_of(Rows(found.total, asked.shown(found.rows)), request.GET, finding.SIZE)
    kept = [(name, value) for name, values in asked.chosen.items() for value in values if name not in fixed]
    if not found.total and len(asked.asked.terms) > 1:
        counted = finding.alone(asked.searcher, asked.asked, asked.reach)
        context["alone"] = [(word, n, address_with(request.GET, "q", word)) for word, n in counted]
    context |= {
        "page": page,
        "total": found.total,
        "is_deep": found.total > DEEPEST and not page.has_next(),
        "facets": [facet for facet in facets_of(found.counts, asked.chosen, request.GET) if facet.name not in fixed],
        "kept": kept,
        "without_filters": address_with(QueryDict(mutable=True), "q", asked.asked.written),
        "order": asked.order,
        "orders": {order: address_with(request.GET, "sort", order) for order in ORDERS},
        "feed": f"{reverse('search_feed')}{_with(request.GET, fixed)}",
        "most_words": query.MOST_WORDS,
        "most_signs": query.MOST_SIGNS,
    }
    return render(request, template, {**more, **context})


@everyone
@require_safe
def search_feed(request):
    """A search as a feed that one can subscribe to: what changed last among all that it finds."""
    here = request.get_full_path()
    try:
        feed = exports.feed_of(_search(request, "changed"), here.replace("feed.atom", "", 1), here)
    except index.NotThere:
        return render(request, "search/search.html", {"is_missing": True, "words": ""})
    return HttpResponse(feed, content_type="application/atom+xml; charset=utf-8")
