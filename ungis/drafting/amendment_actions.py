"""What is done with proposals to change a text: prepare, send, support, decide, merge. None of them just disappears."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.moves import move
from ungis.organizations.models import Membership, Organization

from .actions import LONGEST, Closed, freeze_version, new_key
from .amendment_notifications import tell_outcomes
from .carrying import UNDECIDED, carry_over
from .consolidation import ACCEPTED, Merger, Part, Trouble, merged
from .content import UNPRINTABLE, settled
from .models import Amendment, Paragraph, Remark, Support, Version
from .permissions import can_decide, can_prepare_amendment, can_send_amendment
from .states import AMENDMENT_MOVES, AmendmentState, TextState

LONGEST_WORDS = 2_000  # of a rationale, a reason, a remark
REOPENED = (*ACCEPTED, AmendmentState.DECLINED, AmendmentState.JOINED)
MOST = 5_000  # proposals to one version
STEPS = {"accept": AmendmentState.ACCEPTED, "decline": AmendmentState.DECLINED}
REPLACE, INSERT, MOVE = Amendment.Kind.REPLACE, Amendment.Kind.INSERT, Amendment.Kind.MOVE


class Colliding(Refused):
    """Accepted proposals cannot all be: `troubles` says which."""

    def __init__(self, words: str, troubles: Sequence[Trouble]):
        super().__init__(words)
        self.troubles = troubles


# --- what is proposed ----------------------------------------------------------------------------


def require_open(version: Version, by: Any) -> Version:
    """Return the version as it is now. Closed where it is not the latest, or its text is not being drafted."""
    require(version.text.is_visible_to(by))
    now = Version.objects.select_related("text").get(pk=version.pk)
    if now.text.state != TextState.DRAFTING:
        state = now.text.get_state_display()
        raise Closed(_("The text is not being drafted now: it is “%(state)s”.") % {"state": state})
    if now.text.versions.filter(number__gt=now.number).exists():
        raise Closed(_("There is a later version: proposals are made to that one."))
    return now


def _of_the_group(organization: Organization) -> None:
    if not Membership.objects.on(clock.today()).filter(organization=organization).exists():
        raise Refused(_("Only members and observers of the group propose changes."))


def _words(words: str, *, longest: int = LONGEST_WORDS) -> str:
    """Return words as they are kept. Refused: too many, or signs that cannot be printed."""
    words = settled(words)
    if len(words) > longest:
        raise Refused(_("At most %(longest)s characters, please.") % {"longest": longest})
    if UNPRINTABLE.search(words):
        raise Refused(_("A text holds a sign that cannot be printed."))
    return words


@action
def prepare_amendment(
    version: Version,
    *,
    by: Any,
    organization: Organization,
    kind: str,
    key: str = "",
    content: str = "",
    after_key: str = "",
    rationale: str = "",
    amends: Amendment | None = None,
    came_by: str = "",
) -> Amendment:
    """Write down a proposal of an organization; it is seen by that organization alone until it is sent.

    `key` names the paragraph, for an insertion the one before ("" is the top); with `amends`, that proposal's words
    are changed and `key` is its own. Written twice in the same words, it is there once. Refused: a closed version, an
    organization outside the group, a paragraph or place that is not there, words that change nothing.
    """
    require(can_prepare_amendment(by, organization))
    version = require_open(version, by)
    _of_the_group(organization)
    if kind not in Amendment.Kind.values:
        raise Refused(_("A proposal replaces, inserts, deletes or moves."))
    made = _to_amendment(amends, version, by) if amends else _to_paragraph(version, kind, key, after_key)
    made.content = _words(content, longest=LONGEST) if made.kind in (REPLACE, INSERT) else ""
    if made.kind in (REPLACE, INSERT) and not made.content:
        raise Refused(_("Write how it should read."))
    if made.kind == REPLACE and made.content == made.before:
        raise Refused(_("This is how it reads already: change its words."))
    made.version, made.organization, made.rationale = version, organization, _words(rationale)
    made.came_by = settled(came_by)[:200]
    if same := _same(made).filter(organization=organization, state__in=UNDECIDED).first():
        raise Already(same)
    if version.amendments.count() >= MOST:
        raise Refused(_("To one version at most %(most)s changes are proposed.") % {"most": MOST})
    made.prepared_at, made.prepared_by_id = clock.now(), by.pk
    made.save()
    names = ("kind", "key", "before", "content", "after_key", "rationale", "came_by", "amends", "organization")
    told = {name: getattr(made, name) for name in names}
    record("drafting.amendment_prepared", made, by=by, data={**told, "version": version.number})
    return made


def _to_paragraph(version: Version, kind: str, key: str, after_key: str) -> Amendment:
    """A proposal to a paragraph, with the words it is made to."""
    held = {one.key: one for one in version.paragraphs.all()}
    if key not in held and not (kind == INSERT and not key):
        raise Refused(_("The paragraph is no longer there."))
    before = "" if kind == INSERT else held[key].content
    if kind == MOVE:
        order = ["", *held]
        if after_key and after_key not in held:
            raise Refused(_("The paragraph behind which this is to stand is no longer there."))
        if after_key in (key, order[order.index(key) - 1]):
            raise Refused(_("There it stands already: choose another place."))
    return Amendment(kind=kind, key=key, before=before, after_key=after_key if kind == MOVE else "")


def _to_amendment(amends: Amendment, version: Version, by: Any) -> Amendment:
    """A proposal to the words of another, which is sent and not decided."""
    amends = Amendment.objects.visible_to(by).filter(pk=amends.pk, version=version).first() or amends
    if amends.version_id != version.pk or amends.state != AmendmentState.PROPOSED:
        raise Refused(_("Only a proposal that is sent and not decided yet can be amended."))
    if amends.kind not in (REPLACE, INSERT):
        raise Refused(_("This proposal has no words that could be amended: propose your own to the paragraph."))
    return Amendment(kind=REPLACE, key=amends.key, before=amends.content, amends=amends)


def _same(one: Amendment) -> Any:
    """Proposals of the same words to the same, whoever made them."""
    same = Amendment.objects.filter(version_id=one.version_id, key=one.key, amends_id=one.amends_id, kind=one.kind)
    return same.filter(content=one.content, after_key=one.after_key).exclude(pk=one.pk)


@action
def rewrite_amendment(amendment: Amendment, *, by: Any, content: str, rationale: str = "") -> Amendment:
    """Put other words into a proposal that is prepared and not sent; the event keeps those before."""
    require(can_prepare_amendment(by, amendment.organization))
    require_open(amendment.version, by)
    now = _as_it_is(amendment)
    if now.state != AmendmentState.PREPARED:
        raise Refused(_("What is sent is no longer rewritten: withdraw it and propose anew."))
    before = {"content": now.content, "rationale": now.rationale}
    if now.kind in (REPLACE, INSERT):
        now.content = _words(content, longest=LONGEST)
        if not now.content or (now.kind == REPLACE and now.content == now.before):
            raise Refused(_("Write how it should read."))
    now.rationale = _words(rationale)
    now.save(update_fields=["content", "rationale"])
    after = {"content": now.content, "rationale": now.rationale}
    record("drafting.amendment_rewritten", now, by=by, data={"before": before, "after": after})
    return now


def _as_it_is(amendment: Amendment) -> Amendment:
    return (
        Amendment.objects.select_for_update(of=("self",))
        .select_related("version__text", "organization")
        .get(pk=amendment.pk)
    )


@action
def send_amendment(amendment: Amendment, *, by: Any) -> Amendment:
    """Put a prepared proposal before the group. The same words that another has proposed already are joined to it.

    Of one that is joined, the organization becomes a supporter of the first, and is told. Sent twice it is sent once.
    """
    require(can_send_amendment(by, amendment.organization))
    now = _as_it_is(amendment)
    if now.state != AmendmentState.PREPARED and now.sent_at:
        raise Already(now)
    require_open(now.version, by)
    if now.amends and now.amends.state != AmendmentState.PROPOSED:
        raise Refused(_("Only a proposal that is sent and not decided yet can be amended."))
    now.sent_at, now.sent_by_id = clock.now(), by.pk
    now.save(update_fields=["sent_at", "sent_by"])
    move(now, "send", by=by, moves=AMENDMENT_MOVES)
    first = _same(now).filter(state=AmendmentState.PROPOSED).order_by("sent_at", "pk").first()
    if first:
        _join(now, first, by=by)
        tell_outcomes(now.version, [now], occasion=f"joined {now.pk}")
    return now


def _join(one: Amendment, first: Amendment, *, by: Any) -> None:
    """Make a proposal a double of the first, and its organization a supporter of that."""
    one.joined_to = first
    one.outcome = _("The same words were proposed before; both are one proposal now.")
    one.decided_at, one.decided_by_id = clock.now(), by.pk
    one.save(update_fields=["joined_to", "outcome", "decided_at", "decided_by"])
    move(one, "join", by=by, moves=AMENDMENT_MOVES, data={"joined_to": first})
    if one.organization_id != first.organization_id:
        Support.objects.get_or_create(
            amendment=first,
            organization=one.organization,
            defaults={"given_at": clock.now(), "given_by_id": by.pk},
        )


@action
def withdraw_amendment(amendment: Amendment, *, by: Any, reason: str = "") -> Amendment:
    """Take one's own proposal back before it is decided; the words stay on record.

    Where others proposed the same, the first of them takes its place. Those who supported it are told.
    """
    require(can_send_amendment(by, amendment.organization) or _is_own_draft(amendment, by))
    now = _as_it_is(amendment)
    was_sent = now.state != AmendmentState.PREPARED
    now.outcome = _words(reason)
    now.decided_at, now.decided_by_id = clock.now(), by.pk
    move(now, "withdraw", by=by, moves=AMENDMENT_MOVES, data={"reason": now.outcome})
    now.save(update_fields=["outcome", "decided_at", "decided_by"])
    if was_sent:
        tell_outcomes(now.version, [now], occasion=f"withdrawn {now.pk}")
        _pass_on(now, by=by)
    return now


def _is_own_draft(amendment: Amendment, by: Any) -> bool:
    is_draft = amendment.state == AmendmentState.PREPARED
    return is_draft and can_prepare_amendment(by, amendment.organization)


def _pass_on(withdrawn: Amendment, *, by: Any) -> None:
    """Let the first of the doubles stand again, with the others and all who support the words behind it."""
    doubles = list(withdrawn.doubles.filter(state=AmendmentState.JOINED).order_by("sent_at", "pk"))
    if not doubles:
        return
    first, *others = doubles
    _open_again(first, by=by, reason=_("The proposal with which it was joined is withdrawn."))
    others_pk = [one.pk for one in others]
    Amendment.objects.filter(pk__in=others_pk).update(joined_to=first)
    held = withdrawn.supports.exclude(organization=first.organization)
    for one in held:
        Support.objects.get_or_create(
            amendment=first,
            organization_id=one.organization_id,
            defaults={"given_at": one.given_at, "given_by_id": one.given_by_id},
        )


def _open_again(one: Amendment, *, by: Any, reason: str) -> None:
    before = {"outcome": one.outcome, "taken": one.taken, "joined_to": one.joined_to_id}
    if one.joined_to_id:
        Support.objects.filter(amendment=one.joined_to_id, organization=one.organization_id).delete()
    move(one, "reopen", by=by, moves=AMENDMENT_MOVES, data={"reason": reason, "before": before})
    one.outcome, one.taken, one.joined_to, one.decided_at, one.decided_by = "", "", None, None, None
    one.save(update_fields=["outcome", "taken", "joined_to", "decided_at", "decided_by"])


# --- who stands behind it ------------------------------------------------------------------------


@action
def support_amendment(amendment: Amendment, *, by: Any, organization: Organization) -> Support:
    """Say that an organization stands behind the open proposal of another. Said twice, it is said once."""
    require(can_send_amendment(by, organization))
    require_open(amendment.version, by)
    _of_the_group(organization)
    now = _as_it_is(amendment)
    if now.organization_id == organization.pk:
        raise Refused(_("This is your own proposal."))
    if held := now.supports.filter(organization=organization).first():
        raise Already(held)
    if now.state != AmendmentState.PROPOSED:
        raise Refused(_("Only a proposal that is sent and not decided yet can be supported."))
    given = Support.objects.create(amendment=now, organization=organization, given_at=clock.now(), given_by_id=by.pk)
    record("drafting.amendment_supported", now, by=by, data={"organization": organization})
    return given


@action
def withdraw_support(amendment: Amendment, *, by: Any, organization: Organization) -> Amendment:
    """Say that an organization no longer stands behind an open proposal; the event says that it did."""
    require(can_send_amendment(by, organization))
    now = _as_it_is(amendment)
    held = now.supports.filter(organization=organization).first()
    if held is None:
        raise Already(now)
    if now.state != AmendmentState.PROPOSED:
        raise Refused(_("It is decided already: who supported it stays on record."))
    if now.doubles.filter(organization=organization, state=AmendmentState.JOINED).exists():
        raise Refused(_("Your organization has proposed the same words: withdraw that proposal instead."))
    held.delete()
    record("drafting.amendment_support_withdrawn", now, by=by, data={"organization": organization})
    return now


@action
def make_remark(
    version: Version, *, by: Any, organization: Organization, key: str, text: str, came_by: str = ""
) -> Remark:
    """Say something of a paragraph without proposing other words, for the group to read."""
    require(can_prepare_amendment(by, organization))
    version = require_open(version, by)
    _of_the_group(organization)
    text = _words(text)
    if not text:
        raise Refused(_("Write what you have to say."))
    if not version.paragraphs.filter(key=key).exists():
        raise Refused(_("The paragraph is no longer there."))
    if held := version.remarks.filter(organization=organization, key=key, text=text).first():
        raise Already(held)
    made = Remark.objects.create(
        version=version,
        key=key,
        text=text,
        organization=organization,
        came_by=settled(came_by)[:200],
        made_at=clock.now(),
        made_by_id=by.pk,
    )
    told = {"key": key, "text": text, "organization": organization, "came_by": made.came_by}
    record("drafting.remark_made", version, by=by, data=told)
    return made


# --- what becomes of it --------------------------------------------------------------------------


@action
def decide_amendments(
    version: Version, amendments: Iterable[Amendment], *, by: Any, decision: str, reason: str = ""
) -> list[Amendment]:
    """Accept or decline proposals, all or none; who declines says why. Each organization is told once of all its own.

    Refused: none is given, one is of another version, or is not open any more.
    """
    require(can_decide(by, version.text))
    version = require_open(version, by)
    reason = _words(reason)
    if decision not in STEPS:
        raise Refused(_("A proposal is accepted or declined."))
    if decision == "decline" and not reason:
        raise Refused(_("Say why it is declined: the organization is told."))
    keys = [one.pk for one in amendments]
    rows = list(version.amendments.exclude(state=AmendmentState.PREPARED).filter(pk__in=keys))
    if not rows or len(rows) != len(set(keys)):
        raise Refused(_("Choose the proposals that are to be decided."))
    for one in rows:
        _decide(one, decision, reason, by=by)
    _tell(version, rows)
    return rows


def _decide(one: Amendment, step: str, reason: str, *, by: Any, taken: str = "") -> None:
    event_data = {"reason": reason, **({"taken": taken} if taken else {})}
    move(one, step, by=by, moves=AMENDMENT_MOVES, data=event_data)
    one.outcome, one.taken = reason, taken
    one.decided_at, one.decided_by_id = clock.now(), by.pk
    one.save(update_fields=["outcome", "taken", "decided_at", "decided_by"])


def _tell(version: Version, rows: Sequence[Amendment]) -> None:
    decided = max((one.decided_at for one in rows if one.decided_at), default=clock.now())
    tell_outcomes(version, rows, occasion=f"decided {min(one.pk for one in rows)} {decided.isoformat()}")


def accept_amendment(amendment: Amendment, *, by: Any, reason: str = "") -> Amendment:
    """Accept one proposal; as decide_amendments."""
    return decide_amendments(amendment.version, [amendment], by=by, decision="accept", reason=reason)[0]


def decline_amendment(amendment: Amendment, *, by: Any, reason: str) -> Amendment:
    """Decline one proposal; as decide_amendments."""
    return decide_amendments(amendment.version, [amendment], by=by, decision="decline", reason=reason)[0]


@action
def accept_in_part(amendment: Amendment, *, by: Any, taken: str, reason: str = "") -> Amendment:
    """Accept some of the words: `taken` is how the whole paragraph is to read instead of what was proposed."""
    require(can_decide(by, amendment.version.text))
    version = require_open(amendment.version, by)
    now = _as_it_is(amendment)
    taken = _words(taken, longest=LONGEST)
    if now.kind == MOVE:
        raise Refused(_("A paragraph moves or stays: accept or decline it."))
    if not taken or taken in (now.content, now.before):
        raise Refused(_("Write how it is to read with the words that are taken: neither as it was nor as proposed."))
    _decide(now, "accept_in_part", _words(reason), by=by, taken=taken)
    _tell(version, [now])
    return now


@action
def reopen_amendment(amendment: Amendment, *, by: Any, reason: str) -> Amendment:
    """Take a decision back while the version is the latest: the proposal is open again, and those behind it told."""
    require(can_decide(by, amendment.version.text))
    version = require_open(amendment.version, by)
    now = _as_it_is(amendment)
    reason = _words(reason)
    if not reason:
        raise Refused(_("Say why, so that those who come later can follow."))
    _open_again(now, by=by, reason=reason)
    tell_outcomes(version, [now], occasion=f"reopened {now.pk} {clock.now().isoformat()}")
    return now


# --- into the next version -----------------------------------------------------------------------


def merger_of(version: Version) -> Merger:
    """Return what the accepted proposals would make of the version, or why they cannot all be."""
    rows = list(version.amendments.filter(state__in=(*ACCEPTED, *UNDECIDED)).select_related("organization"))
    return merged(list(version.paragraphs.all()), rows)


@action
def merge_accepted(version: Version, *, by: Any, note: str = "") -> Version:
    """Make the next version of this one and all that is accepted; keys stay, new paragraphs get theirs.

    A version that is still written on is frozen first. What is not decided goes over to the next version. Colliding
    where accepted ones cannot all be; refused where none is accepted.
    """
    require(can_decide(by, version.text))
    version = require_open(version, by)
    accepted = list(version.amendments.filter(state__in=ACCEPTED))
    if not accepted:
        raise Refused(_("No proposal is accepted yet."))
    merger = merger_of(version)
    if merger.troubles:
        raise Colliding(_("Accepted proposals collide: decide otherwise on one of each."), merger.troubles)
    if not version.is_frozen:
        version = freeze_version(version, by=by)
    later = Version.objects.create(
        text=version.text,
        number=version.number + 1,
        note=_words(note, longest=300),
        opened_at=clock.now(),
        opened_by_id=by.pk,
    )
    new_keys = _write(later, merger.parts, by=by)
    carried = carry_over(version, later, by=by, states=UNDECIDED, new_keys=new_keys)
    told = {"number": later.number, "merged": accepted, "carried": carried, "paragraphs": len(merger.parts)}
    record("drafting.version_merged", later, by=by, data=told)
    return later


def _write(version: Version, parts: Sequence[Part], *, by: Any) -> dict[int, str]:
    """Write the paragraphs; return the keys of the new ones, by the proposal that made each."""
    now = clock.now()
    written = Paragraph.objects.bulk_create(
        Paragraph(
            version=version,
            key=part.key or new_key(),
            order=order,
            kind=part.kind,
            level=part.level,
            content=part.content,
            saved_at=now,
            saved_by_id=by.pk,
        )
        for order, part in enumerate(parts, 1)
    )
    return {part.made_by: one.key for part, one in zip(parts, written, strict=True) if part.made_by}
