"""Frameworks and their concepts: pages, data, identifiers, and the secretariat's forms."""

from collections import Counter

from django.db.models import Case, Count, F, Min, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.doors import everyone, secretariat
from ungis.core.models import Event
from ungis.languages.models import Translation, fetch_groups
from ungis.pages import twins
from ungis.pages.asking import asked
from ungis.pages.thread import thread_of

from . import framework_actions, skos
from .concept_links import claims_on, group_claims
from .framework_csv import csv_row
from .framework_forms import EndFacilitationForm, FacilitatorForm
from .framework_import_views import waiting_frameworks
from .framework_rows import rows_of
from .kinds import kind_name, named_kinds
from .mentions import paragraphs_about
from .models import Claim, Concept, Edition, Facilitator, Framework, Matrix
from .permissions import can_keep_frameworks
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
        "waiting": waiting_frameworks(request.user),
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
    claims = claims_on(one, request.user)
    linked = group_claims(claims)
    place = concepts.index(one)
    ancestors = _ancestors(one)
    for concept in (one, *ancestors):
        concept.parent = concept.above  # read already: nobody asks for it again
    near = [*ancestors, *one.below, *concepts[max(place - 1, 0) : place], *concepts[place + 1 : place + 2]]
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
        "ancestors": ancestors,
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
    """Lead from an identifier to the page or to SKOS, by what the caller accepts: 303, see other.

    Whether it is there at all is said by what it leads to.
    """
    steps = [framework, concept] if concept else [framework]
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
