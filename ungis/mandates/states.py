from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a paragraph stands: the words of CBD's decision tracking and of UN80."""

    ACTIVE = "active", _("active")
    IMPLEMENTED = "implemented", _("implemented")
    ELAPSED = "elapsed", _("elapsed")
    SUPERSEDED = "superseded", _("superseded")
    RETIRED = "retired", _("retired")


OPEN_STATES = [State.ACTIVE]
OVERDUE = "overdue"  # never stored: an active paragraph whose date has passed, computed on every read
STATE_NAMES = {OVERDUE: _("overdue"), **dict(State.choices)}

MOVES = {
    (State.ACTIVE, "implement"): State.IMPLEMENTED,
    (State.ACTIVE, "let_elapse"): State.ELAPSED,
    (State.ACTIVE, "supersede"): State.SUPERSEDED,
    (State.ACTIVE, "retire"): State.RETIRED,
    (State.IMPLEMENTED, "reopen"): State.ACTIVE,
    (State.ELAPSED, "reopen"): State.ACTIVE,
    (State.SUPERSEDED, "reopen"): State.ACTIVE,
    (State.RETIRED, "reopen"): State.ACTIVE,
}

# A reading of a resolution is a worksheet: its end is either that every line was settled, or that it was given up.
READING_MOVES = {("open", "finish"): "done", ("open", "abandon"): "abandoned"}

STEPS = {
    "implement": _("It has been implemented"),
    "let_elapse": _("Its time has passed"),
    "supersede": _("A later text has taken its place"),
    "retire": _("Take it out of the register's open tasks"),
    "reopen": _("It is open again"),
}
