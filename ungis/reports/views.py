"""Pages of the papers: the list, one paper with what it rests on, the secretariat's forms, downloads."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.pages.paging import page_of

from . import actions, docx, pdf
from .checks import findings
from .composition import compose
from .difference import since_then
from .forms import ChoicesForm, DraftForm
from .models import Arrangement, Paper
from .permissions import can_change_paper, can_keep_papers
from .preview import preview
from .states import State

FORM_METHODS = ["GET", "HEAD", "POST"]
CITED = re.compile(r"([a-z]{1,30}\.[a-z]{1,30}):(\d{1,18})", re.ASCII)
SLUG = re.compile(r"(\d{1,4})-(\d{1,3})", re.ASCII)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _papers(request):
    return Paper.objects.visible_to(request.user).select_related("session", "work")


def _paper_or_404(request, slug):
    """The paper at `<session>-<number>`: what one may not see does not exist."""
    match = SLUG.fullmatch(slug)
    if not match:
        raise Http404
    return get_object_or_404(_papers(request), session__number=int(match[1]), number=int(match[2]))


def _content_of(paper):
    return paper.frozen if paper.state == State.ISSUED else compose(paper)


@everyone
@require_safe
def paper_list(request):
    """Papers by session; `?cites=type:id` leaves those that speak of one record."""
    rows = _papers(request)
    cited = request.GET.get("cites", "")
    if cited:
        match = CITED.fullmatch(cited)
        if not match:
            raise Http404
        rows = rows.filter(citations__subject_type=match[1], citations__subject_id=match[2])
    context = {"page": page_of(rows, request.GET), "cited": cited, "may_keep": can_keep_papers(request.user)}
    return render(request, "reports/paper_list.html", context)


@everyone
@require_safe
def paper(request, slug):
    """One paper, every sentence leading to its records; to the secretariat also what is to be looked at."""
    shown = _paper_or_404(request, slug)
    content = _content_of(shown)
    may_keep = can_keep_papers(request.user)
    previewed, marks = preview(content)
    context = {
        "paper": shown,
        "content": previewed,
        "marks": marks,
        "is_issued": shown.state == State.ISSUED,
        "findings": findings(shown, content) if may_keep and shown.state == State.DRAFT else [],
        "may_keep": may_keep,
        "may_change": can_change_paper(request.user, shown),
    }
    return render(request, "reports/paper.html", context)


@everyone
@require_safe
def paper_since_then(request, slug):
    """How an issued paper and today's record differ, sentence by sentence."""
    shown = _paper_or_404(request, slug)
    if shown.state != State.ISSUED:
        raise Http404
    context = {"paper": shown, "changes": since_then(shown), "today": clock.today()}
    return render(request, "reports/paper_since_then.html", context)


@secretariat
@require_http_methods(FORM_METHODS)
def paper_new(request):
    """Choose the session and the period; the draft is then composed from the record."""
    form = DraftForm(request.POST or None, initial={"as_of": clock.today(), "arrangement": Arrangement.EVENTS})
    if request.method == "POST" and form.is_valid():
        try:
            drafted = actions.draft_paper(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(drafted)
    return render(request, "reports/paper_new.html", {"form": form}, status=422 if form.errors else 200)


@secretariat
@require_http_methods(FORM_METHODS)
def paper_edit(request, slug):
    """Change the choices of a draft."""
    shown = _paper_or_404(request, slug)
    form = ChoicesForm(request.POST or None, initial={name: getattr(shown, name) for name in actions.CHOICES})
    address, symbol = shown.get_absolute_url(), shown.symbol  # as stored: a refused change leaves the row as it was
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.change_paper(shown, by=request.user, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "address": address, "symbol": symbol}
    return render(request, "reports/paper_edit.html", context, status=422 if form.errors else 200)


@secretariat
@require_POST
def paper_issue(request, slug):
    """Show the findings and ask once more; issue when the answer is yes."""
    shown = _paper_or_404(request, slug)
    refusal = ""
    if request.POST.get("confirmed"):
        try:
            actions.issue_paper(shown, by=request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The paper is issued and frozen."))
            return redirect(shown)
    content = _content_of(shown)
    context = {"paper": shown, "findings": findings(shown, content), "refusal": refusal}
    return render(request, "reports/paper_issue.html", context, status=422 if refusal else 200)


@everyone
@require_safe
def paper_docx(request, slug):
    """The paper in Word; `?trace=comments` or `bookmarks` leads each sentence back to its records."""
    shown = _paper_or_404(request, slug)
    trace = request.GET.get("trace", "none")
    if trace not in docx.TRACES:
        raise Http404
    return _download(docx.write(_content_of(shown), trace=trace), shown, "docx", DOCX)


@everyone
@require_safe
def paper_pdf(request, slug):
    """The same content as a tagged PDF."""
    shown = _paper_or_404(request, slug)
    return _download(pdf.write(_content_of(shown)), shown, "pdf", "application/pdf")


def _download(content, paper, extension, kind):
    name = re.sub(r"[^A-Za-z0-9-]+", "-", paper.symbol)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response
