"""What the registry knows of a person, for their account page, their data, and when they are forgotten."""

from ungis.core import clock
from ungis.people.account import Part, register
from ungis.people.models import User

from .models import Invitation, Seat
from .seat_actions import forget_seats


def show(user: User) -> dict:
    return {
        "seats": Seat.objects.filter(user=user).on(clock.today()).select_related("organization"),
        "invitations": Invitation.objects.open(clock.now()).filter(email=user.email).select_related("organization"),
    }


def export(user: User) -> list[dict]:
    return [
        {
            "organization": seat.organization.acronym,
            "role": seat.role,
            "begins": str(seat.begins or ""),
            "ends": str(seat.ends or ""),
        }
        for seat in Seat.objects.filter(user=user).select_related("organization")
    ]


def announce() -> None:
    register(Part("seats", "organizations/_account_seats.html", show, export, forget_seats))
