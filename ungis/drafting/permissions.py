"""Who may write joint texts, and who may say that one is done."""

from typing import Any

from ungis.core.standing import Visibility, standing_of
from ungis.organizations.models import OfficeName, Organization

from .models import Text


def can_set_up_text(user: Any) -> bool:
    """Open a text, say what it is for, abandon it and take it up again: the bureau."""
    return standing_of(user).is_bureau


def can_write(user: Any, text: Text) -> bool:
    """Put paragraphs into a text: the secretariat, and whoever sits for the organization that leads it."""
    standing = standing_of(user)
    return standing.is_secretariat or text.lead_id in standing.organizations


def can_keep_versions(user: Any, text: Text) -> bool:
    """Freeze a version and open the next: the secretariat, and who speaks for the lead; its reviewers do not."""
    standing = standing_of(user)
    return standing.is_secretariat or text.lead_id in standing.speaks_for


def can_carry_clearance(user: Any) -> bool:
    """Send a text to clearance and carry the outcome: the secretariat, and the chair on behalf of the group."""
    standing = standing_of(user)
    return standing.is_secretariat or OfficeName.CHAIR in standing.offices


def can_publish_text(user: Any) -> bool:
    """Put an adopted text into the library: the secretariat, which keeps the library."""
    return standing_of(user).is_secretariat


def can_prepare_amendment(user: Any, organization: Organization) -> bool:
    """Write down what an organization is to propose, and what it remarks: whoever sits for it in the group."""
    standing = standing_of(user)
    return Visibility.GROUP in standing.visibilities and organization.pk in standing.organizations


def can_send_amendment(user: Any, organization: Organization) -> bool:
    """Propose, support and withdraw for an organization: focal point, alternate and principal; nobody for another."""
    standing = standing_of(user)
    return Visibility.GROUP in standing.visibilities and organization.pk in standing.speaks_for


def can_decide(user: Any, text: Text) -> bool:
    """Accept, decline and merge proposals: the secretariat, and who speaks for the lead."""
    return can_keep_versions(user, text)
