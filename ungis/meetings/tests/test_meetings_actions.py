"""What the secretariat does with meetings, what is refused, and when the sequence grows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core import events
from ungis.core.acting import ACTIONS, Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.meetings import actions
from ungis.meetings.models import AgendaItem, Meeting
from ungis.meetings.states import MOVES, UNCONFIRMED, State
from ungis.meetings.tests import make
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
STEPS = {"hold": actions.hold_meeting, "cancel": actions.cancel_meeting, "plan_again": actions.plan_again}


def agenda_of(meeting):
    return [(item.order, item.title) for item in AgendaItem.objects.filter(meeting=meeting)]


def test_the_secretariat_plans_a_meeting_whose_address_is_its_title_and_year(secretary):
    sitting = {"date": PartialDate.parse("2199-05")}
    planned = actions.plan_meeting(by=secretary, title="  A new   forum ", sitting=sitting)
    assert (planned.slug, planned.title, planned.state) == ("a-new-forum-2199", "A new forum", State.PLANNED)
    assert (planned.first_day, planned.last_day) == (dt.date(2199, 5, 1), dt.date(2199, 5, 31))
    assert [event.action for event in Event.objects.of(planned)] == [
        "meetings.meeting_planned",
        "meetings.sitting_added",
    ]


def test_a_numbered_meeting_has_its_number_as_address_and_no_two_share_it():
    assert actions.plan_meeting(by=CLERK, title="Later", number=99).slug == "99"
    with pytest.raises(Refused, match="99"):
        actions.plan_meeting(by=CLERK, title="Again", number=99)


@pytest.mark.parametrize("title", ["Plan", "2030", "中文", "x" * 300])
def test_any_title_gets_an_address_that_is_free(title):
    first, second = (actions.plan_meeting(by=CLERK, title=title) for _ in range(2))
    assert first.slug != second.slug
    assert not {first.slug, second.slug} & {"plan", "2030"}
    assert max(len(first.slug), len(second.slug)) <= 80


def test_a_meeting_without_a_title_or_in_no_zone_is_refused():
    for given in ({"title": " "}, {"title": "A", "time_zone": "Moon/Base"}, {"title": "A", "kind": "party"}):
        with pytest.raises(Refused):
            actions.plan_meeting(by=CLERK, **given)


def test_two_sittings_span_the_days_from_the_first_to_the_last():
    meeting = make.meeting(date=PartialDate.parse("2199-05-06"))
    make.sitting(meeting, "2199-05-09", level="working-level")
    assert (meeting.first_day, meeting.last_day) == (dt.date(2199, 5, 6), dt.date(2199, 5, 9))


@pytest.mark.parametrize(
    "given",
    [
        {"starts": "10:00", "ends": "09:00"},
        {"starts": "10:00", "ends": "10:00"},
        {"ends": "10:00"},
        {"date": "2199-05", "starts": "10:00"},
        {"date": "0001-01-01"},
        {"level": "summit"},
        {"zone": "Nowhere", "starts": "10:00"},
    ],
)
def test_a_sitting_at_no_possible_time_is_refused(given):
    meeting = make.meeting()
    with pytest.raises(Refused):
        make.sitting(meeting, **given)
    assert meeting.sittings.count() == 1


def test_the_sequence_grows_with_date_hours_and_place_and_not_with_the_level():
    meeting = make.meeting()
    sitting = make.sitting(meeting, "2199-05-06")
    asked = {"date": PartialDate.parse("2199-05-06")}

    def grown(**given):
        before = meeting.sequence
        asked.update(given)
        actions.move_sitting(sitting, by=CLERK, **asked)
        meeting.refresh_from_db()
        return meeting.sequence - before

    assert meeting.sequence == 0
    assert grown(level="high-level") == 0
    assert grown(date=PartialDate.parse("2199-05-07")) == 1
    assert grown(starts=dt.time(9)) == 1
    assert grown(ends=dt.time(10)) == 1
    assert grown(place="Room A") == 1
    with pytest.raises(Refused):
        grown()


def test_the_sequence_grows_when_a_sitting_goes_and_when_a_meeting_is_cancelled_and_planned_again():
    meeting = make.meeting()
    actions.remove_sitting(meeting.sittings.get(), by=CLERK)
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.first_day) == (1, None)
    actions.cancel_meeting(meeting, by=CLERK, reason="No quorum")
    assert meeting.sequence == 2
    actions.plan_again(meeting, by=CLERK)
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.state) == (3, State.PLANNED)


def test_a_change_of_place_grows_the_sequence_and_a_change_of_title_does_not():
    meeting = make.meeting()
    actions.change_meeting(meeting, by=CLERK, title="Another title")
    assert meeting.sequence == 0
    actions.change_meeting(meeting, by=CLERK, place="Paris", time_zone="Europe/Paris")
    assert meeting.sequence == 1
    with pytest.raises(Refused):
        actions.change_meeting(meeting, by=CLERK, place="Paris")


def test_a_change_keeps_the_address_and_tells_before_and_after():
    meeting = make.meeting()
    slug = meeting.slug
    actions.change_meeting(meeting, by=CLERK, title="Another title")
    assert meeting.slug == slug
    told = Event.objects.of(meeting).last().data
    assert told == {"before": {"title": "A meeting of the tests"}, "after": {"title": "Another title"}}


def test_another_zone_of_the_place_moves_the_day_there_and_not_the_moment():
    meeting = make.meeting()
    sitting = make.sitting(meeting, "2199-05-06", "20:00")
    moment = sitting.starts_at
    actions.change_meeting(meeting, by=CLERK, time_zone="Pacific/Kiritimati")
    sitting.refresh_from_db()
    assert (sitting.starts_at, str(sitting.date)) == (moment, "2199-05-07")


def test_a_meeting_is_held_only_once_its_last_sitting_has_begun():
    meeting = make.meeting(date=make.PAST)
    late = make.sitting(meeting, "2199-05-06", "09:00")
    with pytest.raises(Refused, match="not begun"):
        actions.hold_meeting(meeting, by=CLERK)
    assert meeting.state == State.PLANNED
    actions.remove_sitting(late, by=CLERK)
    assert actions.hold_meeting(meeting, by=CLERK).state == State.HELD


def test_a_held_meeting_cannot_move_into_the_future_nor_lose_its_only_sitting():
    meeting = make.meeting(State.HELD)
    sitting = meeting.sittings.get()
    with pytest.raises(Refused, match="not begun"):
        actions.move_sitting(sitting, by=CLERK, date=make.FUTURE)
    with pytest.raises(Refused):
        actions.remove_sitting(sitting, by=CLERK)
    actions.move_sitting(sitting, by=CLERK, date=PartialDate.parse("2024-03"))
    assert str(meeting.sittings.get().date) == "2024-03"


def test_without_a_date_only_a_later_number_that_was_held_tells_that_it_was_held():
    undated = actions.plan_meeting(by=CLERK, title="No date", number=901)
    with pytest.raises(Refused):
        actions.hold_meeting(undated, by=CLERK)
    make.meeting(State.HELD, number=902)
    assert actions.hold_meeting(undated, by=CLERK).state == State.HELD


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_tried_from_every_state(state, step):
    meeting = make.meeting(state, date=make.PAST)
    expected = MOVES.get((state, step))
    if expected is None:
        with pytest.raises(NotAMove):
            STEPS[step](meeting, by=CLERK)
        meeting.refresh_from_db()
        assert meeting.state == state
    else:
        assert STEPS[step](meeting, by=CLERK).state == expected


def test_a_cancelled_meeting_takes_no_sittings_until_it_is_planned_again():
    meeting = make.meeting(State.CANCELLED)
    with pytest.raises(Refused):
        make.sitting(meeting)
    with pytest.raises(Refused):
        actions.remove_sitting(meeting.sittings.get(), by=CLERK)


def test_a_planned_meeting_whose_day_has_passed_reads_as_not_confirmed():
    meeting = make.meeting(date=make.PAST)
    assert meeting.effective_on(make.PAST.day) == State.PLANNED
    assert meeting.effective_on(make.PAST.day + dt.timedelta(1)) == UNCONFIRMED
    row = Meeting.objects.as_of(make.PAST.day + dt.timedelta(1)).get(pk=meeting.pk)
    assert (row.effective, row.year, row.state) == (UNCONFIRMED, "2024", State.PLANNED)


def test_agenda_items_keep_places_without_gaps():
    meeting = make.meeting()
    first, second, third = (actions.put_agenda_item(meeting, by=CLERK, title=title) for title in ("A", "B", "C"))
    actions.put_agenda_item(meeting, by=CLERK, title="Opening", order=1)
    assert agenda_of(meeting) == [(1, "Opening"), (2, "A"), (3, "B"), (4, "C")]
    third.refresh_from_db()
    actions.move_agenda_item(third, by=CLERK, order=2)
    assert [title for _, title in agenda_of(meeting)] == ["Opening", "C", "A", "B"]
    actions.remove_agenda_item(first, by=CLERK)
    assert agenda_of(meeting) == [(1, "Opening"), (2, "C"), (3, "B")]
    second.refresh_from_db()
    with pytest.raises(Refused):
        actions.move_agenda_item(second, by=CLERK, order=50)


def test_a_document_is_attached_once_and_can_be_taken_away():
    meeting, work = make.meeting(), Work.objects.first()
    attached = actions.attach_document(meeting, by=CLERK, work=work)
    with pytest.raises(Refused):
        actions.attach_document(meeting, by=CLERK, work=work)
    actions.detach_document(attached, by=CLERK)
    assert not meeting.documents.exists()


def test_points_and_participants_are_noted_in_order_and_can_be_struck():
    meeting, itu = make.meeting(), Organization.objects.get(acronym="ITU")
    point = actions.note_point(meeting, by=CLERK, text="A topic", sort="topic")
    assert actions.note_point(meeting, by=CLERK, text="A result").order == point.order + 1
    speaker = actions.note_participant(meeting, by=CLERK, role="speaker", name="ITU", organization=itu)
    with pytest.raises(Refused):
        actions.note_participant(meeting, by=CLERK, role="speaker", name="itu")
    for given in ({"text": ""}, {"text": "x", "sort": "rumour"}):
        with pytest.raises(Refused):
            actions.note_point(meeting, by=CLERK, **given)
    actions.strike_participant(speaker, by=CLERK)
    actions.strike_point(point, by=CLERK)
    assert (meeting.participants.count(), meeting.points.count()) == (0, 1)


def attempts(by):
    """Every action of the room, on a meeting that has everything."""
    meeting = make.meeting()
    cancelled = make.meeting(State.CANCELLED, title="Cancelled")
    sitting, work = meeting.sittings.get(), Work.objects.first()
    item = actions.put_agenda_item(meeting, by=CLERK, title="A")
    actions.put_agenda_item(meeting, by=CLERK, title="B")
    point = actions.note_point(meeting, by=CLERK, text="A")
    one = actions.note_participant(meeting, by=CLERK, role="guest", name="A")
    attached = actions.attach_document(meeting, by=CLERK, work=work)
    day = PartialDate.parse("2024-05-07")
    return {
        "plan_meeting": lambda: actions.plan_meeting(by=by, title="X"),
        "change_meeting": lambda: actions.change_meeting(meeting, by=by, title="X"),
        "add_sitting": lambda: actions.add_sitting(meeting, by=by, date=day),
        "move_sitting": lambda: actions.move_sitting(sitting, by=by, date=day),
        "put_agenda_item": lambda: actions.put_agenda_item(meeting, by=by, title="X"),
        "move_agenda_item": lambda: actions.move_agenda_item(item, by=by, order=2),
        "remove_agenda_item": lambda: actions.remove_agenda_item(item, by=by),
        "detach_document": lambda: actions.detach_document(attached, by=by),
        "attach_document": lambda: actions.attach_document(meeting, by=by, work=work),
        "note_point": lambda: actions.note_point(meeting, by=by, text="X"),
        "strike_point": lambda: actions.strike_point(point, by=by),
        "note_participant": lambda: actions.note_participant(meeting, by=by, role="guest", name="X"),
        "strike_participant": lambda: actions.strike_participant(one, by=by),
        "remove_sitting": lambda: actions.remove_sitting(sitting, by=by),
        "hold_meeting": lambda: actions.hold_meeting(meeting, by=by),
        "plan_again": lambda: actions.plan_again(cancelled, by=by),
        "cancel_meeting": lambda: actions.cancel_meeting(cancelled, by=by),
    }


@pytest.mark.parametrize("who", ["chair", "vice_chair", "member", "observer", "stakeholder"])
def test_nobody_but_the_secretariat_may_act(who, request):
    for attempt in attempts(request.getfixturevalue(who)).values():
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_secretariat_may_take_every_action_and_each_leaves_an_event(secretary):
    tried = attempts(secretary)
    room = {name.removeprefix("ungis.meetings.actions.") for name in ACTIONS if name.startswith("ungis.meetings.")}
    assert set(tried) == room
    for attempt in tried.values():
        before = Event.objects.count()
        attempt()
        assert Event.objects.count() > before
    assert not list(events.verify())
