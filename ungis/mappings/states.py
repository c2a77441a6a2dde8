from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClaimState(models.TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("claim", "suggested")
    DRAFTED = "drafted", pgettext_lazy("claim", "drafted")
    CLEARED = "cleared", pgettext_lazy("claim", "cleared")
    REJECTED = "rejected", pgettext_lazy("claim", "rejected")


CLAIM_MOVES = {
    (ClaimState.SUGGESTED, "take_up"): ClaimState.DRAFTED,
    (ClaimState.SUGGESTED, "reject"): ClaimState.REJECTED,
    (ClaimState.DRAFTED, "clear"): ClaimState.CLEARED,
    (ClaimState.DRAFTED, "reject"): ClaimState.REJECTED,
    (ClaimState.CLEARED, "reopen"): ClaimState.DRAFTED,
    (ClaimState.REJECTED, "reopen"): ClaimState.DRAFTED,
}

CLAIM_STEPS = {
    "take_up": _("Take it up as a draft"),
    "clear": _("Clear it"),
    "reject": _("Reject it"),
    "reopen": _("Open it again"),
}


class EditionState(models.TextChoices):
    WORKING = "working", pgettext_lazy("edition", "being worked on")
    FROZEN = "frozen", pgettext_lazy("edition", "frozen")
    PUBLISHED = "published", pgettext_lazy("edition", "published")
    SUPERSEDED = "superseded", pgettext_lazy("edition", "superseded")


EDITION_MOVES = {
    (EditionState.WORKING, "freeze"): EditionState.FROZEN,
    (EditionState.FROZEN, "thaw"): EditionState.WORKING,
    (EditionState.FROZEN, "publish"): EditionState.PUBLISHED,
    (EditionState.PUBLISHED, "supersede"): EditionState.SUPERSEDED,
}
