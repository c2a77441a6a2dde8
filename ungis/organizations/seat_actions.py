"""People come into seats and leave them: by invitation, or seated by the secretariat."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mail.outbox import queue
from ungis.pages.lists import listed
from ungis.people.actions import claim_person, create_person, hash_of
from ungis.people.models import User, one_spelling

from .models import Invitation, MailDomain, Membership, OfficeName, Organization, Seat, SeatRole, Term
from .seat_permissions import can_invite, can_keep_mail_domains, can_seat, can_unseat

INVITATION_LASTS = timedelta(days=14)
TOO_WIDE = {
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "qq.com",
    "163.com",
    "mail.ru",
}


@action
def invite(organization: Organization, *, by: Any, email: str, role: str) -> Invitation:
    """Offer a seat to an address. Says nothing about whether the address has an account.

    An earlier invitation to the same address that is still open is withdrawn: one link at a time.
    """
    require(can_invite(by, organization, role) and by.is_authenticated)
    email = _spelled(email)
    _fits(organization, role)
    _in_domains(organization, email)
    if email == by.email:
        raise Refused(_("You cannot invite yourself."))
    moment = clock.now()
    for earlier in Invitation.objects.open(moment).filter(organization=organization, email=email):
        _withdraw(earlier, by=by, moment=moment)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        token_hash=hash_of(token),
        invited_at=moment,
        invited_by=by,
        expires_at=moment + INVITATION_LASTS,
    )
    address = settings.BASE_URL.rstrip("/") + reverse("invitation_accept", args=[token])
    said = {"invitation": invitation, "address": address, "days": INVITATION_LASTS.days}
    subject = _("Invitation to UNGIS for %(organization)s") % {"organization": organization}
    body = render_to_string("organizations/mail/invitation.txt", said)
    queue(key=f"invitation {invitation.pk}", to=email, subject=subject, body=body)
    # The address itself stays out of the chain of events, which is never altered.
    data = {"organization": organization.acronym, "role": role, "domain": email.rpartition("@")[2]}
    record("organizations.person_invited", invitation, by=by, data=data)
    return invitation


@action
def withdraw_invitation(invitation: Invitation, *, by: Any) -> Invitation:
    """Make an open invitation void."""
    require(can_invite(by, invitation.organization, invitation.role))
    _withdraw(invitation, by=by, moment=clock.now())
    return invitation


@action
def accept_invitation(token: str, *, by: Any = None, name: str = "", password: str | None = None) -> Seat:
    """Take the seat offered by this token: as the account with that address, or as a new account.

    `by` is the signed-in person, None for somebody without an account. Whoever holds the token reads
    the mail of the address, so a new account's address is verified, and an account that somebody
    registered with it but never verified is taken over rather than trusted.
    """
    moment = clock.now()
    invitation = open_invitation(token)
    user = User.objects.filter(email=invitation.email).first()
    if user is None or not is_verified(user):
        if by is not None:
            raise Refused(_("This invitation is for another address. Sign out first, or sign in with that address."))
        if user is None:
            user = create_person(invitation.email, by=CLERK, name=name, password=password)
        else:
            user = claim_person(user, by=CLERK, name=name, password=password)
    elif by is None:
        raise Refused(_("Please sign in with the address of the invitation first; then open its link again."))
    elif by.pk != user.pk:
        raise Refused(_("This invitation is for another address. Sign out first, or sign in with that address."))
    _fits(invitation.organization, invitation.role)
    # The conditional update decides between two who come at the same moment.
    if not Invitation.objects.open(moment).filter(pk=invitation.pk).update(accepted_at=moment, accepted_by=user):
        raise Refused(_("This invitation was used already, withdrawn, or its time is over."))
    seat = _seat(user, invitation.organization, invitation.role, PartialDate(clock.today()))
    record("organizations.invitation_accepted", invitation, by=user, data={"seat": seat.pk, "user": user.pk})
    return seat


def open_invitation(token: str) -> Invitation:
    """Return the invitation that a token opens. Refused when unknown, used, withdrawn or expired."""
    invitations = Invitation.objects.open(clock.now()).select_related("organization", "invited_by")
    invitation = invitations.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise Refused(_("This invitation was used already, withdrawn, or its time is over."))
    return invitation


def is_verified(user: User) -> bool:
    """Whether the address of the account was ever shown to be this person's."""
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()


@action
def seat(user: User, organization: Organization, role: str, begins: PartialDate | None, *, by: Any) -> Seat:
    """Seat a person who has an account. Nobody seats themselves."""
    require(can_seat(by))
    if user == by:
        raise Refused(_("Nobody seats themselves. Ask another officer of the secretariat."))
    if not user.is_active:
        raise Refused(_("This account is closed."))
    _fits(organization, role)
    _in_domains(organization, user.email)
    made = _seat(user, organization, role, begins)
    record("organizations.seat_begun", made, by=by, data=_told(made))
    return made


