"""Frameworks and their concepts: pages, data, identifiers, and the secretariat's forms."""

from collections import Counter
from itertools import groupby

from django.contrib import messages
from django.db.models import Case, Count, F, Min, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.core.models import Event
from ungis.languages.models import Translation, fetch_groups
from ungis.pages import twins
from ungis.pages.asking import asked
from ungis.pages.thread import thread_of

from . import framework_actions, skos
from .framework_forms import EndFacilitationForm, FacilitatorForm, FrameworkImportForm
from .framework_import import csv_row
from .framework_rows import rows_of
from .import_actions import discard_import
from .kinds import kind_name, named_kinds
from .mentions import paragraphs_about
from .models import Claim, Concept, Edition, Facilitator, Framework, Import, Matrix
from .permissions import can_decide_import, can_keep_frameworks
from .states import ClaimState

# --- the list ----------------------------------------------------------------------------------


@everyone
@require_safe
def framework_list(request, twin=""):
    """The frameworks that stand, each with its older versions, its concepts by kind and the matrices it is in."""
    frameworks = list(Framework.objects.visible_to(request.user).select_related("work"))
    kinds: dict[int, list] = {}
    counted = Concept.objects.values("framework", "kind").annotate(count=Count("pk"), first=Min("order"))
    for row in counted.order_by("framework", "first"):
        kinds.setdefault(row["framework"], []).append((row["kind"], row["count"]))
    matrices = list(Matrix.objects.visible_to(request.user))
    newer = {framework.replaces_id: framework for framework in frameworks if framework.replaces_id}
    for framework in frameworks:
        framework.kinds = kinds.get(framework.pk, [])
        framework.named_kinds = named_kinds(framework.kinds)
        framework.matrices = [m for m in matrices if framework.pk in (m.rows_id, m.columns_id)]
        framework.newer = newer.get(framework.pk)
    if twin:
        return twins.twin(twin, "frameworks", [_framework_row(framework) for framework in frameworks])
    _hide_works(request.user, frameworks)
    works = [framework.work for framework in frameworks]
    fetch_groups((frameworks, ["title", "description"]), (matrices, ["title"]), (works, ["title"]))
    context = {
        "frameworks": [(framework, _older(framework, frameworks)) for framework in frameworks if not framework.newer],
        "may_keep": _may_keep(request.user),
        "waiting": _waiting(request.user),
    }
    return render(request, "mappings/framework_list.html", context)


def _framework_row(framework):
    """A row of the twins of the list: plain words, no markup."""
    return {
        "address": framework.slug,
        "title": framework.title,
        "version": framework.version,
        "identifier": framework.identifier,
        "page": framework.get_absolute_url(),
        "replaced_by": framework.newer.slug if framework.newer else "",
        "concepts": sum(count for _kind, count in framework.kinds),
        "matrices": [matrix.slug for matrix in framework.matrices],
        "source": framework.sources,
        "certainty": framework.certainty,
    }


def _older(framework, frameworks):
    """The versions before, the latest first."""
    of = {one.pk: one for one in frameworks}
    older = []
    while framework := of.get(framework.replaces_id):
        older.append(framework)
    return older


def _may_keep(user):
    return user.is_authenticated and can_keep_frameworks(user)


def _waiting(user):
    """The files with frameworks that somebody brought and nobody confirmed or discarded yet."""
    return Import.objects.visible_to(user).waiting().filter(edition=None) if _may_keep(user) else []


def _hide_works(user, frameworks):
    """A document that the reader may not know of is not named."""
    for framework in frameworks:
        if framework.work and not framework.work.is_visible_to(user):
            framework.work = None


# --- a framework -------------------------------------------------------------------------------


def _framework(request, slug):
    """The framework, with the versions before and after it as `replaces` and `newer`."""
    family = Framework.objects.visible_to(request.user).filter(Q(slug=slug) | Q(replaces__slug=slug))
    found = {framework.slug: framework for framework in family.select_related("work", "replaces")}
    framework = found.pop(slug, None)
    if framework is None:
        raise Http404
    framework.newer = next(iter(found.values()), None)
    _hide_works(request.user, [framework])
    return framework


def _concepts(framework):
    """All concepts in their order, each with its framework and its parent at no further query."""
    concepts = list(framework.concepts.order_by("order"))
    of = {concept.pk: concept for concept in concepts}
    for concept in concepts:
        concept.framework, concept.below = framework, []
        concept.above = of.get(concept.parent_id)
        if concept.above:
            concept.above.below.append(concept)
    return concepts


def _with_below(concept):
    """The concept and everything below it."""
    return [concept, *(other for child in concept.below for other in _with_below(child))]


