"""Pages of meetings: the list, one meeting, calendars; and the secretariat's forms."""

from django.contrib import messages
from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, secretariat
from ungis.core.models import Event
from ungis.core.standing import standing_of
from ungis.languages.models import fetch_translations
from ungis.pages.facets import Facet, fill
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of
from ungis.pages.twins import twin

from . import actions
from .calendar import calendar_of
from .chairs import fetch_chairs
from .exports import meeting_rows
from .forms import (
    AgendaItemForm,
    AttachForm,
    CancelForm,
    DetailsForm,
    ParticipantForm,
    PlanForm,
    PointForm,
    SittingForm,
)
from .models import AgendaItem, Kind, Meeting, MeetingDocument, Participant, Point, Sitting
from .papers import papers_of
from .permissions import can_keep_meetings
from .sentences import lead_of
from .states import EFFECTIVE, State
from .wallclock import hours_of

SIZE = 100
FORM_METHODS = ["GET", "HEAD", "POST"]


@everyone
@require_safe
def meeting_list(request, kind=""):
    """Meetings and events by year, with filters; the next one on top. `kind` asks for the CSV or JSON twin."""
    today = clock.today()
    query = request.GET
    everything = Meeting.objects.visible_to(request.user).as_of(today)
    chosen = {"kind": "kind", "year": "year", "state": "effective"}
    conditions = {name: Q(**{path: query[name]}) for name, path in chosen.items() if query.get(name)}
    rows = everything.select_related("host").latest_first()
    for condition in conditions.values():
        rows = rows.filter(condition)
    if kind:
        rows = list(rows.prefetch_related("sittings"))
        fetch_chairs(rows)
        filters = {name: query[name] for name in conditions}
        return twin(kind, "meetings", meeting_rows(rows, today), as_of=today, filters=filters)
    facets = [
        Facet("kind", _("Kind"), "kind", dict(Kind.choices)),
        Facet("state", _("State"), "effective", EFFECTIVE),
        Facet("year", _("Year"), "year", {str(year): str(year) for year in range(today.year + 9, 1999, -1)}),
    ]
    fill(facets, everything, query, conditions)
    page = page_of(rows, query, SIZE)
    shown = list(page.object_list)
    upcoming = everything.upcoming(today).first()
    prepare(shown + ([upcoming] if upcoming else []), today)
    context = {
        "page": page,
        "meetings": shown,
        "upcoming": upcoming,
        "facets": facets,
        "is_filtered": bool(conditions),
        "may_keep": can_keep_meetings(request.user),
    }
    return render(request, "meetings/meeting_list.html", context)


def prepare(meetings, today):
    """Fetch what a page prints of meetings: sittings with their hours, the chair of the day, the state."""
    prefetch_related_objects(meetings, "sittings")
    fetch_translations(meetings, "title", "theme", "place", "host_event")
    fetch_chairs(meetings)
    for shown in meetings:
        state = shown.effective_on(today)
        shown.shown_state, shown.state_label = state, EFFECTIVE[state]
        shown.is_number_inferred = shown.number is not None and shown.number_certainty == "inferred"
        shown.parts = list(shown.sittings.all())
        for sitting in shown.parts:
            sitting.hours = hours_of(sitting.starts_at, sitting.ends_at, shown.time_zone)


def with_sittings(user, slug):
    """The meeting of that address with its host and sittings, or 404: one query where it has sittings."""
    sittings = Sitting.objects.visible_to(user).filter(meeting__slug=slug).select_related("meeting__host")
    first = next(iter(sittings), None)
    if first is None:
        return get_object_or_404(Meeting.objects.visible_to(user).select_related("host"), slug=slug)
    shown = first.meeting
    shown._prefetched_objects_cache = {"sittings": sittings}
    return shown


@everyone
@require_safe
def meeting(request, slug):
    """One meeting: when, where, who chaired, agenda, documents, topics, results, who took part."""
    shown = with_sittings(request.user, slug)
    today = clock.today()
    prepare([shown], today)
    agenda, documents = papers_of(shown, request.user)
    points = fetch_translations(shown.points.all(), "text")
    participants = list(shown.participants.select_related("organization"))
    standing = standing_of(request.user)
    on_thread = dict.fromkeys(("mandate", "plan", "publication"), (0, ""))
    context = {
        "meeting": shown,
        "lead": lead_of(shown, today),
        "agenda": agenda,
        "documents": documents,
        "topics": [point for point in points if point.sort == Point.Sort.TOPIC],
        "results": [point for point in points if point.sort == Point.Sort.RESULT],
        "participants": by_role(participants),
        "has_levels": shown.kind == Kind.MEETING or any(sitting.level for sitting in shown.parts),
        "is_in_calendars": any(sitting.date.precision == "day" for sitting in shown.parts),
        "thread": thread_of(shown, request.user, "activity", text=(len(documents), "#documents"), **on_thread),
        "events": Event.objects.visible_to(request.user).of(shown).order_by("-id")[:30] if standing.is_bureau else [],
        "may_keep": can_keep_meetings(request.user),
        "steps": steps_of(shown),
    }
    return render(request, "meetings/meeting.html", context)


