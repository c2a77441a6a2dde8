"""What the register of activities adds to the pages of organizations, of concepts and of paragraphs: ways on to it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.mappings.searching import filters_of
from ungis.organizations.models import Organization
from ungis.pages.onward import Offer

from .models import Activity

FACET_OF = {"lines": "line", "goals": "goal", "objectives": "objective"}  # filters of an entry, as addresses name them


def of_organization(organization: Organization, user: Any) -> Iterator[Offer]:
    """The activities in which it takes part."""
    yield Offer(_("Its activities"), _listed("organization", organization.slug))
    yield Offer(_("What its activities serve"), _listed("organization", organization.slug, "coverage"))


def of_concept(concept: Concept, user: Any) -> Iterator[Offer]:
    """The activities that serve it, or that of which it is a part."""
    for filter_, slugs in filters_of([concept]).items():
        for slug in slugs:
            yield Offer(_("Activities that serve it"), _listed(FACET_OF[filter_], slug))
            yield Offer(_("What these activities serve besides"), _listed(FACET_OF[filter_], slug, "coverage"))


def has_activities() -> Exists:
    """Whether any activity at all says that it answers a paragraph: fetched with the paragraph."""
    return Exists(Activity.paragraphs.through.objects.filter(paragraph=OuterRef("pk")))


def of_paragraph(paragraph: Paragraph, user: Any) -> Iterator[Offer]:
    """The activities that answer it, the newest first."""
    if not getattr(paragraph, "has_activities", True):
        return
    answering = Activity.objects.visible_to(user).registered().filter(paragraphs=paragraph).latest_first()
    for activity in answering[:10]:
        yield Offer(_("Answered by: %(title)s") % {"title": activity.title}, activity.get_absolute_url())


def _listed(facet: str, value: str, view: str = "activity_list") -> str:
    return f"{reverse(view)}?{urlencode({facet: value})}"
