"""What the pages of organizations and documents show of frameworks and matrices."""

from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.documents.models import Kind, Work
from ungis.languages.models import fetch_translations, say_here
from ungis.organizations.models import Organization

from .models import Edition, Facilitator, Framework

ADOPTED = (Kind.RESOLUTION, Kind.DECISION, Kind.OUTCOME)
Rows = list[tuple[str, str, str]]  # title, address, note


def facilitated_by(organization: Organization, user: Any) -> Rows:
    """The concepts that the organization facilitates today, its own leads first."""
    found = list(
        Facilitator.objects.on(clock.today())
        .filter(organization=organization)
        .select_related("concept__framework")
        .order_by("-is_lead", "concept__framework__order", "concept__order")
    )
    fetch_translations([facilitator.concept for facilitator in found], "title")
    return [
        (
            say_here(f"{facilitator.concept.code}: {facilitator.concept.said['title']}"),
            facilitator.concept.get_absolute_url(),
            _("lead facilitator") if facilitator.is_lead else _("co-facilitator"),
        )
        for facilitator in found
    ]


def frameworks_of(work: Work, user: Any) -> Rows:
    """The frameworks that a document holds: one that was adopted. Of other documents none is asked for."""
    if work.kind not in ADOPTED:
        return []
    found = fetch_translations(Framework.objects.visible_to(user).filter(work=work), "title")
    return [(framework.said["title"], framework.get_absolute_url(), "") for framework in found]


def editions_of(work: Work, user: Any) -> Rows:
    """The editions of the matrix that a document is. Of other documents none is asked for."""
    if work.kind != Kind.MATRIX:
        return []
    found = Edition.objects.visible_to(user).filter(matrix__work=work).select_related("matrix").newest_first()
    return [
        (edition.said["title"], edition.get_absolute_url(), edition.get_state_display())
        for edition in fetch_translations(found, "title")
    ]