@everyone
@require_safe
def framework(request, framework, twin=""):
    """All concepts of a framework, who facilitates them, and how often each is linked in each matrix."""
    found = _framework(request, framework)
    concepts = _concepts(found)
    editions = _standing_editions(found, request.user)
    _count_claims(found, concepts, editions)
    _name_facilitators(concepts)
    if twin:
        rows = [_concept_row(row, concept) for row, concept in zip(rows_of(found, concepts), concepts, strict=True)]
        about = {"framework": found.slug, "title": found.title, "version": found.version}
        return twins.twin(twin, found.slug, rows, **about)
    matrices = [edition.matrix for edition in editions]
    fetch_groups(
        ([found, *filter(None, [found.newer, found.replaces])], ["title", "description"]),
        (concepts, ["title"]),
        (matrices, ["title"]),
        ([found.work], ["title"]),
    )
    context = {
        "framework": found,
        "concepts": concepts,
        "kinds": named_kinds(Counter(concept.kind for concept in concepts).items()),
        "is_facilitated": any(concept.named for concept in concepts),
        "editions": editions,
        "history": _history(found, request.user),
        "may_keep": _may_keep(request.user),
    }
    return render(request, "mappings/framework.html", context)


def _standing_editions(framework, user):
    """Of each matrix that links the framework the edition that counts: published, else the one worked on."""
    editions = Edition.objects.visible_to(user).filter(Q(matrix__rows=framework) | Q(matrix__columns=framework))
    first = {}
    for edition in editions.select_related("matrix").newest_first():
        first.setdefault(edition.matrix_id, edition)
    return sorted(first.values(), key=lambda edition: (edition.matrix.order, edition.matrix.slug))


def _count_claims(framework, concepts, editions):
    """Give each concept `counts`: an edition, its claims and of these the cleared ones, those below counted along."""
    side = Case(When(edition__matrix__rows=framework, then=F("row")), default=F("column"))
    claims = Claim.objects.standing().filter(edition__in=editions).order_by()
    counted = (
        claims.annotate(side=side)
        .values("edition", "side")
        .annotate(claims=Count("pk"), cleared=Count("pk", filter=Q(state=ClaimState.CLEARED)))
    )
    found = {(row["edition"], row["side"]): (row["claims"], row["cleared"]) for row in counted}
    totals: dict[int, list] = {}
    for concept in reversed(concepts):  # children stand after their parents
        own = [found.get((edition.pk, concept.pk), (0, 0)) for edition in editions]
        for child in concept.below:
            own = [(n + m, c + d) for (n, c), (m, d) in zip(own, totals[child.pk], strict=True)]
        totals[concept.pk] = own
        concept.counts = [(edition, *counts) for edition, counts in zip(editions, own, strict=True)]


def _name_facilitators(concepts):
    """Give each concept `named`: those who facilitate it today, leads first."""
    of = {concept.pk: concept for concept in concepts}
    for concept in concepts:
        concept.named = []
    held = Facilitator.objects.on(clock.today()).filter(concept__framework=concepts[0].framework) if concepts else []
    for facilitator in held.select_related("organization") if concepts else []:
        of[facilitator.concept_id].named.append(facilitator)


def _concept_row(row, concept):
    """A row of the twins: what an import reads back, and beside it what the record knows of the concept."""
    counts = {edition.matrix.slug: (claims, cleared) for edition, claims, cleared in concept.counts}
    return {
        **csv_row(row),
        "identifier": concept.identifier,
        "facilitators": [facilitator.organization.acronym for facilitator in concept.named],
        **{f"links_{slug}": claims for slug, (claims, _cleared) in counts.items()},
        **{f"cleared_{slug}": cleared for slug, (_claims, cleared) in counts.items()},
    }


def _history(record, user):
    """What was done with a record, the latest first, for those who may read who did it: strangers ask no query."""
    return Event.objects.visible_to(user).of(record).order_by("-id")[:50] if user.is_authenticated else []


@everyone
@require_safe
def framework_skos(request, framework, form):
    """The framework as SKOS."""
    found = _framework(request, framework)
    nodes = skos.framework_nodes(found, rows_of(found), found.newer, _titles(found))
    return _linked_data(nodes, form)


def _titles(framework):
    """The title of the framework in other languages, by tag."""
    rows = Translation.objects.of(framework).filter(field="title").order_by("language")
    fresh = [row for row in rows if not row.is_stale(framework.title)]
    return {skos.language_tag(row.language, row.is_official): row.text for row in fresh}


def _linked_data(nodes, form):
    write = {"ttl": skos.as_turtle, "jsonld": skos.as_jsonld}[form]
    response = HttpResponse(write(nodes), content_type=skos.MEDIA_TYPES[form])
    response["Access-Control-Allow-Origin"] = "*"  # public data, for programmes that run in a browser elsewhere
    return response


# --- a concept ---------------------------------------------------------------------------------


