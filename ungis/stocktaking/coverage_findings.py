"""What is found in the cells of a coverage: counts, cells that nobody serves, cells served side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from ungis.core.provenance import Certainty
from ungis.mappings.models import Claim, Concept, Edition
from ungis.mappings.states import ClaimState

from . import coverage
from .codes import BITS, FRAMEWORKS
from .coverage import Row, count, newest_in, served, table
from .coverage_question import AXES, FRAMEWORK_OF, Question
from .places import REGIONS

HEATS = 5  # classes by which cells are shaded
SHOWN = 3  # activities that are named of each organization in a cell


class Cell(NamedTuple):
    """Two tags, and how many activities serve both; of so many a person confirmed that they do."""

    row: Any
    column: Any
    activities: int
    confirmed: int
    heat: int


def heat_of(number: int, most: int) -> int:
    """Return the class of a count: 0 for none, then by how far it is to the highest, in steps that grow."""
    if not number:
        return 0
    share = numpy.log1p(number) / numpy.log1p(max(most, 1))
    return int(min(HEATS, 1 + share * HEATS * 0.999))


def cells_of(question: Question) -> list[list[Cell]]:
    """Return the cells of the two axes, row by row."""
    row, column = AXES[question.axes]
    counted = table(question.stack(row), question.stack(column), question.kept)
    sure = counted
    if not question.wanted.is_confirmed:
        down, along = (question.stack(name, is_confirmed=True) for name in (row, column))
        sure = table(down, along, question.kept)
    most = int(counted.max(initial=0))
    columns = question.places_on(column)
    return [
        [
            Cell(here, there, int(n), int(m), heat_of(int(n), most))
            for there, n, m in zip(columns, numbers, surer, strict=True)
        ]
        for here, numbers, surer in zip(question.places_on(row), counted, sure, strict=True)
    ]


def gaps_in(lines: Iterable[list[Cell]]) -> list[tuple[int, list[int]]]:
    """Return for each row the columns in which nobody works."""
    return [(line[0].row, [cell.column for cell in line if not cell.activities]) for line in lines if line]


# --- what the matrix says and nobody does --------------------------------------------------------


class Claimed(NamedTuple):
    """That a matrix joins two tags, on the surest footing that it has for them."""

    row: int
    column: int
    is_cleared: bool


@dataclass
class Matched:
    """The newest edition of the matrix between two axes, and what of it no activity carries out."""

    matrix: str
    edition: str
    title: str
    claimed: int
    open: list[Claimed]

    @property
    def cleared(self) -> list[Claimed]:
        return [one for one in self.open if one.is_cleared]

    @property
    def drafted(self) -> list[Claimed]:
        return [one for one in self.open if not one.is_cleared]


def unanswered(question: Question, gaps: list[tuple[int, list[int]]]) -> Matched | None:
    """Return the claims whose cell is empty; none where no matrix of the reader joins the axes. Two queries.

    Claims that are only inferred from their subject, or suggested, are no reason to expect an activity.
    """
    row, column = (FRAMEWORK_OF[name] for name in AXES[question.axes])
    ends = {"matrix__rows__slug__in": (row, column), "matrix__columns__slug__in": (row, column)}
    editions = Edition.objects.visible_to(question.user).filter(**ends).newest_first().values("pk")[:1]
    claims = Claim.objects.filter(edition__in=editions, state__in=(ClaimState.CLEARED, ClaimState.DRAFTED))
    facts = list(
        claims.exclude(certainty=Certainty.INFERRED)
        .order_by()
        .values_list("row_id", "column_id", "state", "edition__matrix__slug", "edition__slug", "edition__title")
    )
    if not facts:
        return None
    places = _places_of_concepts()
    joined: dict[tuple[int, int], bool] = defaultdict(bool)
    wanted = set(coverage.tags_of(row))
    for one, two, state, *_edition in facts:
        cell = (places.get(one), places.get(two))
        if None not in cell:
            cell = cell if cell[0] in wanted else cell[::-1]
            joined[cell] |= state == ClaimState.CLEARED  # type: ignore[index]
    empty = {(down, along) for down, columns in gaps for along in columns}
    found = [Claimed(*cell, is_cleared) for cell, is_cleared in sorted(joined.items()) if cell in empty]
    return Matched(*facts[0][3:], claimed=len(joined), open=found)


def _places_of_concepts() -> dict[int, int]:
    """Return at which place of the row of bits each concept counts: a target at its Goal. One query."""
    known = {
        key: (framework, code, parent)
        for key, framework, code, parent in Concept.objects.filter(framework__slug__in=FRAMEWORKS).values_list(
            "pk", "framework__slug", "code", "parent_id"
        )
    }
    places = {}
    for key in known:
        at: int | None = key
        while at in known and known[at][:2] not in BITS:
            at = known[at][2]
        if at in known:
            places[key] = BITS[known[at][:2]]
    return places


# --- side by side --------------------------------------------------------------------------------


class Group(NamedTuple):
    """Organizations that share activities in a cell, or one alone; the first of their activities, and how many."""

    organizations: list[int]
    keys: list[int]
    activities: int


@dataclass
class Overlap:
    """A cell in which organizations work that share no activity there."""

    row: Any
    column: Any
    organizations: int
    activities: int
    parted: int  # groups that share no activity
    groups: list[Group]


class Side:
    """The cells of two axes by who works in them, over what the question keeps."""

    def __init__(self, question: Question, *, by_region: bool = False):
        self.rows, self.kept = question.rows, question.kept
        row, column = AXES[question.axes]
        self.row_names: list[Any] = question.places_on(row)
        self.down = question.stack(row)
        if by_region:
            self.column_names: list[Any] = [question.wanted.region] if question.wanted.region else list(REGIONS)
            self.along = self.rows.stack(("region", code) for code in self.column_names)
        else:
            self.column_names = question.places_on(column)
            self.along = question.stack(column)
        self.organizations = [one.pk for one in question.organizations]

    def _of(self, organization: int) -> Row:
        return self.kept & self.rows.row("organization", organization)

    def found(self) -> list[Overlap]:
        """Return the overlaps, those of most groups first; the groups are not filled in yet."""
        where = {one: served(self.down, self.along, self._of(one)) for one in self.organizations}
        where = {one: cells for one, cells in where.items() if cells.any()}
        joint = self._joint(list(where))
        in_cell = sum((cells.astype(int) for cells in where.values()), numpy.zeros(self.shape, int))
        found = []
        for down, along in zip(*numpy.nonzero(in_cell >= 2), strict=True):
            here = [one for one, cells in where.items() if cells[down, along]]
            circles = _circles(here, [pair for pair, cells in joint.items() if cells[down, along]])
            if len(circles) > 1:
                activities = count(self.kept & self.down[down] & self.along[along])
                groups = [Group(circle, [], 0) for circle in circles]
                found.append(Overlap(int(down), int(along), len(here), activities, len(circles), groups))
        return sorted(found, key=lambda one: (-one.parted, -one.activities, one.row, one.column))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.row_names), len(self.column_names)

    def _joint(self, organizations: list[int]) -> dict[tuple[int, int], NDArray[numpy.bool_]]:
        """Return for each two that share an activity in which cells they do."""
        rows = {one: self._of(one) for one in organizations}
        pairs = ((pair, rows[pair[0]] & rows[pair[1]]) for pair in combinations(organizations, 2))
        return {pair: served(self.down, self.along, both) for pair, both in pairs if both.any()}

    def filled(self, overlap: Overlap) -> Overlap:
        """Return an overlap with the activities of its groups, and with what it is of in place of numbers of cells."""
        cell = self.kept & self.down[overlap.row] & self.along[overlap.column]
        groups = []
        for group in overlap.groups:
            own = cell & _union(self.rows.row("organization", one) for one in group.organizations)
            groups.append(Group(group.organizations, newest_in(own, SHOWN), count(own)))
        return Overlap(
            self.row_names[overlap.row],
            self.column_names[overlap.column],
            overlap.organizations,
            overlap.activities,
            overlap.parted,
            sorted(groups, key=lambda group: -group.activities),
        )


def _union(rows: Iterable[Row]) -> Row:
    return numpy.bitwise_or.reduce(list(rows))


def _circles(organizations: list[int], pairs: list[tuple[int, int]]) -> list[list[int]]:
    """Return the organizations in circles: who shares something with one of a circle belongs to it."""
    circle = {one: [one] for one in organizations}
    for one, two in pairs:
        if circle[one] is not circle[two]:
            circle[one].extend(circle[two])
            for moved in circle[two]:
                circle[moved] = circle[one]
    return list({id(held): held for held in circle.values()}.values())


# --- over the years, by country ------------------------------------------------------------------


@dataclass
class Years:
    """How many activities were under way and how many began in each year, in all and of each of some tags."""

    years: list[int]
    under_way: list[int]
    begun: list[int]
    undated: int
    by_tag: list[tuple[int, list[int]]]


def years_of(question: Question, name: str) -> Years:
    rows, kept = question.rows, question.kept
    held = rows.values("year")
    counted = coverage.counts(rows.stack(("year", year) for year in held), kept)
    busy = [year for year, number in zip(held, counted, strict=True) if number]
    wanted = question.wanted
    years = [
        year
        for year in (range(busy[0], busy[-1] + 1) if busy else ())
        if (wanted.first is None or year >= wanted.first) and (wanted.last is None or year <= wanted.last)
    ]
    by_year = rows.stack(("year", year) for year in years)
    begun = coverage.counts(rows.stack(("begun", year) for year in years), kept)
    tags = question.places_on(name)
    return Years(
        years,
        coverage.counts(by_year, kept).tolist(),
        begun.tolist(),
        count(kept & ~_union([rows.row("year", 0), *(rows.row("year", year) for year in held)])),
        list(zip(tags, table(question.stack(name), by_year, kept).tolist(), strict=True)),
    )
