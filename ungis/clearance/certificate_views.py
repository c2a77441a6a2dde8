"""The certificate of a round in Word and in PDF, its text to take away, and the page on which a file is checked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from ungis.core.doors import everyone, group
from ungis.press.package import DOCX

from . import certificate_pdf, certificate_word, proof
from .certificate import Facts, compose
from .forms import CheckForm
from .progress import progress_of
from .views import is_of_group, round_at


@group
@require_safe
def certificate_as_word(request: HttpRequest, slug: str) -> HttpResponse:
    """The certificate to attach, in Word."""
    return _certificate(request, slug, "docx", DOCX, certificate_word.write)


@group
@require_safe
def certificate_as_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same content as a tagged PDF."""
    return _certificate(request, slug, "pdf", "application/pdf", certificate_pdf.write)


def _certificate(
    request: HttpRequest, slug: str, form: str, media_type: str, write: Callable[[dict], bytes]
) -> HttpResponse:
    round = round_at(request, slug)
    progress = progress_of(round, request.user)
    facts = Facts(
        round=round,
        progress=progress,
        positions=[position for position in progress.positions if position.sent_at],
        extensions=list(round.extensions.all()) if round.is_extended else [],
        endorsers=sorted(_endorsers(request, round)) if round.is_endorsed else [],
        chain=proof.chain_of(round),
        stations=[station.name for station in progress.stations],
        address=settings.BASE_URL.rstrip("/") + round.get_absolute_url(),
    )
    response = HttpResponse(write(compose(facts)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-certificate.{form}"'
    return response


def _endorsers(request: HttpRequest, round) -> list[str]:
    standing = round.endorsements.visible_to(request.user).standing()
    return list(standing.values_list("organization__acronym", flat=True))


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
    found = proof.compare_bytes(round, file.read()) if file else proof.compare_words(round, form.cleaned_data["words"])
    return render(request, "clearance/round_check.html", {**context, "found": found})
