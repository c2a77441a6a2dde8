"""Who is told what became of an entry: the person who wrote it, in their language."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.mail.outbox import queue

from .models import Activity

SUBJECTS = {
    "submitted": _("Received: %(title)s"),
    "published": _("Now in the register: %(title)s"),
    "returned": _("A question about your entry: %(title)s"),
    "declined": _("Not taken into the register: %(title)s"),
    "withdrawn": _("Taken out of the register: %(title)s"),
    "corrected": _("Your correction stands: %(title)s"),
    "correction_refused": _("Your correction was not taken over: %(title)s"),
    "merged": _("Merged with another entry: %(title)s"),
    "parted": _("An entry of its own again: %(title)s"),
    "still_true": _("Is this still true? %(title)s"),
}


def tell(activity: Activity, what: str, *, to: Any = None, reason: str = "") -> bool:
    """Queue one message to who wrote the entry, or to `to`; return whether there was somebody to tell."""
    person = to or activity.written_by
    if person is None or not person.is_active:
        return False
    with translation.override(person.language or "en"):
        words = {"title": activity.title}
        context = {
            "activity": activity,
            "reason": reason,
            "address": settings.BASE_URL.rstrip("/") + activity.get_absolute_url(),
        }
        queue(
            key=f"stocktaking {activity.pk} {what} {clock.now().isoformat()}",
            to=person.email,
            subject=str(SUBJECTS[what]) % words,
            body=render_to_string(f"stocktaking/mail/{what}.txt", context),
        )
    return True
