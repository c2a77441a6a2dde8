"""Guards of views: who may enter at all. What they see inside is the business of `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .standing import Standing, Visibility, standing_of

View = Callable[..., HttpResponse]


class Guard:
    """A decorator that says who may enter; the access table reads its name from the view."""

    def __init__(self, name: str, admits: Callable[[Any, Standing], bool]):
        self.name, self.admits = name, admits

    def __call__(self, view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.admits(request.user, standing_of(request.user)):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        guarded.guard = self.name  # type: ignore[attr-defined]
        return guarded


everyone = Guard("everyone", lambda user, standing: True)
signed_in = Guard("signed in", lambda user, standing: user.is_authenticated)
group = Guard("group", lambda user, standing: Visibility.GROUP in standing.visibilities)
members = Guard("members", lambda user, standing: Visibility.MEMBERS in standing.visibilities)
bureau = Guard("bureau", lambda user, standing: standing.is_bureau)
secretariat = Guard("secretariat", lambda user, standing: standing.is_secretariat)
overseers = Guard("overseers", lambda user, standing: standing.is_bureau or standing.is_administrator)
administrator = Guard("administrator", lambda user, standing: standing.is_administrator)
