"""What Wagtail writes into its own log of pages also goes into our chain of events.

Wagtail offers no single hook for editing, translation and schedule; all three write this log.
"""

from typing import Any

from wagtail.models import Page, PageLogEntry

from ungis.core.standing import CLERK

from .actions import note_publication

STEPS = {
    "wagtail.publish": "published",
    "wagtail.unpublish": "withdrawn",
    "wagtail.delete": "deleted",
    "wagtail.move": "moved",
}


def note(instance: PageLogEntry, created: bool, **signal: Any) -> None:
    """Record one event for each entry of the log that changes what the public sees."""
    step = STEPS.get(instance.action)
    page = Page.objects.filter(pk=instance.page_id).select_related("locale").first() if created and step else None
    if page is not None:
        note_publication(page, by=instance.user or CLERK, step=step)
