"""Who may bring people into seats."""

from typing import Any

from ungis.core.standing import standing_of

from .models import Organization, Seat, SeatRole


def can_see_people(user: Any, organization: Organization) -> bool:
    """Whether they keep the seats of this organization: its own senders, and the secretariat."""
    standing = standing_of(user)
    return standing.is_secretariat or organization.pk in standing.speaks_for


def can_invite(user: Any, organization: Organization, role: str) -> bool:
    """The secretariat invites for all, an organization's own senders for theirs; officers, only the secretariat."""
    if role == SeatRole.OFFICER:
        return standing_of(user).is_secretariat
    return can_see_people(user, organization)


def can_seat(user: Any) -> bool:
    return standing_of(user).is_secretariat


def can_unseat(user: Any, seat: Seat) -> bool:
    return can_invite(user, seat.organization, seat.role)


def can_keep_mail_domains(user: Any) -> bool:
    return standing_of(user).is_secretariat
