"""Builders that walk through the actions, so that no test stands on an unlawful state."""

from datetime import time

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.meetings import actions
from ungis.meetings.models import Meeting
from ungis.meetings.states import State

PAST, FUTURE = PartialDate.parse("2024-03-05"), PartialDate.parse("2199-03-05")


def meeting(state=State.PLANNED, date=None, title="A meeting of the tests", **given) -> Meeting:
    """A meeting in that state, with one sitting on the date (in the past where it must be)."""
    given = {"place": "Geneva", "time_zone": "Europe/Zurich", **given}
    made = actions.plan_meeting(by=CLERK, title=title, **given)
    actions.add_sitting(made, by=CLERK, date=date or (PAST if state == State.HELD else FUTURE))
    if state == State.HELD:
        actions.hold_meeting(made, by=CLERK)
    if state == State.CANCELLED:
        actions.cancel_meeting(made, by=CLERK)
    return made


def sitting(meeting, date="2199-05-06", starts=None, ends=None, **given):
    hours = {name: time.fromisoformat(hour) if hour else None for name, hour in (("starts", starts), ("ends", ends))}
    return actions.add_sitting(meeting, by=CLERK, date=PartialDate.parse(date), **hours, **given)
