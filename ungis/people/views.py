"""One's own account; signing in by a one-time link; the page of too many requests."""

import json

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.ratelimit import get_rates
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.doors import administrator, everyone, signed_in
from ungis.core.limits import too_many

from . import actions
from .account import PARTS, data_of
from .forms import ForgetForm, ProfileForm
from .models import SignInLink, User

# The limits that a page of allauth may run into; without a line here, the page's own minute.
LIMITS_OF = {
    "account_login": ("login", "login_failed"),
    "account_signup": ("signup", "confirm_email"),
    "account_signup_by_passkey": ("signup", "confirm_email"),
    "account_reset_password": ("reset_password",),
    "account_reset_password_from_key": ("reset_password_from_key",),
    "account_request_login_code": ("request_login_code",),
    "account_email_verification_sent": ("confirm_email",),
    "account_email": ("manage_email", "confirm_email"),
    "account_change_password": ("change_password",),
    "account_set_password": ("change_password",),
    "account_reauthenticate": ("reauthenticate", "login_failed"),
    "mfa_reauthenticate": ("reauthenticate", "login_failed"),
    "mfa_authenticate": ("login_failed",),
    "mfa_activate_totp": ("login_failed",),
}


def too_many_requests(request):
    """Answer 429 for sign-in pages: wait for the longest window that may have been used up."""
    match = request.resolver_match
    windows = [
        rate.duration
        for action in LIMITS_OF.get(match.url_name if match else "", ())
        for rate in get_rates(app="allauth.account", action=action)
    ]
    return too_many(request, int(max(windows, default=60)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account_home(request):
    user = request.user
    kept = {"name": user.name, "language": user.language, "affiliation": user.affiliation}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, by=user, **form.cleaned_data)
        messages.success(request, _("Your account is saved."))
        return redirect("account_home")
    factors = {factor.type for factor in user.authenticator_set.all()}
    return render(
        request,
        "people/account_home.html",
        {
            "form": form,
            "has_password": user.has_usable_password(),
            "has_app": "totp" in factors,
            "has_codes": "recovery_codes" in factors,
            "has_passkey": "webauthn" in factors,
            "parts": [{"template": part.template, **part.show(user)} for part in PARTS.values()],
        },
        status=422 if form.errors else 200,
    )


@signed_in
@require_safe
def account_data(request):
    """Everything kept about oneself; only ever for the session that asks, so there is no link to pass on."""
    content = json.dumps(data_of(request.user), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def account_forget(request):
    return _forget(request, request.user)


@administrator
@require_safe
def person_list(request):
    """People with an account, for administrators, found by a piece of name or address."""
    sought = request.GET.get("q", "").strip()
    people = User.objects.visible_to(request.user).called(sought) if sought else User.objects.none()
    return render(request, "people/person_list.html", {"people": people[:50], "sought": sought})


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def person_forget(request, pk):
    return _forget(request, get_object_or_404(User.objects.visible_to(request.user), pk=pk))


def _forget(request, person):
    form = ForgetForm(request.POST if request.method == "POST" else None)
    if person != request.user:
        form.fields["sure"].label = _(
            "Yes, take the name and address out and close the account. This cannot be undone."
        )
    if request.method == "POST" and form.is_valid():
        try:
            actions.forget_person(person, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if person == request.user:
                logout(request)
                return render(request, "people/forgotten.html")
            messages.success(request, _("The account is closed, its name and address are gone."))
            return redirect("person_list")
    context = {"form": form, "person": person, "is_oneself": person == request.user}
    return render(request, "people/account_forget.html", context, status=422 if form.errors else 200)


@everyone
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request, token):
    """Show whom one would be and a button; only the button acts: mail scanners follow links."""
    if not settings.DEBUG:
        raise Http404
    links = SignInLink.objects.open(clock.now()).filter(token_hash=actions.hash_of(token))
    link = links.select_related("user").first()
    if request.method == "POST":
        try:
            user = actions.use_sign_in_link(token)
        except Refused as refused:
            return render(request, "people/sign_in_link.html", {"trouble": str(refused)}, status=422)
        if request.user.is_authenticated:
            logout(request)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, user, method="link")
        return redirect("account_home")
    context = {"person": link.user} if link else {"trouble": _("This link was used already, or its day is over.")}
    return render(request, "people/sign_in_link.html", context, status=200 if link else 404)
