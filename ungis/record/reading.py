"""The files of the true record, and the small shapes that their fields share."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader  # eight times as fast
except ImportError:  # pragma: no cover (PyYAML built without libyaml)
    from yaml import SafeLoader  # type: ignore[assignment]

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> Any:
    """Return the content of one file of the record."""
    return yaml.load((DATA / name).read_text(encoding="utf-8"), Loader=SafeLoader)


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the record, each by the names in its first line."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def source_of(entry: dict) -> dict[str, str]:
    """Return the `source` (one a line) and `certainty` of an entry, as the tables keep them."""
    source = entry.get("source") or []
    lines = [source] if isinstance(source, str) else source
    return {"source": "\n".join(lines), "certainty": entry.get("certainty") or "source"}
