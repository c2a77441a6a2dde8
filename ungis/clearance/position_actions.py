"""What organizations say in a round: prepared, sent, recorded for them, withdrawn; read; endorsed.

A position is of the organization, not of the person. One stands at a time; every one that was ever sent is kept.
"""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.freeze import hash_of
from ungis.organizations.models import Capacity, Membership, Organization, Seat, SeatRole

from .actions import lock, lock_open
from .effective import effective_state
from .models import Eligible, Endorsement, Position, Receipt, Round
from .notifications import SPEAKING_ROLES, people_of, tell, those_who_ask
from .permissions import can_prepare, can_record, can_speak
from .states import ADVICE, NEEDS_WORDS, POSITION_MOVES, PositionState, RoundState, Stance

LONGEST_WORDS = 10_000
SAID = ("stance", "words", "way_out", "key")


class PreparedMeanwhile(Refused):
    """Somebody else of the organization has prepared something since: both are to be shown."""

    def __init__(self, message: str, prepared: Position):
        super().__init__(message)
        self.prepared = prepared


def digest(position: Position) -> str:
    """Return the hash of what a position says: the event bears it, so that the row can be checked against the chain."""
    said = {name: getattr(position, name) for name in SAID}
    return hash_of(json.dumps(said, ensure_ascii=False, sort_keys=True))


@action
def prepare_position(
    round: Round,
    organization: Organization,
    *,
    by: Any,
    stance: str,
    words: str = "",
    way_out: str = "",
    key: str = "",
    seen: int | None = None,
) -> Position:
    """Write what the organization is to say; it says nothing until somebody who speaks for it sends it.

    `seen` is the key of the prepared position that the form began with. Where another has been prepared since, that
    one is not overwritten: PreparedMeanwhile carries it. The one replaced is kept, and seen by the organization alone.
    """
    require(can_prepare(by, organization))
    moment = lock_open(round)
    asked = _asked(round, organization)
    said = _checked(asked, stance, words, way_out, key)
    former = round.positions.filter(organization=organization, state=PositionState.PREPARED).first()
    if former and _same(former, said):
        raise Already(former)
    if former and former.pk != seen:
        raise PreparedMeanwhile(_("Somebody else has prepared a position since you opened this page."), former)
    if former:
        _step(former, "withdraw", withdrawn_at=moment, withdrawn_by=by)
    position = Position.objects.create(
        round=round, organization=organization, prepared_at=moment, prepared_by=by, **said
    )
    record("clearance.position_prepared", position, by=by, data=_told(position))
    senders = [one for one in people_of([organization.pk], SPEAKING_ROLES) if one.user != by]
    tell(round, "prepared", senders, occasion=position.pk, preparer=str(by), organization=asked.acronym)
    return position


@action
def send_position(
    round: Round,
    organization: Organization,
    *,
    by: Any,
    stance: str,
    words: str = "",
    way_out: str = "",
    key: str = "",
) -> Position:
    """Say what a member's position is, until the close; it replaces the one before. The same again changes nothing.

    An objection takes the organization's endorsement back: it cannot stand behind what it objects to.
    """
    require(can_speak(by, organization))
    moment = lock_open(round)
    asked = _asked(round, organization)
    if asked.capacity != Capacity.MEMBER:
        raise Refused(_("Observers advise; they take no position."))
    said = _checked(asked, stance, words, way_out, key)
    return _stand(asked, said, moment, by, "clearance.position_sent")


@action
def advise(
    round: Round,
    organization: Organization,
    *,
    by: Any,
    words: str = "",
    stance: str = Stance.COMMENTS,
    key: str = "",
) -> Position:
    """Say what an observer advises: on record and marked as advice, and never counted."""
    require(can_speak(by, organization))
    moment = lock_open(round)
    asked = _asked(round, organization)
    if asked.capacity != Capacity.OBSERVER:
        raise Refused(_("Members take a position; only observers advise."))
    return _stand(asked, _checked(asked, stance, words, "", key), moment, by, "clearance.advice_given")


@action
def record_position(
    round: Round,
    organization: Organization,
    *,
    by: Any,
    stance: str,
    on_behalf: str,
    evidence: str,
    words: str = "",
    way_out: str = "",
    key: str = "",
) -> Position:
    """Record what came by mail or phone: who said so, and how the secretariat knows. The organization is told at once.

    It never takes the place of what the organization sent itself, nor of an objection: these it alone can change.
    """
    require(can_record(by))
    moment = lock_open(round)
    asked = _asked(round, organization)
    said = _checked(asked, stance, words, way_out, key)
    on_behalf, evidence = " ".join(on_behalf.split()), evidence.strip()
    if not on_behalf or len(on_behalf) > 200:
        raise Refused(_("Say who of the organization said so, in at most 200 characters."))
    if not evidence or len(evidence) > LONGEST_WORDS:
        raise Refused(_("Say how you know: which mail, or which call, of which day."))
    standing = _standing(asked)
    if standing and not _same(standing, said) and (not standing.evidence or standing.stance == Stance.OBJECTION):
        raise Refused(
            _("%(organization)s has a position on record that it alone can change.") % {"organization": asked.acronym}
        )
    position = _stand(asked, said, moment, by, "clearance.position_recorded", on_behalf=on_behalf, evidence=evidence)
    told = {
        "officer": str(by),
        "organization": asked.acronym,
        "on_behalf": on_behalf,
        "evidence": evidence,
        "words": position.words,
        "way_out": position.way_out,
        "stance": Stance(position.stance).label,  # printed in the language of each reader
    }
    tell(round, "recorded", people_of([organization.pk]), occasion=position.pk, **told)
    return position


