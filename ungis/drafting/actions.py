"""What is done with joint texts."""

from typing import Any

from ungis.core.acting import action, require
from ungis.core.moves import move
from ungis.organizations.models import OfficeName

from .models import Text
from .states import TEXT_MOVES


def _asks(user: Any) -> bool:
    """The secretariat, or the chair on behalf of the group, asks for clearance and carries its outcome."""
    return user.standing.is_secretariat or OfficeName.CHAIR in user.standing.offices


@action
def send_to_clearance(text: Text, *, by: Any) -> Text:
    """Say that a frozen version of the text is put to the members: it is not drafted on meanwhile."""
    require(_asks(by))
    return move(text, "send_to_clearance", by=by, moves=TEXT_MOVES)


@action
def return_to_drafting(text: Text, *, by: Any) -> Text:
    """Take the text up again: silence was broken, or clearance is no longer asked."""
    require(_asks(by))
    return move(text, "return_to_drafting", by=by, moves=TEXT_MOVES)


@action
def adopt_text(text: Text, *, by: Any) -> Text:
    """Write down that the members have cleared the text."""
    require(_asks(by))
    return move(text, "adopt", by=by, moves=TEXT_MOVES)
