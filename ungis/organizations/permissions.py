"""Who may change the registry."""

from typing import Any

from ungis.core.standing import standing_of


def can_keep_registry(user: Any) -> bool:
    """Admit and end memberships, change names, hand over terms: the secretariat."""
    return standing_of(user).is_secretariat