def _concept(concepts, slug):
    for concept in concepts:
        if concept.slug == slug:
            return concept
    raise Http404


@everyone
@require_safe
def concept(request, framework, concept):
    """One concept: what it is, where it is taken from, who facilitates it, what it is linked to, who names it."""
    found = _framework(request, framework)
    concepts = _concepts(found)
    one = _concept(concepts, concept)
    naming, holding = paragraphs_about(one, found, request.user)
    facilitators = list(Facilitator.objects.filter(concept=one).select_related("organization"))
    claims = _claims(one, request.user)
    linked = _linked(one, claims)
    place = concepts.index(one)
    near = [*_ancestors(one), *one.below, *concepts[max(place - 1, 0) : place], *concepts[place + 1 : place + 2]]
    editions = [edition for matrix in linked for edition in matrix.editions]
    fetch_groups(
        ([*near, *(other.concept for edition in editions for other in edition.others)], ["title"]),
        ([one], ["title", "text"]),
        ([found, *filter(None, [found.newer])], ["title"]),
        ([matrix.matrix for matrix in linked], ["title"]),
        ([edition.edition for edition in editions], ["title"]),
        (naming, ["summary"]),
        ([found.work], ["title"]),
    )
    today = clock.today()
    context = {
        "framework": found,
        "concept": one,
        "before": concepts[place - 1] if place else None,
        "after": concepts[place + 1] if place + 1 < len(concepts) else None,
        "kind": kind_name(one.kind),
        "ancestors": _ancestors(one),
        "facilitators": [facilitator for facilitator in facilitators if facilitator.holds_on(today)],
        "former": [facilitator for facilitator in facilitators if not facilitator.holds_on(today)],
        "linked": linked,
        "naming": naming,
        "holding": holding,
        "thread": _thread(one, naming, linked, request.user),
        "history": _history(one, request.user),
        "may_keep": _may_keep(request.user),
    }
    return render(request, "mappings/concept.html", context)


def _ancestors(concept):
    """From the top of the framework down to the one above it."""
    above = []
    while concept := concept.above:
        above.insert(0, concept)
    return above


def _thread(concept, naming, linked, user):
    """Papers speak of documents and paragraphs, not of concepts: the last station asks nothing."""
    published = sum(edition.edition.state == "published" for matrix in linked for edition in matrix.editions)
    return thread_of(
        concept,
        user,
        mandate=(len(naming), "#mandates"),
        publication=(published, "#links"),
        report=(0, ""),
    )


class Linked:
    """What one matrix says of a concept: its editions, the one that stands first."""

    def __init__(self, matrix, editions):
        self.matrix, self.editions = matrix, editions


class LinkedEdition:
    """What one edition says: the other concepts, each with the claims on it."""

    def __init__(self, edition, others):
        self.edition, self.others = edition, others
        self.claims = sum(len(other.claims) for other in others)
        self.cleared = sum(claim.state == ClaimState.CLEARED for other in others for claim in other.claims)


class Other:
    """A concept at the other end, and the claims that lead there."""

    def __init__(self, concept, claims):
        self.concept, self.claims = concept, claims


def _claims(concept, user):
    """The claims on it and on what stands below it, which the user may see, each with both its ends."""
    family = {one.pk: one for one in _with_below(concept)}
    claims = (
        Claim.objects.visible_to(user)
        .standing()
        .filter(Q(row__in=family) | Q(column__in=family))
        .select_related("edition__matrix", "row__framework", "column__framework", "author")
    )
    for claim in claims:
        own_is_row = claim.row_id in family
        claim.own, claim.other = (claim.row, claim.column) if own_is_row else (claim.column, claim.row)
        claim.is_below = claim.own.pk != concept.pk
    return claims


def _linked(concept, claims):
    """Group the claims: by matrix, by edition, the one that stands first, and by the concept at the other end."""
    rank = {"published": 0, "frozen": 1, "working": 2}

    def place(claim):
        edition, matrix = claim.edition, claim.edition.matrix
        stands = (matrix.order, matrix.slug, rank.get(edition.state, 3), -edition.pk)
        return (*stands, claim.other.order, claim.is_below, claim.own.order)

    linked: list[Linked] = []
    for edition, of_edition in groupby(sorted(claims, key=place), key=lambda claim: claim.edition):
        others = [Other(other, list(found)) for other, found in groupby(of_edition, key=lambda claim: claim.other)]
        if not linked or linked[-1].matrix != edition.matrix:
            linked.append(Linked(edition.matrix, []))
        linked[-1].editions.append(LinkedEdition(edition, others))
    return linked


@everyone
@require_safe
def concept_skos(request, framework, concept, form):
    """One concept as SKOS, with its place in the framework."""
    found = _framework(request, framework)
    rows = rows_of(found)
    nodes = [node for node in skos.concept_nodes(found, rows) if node["address"] == concept]
    if not nodes:
        raise Http404
    return _linked_data(nodes, form)