ROLE_HEADINGS = {
    Participant.Role.ORGANIZER: gettext_lazy("Organizers"),
    Participant.Role.PARTNER: gettext_lazy("Partners"),
    Participant.Role.SPEAKER: gettext_lazy("Speakers"),
    Participant.Role.GUEST: gettext_lazy("Guests"),
    Participant.Role.PRESENT: pgettext_lazy("heading: those who were present", "Present"),
}


def by_role(participants):
    """Return headings and those under them, without empty ones."""
    groups = [(heading, [one for one in participants if one.role == role]) for role, heading in ROLE_HEADINGS.items()]
    return [(heading, group) for heading, group in groups if group]


def steps_of(shown):
    """The steps that the state allows, as (URL name, label)."""
    steps = {
        State.PLANNED: [("meeting_hold", _("Confirm as held")), ("meeting_cancel", _("Cancel the meeting"))],
        State.CANCELLED: [("meeting_plan_again", _("Plan again"))],
    }
    return steps.get(shown.state, [])


@everyone
@require_safe
def meeting_list_calendar(request):
    """All meetings that the reader may see, for a calendar to subscribe to."""
    rows = Meeting.objects.visible_to(request.user).prefetch_related("sittings").order_by("first_day", "slug")
    return calendar_answer(calendar_of(rows, "UNGIS"), "ungis-meetings")


@everyone
@require_safe
def meeting_calendar(request, slug):
    shown = get_object_or_404(Meeting.objects.visible_to(request.user), slug=slug)
    return calendar_answer(calendar_of([shown], shown.title), f"ungis-meeting-{slug}")


