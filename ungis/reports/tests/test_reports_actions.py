"""Papers are drafted, changed, issued and then never change; what differs since is told beside them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK, Visibility
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.meetings import actions as meetings
from ungis.meetings.models import Meeting
from ungis.reports import actions
from ungis.reports.composition import compose
from ungis.reports.difference import since_then
from ungis.reports.models import Arrangement, Citation, CouncilSession, Paper
from ungis.reports.states import MOVES, State
from ungis.reports.stations import count

pytestmark = pytest.mark.django_db


def draft(by=CLERK, **choices):
    session = CouncilSession.objects.get(number=choices.pop("session", 43))
    given = {"number": 5, "since": date(2025, 2, 15), "as_of": date(2025, 8, 8), **choices}
    return actions.draft_paper(session, by=by, **given)


def test_a_draft_keeps_the_choices_and_leaves_an_event(secretary):
    paper = draft(secretary)
    assert (paper.symbol, paper.slug, paper.state) == ("CWG-WSIS&SDG-43/5", "43-5", State.DRAFT)
    assert paper.visibility == Visibility.SECRETARIAT
    assert Event.objects.of(paper).get().action == "reports.paper_drafted"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"number": 0}, "number"),
        ({"as_of": date(2025, 2, 14)}, "before the period"),
        ({"since": date(2005, 1, 1)}, "2006"),
        ({"as_of": date(9999, 12, 31)}, "year ahead"),
        ({"arrangement": "spiral"}, "arrangement"),
        ({"source_line": "  "}, "source line"),
    ],
)
def test_choices_that_make_no_paper_are_refused_in_plain_words(secretary, wrong, word):
    with pytest.raises(Refused, match=word):
        draft(secretary, **wrong)


def test_two_papers_cannot_bear_one_symbol(secretary):
    draft(secretary)
    with pytest.raises(Refused, match="43/5"):
        draft(secretary)


def test_a_draft_is_changed_and_the_event_tells_before_and_after(secretary):
    paper = actions.change_paper(draft(secretary), by=secretary, arrangement=Arrangement.CONTINUOUS)
    event = Event.objects.of(paper).last()
    assert event.data["before"]["arrangement"] == "events"
    assert event.data["after"]["arrangement"] == "continuous"


def test_a_change_that_changes_nothing_is_refused(secretary):
    with pytest.raises(Refused, match="Nothing"):
        actions.change_paper(draft(secretary), by=secretary, number=5)


@pytest.mark.parametrize("who", ["chair", "vice_chair", "member", "observer", "stakeholder", "visitor"])
def test_only_the_secretariat_keeps_papers(request, who, secretary):
    person, paper = request.getfixturevalue(who), draft(secretary)
    for attempt in (
        lambda: draft(person, number=6),
        lambda: actions.change_paper(paper, by=person, number=7),
        lambda: actions.issue_paper(paper, by=person),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_issuing_freezes_the_paper_with_its_hash_and_cites_its_records(secretary):
    paper = actions.issue_paper(draft(secretary), by=secretary)
    paper.refresh_from_db()
    assert paper.state == State.ISSUED
    assert paper.visibility == Visibility.PUBLIC
    assert paper.issued_by == secretary
    assert paper.sha256 == actions.fingerprint(paper.frozen)
    assert paper.frozen == compose(paper)
    twenty_second = Meeting.objects.get(number=22)
    assert Citation.objects.filter(
        paper=paper, subject_type="meetings.meeting", subject_id=str(twenty_second.pk)
    ).exists()
    assert Event.objects.of(paper).last().data["sha256"] == paper.sha256


def test_an_issued_paper_takes_its_place_in_the_library(secretary):
    known = actions.issue_paper(draft(secretary), by=secretary)
    assert known.work == Work.objects.get(symbol="CWG-WSIS&SDG-43/5")
    new = actions.issue_paper(draft(secretary, number=9), by=secretary)
    assert (new.work.symbol, str(new.work.date), new.work.visibility) == ("CWG-WSIS&SDG-43/9", "2025-08-08", "public")


def test_an_issued_paper_can_be_neither_changed_nor_issued_again(secretary):
    paper = actions.issue_paper(draft(secretary), by=secretary)
    with pytest.raises(Refused, match="never changes"):
        actions.change_paper(paper, by=secretary, number=6)
    with pytest.raises(Refused, match="never changes"):
        actions.issue_paper(paper, by=secretary)


def test_no_move_leads_out_of_issued():
    assert {state for state, _step in MOVES} == {State.DRAFT}


def test_the_database_refuses_an_issued_paper_that_is_not_frozen(secretary):
    paper = draft(secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state=State.ISSUED)


def test_a_paper_dated_in_the_future_is_not_issued_before_its_day(secretary):
    paper = draft(secretary, as_of=clock.today() + timedelta(days=3))
    with pytest.raises(Refused, match="future"):
        actions.issue_paper(paper, by=secretary)


def test_a_later_change_of_the_record_leaves_the_paper_and_is_told_as_since_then(secretary):
    paper = actions.issue_paper(draft(secretary), by=secretary)
    before = paper.sha256
    assert since_then(paper) == []
    meetings.change_meeting(Meeting.objects.get(number=22), by=secretary, place="Montreux, Switzerland")
    work = Work.objects.get(slug="matrix-wsis-gdc")
    library.change_work(work, by=secretary, title="WSIS Process and 2030 Agenda - GDC Matrix, second edition")

    paper.refresh_from_db()
    assert actions.fingerprint(paper.frozen) == before
    told = since_then(paper)
    assert [change.kind for change in told] == ["changed", "changed"]
    assert "in Geneva, Switzerland" in told[0].before
    assert "in Montreux, Switzerland" in told[0].after
    assert "second edition" in told[1].after


def test_a_record_withdrawn_from_the_public_leaves_the_next_paper(secretary):
    paper = actions.issue_paper(draft(secretary), by=secretary)
    library.set_visibility(Work.objects.get(slug="matrix-wsis-gdc"), visibility="group", by=secretary)
    dropped = [change for change in since_then(paper) if change.kind == "dropped"]
    assert any("GDC Matrix" in change.before for change in dropped)


def test_a_session_is_recorded_once_and_cannot_end_before_it_begins(secretary):
    with pytest.raises(Refused, match="already"):
        actions.add_session("CWG-WSIS&SDG", by=secretary, number=43, group_name="Council Working Group")
    with pytest.raises(Refused, match="end before"):
        actions.add_session(
            "CWG-WSIS&SDG",
            by=secretary,
            number=44,
            group_name="Council Working Group",
            first_day=date(2026, 2, 3),
            last_day=date(2026, 2, 2),
        )
    session = actions.add_session("CWG-WSIS&SDG", by=secretary, number=44, group_name="Council Working Group")
    assert Event.objects.of(session).get().action == "reports.session_added"


def test_the_thread_of_a_record_counts_only_papers_that_one_may_see(secretary, visitor):
    meeting = Meeting.objects.get(number=22)
    paper = draft(secretary)
    assert count(meeting, visitor) == (0, "")
    actions.issue_paper(paper, by=secretary)
    found, address = count(meeting, visitor)
    assert found == 1
    assert address.endswith(f"?cites=meetings.meeting:{meeting.pk}")
