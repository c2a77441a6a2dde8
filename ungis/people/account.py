"""What the rooms above know of a person: they announce it here, for the account page, the export, and forgetting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import User


@dataclass(frozen=True)
class Part:
    """One room's share of an account.

    `template` is shown on the person's own page with what `show` returns; `export` returns what goes
    into their data; `forget` ends and effaces what names them, inside the action that forgets them.
    """

    name: str
    template: str
    show: Callable[[User], dict[str, Any]]
    export: Callable[[User], Any]
    forget: Callable[..., None]


PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Let a room above add its part."""
    PARTS[part.name] = part


def data_of(user: User) -> dict[str, Any]:
    """Return everything kept about a person, as plain values, for themselves."""
    return {
        "name": user.name,
        "email": user.email,
        "affiliation": user.affiliation,
        "language": user.language,
        "registered_at": user.date_joined.isoformat(),
        "last_signed_in_at": user.last_login.isoformat() if user.last_login else None,
        "second_factors": [
            {"kind": factor.get_type_display(), "added_at": factor.created_at.isoformat()}
            for factor in user.authenticator_set.all()
        ],
        **{name: part.export(user) for name, part in PARTS.items()},
    }
