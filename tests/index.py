"""The search index of the tests: built once over the whole record, then copied for each test that asks for it."""

import shutil
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def template() -> Path:
    """Return a folder with the index of the loaded record, building it where this code or record has none yet."""
    from ungis.search.index import latest, shape

    # The hash of the last event names the database: that of PostgreSQL is another than that of SQLite.
    folder = Path(settings.VAR) / "tests" / f"index-{latest().hash[:16]}-{shape()}"
    if not folder.exists():
        for old in folder.parent.glob("index-*"):
            shutil.rmtree(old)
        building = folder.with_name("index-building")
        kept, settings.SEARCH_INDEX = settings.SEARCH_INDEX, building
        try:
            call_command("index", stdout=StringIO())
        finally:
            settings.SEARCH_INDEX = kept
        building.rename(folder)
    return folder


def lay(built: Path, folder: Path) -> None:
    """Copy the index to where a test may write."""
    shutil.copytree(built, folder)
