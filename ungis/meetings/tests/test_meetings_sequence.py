"""Whatever is done in whatever order: days follow the sittings, and the sequence never goes back."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ungis.core.acting import Refused
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.meetings import actions
from ungis.meetings.models import Meeting
from ungis.meetings.tests import make

pytestmark = pytest.mark.django_db

DATES = st.one_of(
    st.dates(dt.date(2020, 1, 1), dt.date(2199, 12, 31)).map(PartialDate),
    st.dates(dt.date(2020, 1, 1), dt.date(2199, 12, 31)).map(lambda day: PartialDate.parse(f"{day:%Y-%m}")),
    st.integers(2020, 2199).map(lambda year: PartialDate.parse(str(year))),
)
HOURS = st.one_of(st.none(), st.times().map(lambda hour: hour.replace(second=0, microsecond=0)))
STEPS = st.one_of(
    st.tuples(st.just("add"), DATES, HOURS),
    st.tuples(st.just("move"), DATES, HOURS),
    st.tuples(st.sampled_from(["remove", "hold", "cancel", "plan_again", "rename", "place"]), st.none(), st.none()),
)


def take(meeting, step, date, hour, turn):
    """Take one step as the action that it names; a sitting is the meeting's first."""
    first = meeting.sittings.first()
    if step == "add":
        actions.add_sitting(meeting, by=CLERK, date=date, starts=hour)
    elif step == "move" and first:
        actions.move_sitting(first, by=CLERK, date=date, starts=hour)
    elif step == "remove" and first:
        actions.remove_sitting(first, by=CLERK)
    elif step == "rename":
        actions.change_meeting(meeting, by=CLERK, title=f"Title {turn}")
    elif step == "place":
        actions.change_meeting(meeting, by=CLERK, place=f"Room {turn}")
    elif step in ("hold", "cancel", "plan_again"):
        {"hold": actions.hold_meeting, "cancel": actions.cancel_meeting, "plan_again": actions.plan_again}[step](
            meeting, by=CLERK
        )
    else:
        raise Refused("nothing to do")


def announced(meeting):
    """What a calendar shows of the sittings that it had before."""
    state = "cancelled" if meeting.state == "cancelled" else ""
    sittings = {one.pk: (str(one.date), one.starts_at, one.ends_at, one.place) for one in meeting.sittings.all()}
    return state, meeting.place, sittings


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
def test_the_sequence_grows_exactly_when_something_announced_changes(steps):
    with transaction.atomic():
        meeting = make.meeting(title="Any order")
        for turn, (step, date, hour) in enumerate(steps):
            meeting = Meeting.objects.get(pk=meeting.pk)
            before, sequence = announced(meeting), meeting.sequence
            try:
                with transaction.atomic():
                    take(meeting, step, date, hour, turn)
            except Refused:
                pass
            meeting = Meeting.objects.get(pk=meeting.pk)
            after = announced(meeting)
            kept = {pk: after[2].get(pk) for pk in before[2]}
            assert meeting.sequence - sequence == int((before[0], before[1], before[2]) != (after[0], after[1], kept))
            days = [one.date for one in meeting.sittings.all()]
            assert meeting.first_day == min((known.day for known in days), default=None)
            assert meeting.last_day == max((known.last_day for known in days), default=None)
        transaction.set_rollback(True)
