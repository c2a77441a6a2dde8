"""What `ungis load` loads, in order: each part once, through the same actions that people use."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from ungis.core.models import Event

# Each module has `load() -> int`, the number of records, and `MARK`, the first event it leaves.
NAMES = ["organizations", "documents", "mandates", "meetings", "sessions", "website"]


def _part(name: str) -> tuple[str, Callable[[], bool], Callable[[], int]]:
    module = import_module(f"ungis.record.{name}")
    return name, lambda: Event.objects.filter(action=module.MARK).exists(), module.load


PARTS = [_part(name) for name in NAMES if (Path(__file__).parent / f"{name}.py").exists()]


def attach_folder(folder: Path) -> Iterator[str]:
    """Attach each text of the folder to the document it is a copy of; yield a line for each."""
    from .documents import attach

    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield attach(path)
