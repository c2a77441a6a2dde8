"""An edition as a table: what stands at its edges, what each cell says, and the markup of it all.

The markup is put together from escaped pieces: a table of 18 by 186 is three thousand cells, and a template would
take longer over them than the database over the claims.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.pages.lists import comma, listed
from ungis.pages.templatetags.house import say

from .models import Concept, Edition, Strength, sureness_of
from .names import short_name, spoken_name
from .outline import Outline
from .states import ClaimState

FEW = 8  # columns up to so many have their titles written out, level


class Fact(NamedTuple):
    """What a grid needs to know of a claim."""

    pk: int
    row: int
    column: int
    state: str
    certainty: str
    strength: int | None
    is_contradicted: bool
    author: str | None


def facts_of(edition: Edition) -> list[Fact]:
    """Read the claims of an edition, those rejected too: one query."""
    fields = ("pk", "row_id", "column_id", "state", "certainty", "strength", "is_contradicted", "author__acronym")
    return [Fact(*values) for values in edition.claims.order_by().values_list(*fields)]


@dataclass(slots=True)
class Cell:
    """The claims between two concepts and all below them, counted."""

    count: int = 0
    sureness: int = 0  # of the surest claim
    strength: int = 0  # of the strongest, where any is known
    disputed: int = 0
    states: dict[str, int] = field(default_factory=dict)

    def add(self, fact: Fact) -> None:
        self.count += 1
        self.sureness = max(self.sureness, sureness_of(fact.state, fact.certainty))
        self.strength = max(self.strength, fact.strength or 0)
        self.disputed += fact.is_contradicted
        self.states[fact.state] = self.states.get(fact.state, 0) + 1

    @property
    def signature(self) -> tuple:
        """Cells of one signature are told in the same words."""
        return self.count, self.strength, self.disputed, *sorted(self.states.items())


class Axis:
    """One edge of a grid: the concepts that stand there, and for every concept of the framework where it counts."""

    def __init__(self, outline: Outline, *, is_open: bool = False, only: Concept | None = None):
        self.outline, self.is_open = outline, is_open or only is not None
        if only:
            self.concepts = [concept for concept in outline.concepts if only in self._with_those_above(concept)]
        else:
            heads = {concept.pk for concept in outline.concepts if outline.head_of[concept.pk] is concept}
            self.concepts = [
                concept for concept in outline.concepts if concept.pk in heads or (is_open and not concept.is_heading)
            ]
        self.at = {concept.pk: place for place, concept in enumerate(self.concepts)}

    def _with_those_above(self, concept: Concept | None) -> list[Concept]:
        chain = []
        while concept is not None:
            chain.append(concept)
            concept = self.outline.of.get(concept.parent_id)
        return chain

    @cached_property
    def places(self) -> dict[int, list[int]]:
        """For each concept, where a claim on it counts: at itself and at what stands above it."""
        return {
            concept.pk: [self.at[above.pk] for above in self._with_those_above(concept) if above.pk in self.at]
            for concept in self.outline.concepts
        }

    @cached_property
    def groups(self) -> list[list[Concept]]:
        """The concepts under the first of them that stands above: Goals with their targets."""
        groups: list[list[Concept]] = []
        for concept in self.concepts:
            if not groups or self.outline.head_of[concept.pk] is concept:
                groups.append([])
            groups[-1].append(concept)
        return groups

    @cached_property
    def sums(self) -> set[int]:
        """The keys of concepts for which others on this edge count."""
        return {concept.parent_id for concept in self.concepts if concept.parent_id in self.at}


@dataclass
class Grid:
    """An edition laid out, in the direction in which it is read."""

    rows: Axis
    columns: Axis
    facts: Sequence[Fact]
    is_turned: bool = False  # the rows are the columns of the matrix

    @cached_property
    def cells(self) -> dict[tuple[int, int], Cell]:
        cells: dict[tuple[int, int], Cell] = {}
        for fact in self.facts:
            row, column = (fact.column, fact.row) if self.is_turned else (fact.row, fact.column)
            for down in self.rows.places.get(row, ()):
                for along in self.columns.places.get(column, ()):
                    cell = cells.get((down, along))
                    if cell is None:
                        cell = cells[down, along] = Cell()
                    cell.add(fact)
        return cells


# --- words -------------------------------------------------------------------------------------


def tell(cell: Cell) -> str:
    """Return what a cell holds in words: “3 claims: 2 cleared, 1 drafted; the sources disagree”."""
    told = ngettext("%(count)d claim", "%(count)d claims", cell.count) % {"count": cell.count}
    states = [ClaimState(state) for state in (*reversed(ClaimState.values[:3]), "rejected") if state in cell.states]
    if len(states) == 1:
        told += comma() + str(states[0].label)
    else:
        parts = listed(f"{cell.states[state]} {state.label}" for state in states)
        told = _("%(claims)s: %(states)s") % {"claims": told, "states": parts}
    if cell.strength:
        told += comma() + str(Strength(cell.strength).label)
    if cell.disputed:
        told += comma() + _("the sources disagree")
    return told


# --- markup ------------------------------------------------------------------------------------


def table_of(grid: Grid, edition: Edition, caption: str) -> SafeString:
    """Return the table as markup. Concepts need `said`, the edition its matrix."""
    kind = "few" if len(grid.columns.concepts) <= FEW else "open" if grid.columns.is_open else "glance"
    pieces = [f'<table class="matrix {kind}"><caption>{escape(caption)}</caption><thead>']
    pieces += _head(grid)
    pieces.append("</thead><tbody>")
    pieces += _body(grid, edition)
    pieces.append("</tbody></table>")
    return mark_safe("".join(pieces))  # noqa: S308  every text in it was escaped where it was put in


def _in_markup(text: str) -> str:
    return conditional_escape(say(text))


def _corner(grid: Grid, span: str) -> str:
    rows, columns = (axis.outline.concepts[0].framework.said["title"] for axis in (grid.rows, grid.columns))
    return f'<td class="corner"{span}><span>{_in_markup(columns)}</span> <span>{_in_markup(rows)}</span></td>'


def _head(grid: Grid) -> list[str]:
    """One row of heads; two where the columns are opened: the whole, and its parts under it."""
    axis = grid.columns
    if not axis.is_open:
        heads = [f'<th scope="col">{_named(concept, short_name(concept))}</th>' for concept in axis.concepts]
        return ["<tr>", _corner(grid, ""), *heads, "</tr>"]
    groups, parts = [], []
    for whole, *below in axis.groups:
        if not below:
            groups.append(f'<th scope="col" rowspan="2">{_named(whole, spoken_name(whole))}</th>')
            continue
        groups.append(f'<th scope="colgroup" colspan="{1 + len(below)}">{_named(whole, spoken_name(whole))}</th>')
        as_a_whole = _("%(concept)s as a whole") % {"concept": spoken_name(whole)}
        words = f'<span aria-hidden="true">Σ</span><span class="visually-hidden">{escape(as_a_whole)}</span>'
        parts.append(f'<th scope="col" class="sum">{words}</th>')
        parts += [f'<th scope="col">{_code(concept)}</th>' for concept in below]
    return ["<tr>", _corner(grid, ' rowspan="2"'), *groups, "</tr><tr>", *parts, "</tr>"]


def _code(concept: Concept) -> str:
    title = escape(concept.said["title"])
    return f'<a href="{escape(concept.get_absolute_url())}" title="{title}">{escape(short_name(concept))}</a>'


def _named(concept: Concept, name: str) -> str:
    """Its code and title as one link, under a bar in its official colour where it has one."""
    bar = (
        '<svg class="bar" viewBox="0 0 8 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<path d="M0 0h8v1H0z" fill="{escape(concept.colour)}"/></svg>'
        if concept.colour
        else ""
    )
    address, title = escape(concept.get_absolute_url()), _in_markup(concept.said["title"])
    return f'{bar}<a href="{address}"><b>{escape(name)}</b> <span>{title}</span></a>'


def _body(grid: Grid, edition: Edition) -> list[str]:
    matrix_address = escape(edition.get_absolute_url())
    across = [(escape(concept.slug), escape(spoken_name(concept))) for concept in grid.columns.concepts]
    no_claim = _("no claim")
    empty = f"<td><i>{escape(no_claim)}</i></td>"
    pair = escape(_("%(row)s and %(column)s: %(claims)s"))
    words: dict[tuple, str] = {}
    pieces = []
    for down, concept in enumerate(grid.rows.concepts):
        slug, name = escape(concept.slug), escape(spoken_name(concept))
        kind = ' class="sum"' if concept.pk in grid.rows.sums else ' class="part"' if concept.parent_id else ""
        pieces.append(f'<tr{kind}><th scope="row">{_named(concept, short_name(concept))}</th>')
        for along, (other_slug, other_name) in enumerate(across):
            cell = grid.cells.get((down, along))
            if cell is None:
                pieces.append(empty)
                continue
            signature = cell.signature
            if signature not in words:
                words[signature] = escape(tell(cell))
            if grid.is_turned:
                place, ends = f"{other_slug}/{slug}/", (other_name, name)
            else:
                place, ends = f"{slug}/{other_slug}/", (name, other_name)
            label = pair % {"row": ends[0], "column": ends[1], "claims": words[signature]}
            pieces.append(
                f'<td><a class="{classes_of(cell)}" href="{matrix_address}{place}" aria-label="{label}">'
                f"{cell.count}</a></td>"
            )
        pieces.append("</tr>")
    return pieces


def classes_of(cell: Cell) -> str:
    """The classes by which the sheet tells sureness, strength and disagreement of a cell."""
    disputed = " disputed" if cell.disputed else ""
    return f"tone-{tone_of(cell)}{f' strength-{cell.strength}' if cell.strength else ''}{disputed}"


def tone_of(cell: Cell) -> int:
    """1 where all is suggested or inferred, 2 where a source backs a draft, 3 where something is cleared."""
    return max(cell.sureness, 1)


# --- sums --------------------------------------------------------------------------------------


class Sum(NamedTuple):
    """What an edition holds for one concept at a glance, whatever it is linked to."""

    concept: Concept
    name: str
    whole: Cell
    reached: int  # how many concepts of the other framework at a glance it has a claim with

    @property
    def cleared(self) -> int:
        return self.whole.states.get(ClaimState.CLEARED, 0)


def sums_of(outline: Outline, other: Outline, facts: Iterable[Fact], *, is_row: bool) -> list[Sum]:
    """Return the sums for the concepts of a framework at a glance, in its order."""
    axis = Axis(outline)
    whole = [Cell() for _concept in axis.concepts]
    reached: list[set[int]] = [set() for _concept in axis.concepts]
    for fact in facts:
        one, two = (fact.row, fact.column) if is_row else (fact.column, fact.row)
        for place in axis.places[one]:
            whole[place].add(fact)
            reached[place].add(other.head_of[two].pk)
    return [
        Sum(concept, spoken_name(concept), cell, len(far))
        for concept, cell, far in zip(axis.concepts, whole, reached, strict=True)
    ]
