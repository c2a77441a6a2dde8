"""Countries are called as the United Nations calls them, and found by whatever name a file has for them."""

import pytest
from django.conf import settings
from django.utils import translation

from ungis.stocktaking import places
from ungis.stocktaking.place_names import UN_NAMES

LANGUAGES = [code for code, _label in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_country_is_found_by_its_name_in_each_language(language):
    with translation.override(language):
        names = {code: places.name_of(code) for code in (*places.COUNTRIES, *places.REGIONS)}
    assert {code for code, name in names.items() if places.code_of(name) != code} == set()
    cldr = places._cldr_names(language)
    assert {code for code in places.COUNTRIES if places.code_of(cldr[code]) != code} == set()


def test_the_names_of_the_united_nations_are_of_countries_that_are_counted():
    assert set(UN_NAMES) == set(LANGUAGES)
    assert {code for names in UN_NAMES.values() for code in names} <= set(places.COUNTRIES)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Cote d'Ivoire", "CI"),
        ("COTE D’IVOIRE", "CI"),
        ("Iran, Islamic Republic of", "IR"),
        ("Islamic Republic of Iran", "IR"),
        ("Saint Lucia", "LC"),
        ("St. Lucia", "LC"),
        ("Korea, Republic of", "KR"),
        ("Bosnia & Herzegovina", "BA"),
        (" fr ", "FR"),
        ("asp", "ASP"),
        ("Arab States", "ARB"),
        ("Niger", "NE"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("越南", "VN"),
        ("Вьетнам", "VN"),
        ("سوريا", "SY"),
    ],
)
def test_other_names_find_it_too(name, code):
    assert places.code_of(name) == code


@pytest.mark.parametrize("name", ["", "   ", "Atlantis", "The", "()", "XX", "Republic"])
def test_what_is_no_place_finds_none(name):
    assert places.code_of(name) == ""
