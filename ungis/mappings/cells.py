"""What an edition says of two concepts: the claims between them and all below them, and who may add to them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.core.models import Event
from ungis.core.moves import steps_from
from ungis.core.standing import standing_of
from ungis.organizations.models import Organization

from .grid import Axis
from .models import Claim, Comment, Concept, Edition, Facilitator
from .outline import Outline
from .permissions import can_revise_claim
from .states import CLAIM_MOVES, ClaimState

# Said of a claim once, where it begins: later events tell what became of it.
BEGINNINGS = {"mappings.claim_drafted", "mappings.claim_adopted"}


def family_of(outline: Outline, concept: Concept) -> list[Concept]:
    """Return a concept and all below it, in reading order."""
    found = {concept.pk}
    for other in outline.concepts:  # parents stand before their children
        if other.parent_id in found:
            found.add(other.pk)
    return [other for other in outline.concepts if other.pk in found]


@dataclass
class CellPage:
    """A cell of an edition as one person sees it."""

    edition: Edition
    rows: Outline
    columns: Outline
    row: Concept
    column: Concept
    user: Any

    @property
    def ends(self) -> list[Concept]:
        return [self.row, self.column]

    @cached_property
    def row_family(self) -> list[Concept]:
        return family_of(self.rows, self.row)

    @cached_property
    def column_family(self) -> list[Concept]:
        return family_of(self.columns, self.column)

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims of the cell in reading order, rejected ones last: two queries."""
        found = list(
            self.edition.claims.filter(row__in=self.row_family, column__in=self.column_family)
            .select_related("author")
            .prefetch_related("organizations")
            .order_by("row__order", "column__order", "author__acronym")
        )
        for claim in found:
            claim.row, claim.column = self.rows.of[claim.row_id], self.columns.of[claim.column_id]
            claim.edition = self.edition
        return sorted(found, key=lambda claim: claim.state == ClaimState.REJECTED)

    @cached_property
    def facilitators(self) -> list[Facilitator]:
        """Who facilitates what the cell is about, today: the rows first, leads before others."""
        found = Facilitator.objects.on(clock.today()).filter(concept__in=[*self.row_family, *self.column_family])
        return list(found.select_related("organization").order_by("concept__framework__order", "concept__order"))

    def facilitators_named(self) -> list[Organization]:
        return list(
            {facilitator.organization_id: facilitator.organization for facilitator in self.facilitators}.values()
        )

    @cached_property
    def choices(self) -> tuple[list[Concept], list[Concept]]:
        """The rows and columns between which this person may draft a claim here; none where they may not."""
        rows = [concept for concept in self.row_family if not concept.is_heading]
        columns = [concept for concept in self.column_family if not concept.is_heading]
        standing = standing_of(self.user)
        if not self.edition.is_working or not (standing.is_secretariat or standing.speaks_for):
            return [], []
        if not standing.is_secretariat:
            mine = {
                facilitator.concept_id
                for facilitator in self.facilitators
                if facilitator.organization_id in standing.speaks_for
            }
            my_columns = [concept for concept in columns if concept.pk in mine]
            if not my_columns:
                rows = [concept for concept in rows if concept.pk in mine]
            elif not any(concept.pk in mine for concept in rows):
                columns = my_columns
        return (rows, columns) if rows and columns else ([], [])

    @property
    def may_draft(self) -> bool:
        return bool(self.choices[0])

    def authors(self) -> list[Organization]:
        """For whom this person may draft here: organizations that facilitate; the secretariat, for each of them."""
        standing = standing_of(self.user)
        return [
            organization
            for organization in self.facilitators_named()
            if standing.is_secretariat or organization.pk in standing.speaks_for
        ]

    def may_revise(self, claim: Claim) -> bool:
        """As can_revise_claim, of facilitators read already."""
        rows, columns = self.choices
        if claim.state == ClaimState.REJECTED or claim.row not in rows or claim.column not in columns:
            return False
        ends = (claim.row_id, claim.column_id)
        mine = [one.organization_id for one in self.facilitators if one.concept_id in ends]
        return can_revise_claim(self.user, claim, mine)

    def steps(self, claim: Claim) -> list[str]:
        is_open = self.edition.is_working and standing_of(self.user).is_bureau
        return steps_from(claim.state, CLAIM_MOVES) if is_open else []

    def histories(self) -> dict[str, list[Event]]:
        """The events of each claim, the latest first, for those who may read who did it: one query."""
        histories: dict[str, list[Event]] = {}
        told = Event.objects.visible_to(self.user).filter(
            subject_type=Claim._meta.label_lower, subject_id__in=[str(claim.pk) for claim in self.claims]
        )
        for event in told.order_by("-id"):
            event.changes = [] if event.action in BEGINNINGS else changes_of(event.data)
            histories.setdefault(event.subject_id, []).append(event)
        return histories

    def comments(self) -> list[Comment]:
        found = Comment.objects.visible_to(self.user).filter(
            edition=self.edition, row__in=self.row_family, column__in=self.column_family
        )
        comments = list(found.select_related("organization", "written_by"))
        for comment in comments:
            comment.edition, comment.is_here = self.edition, True
            comment.row, comment.column = self.rows.of[comment.row_id], self.columns.of[comment.column_id]
        return comments

    def neighbours(self) -> dict[str, tuple[Concept, Concept]]:
        """The cells beside it: before and after in its row and in its column."""
        found = {}
        for name, outline, concept in (("along", self.columns, self.column), ("down", self.rows, self.row)):
            near = beside(outline, concept)
            for step, other in near.items():
                found[f"{step}_{name}"] = (self.row, other) if name == "along" else (other, self.column)
        return found


def beside(outline: Outline, concept: Concept) -> dict[str, Concept]:
    """Return the concepts before and after one among those of its level: at a glance, or all others."""
    glance = Axis(outline).concepts
    level = glance if concept in glance else [other for other in outline.claimable if other not in glance]
    if concept not in level:
        return {}
    place = level.index(concept)
    found = {}
    if place:
        found["before"] = level[place - 1]
    if place + 1 < len(level):
        found["after"] = level[place + 1]
    return found


def changes_of(data: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return what an event says was changed: field, before, after. A move says it as from and to."""
    if "from" in data:
        return [("state", data["from"], data["to"])]
    return [(field, *ends) for field, ends in data.items() if isinstance(ends, list) and len(ends) == 2]


PLACES = {  # the parts of a source, as its readings name them
    "detail": _("In the detail by line"),
    "overview": _("In the matrix at a glance"),
}


def readings_of(claim: Claim) -> list[tuple[str, bool]]:
    """Return what each part of the source says: its name in words, and whether it links the two."""
    return [(str(PLACES.get(place, place)), linked) for place, linked in claim.readings]


def carried_by(claim: Claim) -> list[tuple[str, str]]:
    """Return who carries a claim out as its source names them, with the address of those in the registry."""
    known = {organization.acronym: organization for organization in claim.organizations.all()}
    named = [name.strip() for name in claim.carried_out_by.split(";") if name.strip()]
    named += [acronym for acronym in known if acronym not in named]
    return [(name, known[name].get_absolute_url() if name in known else "") for name in named]
