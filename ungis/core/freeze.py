"""What is frozen: plain values as text of which the same values always give the same bytes, and the hash of it."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def lines_of(values: Iterable[dict[str, Any]]) -> str:
    """Return plain values as canonical text: one JSON object a line, names in order."""
    return "".join(json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n" for value in values)


def hash_of(content: str | bytes) -> str:
    """Return the SHA-256 of a text, or of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
