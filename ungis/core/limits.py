"""How often one may ask: counted in the cache, right for any number of processes."""

import ipaddress
import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def rate_of(written: str) -> tuple[int, int]:
    """Read `60/m` or `10/15m`: how many, in how many seconds."""
    amount, window = written.split("/")
    return int(amount), int(window[:-1] or 1) * SECONDS[window[-1]]


def address_of(request: HttpRequest) -> str:
    """Return the network address that asks; one IPv6 network counts as one.

    X-Forwarded-For is believed only from a proxy of ours, and then only its last entry: that one
    the proxy wrote itself, whatever the sender put before it.
    """
    written = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        written = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or written
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return "unknown"
    if address.version == 6 and address.ipv4_mapped:
        return str(address.ipv4_mapped)  # a socket for both kinds says it so; its network would be everybody's
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)


def take(name: str, rate: str, who: str) -> int:
    """Count one more; return 0, or the seconds to wait when the rate is used up.

    Each turn is a cache entry of its own: `add` is atomic in every backend, whereas the counter
    of the database cache is read and written in two steps and loses turns.
    """
    amount, window = rate_of(rate)
    now = time.time()
    turn_of = f"limit:{name}:{who}:{int(now // window)}"
    used = cache.get(turn_of, 0)  # only a hint where to start: the turns themselves decide
    for turn in range(used + 1, amount + 1):
        if cache.add(f"{turn_of}:{turn}", 1, window + 1):
            cache.set(turn_of, turn, window + 1)
            return 0
    return math.ceil(window - now % window)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429: what happened, and when to try again."""
    response = render(request, "429.html", {"minutes": -(-seconds // 60), "seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def limited(name: str, rate: str, key: str = "ip", unless: Callable[[HttpRequest], bool] | None = None) -> Callable:
    """Decorate a view: at most `rate` (such as "60/m") per network address ("ip") or person ("user").

    A request without a signed-in person counts by its address in both cases. `unless(request)`
    true leaves a request uncounted.
    """

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if unless is None or not unless(request):
                person = key == "user" and request.user.is_authenticated
                wait = take(name, rate, f"user-{request.user.pk}" if person else address_of(request))
                if wait:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return counted

    return decorator


def is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


# The rates of doors that anyone may open; the table of all limits is docs/limits.md.
TWIN_RATE = "60/m"
DATA_FORMS = frozenset(["csv", "json", "jsonld", "ttl", "xlsx"])
limited_submission = limited("submission", "5/h", unless=lambda request: request.method != "POST")


class TwinLimit:
    """Count what is taken away as data, in whatever room: addresses with a step that says csv, json and so on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not DATA_FORMS.intersection(map(str, kwargs.values())) or is_signed_in(request):
            return None
        wait = take("twin", TWIN_RATE, address_of(request))
        return too_many(request, wait) if wait else None
