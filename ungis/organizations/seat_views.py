"""The people of an organization: who sits for it, who is invited; and the page where an invitation is accepted."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import everyone, group
from ungis.core.limits import limited
from ungis.people.models import User

from . import seat_actions
from .models import Invitation, MailDomain, Organization, Seat
from .seat_forms import EndForm, InvitationForm, MailDomainForm, NewPersonForm, SeatForm
from .seat_permissions import can_keep_mail_domains, can_seat, can_see_people

limited_invitations = limited("invitation", "30/h", key="user")
limited_acceptance = limited("invitation-page", "60/h")


def _organization(slug):
    return get_object_or_404(Organization.objects.with_names(), slug=slug)


def _people_page(request, organization, *, trouble="", **forms):
    """Render the people of an organization, with a form as it was typed where one went wrong."""
    user, today = request.user, clock.today()
    seats = Seat.objects.visible_to(user).filter(organization=organization).select_related("user")
    context = {
        "organization": organization,
        "seats": seats.on(today),
        "former": seats.exclude(ends=None).exclude(pk__in=seats.on(today).values("pk")),
        "today": today.isoformat(),
        "trouble": trouble,
        "keeps": can_see_people(user, organization),
    }
    if context["keeps"]:
        is_secretariat = can_seat(user)
        invitations = Invitation.objects.visible_to(user).filter(organization=organization)
        context["invitations"] = invitations.open(clock.now()).select_related("invited_by").order_by("-invited_at")
        context["invite_form"] = forms.get("invite") or InvitationForm(with_officer=is_secretariat)
        context["domains"] = MailDomain.objects.visible_to(user).filter(organization=organization)
        if is_secretariat:
            context["seat_form"] = forms.get("seat") or SeatForm(with_officer=True, initial={"begins": today})
        if can_keep_mail_domains(user):
            context["domain_form"] = forms.get("domain") or MailDomainForm()
    return render(request, "organizations/seat_list.html", context, status=422 if forms or trouble else 200)


def _refuse(form, refused):
    form.add_error(None, str(refused))
    return form


@group
@require_safe
def seat_list(request, slug):
    return _people_page(request, _organization(slug))


@group
@require_POST
@limited_invitations
def invitation_send(request, slug):
    organization = _organization(slug)
    form = InvitationForm(request.POST, with_officer=True)
    if not form.is_valid():
        return _people_page(request, organization, invite=form)
    try:
        invitation = seat_actions.invite(organization, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _people_page(request, organization, invite=_refuse(form, refused))
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("seat_list", slug)


@group
@require_POST
def invitation_withdraw(request, slug, pk):
    organization = _organization(slug)
    rows = Invitation.objects.visible_to(request.user).filter(organization=organization)
    invitation = get_object_or_404(rows.select_related("organization"), pk=pk)
    try:
        seat_actions.withdraw_invitation(invitation, by=request.user)
    except Refused as refused:
        return _people_page(request, organization, trouble=str(refused))
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("seat_list", slug)


@group
@require_POST
def seat_begin(request, slug):
    organization = _organization(slug)
    form = SeatForm(request.POST, with_officer=True)
    if not form.is_valid():
        return _people_page(request, organization, seat=form)
    person = (
        User.objects.visible_to(request.user).filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
    )
    role, begins = form.cleaned_data["role"], form.cleaned_data["begins"]
    try:
        if person is None:
            raise Refused(_("No account has this address. Invite it instead."))
        seat_actions.seat(person, organization, role, begins, by=request.user)
    except Refused as refused:
        return _people_page(request, organization, seat=_refuse(form, refused))
    messages.success(request, _("%(person)s has the seat.") % {"person": person})
    return redirect("seat_list", slug)


@group
@require_POST
def seat_end(request, slug, pk):
    organization = _organization(slug)
    rows = Seat.objects.visible_to(request.user).filter(organization=organization)
    seat = get_object_or_404(rows.select_related("organization", "user"), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _people_page(request, organization, trouble=" ".join(form.errors["ends"]))
    try:
        seat_actions.unseat(seat, by=request.user, ends=form.cleaned_data["ends"])
    except Refused as refused:
        return _people_page(request, organization, trouble=str(refused))
    messages.success(request, _("The seat has ended."))
    return redirect("seat_list", slug)


@group
@require_POST
def mail_domain_add(request, slug):
    organization = _organization(slug)
    form = MailDomainForm(request.POST)
    if not form.is_valid():
        return _people_page(request, organization, domain=form)
    try:
        seat_actions.add_mail_domain(organization, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _people_page(request, organization, domain=_refuse(form, refused))
    messages.success(request, _("The mail domain is added."))
    return redirect("seat_list", slug)


@group
@require_POST
def mail_domain_remove(request, slug, pk):
    rows = MailDomain.objects.visible_to(request.user).filter(organization__slug=slug)
    seat_actions.remove_mail_domain(get_object_or_404(rows.select_related("organization"), pk=pk), by=request.user)
    messages.success(request, _("The mail domain is removed. Seats stay as they are."))
    return redirect("seat_list", slug)


@everyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited_acceptance
def invitation_accept(request, token):
    """Show what is offered; only the button takes it: mail scanners follow links."""
    page = "organizations/invitation_accept.html"
    try:
        invitation = seat_actions.open_invitation(token)
    except Refused as refused:
        return render(request, page, {"trouble": str(refused)}, status=404)
    me = request.user if request.user.is_authenticated else None
    known = User.objects.filter(email=invitation.email).first()
    is_known = known is not None and seat_actions.is_verified(known)
    form = None if is_known or me else NewPersonForm(request.POST if request.method == "POST" else None)
    context = {"invitation": invitation, "form": form, "is_known": is_known, "is_mine": me is not None and me == known}
    if request.method != "POST":
        return render(request, page, context)
    if form is not None and not form.is_valid():
        return render(request, page, context, status=422)
    try:
        seat = seat_actions.accept_invitation(token, by=me, **(form.cleaned_data if form else {}))
    except Refused as refused:
        return render(request, page, {**context, "trouble": str(refused)}, status=422)
    if me is None:  # the link came by mail to the address, as a sign-in code would have
        login(request, seat.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, seat.user, method="link")
    messages.success(request, _("Welcome. You now sit for %(organization)s.") % {"organization": seat.organization})
    return redirect("account_home")
