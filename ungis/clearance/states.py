from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundState(models.TextChoices):
    """What is stored. What a round is at a moment follows from it and the time of the database (effective.py)."""

    OPEN = "open", pgettext_lazy("clearance round", "open")
    ADOPTED = "adopted", pgettext_lazy("clearance round", "adopted under silence")
    RESERVED = "reserved", pgettext_lazy("clearance round", "adopted with reservations")
    BROKEN = "broken", pgettext_lazy("clearance round", "silence broken")
    WITHDRAWN = "withdrawn", pgettext_lazy("clearance round", "withdrawn")


ROUND_MOVES = {
    (RoundState.OPEN, "adopt"): RoundState.ADOPTED,
    (RoundState.OPEN, "adopt_with_reservations"): RoundState.RESERVED,
    (RoundState.OPEN, "break_silence"): RoundState.BROKEN,
    (RoundState.OPEN, "withdraw"): RoundState.WITHDRAWN,
}
ADOPTED_STATES = (RoundState.ADOPTED, RoundState.RESERVED)


class Stance(models.TextChoices):
    """The positions of an organization. Never a vote."""

    NO_OBJECTION = "no-objection", _("No objection")
    COMMENTS = "comments", _("Clear with comments")
    RESERVATION = "reservation", _("Reservation")
    OBJECTION = "objection", _("Objection (breaks silence)")
    EXTENSION = "extension", _("Request for extension")


SILENCE = "silence"  # never stored: an eligible organization without a position, computed on every read
STANCE_NAMES = {SILENCE: _("No response (silence)"), **dict(Stance.choices)}
ADVICE = (Stance.NO_OBJECTION, Stance.COMMENTS)  # what an observer may say: it breaks nothing and reserves nothing
NEEDS_WORDS = (Stance.COMMENTS, Stance.RESERVATION, Stance.OBJECTION, Stance.EXTENSION)


class PositionState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("position", "prepared, not sent")
    SENT = "sent", pgettext_lazy("position", "sent")
    REPLACED = "replaced", pgettext_lazy("position", "replaced by a later one")
    WITHDRAWN = "withdrawn", pgettext_lazy("position", "withdrawn")


POSITION_MOVES = {
    (PositionState.PREPARED, "send"): PositionState.SENT,
    (PositionState.PREPARED, "withdraw"): PositionState.WITHDRAWN,
    (PositionState.SENT, "replace"): PositionState.REPLACED,
    (PositionState.SENT, "withdraw"): PositionState.WITHDRAWN,
}
