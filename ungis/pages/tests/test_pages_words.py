import pytest
from django.template import Context, Template
from django.utils import translation

from ungis.pages import lists
from ungis.pages.vocabulary import ORGANS, VERBS, print_word, translated


@pytest.mark.parametrize(("language", "written"), [("en", "a, b"), ("fr", "a, b"), ("ar", "a، b"), ("zh-hans", "a、b")])
def test_a_list_is_separated_as_its_language_does_it(language, written):
    with translation.override(language):
        assert lists.listed(["a", "b"]) == written


def test_what_is_listed_on_a_page_is_escaped():
    assert lists.listed_in_markup(["<b>", "c"]) == "&lt;b&gt;, c"


@pytest.mark.parametrize("text", ["Requests", "request", "Recalls; calls upon", "Also recognizes", "Takes note"])
def test_a_verb_is_known_in_every_form_and_beside_others(text):
    with translation.override("fr"):
        assert translated(text)


def test_readers_of_english_get_what_the_record_has():
    with translation.override("en"):
        assert print_word("invite; request") == "invite; request"


def test_a_word_that_is_not_known_stays_and_is_marked_as_english():
    with translation.override("fr"):
        assert translated("Beheads") is None
        assert print_word("Beheads") == "Beheads"
        page = Template("{{ text|word }}").render(Context({"text": "Beheads"}))
    assert page == '<span lang="en" dir="ltr">Beheads</span>'


def test_no_word_is_in_the_vocabulary_in_two_spellings():
    assert all(verb == verb.casefold() for verb in VERBS)
    assert len({organ.casefold() for organ in ORGANS}) == len(ORGANS)
