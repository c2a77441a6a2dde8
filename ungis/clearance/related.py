"""What this room shows on the pages of what can be cleared: its rounds, and the way to ask for one."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.standing import Visibility, standing_of
from ungis.documents.models import Work
from ungis.drafting.models import Text, Version
from ungis.drafting.related import texts_behind
from ungis.drafting.states import TextState
from ungis.mappings.models import Edition
from ungis.mappings.states import EditionState
from ungis.meetings.models import Meeting
from ungis.meetings.states import State as MeetingState
from ungis.pages.dates import print_date
from ungis.pages.onward import Offer

from .effective import is_open
from .models import Round, SubjectKind
from .permissions import can_open_round
from .states import ADOPTED_STATES, RoundState
from .subjects import kind_of, read

Rows = list[tuple[str, str, str]]  # title, address, note
OURS = "UNGIS"  # who issued the documents of the group itself
CLEARED = (Text, Version, Edition, Meeting)  # beside documents, which count what their page shows

FETCHED = "rounds_of_thread"


def rounds_on(record: Model, user: Any) -> list[Round]:
    """The rounds on a record that the reader may see, the latest first, each with its state of this moment.

    One query; another for the time where a round is not closed yet.
    """
    keys: Any = record.versions.order_by().values("pk") if isinstance(record, Text) else [record.pk]
    kind = SubjectKind.VERSION if isinstance(record, Text) else kind_of(record)
    seen = Round.objects.visible_to(user).filter(subject_kind=kind, subject_id__in=keys).defer("text")
    rounds = list(seen.with_end())
    moment = clock.now() if any(round.state == RoundState.OPEN for round in rounds) else None
    for round in rounds:
        round.effective = RoundState.OPEN if moment and is_open(round, moment) else round.end
    return rounds


def offers_for(record: Model, user: Any) -> list[Offer]:
    """Lead the group from a record to its rounds, and those who ask to a new one. The public costs no query."""
    if Visibility.GROUP not in standing_of(user).visibilities:
        return []
    rounds = record.__dict__.pop(FETCHED, None)
    if rounds is None:
        rounds = rounds_on(record, user)
    states = dict(RoundState.choices)
    offers = [
        Offer(_("Clearance: %(state)s") % {"state": states[round.effective]}, round.get_absolute_url())
        for round in rounds
    ]
    is_running = any(round.state == RoundState.OPEN for round in rounds)
    if can_open_round(user) and not is_running and can_be_asked(record):
        offers.append(Offer(_("Ask the members to clear it"), address_to_ask(record), is_step=True))
    return offers


def can_be_asked(record: Model) -> bool:
    """Whether a page should offer to ask: what is frozen, by what its row says. The action asks again, in full."""
    if isinstance(record, Version):
        return record.is_frozen and record.text.state == TextState.DRAFTING
    if isinstance(record, Edition):
        return record.state in (EditionState.FROZEN, EditionState.PUBLISHED)
    if isinstance(record, Meeting):
        return record.state == MeetingState.HELD
    return isinstance(record, Work) and record.body == OURS


def address_to_ask(record: Model) -> str:
    return f"{reverse('round_open')}?subject={kind_of(record)}:{record.pk}"


def rounds_of_work(work: Work, user: Any) -> Rows:
    """What the page of a document shows: to the group its rounds and the way to a new one, to all how it was adopted.

    Only what the group issued was ever asked about, so that other documents cost no query.
    """
    if work.body != OURS:
        return []
    rounds = [round for text in texts_behind(work) for round in rounds_on(text, user)]
    states = dict(RoundState.choices)
    rows = [
        (str(states[round.effective]), round.get_absolute_url(), print_date(_day_of(round)))
        for round in rounds
        if round.effective in ADOPTED_STATES
    ]
    return [*rows, *((offer.label, offer.address, "") for offer in offers_for(work, user))]


def _day_of(round: Round) -> date:
    return round.closes_at.astimezone(clock.GENEVA).date()


def station_of(record: Model, user: Any) -> tuple[int, str]:
    """How many rounds the thread of a record shows to the group, and the latest; the public costs no query.

    A page shows its thread and then where to go on: what was fetched for the one is kept for the other.
    """
    if not isinstance(record, CLEARED) or Visibility.GROUP not in standing_of(user).visibilities:
        return 0, ""
    rounds = rounds_on(record, user)
    record.__dict__[FETCHED] = rounds
    return (len(rounds), rounds[0].get_absolute_url()) if rounds else (0, "")


def may_follow(record: Model) -> Round | None:
    """Return the broken round that a new one on this record would take up, if there is one that nobody took up."""
    keys = list(record.text.versions.values_list("pk", flat=True)) if isinstance(record, Version) else [record.pk]
    broken = Round.objects.filter(subject_kind=kind_of(record), subject_id__in=keys, state=RoundState.BROKEN)
    followed = Round.objects.exclude(state=RoundState.WITHDRAWN).exclude(previous=None).values("previous")
    return broken.exclude(pk__in=followed).first()


def refusal_of(record: Model) -> str:
    """Return why the members cannot be asked about a record, in plain words; nothing where they can."""
    try:
        read(record)
    except Refused as refusal:
        return str(refusal)
    return ""
