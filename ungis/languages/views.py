"""Pages of the secretariat: the translations of one record, and the ledger of what is translated."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import secretariat

from . import actions
from .forms import TranslationsForm
from .parity import STATES, gaps, ledger
from .texts import KINDS, LANGUAGES

MOST_SHOWN = 200


@secretariat
@require_safe
def translation_list(request):
    """The ledger of parity; `?kind=…&field=…&language=…&state=…` lists the texts behind one of its numbers."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "field", "language", "state")}
    chosen = None
    if any(asked.values()):
        kind = KINDS.get(asked["kind"])
        if kind is None or asked["field"] not in kind.fields or asked["language"] not in LANGUAGES:
            raise Http404
        if asked["state"] not in STATES:
            raise Http404
        found = gaps(kind, asked["field"], asked["language"], asked["state"], request.user)
        chosen = {
            "kind": kind,
            "heading": kind.fields[asked["field"]],
            "language": LANGUAGES[asked["language"]],
            "code": asked["language"],
            "state": asked["state"],
            "count": len(found),
            "rows": found[:MOST_SHOWN],
        }
    context = {"lines": ledger(request.user), "languages": LANGUAGES, "chosen": chosen}
    return render(request, "languages/translation_list.html", context)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def translation_edit(request, kind, pk):
    """The texts of one record with their translations; one or several are saved at once."""
    kind = KINDS.get(kind)
    if kind is None:
        raise Http404
    subject = get_object_or_404(kind.visible_to(request.user), pk=pk)
    form = TranslationsForm(request.POST if request.method == "POST" else None, kind=kind, subject=subject)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.put_translations(subject, by=request.user, wordings=form.wordings())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The translations are saved."))
                return redirect(request.path)
        status = 422
    context = {"form": form, "kind": kind, "groups": form.groups(), "address": kind.address(subject)}
    return render(request, "languages/translation_edit.html", context, status=status)
