"""What is found of frameworks and matrices: concepts in all languages, and the claims that link them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ungis.languages.models import fetch_translations, wordings_of
from ungis.search import sources
from ungis.search.sources import Entry, Keys, below_language, own, through

from .models import Claim, Concept
from .states import ClaimState

# Under which filter the concepts of a framework stand, by its slug.
FILTERS = {"wsis": "lines", "sdg": "goals", "gdc": "objectives"}
ROOTS = {"goals": "Goal", "objectives": "objective"}  # what else stands on top of a framework is not in the filter
PARENTS = "framework", "parent__parent__parent"


def concepts() -> QuerySet:
    return Concept.objects.select_related(*PARENTS)


def claims() -> QuerySet:
    ends = [f"{end}__{path}" for end in ("row", "column") for path in PARENTS]
    return Claim.objects.standing().select_related("edition__matrix", "author", *ends)


CONCEPT_SUBJECTS = {"mappings.concept": own, "mappings.framework": through(concepts, "framework")}
CLAIM_SUBJECTS = {
    "mappings.claim": own,
    "mappings.edition": through(claims, "edition"),
    "mappings.matrix": through(claims, "edition__matrix"),
    "mappings.concept": lambda ids: claims().filter(Q(row__in=ids) | Q(column__in=ids)).values_list("pk", flat=True),
}


def filters_of(tagged: Iterable[Concept]) -> dict[str, set[str]]:
    """Return under which lines, goals and objectives something stands that these concepts mark, as an Entry has them.

    A target counts for its Goal, a commitment for its objective, a part of an action line for itself; the
    framework and the chain of parents must be at hand.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for concept in tagged:
        filter_ = FILTERS.get(concept.framework.slug, "")
        marked = _root(concept) if filter_ in ROOTS else concept
        if filter_ and marked.kind == ROOTS.get(filter_, marked.kind):
            found[filter_].add(marked.slug)
    return found


def code_of(concept: Concept) -> str:
    """Return the code as people cite it: C2, GDC-13-a; that of a Goal or a target, a bare number, as SDG 4."""
    return f"{concept.framework.slug.upper()} {concept.code}" if concept.code[0].isdigit() else concept.code


def _root(concept: Concept) -> Concept:
    while concept.parent is not None:
        concept = concept.parent
    return concept


def concept_entries(read: list[Concept]) -> Iterable[Entry]:
    wordings = wordings_of(read, "title", "text")
    for concept in read:
        said = wordings[concept.pk]
        yield Entry(
            pk=concept.pk,
            titles=said["title"],
            bodies=said["text"],
            symbol=code_of(concept),
            words=[concept.kind, concept.place],
            address=below_language(concept.get_absolute_url()),
            parts_of=[("mappings.framework", concept.framework_id)],
            **filters_of([concept]),
        )


def claim_entries(read: list[Claim]) -> Iterable[Entry]:
    ends = {concept.pk: concept for claim in read for concept in (claim.row, claim.column)}
    titles, wordings = wordings_of(ends.values(), "title"), wordings_of(read, "rationale")
    for claim in read:
        row, column = titles[claim.row_id]["title"], titles[claim.column_id]["title"]
        published = claim.edition.published_on
        yield Entry(
            pk=claim.pk,
            # A language in which only one of the two is known would mix languages in one title.
            titles={language: f"{row[language]} – {column[language]}" for language in row if language in column},
            bodies=wordings[claim.pk]["rationale"],
            symbol=f"{code_of(claim.row)} – {code_of(claim.column)}",
            words=[claim.mechanism, claim.activity, claim.carried_out_by, claim.evidence, claim.note],
            address=below_language(claim.get_absolute_url()),
            visibility=claim.edition.visibility,
            date=published,
            organizations=[claim.author.slug] if claim.author else [],
            years=[published.day.year] if published else [],
            status=claim.state,
            parts_of=[("mappings.edition", claim.edition_id)],
            **filters_of([claim.row, claim.column]),
        )


def titles_of(slugs: Keys) -> Mapping[str, str]:
    """What action lines, Goals and objectives are called in a filter, in the reader's language."""
    known = Concept.objects.filter(slug__in=slugs, framework__slug__in=FILTERS).select_related("framework")
    return {
        concept.slug: f"{code_of(concept)} {concept.said['title']}" for concept in fetch_translations(known, "title")
    }


def announce() -> None:
    sources.announce(
        sources.Source("concept", _("Concepts of frameworks"), concepts, concept_entries, CONCEPT_SUBJECTS),
    )
    sources.announce(sources.Source("claim", _("Claims of matrices"), claims, claim_entries, CLAIM_SUBJECTS))
    sources.name_values(titles_of, *sources.CONFIRMED, *sources.CONFIRMED.values())
    sources.name_values(lambda states: dict(ClaimState.choices), "status")
