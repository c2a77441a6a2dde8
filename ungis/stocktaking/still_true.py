"""Once a year the people of an entry are asked whether it is still true; what nobody confirms is shown as such."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from ungis.core import clock
from ungis.core.acting import Already, action, require
from ungis.core.events import Happening, record_all
from ungis.core.standing import CLERK
from ungis.organizations.models import Seat, SeatRole

from .models import Activity, Role, Status
from .notifications import tell
from .permissions import can_moderate

A_YEAR = timedelta(days=365)
GRACE = timedelta(days=60)  # between the question and the mark
AT_ONCE = 50  # entries asked about in one look of the worker
ASKED_ROLES = (SeatRole.FOCAL_POINT, SeatRole.ALTERNATE)


def is_unconfirmed(activity: Activity, today: date) -> bool:
    """Whether nobody has said for a year and two months that the entry is true; what is completed stays as it was."""
    said = activity.held_true_at or activity.published_at
    return activity.status != Status.COMPLETED and said is not None and today - said.date() > A_YEAR + GRACE


def due(now: datetime) -> Any:
    """Return the entries whose people are to be asked, the longest unconfirmed first."""
    long_ago = now - A_YEAR
    register = Activity.objects.registered().exclude(status=Status.COMPLETED)
    return register.filter(
        Q(held_true_at__lt=long_ago) | Q(held_true_at=None, published_at__lt=long_ago),
        Q(asked_at=None) | Q(asked_at__lt=long_ago),
    ).order_by("held_true_at", "number")


@action
def ask_whether_true(*, by: Any) -> int:
    """Ask the people of some entries whether they are still true; return how many. None is due: nothing is written."""
    require(can_moderate(by))
    now = clock.now()
    asked = list(due(now).select_for_update()[:AT_ONCE])
    if not asked:
        raise Already(0)
    happenings = []
    for activity in asked:
        activity.asked_at = now
        told = sum(tell(activity, "still_true", to=person) for person in _people_of(activity))
        happenings.append(Happening("stocktaking.activity_asked", activity, {"people": told}))
    Activity.objects.bulk_update(asked, ["asked_at"])
    record_all(happenings, by=by)
    return len(asked)


def ask() -> int:
    """What the worker does when it looks for what is due."""
    return ask_whether_true(by=CLERK) if due(clock.now()).exists() else 0


def _people_of(activity: Activity) -> list[Any]:
    """Return the focal points of the organizations that carry an entry out, else who wrote it."""
    carrying = activity.participations.filter(role=Role.CARRIES_OUT).values("organization")
    seats = Seat.objects.on(clock.today()).filter(organization__in=carrying, role__in=ASKED_ROLES, user__is_active=True)
    people = {seat.user_id: seat.user for seat in seats.select_related("user")}
    if not people and activity.written_by and activity.written_by.is_active:
        people[activity.written_by_id] = activity.written_by
    return list(people.values())
