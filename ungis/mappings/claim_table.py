"""An edition as a table, one row a claim: what is downloaded, filled in elsewhere, and read back."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.addresses import address_of
from ungis.core.freeze import hash_of
from ungis.press.columns import Column, names_by_head

from .actions import REVISABLE, facilitators_in
from .models import Claim, Concept, Edition
from .outline import Outline

COLUMNS = (
    Column("row", pgettext_lazy("of a matrix", "Row"), 9, True),
    Column("row_title", _("Row: title"), 28, False),
    Column("column", pgettext_lazy("of a matrix", "Column"), 12, True),
    Column("column_title", _("Column: title"), 34, False),
    Column("goal", pgettext_lazy("of the 2030 Agenda", "Goal"), 6, False),
    Column("target", pgettext_lazy("of the 2030 Agenda", "Target"), 7, False),
    Column("strength", _("Strength"), 9, True),
    Column("rationale", _("Rationale"), 60, True),
    Column("mechanism", pgettext_lazy("of a claim", "Mechanism"), 28, True),
    Column("activity", pgettext_lazy("of a claim", "Activity"), 28, True),
    Column("carried_out_by", _("Carried out by"), 18, True),
    Column("author", pgettext_lazy("of a claim", "Author"), 12, True),
    Column("source", pgettext_lazy("of a claim", "Source"), 36, True),
    Column("evidence", pgettext_lazy("of a claim", "Evidence"), 22, True),
    Column("certainty", _("Certainty"), 18, True),
    Column("note", pgettext_lazy("of a claim", "Note"), 30, True),
    Column("readings", _("Readings of the source"), 24, False),
    Column("state", pgettext_lazy("of a claim", "State"), 12, True),
    Column("address", _("Address of the cell"), 30, False),
    Column("mark", _("Mark (leave as it is)"), 16, True),
)
KEY = ("row", "column", "author")


class Place(NamedTuple):
    """What tells one claim of an edition from another: codes and an acronym."""

    row: str
    column: str
    author: str


def tidy(text: str) -> str:
    """Return a text as actions keep it and every spreadsheet gives it back: line breaks of one sort, no margins."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def mark_of(place: Place, values: Mapping[str, Any], state: str) -> str:
    """Return the mark of a row: the same as long as nobody changes what the table tells of the claim."""
    told = [*place, *(values[name] for name in REVISABLE), state]
    return "m" + hash_of(json.dumps(told))[:15]  # m, so that it is never a number


def values_of(claim: Claim) -> dict[str, Any]:
    """Return what the table may change of a claim, tidy."""
    values = {name: getattr(claim, name) for name in REVISABLE}
    return {name: tidy(value) if isinstance(value, str) else value for name, value in values.items()}


def place_of(claim: Claim) -> Place:
    return Place(claim.row.code, claim.column.code, claim.author.acronym if claim.author else "")


class ClaimTable:
    """The claims of an edition with their concepts at hand: two queries, whatever is asked of it."""

    def __init__(self, edition: Edition):
        self.edition = edition

    @cached_property
    def _outlines(self) -> tuple[Outline, Outline]:
        matrix = self.edition.matrix
        found: dict[int, list[Concept]] = {matrix.rows_id: [], matrix.columns_id: []}
        frameworks = {matrix.rows_id: matrix.rows, matrix.columns_id: matrix.columns}
        for concept in Concept.objects.filter(framework__in=frameworks):
            concept.framework = frameworks[concept.framework_id]
            found[concept.framework_id].append(concept)
        return Outline(found[matrix.rows_id]), Outline(found[matrix.columns_id])

    @property
    def rows(self) -> Outline:
        return self._outlines[0]

    @property
    def columns(self) -> Outline:
        return self._outlines[1]

    @cached_property
    def all_claims(self) -> list[Claim]:
        """Every claim in the order of the matrix, rejected ones too."""
        claims = list(self.edition.claims.select_related("author").order_by())
        for claim in claims:
            claim.edition = self.edition
            claim.row, claim.column = self.rows.of[claim.row_id], self.columns.of[claim.column_id]
        return sorted(claims, key=lambda claim: (claim.row.order, claim.column.order, place_of(claim).author))

    @cached_property
    def facilitators(self) -> dict[int, set[int]]:
        """The keys of the organizations that facilitate each concept today."""
        return facilitators_in(self.edition.matrix)

    @property
    def claims(self) -> list[Claim]:
        """What the edition says: a rejected claim is no part of it."""
        return [claim for claim in self.all_claims if claim.state != "rejected"]

    @cached_property
    def columns_told(self) -> list[Column]:
        """The columns of the table; Goal and target stand apart where one of the frameworks has them."""
        left_out = () if self._targets else ("goal", "target")
        return [column for column in COLUMNS if column.name not in left_out]

    @cached_property
    def _targets(self) -> str:
        """On which side of the matrix Goals and targets stand."""
        for side, outline in (("column", self.columns), ("row", self.rows)):
            if any(concept.kind == "target" for concept in outline.concepts):
                return side
        return ""

    def told(self) -> Iterator[dict[str, Any]]:
        """Yield a dict a claim, by the names of the columns, in their order."""
        names = [column.name for column in self.columns_told]
        for claim in self.claims:
            told = self._told_of(claim)
            yield {name: told[name] for name in names}

    def _told_of(self, claim: Claim) -> dict[str, Any]:
        place, values = place_of(claim), values_of(claim)
        return {
            **values,
            **place._asdict(),
            **self._goal_and_target(claim),
            "row_title": claim.row.title,
            "column_title": claim.column.title,
            "readings": "; ".join(f"{where}: {'yes' if linked else 'no'}" for where, linked in claim.readings),
            "state": str(claim.state),
            "address": settings.BASE_URL + self.address_of_cell(claim.row, claim.column),
            "mark": mark_of(place, values, claim.state),
        }

    def address_of_cell(self, row: Concept, column: Concept) -> str:
        return address_of("cell", self.edition.matrix.slug, self.edition.slug, row.slug, column.slug)

    def _goal_and_target(self, claim: Claim) -> dict[str, str]:
        if not self._targets:
            return {}
        outline, concept = (self.rows, claim.row) if self._targets == "row" else (self.columns, claim.column)
        is_target = concept.kind == "target"
        return {"goal": outline.head_of[concept.pk].code, "target": concept.code if is_target else ""}


@lru_cache(maxsize=1)
def columns_by_head() -> dict[str, str]:
    """Return the name of each column by its heads in every language: a workbook may come back in another one."""
    return names_by_head(COLUMNS)
