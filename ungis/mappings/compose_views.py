"""Two matrices composed: candidates, each with the paths that lead to it, and adopting one of them."""

from collections import Counter
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.doors import everyone, group
from ungis.core.provenance import Certainty
from ungis.languages.models import fetch_groups, fetch_translations
from ungis.pages import facets, twins
from ungis.pages.asking import asked
from ungis.pages.facets import Facet
from ungis.pages.paging import page_of

from .adopt_actions import adopt_candidate, facilitators_through, mark_of
from .analysis import filters_of, is_narrowed, labels_of, named, narrowed
from .bridge import EXACT, WHOLE, Bridge, plans_for
from .compose_forms import AdoptForm
from .models import Claim, Edition, Matrix
from .names import spoken_name
from .permissions import can_adopt_candidate

SURENESS_NAMES = {
    3: gettext_lazy("both steps cleared"),
    2: gettext_lazy("both steps at least drafted from a source"),
    1: gettext_lazy("a step only suggested, or drafted by inference"),
    0: gettext_lazy("a step only inferred from the subject"),
}
PAIR_NAMES = {
    "new": gettext_lazy("follows, and is not claimed yet"),
    "named": gettext_lazy("follows, and is claimed already"),
    "pathless": gettext_lazy("is claimed, but does not follow"),
}


def _name_of(edition):
    return f"{edition.matrix.slug}/{edition.slug}"


def _bridge(request, matrix):
    """What the address asks to compose, and the plans among which it could choose; 404 where they do not meet."""
    plans = plans_for(matrix, request.user)
    own = list(Edition.objects.visible_to(request.user).filter(matrix=matrix).select_related("matrix").newest_first())
    left, right = request.GET.get("left"), request.GET.get("right")
    fitting = [
        plan
        for plan in plans
        if (not left or _name_of(plan.left) == left) and (not right or _name_of(plan.right) == right)
    ]
    against = request.GET.get("against")
    named = [edition for edition in own if not against or edition.slug == against]
    level = request.GET.get("level") or WHOLE
    if (plans and not fitting) or (against and against != "none" and not named) or level not in (WHOLE, EXACT):
        raise Http404
    compared = None if against == "none" or not named else named[0]
    return (Bridge(matrix, fitting[0], compared, level) if fitting else None), plans, own


def _matrix(request, slug):
    return get_object_or_404(Matrix.objects.visible_to(request.user).select_related("rows", "columns"), slug=slug)


@everyone
@require_safe
def matrix_compose(request, matrix, twin=""):
    """What follows for a matrix from two others that meet in one framework: candidates, all of them inferred."""
    found = _matrix(request, matrix)
    bridge, plans, own = _bridge(request, found)
    if bridge is None and twin:
        return twins.twin(twin, f"{found.slug}-composed", [])
    if bridge is None:
        fetch_translations([found], "title")
        return render(request, "mappings/matrix_compose.html", {"matrix": found})
    everything, shown = bridge.pairs(), _facets(bridge)
    pairs = narrowed(everything, [_values(pair, bridge) for pair in everything], request.GET, shown)
    if twin:
        about = {"left": str(bridge.plan.left), "right": str(bridge.plan.right), "certainty": Certainty.INFERRED}
        rows = [_pair_row(pair, bridge) for pair in pairs]
        return twins.twin(twin, f"{found.slug}-composed", rows, **about, filters=filters_of(request.GET, shown))
    page = page_of(sorted(pairs, key=_weight), request.GET)
    _fetch_titles(bridge, plans, own)
    context = {
        "matrix": found,
        "bridge": bridge,
        "choices": _choices(plans, own, bridge),
        "facets": shown,
        "is_narrowed": is_narrowed(request.GET, shown),
        "counts": Counter(_pair_kind(pair) for pair in everything),
        "paths": sum(pair.paths for pair in everything),
        "page": page,
        "shown": [_shown_pair(pair, bridge) for pair in page.object_list],
        "grid": _pair_grid(pairs, bridge, request.GET),
        "cleared": f"?{urlencode(_choosing(bridge))}",
    }
    return render(request, "mappings/matrix_compose.html", context)


def _facets(bridge):
    matrix = bridge.matrix
    sure = {str(level): str(name) for level, name in SURENESS_NAMES.items()}
    return [
        Facet("pair", _("Follows or is claimed"), labels={value: str(name) for value, name in PAIR_NAMES.items()}),
        Facet("sure", _("How sure its surest path is"), labels=sure),
        Facet("line", _("Through"), labels=labels_of(bridge.middle.concepts)),
        Facet("row", str(matrix.rows), labels=labels_of(bridge.rows.concepts)),
        Facet("column", str(matrix.columns), labels=labels_of(bridge.columns.concepts)),
    ]


