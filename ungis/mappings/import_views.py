"""A workbook comes back: bring it, see what it would change, confirm or discard."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import group
from ungis.core.freeze import hash_of
from ungis.core.provenance import Certainty
from ungis.documents.contents import clean_name
from ungis.languages.models import fetch_groups
from ungis.mandates.changes import compare
from ungis.pages.paging import page_of

from . import import_actions
from .claim_table import COLUMNS, ClaimTable
from .import_forms import ImportForm
from .import_preview import Step, mark_of_steps, reading_of, steps_of
from .models import Edition, Import
from .permissions import can_decide_import, can_import
from .workbook_reading import Troubled, read_claims

LEFT_OUT_SHOWN = 50
HEADS = {column.name: column.head for column in COLUMNS}


def _editions(request: HttpRequest):
    return Edition.objects.visible_to(request.user).select_related("matrix__rows", "matrix__columns")


@group
@require_http_methods(["GET", "HEAD", "POST"])
def edition_import(request: HttpRequest, matrix: str, edition: str) -> HttpResponse:
    """Bring a workbook or CSV file of an edition back; nothing is done before it has been looked at."""
    found = get_object_or_404(_editions(request), matrix__slug=matrix, slug=edition)
    if not can_import(request.user):
        raise PermissionDenied
    fetch_groups(([found.matrix], ["title"]), ([found], ["title"]))
    context = {"edition": found, "form": ImportForm()}
    if request.method != "POST":
        return render(request, "mappings/edition_import.html", context)
    context["form"] = form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect("import_preview", _offer(found, file.name, file.read(), request.user).pk)
        except Troubled as trouble:
            context |= {"trouble": trouble, "troubles": len(trouble.troubles) + trouble.more}
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return render(request, "mappings/edition_import.html", context, status=422)


def _offer(edition: Edition, name: str, content: bytes, by) -> Import:
    """Read the file before the action, which holds the lock of all actions for as short as it can."""
    reading = read_claims(content, ClaimTable(edition), by=by)
    kept_name = clean_name(name, "xlsx" if content.startswith(b"PK") else "csv")
    return import_actions.offer_import(edition, reading, by=by, name=kept_name, sha256=hash_of(content))


def _offered(request: HttpRequest, pk: int) -> Import:
    imports = Import.objects.visible_to(request.user).filter(edition__isnull=False)
    fetched = imports.select_related("edition__matrix__rows", "edition__matrix__columns", "offered_by")
    return get_object_or_404(fetched, pk=pk)


@group
@require_safe
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, row by row, in the edition as it stands now."""
    return _preview(request, _offered(request, pk))


def _preview(request: HttpRequest, offered: Import, refusal: str = "") -> HttpResponse:
    edition = offered.edition
    reading = reading_of(offered)
    steps = steps_of(offered, ClaimTable(edition)) if offered.is_waiting else []
    page = page_of(steps if steps else reading.changes, request.GET)
    fetch_groups(([edition.matrix], ["title"]), ([edition], ["title"]))
    context = {
        "offered": offered,
        "edition": edition,
        "reading": reading,
        "page": page,
        "rows": [_shown(step, reading.letters) for step in page] if steps else [],
        "added": sum(step.claim is None for step in steps),
        "changed": sum(step.claim is not None for step in steps),
        "late": sum(step.change.is_late or step.is_overtaken for step in steps),
        "left_out": reading.left_out[:LEFT_OUT_SHOWN],
        "more_left_out": max(0, len(reading.left_out) - LEFT_OUT_SHOWN),
        "seen": mark_of_steps(steps),
        "may_decide": offered.is_waiting and can_decide_import(request.user, offered),
        "refusal": refusal,
    }
    return render(request, "mappings/import_preview.html", context, status=422 if refusal else 200)


def _shown(step: Step, letters: dict[str, str]) -> dict:
    """Return a step for the page: of each field its head, its column, and the pieces of its words before and after."""
    return {
        "change": step.change,
        "claim": step.claim,
        "is_late": step.change.is_late or step.is_overtaken,
        "fields": [
            (HEADS[name], letters[name], compare(_printed(name, before), _printed(name, after)))
            for name, before, after in step.fields
        ],
    }


def _printed(name: str, value: str | int | None) -> str:
    if name == "certainty" and value:
        return str(Certainty(value).label)
    return "" if value is None else str(value)


@group
@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the preview showed."""
    offered = _offered(request, pk)
    try:
        import_actions.apply_import(offered, by=request.user, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        return _preview(request, _offered(request, pk), str(refusal))
    messages.success(request, _("The changes of the file stand in the edition."))
    return redirect(offered.edition)


@group
@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop what the file would change."""
    offered = _offered(request, pk)
    try:
        import_actions.discard_import(offered, by=request.user)
    except Refused as refusal:
        return _preview(request, _offered(request, pk), str(refusal))
    messages.success(request, _("The file was discarded. Nothing was changed."))
    return redirect("edition_import", offered.edition.matrix.slug, offered.edition.slug)
