"""What every request passes through on its way in and every answer on its way out."""

import logging
import re
import secrets
import time

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from .logs import veiled

log = logging.getLogger("ungis.request")
BROKEN = re.compile("[\x00\ud800-\udfff]")
MOST_PARAMETER = 2_000  # characters; longer ones are nobody's filter


def request_log(get_response):
    """Give each request an id and leave one line about it."""

    def middleware(request):
        request.id = secrets.token_hex(8)
        began = time.perf_counter()
        response = get_response(request)
        response["X-Request-Id"] = request.id
        log.info(
            "request",
            extra={
                "fields": {
                    "id": request.id,
                    "method": request.method,
                    "path": veiled(request.path, request),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                }
            },
        )
        return response

    return middleware


def headers(get_response):
    """Answers that depend on who asks are never kept; the editors' desk gets a policy of its own."""

    def middleware(request):
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if not response.has_header("Cache-Control"):
            user = getattr(request, "user", None)
            session = getattr(request, "session", None)
            private = (user is not None and user.is_authenticated) or (session is not None and session.modified)
            response["Cache-Control"] = "private, no-store" if private else "no-cache"
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        if request.path.startswith("/cms/"):
            # Wagtail's editor brings inline scripts and styles; nobody but editors reaches it.
            response["Content-Security-Policy"] = (
                f"default-src {NONE}; script-src {SELF} 'unsafe-inline'; style-src {SELF} 'unsafe-inline'; "
                f"img-src {SELF} data: blob:; font-src {SELF} data:; connect-src {SELF}; form-action {SELF}; "
                f"frame-src {SELF}; frame-ancestors {SELF}; base-uri {NONE}; object-src {NONE}"
            )
        return response

    return middleware


def clean_input(get_response):
    """Refuse, in plain words, what no person types: NUL, lone surrogates, endless parameters."""

    def middleware(request):
        if BROKEN.search(request.path) or any(
            BROKEN.search(name) or BROKEN.search(value) or len(value) > MOST_PARAMETER
            for name, values in request.GET.lists()
            for value in values
        ):
            if settings.DEBUG:
                log.debug("unreadable address")
            return render_bad(request)
        return get_response(request)

    return middleware


def render_bad(request):
    """Answer 400 without a session or a user: they are not there yet."""
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    try:
        return render(request, "400.html", status=400)
    except Exception:  # the answer to bad input must not itself fail
        log.exception("the page for bad requests failed")
        return HttpResponseBadRequest("This address cannot be read.")
