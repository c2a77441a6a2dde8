"""The work on matrices: editions opened, frozen and published; claims drafted, revised and decided; comments."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ungis.core.acting import Refused
from ungis.core.addresses import address_of
from ungis.core.doors import bureau, group, secretariat
from ungis.core.moves import steps_from
from ungis.core.standing import standing_of
from ungis.pages.asking import asked

from . import actions, canonical
from .finding import cell_at, concepts_on, edition_at, say_titles
from .forms import CommentForm, DraftForm, FreezeForm, MatrixForm, MoveForm, OpenForm, PublishForm, ReviseForm, ThawForm
from .framework_actions import add_matrix
from .models import Claim, Comment, Edition, Matrix
from .names import spoken_name
from .permissions import can_comment, can_revise_claim
from .states import CLAIM_MOVES
from .sureness import tallies_of
from .views import show_cell


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def matrix_add(request):
    """Set up a matrix between two frameworks; its first edition is opened on its page."""
    return asked(
        request,
        MatrixForm(request.POST or None, user=request.user),
        "mappings/matrix_add.html",
        {},
        lambda typed: add_matrix(by=request.user, source="UNGIS", **typed).get_absolute_url(),
        _("The matrix is set up. Open its first edition."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_open(request, matrix):
    visible = Matrix.objects.visible_to(request.user).select_related("rows", "columns")
    found = get_object_or_404(visible, slug=matrix)
    editions = list(Edition.objects.visible_to(request.user).filter(matrix=found).newest_first())
    say_titles([found], editions)

    def act(typed):
        edition = actions.open_edition(found, by=request.user, source="UNGIS", **typed)
        return edition.get_absolute_url()

    form = OpenForm(
        request.POST or None, matrix=found, editions=editions, initial={"based_on": request.GET.get("based_on", "")}
    )
    return asked(
        request,
        form,
        "mappings/edition_open.html",
        {"matrix": found},
        act,
        _("The edition is open: its claims can be drafted and revised."),
    )


def _asked_of_edition(request, found, form, template, act, done):
    say_titles([found.matrix], [found])
    context = {"edition": found, "matrix": found.matrix, "tally": tallies_of([found])[found.pk]}
    return asked(request, form, template, context, lambda typed: act(typed).get_absolute_url(), done)


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_freeze(request, matrix, edition):
    found = edition_at(request, matrix, edition)
    return _asked_of_edition(
        request,
        found,
        FreezeForm(request.POST if request.method == "POST" else None),
        "mappings/edition_freeze.html",
        lambda typed: actions.freeze_edition(found, by=request.user),
        _("The edition is frozen: its text and its hash say what its claims are."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_thaw(request, matrix, edition):
    found = edition_at(request, matrix, edition)
    return _asked_of_edition(
        request,
        found,
        ThawForm(request.POST or None),
        "mappings/edition_thaw.html",
        lambda typed: actions.thaw_edition(found, by=request.user, reason=typed["reason"]),
        _("The edition is open again: its claims can be drafted and revised."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def edition_publish(request, matrix, edition):
    found = edition_at(request, matrix, edition)
    return _asked_of_edition(
        request,
        found,
        PublishForm(request.POST if request.method == "POST" else None),
        "mappings/edition_publish.html",
        lambda typed: actions.publish_edition(found, by=request.user, published_on=typed["published_on"]),
        _("The edition is published. The one before it keeps its address."),
    )


# --- work on claims ----------------------------------------------------------------------------


@group
@require_http_methods(["GET", "HEAD", "POST"])
def claim_draft(request, matrix, edition, row, column):
    """Draft a claim in a cell; in that of a heading or a Goal, for one of the entries below it."""
    page = cell_at(request, matrix, edition, row, column)
    if page.edition.is_working and not page.may_draft:
        raise PermissionDenied
    say_titles([page.edition.matrix], [page.edition], (concepts_on(page), ["title"]))
    rows, columns = page.choices
    form = DraftForm(
        request.POST or None,
        rows=rows or [concept for concept in page.row_family if not concept.is_heading],
        columns=columns or [concept for concept in page.column_family if not concept.is_heading],
        authors=page.authors(),
        is_author_needed=not standing_of(request.user).is_secretariat,
    )

    def act(typed):
        row_concept, column_concept = typed.pop("row"), typed.pop("column")
        return actions.draft_claim(page.edition, row_concept, column_concept, by=request.user, **typed)

    context = {"page": page, "edition": page.edition, "matrix": page.edition.matrix}
    return asked(request, form, "mappings/claim_draft.html", context, act, _("The claim is drafted."))


def _claim(request, matrix, edition, pk):
    found = edition_at(request, matrix, edition)
    claims = Claim.objects.visible_to(request.user).filter(edition=found)
    claim = get_object_or_404(claims.select_related("row__framework", "column__framework", "author"), pk=pk)
    claim.edition = found
    for concept in (claim.row, claim.column):
        concept.spoken = spoken_name(concept)
    say_titles([found.matrix], [found], ([claim.row, claim.column], ["title"]), ([claim], ["rationale"]))
    return claim


def _asked_of_claim(request, claim, form, template, act, done):
    """What the claim says when the form is made goes along with it: whoever comes second sees both."""
    context = {
        "claim": claim,
        "now": copy(claim),
        "row": claim.row,
        "column": claim.column,
        "edition": claim.edition,
        "matrix": claim.edition.matrix,
        "basis": canonical.revision_of(claim),
        "is_overtaken": request.POST.get("basis", "") not in ("", canonical.revision_of(claim)),
    }
    return asked(request, form, template, context, act, done)


@group
@require_http_methods(["GET", "HEAD", "POST"])
def claim_revise(request, matrix, edition, pk):
    claim = _claim(request, matrix, edition, pk)
    if not can_revise_claim(request.user, claim, actions.facilitators_of(claim.row, claim.column)):
        raise PermissionDenied
    now = {name: getattr(claim, name) for name in actions.REVISABLE}
    basis = request.POST.get("basis") or canonical.revision_of(claim)

    def act(typed):
        actions.revise_claim(claim, by=request.user, basis=basis, **typed)
        return _address_of_claim(matrix, edition, claim)

    return _asked_of_claim(
        request,
        claim,
        ReviseForm(request.POST or None, initial=now),
        "mappings/claim_revise.html",
        act,
        _("The claim is revised, and a draft until the bureau clears it; what stood before is in its history."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def claim_move(request, matrix, edition, pk):
    claim = _claim(request, matrix, edition, pk)
    basis = request.POST.get("basis") or canonical.revision_of(claim)

    def act(typed):
        actions.move_claim(claim, typed["step"], by=request.user, reason=typed["reason"], basis=basis)
        return _address_of_claim(matrix, edition, claim)

    return _asked_of_claim(
        request,
        claim,
        MoveForm(request.POST or None, steps=steps_from(claim.state, CLAIM_MOVES)),
        "mappings/claim_move.html",
        act,
        _("The state of the claim has been changed."),
    )


def _address_of_claim(matrix, edition, claim):
    """Of the claim in its own cell; its action has read it anew, without the edition."""
    return f"{address_of('cell', matrix, edition, claim.row.slug, claim.column.slug)}#claim-{claim.pk}"


@group
@require_POST
def comment_write(request, matrix, edition, row, column):
    """Say something of a cell; refused words stand in the form below the claims."""
    if not can_comment(request.user):
        raise PermissionDenied
    page = cell_at(request, matrix, edition, row, column)
    form = CommentForm(request.POST, organizations=sorted(standing_of(request.user).organizations))
    if form.is_valid():
        try:
            actions.write_comment(page.edition, page.row, page.column, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your comment stands in the cell; the group reads it."))
            return redirect(f"{address_of('cell', matrix, edition, row, column)}#comments")
    return show_cell(request, page, form)


@group
@require_POST
def comment_withdraw(request, matrix, edition, pk):
    found = edition_at(request, matrix, edition)
    comments = Comment.objects.visible_to(request.user).filter(edition=found).select_related("row", "column")
    comment = get_object_or_404(comments, pk=pk)
    try:
        actions.withdraw_comment(comment, by=request.user)
        messages.success(request, _("The comment is withdrawn."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{address_of('cell', matrix, edition, comment.row.slug, comment.column.slug)}#comments")
