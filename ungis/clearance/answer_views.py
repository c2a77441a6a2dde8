"""What organizations say on the pages of a round: prepared, sent, taken back, recorded for them; read; endorsed.

A link from a mail only shows: each of these acts by POST, after a page that says what it does.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import group, secretariat
from ungis.organizations.models import Capacity, Organization

from . import position_actions as actions
from .forms import PlainForm, PositionForm, RecordForm
from .models import Eligible, Position
from .permissions import can_prepare, can_speak
from .states import PositionState, Stance
from .views import FORM_METHODS, ask, round_at


@group
@require_POST
def round_read(request, slug):
    """Note that somebody of an organization that was asked opened the text."""
    shown = round_at(request, slug)
    try:
        actions.mark_read(shown, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is noted that your organization has opened the text."))
    return redirect(f"{shown.get_absolute_url()}#text")


def _place_at(request, shown, organization, may):
    """The place of an organization in a round; 404 where it has none, refused to those who do not sit for it."""
    places = Eligible.objects.visible_to(request.user).filter(round=shown).select_related("organization")
    place = get_object_or_404(places, organization__slug=organization)
    if not may(request.user, place.organization):
        raise PermissionDenied
    return place


@group
@require_http_methods(FORM_METHODS)
def position(request, slug, organization):
    """Say what a member's position is, or an observer's advice: prepared by whoever sits, sent by who speaks for it."""
    shown = round_at(request, slug)
    place = _place_at(request, shown, organization, can_prepare)
    own = Position.objects.visible_to(request.user).filter(round=shown, organization=place.organization)
    said = {one.state: one for one in own.filter(state__in=(PositionState.PREPARED, PositionState.SENT))}
    prepared, stands = said.get(PositionState.PREPARED), said.get(PositionState.SENT)
    is_advice = place.capacity == Capacity.OBSERVER
    form = PositionForm(
        request.POST or None, initial=_begun(request, prepared or stands, prepared), is_advice=is_advice
    )
    may_send = can_speak(request.user, place.organization)
    context = {"place": place, "prepared": prepared, "stands": stands, "may_send": may_send, "is_advice": is_advice}

    def act(typed):
        if request.POST.get("step") == "prepare":
            return _prepare(request, shown, place, form)
        send = actions.advise if is_advice else actions.send_position
        send(shown, place.organization, by=request.user, **form.said())
        return shown

    is_prepared = request.POST.get("step") == "prepare"
    done = _("It is prepared. Nothing is said until it is sent.") if is_prepared else _("It is sent and on record.")
    return ask(request, shown, form, "position", act, done, **context)


def _begun(request, said, prepared):
    """What the form begins with: what is prepared, else what stands; a link may ask for a stance to be chosen."""
    initial = {name: getattr(said, name) for name in ("stance", "words", "way_out")} if said else {}
    if request.GET.get("stance") in Stance.values:
        initial = {"stance": request.GET["stance"]}
    return {**initial, "seen": prepared and prepared.pk}


def _prepare(request, shown, place, form):
    try:
        actions.prepare_position(
            shown, place.organization, by=request.user, seen=form.cleaned_data["seen"], **form.said()
        )
    except actions.PreparedMeanwhile as meanwhile:
        form.meanwhile = meanwhile.prepared
        form.data = {**form.data.dict(), "seen": meanwhile.prepared.pk}
        raise
    return shown


@group
@require_http_methods(FORM_METHODS)
def position_withdraw(request, slug, key):
    """Take back what the organization said, or what was only prepared."""
    shown = round_at(request, slug)
    if key > 2**62:
        raise Http404
    positions = Position.objects.visible_to(request.user).filter(round=shown).select_related("organization", "round")
    one = get_object_or_404(positions, pk=key)
    may = can_prepare if one.state == PositionState.PREPARED else can_speak
    if not may(request.user, one.organization):
        raise PermissionDenied

    def act(typed):
        actions.withdraw_position(one, by=request.user)
        return shown

    form = PlainForm(request.POST if request.method == "POST" else None)
    return ask(request, shown, form, "position_withdraw", act, _("It is taken back."), position=one)


@secretariat
@require_http_methods(FORM_METHODS)
def position_record(request, slug):
    """Record a position that came by mail or phone; the organization is told at once."""
    shown = round_at(request, slug)
    asked = Eligible.objects.filter(round=shown).values("organization")
    initial = {"organization": request.GET.get("organization", "")[:9]}
    form = RecordForm(request.POST or None, initial=initial, asked=asked)

    def act(typed):
        told = {name: typed[name] for name in ("on_behalf", "evidence")}
        actions.record_position(shown, typed["organization"], by=request.user, **form.said(), **told)
        return shown

    return ask(request, shown, form, "position_record", act, _("It is on record; the organization is told."))


def _endorser_at(request, shown, slug):
    """The organization of an address, which need not have been asked: 404 where it never took part."""
    organization = get_object_or_404(Organization, slug=slug)
    if not actions.takes_part(shown, organization, clock.now()):
        raise Http404
    if not can_speak(request.user, organization):
        raise PermissionDenied
    return organization


@group
@require_http_methods(FORM_METHODS)
def endorse(request, slug, organization):
    """Put the organization's name under the text."""
    shown = round_at(request, slug)
    own = _endorser_at(request, shown, organization)

    def act(typed):
        actions.endorse(shown, own, by=request.user)
        return shown

    form = PlainForm(request.POST if request.method == "POST" else None)
    return ask(request, shown, form, "endorse", act, _("Your organization endorses the text."), organization=own)


@group
@require_http_methods(FORM_METHODS)
def unendorse(request, slug, organization):
    """Take the organization's name from under the text."""
    shown = round_at(request, slug)
    own = _endorser_at(request, shown, organization)
    given = shown.endorsements.visible_to(request.user).standing().filter(organization=own).first()

    def act(typed):
        if given is None:
            raise Refused(_("Your organization does not endorse this text."))
        actions.withdraw_endorsement(given, by=request.user)
        return shown

    form = PlainForm(request.POST if request.method == "POST" else None)
    return ask(request, shown, form, "unendorse", act, _("The endorsement is taken back."), organization=own)
