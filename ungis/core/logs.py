"""One JSON object a line, whatever a path or a name may contain."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

SECRETS = ("token", "key")  # steps of an address that let in whoever knows them: invitations, new passwords


def veiled(text: str, request: Any) -> str:
    """Return the text without the secrets of the address asked for: readers of logs are not let in."""
    match = getattr(request, "resolver_match", None)
    for secret in (match.kwargs.get(name) for name in SECRETS) if match else ():
        text = text.replace(str(secret), "…") if secret else text
    return text


class JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": veiled(record.getMessage(), getattr(record, "request", None)),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)
