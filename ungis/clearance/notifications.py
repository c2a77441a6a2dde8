"""Who is told what of a round, in their language. A mail leads to the page; nothing in it acts by itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.mail.outbox import queue
from ungis.organizations.models import OfficeName, Seat, SeatRole, Term
from ungis.pages.dates import print_date
from ungis.pages.lists import listed
from ungis.people.models import User

from .models import Round

ASKED_ROLES = (SeatRole.FOCAL_POINT, SeatRole.ALTERNATE, SeatRole.REVIEWER)
SPEAKING_ROLES = (SeatRole.FOCAL_POINT, SeatRole.ALTERNATE, SeatRole.PRINCIPAL)
SUBJECTS = {
    "opened": _("%(deadline)s – clearance is asked: %(title)s"),
    "prepared": _("%(deadline)s – a position is prepared for you to send: %(title)s"),
    "recorded": _("%(deadline)s – your position was recorded by the secretariat: %(title)s"),
    "objection": _("%(deadline)s – objection by %(organization)s: %(title)s"),
    "objection_withdrawn": _("%(deadline)s – %(organization)s no longer objects: %(title)s"),
    "extension_asked": _("%(deadline)s – %(organization)s asks for more time: %(title)s"),
    "extended": _("%(deadline)s – more time is given: %(title)s"),
    "withdrawn": _("Clearance is no longer asked: %(title)s"),
    "reminder": _("%(deadline)s – no answer yet: %(title)s"),
    "adopted": _("Adopted under the silence procedure: %(title)s"),
    "reserved": _("Adopted with reservations: %(title)s"),
    "broken": _("Silence was broken: %(title)s"),
}


@dataclass
class Recipient:
    """One person, told once, whatever number of seats they hold."""

    user: User
    acronyms: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.user.language or "en"


def people_of(organizations: Collection[int], roles: Iterable[str] = ASKED_ROLES) -> list[Recipient]:
    """Return those who sit for any of the organizations today in one of the roles."""
    seats = Seat.objects.on(_today()).filter(organization__in=organizations, role__in=roles, user__is_active=True)
    return _gathered(seats)


def those_who_ask(round: Round) -> list[Recipient]:
    """Return whom a broken silence concerns first: the secretariat, the chair, and who opened the round."""
    day = _today()
    terms = Term.objects.on(day).filter(organization__isnull=False)
    secretariat = terms.filter(office=OfficeName.SECRETARIAT).values("organization")
    chairs = terms.filter(office=OfficeName.CHAIR).values("organization")
    seats = Seat.objects.on(day).filter(user__is_active=True)
    concerned = seats.filter(organization__in=secretariat, role=SeatRole.OFFICER)
    concerned |= seats.filter(organization__in=chairs, role__in=SPEAKING_ROLES)
    found = _gathered(concerned)
    if round.opened_by and round.opened_by.is_active and round.opened_by not in [one.user for one in found]:
        found.append(Recipient(round.opened_by, [round.asked_by.acronym]))
    return found


def everybody(round: Round) -> list[Recipient]:
    """Return those asked and those who ask, each once."""
    asked = people_of(list(round.eligible.values_list("organization", flat=True)))
    known = {one.user.pk for one in asked}
    return asked + [one for one in those_who_ask(round) if one.user.pk not in known]


def tell(round: Round, what: str, recipients: Iterable[Recipient], *, occasion: Any = "", **said: Any) -> int:
    """Queue one message to each recipient; the same `what` and `occasion` again change nothing. Return how many."""
    told = 0
    for recipient in recipients:
        with translation.override(recipient.language):
            context = {
                "round": round,
                "address": settings.BASE_URL.rstrip("/") + round.get_absolute_url(),
                "organizations": listed(recipient.acronyms),
                "geneva": on_the_wall(round.closes_at, "Europe/Zurich"),
                "new_york": on_the_wall(round.closes_at, "America/New_York"),
                "utc": on_the_wall(round.closes_at, "UTC"),
                **said,
            }
            words = {"title": round.title, "deadline": deadline_of(round), **said}
            queue(
                key=f"clearance {round.pk} {what} {occasion}",
                to=recipient.user.email,
                subject=str(SUBJECTS[what]) % words,
                body=render_to_string(f"clearance/mail/{what}.txt", context),
            )
        told += 1
    return told


def on_the_wall(moment: datetime, zone: str) -> str:
    """Return day and hour on the clock of a zone, without its name."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{print_date(local.date())}, {local:%H:%M}"


def deadline_of(round: Round) -> str:
    """Return the close as it stands at the head of a subject: in Geneva and in New York."""
    geneva, new_york = (round.closes_at.astimezone(zone) for zone in (clock.GENEVA, clock.NEW_YORK))
    there = f"{new_york:%H:%M}"
    if new_york.date() != geneva.date():
        there = f"{print_date(new_york.date())}, {there}"
    words = {"geneva": f"{print_date(geneva.date())}, {geneva:%H:%M}", "new_york": there}
    return str(_("%(geneva)s Geneva / %(new_york)s New York")) % words


def _today() -> Any:
    """Return the day in Geneva by the database's clock."""
    return clock.now().astimezone(clock.GENEVA).date()


def _gathered(seats: Any) -> list[Recipient]:
    found: dict[int, Recipient] = {}
    for seat in seats.select_related("user", "organization").order_by("organization__acronym", "user__email"):
        recipient = found.setdefault(seat.user_id, Recipient(seat.user))
        if seat.organization.acronym not in recipient.acronyms:
            recipient.acronyms.append(seat.organization.acronym)
    return list(found.values())
