"""What may be done in the register, by whom, and what it leaves behind."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove, steps_from
from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.models import Answer, Character, Paragraph, RecurringLine, Weight
from ungis.mandates.states import MOVES, OPEN_STATES, OVERDUE, STEPS, State

pytestmark = pytest.mark.django_db
# How each state is reached from active, in lawful steps.
WAY_TO = {State.ACTIVE: []} | {new: [step] for (old, step), new in MOVES.items() if old == State.ACTIVE}


@pytest.fixture
def work():
    return Work.objects.get(slug="a-res-80-173")


@pytest.fixture
def paragraph(work, secretary):
    return actions.add_paragraph(
        work, number="999", verb="Requests", addressee="UNGIS", summary="Test", due="2027-06", by=secretary
    )


def last_event():
    return Event.objects.order_by("-id").first()


def test_the_secretariat_enters_a_paragraph_and_the_rest_is_computed(paragraph):
    assert paragraph.anchor == "999"
    assert paragraph.weight == Weight.REQUESTS
    assert paragraph.is_to_group
    assert paragraph.due_by == date(2027, 6, 30)
    assert [addressee.name for addressee in paragraph.addressees.all()] == ["UNGIS"]
    assert last_event().action == "mandates.paragraph_added"
    assert last_event().data["anchor"] == "999"


def test_paragraphs_without_a_number_speak_of_the_text_as_a_whole(work, secretary):
    held = work.paragraphs.filter(number="").count()
    added = actions.add_paragraph(work, summary="One more", by=secretary)
    assert added.anchor == f"text-{held + 1}"
    assert added.cite == str(work)


@pytest.mark.parametrize("number", ["113", "para 113", "(113)", "add", "§"])
def test_a_number_that_is_taken_or_none_is_refused(work, secretary, number):
    with pytest.raises(Refused):
        actions.add_paragraph(work, number=number, summary="Twice", by=secretary)


def test_a_date_that_cannot_be_read_is_refused_in_plain_words(work, secretary):
    with pytest.raises(Refused, match="soon"):
        actions.add_paragraph(work, number="998", due="soon", by=secretary)


def test_an_unknown_verb_needs_its_weight(work, secretary):
    with pytest.raises(Refused, match="Perpends"):
        actions.add_paragraph(work, number="998", verb="Perpends", by=secretary)
    added = actions.add_paragraph(work, number="998", verb="Perpends", weight=Weight.NOTES, by=secretary)
    assert added.weight == Weight.NOTES


def test_a_correction_keeps_the_address_and_what_stood_before(paragraph, secretary):
    actions.correct_paragraph(paragraph, by=secretary, verb="Invites", addressee="ITU", due="CSTD 30th session, 2027")
    paragraph.refresh_from_db()
    assert (paragraph.anchor, paragraph.weight, paragraph.is_to_group) == ("999", Weight.INVITES, False)
    assert (paragraph.due_session, paragraph.due_by) == (30, date(2027, 5, 31))
    assert last_event().data["verb"] == ["Requests", "Invites"]
    with pytest.raises(Refused):
        actions.correct_paragraph(paragraph, by=secretary, verb="Invites")


def test_words_are_put_with_their_source_and_those_before_stay_in_the_event(paragraph, secretary):
    actions.quote_paragraph(paragraph, quote="Requests the Group", quote_source="docs.un.org", by=secretary)
    actions.quote_paragraph(paragraph, quote="Requests the group;", quote_source="docs.un.org", by=secretary)
    paragraph.refresh_from_db()
    assert paragraph.quote == "Requests the group;"
    assert last_event().data["before"] == "Requests the Group"
    for words, source in (("", "docs.un.org"), ("Requests", " ")):
        with pytest.raises(Refused):
            actions.quote_paragraph(paragraph, quote=words, quote_source=source, by=secretary)


# --- moves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", State.values)
def test_a_paragraph_moves_as_the_table_says_and_not_otherwise(paragraph, chair, state, step):
    for taken in WAY_TO[State(state)]:
        actions.move_paragraph(paragraph, taken, by=chair, reason="on the way")
    assert paragraph.state == state
    if (state, step) in MOVES:
        actions.move_paragraph(paragraph, step, by=chair, reason="Seen in the minutes")
        paragraph.refresh_from_db()
        assert paragraph.state == MOVES[state, step]
        assert paragraph.state_reason == "Seen in the minutes"
        event = last_event()
        assert event.action == f"mandates.paragraph_{step}"
        assert event.data == {"from": state, "to": MOVES[state, step], "reason": "Seen in the minutes"}
    else:
        with pytest.raises(NotAMove):
            actions.move_paragraph(paragraph, step, by=chair, reason="Seen in the minutes")
        paragraph.refresh_from_db()
        assert paragraph.state == state


def test_every_step_of_the_table_has_a_name_and_every_state_a_way_on():
    assert {step for _, step in MOVES} == set(STEPS)
    assert all(steps_from(state, MOVES) for state in State.values)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 301])
def test_no_state_changes_without_a_reason_of_a_fitting_length(paragraph, secretary, reason):
    with pytest.raises(Refused):
        actions.move_paragraph(paragraph, "implement", by=secretary, reason=reason)


def test_an_active_paragraph_is_overdue_from_the_day_after_its_last(paragraph):
    day = date(2027, 6, 30)
    assert paragraph.state_on(day) == State.ACTIVE
    assert paragraph.state_on(date(2027, 7, 1)) == OVERDUE
    assert paragraph in Paragraph.objects.due_next(day)
    assert paragraph in Paragraph.objects.overdue(date(2027, 7, 1))
    assert Paragraph.objects.standing_on(date(2027, 7, 1)).get(pk=paragraph.pk).standing == OVERDUE


def test_what_is_settled_is_never_overdue(paragraph, secretary):
    actions.move_paragraph(paragraph, "implement", by=secretary, reason="Done")
    assert paragraph.state not in OPEN_STATES
    assert paragraph.state_on(date(2030, 1, 1)) == State.IMPLEMENTED
    assert paragraph not in Paragraph.objects.overdue(date(2030, 1, 1))


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 11, 21), date(2031, 1, 1)])
def test_the_database_and_the_row_agree_on_the_state_of_every_paragraph(day):
    for paragraph in Paragraph.objects.standing_on(day):
        assert paragraph.standing == paragraph.state_on(day)


# --- lines and answers ---------------------------------------------------------------------------


def test_a_line_holds_each_paragraph_once(paragraph, secretary):
    line = actions.add_line("A line of tests", change="nothing", by=secretary)
    actions.add_occurrence(line, paragraph, by=secretary)
    with pytest.raises(Refused):
        actions.add_occurrence(line, paragraph, by=secretary)
    with pytest.raises(Refused):
        actions.add_line("A line  of tests", by=secretary)


def test_an_answer_is_linked_once_and_a_link_taken_back_stays_on_record(paragraph, secretary):
    work = Work.objects.exclude(pk=paragraph.work_id).first()
    answer = actions.link_answer(paragraph, work, note="Part of it", by=secretary)
    with pytest.raises(Refused):
        actions.link_answer(paragraph, work, by=secretary)
    with pytest.raises(Refused):
        actions.link_answer(paragraph, paragraph.work, by=secretary)
    with pytest.raises(Refused):
        actions.unlink_answer(answer, reason=" ", by=secretary)
    actions.unlink_answer(answer, reason="Another paragraph was meant", by=secretary)
    assert not Answer.objects.filter(paragraph=paragraph).exists()
    assert last_event().action == "mandates.answer_unlinked"
    assert last_event().data["note"] == "Part of it"


def test_a_hidden_answer_is_not_shown_through_its_link(paragraph, secretary, visitor):
    work = Work.objects.exclude(pk=paragraph.work_id).first()
    Work.objects.filter(pk=work.pk).update(visibility="secretariat")
    answer = actions.link_answer(paragraph, work, by=secretary)
    assert answer in Answer.objects.visible_to(secretary)
    assert answer not in Answer.objects.visible_to(visitor)


# --- who may -------------------------------------------------------------------------------------


def entering(paragraph, by):
    line = RecurringLine.objects.first()
    other = Work.objects.exclude(pk=paragraph.work_id).last()
    answer = Answer.objects.first()
    return {
        "add": lambda: actions.add_paragraph(paragraph.work, number="997", by=by),
        "correct": lambda: actions.correct_paragraph(paragraph, summary="other", by=by),
        "quote": lambda: actions.quote_paragraph(paragraph, quote="a", quote_source="b", by=by),
        "line": lambda: actions.add_line("another", by=by),
        "occurrence": lambda: actions.add_occurrence(line, paragraph, by=by),
        "answer": lambda: actions.link_answer(paragraph, other, by=by),
        "unlink": lambda: actions.unlink_answer(answer, reason="no", by=by),
    }


KEYS = ["add", "correct", "quote", "line", "occurrence", "answer", "unlink"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("who", ["chair", "vice_chair", "member", "observer", "stakeholder"])
def test_nobody_but_the_secretariat_enters(request, paragraph, who, key):
    with pytest.raises(PermissionDenied):
        entering(paragraph, request.getfixturevalue(who))[key]()


@pytest.mark.parametrize("who", ["member", "observer", "stakeholder"])
def test_a_stranger_to_the_bureau_cannot_change_a_state(request, paragraph, who):
    with pytest.raises(PermissionDenied):
        actions.move_paragraph(paragraph, "implement", by=request.getfixturevalue(who), reason="because")


@pytest.mark.parametrize("who", ["secretary", "chair", "vice_chair"])
def test_the_bureau_says_where_a_paragraph_stands(request, paragraph, who):
    actions.move_paragraph(paragraph, "implement", by=request.getfixturevalue(who), reason="because")
    assert paragraph.state == State.IMPLEMENTED


def test_the_system_enters_what_the_record_holds(work):
    assert actions.add_paragraph(work, number="996", by=CLERK).pk


def test_the_bureau_says_whether_a_paragraph_sets_a_task_and_why(paragraph, vice_chair):
    assert paragraph.character == Character.OPERATIONAL
    actions.reclassify_paragraph(paragraph, Character.INFORMATIONAL, by=vice_chair, reason="It sums up paragraph 4.")
    paragraph.refresh_from_db()
    assert paragraph.character == Character.INFORMATIONAL
    assert last_event().data == {
        "from": "operational",
        "to": "informational",
        "reason": "It sums up paragraph 4.",
    }
    for character, reason in (("informational", "Again"), ("operational", " "), ("loud", "Why not")):
        with pytest.raises(Refused):
            actions.reclassify_paragraph(paragraph, character, by=vice_chair, reason=reason)


def test_members_do_not_reclassify(paragraph, member):
    with pytest.raises(PermissionDenied):
        actions.reclassify_paragraph(paragraph, Character.INFORMATIONAL, by=member, reason="No")


def test_a_paragraph_is_put_into_a_line_right_after_another(work, secretary):
    line = RecurringLine.objects.get(slug__startswith="ungis-offers")
    first = line.occurrences.first().paragraph
    added = actions.add_paragraph(work, number="997", verb="Notes", summary="Between", by=secretary)
    actions.add_occurrence(line, added, after=first, by=secretary)
    orders = list(line.occurrences.values_list("paragraph", "order"))
    assert [key for key, _order in orders][:2] == [first.pk, added.pk]
    assert len({order for _key, order in orders}) == len(orders) == 6
