"""What a person may see and for whom they may act, at this moment: a small value, no table.

`organizations` fills it in, from seats and terms of office; the ground only reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    GROUP = "group", _("members and observers")
    MEMBERS = "members", _("members")
    BUREAU = "bureau", _("chair, vice-chairs and secretariat")
    SECRETARIAT = "secretariat", _("secretariat")


LADDER = [level.value for level in Visibility]


@dataclass(frozen=True)
class Standing:
    """The seat held now: `offices` are chair, vice-chair, secretariat; organizations are keys."""

    reach: str = Visibility.PUBLIC.value
    organizations: frozenset[int] = frozenset()
    speaks_for: frozenset[int] = frozenset()  # where the seat is one that may send: focal point, alternate, principal
    offices: frozenset[str] = frozenset()
    is_administrator: bool = False
    visibilities: frozenset[str] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "visibilities", frozenset(LADDER[: LADDER.index(self.reach) + 1]))

    @property
    def is_secretariat(self) -> bool:
        return "secretariat" in self.offices

    @property
    def is_bureau(self) -> bool:
        return bool(self.offices)


PUBLIC = Standing()
_provider: Callable[[Any], Standing] = lambda user: PUBLIC  # noqa: E731  replaced at start by organizations


def provide(provider: Callable[[Any], Standing]) -> None:
    """Let a room above say how a user's standing is computed."""
    global _provider
    _provider = provider


def standing_of(user: Any) -> Standing:
    """Return the standing of a user, anonymous ones included; computed once per user object."""
    if not getattr(user, "is_authenticated", False):
        return getattr(user, "standing", PUBLIC)
    # Not by __dict__: request.user is a lazy wrapper, whose own __dict__ is another.
    if getattr(user, "_standing", None) is None:
        user._standing = _provider(user)
    return user._standing


class Clerk:
    """The system itself as an actor: loading the record, doing what falls due. Never signed in."""

    pk = None
    is_authenticated = False
    standing = Standing(reach=Visibility.SECRETARIAT.value, offices=frozenset({"secretariat"}), is_administrator=True)

    def __str__(self) -> str:
        return "system"


CLERK = Clerk()