def _weight(pair):
    """The surest first, then what goes through most lines, by most paths; last what everything leads to."""
    lines = pair.candidate.bits.bit_count() if pair.candidate else 0
    return pair.is_commonplace, -pair.sureness, -lines, -pair.paths


def _fetch_titles(bridge, plans, own):
    """Fetch what the page prints by name: one query."""
    editions = {edition.pk: edition for plan in plans for edition in (plan.left, plan.right)}
    editions |= {edition.pk: edition for edition in own}
    outlines = bridge.rows, bridge.columns, bridge.middle
    fetch_groups(
        ([bridge.matrix, *(edition.matrix for edition in editions.values())], ["title"]),
        (editions.values(), ["title"]),
        (named(concept for outline in outlines for concept in outline.concepts), ["title"]),
    )


def _pair_kind(pair):
    return "pathless" if pair.candidate is None else "named" if pair.is_named else "new"


def _values(pair, bridge):
    """What a pair has in each of the filters."""
    middles = bridge.middles(pair.candidate) if pair.candidate else []
    return (
        {_pair_kind(pair)},
        {str(pair.sureness)} if pair.candidate else set(),
        {concept.slug for concept in middles},
        {bridge.rows.head_of[pair.row.pk].slug},
        {bridge.columns.head_of[pair.column.pk].slug},
    )


def _choices(plans, own, bridge):
    """The selects of the form: name in the address, label, options with what is chosen."""

    def options(editions, chosen, name):
        return [(name(one), one, one == chosen) for one in {one.pk: one for one in editions}.values()]

    return {
        "left": options([plan.left for plan in plans], bridge.plan.left, _name_of),
        "right": options([plan.right for plan in plans], bridge.plan.right, _name_of),
        "against": options(own, bridge.against, lambda edition: edition.slug),
    }


def _choosing(bridge):
    """What the address of a candidate must carry to say of what it was composed."""
    return {
        "left": _name_of(bridge.plan.left),
        "right": _name_of(bridge.plan.right),
        "against": bridge.against.slug if bridge.against else "none",
        "level": bridge.level,
    }


def _candidate_address(bridge, row, column, name="matrix_compose_candidate"):
    address = reverse(name, args=[bridge.matrix.slug, row.slug, column.slug])
    return f"{address}?{urlencode(_choosing(bridge))}"


def _shown_pair(pair, bridge):
    return {
        "pair": pair,
        "kind": _pair_kind(pair),
        "address": _candidate_address(bridge, pair.row, pair.column),
        "middles": [spoken_name(concept) for concept in bridge.middles(pair.candidate)] if pair.candidate else [],
        "sureness": SURENESS_NAMES.get(pair.sureness, ""),
    }


def _pair_row(pair, bridge):
    """A row of the twins; each path as the codes of its two claims."""
    paths = [bridge.as_data(path) for path in bridge.paths(pair.row, pair.column)] if pair.candidate else []
    return {
        "row": pair.row.code,
        "column": pair.column.code,
        "certainty": Certainty.INFERRED if pair.candidate else "",
        "follows": pair.candidate is not None,
        "commonplace": pair.is_commonplace,
        "claimed": pair.is_named,
        "paths": pair.paths,
        "through": [concept.code for concept in bridge.middles(pair.candidate)] if pair.candidate else [],
        "surest_path": pair.sureness if pair.candidate else None,
        "legs": [" + ".join(f"{leg[0]} {leg[1]}–{leg[2]}" for leg in path) for path in paths],
    }


def _pair_grid(pairs, bridge, query):
    """How many pairs stand in each cell at a glance: all that follow, and those among them not claimed yet."""
    counts = {}
    for pair in pairs:
        cell = bridge.rows.head_of[pair.row.pk].slug, bridge.columns.head_of[pair.column.pk].slug
        counts.setdefault(cell, Counter())[_pair_kind(pair)] += 1
    return {
        "columns": bridge.columns.glance,
        "rows": [
            (
                row,
                [
                    (
                        column,
                        _cell_of(counts.get((row.slug, column.slug))),
                        facets.without(query, row=row.slug, column=column.slug),
                    )
                    for column in bridge.columns.glance
                ],
            )
            for row in bridge.rows.glance
        ],
    }


def _cell_of(count):
    if not count:
        return None
    return {"follows": count["new"] + count["named"], "new": count["new"], "pathless": count["pathless"]}


