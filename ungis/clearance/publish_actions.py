"""The adopted text becomes a document of the library, with those who endorsed it: only them, never the silent."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.periods import PartialDate
from ungis.core.standing import Visibility
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.drafting import actions as drafting
from ungis.drafting.models import Version
from ungis.drafting.permissions import can_publish_text

from .actions import lock
from .models import Round
from .subjects import record_of

ENDORSED_BY = "endorsed_by"  # among the particulars of a document


@action
def publish_round(
    round: Round,
    *,
    by: Any,
    kind: str = "",
    symbol: str = "",
    date: PartialDate | None = None,
    languages: Iterable[str] = (),
    visibility: str = Visibility.PUBLIC,
) -> Work:
    """Enter the adopted version of a joint text into the library, its endorsers in the particulars.

    Without a date it bears the day of the close, from which it is adopted. Refused: the outcome is another or is not
    written down, the round is about no joint text, or what drafting and the library refuse.
    """
    require(can_publish_text(by))
    lock(round)
    if not round.is_adopted:
        raise Refused(_("Only what was adopted is published, once the outcome is written down."))
    version = record_of(round)
    if not isinstance(version, Version):
        raise Refused(_("Only a joint text is published from here; this record has its own way to the public."))
    date = date or PartialDate(round.closes_at.astimezone(clock.GENEVA).date())
    choices = {"kind": kind, "symbol": symbol, "date": date, "languages": languages, "visibility": visibility}
    text = drafting.publish_text(version.text, by=by, **choices)
    assert text.work
    endorsers = endorsers_of(round)
    if endorsers:
        library.change_work(text.work, by=by, particulars={**text.work.particulars, ENDORSED_BY: endorsers})
    record("clearance.text_published", round, by=by, data={"document": text.work.slug, "endorsed_by": endorsers})
    return text.work


@action
def bring_endorsers(round: Round, *, by: Any) -> Work:
    """Bring the endorsers that the published document names up to date: some endorse, or take it back, later."""
    require(can_publish_text(by))
    lock(round)
    work = work_of(round)
    if work is None:
        raise Refused(_("The text is not in the library."))
    endorsers = endorsers_of(round)
    if work.particulars.get(ENDORSED_BY, []) == endorsers:
        raise Already(work)
    return library.change_work(work, by=by, particulars={**work.particulars, ENDORSED_BY: endorsers})


def endorsers_of(round: Round) -> list[str]:
    """Return the acronyms of those who endorsed and have not taken it back."""
    return sorted(round.endorsements.standing().values_list("organization__acronym", flat=True))


def work_of(round: Round) -> Work | None:
    """Return the document that the text of a round became, if it did."""
    version = record_of(round)
    return version.text.work if isinstance(version, Version) else None
