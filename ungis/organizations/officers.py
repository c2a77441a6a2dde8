"""Who holds which office on a day, and what the sources do not say about it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ungis.core.periods import PartialDate

from .models import OfficeName, Term

LABEL = re.compile(r"\d{4}-(\d{4})")
HANDOVER_MONTH = (
    8  # annual meetings were held from March to July; a term handed over in its last year has ended by August
)

Mark = tuple[PartialDate, str, str]  # when, what, address
_marks: list[tuple[str, Callable[[Any], Iterable[Mark]]]] = []


def register_marks(sort: str, fetch: Callable[[Any], Iterable[Mark]]) -> None:
    """Let a room above put its marks on the timeline: `sort` is ticks or marks; `fetch(user)` costs one query."""
    _marks.append((sort, fetch))


def marks_for(user: Any) -> dict[str, list[Mark]]:
    """Return the marks of the timeline that the user may see, by sort."""
    found: dict[str, list[Mark]] = {"ticks": [], "marks": []}
    for sort, fetch in _marks:
        found[sort].extend(fetch(user))
    return found


def label_has_passed(term: Term, day: date) -> bool:
    """True where the term still stands open on the day although its label names earlier years."""
    label = LABEL.fullmatch(term.label)
    return bool(label) and not term.ends and (day.year, day.month) >= (int(label[1]), HANDOVER_MONTH)


@dataclass
class Bureau:
    """The officers of a day. An office held by nobody known has a term without an organization."""

    day: date
    chairs: list[Term] = field(default_factory=list)
    vice_chairs: list[Term] = field(default_factory=list)
    secretariat: list[Term] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        return [*self.chairs, *self.vice_chairs, *self.secretariat]

    @property
    def label(self) -> str:
        return next((term.label for term in [*self.chairs, *self.vice_chairs]), "")

    @property
    def has_outlived_its_label(self) -> bool:
        return any(label_has_passed(term, self.day) for term in [*self.chairs, *self.vice_chairs])

    def offices_of(self, organization_id: int) -> list[Term]:
        return [term for term in self.terms if term.organization_id == organization_id]


def bureau_on(day: date, terms: Iterable[Term] | None = None) -> Bureau:
    """Return the officers of a day; one query, or none where the terms are given."""
    if terms is None:
        terms = Term.objects.on(day).select_related("organization")
    bureau = Bureau(day)
    places = {
        OfficeName.CHAIR: bureau.chairs,
        OfficeName.VICE_CHAIR: bureau.vice_chairs,
        OfficeName.SECRETARIAT: bureau.secretariat,
    }
    for term in sorted(terms, key=lambda term: term.rank):
        if term.holds_on(day):
            places[OfficeName(term.office)].append(term)
    return bureau


@dataclass
class TermOfOffice:
    """One term with all who held its offices: a row of the table."""

    label: str
    begins: PartialDate | None
    ends: PartialDate | None
    held: dict[str, list[Term]] = field(default_factory=dict)

    @property
    def chairs(self) -> list[Term]:
        return self.held.get(OfficeName.CHAIR, [])

    @property
    def vice_chairs(self) -> list[Term]:
        return self.held.get(OfficeName.VICE_CHAIR, [])

    @property
    def notes(self) -> list[str]:
        """What the sources remark on the term."""
        return [term.note for terms in self.held.values() for term in terms if term.note]


def terms_of_office(terms: Iterable[Term]) -> list[TermOfOffice]:
    """Gather offices that were held for the same term, in the order of their beginnings."""
    rows: dict[tuple, TermOfOffice] = {}
    for term in terms:
        key = (term.label, term.begins, term.ends)
        row = rows.setdefault(key, TermOfOffice(*key))
        row.held.setdefault(term.office, []).append(term)
    return list(rows.values())
