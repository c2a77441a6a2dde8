"""The public addresses of the site: what anybody may see, and nothing that would tell of the rest."""

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from wagtail.models import Page

from ungis.documents.models import Work
from ungis.mandates.models import Paragraph
from ungis.meetings.models import Meeting
from ungis.organizations.models import Organization

from .models import unrestricted

LISTS = ["home", "member_list", "officer_list", "meeting_list", "document_list", "mandate_list"]


def addresses() -> list[str]:
    """Return every public address as it is in English, and the pages of editors as often as they exist."""
    with translation.override("en"):
        return [*_lists(), *_records(), *_pages()]


def _lists() -> Iterator[str]:
    for name in LISTS:
        try:
            yield reverse(name)
        except NoReverseMatch:  # pragma: no cover  a room that is not installed
            continue


def _records() -> Iterator[str]:
    paragraphs = Paragraph.objects.public().select_related("work").only("anchor", "work__slug")
    for records in (
        Organization.objects.public().only("slug"),
        Meeting.objects.public().only("slug", "number"),
        Work.objects.public().only("slug"),
        paragraphs,
    ):
        for record in records:
            yield record.get_absolute_url()


def _pages() -> Iterator[str]:
    pages = unrestricted(Page.objects.live().filter(depth__gte=3, locale__language_code="en"))
    yield from pages.order_by("path").values_list("url_path", flat=True)
