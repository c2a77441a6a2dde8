from django.db import models
from django.utils.translation import pgettext_lazy


class ActivityState(models.TextChoices):
    """Where an entry stands between its first word and the public register."""

    DRAFT = "draft", pgettext_lazy("state of an activity", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state of an activity", "submitted")
    RETURNED = "returned", pgettext_lazy("state of an activity", "returned with a question")
    PUBLISHED = "published", pgettext_lazy("state of an activity", "published")
    DECLINED = "declined", pgettext_lazy("state of an activity", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an activity", "taken out of the register")
    MERGED = "merged", pgettext_lazy("state of an activity", "merged into another entry")
    DISCARDED = "discarded", pgettext_lazy("state of an activity", "discarded")


ACTIVITY_MOVES = {
    (ActivityState.DRAFT, "submit"): ActivityState.SUBMITTED,
    (ActivityState.RETURNED, "submit"): ActivityState.SUBMITTED,
    (ActivityState.SUBMITTED, "take_back"): ActivityState.DRAFT,
    (ActivityState.SUBMITTED, "publish"): ActivityState.PUBLISHED,
    (ActivityState.SUBMITTED, "return"): ActivityState.RETURNED,
    (ActivityState.SUBMITTED, "decline"): ActivityState.DECLINED,
    (ActivityState.DECLINED, "reopen"): ActivityState.SUBMITTED,
    (ActivityState.PUBLISHED, "withdraw"): ActivityState.WITHDRAWN,
    (ActivityState.WITHDRAWN, "republish"): ActivityState.PUBLISHED,
    (ActivityState.PUBLISHED, "merge"): ActivityState.MERGED,
    (ActivityState.MERGED, "part"): ActivityState.PUBLISHED,
    (ActivityState.DRAFT, "discard"): ActivityState.DISCARDED,
    (ActivityState.RETURNED, "discard"): ActivityState.DISCARDED,
}
MOVES = ACTIVITY_MOVES

# In these its own people still word it.
OPEN_STATES = frozenset({ActivityState.DRAFT, ActivityState.RETURNED})


class TagState(models.TextChoices):
    """What is known of the link between an activity and a concept: a machine or a source said so, a person agreed."""

    SUGGESTED = "suggested", pgettext_lazy("state of a tag", "suggested")
    CONFIRMED = "confirmed", pgettext_lazy("state of a tag", "confirmed")
    REFUSED = "refused", pgettext_lazy("state of a tag", "refused")


class PairState(models.TextChoices):
    """What a person said of two entries that look alike."""

    OPEN = "open", pgettext_lazy("state of two like entries", "to be looked at")
    MERGED = "merged", pgettext_lazy("state of two like entries", "merged")
    PARTED = "parted", pgettext_lazy("state of two like entries", "not the same")


PAIR_MOVES = {
    (PairState.OPEN, "merge"): PairState.MERGED,
    (PairState.OPEN, "part"): PairState.PARTED,
    (PairState.MERGED, "reopen"): PairState.OPEN,
    (PairState.PARTED, "reopen"): PairState.OPEN,
}
