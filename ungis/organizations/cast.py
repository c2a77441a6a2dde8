"""The cast: the people of a development site and of the tests, seated through the same actions as everybody."""

from dataclasses import dataclass

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.people.actions import create_person
from ungis.people.models import User

from .models import MailDomain, Organization, Seat, SeatRole
from .seat_actions import add_mail_domain, seat

SEATED_ON = PartialDate.parse("2025-07-10")  # when the present term of office began


@dataclass(frozen=True)
class Player:
    """One of the cast; without an organization, a stakeholder or an administrator."""

    name: str
    email: str
    organization: str = ""
    role: str = ""
    is_administrator: bool = False
    part: str = ""


# Names are invented; the domains are reserved for examples (RFC 2606) and receive no mail.
CAST = {
    "secretary": Player("Anna Keller", "anna.keller@itu.example", "ITU", SeatRole.OFFICER, part="secretariat officer"),
    "chair": Player(
        "Samir Haddad", "samir.haddad@unctad.example", "UNCTAD", SeatRole.FOCAL_POINT, part="chair’s officer"
    ),
    "vice_chair": Player(
        "Lucía Ortega", "lucia.ortega@undp.example", "UNDP", SeatRole.FOCAL_POINT, part="vice-chair’s officer"
    ),
    "member": Player("Mei Lin", "mei.lin@fao.example", "FAO", SeatRole.FOCAL_POINT, part="focal point of a member"),
    "other_member": Player(
        "Jean Moreau", "jean.moreau@who.example", "WHO", SeatRole.FOCAL_POINT, part="focal point of another member"
    ),
    "observer": Player(
        "Kofi Mensah", "kofi.mensah@unu.example", "UNU", SeatRole.FOCAL_POINT, part="focal point of an observer"
    ),
    "stakeholder": Player("Priya Nair", "priya.nair@ngo.example", part="stakeholder, without a seat"),
    "administrator": Player("Ivan Petrov", "ivan.petrov@operator.example", is_administrator=True, part="administrator"),
}


def seat_cast() -> dict[str, User]:
    """Create those of the cast who are missing, with their seats; return all of them."""
    return {key: _enter(player) for key, player in CAST.items()}


def _enter(player: Player) -> User:
    user = User.objects.filter(email=player.email).first()
    if user is None:
        user = create_person(player.email, by=CLERK, name=player.name, is_superuser=player.is_administrator)
    if player.organization and not Seat.objects.filter(user=user).exists():
        organization = Organization.objects.get(acronym=player.organization)
        domain = player.email.rpartition("@")[2]
        if not MailDomain.objects.filter(organization=organization, domain=domain).exists():
            add_mail_domain(organization, by=CLERK, domain=domain)
        seat(user, organization, player.role, SEATED_ON, by=CLERK)
    return user
