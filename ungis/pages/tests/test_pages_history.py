import pytest
from django.utils import translation

from ungis.core.models import Event
from ungis.mandates.states import STEPS
from ungis.meetings.states import MOVES as MEETING_MOVES
from ungis.pages.history import WORDS, happened
from ungis.reports.states import MOVES as PAPER_MOVES
from ungis.website.publication import STEPS as PAGE_STEPS


@pytest.mark.django_db
def test_every_event_of_the_record_has_words():
    assert set(Event.objects.values_list("action", flat=True).distinct()) <= set(WORDS)


def test_every_step_of_every_room_has_words():
    steps = {f"mandates.paragraph_{step}" for step in STEPS}
    steps |= {f"meetings.meeting_{step}" for _, step in MEETING_MOVES}
    steps |= {f"reports.paper_{step}" for _, step in PAPER_MOVES}
    steps |= {f"website.page_{step}" for step in PAGE_STEPS.values()}
    assert steps <= set(WORDS)


def test_an_event_is_told_in_words_and_one_without_words_as_its_code():
    with translation.override("en"):
        assert happened("documents.work_added") == "entered into the library"
    assert happened("else.<done>") == '<bdi dir="ltr">else.&lt;done&gt;</bdi>'
