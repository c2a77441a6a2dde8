"""States change by named moves, and only by those of the table."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from .acting import Refused
from .events import record


class NotAMove(Refused):
    """The record is in a state from which this step does not lead."""


def steps_from(state: str, moves: dict) -> list[str]:
    """Return the steps that lead on from a state."""
    return [step for (old, step) in moves if old == state]


def move(
    subject: models.Model,
    step: str,
    *,
    by: Any,
    moves: dict,
    field: str = "state",
    data: dict | None = None,
    also: dict[str, Any] | None = None,
) -> Any:
    """Lock the row, take the step, write the event. Raises NotAMove where the table has no such step.

    `moves` maps (state, step) to the next state; `also` are columns that a constraint ties to the state and that
    are written with it. Call it inside an action.
    """
    fresh = type(subject)._base_manager.select_for_update().get(pk=subject.pk)
    old = getattr(fresh, field)
    new = moves.get((old, step))
    if new is None:
        state = getattr(fresh, f"get_{field}_display")()
        raise NotAMove(_("This is no longer possible: the record is now “%(state)s”.") % {"state": state})
    written: dict[str, Any] = {field: new, **(also or {})}
    for row in (fresh, subject):
        for column, value in written.items():
            setattr(row, column, value)
    fresh.save(update_fields=list(written))
    app, name = subject._meta.app_label, subject._meta.model_name
    record(f"{app}.{name}_{step}", subject, by=by, data={"from": old, "to": new, **(data or {})})
    return subject
