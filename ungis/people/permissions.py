"""Who may do what with an account."""

from typing import Any

from django.conf import settings


def can_make_sign_in_link(by: Any) -> bool:
    """Only the system, only where DEBUG is on: such a link goes past every other check."""
    return settings.DEBUG and by.standing.is_administrator and not by.is_authenticated


def can_change_profile(by: Any, person: Any) -> bool:
    return by.is_authenticated and by.pk == person.pk


def can_forget(by: Any, person: Any) -> bool:
    return can_change_profile(by, person) or by.standing.is_administrator