# --- identifiers -------------------------------------------------------------------------------

HTML = "text/html"
FORMS = {HTML: "", "text/turtle": "ttl", "application/ld+json": "jsonld", "application/json": "jsonld"}


@everyone
@require_safe
def identifier(request, framework, concept=""):
    """Lead from an identifier to the page or to SKOS, by what the caller accepts: 303, see other."""
    steps = [framework, concept] if concept else [framework]
    known = Concept.objects.visible_to(request.user).filter(framework__slug=framework, slug=concept)
    if not (known if concept else Framework.objects.visible_to(request.user).filter(slug=framework)).exists():
        raise Http404
    form = FORMS[request.get_preferred_type(list(FORMS)) or HTML]
    name = "concept" if concept else "framework"
    response = redirect(reverse(f"{name}_skos", args=[*steps, form]) if form else reverse(name, args=steps))
    response.status_code = 303
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response


# --- the secretariat's forms -------------------------------------------------------------------


def _one_concept(request, framework, concept):
    visible = Concept.objects.visible_to(request.user).select_related("framework")
    return get_object_or_404(visible, framework__slug=framework, slug=concept)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def facilitator_name(request, framework, concept):
    """Say who facilitates a concept."""
    found = _one_concept(request, framework, concept)

    def act(typed):
        framework_actions.name_facilitator(found, typed.pop("organization"), by=request.user, **typed)
        return found

    return asked(
        request,
        FacilitatorForm(request.POST or None),
        "mappings/facilitator_name.html",
        {"concept": found},
        act,
        _("The facilitator is on record."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def facilitation_end(request, framework, concept, pk):
    """Say since when an organization no longer facilitates a concept."""
    found = _one_concept(request, framework, concept)
    held = Facilitator.objects.visible_to(request.user).select_related("organization", "concept")
    facilitator = get_object_or_404(held, pk=pk, concept=found)

    def act(typed):
        framework_actions.end_facilitation(facilitator, by=request.user, **typed)
        return found

    return asked(
        request,
        EndFacilitationForm(request.POST or None),
        "mappings/facilitation_end.html",
        {"concept": found, "facilitator": facilitator},
        act,
        _("The end is on record."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def framework_import(request):
    """Bring a framework as a file; what it would bring is shown before anything is done."""
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FrameworkImportForm(*typed, initial={"replaces": request.GET.get("replaces")}, user=request.user)

    def act(typed):
        file = typed.pop("file")
        offered = framework_actions.offer_framework(by=request.user, name=file.name, content=file.read(), **typed)
        return reverse("framework_import_preview", args=[offered.pk])

    return asked(
        request,
        form,
        "mappings/framework_import.html",
        {"waiting": _waiting(request.user)},
        act,
        _("The file has been read. Nothing is changed until you confirm."),
    )


def _decided(request, offered, decide, done):
    """Do what was decided and say so; where it is refused, say why on the page of the file."""
    try:
        target = decide(offered, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("framework_import_preview", offered.pk)
    messages.success(request, done)
    return redirect(target)


def _offered(request, pk):
    visible = Import.objects.visible_to(request.user).filter(edition=None).select_related("framework", "offered_by")
    return get_object_or_404(visible, pk=pk)


@secretariat
@require_safe
def framework_import_preview(request, pk):
    """What a file would bring, and what that changes in the version before."""
    offered = _offered(request, pk)
    changes = offered.changes
    titles = {row["code"]: row["title"] for row in changes["rows"]}
    old = {concept.code: concept.title for concept in offered.framework.concepts.all()} if offered.framework else {}
    context = {
        "offered": offered,
        "about": changes["framework"],
        "rows": changes["rows"],
        "kinds": named_kinds(Counter(row["kind"] for row in changes["rows"]).items()),
        "added": [(code, titles[code]) for code in changes["added"]] if offered.framework else [],
        "dropped": [(code, old.get(code, "")) for code in changes["dropped"]],
        "changed": [(code, titles[code], list(pairs.items())) for code, pairs in changes["changed"].items()],
        "may_decide": can_decide_import(request.user, offered) and offered.is_waiting,
    }
    return render(request, "mappings/framework_import_preview.html", context)


@secretariat
@require_POST
def framework_import_confirm(request, pk):
    offered = _offered(request, pk)
    return _decided(request, offered, framework_actions.import_framework, _("The framework is on record."))


@secretariat
@require_POST
def framework_import_discard(request, pk):
    offered = _offered(request, pk)

    def discard(offered, *, by):
        discard_import(offered, by=by)
        return reverse("framework_import")

    return _decided(request, offered, discard, _("The file has been discarded; nothing was changed."))
