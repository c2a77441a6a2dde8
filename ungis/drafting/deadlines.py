"""What is left until a deadline, and the moment of it on the clocks that people of the group look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.pages.dates import print_moment

ZONES = ("Europe/Zurich", "America/New_York", "UTC")


@dataclass(frozen=True)
class Deadline:
    """Both as text for a page."""

    left: str
    moments: list[str]
    is_past: bool


def deadline_of(due_at: datetime | None, now: datetime) -> Deadline | None:
    """Return the deadline as a page shows it; None where there is none."""
    if due_at is None:
        return None
    return Deadline(_left(due_at - now), [print_moment(due_at, zone) for zone in ZONES], due_at <= now)


def _left(time: timedelta) -> str:
    if time <= timedelta(0):
        return _("The deadline has passed")
    days, hours = time.days, time.seconds // 3600
    if days >= 3:
        return ngettext("%(number)s day left", "%(number)s days left", days) % {"number": days}
    hours += days * 24
    if not hours:
        return _("Less than an hour left")
    return ngettext("%(number)s hour left", "%(number)s hours left", hours) % {"number": hours}
