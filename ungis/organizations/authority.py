"""A person's standing, read from the seats they hold and the offices their organizations hold today."""

from datetime import date

from django.db.models import QuerySet, Value

from ungis.core import clock
from ungis.core.standing import LADDER, Standing, Visibility

from .models import SENDING_ROLES, Capacity, Membership, OfficeName, Seat, SeatRole, Term


def standing_on_record(user) -> Standing:
    """Return what this user may see and do today: one query."""
    seats, taking_part, terms = _on_record(user, clock.today())
    administrator = bool(user.is_superuser and user.is_active)
    if not seats:
        reach = Visibility.SECRETARIAT if administrator else Visibility.PUBLIC
        return Standing(reach=reach.value, is_administrator=administrator)
    capacities = {capacity for _organization, capacity in taking_part}
    held = {organization for organization, _role in seats}
    # The secretariat is its officers, not everybody who sits for the organization that provides it;
    # a reviewer prepares and does not hold the office.
    offices = {
        office
        for organization, office in terms
        for seat_organization, role in seats
        if seat_organization == organization
        and (role == SeatRole.OFFICER if office == OfficeName.SECRETARIAT else role in SENDING_ROLES)
    }
    reach = max(
        (
            Visibility.PUBLIC,
            *([Visibility.GROUP] if Capacity.OBSERVER in capacities else []),
            *([Visibility.MEMBERS] if Capacity.MEMBER in capacities else []),
            *([Visibility.BUREAU] if offices else []),
            *([Visibility.SECRETARIAT] if OfficeName.SECRETARIAT in offices or administrator else []),
        ),
        key=lambda level: LADDER.index(level.value),
    )
    return Standing(
        reach=reach.value,
        organizations=frozenset(held),
        speaks_for=frozenset(organization for organization, role in seats if role in SENDING_ROLES),
        offices=frozenset(offices),
        is_administrator=administrator,
    )


def _on_record(user, day: date) -> list[list[tuple[int, str]]]:
    """Return seats with roles, memberships with capacities and terms with offices, as pairs with an organization.

    Every page of somebody who is signed in asks for this: the three tables are read in one query.
    """
    seats = Seat.objects.on(day).filter(user=user)
    of_those = {"organization__in": seats.order_by().values("organization")}
    tables = [
        _pairs(0, seats, "role"),
        _pairs(1, Membership.objects.on(day).filter(**of_those), "capacity"),
        _pairs(2, Term.objects.on(day).filter(**of_those), "office"),
    ]
    found: list[list[tuple[int, str]]] = [[] for _table in tables]
    for table, organization, word in tables[0].union(*tables[1:], all=True):
        found[table].append((organization, word))
    return found


def _pairs(table: int, rows: QuerySet, word: str) -> QuerySet:
    return rows.order_by().annotate(table=Value(table)).values_list("table", "organization", word)
