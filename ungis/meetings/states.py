from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


MOVES = {
    (State.PLANNED, "hold"): State.HELD,
    (State.PLANNED, "cancel"): State.CANCELLED,
    (State.CANCELLED, "plan_again"): State.PLANNED,
}

# What a reader sees of a planned meeting whose last day has passed. It is computed on read and never kept.
UNCONFIRMED = "unconfirmed"
EFFECTIVE = {
    **{state.value: state.label for state in State},
    UNCONFIRMED: _("planned; its date has passed, not confirmed as held"),
}
