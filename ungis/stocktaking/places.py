"""Countries and regions: which country the ITU counts to which of its regions.

Countries are the 193 Member States of the United Nations and its two observer States, by ISO 3166-1;
regions are the six of the ITU, by which the prizes and the reports of the stocktaking count.
"""

import unicodedata
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

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


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


@lru_cache(maxsize=8)
def _names_in(language: str) -> dict[str, str]:
    return dict(Locale.parse(language.replace("-", "_")).territories)
