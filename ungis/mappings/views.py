"""Matrices, their editions as a grid, and their cells."""

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ungis.core import clock
from ungis.core.addresses import address_of
from ungis.core.doors import everyone
from ungis.core.moves import steps_from
from ungis.core.provenance import Certainty
from ungis.core.standing import standing_of
from ungis.pages.facets import without

from . import drawing, filters
from .cells import carried_by, readings_of
from .finding import cell_at, concepts_on, edition_at, outlines_of, say_titles
from .forms import CommentForm, ReviseForm
from .grid import Axis, Cell, Grid, facts_of, sums_of, table_of, tell
from .models import Edition, Facilitator, Matrix, Strength
from .permissions import can_comment, can_import, can_keep_editions, can_keep_frameworks, can_withdraw_comment
from .states import EDITION_MOVES, ClaimState
from .sureness import Tally, say_how_sure, tallies_of


@everyone
@require_safe
def matrix_list(request):
    """The matrices, what each links, its editions, and how sure they are."""
    matrices = list(Matrix.objects.visible_to(request.user).select_related("rows", "columns"))
    editions = _with_tallies(request.user, matrices)
    for matrix in matrices:
        matrix.shown = [edition for edition in editions if edition.matrix_id == matrix.pk]
    say_titles(matrices, editions)
    return render(
        request, "mappings/matrix_list.html", {"matrices": matrices, "may_add": can_keep_frameworks(request.user)}
    )


@everyone
@require_safe
def matrix(request, matrix):
    """One matrix: what it links, its editions, and what can be done with it."""
    visible = Matrix.objects.visible_to(request.user).select_related("rows", "columns", "work")
    found = get_object_or_404(visible, slug=matrix)
    editions = _with_tallies(request.user, [found])
    say_titles([found], editions)
    context = {
        "matrix": found,
        "editions": editions,
        "may_open": can_keep_editions(request.user),
    }
    return render(request, "mappings/matrix.html", context)


def _with_tallies(user, matrices):
    """The editions of matrices, the one that stands first, each with its claims counted: two queries."""
    editions = list(Edition.objects.visible_to(user).filter(matrix__in=matrices).newest_first())
    of = {matrix.pk: matrix for matrix in matrices}
    tallies = tallies_of(editions)
    for edition in editions:
        edition.matrix = of[edition.matrix_id]
        edition.tally = tallies[edition.pk]
        edition.sure = say_how_sure(edition.tally)
    return editions


def _layout(request, found):
    """An edition laid out as the address asks: narrowed, opened, turned."""
    rows, columns = outlines_of(found.matrix)
    facts = facts_of(found)
    say_titles([found.matrix], [found], ([*rows.concepts, *columns.concepts], ["title"]))
    narrowing = filters.narrowed(request.GET, rows, columns, facts, filters.carriers_of(found))
    down = Axis(rows, only=narrowing.row)
    along = Axis(columns, is_open=request.GET.get("detail") == "1", only=narrowing.column)
    is_turned = request.GET.get("by") == "column"
    edges = (along, down) if is_turned else (down, along)
    return Grid(*edges, narrowing.facts, is_turned), narrowing, facts


@everyone
@require_safe
def edition(request, matrix, edition):
    """An edition at a glance: its grid, narrowed, opened or turned; its sums; what it is and how it is checked."""
    found = edition_at(request, matrix, edition)
    grid, narrowing, facts = _layout(request, found)
    rows, columns = narrowing.rows, narrowing.columns
    tally = Tally()
    for fact in facts:
        tally.add(fact.state, fact.certainty, fact.is_contradicted)
    context = {
        "edition": found,
        "matrix": found.matrix,
        "narrowing": narrowing,
        "facets": narrowing.facets,
        "shown": len(narrowing.facts),
        "table": table_of(grid, found, _caption(found)) if narrowing.facts else "",
        "tally": tally,
        "sure": say_how_sure(tally),
        "sums": [
            (found.matrix.rows, "row", sums_of(rows, columns, narrowing.facts, is_row=True), len(columns.glance)),
            (found.matrix.columns, "column", sums_of(columns, rows, narrowing.facts, is_row=False), len(rows.glance)),
        ],
        "has_strength": any(fact.strength for fact in narrowing.facts),
        "all_of_it": without(request.GET, *filters.NAMES),
        "ways": _ways(request.GET),
        "picture": f"{found.get_absolute_url()[:-1]}.svg{without(request.GET)}",
        "downloads": _downloads(found),
        "may_bring": found.is_working and can_import(request.user),
        "may_open": can_keep_editions(request.user),
        "check": f"sha256sum {found.matrix.slug}-{found.slug}.txt",
        "steps": steps_from(found.state, EDITION_MOVES) if can_keep_editions(request.user) else [],
        "desk": _desk(request.user, found, rows, columns, facts),
    }
    return render(request, "mappings/edition.html", context)


def _ways(query):
    """The ways in which the grid can be read, each with the query that asks for it."""
    is_open, is_turned = query.get("detail") == "1", query.get("by") == "column"
    return [
        (_("At a glance"), without(query, "detail"), not is_open),
        (_("In detail"), without(query, detail="1"), is_open),
        (_("Turned round"), without(query, "by") if is_turned else without(query, by="column"), is_turned),
    ]


def _downloads(edition):
    """The forms in which an edition is taken away, with their addresses."""
    forms = {
        "docx": _("Word"),
        "pdf": "PDF",
        "xlsx": _("Workbook (XLSX)"),
        "csv": "CSV",
        "json": "JSON",
        "jsonld": "JSON-LD",
        "ttl": "Turtle",
    }
    return [(label, f"{edition.get_absolute_url()[:-1]}.{form}") for form, label in forms.items()]


