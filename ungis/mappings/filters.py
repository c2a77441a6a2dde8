"""What the grid of an edition can be narrowed to, all of it kept in the address."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ungis.core.provenance import Certainty
from ungis.pages.facets import Choice, Facet, tally, without

from .grid import Fact
from .models import Claim, Concept, Edition
from .names import spoken_name
from .outline import Outline
from .states import ClaimState

NAMES = ("row", "column", "state", "certainty", "disputed", "author", "organization")


@dataclass
class Narrowing:
    """The claims that the address asks for, the concepts to which it keeps, and the filters with their counts."""

    facts: list[Fact]
    facets: list[Facet]
    rows: Outline
    columns: Outline
    row: Concept | None
    column: Concept | None
    is_narrowed: bool


def carriers_of(edition: Edition) -> dict[int, list[str]]:
    """Who carries out which claim, by acronym: one query."""
    carriers: dict[int, list[str]] = defaultdict(list)
    links = Claim.organizations.through.objects.filter(claim__edition=edition)
    for claim, acronym in links.values_list("claim_id", "organization__acronym"):
        carriers[claim].append(acronym)
    return carriers


def narrowed(
    query: QueryDict, rows: Outline, columns: Outline, facts: list[Fact], carriers: dict[int, list[str]]
) -> Narrowing:
    """Narrow the claims to what the address says. A value that nothing bears leaves nothing.

    Rejected claims are no part of what an edition says: they are seen only when asked for.
    """
    chosen = [name for name in NAMES if query.get(name)]
    asked_for = {name: query[name] for name in chosen}
    is_rejected = asked_for.get("state") == ClaimState.REJECTED
    rejected = sum(fact.state == ClaimState.REJECTED for fact in facts)
    facts = [fact for fact in facts if (fact.state == ClaimState.REJECTED) == is_rejected]
    ends = (_slugs(rows, asked_for.get("row")), _slugs(columns, asked_for.get("column")))
    held = [
        (
            ends[0][fact.row],
            ends[1][fact.column],
            (fact.state,),
            (fact.certainty,),
            ("yes",) if fact.is_contradicted else (),
            (fact.author,) if fact.author else (),
            carriers.get(fact.pk, ()),
        )
        for fact in facts
    ]
    facets = _facets(rows, columns, asked_for)
    tally(facets, held, query, chosen)
    if rejected and not is_rejected:
        address = without(query, state=ClaimState.REJECTED)
        label = str(ClaimState.REJECTED.label)
        facets[2].choices.append(Choice(ClaimState.REJECTED, label, rejected, False, address))
    wanted = [(NAMES.index(name), value) for name, value in asked_for.items()]
    kept = [
        fact for fact, known in zip(facts, held, strict=True) if all(value in known[place] for place, value in wanted)
    ]
    row, column = with_slug(rows, asked_for.get("row")), with_slug(columns, asked_for.get("column"))
    return Narrowing(kept, facets, rows, columns, row, column, bool(chosen))


def _facets(rows: Outline, columns: Outline, asked_for: dict[str, str]) -> list[Facet]:
    by_line = [
        Facet(name, outline.concepts[0].framework.said["title"], labels=_labels(outline, asked_for.get(name)))
        for name, outline in (("row", rows), ("column", columns))
    ]
    return [
        *by_line,
        Facet("state", _("State of the claim"), labels={state.value: str(state.label) for state in ClaimState}),
        Facet("certainty", _("Certainty"), labels={value.value: str(value.label) for value in Certainty}),
        Facet("disputed", _("Contradictions"), labels={"yes": _("the sources disagree")}),
        Facet("author", _("Written by")),
        Facet("organization", _("Carried out by")),
    ]


def with_slug(outline: Outline, slug: str | None) -> Concept | None:
    """Return the concept with this address; none for one that the framework does not have."""
    return next((concept for concept in outline.concepts if concept.slug == slug), None) if slug else None


def _heads(outline: Outline, chosen: str | None) -> list[Concept]:
    """The concepts that a filter offers: those at a glance, and the one that is chosen."""
    return [concept for concept in outline.concepts if outline.head_of[concept.pk] is concept or concept.slug == chosen]


def _labels(outline: Outline, chosen: str | None) -> dict[str, str]:
    return {concept.slug: f"{spoken_name(concept)} {concept.said['title']}" for concept in _heads(outline, chosen)}


def _slugs(outline: Outline, chosen: str | None) -> dict[int, tuple[str, ...]]:
    """For each concept, under which of the offered ones a claim on it is found."""
    offered = {concept.pk for concept in _heads(outline, chosen)}
    found: dict[int, tuple[str, ...]] = {}
    for concept in outline.concepts:  # parents stand before their children
        above = found.get(concept.parent_id, ())
        found[concept.pk] = (concept.slug, *above) if concept.pk in offered else above
    return found
