"""The certificate of a round as a PDF that screen readers can follow; `certificate.typ` beside this file sets it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from ungis.press.legible import web_addresses
from ungis.press.scripts import tongue
from ungis.press.typesetting import plain, typeset

SHEET = Path(__file__).parent / "certificate.typ"


def write(content: dict[str, Any]) -> bytes:
    """Return the certificate as the bytes of a PDF; the same content gives the same bytes."""
    moment = datetime.fromisoformat(content["at"])
    return typeset(SHEET, moment, certificate=_printed(content), tongue=tongue(content["language"]))


def _printed(node: Any) -> Any:
    """Return the content as the sheet prints it: each text in pieces, what is read and where it leads."""
    if isinstance(node, list):
        return [_printed(child) for child in node]
    if isinstance(node, dict):
        if node.keys() == {"text", "language"}:
            return {"pieces": web_addresses(plain(node["text"])), "tongue": tongue(node["language"])}
        return {name: _printed(child) for name, child in node.items()}
    return plain(node) if isinstance(node, str) else node
