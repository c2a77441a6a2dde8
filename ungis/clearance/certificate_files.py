"""The certificate of a round as a file: made of what is on record, and told from a file that only looks like one."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation

from ungis.core.freeze import hash_of
from ungis.core.standing import CLERK
from ungis.press.scripts import word_tag

from . import certificate_pdf, certificate_word
from .certificate import Facts, compose
from .models import Round
from .progress import progress_of
from .proof import Chain

WRITERS = {"docx": certificate_word.write, "pdf": certificate_pdf.write}
BEGINNINGS = {b"PK": "docx", b"%P": "pdf"}
LARGEST = 5_000_000  # bytes; no certificate is so large


def facts_of(round: Round, user: Any, chain: Chain) -> Facts:
    """Return what the certificate tells; it is the same for all of the group."""
    progress = progress_of(round, user)
    standing = round.endorsements.visible_to(user).standing() if round.is_endorsed else round.endorsements.none()
    return Facts(
        round=round,
        progress=progress,
        positions=[position for position in progress.positions if position.sent_at],
        extensions=list(round.extensions.all()) if round.is_extended else [],
        endorsers=sorted(standing.values_list("organization__acronym", flat=True)),
        chain=chain,
        stations=[station.name for station in progress.stations],
        address=_address(round),
    )


def _address(round: Round) -> str:
    """Of the page of the round in the reader's language."""
    return settings.BASE_URL.rstrip("/") + round.get_absolute_url()


def write(facts: Facts, form: str) -> bytes:
    """Return the certificate in the reader's language, as docx or pdf; of a closed round always the same bytes."""
    return WRITERS[form](compose(facts))


def is_certificate(round: Round, content: bytes, chain: Chain) -> bool:
    """Whether a file is, to the byte, the certificate that the record gives now, in one of the six languages.

    The file is not opened: the certificate is made again and compared. Of an open round there is none yet.
    """
    form = BEGINNINGS.get(content[:2], "")
    if not form or len(content) > LARGEST:
        return False
    codes = [code for code, _name in settings.LANGUAGES]
    if form == "pdf":
        codes = [code for code in codes if f"/Lang({word_tag(code)})".encode() in content]  # typesetting takes long
    if not codes:
        return False
    facts, sha256 = facts_of(round, CLERK, chain), hash_of(content)
    return not facts.progress.is_open and any(_hash_in(code, facts, form) == sha256 for code in codes)


def _hash_in(code: str, facts: Facts, form: str) -> str:
    with translation.override(code):
        return hash_of(write(replace(facts, address=_address(facts.round)), form))
