from django.db.models import Count, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.doors import bureau, everyone, secretariat
from ungis.core.models import Event
from ungis.documents.models import Work
from ungis.languages.models import fetch_groups, fetch_translations
from ungis.pages import twins
from ungis.pages.asking import asked
from ungis.pages.onward import hinted
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of

from . import actions, dues
from .changes import compare
from .filters import VERB_NAMES, VIEWS, narrowed
from .forms import AddForm, AnswerForm, CorrectForm, MoveForm, QuoteForm, ReclassifyForm, UnlinkForm
from .models import Answer, Character, Occurrence, Paragraph, Succession, Weight
from .permissions import can_add_paragraph, can_move_paragraph, can_read_resolution
from .seeming import seems
from .states import OPEN_STATES, STATE_NAMES
from .stations import station_of


@everyone
@require_safe
def mandate_list(request, twin=""):
    """The register, with filters; as tabs what is due next and what is overdue; as CSV and JSON the same rows."""
    today = clock.today()
    register = narrowed(request.GET, request.user, today, counted=not twin)
    if twin:
        return twins.twin(
            twin, "mandates", [_row(paragraph) for paragraph in register.rows], on=today, filters=request.GET.dict()
        )
    page = page_of(register.rows, request.GET)
    mark(page.object_list, today)
    fetch_translations(page.object_list, "summary")
    is_open = Q(state__in=OPEN_STATES)
    counts = Paragraph.objects.visible_to(request.user).aggregate(
        all=Count("pk"),
        due_next=Count("pk", filter=is_open & Q(due_by__gte=today)),
        overdue=Count("pk", filter=is_open & Q(due_by__lt=today)),
    )
    tabs = [("", _("All"), counts["all"])]
    tabs += [(view, label, counts[view.replace("-", "_")]) for view, label in VIEWS.items()]
    return render(
        request,
        "mandates/mandate_list.html",
        {
            "register": register,
            "facets": register.facets,
            "page": page,
            "tabs": tabs,
            "today": today,
            "may_read": can_read_resolution(request.user) if request.user.is_authenticated else False,
        },
    )


def _row(paragraph):
    """A row of the twins: plain words and dates, no markup."""
    return {
        "document": paragraph.work.symbol or paragraph.work.title,
        "paragraph": paragraph.number,
        "address": paragraph.get_absolute_url(),
        "body": paragraph.work.body,
        "adopted": paragraph.work.date,
        "verb": paragraph.verb,
        "weight": VERB_NAMES[Weight(paragraph.weight)],
        "addressee": paragraph.addressee,
        "addressees": [addressee.name for addressee in paragraph.addressees.all()],
        "to_ungis": paragraph.is_to_group,
        "summary": paragraph.summary,
        "quote": paragraph.quote,
        "due": paragraph.due,
        "due_on": paragraph.due_on,
        "due_by": paragraph.due_by,
        "standing_task": paragraph.is_standing,
        "part": paragraph.part,
        "character": paragraph.character,
        "state": paragraph.standing,
        "state_reason": paragraph.state_reason,
        "source": paragraph.sources,
        "certainty": paragraph.certainty,
    }


def mark(paragraphs, today):
    """Give each paragraph what a page prints of it on that day: its state, and the days left or over."""
    for paragraph in paragraphs:
        paragraph.standing = paragraph.state_on(today)
        paragraph.standing_name = STATE_NAMES[paragraph.standing]
        left = dues.days_left(paragraph.due_by, today) if paragraph.is_open else None
        paragraph.days_left = left if left is not None and left >= 0 else None
        paragraph.days_over = -left if left is not None and left < 0 else None
    return paragraphs


@everyone
@require_safe
def mandate_document(request, slug):
    """All paragraphs of one document that stand in the register."""
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    today = clock.today()
    paragraphs = list(work.paragraphs.prefetch_related("addressees").order_by("order"))
    for paragraph in paragraphs:
        paragraph.work = work
    fetch_groups((paragraphs, ["summary"]), ([work], ["title", "note"]))
    context = {
        "work": work,
        "paragraphs": mark(paragraphs, today),
        "to_group": sum(paragraph.is_to_group for paragraph in paragraphs),
        "thread": thread_of(work, request.user, "mandate", mandate=(len(paragraphs), request.path)),
        "may_add": can_add_paragraph(request.user) if request.user.is_authenticated else False,
    }
    return render(request, "mandates/mandate_document.html", context)


