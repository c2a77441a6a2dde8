"""A person's standing, read from the seats they hold and the offices their organizations hold today."""

from ungis.core import clock
from ungis.core.standing import LADDER, Standing, Visibility

from .models import SENDING_ROLES, Capacity, Membership, OfficeName, Seat, SeatRole, Term


def standing_on_record(user) -> Standing:
    """Return what this user may see and do today: three queries, none for people without a seat."""
    today = clock.today()
    seats = list(Seat.objects.on(today).filter(user=user).values_list("organization", "role"))
    administrator = bool(user.is_superuser and user.is_active)
    if not seats:
        reach = Visibility.SECRETARIAT if administrator else Visibility.PUBLIC
        return Standing(reach=reach.value, is_administrator=administrator)
    held = {organization for organization, _ in seats}
    capacities = set(Membership.objects.on(today).filter(organization__in=held).values_list("capacity", flat=True))
    terms = Term.objects.on(today).filter(organization__in=held).values_list("organization", "office")
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
