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