def _paragraph(request, slug, anchor):
    visible = Paragraph.objects.visible_to(request.user).select_related("work")
    return get_object_or_404(visible, work__slug=slug, anchor=anchor)


@everyone
@require_safe
def mandate_paragraph(request, slug, anchor):
    """One paragraph: what is asked of whom by when, where it stands, how it recurs, what answers it."""
    paragraph, neighbours = _with_neighbours(request, slug, anchor)
    today = clock.today()
    mark([paragraph], today)
    answers = list(Answer.objects.visible_to(request.user).filter(paragraph=paragraph).select_related("work"))
    fetch_groups(([paragraph], ["summary"]), ([paragraph.work, *(answer.work for answer in answers)], ["title"]))
    signed_in = request.user.is_authenticated
    context = {
        "paragraph": paragraph,
        "work": paragraph.work,
        "names": [addressee.name for addressee in paragraph.addressees.order_by("pk")],
        "lines": _lines(paragraph, request.user, today),
        "answers": answers,
        "lineage": _lineage(paragraph, request.user),
        "seems": seems(paragraph.quote or paragraph.summary),
        "history": _history(paragraph, request.user),
        "thread": thread_of(paragraph, request.user, "mandate", mandate=(1, ""), **_stations(answers)),
        "may_write": can_add_paragraph(request.user) if signed_in else False,
        "may_move": can_move_paragraph(request.user) if signed_in else False,
        **neighbours,
    }
    return render(request, "mandates/mandate_paragraph.html", context)


def _lines(paragraph, user, today):
    """The recurring lines in which the paragraph stands, with its occurrences that may be seen: one query.

    Each comes with what changed since the occurrence before, where the register holds the words of both.
    """
    occurrences = (
        Occurrence.objects.visible_to(user)
        .filter(line__occurrences__paragraph=paragraph)
        .select_related("line", "paragraph__work")
        .order_by("line__slug", "order")
    )
    fetch_translations({occurrence.line_id: occurrence.line for occurrence in occurrences}.values(), "title")
    lines = {}
    for occurrence in occurrences:
        mark([occurrence.paragraph], today)
        lines.setdefault(occurrence.line_id, (occurrence.line, []))[1].append(occurrence.paragraph)
    return [(line, paragraphs, *_change(paragraph, paragraphs)) for line, paragraphs in lines.values()]


def _change(paragraph, paragraphs):
    """The occurrence before the paragraph in a line, and the words that changed since; nothing where words lack."""
    place = paragraphs.index(paragraph)
    before = paragraphs[place - 1] if place else None
    if not before or not before.quote or not paragraph.quote:
        return None, []
    return before, compare(before.quote, paragraph.quote)


def _lineage(paragraph, user):
    """What the paragraph comes from and what it became, as a person confirmed it, with the words that changed."""
    rows = (
        Succession.objects.visible_to(user)
        .filter(Q(old=paragraph) | Q(new=paragraph))
        .select_related("old__work", "new__work", "before", "after")
        .order_by("after__date", "pk")
    )
    steps = []
    for row in rows:
        is_before = row.new_id == paragraph.pk
        has_words = row.old and row.new and row.old.quote and row.new.quote
        pieces = compare(row.old.quote, row.new.quote) if has_words else []
        steps.append(
            {
                "row": row,
                "is_before": is_before,
                "other": row.old if is_before else row.new,
                "text": row.before if is_before else row.after,
                "kind": row.get_kind_display(),
                "pieces": pieces if {piece.kind for piece in pieces} != {"kept"} else [],
            }
        )
    return steps


def _history(paragraph, user):
    """What was done with the paragraph, the latest first, for those who may read who did it."""
    events = list(Event.objects.visible_to(user).of(paragraph).order_by("-id"))
    names = {**STATE_NAMES, **dict(Character.choices)}
    for event in events:
        event.states = [names[event.data[end]] for end in ("from", "to") if event.data.get(end) in names]
    return events