def calendar_answer(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


# --- the secretariat's forms -----------------------------------------------------------------


def desk(request, template, form, act, *, done, back=None, **context):
    """Show a form; on POST call the action; whatever goes wrong, what was typed comes back with the reason."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                result = act(form)
            except Refused as trouble:
                form.add_error(None, str(trouble))
            else:
                messages.success(request, done)
                return redirect(back or result)
        status = 422
    return render(request, template, {**context, "form": form}, status=status)


def known(request, slug):
    """The meeting of that address, or 404."""
    return get_object_or_404(Meeting.objects.visible_to(request.user), slug=slug)


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_plan(request):
    def act(form):
        return actions.plan_meeting(by=request.user, sitting=form.first_sitting(), **form.details())

    form = PlanForm(request.POST or None)
    return desk(request, "meetings/meeting_plan.html", form, act, done=_("The meeting is planned."))


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_edit(request, slug):
    shown = known(request, slug)
    initial = {name: getattr(shown, name) for name in DetailsForm.base_fields}

    def act(form):
        changes = {name: value for name, value in form.details().items() if value != initial[name]}
        return actions.change_meeting(shown, by=request.user, **changes) if changes else shown

    form = DetailsForm(request.POST or None, initial=initial)
    return desk(request, "meetings/meeting_edit.html", form, act, done=_("Saved."), meeting=shown)


@secretariat
@require_http_methods(FORM_METHODS)
def sitting_add(request, slug):
    shown = known(request, slug)

    def act(form):
        actions.add_sitting(shown, by=request.user, **form.asked())
        return shown

    form = SittingForm(request.POST or None)
    return desk(request, "meetings/sitting_add.html", form, act, done=_("The sitting is added."), meeting=shown)


@secretariat
@require_http_methods(FORM_METHODS)
def sitting_edit(request, slug, pk):
    shown = known(request, slug)
    sitting = get_object_or_404(
        Sitting.objects.visible_to(request.user).select_related("meeting"), meeting=shown, pk=pk
    )

    def act(form):
        if form.has_changed():
            actions.move_sitting(sitting, by=request.user, **form.asked())
        return shown

    form = SittingForm(request.POST or None, initial=SittingForm.initial_of(sitting))
    context = {"meeting": shown, "sitting": sitting}
    return desk(request, "meetings/sitting_edit.html", form, act, done=_("The sitting is changed."), **context)


@secretariat
@require_http_methods(FORM_METHODS)
def sitting_remove(request, slug, pk):
    shown = known(request, slug)
    sitting = get_object_or_404(Sitting.objects.visible_to(request.user), meeting=shown, pk=pk)
    context = {"done": _("The sitting is removed."), "sitting": sitting}
    return confirm(request, "meetings/sitting_remove.html", shown, actions.remove_sitting, sitting, **context)


def confirm(request, template, shown, action, subject, *, done, **context):
    """Ask before a step that needs no words; take it on POST, or say why it cannot be taken."""
    trouble = ""
    if request.method == "POST":
        try:
            action(subject, by=request.user)
        except Refused as refused:
            trouble = str(refused)
        else:
            messages.success(request, done)
            return redirect(shown)
    context = {**context, "meeting": shown, "trouble": trouble}
    return render(request, template, context, status=422 if trouble else 200)


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_hold(request, slug):
    shown = known(request, slug)
    done = _("The meeting is confirmed as held.")
    return confirm(request, "meetings/meeting_hold.html", shown, actions.hold_meeting, shown, done=done)


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_cancel(request, slug):
    shown = known(request, slug)

    def act(form):
        return actions.cancel_meeting(shown, by=request.user, reason=form.cleaned_data["reason"])

    form = CancelForm(request.POST or None)
    return desk(request, "meetings/meeting_cancel.html", form, act, done=_("The meeting is cancelled."), meeting=shown)


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_plan_again(request, slug):
    shown = known(request, slug)
    done = _("The meeting is planned again.")
    return confirm(request, "meetings/meeting_plan_again.html", shown, actions.plan_again, shown, done=done)


def list_desk(request, template, form_class, rows, add, change, *, done, **context):
    """A page that shows a list, changes one of its rows, or adds one: buttons of rows carry `row` and `do`."""
    meeting_shown = context["meeting"]
    trouble = ""
    if request.method == "POST" and "row" in request.POST:
        written = request.POST["row"]
        row = get_object_or_404(rows, pk=written if written.isascii() and written.isdigit() else 0)
        try:
            change(row, request.POST.get("do", ""))
        except Refused as refused:
            trouble = str(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    is_adding = request.method == "POST" and not trouble
    form = form_class(request.POST if is_adding else None)
    status = 422 if request.method == "POST" else 200
    if is_adding and form.is_valid():
        try:
            add(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(request.path)
    context = {**context, "meeting": meeting_shown, "rows": rows, "form": form, "trouble": trouble}
    return render(request, template, context, status=status)


@secretariat
@require_http_methods(FORM_METHODS)
def agenda_edit(request, slug):
    shown = known(request, slug)

    def change(item, do):
        if do == "remove":
            actions.remove_agenda_item(item, by=request.user)
        else:
            step = 1 if do == "down" else -1
            actions.move_agenda_item(item, by=request.user, order=item.order + step)

    return list_desk(
        request,
        "meetings/agenda_edit.html",
        lambda data: AgendaItemForm(data, user=request.user),
        AgendaItem.objects.visible_to(request.user).filter(meeting=shown).select_related("work"),
        lambda typed: actions.put_agenda_item(shown, by=request.user, **typed),
        change,
        done=_("The item is on the agenda."),
        meeting=shown,
    )


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_documents(request, slug):
    shown = known(request, slug)
    return list_desk(
        request,
        "meetings/meeting_documents.html",
        lambda data: AttachForm(data, user=request.user),
        MeetingDocument.objects.visible_to(request.user).filter(meeting=shown).select_related("work"),
        lambda typed: actions.attach_document(shown, by=request.user, **typed),
        lambda attached, do: actions.detach_document(attached, by=request.user),
        done=_("The document is attached."),
        meeting=shown,
    )


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_notes(request, slug):
    shown = known(request, slug)
    return list_desk(
        request,
        "meetings/meeting_notes.html",
        PointForm,
        Point.objects.visible_to(request.user).filter(meeting=shown),
        lambda typed: actions.note_point(shown, by=request.user, **typed),
        lambda point, do: actions.strike_point(point, by=request.user),
        done=_("Noted."),
        meeting=shown,
    )


@secretariat
@require_http_methods(FORM_METHODS)
def meeting_participants(request, slug):
    shown = known(request, slug)
    return list_desk(
        request,
        "meetings/meeting_participants.html",
        ParticipantForm,
        Participant.objects.visible_to(request.user).filter(meeting=shown).select_related("organization"),
        lambda typed: actions.note_participant(shown, by=request.user, **typed),
        lambda participant, do: actions.strike_participant(participant, by=request.user),
        done=_("Noted."),
        meeting=shown,
    )
