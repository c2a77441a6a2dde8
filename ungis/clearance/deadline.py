"""The close of a round as a page shows it: what is left on working days, and the moment on people's clocks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.drafting.deadlines import ZONES
from ungis.pages.dates import print_moment

from .workdays import Left


@dataclass(frozen=True)
class Deadline:
    """As text for a page; `at` is for the reader's own clock, which only their browser knows."""

    left: str
    moments: list[str]
    at: datetime
    is_past: bool


def deadline_of(closes_at: datetime, now: datetime, left: Left | None) -> Deadline:
    """Return the close as a page shows it; `left` is that of the duty station with the least working time left."""
    is_past = closes_at <= now
    words = _("The round is closed") if is_past else working_time_left(left)
    return Deadline(words, [print_moment(closes_at, zone) for zone in ZONES], closes_at, is_past)


def working_time_left(left: Left | None) -> str:
    """Return the working time left in words: days and hours, as hours count while there are few days."""
    if left is None:
        return _("Open")
    days = ngettext("%(number)s working day", "%(number)s working days", left.days) % {"number": left.days}
    hours = ngettext("%(number)s hour", "%(number)s hours", left.hours) % {"number": left.hours}
    if left.days and left.hours:
        return _("%(days)s and %(hours)s left") % {"days": days, "hours": hours}
    if left.days:
        return _("%(time)s left") % {"time": days}
    if left.hours:
        return _("%(time)s left on working days") % {"time": hours}
    return _("Less than an hour left on working days")
