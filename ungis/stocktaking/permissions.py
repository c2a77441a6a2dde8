"""Who may write, publish and correct activities, and who may say what they serve."""

from typing import Any

from ungis.core.standing import standing_of

from .models import Activity, Intake
from .states import OPEN_STATES, ActivityState


def can_contribute(user: Any) -> bool:
    """Begin an entry: anyone registered."""
    return bool(getattr(user, "is_authenticated", False)) or standing_of(user).is_secretariat


def is_own(user: Any, activity: Activity) -> bool:
    """Whether somebody wrote the entry, or sits for an organization that carries it out."""
    if activity.written_by_id is not None and activity.written_by_id == getattr(user, "pk", None):
        return True
    held = standing_of(user).organizations
    return bool(held) and activity.participations.filter(organization__in=held).exists()


def can_word(user: Any, activity: Activity) -> bool:
    """Put other words into an entry before it is submitted: its own people; the secretariat at any time."""
    if standing_of(user).is_secretariat:
        return activity.state != ActivityState.DISCARDED
    return activity.state in OPEN_STATES and is_own(user, activity)


def can_submit(user: Any, activity: Activity) -> bool:
    """Submit, take back, discard: its own people, and the secretariat."""
    return standing_of(user).is_secretariat or is_own(user, activity)


def can_moderate(user: Any) -> bool:
    """Publish, return, decline, take out of the register, merge and part: the secretariat."""
    return standing_of(user).is_secretariat


def can_correct(user: Any, activity: Activity) -> bool:
    """Correct an entry of the register: its own people, and the secretariat."""
    return activity.state == ActivityState.PUBLISHED and (standing_of(user).is_secretariat or is_own(user, activity))


def corrects_at_once(user: Any, activity: Activity) -> bool:
    """Whether a correction stands without the secretariat: who speaks for an organization that carries it out."""
    standing = standing_of(user)
    spoken_for = standing.speaks_for
    return standing.is_secretariat or (
        bool(spoken_for) and activity.participations.filter(organization__in=spoken_for).exists()
    )


def can_tag(user: Any, activity: Activity) -> bool:
    """Confirm and refuse what an activity serves: its own people, and the secretariat."""
    return activity.state != ActivityState.DISCARDED and (standing_of(user).is_secretariat or is_own(user, activity))


def can_hold_true(user: Any, activity: Activity) -> bool:
    """Say that an entry is still true: its own people, and the secretariat."""
    return can_correct(user, activity)


def can_bring_file(user: Any) -> bool:
    """Bring many activities in a file: anyone registered; each of them waits for the secretariat."""
    return can_contribute(user)


def can_decide_intake(user: Any, intake: Intake) -> bool:
    """Confirm or discard what a file would bring: who brought it."""
    return user.pk is not None and intake.brought_by_id == user.pk