def _caption(edition):
    names = {"rows": edition.matrix.rows.said["title"], "columns": edition.matrix.columns.said["title"]}
    return _("%(rows)s by %(columns)s: the number of claims in each cell") % names


def _desk(user, edition, rows, columns, facts):
    """The lines of those who speak for a facilitator, with what waits there: suggestions and contradictions."""
    speaks_for = standing_of(user).speaks_for
    if not speaks_for or not edition.is_working:
        return []
    mine = Facilitator.objects.on(clock.today()).filter(
        organization__in=speaks_for, concept__framework__in=[edition.matrix.rows_id, edition.matrix.columns_id]
    )
    waiting = [fact for fact in facts if fact.state == ClaimState.SUGGESTED or fact.is_contradicted]
    desk = []
    for key in mine.values_list("concept_id", flat=True).distinct():
        is_row = key in rows.of
        concept = (rows if is_row else columns).of[key]
        at = [fact for fact in facts if (fact.row if is_row else fact.column) == key]
        desk.append((concept, "row" if is_row else "column", len(at), sum(fact in waiting for fact in at)))
    return sorted(desk, key=lambda line: line[0].order)


@everyone
@require_safe
def edition_picture(request, matrix, edition):
    """The grid as a picture, narrowed and turned as the page is."""
    found = edition_at(request, matrix, edition)
    grid, _narrowing, _facts = _layout(request, found)
    picture = drawing.picture_of(grid, found, is_rtl=get_language_bidi())
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="{found.matrix.slug}-{found.slug}.svg"'
    return response


@everyone
@require_safe
def edition_text(request, matrix, edition):
    """What was frozen, byte for byte as it was hashed."""
    found = edition_at(request, matrix, edition)
    if not found.sha256:
        raise Http404
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{found.matrix.slug}-{found.slug}.txt"'
    return response


@everyone
@require_safe
def cell(request, matrix, edition, row, column):
    """What an edition says of two concepts, and of all below them; what members say of it; who may add to it."""
    return show_cell(request, cell_at(request, matrix, edition, row, column))


def show_cell(request, page, form=None):
    found, claims = page.edition, page.claims
    say_titles([found.matrix], [found], (concepts_on(page), ["title"]), (claims, ["rationale"]))
    histories = page.histories() if request.user.is_authenticated else {}
    for claim in claims:
        claim.history = histories.get(str(claim.pk), [])
        claim.may_revise, claim.steps = page.may_revise(claim), page.steps(claim)
        claim.told, claim.carriers = readings_of(claim), carried_by(claim)
        for event in claim.history:
            event.changes = [_in_words(*change) for change in event.changes]
        claim.is_elsewhere = (claim.row, claim.column) != (page.row, page.column)
    may_comment = can_comment(request.user)
    comments = page.comments() if standing_of(request.user).organizations or may_comment else []
    for comment in comments:
        comment.may_withdraw = not comment.withdrawn_at and can_withdraw_comment(request.user, comment)
    if form is None and may_comment:
        form = CommentForm(organizations=sorted(standing_of(request.user).organizations))
    context = {
        "page": page,
        "edition": found,
        "matrix": found.matrix,
        "row": page.row,
        "column": page.column,
        "claims": claims,
        "told": _told(claims),
        "may_draft": page.may_draft,
        "could_draft": page.facilitators_named() if not claims else [],
        "comments": comments,
        "form": form,
        "may_comment": may_comment,
        "neighbours": _neighbours(page),
        "others": _same_cell(request.user, page),
    }
    return render(request, "mappings/cell.html", context, status=422 if form is not None and form.errors else 200)


def _in_words(field, before, after):
    """A change of a claim as its form would call it."""
    values = {
        "state": dict(ClaimState.choices),
        "strength": dict(Strength.choices),
        "certainty": dict(Certainty.choices),
    }
    label = ReviseForm.base_fields[field].label if field in ReviseForm.base_fields else _("State")
    of = values.get(field, {})
    return label, of.get(before, before), of.get(after, after)


def _told(claims):
    whole = Cell()
    for claim in claims:
        if claim.state != ClaimState.REJECTED:
            whole.add(claim)
    return tell(whole) if whole.count else ""


def _neighbours(page):
    labels = {
        "before_along": _("Before in the row"),
        "after_along": _("After in the row"),
        "before_down": _("Above in the column"),
        "after_down": _("Below in the column"),
    }
    found = page.neighbours()
    prefix = page.edition.get_absolute_url()
    return [
        (label, f"{prefix}{found[name][0].slug}/{found[name][1].slug}/", found[name][0 if "down" in name else 1])
        for name, label in labels.items()
        if name in found
    ]


def _same_cell(user, page):
    """The other editions of the matrix, each with the number of claims in this cell: one query."""
    inside = Q(claims__row__in=page.row_family, claims__column__in=page.column_family)
    others = Edition.objects.visible_to(user).filter(matrix=page.edition.matrix_id).exclude(pk=page.edition.pk)
    counted = others.newest_first().annotate(here=Count("claims", filter=inside & ~Q(claims__state="rejected")))
    return [(other, address_of("cell", *_steps(page, other))) for other in counted]


def _steps(page, edition=None):
    """The steps of the address of a cell, in this edition or another."""
    return page.edition.matrix.slug, (edition or page.edition).slug, page.row.slug, page.column.slug
