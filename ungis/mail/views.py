"""What the secretariat sees of mail: how much waits, and what did not go out. Never what it says."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ungis.core.acting import Refused
from ungis.core.doors import secretariat

from . import actions
from .models import Message, MessageState

SHOWN = 50


@secretariat
@require_safe
def mail_outbox(request):
    rows = Message.objects.visible_to(request.user)
    counts = rows.counts()
    states = [{"label": state.label, "count": counts.get(state.value, 0)} for state in MessageState]
    return render(request, "mail/mail_outbox.html", {"states": states, "troubled": rows.in_trouble()[:SHOWN]})


@secretariat
@require_POST
def mail_retry(request, pk):
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    try:
        actions.retry_message(message, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The message will be tried again at once."))
    return redirect("mail_outbox")
