"""Who is told what became of an entry: the person who wrote it, in their language."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.core.addresses import address_of
from ungis.core.standing import standing_of
from ungis.mail.outbox import queue
from ungis.organizations.models import OfficeName, Seat, SeatRole, Term

from .models import Activity, Intake

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
SUBJECTS_OF_INTAKES = {
    "taken_in": _("Your file is taken in: %(name)s"),
    "brought": _("Activities brought in a file: %(name)s"),
}


def tell(activity: Activity, what: str, *, to: Any = None, reason: str = "") -> bool:
    """Queue one message to who wrote the entry, or to `to`; return whether there was somebody to tell.

    Who submits an entry, takes it back and submits it again the same day is thanked once.
    """
    person = to or activity.written_by
    if person is None or not person.is_active:
        return False
    moment = clock.now()
    occasion = moment.date() if what == "submitted" else moment
    with translation.override(person.language or "en"):
        words = {"title": activity.title}
        context = {
            "activity": activity,
            "reason": reason,
            "address": settings.BASE_URL.rstrip("/") + activity.get_absolute_url(),
        }
        queue(
            key=f"stocktaking {activity.pk} {what} {occasion.isoformat()}",
            to=person.email,
            subject=str(SUBJECTS[what]) % words,
            body=render_to_string(f"stocktaking/mail/{what}.txt", context),
        )
    return True


def tell_of_intake(intake: Intake, by: Any) -> None:
    """Queue one message to who brought a file, and one to each officer of the secretariat where its entries wait."""
    taken = sum(number is not None for _row, number, _words in intake.outcome)
    told = {"taken": taken, "left_out": len(intake.outcome) - taken, "intake": intake, "by": by}
    _queue_of_intake(intake, by, "taken_in", told)
    waiting = not intake.publishes and taken
    if waiting and not standing_of(by).is_secretariat:
        for officer in _officers():
            _queue_of_intake(intake, officer, "brought", told)


def _officers() -> list[Any]:
    today = clock.now().date()
    terms = Term.objects.on(today).filter(office=OfficeName.SECRETARIAT, organization__isnull=False)
    seats = Seat.objects.on(today).filter(
        organization__in=terms.values("organization"), role=SeatRole.OFFICER, user__is_active=True
    )
    return list({seat.user_id: seat.user for seat in seats.select_related("user")}.values())


def _queue_of_intake(intake: Intake, person: Any, what: str, told: dict[str, Any]) -> None:
    if not person.is_active:
        return
    with translation.override(person.language or "en"):
        address = address_of("activity_queue") if what == "brought" else address_of("intake", str(intake.pk))
        queue(
            key=f"stocktaking intake {intake.pk} {what} {person.pk}",
            to=person.email,
            subject=str(SUBJECTS_OF_INTAKES[what]) % {"name": intake.name},
            body=render_to_string(
                f"stocktaking/mail/{what}.txt", {**told, "address": settings.BASE_URL.rstrip("/") + address}
            ),
        )
