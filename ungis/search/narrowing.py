"""The filters of a search as links, each with its count. Several values of one filter may be chosen."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, get_language_info

from ungis.pages.dates import locale_of
from ungis.pages.facets import Choice, Facet

from .finding import Chosen
from .sources import CONFIRMED, FACETS, SOURCES, Keys, name_values, names_of

MOST = 20  # values of a filter that are shown, and besides those that are chosen
AT_ONCE = 20  # values that may be chosen in one filter


def chosen_in(query: QueryDict) -> dict[str, list[str]]:
    """Read the filters of an address; each may stand in it several times."""
    return {facet: list(dict.fromkeys(filter(None, query.getlist(facet))))[:AT_ONCE] for facet in FACETS}


def address_with(query: QueryDict, name: str, *values: str) -> str:
    """Return the query with a parameter that has these values, from the first page on."""
    kept = [(key, value) for key, of in query.lists() for value in of if key not in (name, "page", "exact")]
    return "?" + urlencode([*kept, *((name, value) for value in values)])


def facets_of(counts: Mapping[str, Mapping[str, int]], chosen: Chosen, query: QueryDict) -> list[Facet]:
    """Return the filters that have anything to choose, as the pages of the house print them."""
    shown = {facet: _shown(facet, counts.get(facet, {}), chosen.get(facet, ())) for facet in FACETS}
    names = names_of({facet: [value for value, _count in values] for facet, values in shown.items()})
    facets = []
    for name, heading in FACETS.items():
        now = list(chosen.get(name, ()))
        if name in CONFIRMED.values() and not now:
            continue
        facet = Facet(name, str(heading), labels=names[name])
        for value, count in shown[name]:
            is_chosen = value in now
            wanted = [other for other in now if other != value] if is_chosen else [*now, value]
            address = address_with(query, name, *wanted)
            facet.choices.append(Choice(value, facet.label_of(value), count, is_chosen, address))
        facets.append(facet)
    return facets


def _shown(facet: str, counts: Mapping[str, int], chosen: Keys) -> list[tuple[str, int]]:
    """Return the values to show with their counts: years and fixed lists in their order, others the most first."""
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [pair for number, pair in enumerate(most) if number < MOST or pair[0] in chosen]
    if facet == "year":
        return sorted(shown, reverse=True)
    fixed = {"kind": list(SOURCES), "language": [code for code, _name in settings.LANGUAGES]}.get(facet)
    if fixed:
        shown.sort(key=lambda pair: fixed.index(pair[0]) if pair[0] in fixed else len(fixed))
    return shown


def _kinds(values: Keys) -> Mapping[str, str]:
    return {kind: source.label for kind, source in SOURCES.items()}


def _languages(values: Keys) -> Mapping[str, str]:
    return {code: get_language_info(code)["name_translated"] for code, _name in settings.LANGUAGES}


def _countries(values: Keys) -> Mapping[str, str]:
    known = locale_of(get_language()).territories
    return {value: known[value.upper()] for value in values if value.upper() in known}


def announce() -> None:
    name_values(_kinds, "kind")
    name_values(_languages, "language")
    name_values(_countries, "country")
