"""Contributing an activity: write it, look at it once more, send it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import signed_in
from ungis.pages.asking import asked

from . import actions
from .content import given_of, revision_of
from .duplicates import alike, disputed, searcher_now
from .forms import ActivityForm, markable_concepts
from .models import Activity
from .permissions import can_correct, can_submit, can_word
from .tag_actions import mark_concepts
from .tag_views import check_context, keep_answers


@signed_in
@require_safe
def activity_mine(request):
    """What somebody and their organizations have written, by where it stands."""
    own = Activity.objects.visible_to(request.user).own_of(request.user).order_by("state", "-number")
    return render(request, "stocktaking/activity_mine.html", {"activities": own})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request):
    form = ActivityForm(request.POST or None, user=request.user, initial={"source_language": get_language()})

    def begin(typed):
        begun = actions.begin_activity(by=request.user, given=form.given())
        mark_concepts(begun, form.concepts(), markable_concepts(), by=request.user)
        return _onward(request, begun)

    return asked(request, form, "stocktaking/activity_add.html", {}, begin, _("Your draft is kept."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request, number):
    """Word an entry that is not submitted, or correct one of the register."""
    found = _own(request, number)
    may_word, may_correct = can_word(request.user, found), can_correct(request.user, found)
    if not may_word and not may_correct:
        raise PermissionDenied
    initial = {**ActivityForm.initial_of(found), "seen": revision_of(given_of(found))}
    form = ActivityForm(request.POST or None, user=request.user, initial=initial)

    def word(typed):
        given, seen = form.given(), typed["seen"] or None
        given.visibility = found.visibility
        given.note = found.note
        if may_correct:
            actions.correct_activity(found, by=request.user, given=given, seen=seen)
            mark_concepts(found, form.concepts(), markable_concepts(), by=request.user)
            return found
        actions.word_activity(found, by=request.user, given=given, seen=seen)
        mark_concepts(found, form.concepts(), markable_concepts(), by=request.user)
        return _onward(request, found)

    context = {"activity": found, "corrects": may_correct}
    return asked(request, form, "stocktaking/activity_edit.html", context, word, _("Kept."))


@signed_in
@require_safe
def activity_check(request, number):
    """Before an entry is sent: how it reads, what it resembles, what it seems to serve."""
    found = _own(request, number)
    if not can_submit(request.user, found):
        raise PermissionDenied
    others, searcher = disputed(found), searcher_now()
    like = [one for one in alike(found, request.user, searcher) if one.activity.pk not in others]
    context = {"activity": found, "alike": like, "is_searched": searcher is not None, **check_context(found)}
    return render(request, "stocktaking/activity_check.html", context)


@signed_in
@require_POST
def activity_submit(request, number):
    """Send an entry, with what was answered beside it about what it serves."""

    def send(found, *, by):
        keep_answers(found, request.POST, by=by)
        actions.submit_activity(found, by=by)

    return _step(request, number, send, _("Sent. The secretariat will look at it."))


@signed_in
@require_POST
def activity_take_back(request, number):
    return _step(request, number, actions.take_back_activity, _("You can go on writing."))


@signed_in
@require_POST
def activity_discard(request, number):
    found = _own(request, number)
    try:
        actions.discard_activity(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, _("The draft is gone."))
    return redirect("activity_mine")


@signed_in
@require_POST
def activity_hold_true(request, number):
    return _step(request, number, actions.hold_true, _("Thank you: noted as still true."))


def _step(request, number, act, done):
    found = _own(request, number)
    try:
        act(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(found)


def _own(request, number):
    return get_object_or_404(Activity.objects.visible_to(request.user), number=number)


def _onward(request, found):
    """To the look before sending, or back to the draft that was only to be kept."""
    return reverse("activity_check" if "send" in request.POST else "activity_edit", args=[found.number])
