"""The certificate of a round as a PDF that screen readers can follow; `certificate.typ` beside this file sets it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from ungis.press.composed import printed
from ungis.press.scripts import tongue
from ungis.press.typesetting import typeset

SHEET = Path(__file__).parent / "certificate.typ"


def write(content: dict[str, Any]) -> bytes:
    """Return the certificate as the bytes of a PDF; the same content gives the same bytes."""
    moment = datetime.fromisoformat(content["at"])
    return typeset(SHEET, moment, certificate=printed(content), tongue=tongue(content["language"]))
