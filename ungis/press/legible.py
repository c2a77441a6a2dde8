"""Texts of the record made fit for print: what no XML holds and what would turn a line around is left out."""

import re

# Overrides of direction could turn the sentences after them around; a control character is not text at all.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_WEB_ADDRESS = re.compile(r"((?:https?://|www\.)[\w.~:/?#@!$&*+=%-]*[\w/])", re.ASCII)


def legible(text: object) -> str:
    """Return the text without characters that XML forbids or that act on the text around them; \\n breaks a line."""
    lines = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", str(text))
    return _UNPRINTABLE.sub("", re.sub("[\x0b\x0c]", " ", lines)).strip()


def web_addresses(text: str) -> list[tuple[str, str]]:
    """Return the text cut into pieces, each with the address that it leads to, or "" where it is plain text."""
    pieces = []
    for place, piece in enumerate(_WEB_ADDRESS.split(text)):
        if piece:
            target = piece if piece.startswith("http") else f"https://{piece}"
            pieces.append((piece, target if place % 2 else ""))
    return pieces
