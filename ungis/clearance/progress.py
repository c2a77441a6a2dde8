"""How a round stands: who was asked, who answered what, who opened the text, who is silent, what time is left."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from ungis.core import clock
from ungis.core.standing import Visibility, standing_of
from ungis.organizations.models import Capacity

from .actions import counting_stations
from .effective import Tally, effective_state, is_open, tally
from .models import Eligible, Position, Round
from .states import SILENCE, STANCE_NAMES, PositionState, RoundState
from .workdays import Left, Station, working_days_left


@dataclass
class Place:
    """One organization that was asked, with what is known of it now."""

    asked: Eligible
    position: Position | None = None
    read_at: datetime | None = None  # when it opened the text

    @property
    def stance(self) -> str:
        return self.position.stance if self.position else SILENCE

    @property
    def stance_name(self) -> str:
        return str(STANCE_NAMES[self.stance])

    @property
    def is_silent(self) -> bool:
        return self.position is None

    @property
    def is_counted(self) -> bool:
        return self.asked.capacity == Capacity.MEMBER


@dataclass
class Progress:
    """A round at a moment. Without places for those who may not see who said what."""

    round: Round
    moment: datetime
    state: RoundState
    tally: Tally
    places: list[Place] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)  # all that the reader may know of, in their order
    left: list[Left] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return is_open(self.round, self.moment)

    @cached_property
    def stations(self) -> list[Station]:
        """The duty stations that count, read when they are needed."""
        return counting_stations()

    @property
    def members(self) -> list[Place]:
        return [place for place in self.places if place.is_counted]

    @property
    def observers(self) -> list[Place]:
        return [place for place in self.places if not place.is_counted]

    @property
    def silent(self) -> list[Place]:
        return [place for place in self.members if place.is_silent]

    @property
    def answered(self) -> list[Place]:
        return [place for place in self.members if not place.is_silent]

    @property
    def is_broken_now(self) -> bool:
        """Whether silence is broken as it stands, though the round may still be open."""
        return self.tally.is_broken

    @property
    def time_left(self) -> timedelta:
        return max(self.round.closes_at - self.moment, timedelta())

    @property
    def least_left(self) -> Left | None:
        """The station with the least working time left."""
        return self.left[0] if self.left else None

    def place_of(self, organization_id: int) -> Place | None:
        return next((place for place in self.places if place.asked.organization_id == organization_id), None)


def progress_of(round: Round, user: Any) -> Progress:
    """Return how a round stands now, as the user may see it: at most four queries, three for the public."""
    moment = clock.now()
    eligible = list(round.eligible.with_receipts().select_related("organization"))
    positions = list(round.positions.marked_for(user).select_related("sent_by", "prepared_by"))
    standing = [position for position in positions if position.state == PositionState.SENT]
    state = effective_state(round, standing, eligible, moment)
    counted = tally(standing, eligible)
    if Visibility.GROUP not in standing_of(user).visibilities:
        return Progress(round, moment, state, counted)
    said = {position.organization_id: position for position in standing}
    places = [Place(asked, said.get(asked.organization_id), asked.read_at) for asked in eligible]
    seen = [position for position in positions if position.is_seen]
    progress = Progress(round, moment, state, counted, places, seen)
    if state == RoundState.OPEN:
        progress.left = working_days_left(moment, round.closes_at, progress.stations)
    return progress
