"""Countries and regions: which country the ITU counts to which of its regions.

Countries are the 193 Member States of the United Nations and its two observer States, by ISO 3166-1;
regions are the six of the ITU, by which the prizes and the reports of the stocktaking count. They are called as the
United Nations calls them; `code_of` knows them by other names too.
"""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .place_names import OTHER_NAMES, UN_NAMES

REGIONS = {
    "AFR": _("Africa"),
    "AMS": _("Americas"),
    "ARB": _("Arab States"),
    "ASP": _("Asia and the Pacific"),
    "CIS": _("Commonwealth of Independent States"),
    "EUR": _("Europe"),
}
COUNTRIES_BY_REGION = {
    "AFR": "AO BF BI BJ BW CD CF CG CI CM CV ER ET GA GH GM GN GQ GW KE LR LS MG ML MU MW MZ NA NE NG RW SC SL SN SS "
    "ST SZ TD TG TZ UG ZA ZM ZW",
    "AMS": "AG AR BB BO BR BS BZ CA CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV TT US UY VC VE",
    "ARB": "AE BH DJ DZ EG IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE",
    "ASP": "AF AU BD BN BT CN FJ FM ID IN IR JP KH KI KP KR LA LK MH MM MN MV MY NP NR NZ PG PH PK PW SB SG TH TL TO "
    "TV VN VU WS",
    "CIS": "AM AZ BY KG KZ RU TJ TM UZ",
    "EUR": "AD AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IL IS IT LI LT LU LV MC MD ME MK MT NL NO "
    "PL PT RO RS SE SI SK SM TR UA VA",
}
REGION_OF = {country: region for region, countries in COUNTRIES_BY_REGION.items() for country in countries.split()}
COUNTRIES = sorted(REGION_OF)


def is_place(code: str) -> bool:
    return code in REGION_OF or code in REGIONS


def region_of(code: str) -> str:
    """Return the region of a place; a region is its own."""
    return REGION_OF.get(code, code)


def name_of(code: str) -> str:
    """Return the name of a place in the reader's language; an unknown code is its own name."""
    if code in REGIONS:
        return str(REGIONS[code])
    return str(_names_in(get_language() or "en").get(code, code))


def countries_by_region() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return (region, its name, its countries as code and name) in the reader's language and its order of letters."""
    groups = []
    for region, label in REGIONS.items():
        named = [(code, name_of(code)) for code in COUNTRIES_BY_REGION[region].split()]
        groups.append((region, str(label), sorted(named, key=lambda one: _folded(one[1]))))
    return groups


def code_of(name: str) -> str:
    """Return the code of a place by its code or any of its names in the six languages; nothing for an unknown one.

    Case, accents, punctuation and the order of words count for nothing: "Congo, Democratic Republic of the".
    """
    asked = name.strip()
    return asked.upper() if is_place(asked.upper()) else _codes().get(_key(asked), "")


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


FILLERS = frozenset(
    ["the", "of", "and", "de", "del", "des", "du", "d", "la", "le", "les", "l", "el", "los", "et", "y", "и"]
)


def _key(name: str) -> tuple[str, ...]:
    """Return the words of a name in no order, without those that are left out as often as not."""
    words = re.findall(r"\w+", _folded(name).replace("&", " ").replace("st.", "saint "))
    return tuple(sorted(word for word in words if word not in FILLERS))


@lru_cache(maxsize=8)
def _names_in(language: str) -> dict[str, str]:
    return _cldr_names(language) | UN_NAMES.get(language, {})


def _cldr_names(language: str) -> dict[str, str]:
    return dict(Locale.parse(language.replace("-", "_")).territories)


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, ...], str]:
    """Every name of every place; what the United Nations calls one is never another's."""
    codes: dict[tuple[str, ...], str] = {}
    languages = [code for code, _label in settings.LANGUAGES]
    for names in [_names_in(language) for language in languages] + [_cldr_names(language) for language in languages]:
        for code in COUNTRIES:
            codes.setdefault(_key(names[code]), code)
    for code, others in OTHER_NAMES.items():
        for other in others:
            codes.setdefault(_key(other), code)
    for language in languages:
        with translation.override(language):
            for region, label in REGIONS.items():
                codes.setdefault(_key(str(label)), region)
    return codes
