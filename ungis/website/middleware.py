"""The editors' desk stands open to the secretariat and administrators only, by the seat they hold now."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from ungis.core.standing import standing_of


def editors_only(get_response):
    def middleware(request):
        if request.path.startswith("/cms/"):
            standing = standing_of(request.user)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not (standing.is_secretariat or standing.is_administrator):
                raise PermissionDenied
        return get_response(request)

    return middleware
