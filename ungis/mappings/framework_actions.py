"""What is done to frameworks: bring one, name its concepts, say who facilitates them, set up a matrix between two."""

from typing import Any

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.freeze import hash_of
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.documents.models import Work
from ungis.languages.actions import Wording, put_translations
from ungis.organizations.models import Organization

from .framework_import import read_framework
from .framework_rows import ConceptRow, differences, rows_of
from .models import TAKEN_WORDS, Concept, Facilitator, Framework, Import, Matrix
from .permissions import can_decide_import, can_keep_frameworks


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
    _require_free(slug, replaces)
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


def _require_free(slug: str, replaces: Framework | None) -> None:
    if slug in TAKEN_WORDS or Framework.objects.filter(slug=slug).exists():
        raise Refused(_("There is a framework at this address already."))
    newer = Framework.objects.filter(replaces=replaces).first() if replaces else None
    if newer:
        words = _("%(old)s is replaced already, by what stands at “%(address)s”.")
        raise Refused(words % {"old": replaces, "address": newer.slug})


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
    added = []
    for order, row in enumerate(rows, len(known) + 1):
        concept = _concept(framework, row, known, slugs)
        concept.order = order
        known[concept.code] = concept
        slugs.add(concept.slug)
        added.append(concept)
    if not added:
        raise Refused(_("There is no concept to add."))
    for depth in sorted({concept.depth for concept in added}):  # parents first: children need their keys
        Concept.objects.bulk_create(concept for concept in added if concept.depth == depth)
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
        source=row.get("source") or framework.source,
        certainty=row.get("certainty", framework.certainty),
    )


# --- a framework from a file -------------------------------------------------------------------

LONGEST = {"slug": 40, "title": 200, "version": 60, "iri": 200}  # as the columns hold


def offer_framework(*, by: Any, name: str, content: bytes, **about: Any) -> Import:
    """Read a file and keep what it would bring, to be looked at; nothing of it is a framework yet.

    The file is read before the action begins: a large one takes seconds, and actions wait for one another. `about` is
    what keep_framework_offer takes. Refused: what read_framework refuses, and what that refuses.
    """
    require(can_keep_frameworks(by))
    rows = read_framework(content, name)
    return keep_framework_offer(by=by, name=name, sha256=hash_of(content), rows=rows, **about)


@action
def keep_framework_offer(
    *,
    by: Any,
    name: str,
    sha256: str,
    rows: list[ConceptRow],
    slug: str,
    title: str,
    version: str = "",
    description: str = "",
    iri: str = "",
    source: str = "",
    work: Work | None = None,
    replaces: Framework | None = None,
) -> Import:
    """Keep what a file would bring until somebody decides. Refused: a framework that add_framework would not add."""
    require(can_keep_frameworks(by))
    about = {
        "slug": slugify(slug),
        "title": " ".join(title.split()),
        "version": version.strip(),
        "description": description.strip(),
        "iri": iri.strip(),
        "source": source.strip(),
    }
    if not about["title"] or not about["slug"]:
        raise Refused(_("A framework needs a title and an address."))
    if any(len(about[field]) > longest for field, longest in LONGEST.items()):
        raise Refused(_("The title, the address or the version is too long."))
    _require_free(about["slug"], replaces)
    changes = {
        "framework": {**about, "work": work.pk if work else None},
        "rows": [row.as_plain() for row in rows],
        **differences(rows_of(replaces) if replaces else [], rows),
    }
    offered = Import.objects.create(
        framework=replaces,
        name=name[:200],
        sha256=sha256,
        changes=changes,
        offered_at=clock.now(),
        offered_by_id=by.pk,
    )
    told = {"framework": about["slug"], "sha256": sha256, "concepts": len(rows), "replaces": replaces}
    record("mappings.framework_offered", offered, by=by, data=told)
    return offered


def _require_waiting(offered: Import) -> None:
    """As it is now, not as it was when the page was shown."""
    if not Import.objects.waiting().filter(pk=offered.pk).exists():
        raise Refused(_("This has been confirmed or discarded already."))


@action
def import_framework(offered: Import, *, by: Any) -> Framework:
    """Make a framework of what a file brought, whole or not at all; the one that it replaces stays where it is.

    Refused: it is not waiting any more, or its address has been taken since.
    """
    require(can_keep_frameworks(by) and can_decide_import(by, offered))
    _require_waiting(offered)
    about = dict(offered.changes["framework"])
    rows = [ConceptRow.of(plain) for plain in offered.changes["rows"]]
    last = Framework.objects.aggregate(order=Max("order"))["order"] or 0
    framework = add_framework(
        by=by,
        replaces=offered.framework,
        order=offered.framework.order if offered.framework else last + 1,
        **{**about, "work": Work.objects.filter(pk=about["work"]).first()},
    )
    concepts = add_concepts(framework, [row.as_plain() for row in rows], by=by)
    for concept, row in zip(concepts, rows, strict=True):
        if row.said:
            put_translations(concept, by=by, wordings=_wordings(row))
    offered.applied_at, offered.applied_by_id = clock.now(), by.pk
    offered.save(update_fields=["applied_at", "applied_by"])
    record("mappings.framework_imported", framework, by=by, data={"import": offered, "sha256": offered.sha256})
    return framework


def _wordings(row: ConceptRow) -> dict[tuple[str, str], Wording]:
    wordings = {}
    for name, (text, is_official) in row.said.items():
        field, _mark, language = name.partition("_")
        wordings[field, language] = Wording(text, is_official=is_official)
    return wordings


# --- who facilitates ---------------------------------------------------------------------------


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
    """Say since when an organization no longer facilitates a concept; its claims stay.

    Refused: it has ended already, or would end before it began.
    """
    require(can_keep_frameworks(by))
    if facilitator.ends:
        raise Refused(_("This has ended already."))
    if facilitator.begins and str(ends) <= str(facilitator.begins):
        raise Refused(_("The end must be later than the beginning."))
    facilitator.ends = ends
    facilitator.save(update_fields=["ends"])
    record(
        "mappings.facilitation_ended",
        facilitator.concept,
        by=by,
        data={"organization": facilitator.organization.acronym, "ends": ends},
    )
    return facilitator


# --- matrices ----------------------------------------------------------------------------------


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
    if slug in TAKEN_WORDS or Matrix.objects.filter(slug=slug).exists():
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
