"""The filters of the library: kind, body, year, language, and words."""

from contextlib import suppress

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.pages.facets import Facet, fill
from ungis.pages.vocabulary import print_word

from .models import Expression, Kind, SymbolVariant
from .symbols import NotASymbol, normalise

FIRST_YEAR = 2000
MOST_WORDS = 8


def language_names() -> dict[str, str]:
    """The six languages by their names in the reader's language."""
    return {code: get_language_info(code)["name_translated"] for code, _name in settings.LANGUAGES}


def facets_of() -> list[Facet]:
    years = [str(year) for year in range(clock.today().year + 2, FIRST_YEAR, -1)]
    return [
        Facet("kind", _("Kind"), "kind", {kind.value: str(kind.label) for kind in Kind}),
        Facet("body", _("Body"), "body", wording=print_word),
        Facet("year", _("Year"), "year", {year: year for year in years}),
        Facet("language", pgettext("of a document", "Language"), "expressions__language", language_names()),
    ]


def conditions_of(query: QueryDict) -> dict[str, Q]:
    """What each chosen filter means; values that nothing has leave nothing."""
    conditions = {name: Q(**{name: query[name]}) for name in ("kind", "body", "year") if query.get(name)}
    if query.get("language"):
        # Not through a join: a document in two revisions of a language is one document.
        conditions["language"] = Q(pk__in=Expression.objects.filter(language=query["language"]).values("work"))
    return conditions


def words_of(query: QueryDict) -> str:
    return " ".join(query.get("q", "").split())[:200]


def search(works: QuerySet, words: str) -> QuerySet:
    """The works with every word in title or symbol, or those that are cited so, in whatever form."""
    if not words:
        return works
    every = Q()
    for word in words.split()[:MOST_WORDS]:
        every &= Q(title__icontains=word) | Q(symbol__icontains=word)
    cited = SymbolVariant.objects.filter(text__iexact=words).values("work")
    found = every | Q(pk__in=cited)
    with suppress(NotASymbol):
        found |= Q(symbol=normalise(words))
    return works.filter(found)


def filtered(works: QuerySet, query: QueryDict) -> tuple[QuerySet, list[Facet]]:
    """Return the works that the address asks for, newest first, and the filters with their counts."""
    works = search(works.annotate(year=Substr("date", 1, 4)), words_of(query))
    facets, conditions = facets_of(), conditions_of(query)
    fill(facets, works, query, conditions)
    for condition in conditions.values():
        works = works.filter(condition)
    return works.newest_first(), facets
