"""Bringing a framework as a file: the form, what the file would bring, the decision."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import secretariat
from ungis.pages.asking import asked

from . import framework_actions
from .framework_forms import FrameworkImportForm
from .import_actions import discard_import
from .kinds import named_kinds
from .models import Import
from .permissions import can_decide_import, can_keep_frameworks


def waiting_frameworks(user):
    """The files with frameworks that somebody brought and nobody confirmed or discarded yet."""
    may_keep = user.is_authenticated and can_keep_frameworks(user)
    return Import.objects.visible_to(user).waiting().filter(edition=None) if may_keep else []


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
        {"waiting": waiting_frameworks(request.user)},
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
