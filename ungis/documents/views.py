"""Pages of the library: the list, one document, its files; and the secretariat's forms."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.core.models import Event
from ungis.core.standing import Visibility, standing_of
from ungis.languages.models import fetch_translations
from ungis.pages import twins
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of

from . import actions, contents
from .authority import Authority
from .exports import work_rows
from .filters import filtered, language_names, words_of
from .forms import AddWorkForm, UploadForm, WorkForm
from .links import official_links
from .models import File, Kind, SymbolVariant, Work
from .particulars import print_particulars
from .permissions import can_keep_library
from .related import related_to, stations_of
from .symbols import check
from .versions import fetch_work

FILTERS = ("kind", "body", "year", "language", "q")
STATIONS = {
    Kind.RESOLUTION: "mandate",
    Kind.DECISION: "mandate",
    Kind.OUTCOME: "mandate",
    Kind.FOCUS: "plan",
    Kind.INITIATIVE: "activity",
    Kind.CONSULTATION: "text",
    Kind.STATEMENT: "publication",
    Kind.INPUT: "publication",
    Kind.MATRIX: "publication",
    Kind.SITE: "publication",
    Kind.MEETING: "activity",
    Kind.REPORT: "report",
}


@everyone
@require_safe
def document_list(request, twin=""):
    """The library, filtered by the address, newest first; its twins hold all rows of the same filters."""
    works, facets = filtered(Work.objects.visible_to(request.user), request.GET)
    works = works.prefetch_related("expressions")
    if twin:
        chosen = {name: value for name, value in request.GET.items() if name in FILTERS}
        return twins.twin(twin, "documents", work_rows(works), filters=chosen)
    page = page_of(works, request.GET)
    fetch_translations(page, "title")
    names = language_names()
    for work in page:
        # Several revisions of a language are one language.
        work.languages = [names.get(code, code) for code in {e.language: None for e in work.expressions.all()}]
    kept = [(name, request.GET[name]) for name in FILTERS if name != "q" and request.GET.get(name)]
    context = {
        "page": page,
        "facets": facets,
        "words": words_of(request.GET),
        "kept": kept,
        "may_keep": can_keep_library(request.user),
    }
    return render(request, "documents/document_list.html", context)


@everyone
@require_safe
def document(request, slug):
    """One document: what it is, how it is rightly cited, its files, what other rooms hold of it."""
    work, versions = fetch_work(slug, request.user)
    if work is None:
        raise Http404
    authority = Authority.as_of(user=request.user)
    fetch_translations([work], "title", "note")
    related = related_to(work, request.user)
    standing = standing_of(request.user)
    context = {
        "work": work,
        "thread": thread_of(work, request.user, STATIONS[work.kind], **stations_of(related)),
        "links": official_links(work),
        "variants": _variants(authority, work),
        "warnings": check(work.symbol, authority=authority) if work.symbol else [],
        "adopted": authority.entries.get(work.draft_of_id),
        "drafts": [entry for entry in authority.entries.values() if entry.draft_of == work.pk],
        "versions": versions,
        "particulars": print_particulars(work.particulars),
        "related": related,
        "may_keep": can_keep_library(request.user),
        "events": Event.objects.visible_to(request.user).of(work).order_by("-id")[:20] if standing.is_bureau else [],
    }
    return render(request, "documents/document.html", context)


def _variants(authority: Authority, work: Work) -> list[tuple[str, str, list[str]]]:
    """Return (sort, its words, texts): other symbols first, errors last."""
    held = authority.variants.get(work.pk, [])
    grouped = [(sort, [text for text, of in held if of == sort]) for sort in SymbolVariant.Sort]
    return [(sort.value, str(sort.label), texts) for sort, texts in grouped if texts]


@everyone
@require_safe
def document_file(request, slug, digest, name):
    """The bytes of a file, for those who may see its document; nothing in them runs on our pages."""
    files = File.objects.visible_to(request.user).select_related("expression__work").order_by("pk")
    # One file may stand under two languages or revisions: the bytes are the same.
    file = files.filter(expression__work__slug=slug, sha256__startswith=digest, name=name).first()
    if file is None:
        raise Http404
    try:
        content = actions.path_of(file.sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=contents.MEDIA_TYPES[file.format]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if file.expression.work.visibility != Visibility.PUBLIC:
        response["Cache-Control"] = "private, no-store"
    return response


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request):
    """Add a document."""
    form = AddWorkForm(request.POST or None, by=request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                asked = form.cleaned_data
                asked.pop("keep_as_typed")
                work = actions.add_work(by=request.user, **asked)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The document was added to the library."))
                return redirect(work)
        status = 422
    return render(request, "documents/document_add.html", {"form": form}, status=status)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request, slug):
    """Change what is said of a document, and who may see it."""
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    told = {name: getattr(work, name) for name in WorkForm.base_fields}
    form = WorkForm(request.POST or None, initial={**told, "date": str(work.date or ""), "symbol": work.symbol or ""})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _change(work, told, form.cleaned_data, request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The change is on record."))
                return redirect(work)
        status = 422
    return render(request, "documents/document_edit.html", {"form": form, "work": work}, status=status)


def _change(work, told, asked, user):
    """Who may see it is an action of its own; it comes last, so that a refusal before it changes nothing."""
    visibility = asked.pop("visibility")
    rest = {name: value for name, value in asked.items() if value != told[name] and (value or told[name])}
    if rest or visibility == work.visibility:
        actions.change_work(work, by=user, **rest)
    if visibility != work.visibility:
        actions.set_visibility(work, visibility=visibility, by=user)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def document_upload(request, slug):
    """Attach a file to a document."""
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            asked = form.cleaned_data
            file = asked.pop("file")
            try:
                actions.attach_file(work, by=request.user, name=file.name, content=file.read(), **asked)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("The file was attached."))
                return redirect(work)
        status = 422
    return render(request, "documents/document_upload.html", {"form": form, "work": work}, status=status)
