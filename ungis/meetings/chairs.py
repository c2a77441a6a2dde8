"""Who held the chair on the day of a meeting, by the terms of office, beside what the source states."""

from collections.abc import Iterable
from dataclasses import dataclass

from ungis.organizations.models import OfficeName, Organization, Term
from ungis.pages.lists import listed

from .models import Meeting


@dataclass(frozen=True)
class Chair:
    """The chair of the day: `computed` from the terms, `stated` by the source; they may contradict."""

    computed: tuple[Organization, ...]  # several where the chair is shared; empty where it is not known
    stated: str
    label: str = ""  # the term
    outgoing: tuple[Organization, ...] = ()  # who held the chair until the very day on which it passed on

    @property
    def is_contradicted(self) -> bool:
        return bool(self.stated and self.computed) and self._stated() != _folded(self.computed)

    @property
    def is_handover(self) -> bool:
        """The source names the outgoing chair, on the day on which the chair passed on."""
        return self.is_contradicted and self._stated() == _folded(self.outgoing)

    @property
    def names(self) -> str:
        return listed(organization.acronym for organization in self.computed)

    def _stated(self) -> set[str]:
        return {name.strip().casefold() for name in self.stated.split(",")}


def _folded(organizations: Iterable[Organization]) -> set[str]:
    return {organization.acronym.casefold() for organization in organizations}


def fetch_chairs(meetings: Iterable[Meeting]) -> None:
    """Set `chair` on each meeting: one query for all of them.

    The chair is that of the first day the meeting can have had; without a date, only what is stated.
    """
    terms = list(Term.objects.filter(office=OfficeName.CHAIR).select_related("organization").order_by("begins", "rank"))
    for meeting in meetings:
        day = meeting.first_day
        held = [term for term in terms if day and term.holds_on(day)]
        outgoing = [term for term in terms if day and term.ends and term.ends.day <= day <= term.ends.last_day]
        meeting.chair = Chair(
            tuple(term.organization for term in held if term.organization),
            meeting.stated_chair,
            held[0].label if held else "",
            tuple(term.organization for term in outgoing if term.organization),
        )
