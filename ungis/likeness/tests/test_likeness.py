"""What two entries are to each other, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.likeness.entries import Entry
from ungis.likeness.judging import compare
from ungis.likeness.reasons import Code, Verdict

WORKSHOP = (
    "Training of officials in {place} on the safe exchange of health records between hospitals: five days of lectures, "
    "a laboratory with open standards, and a plan for the ministry. The workshop of {year} was opened by the regulator."
)


def workshop(id=1, *, title="Health records that hospitals can exchange", agency="WHO", **said):
    return Entry(id, title, WORKSHOP.format(**{"place": "Kenya", "year": "2023"} | said), agency)


def codes(likeness):
    return {reason.code: reason.parameters for reason in likeness.reasons}


def test_the_same_text_is_a_duplicate_and_says_so():
    said = compare(workshop(), workshop(2))
    assert said.verdict is Verdict.DUPLICATE
    assert said.score == 1.0
    assert Code.SAME_TEXT in codes(said)
    assert Code.SAME_TITLE in codes(said)


def test_case_accents_spaces_and_punctuation_do_not_matter():
    other = workshop(2)
    other = Entry(2, other.title.upper(), "  ".join(other.text.upper().replace(":", " –").split()), "who")
    assert compare(workshop(), other).verdict is Verdict.DUPLICATE


def test_two_agencies_that_report_the_same_are_a_duplicate_with_the_agencies_named():
    said = compare(workshop(), workshop(2, agency="ITU"))
    assert said.verdict is Verdict.DUPLICATE
    assert codes(said)[Code.OTHER_AGENCY] == {"left": "WHO", "right": "ITU"}


def test_reordered_sentences_are_a_duplicate():
    first, second = WORKSHOP.format(place="Kenya", year="2023").split(". ")
    other = Entry(2, "Exchange of hospital records", f"{second} {first}.", "WHO")
    said = compare(workshop(), other)
    assert said.verdict is Verdict.DUPLICATE


def test_a_reworded_copy_with_a_sentence_dropped_is_a_duplicate():
    other = Entry(
        2,
        "Hospitals exchange records",
        "Teaching officials in Kenya about the safe exchange of medical records between hospitals: five days of "
        "lectures and a laboratory using open standards, with a plan for the ministry.",
        "ITU",
    )
    assert compare(workshop(), other).verdict is Verdict.DUPLICATE


@pytest.mark.parametrize(
    ("change", "code", "left", "right"),
    [
        ({"place": "Nepal"}, Code.OTHER_PLACE, "KE", "NP"),
        ({"place": "South Africa"}, Code.OTHER_PLACE, "KE", "ZA"),
        ({"place": "Nairobi"}, None, None, None),
        ({"year": "2024"}, Code.OTHER_YEAR, "2023", "2024"),
    ],
)
def test_the_same_text_with_another_country_or_year_is_a_series(change, code, left, right):
    said = compare(workshop(), workshop(2, **change))
    if code is None:
        assert said.verdict is Verdict.DUPLICATE
    else:
        assert said.verdict is Verdict.SERIES
        assert said.score < 0.5
        assert codes(said)[code] == {"left": left, "right": right}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("agriculture", "fisheries"), Code.OTHER_SECTOR),
        (("women", "refugees"), Code.OTHER_POPULATION),
        (("women", "persons with disabilities"), Code.OTHER_POPULATION),
    ],
)
def test_the_same_text_for_another_sector_or_other_people_is_a_series(words, code):
    text = "Open data portal and radio programme for {} in four provinces, with a help desk that answers by telephone."
    one, other = (Entry(word, "A portal with a help desk", text.format(word), "FAO") for word in words)
    said = compare(one, other)
    assert said.verdict is Verdict.SERIES
    assert codes(said)[code] == {"left": words[0], "right": words[1]}


def test_the_same_title_but_for_the_year_is_a_series_and_says_so():
    one = workshop(1, title="Regional workshop on hospital records 2023")
    other = workshop(2, title="Regional workshop on hospital records 2024", year="2024")
    said = compare(one, other)
    assert said.verdict is Verdict.SERIES
    assert codes(said)[Code.TITLE_BUT_YEAR] == {"left": "2023", "right": "2024"}


def test_phases_of_one_project_are_a_series():
    one, other = (workshop(n, title=f"Hospital records exchanged, phase {n}") for n in (1, 2))
    assert compare(one, other).verdict is Verdict.SERIES


def test_countries_and_years_that_are_kept_apart_from_the_text_part_a_series_too():
    one = Entry(1, "Records", workshop().text, "WHO", places=frozenset({"KE"}))
    other = Entry(2, "Records", workshop().text, "WHO", places=frozenset({"NP"}))
    assert compare(one, other).verdict is Verdict.SERIES
    same = Entry(3, "Records", workshop().text, "WHO", places=frozenset({"KE", "NP"}))
    assert compare(one, same).verdict is Verdict.DUPLICATE


def test_texts_on_other_things_are_different():
    other = Entry(2, "Postal banking", "Post offices in islands offer savings accounts through mobile agents.", "UPU")
    assert compare(workshop(), other).verdict is Verdict.DIFFERENT


def test_empty_texts_are_never_duplicates_of_each_other():
    for text in ("", " ", "...", "–", "\x00"):
        assert compare(Entry(1, "", text), Entry(2, "", text)).verdict is Verdict.DIFFERENT


def test_other_languages_compare_within_themselves():
    for text in (
        "Formation des fonctionnaires à l’échange sécurisé des dossiers médicaux entre les hôpitaux du pays",
        "Подготовка должностных лиц по безопасному обмену медицинскими картами между больницами страны",
        "تدريب الموظفين على التبادل الآمن للسجلات الصحية بين المستشفيات في البلد كله",
        "对官员进行医院间安全交换健康记录的培训并制定国家计划",
    ):
        assert compare(Entry(1, "", text), Entry(2, "", text + ".")).verdict is Verdict.DUPLICATE


WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyzéß中ж", min_size=2, max_size=9), min_size=8, max_size=40)


@given(WORDS)
def test_an_entry_is_a_duplicate_of_itself(words):
    entry = Entry(1, " ".join(words[:3]), " ".join(words))
    assert compare(entry, entry).verdict is Verdict.DUPLICATE


@given(st.text(max_size=200), st.text(max_size=200))
def test_comparing_is_the_same_either_way_round_and_no_text_fails(left, right):
    one, other = Entry(1, left[:20], left), Entry(2, right[:20], right)
    assert compare(one, other).score == pytest.approx(compare(other, one).score)
    assert compare(one, other).verdict is compare(other, one).verdict
