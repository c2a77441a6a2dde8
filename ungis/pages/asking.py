"""A page with a form: shown, sent, refused with what was typed, or done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ungis.core.acting import Refused


def asked(
    request: HttpRequest,
    form: Form,
    template: str,
    context: dict[str, Any],
    act: Callable[[dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """Show a form, or act on it: what the action refuses stands in the form, with what was typed.

    `act` takes what was typed, cleaned, and returns where to go: a record or an address.
    """
    if request.method == "POST":
        if form.is_valid():
            try:
                target = act(form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, ValidationError([str(words) for words in refusal.args]))
            else:
                messages.success(request, done)
                return redirect(target)
        return render(request, template, {**context, "form": form}, status=422)
    return render(request, template, {**context, "form": form})
