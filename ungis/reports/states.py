from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")


MOVES = {(State.DRAFT, "issue"): State.ISSUED}