@action
def withdraw_position(position: Position, *, by: Any) -> Position:
    """Take back what the organization said, until the close, or what was only prepared. Nobody else can."""
    prepared = position.state == PositionState.PREPARED
    require(can_prepare(by, position.organization) if prepared else can_speak(by, position.organization))
    moment = lock_open(position.round)
    position.refresh_from_db(fields=["state", "withdrawn_at"])
    if position.state == PositionState.WITHDRAWN:
        raise Already(position)
    if prepared and position.state != PositionState.PREPARED:
        raise Refused(_("This position was sent meanwhile."))
    _step(position, "withdraw", withdrawn_at=moment, withdrawn_by=by)
    subject = position if prepared else position.round
    record("clearance.position_withdrawn", subject, by=by, data=_told(position))
    if not prepared and position.stance == Stance.OBJECTION:
        asked = _asked(position.round, position.organization)
        _tell_those_who_ask(position, "objection_withdrawn", asked)
    return position


@action
def mark_read(round: Round, *, by: Any) -> list[Receipt]:
    """Note that somebody of an organization that was asked opened the text: a person's own step, never a link's.

    A page offers it as a button that posts; what merely follows links, as scanners of mail do, leaves no trace.
    An officer of the secretariat reads for the secretariat, not for the organization that provides it.
    """
    require(by.is_authenticated)
    lock(round)
    moment = clock.now()
    day = moment.astimezone(clock.GENEVA).date()
    seats = Seat.objects.on(day).filter(user=by).exclude(role=SeatRole.OFFICER).values("organization")
    asked = list(round.eligible.filter(organization__in=seats))
    require(bool(asked))
    known = set(round.receipts.values_list("organization", flat=True))
    new = [one for one in asked if one.organization_id not in known]
    if not new:
        raise Already(list(round.receipts.filter(organization__in=[one.organization_id for one in asked])))
    receipts = [
        Receipt.objects.create(round=round, organization_id=one.organization_id, read_at=moment, read_by=by)
        for one in new
    ]
    record("clearance.text_read", round, by=by, data={"organizations": [one.acronym for one in new]})
    return receipts


@action
def endorse(round: Round, organization: Organization, *, by: Any) -> Endorsement:
    """Put the organization's name under the text: a step of its own, before or after the close.

    Refused where silence is broken, the round is withdrawn, or the organization objects.
    """
    require(can_speak(by, organization))
    lock(round)
    moment = clock.now()
    standing = list(round.positions.standing())
    state = effective_state(round, standing, round.eligible.all(), moment)
    if state in (RoundState.BROKEN, RoundState.WITHDRAWN):
        raise Refused(_("This text was not adopted; there is nothing to endorse."))
    if any(one.organization_id == organization.pk and one.stance == Stance.OBJECTION for one in standing):
        raise Refused(_("Your organization objects to this text. Withdraw the objection first."))
    if not takes_part(round, organization, moment):
        raise Refused(_("Only members and observers endorse."))
    given = round.endorsements.standing().filter(organization=organization).first()
    if given:
        raise Already(given)
    endorsement = Endorsement.objects.create(round=round, organization=organization, given_at=moment, given_by=by)
    record("clearance.endorsement_given", round, by=by, data=_endorsed(round, organization))
    return endorsement


@action
def withdraw_endorsement(endorsement: Endorsement, *, by: Any) -> Endorsement:
    """Take the organization's name from under the text; that it stood there stays on record."""
    require(can_speak(by, endorsement.organization))
    lock(endorsement.round)
    endorsement.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
    if endorsement.withdrawn_at:
        raise Already(endorsement)
    endorsement.withdrawn_at, endorsement.withdrawn_by = clock.now(), by
    endorsement.save(update_fields=["withdrawn_at", "withdrawn_by"])
    data = _endorsed(endorsement.round, endorsement.organization)
    record("clearance.endorsement_withdrawn", endorsement.round, by=by, data=data)
    return endorsement


def _asked(round: Round, organization: Organization) -> Eligible:
    """Return the organization's place in the round. Refused where it was not asked when the round opened."""
    asked = round.eligible.filter(organization=organization).select_related("organization").first()
    if asked is None:
        raise Refused(
            _("%(organization)s was not asked: it was no member when the round opened.")
            % {"organization": organization}
        )
    asked.round = round
    return asked


