"""Two editions that meet in one framework, read from the record and composed for a matrix between their outer ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from .composition import Candidate, Composition, Leg, Path
from .models import Claim, Concept, Edition, Matrix, sureness_of
from .outline import Outline

WHOLE, EXACT = "whole", "exact"


class Plan(NamedTuple):
    """A pair of editions of which the left one reaches the matrix's rows, the right one its columns."""

    left: Edition
    right: Edition
    middle: int  # the framework in which they meet


def plans_for(matrix: Matrix, user: Any) -> list[Plan]:
    """Return the pairs that the user may see, the newest of each first; none where no two matrices meet."""
    editions = list(
        Edition.objects.visible_to(user)
        .filter(Q(matrix__rows__in=_ends(matrix)) | Q(matrix__columns__in=_ends(matrix)))
        .exclude(matrix=matrix)
        .select_related("matrix__rows", "matrix__columns")
        .newest_first()
    )
    return [
        Plan(left, right, middle)
        for left in editions
        for right in editions
        if (middle := _beyond(left.matrix, matrix.rows_id)) and middle == _beyond(right.matrix, matrix.columns_id)
    ]


def plan_of(matrix: Matrix, left: Edition, right: Edition, user: Any) -> Plan | None:
    """Return the plan of two editions; None where they do not meet for this matrix or the user may not see them."""
    return next((plan for plan in plans_for(matrix, user) if (plan.left, plan.right) == (left, right)), None)


def _ends(matrix: Matrix) -> list[int]:
    return [matrix.rows_id, matrix.columns_id]


def _beyond(matrix: Matrix, framework: int) -> int | None:
    """The framework that a matrix links with the one given; None where it does not link that one."""
    return {matrix.rows_id: matrix.columns_id, matrix.columns_id: matrix.rows_id}.get(framework)


class Said(NamedTuple):
    """A claim of one of the editions, in plain values."""

    pk: int
    edition: int
    row: int
    column: int
    state: str
    certainty: str
    is_contradicted: bool


@dataclass
class Pair:
    """A row and a column of the matrix: what leads from one to the other, and what is claimed of them already."""

    row: Any
    column: Any
    candidate: Candidate | None
    is_named: bool
    is_commonplace: bool = False  # one end is linked to every line there is, so that everything leads to it

    @property
    def paths(self) -> int:
        return self.candidate.paths if self.candidate else 0

    @property
    def sureness(self) -> int:
        return self.candidate.sureness if self.candidate else -1


class Bridge:
    """A plan with its claims and concepts: three queries at most, then everything is worked out here."""

    def __init__(self, matrix: Matrix, plan: Plan, against: Edition | None = None, level: str = WHOLE):
        self.matrix, self.plan, self.against, self.level = matrix, plan, against, level
        held: dict[int, list[Concept]] = {key: [] for key in (matrix.rows_id, matrix.columns_id, plan.middle)}
        frameworks = {of.pk: of for one in (matrix, plan.left.matrix) for of in (one.rows, one.columns)}
        for concept in Concept.objects.filter(framework__in=held).defer("text", "source"):
            concept.framework = frameworks[concept.framework_id]
            held[concept.framework_id].append(concept)
        self.rows, self.columns, self.middle = (
            Outline(held[key]) for key in (matrix.rows_id, matrix.columns_id, plan.middle)
        )
        editions = [edition.pk for edition in (plan.left, plan.right, against) if edition]
        said = Claim.objects.standing().filter(edition__in=editions)
        self.said = {row[0]: Said(*row) for row in said.order_by("pk").values_list(*_FIELDS)}
        self._middles: dict[int, list[Any]] = {}  # many candidates go through the same
        self.composition = Composition(
            self._legs(plan.left, self.rows, matrix.rows_id), self._legs(plan.right, self.columns, matrix.columns_id)
        )

    def _legs(self, edition: Edition, outer: Outline, framework: int) -> Iterable[Leg]:
        """The claims of an edition as steps between the middle and one end, counted for wholes where that is asked."""
        ends_in_rows = edition.matrix.rows_id == framework
        for claim in self.said.values():
            if claim.edition == edition.pk:
                end, middle = (claim.row, claim.column) if ends_in_rows else (claim.column, claim.row)
                if self.level == WHOLE:
                    end, middle = outer.whole_of[end], self.middle.whole_of[middle]
                yield Leg(middle, end, claim.pk, sureness_of(claim.state, claim.certainty))

    def pairs(self) -> list[Pair]:
        """Return the candidates, and what `against` claims without a path, in the order of the matrix."""
        named, everywhere = self._named(), self._linked_to_all()
        found = [
            Pair(
                self.rows.of[candidate.start],
                self.columns.of[candidate.end],
                candidate,
                self._is_named(candidate.start, candidate.end, named),
                bool(everywhere & {candidate.start, candidate.end}),
            )
            for candidate in self.composition.candidates()
        ]
        reached = {(pair.row.pk, pair.column.pk) for pair in found}
        reached |= {(self.rows.whole_of[row], self.columns.whole_of[column]) for row, column in reached}
        found += [
            Pair(self.rows.of[row], self.columns.of[column], None, True)
            for row, column in named
            if (row, column) not in reached
        ]
        found.sort(key=lambda pair: (pair.row.order, pair.column.order))
        return found

    def _linked_to_all(self) -> set[int]:
        """The ends that are linked to all that the middle framework has: a path to them says nothing of its own."""
        level = self.middle.whole_of if self.level == WHOLE else {one.pk: one.pk for one in self.middle.concepts}
        number = len({level[concept.pk] for concept in self.middle.claimable})
        return self.composition.ends_with(number)

    def _named(self) -> set[tuple[int, int]]:
        if not self.against:
            return set()
        named = {(claim.row, claim.column) for claim in self.said.values() if claim.edition == self.against.pk}
        if self.level == WHOLE:
            return {(self.rows.whole_of[row], self.columns.whole_of[column]) for row, column in named}
        return named

    def _is_named(self, row: int, column: int, named: set[tuple[int, int]]) -> bool:
        """Whether the pair is claimed, or the wholes to which both belong: who names Goal 3 names no target of it."""
        return (row, column) in named or (self.rows.whole_of[row], self.columns.whole_of[column]) in named

    def paths(self, row: Any, column: Any) -> list[Path]:
        """Return the paths between a row and a column, the surest first."""
        return sorted(
            self.composition.paths(row.pk, column.pk),
            key=lambda path: (-path.sureness, self.middle.of[path.middle].order, path.left.claim, path.right.claim),
        )

    def middles(self, candidate: Candidate) -> list[Any]:
        """Return the concepts through which a candidate's paths go, in their own order."""
        if candidate.bits not in self._middles:
            found = [self.middle.of[key] for key in self.composition.middles(candidate.bits)]
            self._middles[candidate.bits] = sorted(found, key=lambda concept: concept.order)
        return self._middles[candidate.bits]

    def as_data(self, path: Path) -> list[list[str]]:
        """Return a path as a claim keeps it: of both legs the edition and the codes that its claim names."""
        return [
            self._leg_as_data(path.left.claim, self.plan.left),
            self._leg_as_data(path.right.claim, self.plan.right),
        ]

    def _leg_as_data(self, key: int, edition: Edition) -> list[str]:
        claim, of = self.said[key], {**self.rows.of, **self.columns.of, **self.middle.of}
        return [f"{edition.matrix.slug}/{edition.slug}", of[claim.row].code, of[claim.column].code]


_FIELDS = ("pk", "edition", "row", "column", "state", "certainty", "is_contradicted")
