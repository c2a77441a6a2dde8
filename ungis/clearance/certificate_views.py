"""The certificate of a round in Word and in PDF, its text to take away, and the page on which a file is checked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.doors import everyone, group
from ungis.press.package import DOCX

from . import proof
from .certificate_files import facts_of, is_certificate, write
from .forms import CheckForm
from .views import is_of_group, round_at


@group
@require_safe
def certificate_as_word(request: HttpRequest, slug: str) -> HttpResponse:
    """The certificate to attach, in Word."""
    return _certificate(request, slug, "docx", DOCX)


@group
@require_safe
def certificate_as_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same content as a tagged PDF."""
    return _certificate(request, slug, "pdf", "application/pdf")


def _certificate(request: HttpRequest, slug: str, form: str, media_type: str) -> HttpResponse:
    round = round_at(request, slug)
    response = HttpResponse(write(facts_of(round, request.user, proof.chain_of(round)), form), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-certificate.{form}"'
    return response


@group
@require_safe
def round_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen text, byte for byte what its SHA-256 was taken of."""
    round = round_at(request, slug)
    response = HttpResponse(round.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.txt"'
    return response


@everyone
@require_http_methods(["GET", "HEAD", "POST"])
def round_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a file is the cleared text, and whether the chain of events holds. Nothing of the file is kept."""
    round = round_at(request, slug)
    form = CheckForm(request.POST or None, request.FILES or None)
    chain = proof.chain_of(round)
    context = {"round": round, "form": form, "chain": chain, "is_of_group": is_of_group(request.user)}
    if request.method != "POST":
        return render(request, "clearance/round_check.html", context)
    if not form.is_valid():
        return render(request, "clearance/round_check.html", context, status=422)
    file = form.cleaned_data["file"]
    if not file:
        context["found"] = proof.compare_words(round, form.cleaned_data["words"])
    else:
        content = file.read()
        context["found"] = found = proof.compare_bytes(round, content)
        context["is_certificate"] = not found.is_cleared and is_certificate(round, content, chain)
    return render(request, "clearance/round_check.html", context)