def _checked(asked: Eligible, stance: str, words: str, way_out: str, key: str) -> dict[str, str]:
    """Return what is said, tidied. Refused where words are missing, or where an observer would count."""
    words, way_out, key = words.strip(), way_out.strip(), key.strip()
    if stance not in Stance.values:
        raise Refused(_("There is no such position."))
    if asked.capacity == Capacity.OBSERVER and stance not in ADVICE:
        raise Refused(_("Observers advise: without objection, or with comments."))
    if stance in NEEDS_WORDS and not words:
        raise Refused(
            _("Say in words what your organization means: “%(stance)s” needs them.") % {"stance": Stance(stance).label}
        )
    if stance == Stance.OBJECTION and not way_out:
        raise Refused(_("Say what would remove the objection: without it nobody could find a way out."))
    if max(len(words), len(way_out)) > LONGEST_WORDS or len(key) > 16:
        raise Refused(_("This is too long: %(number)s characters at most.") % {"number": LONGEST_WORDS})
    return {
        "stance": stance,
        "words": words,
        "way_out": way_out if stance == Stance.OBJECTION else "",
        "key": key,
    }


def _standing(asked: Eligible) -> Position | None:
    return asked.round.positions.standing().filter(organization=asked.organization_id).first()


def _same(position: Position, said: dict[str, str]) -> bool:
    return all(getattr(position, name) == said[name] for name in SAID)


def _stand(asked: Eligible, said: dict[str, str], moment: datetime, by: Any, event: str, **how: str) -> Position:
    """Let a position stand: the one before is replaced, the one prepared is the one sent where it says the same."""
    round, organization = asked.round, asked.organization
    former = _standing(asked)
    if former and _same(former, said):
        raise Already(former)
    if former:
        _step(former, "replace")
    prepared = round.positions.filter(organization=organization, state=PositionState.PREPARED).first()
    if prepared and not how and _same(prepared, said):
        _step(prepared, "send", sent_at=moment, sent_by=by)
        position = prepared
    else:
        if prepared and not how:
            _step(prepared, "withdraw", withdrawn_at=moment, withdrawn_by=by)
        position = Position.objects.create(
            round=round,
            organization=organization,
            prepared_at=moment,
            prepared_by=by,
            sent_at=moment,
            sent_by=by,
            state=PositionState.SENT,
            **said,
            **how,
        )
    data = {**_told(position), "replaces": former and former.pk, **{name: how[name] for name in how}}
    if position.stance == Stance.OBJECTION:
        gone = round.endorsements.standing().filter(organization=organization)
        data["endorsement_withdrawn"] = bool(gone.update(withdrawn_at=moment, withdrawn_by=by))
    record(event, round, by=by, data=data)
    _tell_of_change(former, position, asked)
    return position


def _step(position: Position, step: str, **fields: Any) -> None:
    """Take a step of the table. Its event is that of the action, which tells of the whole change."""
    new = POSITION_MOVES.get((PositionState(position.state), step))
    if new is None:
        state = position.get_state_display()
        raise Refused(_("This is no longer possible: the record is now “%(state)s”.") % {"state": state})
    position.state = new
    for name, value in fields.items():
        setattr(position, name, value)
    position.save(update_fields=["state", *fields])


def _tell_of_change(former: Position | None, position: Position, asked: Eligible) -> None:
    """Tell those who ask at once of what endangers the adoption, and of what no longer does."""
    if position.stance == Stance.OBJECTION:
        _tell_those_who_ask(position, "objection", asked, way_out=position.way_out)
    elif former and former.stance == Stance.OBJECTION:
        _tell_those_who_ask(position, "objection_withdrawn", asked)
    if position.stance == Stance.EXTENSION:
        _tell_those_who_ask(position, "extension_asked", asked, words=position.words)


def _tell_those_who_ask(position: Position, what: str, asked: Eligible, **said: str) -> None:
    tell(
        position.round,
        what,
        those_who_ask(position.round),
        occasion=position.pk,
        organization=asked.acronym,
        **said,
    )


def takes_part(round: Round, organization: Organization, moment: datetime) -> bool:
    """Whether an organization may endorse: it was asked, or is a member or observer at that moment."""
    if round.eligible.filter(organization=organization).exists():
        return True
    day = moment.astimezone(clock.GENEVA).date()
    return Membership.objects.on(day).filter(organization=organization).exists()


def _told(position: Position) -> dict[str, Any]:
    """What an event says of a position: who, what kind, and the hash of the words, which stand in the row."""
    return {
        "position": position.pk,
        "organization": position.organization.acronym,
        "stance": position.stance,
        "said": digest(position),
    }


def _endorsed(round: Round, organization: Organization) -> dict[str, Any]:
    return {"organization": organization.acronym, "sha256": round.sha256}
