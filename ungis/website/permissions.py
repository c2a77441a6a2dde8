"""Who may write the public pages."""

from typing import Any

from ungis.core.standing import standing_of


def can_edit_site(user: Any) -> bool:
    """The secretariat, by the seat held now, and administrators."""
    standing = standing_of(user)
    return standing.is_secretariat or standing.is_administrator
