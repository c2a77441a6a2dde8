from django.db import models
from django.utils.translation import pgettext_lazy


class TextState(models.TextChoices):
    DRAFTING = "drafting", pgettext_lazy("joint text", "being drafted")
    CLEARING = "clearing", pgettext_lazy("joint text", "in clearance")
    ADOPTED = "adopted", pgettext_lazy("joint text", "adopted")
    PUBLISHED = "published", pgettext_lazy("joint text", "published")
    ABANDONED = "abandoned", pgettext_lazy("joint text", "abandoned")


TEXT_MOVES = {
    (TextState.DRAFTING, "send_to_clearance"): TextState.CLEARING,
    (TextState.CLEARING, "return_to_drafting"): TextState.DRAFTING,
    (TextState.CLEARING, "adopt"): TextState.ADOPTED,
    (TextState.ADOPTED, "publish"): TextState.PUBLISHED,
    (TextState.DRAFTING, "abandon"): TextState.ABANDONED,
    (TextState.ABANDONED, "take_up"): TextState.DRAFTING,
}


class AmendmentState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("amendment", "prepared, not sent")
    PROPOSED = "proposed", pgettext_lazy("amendment", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("amendment", "accepted")
    PARTLY = "partly", pgettext_lazy("amendment", "accepted in part")
    DECLINED = "declined", pgettext_lazy("amendment", "declined")
    JOINED = "joined", pgettext_lazy("amendment", "joined with another of the same words")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "withdrawn")


AMENDMENT_MOVES = {
    (AmendmentState.PREPARED, "send"): AmendmentState.PROPOSED,
    (AmendmentState.PREPARED, "withdraw"): AmendmentState.WITHDRAWN,
    (AmendmentState.PROPOSED, "withdraw"): AmendmentState.WITHDRAWN,
    (AmendmentState.PROPOSED, "accept"): AmendmentState.ACCEPTED,
    (AmendmentState.PROPOSED, "accept_in_part"): AmendmentState.PARTLY,
    (AmendmentState.PROPOSED, "decline"): AmendmentState.DECLINED,
    (AmendmentState.PROPOSED, "join"): AmendmentState.JOINED,
    (AmendmentState.ACCEPTED, "reopen"): AmendmentState.PROPOSED,
    (AmendmentState.PARTLY, "reopen"): AmendmentState.PROPOSED,
    (AmendmentState.DECLINED, "reopen"): AmendmentState.PROPOSED,
    (AmendmentState.JOINED, "reopen"): AmendmentState.PROPOSED,
}

OPEN_STATES = (AmendmentState.PROPOSED,)
DECIDED_STATES = (AmendmentState.ACCEPTED, AmendmentState.PARTLY, AmendmentState.DECLINED, AmendmentState.JOINED)
