"""The secretariat's queue: what was submitted, and which corrections wait."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import secretariat
from ungis.pages.asking import asked

from . import actions
from .forms import ReasonForm
from .models import Activity
from .states import ActivityState


@secretariat
@require_safe
def activity_queue(request):
    """What waits for the secretariat, the longest first."""
    seen = Activity.objects.visible_to(request.user).prefetch_related("organizations").select_related("written_by")
    return render(
        request,
        "stocktaking/activity_queue.html",
        {
            "submitted": seen.filter(state=ActivityState.SUBMITTED).order_by("submitted_at"),
            "corrections": seen.filter(proposed_at__isnull=False).order_by("proposed_at"),
            "returned": seen.filter(state=ActivityState.RETURNED).order_by("number"),
        },
    )


@secretariat
@require_POST
def activity_publish(request, number):
    return _step(request, number, actions.publish_activity, _("The activity is in the register."))


@secretariat
@require_POST
def activity_reopen(request, number):
    return _step(request, number, actions.reopen_activity, _("It is in the queue again."))


@secretariat
@require_POST
def activity_republish(request, number):
    return _step(request, number, actions.republish_activity, _("The activity is in the register."))


@secretariat
@require_POST
def activity_correction_accept(request, number):
    return _step(request, number, actions.accept_correction, _("The correction stands."))


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def activity_return(request, number):
    return _judge(request, number, actions.return_activity, _("Return the entry with a question"))


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def activity_decline(request, number):
    return _judge(request, number, actions.decline_activity, _("Decline the entry"))


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def activity_withdraw(request, number):
    return _judge(request, number, actions.withdraw_activity, _("Take the activity out of the register"))


@secretariat
@require_http_methods(["GET", "HEAD", "POST"])
def activity_correction_refuse(request, number):
    return _judge(request, number, actions.refuse_correction, _("Leave the entry as it is"))


def _step(request, number, act, done):
    found = get_object_or_404(Activity.objects.visible_to(request.user), number=number)
    try:
        act(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(found)


def _judge(request, number, act, heading):
    """A step for which the reason is asked first."""
    found = get_object_or_404(Activity.objects.visible_to(request.user), number=number)
    return asked(
        request,
        ReasonForm(request.POST or None),
        "stocktaking/activity_judge.html",
        {"activity": found, "heading": heading},
        lambda typed: act(found, by=request.user, reason=typed["reason"]),
        _("Done, and its people are told."),
    )
