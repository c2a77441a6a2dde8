"""The words of texts in six languages, as they are written and as they are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ungis.search.normal import searchable, words
from ungis.search.query import MOST_WORDS, read


def forms(text):
    return [word.form for word in words(text)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Schools", "school"),
        ("policies", "policy"),
        ("countries", "country"),
        ("ITU's", "itu"),
        ("les écoles", "ecole"),
        ("l’École", "ecole"),
        ("nationaux", "national"),
        ("nationales", "national"),
        ("numériques", "numerique"),
        ("réseaux", "réseau"),
        ("educación", "educacion"),
        ("redes", "red"),
        ("naciones", "nacion"),
        ("школам", "школа"),
        ("цифровых", "цифровой"),
        ("технологиями", "технологии"),
        ("развитию", "развитие"),
        ("ЁЛКА", "елка"),
        ("المدارس", "مدارس"),
        ("والمدارس", "مدارس"),
        ("للمدارس", "مدارس"),
        ("بالمدارس", "مدارس"),
        ("ومدارس", "مدارس"),
        ("الإنترنت", "انترنت"),
        ("التَّنْمِيَة", "تنمية"),
        ("تنميه", "تنمية"),
        ("مـــدارس", "مدارس"),
        ("على", "علي"),
        ("ＩＴＵ", "itu"),
    ],
)
def test_a_word_is_found_in_its_other_forms(written, asked):
    assert forms(asked)[-1] in forms(written)


@pytest.mark.parametrize("word", ["access", "status", "wsis", "basis", "5g", "80", "c7"])
def test_what_only_looks_like_an_ending_stays(word):
    assert forms(word) == [word]


def test_words_that_differ_by_a_letter_stay_apart():
    assert forms("йод") != forms("иод")
    assert forms("data") != forms("date")


def test_chinese_is_kept_in_pairs_and_answers_to_one_sign():
    assert forms("数字技能") == ["数字", "字技", "技能"]
    assert searchable("数字技能").split() == ["数字", "字技", "技能", "数", "字", "技", "能"]


def test_chinese_beside_other_words_is_cut_off_from_them():
    assert forms("2025年会议") == ["2025", "年会", "会议"]


def test_a_symbol_falls_into_its_steps_in_order():
    assert forms("A/RES/80/173") == ["a", "res", "80", "173"]
    assert forms("CWG-WSIS&SDG-43/5") == ["cwg", "wsis", "sdg", "43", "5"]


@given(st.text(max_size=200))
def test_a_word_knows_where_it_stands_in_the_text(text):
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.form
        assert " " not in word.form


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(text):
    asked = read(text)
    assert all(term.forms and all(term.forms) for term in asked.terms + asked.without)
    assert len(asked.terms) + len(asked.without) <= MOST_WORDS


def test_a_quoted_piece_is_one_term_in_any_quotation_marks():
    for typed in ('"digital skills"', "“digital skills”", "«digital skills»", "„digital skills”"):
        assert [term.forms for term in read(typed).terms] == [("digital", "skill")]


def test_a_minus_sign_leaves_out_a_word_or_a_phrase():
    asked = read('forum -meeting -"side event"')
    assert [term.forms for term in asked.terms] == [("forum",)]
    assert [term.forms for term in asked.without] == [("meeting",), ("sid", "event")]


def test_a_hyphen_inside_a_word_leaves_nothing_out():
    assert [term.forms for term in read("e-learning").terms] == [("e", "learning")]


def test_the_last_word_stands_for_words_that_begin_so():
    assert [term.begins for term in read("digital inclu").terms] == ["", "inclu"]
    assert read("ab").terms[0].begins == ""


def test_what_is_too_long_is_cut_and_says_so():
    assert read("word " * 500).was_cut
    assert len(read("word " * 500).terms) == MOST_WORDS
    assert read("a" * 10_000).was_cut
    assert not read("digital skills").was_cut


@pytest.mark.parametrize("typed", ["", "   ", '"', '""', "-", '-"', "/ & %", '("' * 100, "\u202e", "😀"])
def test_signs_alone_ask_for_nothing(typed):
    assert read(typed).is_empty
