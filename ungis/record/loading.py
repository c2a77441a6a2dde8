"""What `ungis load` loads, in order: each part once, through the same actions that people use."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from django.db import transaction

from ungis.core.models import Event

from .documents import attach
from .mandates import quote_from

# Each module has `load() -> int`, the number of records, and `MARK`, the first event it leaves.
QUOTING = "002_"  # the founding text that quotes paragraphs of a resolution word by word
NAMES = [
    "organizations",
    "documents",
    "mandates",
    "mappings",
    "meetings",
    "activities",
    "clearance",
    "sessions",
    "translations",
    "website",
]


def _part(name: str) -> tuple[str, Callable[[], bool], Callable[[], int]]:
    """Return a part; it is loaded whole or not at all, so that what was broken off begins anew."""
    module = import_module(f"ungis.record.{name}")
    return name, lambda: Event.objects.filter(action=module.MARK).exists(), transaction.atomic(module.load)


PARTS = [_part(name) for name in NAMES]


def attach_folder(folder: Path) -> Iterator[str]:
    """Attach each text of the folder to the document it is a copy of; yield a line for each."""
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield attach(path)
            if path.name.startswith(QUOTING):
                yield f"{path.name}: {quote_from(path.read_text(encoding='utf-8'))} paragraphs quoted in full"
