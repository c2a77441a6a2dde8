"""What is done to frameworks: bring one, name its concepts, say who facilitates them, set up a matrix between two."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.documents.models import Work
from ungis.organizations.models import Organization

from .models import TAKEN_WORDS, Concept, Facilitator, Framework, Matrix
from .permissions import can_keep_frameworks


@action
def add_framework(
    *,
    by: Any,
    slug: str,
    title: str,
    iri: str = "",
    version: str = "",
    description: str = "",
    work: Work | None = None,
    replaces: Framework | None = None,
    order: int = 0,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Framework:
    """Add a framework, without concepts yet. Refused: no title, or an address that is none or taken."""
    require(can_keep_frameworks(by))
    title, slug = " ".join(title.split()), slugify(slug)
    if not title or not slug:
        raise Refused(_("A framework needs a title and an address."))
    if Framework.objects.filter(slug=slug).exists():
        raise Refused(_("There is a framework at this address already."))
    framework = Framework.objects.create(
        slug=slug,
        title=title,
        iri=iri,
        version=version,
        description=description,
        work=work,
        replaces=replaces,
        order=order,
        source=source,
        certainty=certainty,
    )
    record("mappings.framework_added", framework, by=by, data={"title": title, "replaces": replaces})
    return framework


@action
def add_concepts(framework: Framework, rows: list[dict[str, Any]], *, by: Any) -> list[Concept]:
    """Add concepts in the order in which the framework is read, parents before their children.

    Each row has `code`, `title`, `kind` and may have `slug`, `parent` (the code of one before it), `text`, `place`,
    `due`, `iri`, `colour`, `is_heading`, `source`, `certainty`. Refused, as a whole: a row without code or title,
    a code twice, a parent that does not stand before it.
    """
    require(can_keep_frameworks(by))
    known = {concept.code: concept for concept in framework.concepts.all()}
    slugs = {concept.slug for concept in known.values()}
    order = len(known)
    added = []
    for row in rows:
        concept = _concept(framework, row, known, slugs)
        order += 1
        concept.order = order
        concept.save()
        known[concept.code] = concept
        slugs.add(concept.slug)
        added.append(concept)
    if not added:
        raise Refused(_("There is no concept to add."))
    record("mappings.concepts_added", framework, by=by, data={"codes": [concept.code for concept in added]})
    return added


def _concept(framework: Framework, row: dict[str, Any], known: dict[str, Concept], slugs: set[str]) -> Concept:
    code, title = str(row["code"]).strip(), " ".join(str(row["title"]).split())
    if not code or not title:
        raise Refused(_("A concept needs a code and a title."))
    if code in known:
        raise Refused(_("The code “%(code)s” stands twice.") % {"code": code})
    parent = known.get(row["parent"]) if row.get("parent") else None
    if row.get("parent") and parent is None:
        words = _("“%(code)s” stands below “%(parent)s”, which does not come before it.")
        raise Refused(words % {"code": code, "parent": row["parent"]})
    slug = row.get("slug") or slugify(code.replace(".", "-"))
    if not slug or slug in slugs or slug in TAKEN_WORDS:
        raise Refused(_("“%(code)s” gives no address of its own.") % {"code": code})
    return Concept(
        framework=framework,
        code=code,
        slug=slug,
        kind=row["kind"],
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        is_heading=row.get("is_heading", False),
        title=title,
        text=row.get("text", ""),
        place=row.get("place", ""),
        due=row.get("due", ""),
        iri=row.get("iri", ""),
        colour=row.get("colour", ""),
        source=row.get("source", framework.source),
        certainty=row.get("certainty", framework.certainty),
    )


@action
def name_facilitator(
    concept: Concept,
    organization: Organization,
    *,
    by: Any,
    is_lead: bool,
    begins: PartialDate | None = None,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Facilitator:
    """Say that an organization facilitates a concept. Refused: it does so already."""
    require(can_keep_frameworks(by))
    if Facilitator.objects.on(clock.today()).filter(concept=concept, organization=organization).exists():
        raise Refused(_("%(organization)s facilitates this already.") % {"organization": organization})
    facilitator = Facilitator.objects.create(
        concept=concept, organization=organization, is_lead=is_lead, begins=begins, source=source, certainty=certainty
    )
    record(
        "mappings.facilitator_named", concept, by=by, data={"organization": organization.acronym, "is_lead": is_lead}
    )
    return facilitator


@action
def end_facilitation(facilitator: Facilitator, *, by: Any, ends: PartialDate) -> Facilitator:
    """Say since when an organization no longer facilitates a concept; its claims stay."""
    require(can_keep_frameworks(by))
    if facilitator.ends:
        raise Refused(_("This has ended already."))
    facilitator.ends = ends
    facilitator.save(update_fields=["ends"])
    record(
        "mappings.facilitation_ended",
        facilitator.concept,
        by=by,
        data={"organization": facilitator.organization.acronym, "ends": ends},
    )
    return facilitator


@action
def add_matrix(
    *,
    by: Any,
    slug: str,
    title: str,
    rows: Framework,
    columns: Framework,
    description: str = "",
    work: Work | None = None,
    order: int = 0,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Matrix:
    """Set up a matrix between two frameworks, without an edition yet. Refused: an address that is none or taken."""
    require(can_keep_frameworks(by))
    slug, title = slugify(slug), " ".join(title.split())
    if not slug or not title:
        raise Refused(_("A matrix needs a title and an address."))
    if Matrix.objects.filter(slug=slug).exists():
        raise Refused(_("There is a matrix at this address already."))
    matrix = Matrix.objects.create(
        slug=slug,
        title=title,
        rows=rows,
        columns=columns,
        description=description,
        work=work,
        order=order,
        source=source,
        certainty=certainty,
    )
    record("mappings.matrix_added", matrix, by=by, data={"rows": rows.slug, "columns": columns.slug})
    return matrix
