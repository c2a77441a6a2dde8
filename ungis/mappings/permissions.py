"""Who may change frameworks and matrices."""

from collections.abc import Iterable
from typing import Any

from ungis.core.standing import Visibility, standing_of


def can_keep_frameworks(user: Any) -> bool:
    """Add frameworks, concepts, facilitators and matrices, import a new version: the secretariat."""
    return standing_of(user).is_secretariat


def can_draft_claim(user: Any, facilitators: Iterable[int]) -> bool:
    """Draft and revise the claims of a line: who speaks for an organization that facilitates it, and the secretariat.

    `facilitators` are the keys of the organizations that facilitate the row or the column today.
    """
    standing = standing_of(user)
    return standing.is_secretariat or bool(standing.speaks_for.intersection(facilitators))


def can_revise_claim(user: Any, claim: Any, facilitators: Iterable[int]) -> bool:
    """Put other words into a claim: as can_draft_claim, but nobody words what another organization says.

    A claim without an author is of its line, and any of its facilitators words it.
    """
    standing = standing_of(user)
    is_own = claim.author_id is None or claim.author_id in standing.speaks_for
    return can_draft_claim(user, facilitators) and (is_own or standing.is_secretariat)


def can_move_claim(user: Any) -> bool:
    """Take up, clear, reject, open again: the bureau."""
    return standing_of(user).is_bureau


def can_adopt_candidate(user: Any, facilitators: Iterable[int]) -> bool:
    """Adopt what a composition suggests: the bureau, and who speaks for a facilitator of a line it goes through."""
    standing = standing_of(user)
    return standing.is_bureau or bool(standing.speaks_for.intersection(facilitators))


def can_keep_editions(user: Any) -> bool:
    """Open, freeze and publish editions: the bureau."""
    return standing_of(user).is_bureau


def can_comment(user: Any) -> bool:
    """Say something of a cell: whoever sits for an organization of the group."""
    standing = standing_of(user)
    return bool(standing.organizations) and Visibility.GROUP in standing.visibilities


def can_withdraw_comment(user: Any, comment: Any) -> bool:
    """Take words back: who wrote them; the secretariat may."""
    return standing_of(user).is_secretariat or comment.written_by_id == user.pk


def can_import(user: Any) -> bool:
    """Bring a workbook: whoever may draft some claim; each row is judged again by its line."""
    standing = standing_of(user)
    return standing.is_secretariat or bool(standing.speaks_for)


def can_decide_import(user: Any, offered: Any) -> bool:
    """Confirm or discard what a file would change: who brought it."""
    return offered.offered_by_id == user.pk
