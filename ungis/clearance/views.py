"""Pages of rounds: the list, one round as it stands, and what those who ask decide."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import bureau, everyone, group, secretariat
from ungis.core.models import Event
from ungis.core.standing import Visibility, standing_of
from ungis.drafting.actions import LIBRARY_KINDS
from ungis.drafting.comparison import KINDS, compared
from ungis.drafting.models import Kind, Version
from ungis.drafting.rendering import back_link
from ungis.drafting.rendering import render as rendered
from ungis.organizations.models import Organization
from ungis.pages.asking import asked
from ungis.pages.paging import page_of
from ungis.pages.thread import thread_of

from . import actions, frozen, publish_actions, subjects
from .deadline import deadline_of
from .forms import CloseForm, ExtendForm, OpenForm, PublishForm, ReasonForm
from .models import Eligible, Round
from .permissions import can_open_round, can_prepare, can_shorten, can_speak
from .position_actions import takes_part
from .progress import progress_of
from .related import may_follow, refusal_of
from .states import ADOPTED_STATES, STANCE_NAMES, PositionState, RoundState, Stance
from .workdays import closed_between, working_days_left

FORM_METHODS = ["GET", "HEAD", "POST"]
SUBJECT = re.compile(r"(version|edition|minutes|document):([1-9][0-9]{0,8})")
CLOSED_A_PAGE = 30


def is_of_group(user):
    """Whether a reader sees who said what; the public sees the outcome alone."""
    return Visibility.GROUP in standing_of(user).visibilities


def round_at(request, slug):
    """The round of an address; 404 where the reader sees none."""
    seen = Round.objects.visible_to(request.user).with_what_there_is()
    return get_object_or_404(seen.select_related("asked_by", "previous", "opened_by"), slug=slug)


@everyone
@require_safe
def round_list(request):
    """The rounds that the reader may see: the open ones by their close, then those that are over by outcome."""
    moment = clock.now()
    rounds = Round.objects.visible_to(request.user).as_of(moment).select_related("asked_by").defer("text")
    running = rounds.filter(effective=RoundState.OPEN).order_by("closes_at")
    running = list(running) if is_of_group(request.user) else []  # the public reads outcomes
    stations = actions.counting_stations() if running else []
    for one in running:
        left = working_days_left(moment, one.closes_at, stations)
        one.deadline = deadline_of(one.closes_at, moment, left[0] if left else None)
    page = page_of(rounds.exclude(effective=RoundState.OPEN).order_by("-closes_at"), request.GET, CLOSED_A_PAGE)
    for one in page.object_list:
        one.outcome = RoundState(one.effective)
    context = {"running": running, "page": page, "is_of_group": is_of_group(request.user)}
    return render(request, "clearance/round_list.html", context)


@everyone
@require_safe
def round(request, slug):
    """One round: to the group how it stands and who said what; to the public the outcome and who endorsed."""
    shown = round_at(request, slug)
    user = request.user
    progress = progress_of(shown, user)
    is_adopted = progress.state in ADOPTED_STATES
    endorsements = list(_endorsements(shown, user)) if shown.is_endorsed else []
    context = {
        "round": shown,
        "state": progress.state,
        "is_adopted": is_adopted,
        "deadline": deadline_of(shown.closes_at, progress.moment, progress.least_left),
        "endorsements": [one for one in endorsements if one.is_seen],
    }
    kept = subjects.kept(shown, user) if is_adopted or is_of_group(user) else None
    if is_adopted and kept.work and kept.work.is_visible_to(user):
        context["work"] = kept.work
    if not is_of_group(user):
        return render(request, "clearance/round_public.html", context)
    context |= _for_the_group(request, shown, progress, kept, {one.organization_id for one in endorsements})
    return render(request, "clearance/round.html", context)


def _endorsements(shown, user):
    return shown.endorsements.standing().marked_for(user).select_related("organization")


def _for_the_group(request, shown, progress, kept, endorsing):
    user, record = request.user, kept.record
    acronyms = {place.asked.organization_id: place.asked.acronym for place in progress.places}
    for one in progress.positions:
        one.acronym = acronyms[one.organization_id]
    text = (1, record.get_absolute_url()) if record else (0, "")
    later = Round.objects.visible_to(user).filter(previous=shown).exclude(state=RoundState.WITHDRAWN)
    return {
        "progress": progress,
        "record": record if kept.is_seen else None,
        "has_changed": kept.has_changed,
        "closed": closed_between(shown.opened_at, shown.closes_at, progress.stations) if progress.is_open else [],
        "counts": [(stance, STANCE_NAMES[stance], len(progress.tally.of(stance))) for stance in STANCE_NAMES],
        "objectors": [acronyms[key] for key in progress.tally.of(Stance.OBJECTION)],
        "history": [one for one in progress.positions if one.sent_at],
        "extensions": list(shown.extensions.select_related("asked_by")) if shown.is_extended else [],
        "mine": [
            _desk_of(place, endorsing, user, progress)
            for place in progress.places
            if can_prepare(user, place.asked.organization)
        ],
        "late": _late_desks(user, shown, progress, acronyms),
        "thread": thread_of(shown, user, "clearance", text=text, **_off_the_thread(progress)),
        "steps": _steps(user, shown, progress, record),
        "events": Event.objects.visible_to(user).of(shown).order_by("-id")[:60] if user.standing.is_bureau else [],
        "advice_given": [place for place in progress.observers if place.position],
        "opened": [place for place in progress.places if place.read_at],
        "may_read": any(can_prepare(user, place.asked.organization) and not place.read_at for place in progress.places),
        "next_round": later.first() if shown.state == RoundState.BROKEN else None,  # no other is taken up
        **reading_of(shown, user),
    }


def _off_the_thread(progress):
    return dict.fromkeys(("mandate", "plan", "activity", "publication", "report"), (0, ""))


def _desk_of(place, endorsing, user, progress):
    """What somebody who sits for an organization has before them: what it said, what is prepared, what they may do."""
    own = [one for one in progress.positions if one.organization_id == place.asked.organization_id]
    return {
        "place": place,
        "organization": place.asked.organization,
        "prepared": next((one for one in own if one.state == PositionState.PREPARED), None),
        "may_send": can_speak(user, place.asked.organization),
        "is_open": progress.is_open,
        "endorses": place.asked.organization_id in endorsing,
        "may_endorse": progress.state not in (RoundState.BROKEN, RoundState.WITHDRAWN),
    }


def _late_desks(user, shown, progress, asked):
    """What somebody who speaks for an organization that joined since has before them: it may endorse, no more."""
    keys = user.standing.speaks_for.difference(asked)
    if not keys or progress.state in (RoundState.BROKEN, RoundState.WITHDRAWN):
        return []
    endorsed = set(shown.endorsements.standing().filter(organization__in=keys).values_list("organization", flat=True))
    return [
        {"organization": one, "endorses": one.pk in endorsed}
        for one in Organization.objects.filter(pk__in=keys)
        if takes_part(shown, one, progress.moment)
    ]


def reading_of(shown, user):
    """The frozen text as a template shows it, whole; links to records in it are those that this reader may see."""
    text = frozen.read(shown.text)
    if not text.is_text:
        return {"frozen": text, "paragraphs": [], "notes": []}
    rendering = rendered(text.paragraphs, user, text.numbers)
    notes = [(note, back_link(note.number)) for note in rendering.notes]
    return {"frozen": text, "paragraphs": rendering.paragraphs, "notes": notes}


def _steps(user, shown, progress, record):
    """What those who ask may do next, as (URL name, label); and again after silence was broken, (address, label)."""
    steps = []
    if progress.is_open and user.standing.is_secretariat:
        steps.append(("position_record", _("Record a position that came by mail or phone")))
    if progress.is_open and can_open_round(user):
        steps += [("round_extend", _("Give more time")), ("round_withdraw", _("Withdraw the round"))]
    if not progress.is_open and shown.state == RoundState.OPEN and user.standing.is_secretariat:
        steps.append(("round_close", _("Write down the outcome")))
    is_version = isinstance(record, Version)
    if shown.is_adopted and is_version and user.standing.is_secretariat:
        published = record.text.work_id is not None
        told = (
            ("round_endorsers", _("Bring its endorsers up to date"))
            if published
            else ("round_publish", _("Publish the text"))
        )
        steps.append(told)
    return steps


@group
@require_safe
def round_changes(request, slug):
    """What is other in the text of this round than in that of the round before it: paragraph by paragraph."""
    shown = round_at(request, slug)
    if shown.previous is None:
        raise Http404
    earlier, later = frozen.read(shown.previous.text), frozen.read(shown.text)
    if not (earlier.is_text and later.is_text):
        raise Http404
    lines = compared(earlier.paragraphs, later.paragraphs)
    counts = {kind: sum(line.kind == kind for line in lines) for kind in KINDS}
    context = {
        "round": shown,
        "frozen": later,
        "lines": lines,
        "counts": [(KINDS[kind], count) for kind, count in counts.items() if count],
    }
    return render(request, "clearance/round_changes.html", context)


# --- what is decided -------------------------------------------------------------------------------


def _askers_only(request):
    if not can_open_round(request.user):
        raise PermissionDenied


@bureau
@require_http_methods(FORM_METHODS)
def round_open(request):
    """Ask the members to clear what the address names, from the earliest close on that the minimum period allows."""
    _askers_only(request)
    named = SUBJECT.fullmatch(request.GET.get("subject", ""))
    subject = subjects.fetch(named[1], int(named[2]), request.user) if named else None
    if subject is None:
        return render(request, "clearance/round_open.html", {"is_unnamed": True})
    context = {"subject": subject, "refusal": refusal_of(subject)}
    if context["refusal"]:
        return render(request, "clearance/round_open.html", context, status=422 if request.method == "POST" else 200)
    read, previous, moment = subjects.read(subject), may_follow(subject), clock.now()
    earliest = actions.minimum_close(moment)
    stations = actions.counting_stations()
    left = working_days_left(moment, earliest, stations)
    begun = actions.second_round_of(previous) if previous else {}
    initial = {
        "title": read.title,
        "visibility": max(Visibility.GROUP, read.visibility, key=list(Visibility.values).index),
        **{name: begun[name] for name in _taken_over(subject, previous)},
        **CloseForm.initial_of(earliest),
        "offered": earliest.isoformat(),
    }
    form = OpenForm(request.POST or None, initial=initial, may_shorten=can_shorten(request.user))
    context |= {
        "previous": previous,
        "begun": begun,
        "title": read.title,
        "sha256": read.sha256,
        "earliest": deadline_of(earliest, moment, left[0] if left else None),
        "closed": closed_between(moment, earliest, stations),
    }

    def act(typed):
        names = ("title", "question", "closes_at", "visibility")
        given = {name: typed[name] for name in names} | {"short_reason": typed.get("short_reason", "")}
        if form.is_as_offered:
            given["closes_at"] = None
        return actions.open_round(subject, by=request.user, previous=previous, **given)

    return asked(request, form, "clearance/round_open.html", context, act, _("The members are asked."))


def _taken_over(subject, previous):
    """What the form of a round takes over from the one before it; a new version is named by its own number."""
    if previous is None:
        return ()
    return ("question", "visibility") if subject.pk != previous.subject_id else ("title", "question", "visibility")


def ask(request, shown, form, template, act, done, **more):
    """A form about a round, with the deadline in sight."""
    moment = clock.now()
    left = working_days_left(moment, shown.closes_at, actions.counting_stations())
    context = {
        "round": shown,
        "deadline": deadline_of(shown.closes_at, moment, left[0] if left else None),
        "is_open": shown.state == RoundState.OPEN,
        **more,
    }
    return asked(request, form, f"clearance/{template}.html", context, act, done)


def _asking(shown):
    return Eligible.objects.filter(round=shown).values("organization")


@bureau
@require_http_methods(FORM_METHODS)
def round_extend(request, slug):
    """Give everybody more time."""
    _askers_only(request)
    shown = round_at(request, slug)
    requests = shown.positions.standing().filter(stance=Stance.EXTENSION).values_list("organization", flat=True)
    initial = {**CloseForm.initial_of(shown.closes_at), "asked_by": requests.first()}
    form = ExtendForm(request.POST or None, initial=initial, asked=_asking(shown))

    def act(typed):
        given = {name: typed[name] for name in ("closes_at", "reason", "asked_by")}
        actions.grant_extension(shown, by=request.user, **given)
        return shown

    return ask(request, shown, form, "round_extend", act, _("There is more time now; all are told."))


@bureau
@require_http_methods(FORM_METHODS)
def round_withdraw(request, slug):
    """Ask no longer."""
    _askers_only(request)
    shown = round_at(request, slug)

    def act(typed):
        return actions.withdraw_round(shown, by=request.user, reason=typed["reason"])

    form = ReasonForm(request.POST or None)
    return ask(request, shown, form, "round_withdraw", act, _("The round is withdrawn; all are told."))


@secretariat
@require_POST
def round_close(request, slug):
    """Write down the outcome, where no worker did."""
    return _step(request, slug, actions.close_round, _("The outcome is written down."))


@secretariat
@require_POST
def round_endorsers(request, slug):
    """Bring the endorsers that the published document names up to date."""
    return _step(request, slug, publish_actions.bring_endorsers, _("The document names them as they stand."))


def _step(request, slug, action, done):
    shown = round_at(request, slug)
    try:
        action(shown, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(shown)


@secretariat
@require_http_methods(FORM_METHODS)
def round_publish(request, slug):
    """Enter the adopted text into the library."""
    shown = round_at(request, slug)
    version = subjects.record_of(shown)
    if not isinstance(version, Version):
        raise Http404
    text = version.text
    day = shown.closes_at.astimezone(clock.GENEVA).date()
    initial = {"kind": LIBRARY_KINDS[Kind(text.kind)], "date": str(day), "languages": text.languages}
    form = PublishForm(request.POST or None, request.FILES or None, initial=initial, drafted_in=text.source_language)

    def act(typed):
        return publish_actions.publish_round(shown, by=request.user, **typed)

    done = _("The text is in the library.")
    endorsers = publish_actions.endorsers_of(shown)
    return ask(request, shown, form, "round_publish", act, done, text=text, endorsers=endorsers)
