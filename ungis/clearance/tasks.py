"""What falls due in clearance: reminders and closes. Any number of workers may do it at once, or none for a while."""

import logging
from collections.abc import Callable

from django.db import models

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.standing import CLERK

from .actions import close_round, send_reminder
from .models import Reminder, Round
from .states import RoundState

log = logging.getLogger("ungis.clearance")


def close_due() -> int:
    """Write down the outcome of every round whose close has come; return how many were found."""
    return _each(Round.objects.due(clock.now()), close_round)


def remind_due() -> int:
    """Remind those silent in every round for which a reminder has fallen due; return how many rounds."""
    due = Reminder.objects.filter(taken_at=None, due_at__lte=clock.now(), round__state=RoundState.OPEN)
    first = due.values("round").annotate(first=models.Min("pk")).values("first")
    return _each(Reminder.objects.filter(pk__in=first).select_related("round"), send_reminder)


def _each(rows: models.QuerySet, verb: Callable) -> int:
    """Do it to each in a transaction of its own: one that fails is logged and holds up none of the others."""
    done = 0
    for row in rows:
        try:
            verb(row, by=CLERK)
        except Refused:  # the clock was set back, or another worker was first
            continue
        except Exception:
            log.exception("what fell due was not done", extra={"fields": {"row": str(row.pk), "what": verb.__name__}})
        else:
            done += 1
    return done
