"""Many activities at once: take the template, bring the file, look at it line by line, confirm, see it taken in."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import everyone, signed_in
from ungis.core.freeze import hash_of
from ungis.documents.contents import MEDIA_TYPES, clean_name
from ungis.pages.asking import asked
from ungis.pages.paging import page_of

from . import intake_actions, workbook
from .brought import CORRECTED, NEW, SAME
from .duplicates import alike, searcher_now
from .intake_forms import IntakeForm
from .intake_judging import entry_like
from .intake_reading import read_file
from .lines import MOST_LINES, NAMED
from .models import Activity, Intake
from .permissions import can_bring_file, can_decide_intake, can_moderate

ENDING = re.compile(r"\.(xlsx|csv|json|xml|txt)$", re.IGNORECASE)
ENDINGS = {"iati": "xml"}  # of names by the kind of file, where they differ
EVERY_SECONDS = 3  # the page of a file that is being taken in looks again
LATEST = 20


@everyone
@require_safe
def activity_template(request):
    """The empty workbook in the reader's language."""
    return _workbook(workbook.template(), _("activities"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_intake(request):
    """Bring a file with activities; it is read before anything is done, and nothing is done before it is confirmed."""
    if not can_bring_file(request.user):
        raise PermissionDenied
    form = IntakeForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def offer(typed):
        file = typed["file"]
        content = file.read()
        reading = read_file(content, by=request.user)
        name = clean_name(ENDING.sub("", file.name), ENDINGS.get(reading.kind, reading.kind))
        return _address(intake_actions.offer_intake(reading, by=request.user, name=name, sha256=hash_of(content)))

    own = Intake.objects.visible_to(request.user).filter(brought_by=request.user, discarded_at=None)
    context = {"intakes": own.defer("rows", "outcome")[:LATEST], "most": MOST_LINES}
    done = _("The file has been read. Nothing is changed until you confirm.")
    return asked(request, form, "stocktaking/activity_intake.html", context, offer, done)


@signed_in
@require_safe
def intake(request, pk):
    """What a file would bring, line by line; once confirmed, how far it is taken in."""
    return _shown(request, _seen(request, pk))


@signed_in
@require_POST
def intake_confirm(request, pk):
    found = _seen(request, pk)
    only_good, publish = request.POST.get("lines") == "good", bool(request.POST.get("publish"))
    try:
        intake_actions.confirm_intake(found, by=request.user, only_good=only_good, publish=publish)
    except Refused as refusal:
        return _shown(request, _seen(request, pk), str(refusal))
    messages.success(request, _("Confirmed. The activities are being taken in."))
    return redirect(_address(found))


@signed_in
@require_POST
def intake_discard(request, pk):
    found = _seen(request, pk)
    try:
        intake_actions.discard_intake(found, by=request.user)
    except Refused as refusal:
        return _shown(request, _seen(request, pk), str(refusal))
    messages.success(request, _("The file has been discarded; nothing was changed."))
    return redirect("activity_intake")


@signed_in
@require_safe
def intake_remarks(request, pk):
    """The lines as they were brought, each with what is to be mended in a column of its own."""
    found = _seen(request, pk)
    lines = ({**row["cells"], "remarks": "\n".join(_remarks(row))} for row in found.rows)
    return _workbook(workbook.remarked(lines), _("activities with remarks"))


def _workbook(content, name):
    response = HttpResponse(content, content_type=MEDIA_TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _seen(request, pk):
    return get_object_or_404(Intake.objects.visible_to(request.user).select_related("brought_by"), pk=pk)


def _address(found):
    return reverse("intake", args=[found.pk])


def _shown(request, found, refusal=""):
    """The page of a file: its lines with those that are to be mended first."""
    rows = sorted(found.rows, key=lambda row: (not row["troubles"], row["row"]))
    page = page_of(rows, request.GET)
    outcome = {row: (number, words) for row, number, words in found.outcome}
    context = {
        "intake": found,
        "page": page,
        "lines": [_line(row, found, outcome.get(row["row"])) for row in page],
        "numbers": _numbers(rows),
        "troubled": sum(bool(row["troubles"]) for row in rows),
        "total": len(rows),
        "taken": sum(number is not None for number, _words in outcome.values()),
        "every": EVERY_SECONDS if found.is_under_way else None,
        "may_decide": found.is_waiting and can_decide_intake(request.user, found),
        "may_publish": can_moderate(request.user),
        "refusal": refusal,
    }
    if context["may_decide"]:
        _find_like(context["lines"], page, request.user)
    _link_entries(context["lines"], request.user)
    return render(request, "stocktaking/intake.html", context, status=422 if refusal else 200)


def _numbers(rows):
    good = [row["kind"] for row in rows if not row["troubles"]]
    return {kind: good.count(kind) for kind in (NEW, CORRECTED, SAME)}


def _line(row, found, outcome):
    """One line for the page: its title, what it would do, and its troubles with the names of their cells."""
    letters = found.about.get("letters", {})
    given = row["given"] or {}
    return {
        "row": row["row"],
        "title": given.get("title") or row["cells"].get("title", ""),
        "language": given.get("source_language", ""),
        "kind": "troubled" if row["troubles"] else row["kind"],
        "number": row["number"],
        "like": row["like"],
        "unread": row["unread"],
        "troubles": [
            (str(NAMED[name].head) if name in NAMED else "", letters.get(name, ""), row["cells"].get(name, ""), words)
            for name, words in row["troubles"]
        ],
        "outcome": outcome,
    }


def _find_like(lines, rows, user):
    """What the new lines of one page resemble: looked for when they are shown, some milliseconds a line."""
    searcher = searcher_now()
    for line, row in zip(lines, rows, strict=True):
        if line["kind"] == NEW:
            found = alike(entry_like(row["given"]), user, searcher)
            named = {number for number, _title, _why in line["like"]}
            fresh = [one for one in found if one.activity.number not in named]
            line["like"] += [(one.activity.number, one.activity.title, " ".join(one.reasons)) for one in fresh]


def _link_entries(lines, user):
    """Let lines that became entries lead to them: one query a page."""
    numbers = {line["outcome"][0] for line in lines if line["outcome"] and line["outcome"][0]}
    numbers |= {line["number"] for line in lines if line["number"]}
    numbers |= {one[0] for line in lines for one in line["like"]}
    seen = set(Activity.objects.visible_to(user).filter(number__in=numbers).values_list("number", flat=True))
    for line in lines:
        became = line["outcome"][0] if line["outcome"] else line["number"]
        line["entry"] = became if became in seen else None
        line["like"] = [one for one in line["like"] if one[0] in seen]


def _remarks(row):
    for name, words in row["troubles"]:
        yield f"{NAMED[name].head}: {words}" if name in NAMED else words