def _candidate(request, matrix, row, column):
    """The bridge that the address asks for, with the row and the column; 404 where either is not of the matrix."""
    bridge, _plans, own = _bridge(request, _matrix(request, matrix))
    if bridge is None:
        raise Http404
    ends = [
        next((concept for concept in outline.claimable if concept.slug == slug), None)
        for outline, slug in ((bridge.rows, row), (bridge.columns, column))
    ]
    if None in ends:
        raise Http404
    return bridge, ends, own


@everyone
@require_safe
def matrix_compose_candidate(request, matrix, row, column):
    """One candidate with every path that leads to it: the claims of both steps side by side."""
    bridge, (row_concept, column_concept), own = _candidate(request, matrix, row, column)
    paths = bridge.paths(row_concept, column_concept)
    keys = {leg.claim for path in paths for leg in (path.left, path.right)}
    claims = {
        claim.pk: claim
        for claim in Claim.objects.visible_to(request.user)
        .filter(pk__in=keys)
        .select_related("edition__matrix", "row__framework", "column__framework", "author")
    }
    pair = next((pair for pair in bridge.pairs() if (pair.row, pair.column) == (row_concept, column_concept)), None)
    concepts = [one for claim in claims.values() for one in (claim.row, claim.column)]
    middles = list({path.middle: bridge.middle.of[path.middle] for path in paths}.values())
    fetch_groups(
        (named([row_concept, column_concept, *middles, *concepts]), ["title"]),
        (claims.values(), ["rationale"]),
        ([bridge.matrix, bridge.plan.left.matrix, bridge.plan.right.matrix], ["title"]),
        ([bridge.plan.left, bridge.plan.right, *own], ["title"]),
    )
    context = {
        "matrix": bridge.matrix,
        "bridge": bridge,
        "row": row_concept,
        "column": column_concept,
        "pair": pair,
        "middles": [spoken_name(concept) for concept in middles],
        "sureness": SURENESS_NAMES.get(pair.sureness, "") if pair else "",
        "paths": [
            {
                "middle": bridge.middle.of[path.middle],
                "legs": [(claims[leg.claim], leg in path.least_sure) for leg in (path.left, path.right)],
                "sureness": SURENESS_NAMES[path.sureness],
            }
            for path in paths
        ],
        "back": f"{reverse('matrix_compose', args=[bridge.matrix.slug])}?{urlencode(_choosing(bridge))}",
        "adopt": _adopt_address(request.user, bridge, row_concept, column_concept, paths, own),
    }
    return render(request, "mappings/matrix_compose_candidate.html", context)


def _adopt_address(user, bridge, row, column, paths, own):
    """Where the person may adopt the candidate; empty where they may not, or no edition is worked on."""
    if not user.is_authenticated or not paths or not any(edition.is_working for edition in own):
        return ""
    if not can_adopt_candidate(user, facilitators_through(paths)):
        return ""
    return _candidate_address(bridge, row, column, "matrix_compose_adopt")


@group
@require_http_methods(["GET", "HEAD", "POST"])
def matrix_compose_adopt(request, matrix, row, column):
    """Adopt a candidate: a person says why the one serves the other."""
    bridge, (row_concept, column_concept), own = _candidate(request, matrix, row, column)
    paths = bridge.paths(row_concept, column_concept)
    if not can_adopt_candidate(request.user, facilitators_through(paths)):
        raise PermissionDenied
    working = Edition.objects.visible_to(request.user).filter(
        pk__in=[edition.pk for edition in own if edition.is_working]
    )
    form = AdoptForm(
        request.POST or None,
        editions=working,
        by=request.user,
        initial={"seen": mark_of([bridge.as_data(path) for path in paths])},
    )
    fetch_groups((named([row_concept, column_concept]), ["title"]), ([bridge.matrix], ["title"]))
    middles = [bridge.middle.of[key] for key in dict.fromkeys(path.middle for path in paths)]
    context = {
        "matrix": bridge.matrix,
        "row": row_concept,
        "column": column_concept,
        "number": len(paths),
        "middles": [spoken_name(concept) for concept in middles],
        "back": _candidate_address(bridge, row_concept, column_concept),
    }
    return asked(
        request,
        form,
        "mappings/matrix_compose_adopt.html",
        context,
        lambda typed: adopt_candidate(
            typed.pop("edition"),
            row_concept,
            column_concept,
            by=request.user,
            left=bridge.plan.left,
            right=bridge.plan.right,
            level=bridge.level,
            **typed,
        ),
        _("The candidate stands in the edition as a suggestion; the bureau decides about it."),
    )