def _with_neighbours(request, slug, anchor):
    """The paragraph, and those before and after it in the register's record of its document: one query."""
    own = Paragraph.objects.filter(work__slug=slug, anchor=anchor).values("order")
    near = (
        hinted(Paragraph.objects.visible_to(request.user))
        .select_related("work")
        .filter(work__slug=slug, order__gte=Subquery(own) - 1, order__lte=Subquery(own) + 1)
    )
    found = {other.anchor: other for other in near}
    if anchor not in found:
        raise Http404
    paragraph = found.pop(anchor)
    return paragraph, {"before" if other.order < paragraph.order else "after": other for other in found.values()}


def _stations(answers):
    """How many of the answers stand at each station of the thread, and where they are listed."""
    count = {}
    for answer in answers:
        station = station_of(answer.work)
        count[station] = count.get(station, 0) + 1
    return {station: (count.get(station, 0), "#answers") for station in ("activity", "text", "publication")}


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_add(request, slug):
    work = get_object_or_404(Work.objects.visible_to(request.user), slug=slug)
    return asked(
        request,
        AddForm(request.POST or None),
        "mandates/mandate_add.html",
        {"work": work},
        lambda typed: actions.add_paragraph(work, by=request.user, **typed),
        _("The paragraph is in the register."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_correct(request, slug, anchor):
    paragraph = _paragraph(request, slug, anchor)
    now = {name: getattr(paragraph, name) for name in actions.CORRECTABLE}
    return asked(
        request,
        CorrectForm(request.POST or None, initial=now),
        "mandates/mandate_correct.html",
        {"paragraph": paragraph},
        lambda typed: actions.correct_paragraph(paragraph, by=request.user, **typed),
        _("The paragraph has been corrected; what stood before is in its history."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_move(request, slug, anchor):
    paragraph = _paragraph(request, slug, anchor)
    mark([paragraph], clock.today())
    return asked(
        request,
        MoveForm(request.POST or None, state=paragraph.state),
        "mandates/mandate_move.html",
        {"paragraph": paragraph},
        lambda typed: actions.move_paragraph(paragraph, typed["step"], by=request.user, reason=typed["reason"]),
        _("The state of the paragraph has been changed."),
    )


@bureau
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_reclassify(request, slug, anchor):
    paragraph = _paragraph(request, slug, anchor)
    return asked(
        request,
        ReclassifyForm(request.POST or None, initial={"character": paragraph.character}),
        "mandates/mandate_reclassify.html",
        {"paragraph": paragraph},
        lambda typed: actions.reclassify_paragraph(paragraph, by=request.user, **typed),
        _("The character of the paragraph has been changed."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_quote(request, slug, anchor):
    paragraph = _paragraph(request, slug, anchor)
    return asked(
        request,
        QuoteForm(request.POST or None, initial={"quote": paragraph.quote, "quote_source": paragraph.quote_source}),
        "mandates/mandate_quote.html",
        {"paragraph": paragraph},
        lambda typed: actions.quote_paragraph(paragraph, by=request.user, **typed),
        _("The words of the text are in the register."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_answer(request, slug, anchor):
    paragraph = _paragraph(request, slug, anchor)

    def link(typed):
        actions.link_answer(paragraph, typed["work"], note=typed["note"], source="UNGIS secretariat", by=request.user)
        return paragraph

    return asked(
        request,
        AnswerForm(request.POST or None, user=request.user),
        "mandates/mandate_answer.html",
        {"paragraph": paragraph},
        link,
        _("The answer is linked."),
    )


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def mandate_unlink(request, slug, anchor, pk):
    paragraph = _paragraph(request, slug, anchor)
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).select_related("work"), pk=pk, paragraph=paragraph
    )
    return asked(
        request,
        UnlinkForm(request.POST or None),
        "mandates/mandate_unlink.html",
        {"paragraph": paragraph, "answer": answer},
        lambda typed: actions.unlink_answer(answer, by=request.user, reason=typed["reason"]),
        _("The link has been taken back; the history keeps it."),
    )