@action
def unseat(seat: Seat, *, by: Any, ends: PartialDate) -> None:
    """End a seat; the day given is the first on which it no longer holds.

    Nobody leaves the seat by which they hold an office of the group on their own: an office is not
    put down without a witness. A seat that would end before it began never was: the row goes, the event tells.
    """
    require(can_unseat(by, seat))
    fresh = Seat.objects.filter(pk=seat.pk).first()  # somebody else may have ended it meanwhile
    if fresh is None or fresh.ends:
        raise Refused(_("This seat has already ended."))
    if seat.user == by and _gives_office(seat):
        raise Refused(_("You hold an office of the group by this seat. Ask another person to end it."))
    _end(seat, by=by, ends=ends)


@action
def add_mail_domain(organization: Organization, *, by: Any, domain: str) -> MailDomain:
    """Allow invitations at addresses of a domain, and of those below it."""
    require(can_keep_mail_domains(by))
    domain = domain.strip().removeprefix("@").casefold()
    try:
        validate_domain_name(domain)
        domain.encode("ascii")
    except (ValidationError, UnicodeError):
        raise Refused(
            _("“%(domain)s” is not a mail domain. Write it as in “itu.int”.") % {"domain": domain[:60]}
        ) from None
    if "." not in domain or domain in TOO_WIDE:
        raise Refused(_("“%(domain)s” is open to everybody; it does not show who works for whom.") % {"domain": domain})
    made, is_new = MailDomain.objects.get_or_create(organization=organization, domain=domain)
    if not is_new:
        raise Refused(_("This domain is already on the list."))
    record("organizations.mail_domain_added", organization, by=by, data={"domain": domain})
    return made


@action
def remove_mail_domain(domain: MailDomain, *, by: Any) -> None:
    """Stop invitations at a domain; those who have seats keep them."""
    require(can_keep_mail_domains(by))
    record("organizations.mail_domain_removed", domain.organization, by=by, data={"domain": domain.domain})
    domain.delete()


def forget_seats(user: User, *, by: Any) -> None:
    """End the seats of a person who is being forgotten, and take their address from invitations."""
    today = PartialDate(clock.today())
    for held in Seat.objects.filter(user=user, ends=None).select_related("organization", "user"):
        _end(held, by=by, ends=today)
    moment = clock.now()
    for invitation in Invitation.objects.open(moment).filter(email=user.email):
        _withdraw(invitation, by=user, moment=moment)
    Invitation.objects.filter(email=user.email).update(email=f"person-{user.pk}@forgotten.invalid")


def _spelled(email: str) -> str:
    try:
        return one_spelling(email)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from None


def _fits(organization: Organization, role: str) -> None:
    """Refuse a role that is none, an organization that does not take part, an officer where no secretariat is."""
    today = clock.today()
    if role not in SeatRole.values:
        raise Refused(_("There is no such role."))
    if not Membership.objects.on(today).filter(organization=organization).exists():
        raise Refused(_("%(organization)s is neither a member nor an observer today.") % {"organization": organization})
    provides = Term.objects.on(today).filter(organization=organization, office=OfficeName.SECRETARIAT)
    if role == SeatRole.OFFICER and not provides.exists():
        raise Refused(_("%(organization)s does not provide the secretariat today.") % {"organization": organization})


def _in_domains(organization: Organization, email: str) -> None:
    """Refuse an address that is not at one of the organization's domains or below it."""
    host = email.rpartition("@")[2]
    domains = list(organization.mail_domains.values_list("domain", flat=True))
    if not any(host == domain or host.endswith(f".{domain}") for domain in domains):
        known = listed(domains) or _("none yet; the secretariat enters them")
        raise Refused(
            _("The address must be at a mail domain of %(organization)s: %(domains)s.")
            % {"organization": organization, "domains": known}
        )


def _seat(user: User, organization: Organization, role: str, begins: PartialDate | None) -> Seat:
    if Seat.objects.filter(user=user, organization=organization, role=role, ends=None).exists():
        raise Refused(_("This person already has that seat."))
    user.__dict__.pop("_standing", None)
    return Seat.objects.create(user=user, organization=organization, role=role, begins=begins)


def _end(seat: Seat, *, by: Any, ends: PartialDate) -> None:
    told = {**_told(seat), "ends": ends}
    if seat.begins and not ends > seat.begins:
        record("organizations.seat_voided", seat, by=by, data=told)
        seat.delete()
        return
    seat.ends = ends
    seat.save(update_fields=["ends"])
    record("organizations.seat_ended", seat, by=by, data=told)


def _told(seat: Seat) -> dict:
    return {"user": seat.user_id, "organization": seat.organization.acronym, "role": seat.role, "begins": seat.begins}


def _gives_office(seat: Seat) -> bool:
    return (
        seat.role == SeatRole.OFFICER
        or Term.objects.on(clock.today()).filter(organization=seat.organization_id).exists()
    )


def _withdraw(invitation: Invitation, *, by: Any, moment) -> None:
    void = {"withdrawn_at": moment, "withdrawn_by": by if by.pk else None}
    if not Invitation.objects.open(moment).filter(pk=invitation.pk).update(**void):
        raise Refused(_("This invitation is no longer open."))
    data = {"organization": invitation.organization.acronym, "role": invitation.role}
    record("organizations.invitation_withdrawn", invitation, by=by, data=data)
