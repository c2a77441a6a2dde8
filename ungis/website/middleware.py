"""The editors' desk stands open to the secretariat and administrators only, by the seat they hold now."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect

from ungis.core.standing import CLERK

from .actions import EDITORS, admit_editor, dismiss_editor
from .permissions import can_edit_site

# Wagtail's own ways in, and its administration of people: sign-in and seats are ours alone.
WAYS_IN = ("/cms/login/", "/cms/password_reset/")
CLOSED = (
    "/cms/users/",
    "/cms/groups/",
    "/cms/bulk/people/",
    "/cms/bulk/auth/",
    "/cms/sites/",
    "/cms/api/",
)


def editors_only(get_response):
    def middleware(request):
        if not request.path_info.startswith("/cms/"):
            return get_response(request)
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login("/cms/" if request.path_info.startswith(WAYS_IN) else request.get_full_path())
        is_listed = user.groups.filter(name=EDITORS).exists()
        if not can_edit_site(user):
            if is_listed:
                dismiss_editor(user, by=CLERK)
            raise PermissionDenied
        if not is_listed:
            admit_editor(user, by=CLERK)
        if request.path_info.startswith(WAYS_IN):
            return redirect("/cms/")
        if request.path_info.startswith(CLOSED):
            raise Http404
        return get_response(request)

    return middleware
