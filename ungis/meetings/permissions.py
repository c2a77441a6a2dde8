"""Who may change the record of meetings."""

from typing import Any


def can_keep_meetings(user: Any) -> bool:
    """Meetings are planned, convened and recorded by the secretariat."""
    return user.standing.is_secretariat
