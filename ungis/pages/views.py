"""Pages that belong to no room: errors, the component gallery, files that machines look for."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ungis.core.doors import everyone


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", {"why": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    return render(request, "500.html", {"request_id": getattr(request, "id", "")}, status=500)


@everyone
@require_safe
def gallery(request):
    """Every component on one page, for those who build pages; only where DEBUG is on."""
    from .gallery import EXAMPLES

    return render(request, "pages/gallery.html", EXAMPLES)


@everyone
@require_safe
def robots(request):
    closed = ["/cms/", "/*/account/", "/*/search"]  # filters of a search make more addresses than anyone can read
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@everyone
@require_safe
def security_txt(request):
    lines = [
        "Contact: mailto:" + settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">"),
        "Expires: 2027-12-31T23:59:59Z",
        "Preferred-Languages: en, fr",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
