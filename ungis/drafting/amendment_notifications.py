"""Who is told what became of proposals, in their language: one message a recipient and occasion."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.mail.outbox import queue
from ungis.organizations.models import Seat, SeatRole
from ungis.people.models import User

from .models import Amendment, Version
from .numbering import numbered

TOLD_ROLES = (SeatRole.FOCAL_POINT, SeatRole.ALTERNATE, SeatRole.REVIEWER)
SUBJECT = _("What became of proposals: %(title)s, version %(number)s")


def tell_outcomes(version: Version, amendments: Iterable[Amendment], *, occasion: object) -> int:
    """Tell each organization what became of what it proposed, joined or supported. Return how many messages."""
    concerned = _concerned(list(amendments))
    names = _names(version)
    told = 0
    for user, organizations in _people(concerned).items():
        shown = {one.pk: one for organization in organizations for one in concerned[organization]}
        with translation.override(user.language or "en"):
            context = {
                "version": version,
                "outcomes": [(one, names.get(one.key, "")) for _key, one in sorted(shown.items())],
                "base": settings.BASE_URL.rstrip("/"),
            }
            queue(
                key=f"amendments {version.pk} {occasion}",
                to=user.email,
                subject=str(SUBJECT) % {"title": version.text.title, "number": version.number},
                body=render_to_string("drafting/mail/outcomes.txt", context),
            )
        told += 1
    return told


def _concerned(amendments: list[Amendment]) -> dict[int, list[Amendment]]:
    """Return by organization what it proposed itself, or stands behind."""
    keys = [one.pk for one in amendments]
    held = Amendment.objects.filter(pk__in=keys).select_related("organization", "version__text")
    concerned: dict[int, list[Amendment]] = defaultdict(list)
    for one in held.prefetch_related("supports", "doubles"):
        behind = {support.organization_id for support in one.supports.all()}
        behind |= {double.organization_id for double in one.doubles.all()}
        for organization in {one.organization_id, *behind}:
            concerned[organization].append(one)
    return concerned


def _people(concerned: Iterable[int]) -> dict[User, list[int]]:
    """Return those who sit for the organizations today, each once."""
    today = clock.now().astimezone(clock.GENEVA).date()
    seats = Seat.objects.on(today).filter(organization__in=list(concerned), role__in=TOLD_ROLES, user__is_active=True)
    people: dict[User, list[int]] = defaultdict(list)
    for seat in seats.select_related("user").order_by("pk"):
        people[seat.user].append(seat.organization_id)
    return people


def _names(version: Version) -> dict[str, str]:
    """Return the printed number of each paragraph, by its key."""
    paragraphs: list[Any] = list(version.paragraphs.only("key", "kind", "level"))
    return {one.key: number.label for one, number in zip(paragraphs, numbered(paragraphs), strict=True)}
