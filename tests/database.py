"""The database of the tests: built once with the whole record and the cast, then copied for each run.

The template is named by a hash of everything that shapes it, so a stale one is never used.
"""

import hashlib
import shutil
from functools import cache
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(settings.PACKAGE)
SHAPING = (
    "*/migrations/*.py",
    "record/**/*.py",
    "record/data/**/*",
    "*/actions.py",
    "*/models.py",
    "*/*cast.py",
    "settings.py",
)


@cache
def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def build() -> None:
    """Fill the database the connection now names: tables, record, cast."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load", stdout=StringIO())
    from ungis.organizations.cast import seat_cast

    seat_cast()


def prepare_sqlite(folder: Path) -> None:
    connection = connections["default"]
    template = folder / f"template-{fingerprint()}.sqlite3"
    if not template.exists():
        for old in folder.glob("template-*"):
            old.unlink()
        building = folder / "building.sqlite3"
        building.unlink(missing_ok=True)
        point_at(str(building))
        build()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        building.rename(template)
    copy = folder / "run.sqlite3"
    for left in folder.glob("run.sqlite3*"):
        left.unlink()
    shutil.copy(template, copy)
    point_at(str(copy))


def prepare_postgresql() -> None:
    connection = connections["default"]
    name, template = "ungis_run", f"ungis_{fingerprint()}"
    home = settings.DATABASES["default"].setdefault("HOME", connection.settings_dict["NAME"])
    point_at(home)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        known = {row[0] for row in cursor.fetchall()}
        if name in known:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        if template not in known:
            cursor.execute(f'CREATE DATABASE "{name}"')
    if template not in known:
        point_at(name)
        build()
        connection.close()
        point_at(home)
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{template}"')
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.close()
    point_at(name)


def point_at(name: str) -> None:
    """Make the default connection speak to another database from now on."""
    connections["default"].close()
    connections.databases["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def prepare() -> None:
    """Lay the database for a run, and build the catalogues that pages in other languages read."""
    from ungis.languages import catalogues

    catalogues.build()
    if connections["default"].vendor == "sqlite":
        folder = settings.VAR / "tests"
        folder.mkdir(parents=True, exist_ok=True)
        prepare_sqlite(folder)
    else:
        prepare_postgresql()
