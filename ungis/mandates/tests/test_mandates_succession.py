"""What a person confirms of two texts compared, what goes along with it, and how it is taken back."""

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.models import Character, RecurringLine, Succession
from ungis.mandates.renewal_actions import Line, confirm_succession, withdraw_succession
from ungis.mandates.states import State

pytestmark = pytest.mark.django_db
KIND = Succession.Kind


@pytest.fixture
def before():
    return Work.objects.get(slug="e-res-2023-3")


@pytest.fixture
def after():
    return Work.objects.get(slug="e-res-2024-13")


@pytest.fixture
def answering():
    return Work.objects.outputs().first()


@pytest.fixture
def entered(secretary):
    def entered(work, number, **given):
        given = {"verb": "Requests", "addressee": "UNGIS", "summary": f"Task {number}", **given}
        return actions.add_paragraph(work, number=str(number), by=secretary, **given)

    return entered


@pytest.fixture
def old(before, entered):
    return entered(before, 901)


@pytest.fixture
def new(after, entered):
    return entered(after, 902)


def test_what_is_confirmed_is_kept_and_the_old_paragraph_is_superseded(before, after, old, new, secretary):
    (row,) = confirm_succession(before, after, [Line(KIND.CHANGED, (old,), (new,))], by=secretary)
    assert (row.old, row.new, row.kind, row.confirmed_by) == (old, new, "changed", secretary)
    old.refresh_from_db()
    assert (old.state, old.state_reason) == (State.SUPERSEDED, "Superseded by E/RES/2024/13, paragraph 902")
    told = Event.objects.of(new).filter(action="mandates.succession_confirmed").get()
    assert (told.data["old"], told.data["kind"]) == ("901", "changed")


def test_the_old_paragraph_stays_open_where_the_person_says_so(before, after, old, new, secretary):
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,), supersedes=False)], by=secretary)
    old.refresh_from_db()
    assert old.state == State.ACTIVE


def test_what_was_implemented_stays_so(before, after, old, new, secretary):
    actions.move_paragraph(old, "implement", by=secretary, reason="Done in May")
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    old.refresh_from_db()
    assert (old.state, old.state_reason) == (State.IMPLEMENTED, "Done in May")
    new.refresh_from_db()
    assert (new.state, new.state_reason) == (State.ACTIVE, "")


def test_answers_go_along_and_say_where_they_come_from(before, after, old, new, answering, secretary):
    actions.link_answer(old, answering, note="its second part", source="UNGIS", by=secretary)
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    carried = new.answers.get()
    assert carried.work == answering
    assert carried.note == "its second part (carried over from E/RES/2023/3, paragraph 901)"
    assert carried.source == "UNGIS"
    assert old.answers.count() == 1


def test_answers_stay_behind_where_the_person_says_so(before, after, old, new, answering, secretary):
    actions.link_answer(old, answering, by=secretary)
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,), carries_answers=False)], by=secretary)
    assert not new.answers.exists()


def test_those_asked_and_the_standing_task_fill_only_what_is_empty(before, after, entered, secretary):
    old = entered(before, 901, addressee="UNGIS; ITU", is_standing=True)
    silent, speaking = entered(after, 902, addressee=""), entered(after, 903, addressee="Governments", due="2027")
    other = entered(before, 904, is_standing=True)
    lines = [Line(KIND.CHANGED, (old,), (silent,)), Line(KIND.CHANGED, (other,), (speaking,))]
    confirm_succession(before, after, lines, by=secretary)
    silent.refresh_from_db()
    assert (silent.addressee, silent.is_standing, silent.is_to_group) == ("UNGIS; ITU", True, True)
    assert [addressee.name for addressee in silent.addressees.order_by("pk")] == ["UNGIS", "ITU"]
    speaking.refresh_from_db()
    assert (speaking.addressee, speaking.is_standing) == ("Governments", False)


def test_a_character_that_somebody_gave_goes_along(before, after, old, new, chair, secretary):
    actions.reclassify_paragraph(old, Character.INFORMATIONAL, by=chair, reason="It sums up")
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    new.refresh_from_db()
    assert new.character == Character.INFORMATIONAL


def test_a_recurring_line_goes_on_with_the_new_paragraph(before, after, old, new, entered, secretary):
    line = RecurringLine.objects.get(slug__startswith="ungis-offers")
    early = line.occurrences.first().paragraph
    confirm_succession(early.work, after, [Line(KIND.CHANGED, (early,), (new,))], by=secretary)
    assert list(line.occurrences.values_list("paragraph", flat=True))[:2] == [early.pk, new.pk]


