"""A session ends when it is idle for half an hour, and after twelve hours in any case."""

import time

from django.conf import settings
from django.contrib.auth import logout

STEP = 60  # seconds between two notes of activity: not every page writes


def session_age(get_response):
    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= STEP or "seen" not in request.session:
                request.session["seen"] = now
        return get_response(request)

    return middleware
