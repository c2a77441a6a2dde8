from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.documents.models import Work
from ungis.languages.models import fetch_groups
from ungis.pages import twins
from ungis.pages.asking import asked
from ungis.pages.paging import page_of

from .akoma import document_of
from .comparison import comparable, compared, in_text_of, of_the_series
from .filters import NAMES
from .forms import UnlinkForm
from .models import Paragraph, Succession
from .permissions import can_confirm_succession
from .renewal_actions import confirm_succession, withdraw_succession
from .renewal_forms import LineForm, lines_of, paragraphs_of
from .views import mark

LINES = 25  # of a comparison on one page


@everyone
@require_safe
def mandate_compare_choose(request, slug):
    """With which document to compare one: the earlier ones of its series first, then all that have paragraphs."""
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    others = [other for other in comparable(request.user) if other.pk != work.pk]
    series = of_the_series(work, others)
    fetch_groups(([work, *others], ["title"]))
    context = {"work": work, "series": series, "others": [other for other in others if other not in series]}
    return render(request, "mandates/mandate_compare_choose.html", context)


def _two(request, slug, before):
    """The two documents, both of which must be seen: one query."""
    found = {work.slug: work for work in Work.objects.visible_to(request.user).filter(slug__in=[slug, before])}
    if slug not in found or before not in found or slug == before:
        raise Http404
    return found[before], found[slug]


@everyone
@require_safe
def mandate_compare(request, slug, before, twin=""):
    """Two documents side by side, paragraph by paragraph; as CSV and JSON the same lines."""
    earlier, work = _two(request, slug, before)
    comparison = compared(earlier, work, request.user)
    rows, facets = comparison.narrowed(request.GET)
    if twin:
        about = {"before": earlier.slug, "after": work.slug, "filters": request.GET.dict()}
        return twins.twin(twin, f"{slug}-compared", [_row(row) for row in rows], **about)
    page = page_of(rows, request.GET, LINES)
    _prepare(page.object_list, earlier, work)
    context = {
        "work": work,
        "before": earlier,
        "comparison": comparison,
        "page": page,
        "facets": facets,
        "is_narrowed": any(choice.is_chosen for facet in facets for choice in facet.choices),
        "may_confirm": can_confirm_succession(request.user) if request.user.is_authenticated else False,
    }
    return render(request, "mandates/mandate_compare.html", context)


def _prepare(rows, earlier, work):
    """Give the lines that are shown their words, states and translations: one query, none in English."""
    paragraphs = [paragraph for row in rows for paragraph in (*row.old, *row.new)]
    lines = {line.pk: line for row in rows for line in row.lines}
    fetch_groups((paragraphs, ["summary"]), ([earlier, work], ["title"]), (lines.values(), ["title"]))
    mark(paragraphs, clock.today())
    for row in rows:
        row.lines = [lines[line.pk] for line in row.lines]
        row.show_words()


def _row(row):
    """A line of the twins: plain words, no markup."""

    def side(paragraphs, name):
        return [getattr(paragraph, name) for paragraph in paragraphs]

    return {
        "kind": row.kind,
        "changed": row.is_changed,
        "moved": row.is_moved,
        "standing": row.standing,
        "by_summary": row.is_by_summary,
        "old": side(row.old, "number"),
        "old_address": [paragraph.get_absolute_url() for paragraph in row.old],
        "new": side(row.new, "number"),
        "new_address": [paragraph.get_absolute_url() for paragraph in row.new],
        "old_words": side(row.old, "quote"),
        "new_words": side(row.new, "quote"),
        "old_state": side(row.old, "state"),
        "old_addressee": side(row.old, "addressee"),
        "new_addressee": side(row.new, "addressee"),
        "old_answers": row.answers,
        "recurring_lines": [line.title for line in row.lines],
    }


@everyone
@require_safe
def mandate_akoma(request, slug):
    """A document of the register as Akoma Ntoso 3.0."""
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    paragraphs = sorted(work.paragraphs.prefetch_related(NAMES), key=in_text_of)
    content = document_of(work, paragraphs, site=settings.BASE_URL.rstrip("/"), today=clock.today())
    response = HttpResponse(content, content_type="application/akn+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{work.slug}.akn.xml"'
    return response


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_compare_confirm(request, slug, before):
    """The lines that nobody has confirmed, a page at a time, to be confirmed or corrected."""
    earlier, work = _two(request, slug, before)
    comparison = compared(earlier, work, request.user)
    rows = [row for row in comparison.rows if not row.confirmed]
    page = page_of(rows, request.GET, LINES)
    _prepare(page.object_list, earlier, work)
    data = request.POST if request.method == "POST" else None
    forms = [LineForm(data, row=row, comparison=comparison) for row in page]
    problem = ""
    if data is not None:
        problem = _confirm(request, earlier, work, forms)
        if not problem:
            return redirect(request.path)
    context = {
        "work": work,
        "before": earlier,
        "page": page,
        "forms": forms,
        "problem": problem,
        "old": paragraphs_of(comparison, is_old=True),
        "new": paragraphs_of(comparison, is_old=False),
    }
    return render(request, "mandates/mandate_compare_confirm.html", context, status=422 if problem else 200)


def _confirm(request, earlier, work, forms):
    """Confirm the ticked lines; return in words why nothing was done, empty when it was."""
    valid = [form.is_valid() for form in forms]  # each of them, so that all troubles stand in the page
    if not all(valid):
        return _("Nothing was saved: some lines need another look.")
    try:
        lines = lines_of([form for form in forms if form.cleaned_data["is_ticked"]])
        confirm_succession(earlier, work, lines, by=request.user)
    except Refused as refusal:
        return str(refusal)
    except ValidationError as error:
        return " ".join(error.messages)
    told = ngettext("%(number)s line is confirmed.", "%(number)s lines are confirmed.", len(lines))
    messages.success(request, told % {"number": len(lines)})
    return ""


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_compare_withdraw(request, slug, anchor, pk):
    visible = Paragraph.objects.visible_to(request.user).select_related("work")
    paragraph = get_object_or_404(visible, work__slug=slug, anchor=anchor)
    rows = Succession.objects.visible_to(request.user).select_related("old__work", "new__work", "before", "after")
    succession = get_object_or_404(rows.filter(old=paragraph) | rows.filter(new=paragraph), pk=pk)

    def withdraw(typed):
        withdraw_succession(succession, by=request.user, reason=typed["reason"])
        return paragraph

    return asked(
        request,
        UnlinkForm(request.POST or None),
        "mandates/mandate_compare_withdraw.html",
        {"paragraph": paragraph, "succession": succession},
        withdraw,
        _("It has been taken back; the history keeps it."),
    )