def test_a_merger_and_a_split_have_a_row_for_each_paragraph(before, after, old, new, entered, secretary):
    other, third, fourth = entered(before, 903), entered(after, 904), entered(after, 905)
    lines = [Line(KIND.MERGED, (old, other), (new,))]
    assert len(confirm_succession(before, after, lines, by=secretary)) == 2
    alone = entered(before, 906)
    assert len(confirm_succession(before, after, [Line(KIND.SPLIT, (alone,), (third, fourth))], by=secretary)) == 2
    alone.refresh_from_db()
    assert alone.state_reason.endswith("paragraph 904; E/RES/2024/13, paragraph 905")


def test_new_and_dropped_paragraphs_are_confirmed_too(before, after, old, new, secretary):
    lines = [Line(KIND.DROPPED, (old,)), Line(KIND.NEW, (), (new,))]
    dropped, came = confirm_succession(before, after, lines, by=secretary)
    assert (dropped.new, came.old) == (None, None)
    old.refresh_from_db()
    assert old.state == State.ACTIVE
    assert str(dropped) == "E/RES/2023/3, 901 > E/RES/2024/13"


def test_a_line_that_does_not_fit_refuses_all_of_them(before, after, old, new, entered, secretary):
    other = entered(after, 903)
    for wrong in (
        [],
        [Line(KIND.KEPT, (old,), ())],
        [Line(KIND.NEW, (old,), (new,))],
        [Line(KIND.MERGED, (old,), (new,))],
        [Line(KIND.SPLIT, (old,), (new,))],
        [Line("lost", (old,), (new,))],
        [Line(KIND.KEPT, (new,), (old,))],
        [Line(KIND.KEPT, (old,), (new,)), Line(KIND.KEPT, (old,), (other,))],
    ):
        with pytest.raises(Refused):
            confirm_succession(before, after, wrong, by=secretary)
    with pytest.raises(Refused):
        confirm_succession(after, before, [Line(KIND.KEPT, (new,), (old,))], by=secretary)
    with pytest.raises(Refused):
        confirm_succession(after, after, [Line(KIND.KEPT, (new,), (other,))], by=secretary)
    assert not Succession.objects.exists()


def test_what_is_confirmed_is_not_confirmed_again(before, after, old, new, secretary):
    confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    with pytest.raises(Refused, match="901 has been confirmed already"):
        confirm_succession(before, after, [Line(KIND.DROPPED, (old,))], by=secretary)


def test_only_the_secretariat_confirms_and_withdraws(before, after, old, new, secretary, chair, member):
    line = Line(KIND.KEPT, (old,), (new,))
    for person in (chair, member):
        with pytest.raises(PermissionDenied):
            confirm_succession(before, after, [line], by=person)
    (row,) = confirm_succession(before, after, [line], by=secretary)
    with pytest.raises(PermissionDenied):
        withdraw_succession(row, by=chair, reason="No")


def test_a_withdrawn_line_takes_back_what_went_along_and_nothing_else(before, after, old, new, answering, secretary):
    own, line = Work.objects.outputs()[1], RecurringLine.objects.get(slug__startswith="ungis-offers")
    actions.add_occurrence(line, old, by=secretary)
    actions.link_answer(old, answering, by=secretary)
    actions.link_answer(new, own, by=secretary)
    (row,) = confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    assert line.occurrences.filter(paragraph=new).exists()
    withdraw_succession(row, by=secretary, reason="Another paragraph was meant")
    assert not Succession.objects.exists()
    assert [answer.work for answer in new.answers.all()] == [own]
    assert not line.occurrences.filter(paragraph=new).exists()
    assert line.occurrences.filter(paragraph=old).exists()
    old.refresh_from_db()
    assert (old.state, old.state_reason) == (State.ACTIVE, "Another paragraph was meant")
    told = Event.objects.of(new).filter(action="mandates.succession_withdrawn").get()
    assert told.data["reason"] == "Another paragraph was meant"
    confirm_succession(before, after, [Line(KIND.DROPPED, (old,))], by=secretary)


def test_a_merger_is_withdrawn_whole(before, after, old, new, entered, secretary):
    other = entered(before, 903)
    rows = confirm_succession(before, after, [Line(KIND.MERGED, (old, other), (new,))], by=secretary)
    withdraw_succession(rows[1], by=secretary, reason="Wrong")
    assert not Succession.objects.exists()
    old.refresh_from_db()
    assert old.state == State.ACTIVE


def test_a_withdrawal_needs_its_reason(before, after, old, new, secretary):
    (row,) = confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    for reason in (" ", "x" * 301):
        with pytest.raises(Refused):
            withdraw_succession(row, by=secretary, reason=reason)


def test_a_succession_is_seen_by_those_who_see_both_texts(before, after, old, new, secretary, visitor, member):
    (row,) = confirm_succession(before, after, [Line(KIND.KEPT, (old,), (new,))], by=secretary)
    assert row in Succession.objects.visible_to(visitor)
    Work.objects.filter(pk=before.pk).update(visibility="members")
    assert row not in Succession.objects.visible_to(visitor)
    assert row in Succession.objects.visible_to(member)
