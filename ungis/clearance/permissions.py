"""Who may ask for clearance, and who answers for whom."""

from typing import Any

from ungis.organizations.models import OfficeName, Organization


def can_open_round(user: Any) -> bool:
    """The secretariat, or the chair on behalf of the group, asks; they also extend and withdraw."""
    return user.standing.is_secretariat or OfficeName.CHAIR in user.standing.offices


def can_shorten(user: Any) -> bool:
    """Less than the minimum period is for the chair to allow; the secretariat cannot."""
    return OfficeName.CHAIR in user.standing.offices


def can_close_round(user: Any) -> bool:
    """Write down the outcome once the moment has come; it follows from the record, so nobody decides it."""
    return user.standing.is_secretariat


def can_prepare(user: Any, organization: Organization) -> bool:
    """Whoever sits for an organization prepares what it is to say."""
    return organization.pk in user.standing.organizations


def can_speak(user: Any, organization: Organization) -> bool:
    """Focal point, alternate and principal send, withdraw and endorse for their organization; nobody else does."""
    return organization.pk in user.standing.speaks_for


def can_record(user: Any) -> bool:
    """What came by mail or phone is recorded by the secretariat."""
    return user.standing.is_secretariat


def can_keep_calendar(user: Any) -> bool:
    """Duty stations and their holidays are kept by the secretariat."""
    return user.standing.is_secretariat
