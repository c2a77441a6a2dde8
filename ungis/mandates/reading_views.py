"""The pages on which a resolution is brought, and its lines confirmed; the secretariat's worksheet, nobody else's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import secretariat
from ungis.documents.lines import REMARKS
from ungis.documents.models import Work
from ungis.pages.lists import listed
from ungis.pages.paging import page_of

from . import reading_actions
from .actions import anchor_of
from .models import Reading, ReadingState, ReadLine, Weight
from .reading import read
from .reading_actions import CONFIRM, LATER, PARTS, NothingSaved
from .reading_forms import AbandonForm, LineForm, NewDocumentForm, ReadForm, work_called
from .recognised import Registry
from .verbs import weight_of

LINES_A_PAGE = 25
DOUBTS = {
    "addressee-unsure": gettext_lazy("Who is asked is not certain."),
    "another-text": gettext_lazy("This may belong to another text."),
    "due-unsure": gettext_lazy("A date or session stands here that was not surely read."),
    "from-above": gettext_lazy("Verb and addressee are those of the paragraph above."),
    "joined": gettext_lazy("Put together from several lines."),
    "kind-unsure": gettext_lazy("What kind of line this is is not certain."),
    "number-missing": gettext_lazy("No number is printed here."),
    "number-out-of-order": gettext_lazy("The number does not follow the one before."),
    "number-twice": gettext_lazy("Another line bears the same number."),
    "page-furniture": gettext_lazy("This seems to be the edge of a page."),
    "verb-unknown": gettext_lazy("No operative verb was recognised."),
}
LAYOUTS = {"un": gettext_lazy("layout of the United Nations"), "itu": gettext_lazy("layout of ITU")}


@secretariat
@require_safe
def mandate_reading_list(request):
    """The readings, those that wait first."""
    settled = Count("lines", filter=~Q(lines__state=ReadLine.State.PROPOSED))
    confirmed = Count("lines", filter=Q(lines__state=ReadLine.State.CONFIRMED))
    rows = (
        Reading.objects.visible_to(request.user)
        .select_related("work", "read_by")
        .annotate(total=Count("lines"), settled=settled, confirmed=confirmed)
        .order_by("-state", "-read_at")  # open stands after done and abandoned
    )
    return render(request, "mandates/mandate_reading_list.html", {"page": page_of(rows, request.GET)})


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_reading_add(request):
    """Bring a resolution: it is read at once, and waits to be confirmed."""
    if request.method != "POST":
        named = Work.objects.visible_to(request.user).filter(slug=request.GET.get("document", "")[:120]).first()
        form = ReadForm(initial={"symbol": named.symbol or named.slug} if named else None)
        return render(request, "mandates/mandate_reading_add.html", {"form": form})
    form = ReadForm(request.POST, request.FILES)
    context = {"form": form}
    if form.is_valid():
        text, resolution = form.cleaned_data["read"], read(form.cleaned_data["read"].lines)
        written = form.cleaned_data["symbol"] or resolution.symbol
        work, document = work_called(written, request.user), None
        if work is None:
            document = _new_document(request.POST, resolution, written)
            context |= {"document": document, "form": _with_its_lines(form, text)}
        if work is not None or document.is_valid():
            try:
                reading = reading_actions.begin_reading(
                    work,
                    resolution,
                    by=request.user,
                    source=form.cleaned_data["source"],
                    document={**document.cleaned_data, "source": form.cleaned_data["source"]} if document else None,
                )
            except Refused as refusal:
                context["form"].add_error(None, ValidationError(str(refusal)))
            else:
                _tell_what_was_passed_over(request, text)
                return redirect(reading)
    return render(request, "mandates/mandate_reading_add.html", context, status=422)


def _new_document(posted, resolution, written):
    """The form for a document that the library lacks: first with what the text says of itself, then as it was sent."""
    if "document-title" in posted:
        return NewDocumentForm(posted, prefix="document")
    said = {"symbol": written, "title": resolution.title[:400], "body": resolution.body}
    return NewDocumentForm(initial={**said, "date": resolution.adopted_on or ""}, prefix="document")


def _with_its_lines(form, text):
    """The same form with the lines that were read in place of the file: a browser does not send a file twice."""
    data = QueryDict(mutable=True)
    data.update({name: form.cleaned_data[name] for name in ("source", "symbol")})
    data.update({"text": "\n".join(line.text for line in text.lines), "is_lines": "on"})
    again = ReadForm(data)
    again.is_valid()
    return again


def _tell_what_was_passed_over(request, text):
    if text.remarks:
        told = [f"{REMARKS[word]} ({count})" for word, count in sorted(text.remarks.items())]
        messages.warning(request, _("Passed over in the file: %(what)s.") % {"what": listed(told)})


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_reading(request, pk):
    """A reading line by line, the source beside what was read in it; what is ticked is saved together."""
    reading = get_object_or_404(Reading.objects.visible_to(request.user).select_related("work"), pk=pk)
    page = page_of(reading.lines.select_related("paragraph__work").order_by("order"), request.GET, LINES_A_PAGE)
    if request.method == "POST" and "tick" not in request.POST:
        outcome, forms_, trouble = _confirm(request, reading, page)
        if outcome and not outcome.refused and not any(form.errors for form in forms_):
            return redirect(f"{request.path}?page={_next_page(reading, page)}")
        page = page_of(reading.lines.select_related("paragraph__work").order_by("order"), request.GET, LINES_A_PAGE)
        typed = {form.line.pk: form for form in forms_}
        rows = _rows(reading, page, typed, request.user)
        return render(request, "mandates/mandate_reading.html", _context(reading, page, rows, trouble), status=422)
    typed = _ticked(request, page) if request.method == "POST" else {}
    rows = _rows(reading, page, typed, request.user)
    return render(request, "mandates/mandate_reading.html", _context(reading, page, rows, ""))


def _confirm(request, reading, page):
    """Save what was ticked; return what became of it, the forms as sent with their errors, and what went wrong."""
    forms_ = [form for form in (LineForm(request.POST, line) for line in page.object_list) if form.is_sent]
    valid = [form for form in forms_ if form.is_valid()]
    try:
        outcome = reading_actions.confirm_lines(reading, [form.typed() for form in valid], by=request.user)
        trouble = ""
        _tell(request, outcome)
    except NothingSaved as refusal:
        outcome, trouble = refusal.outcome, str(refusal)
    except Refused as refusal:
        outcome, trouble = None, str(refusal)
    for form in valid:
        if outcome and form.line.pk in outcome.refused:
            form.add_error(None, ValidationError(outcome.refused[form.line.pk]))
    if trouble and not (outcome and outcome.refused):
        return None, forms_, trouble
    return outcome, forms_, trouble


def _tell(request, outcome):
    done = len(outcome.confirmed)
    if done:
        message = ngettext("%(count)s line confirmed.", "%(count)s lines confirmed.", done)
        messages.success(request, message % {"count": done})
    if outcome.left_out:
        count = len(outcome.left_out)
        message = ngettext("%(count)s line left out.", "%(count)s lines left out.", count)
        messages.success(request, message % {"count": count})
    if outcome.edited:
        messages.success(request, _("What you changed in lines for later is kept."))
    if outcome.kept_quotes:
        message = _(
            "The register has other words for %(numbers)s; they stay. Compare them on the page of the paragraph."
        )
        messages.warning(request, message % {"numbers": listed(outcome.kept_quotes)})


def _next_page(reading, page):
    """This page while a line of it waits, else the first page on which one does."""
    waiting = list(
        reading.lines.filter(state=ReadLine.State.PROPOSED).order_by("order").values_list("order", flat=True)[:1]
    )
    here = reading.lines.filter(pk__in=[line.pk for line in page.object_list], state=ReadLine.State.PROPOSED)
    if here.exists() or not waiting:
        return page.number
    before = reading.lines.filter(order__lt=waiting[0]).count()
    return before // LINES_A_PAGE + 1


def _ticked(request, page):
    """The forms as typed, with every line ticked that is without doubt: for a person to look over and save."""
    data = request.POST.copy()
    ticked = {}
    for line in page.object_list:
        form = LineForm(data, line)
        if form.is_sent:
            decision = form.add_prefix("decision")
            if data.get(decision) == LATER and not line.doubts:
                data[decision] = CONFIRM
            ticked[line.pk] = form
    return ticked


def _rows(reading, page, typed, user):
    """Each line of the page with its form, what the register holds under its number, and those recognised in it."""
    registry = Registry.load()
    held = {paragraph.anchor: paragraph for paragraph in reading.work.paragraphs.all()}
    is_open = reading.state == ReadingState.OPEN
    cited = {symbol for line in page.object_list for symbol in line.cited}
    works = {work.symbol: work for work in Work.objects.visible_to(user).filter(symbol__in=cited)}
    for line in page.object_list:
        line.form = None
        if is_open and line.state != ReadLine.State.CONFIRMED:
            line.form = typed.get(line.pk) or LineForm(None, line)
        line.existing = held.get(anchor_of(line.number)) if line.number and not line.paragraph else None
        if line.existing:
            line.existing.work = reading.work
        line.recognised = registry.find(line.addressee)
        line.doubts_told = [DOUBTS[doubt] for doubt in line.doubts if doubt in DOUBTS]
        weight = weight_of(line.verb) if line.verb else None
        line.weight_name = Weight(weight).label if weight and weight != Weight.NONE else ""
        line.asks_weight = weight == Weight.NONE or bool(line.form and line.form.errors)
        line.is_folded = line.kind not in PARTS and not (line.form and line.form.errors)
        line.citations = [(symbol, works.get(symbol)) for symbol in line.cited]
    return page.object_list


def _context(reading, page, rows, trouble):
    states = reading.lines.aggregate(
        total=Count("pk"),
        confirmed=Count("pk", filter=Q(state=ReadLine.State.CONFIRMED)),
        left_out=Count("pk", filter=Q(state=ReadLine.State.SKIPPED)),
    )
    return {
        "reading": reading,
        "page": page,
        "rows": rows,
        "trouble": trouble,
        "layout": LAYOUTS.get(reading.layout, ""),
        "is_open": reading.state == ReadingState.OPEN,
        **states,
        "settled": states["confirmed"] + states["left_out"],
        "waiting": states["total"] - states["confirmed"] - states["left_out"],
    }


@secretariat
@require_POST
def mandate_reading_finish(request, pk):
    """Close a reading of which no line waits."""
    reading = get_object_or_404(Reading.objects.visible_to(request.user).select_related("work"), pk=pk)
    try:
        reading_actions.finish_reading(reading, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reading)
    messages.success(request, _("The resolution is read. Its paragraphs are in the register."))
    return redirect("mandate_document", reading.work.slug)


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_reading_abandon(request, pk):
    """Give a reading up, with the reason."""
    reading = get_object_or_404(Reading.objects.visible_to(request.user).select_related("work"), pk=pk)
    form = AbandonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                reading_actions.abandon_reading(reading, by=request.user, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, ValidationError(str(refusal)))
            else:
                messages.success(request, _("The reading was given up."))
                return redirect("mandate_reading_list")
        status = 422
    return render(request, "mandates/mandate_reading_abandon.html", {"form": form, "reading": reading}, status=status)
