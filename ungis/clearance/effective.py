"""What a round is at a moment: a function of its row, its standing positions, who counts, and the time.

The rule. A position counts when the database's clock, read inside the transaction that sends it and under the lock of
actions, is before `closes_at`; at `closes_at` and later it is refused, and so is its withdrawal. From that moment on
nothing that the outcome depends on can change, so the outcome is a fact whether or not a worker has written it down:

- any standing objection of a member that was asked: silence is broken;
- else any standing reservation of one: adopted with reservations;
- else: adopted. Comments, requests for more time that were not granted, and silence do not break it.

A position that was replaced or withdrawn in time no longer stands. Observers advise and never count. What is written
down is final: a clock that is set back reopens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ungis.organizations.models import Capacity

from .states import SILENCE, RoundState, Stance


class RoundRow(Protocol):
    state: str
    closes_at: datetime


class PositionRow(Protocol):
    organization_id: int
    stance: str


class EligibleRow(Protocol):
    organization_id: int
    capacity: str


@dataclass(frozen=True)
class Tally:
    """Organizations by what they say now: those asked as members by stance, silence included; observers beside."""

    members: dict[str, list[int]] = field(default_factory=dict)
    advising: list[int] = field(default_factory=list)

    def of(self, stance: str) -> list[int]:
        return self.members.get(stance, [])

    @property
    def silent(self) -> list[int]:
        return self.of(SILENCE)

    @property
    def is_broken(self) -> bool:
        """Whether silence is broken as it stands."""
        return bool(self.of(Stance.OBJECTION))

    @property
    def outcome(self) -> RoundState:
        """What the round comes to if nothing changes until the close."""
        if self.is_broken:
            return RoundState.BROKEN
        return RoundState.RESERVED if self.of(Stance.RESERVATION) else RoundState.ADOPTED


def tally(standing: Iterable[PositionRow], eligible: Iterable[EligibleRow]) -> Tally:
    """Return who says what. `standing` are positions sent and neither replaced nor withdrawn."""
    said = {position.organization_id: position.stance for position in standing}
    counted = Tally()
    for asked in eligible:
        stance = said.get(asked.organization_id, SILENCE)
        if asked.capacity == Capacity.MEMBER:
            counted.members.setdefault(stance, []).append(asked.organization_id)
        elif stance != SILENCE:
            counted.advising.append(asked.organization_id)
    return counted


def is_open(round: RoundRow, moment: datetime) -> bool:
    """Whether a position sent at that moment counts."""
    return round.state == RoundState.OPEN and moment < round.closes_at


def effective_state(
    round: RoundRow, standing: Iterable[PositionRow], eligible: Iterable[EligibleRow], moment: datetime
) -> RoundState:
    """Return what the round is at a moment, whatever has been written down by then."""
    if round.state != RoundState.OPEN:
        return RoundState(round.state)
    if moment < round.closes_at:
        return RoundState.OPEN
    return tally(standing, eligible).outcome
