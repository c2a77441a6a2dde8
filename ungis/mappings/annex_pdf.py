"""The annex of an edition as a PDF that screen readers can follow; `annex.typ` beside this file sets its pages."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ungis.press.composed import printed
from ungis.press.scripts import tongue
from ungis.press.typesetting import typeset

from .annex_marks import MARKS

SHEET = Path(__file__).parent / "annex.typ"


def write(content: dict[str, Any]) -> bytes:
    """Return the annex as the bytes of a PDF; the same content gives the same bytes."""
    moment = datetime.fromisoformat(content["as_of"]).replace(tzinfo=UTC)
    marks = {str(tone): mark for tone, mark in MARKS.items()}
    return typeset(SHEET, moment, annex=printed(content), tongue=tongue(content["language"]), marks=marks)
