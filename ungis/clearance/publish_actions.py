"""The adopted text becomes a document of the library, with those who endorsed it: only them, never the silent."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.periods import PartialDate
from ungis.core.standing import LADDER, Visibility
from ungis.documents import actions as library
from ungis.documents.models import File, Work
from ungis.drafting import actions as drafting
from ungis.drafting.library_papers import Brought
from ungis.drafting.models import Version
from ungis.drafting.permissions import can_publish_text
from ungis.pages.dates import print_date

from .actions import lock
from .models import Round
from .states import RoundState
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
    translations: Mapping[str, Brought] | None = None,
    visibility: str = Visibility.PUBLIC,
) -> Work:
    """Enter the adopted version of a joint text into the library with its files, its endorsers in the particulars.

    Whoever may see the document sees how it was adopted, too: the round becomes as visible, its positions do not.
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
    text = drafting.publish_text(
        version.text,
        by=by,
        kind=kind,
        symbol=symbol,
        date=date,
        languages=languages,
        translations=translations,
        about=_adopted_how(round, version.text.source_language),
        visibility=visibility,
    )
    assert text.work
    work, endorsers = text.work, endorsers_of(round)
    if endorsers:
        work = library.change_work(work, by=by, particulars={**work.particulars, ENDORSED_BY: endorsers})
    files = File.objects.filter(expression__work=work, expression__language=text.source_language)
    told = {"document": work.slug, "endorsed_by": endorsers, "files": dict(files.values_list("sha256", "name"))}
    if LADDER.index(visibility) < LADDER.index(round.visibility):
        told["visibility"] = [round.visibility, visibility]
        round.visibility = visibility
        round.save(update_fields=["visibility"])
    record("clearance.text_published", round, by=by, data=told)
    return work


def _adopted_how(round: Round, language: str) -> str:
    """Return in the language of the text how and when it was adopted, for the head of its files."""
    with translation.override(language):
        day = print_date(round.closes_at.astimezone(clock.GENEVA).date())
        if round.state == RoundState.RESERVED:
            return _("Adopted with reservations on %(moment)s.") % {"moment": day}
        return _("Adopted under silence on %(moment)s.") % {"moment": day}


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
