import pytest
from django.utils import translation

from ungis.mandates.models import Paragraph
from ungis.pages.vocabulary import translated

pytestmark = pytest.mark.django_db


def test_every_operative_verb_of_the_record_is_in_the_vocabulary():
    verbs = set(Paragraph.objects.exclude(verb="").values_list("verb", flat=True))
    with translation.override("fr"):
        assert verbs
        assert [verb for verb in verbs if translated(verb) is None] == []


def test_the_register_can_be_narrowed_by_the_english_name_in_every_language(client):
    page = client.get("/fr/mandates/?addressee=UN+entities").content.decode()
    assert "addressee=UN+country+teams" in page
    with translation.override("en"):
        assert "UN country teams" in client.get("/en/mandates/").content.decode()
