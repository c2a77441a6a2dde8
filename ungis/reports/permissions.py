"""Who makes papers."""

from typing import Any

from .states import State


def can_keep_papers(user: Any) -> bool:
    """Papers are drafted, changed and issued by the secretariat."""
    return user.standing.is_secretariat


def can_change_paper(user: Any, paper: Any) -> bool:
    """An issued paper never changes."""
    return can_keep_papers(user) and paper.state == State.DRAFT
