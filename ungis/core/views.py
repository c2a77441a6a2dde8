"""Whether the process lives, and whether it can serve."""

import shutil

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from .doors import everyone

LEAST_FREE = 100 * 1024 * 1024  # bytes


@everyone
@require_safe
def healthz(request):
    return JsonResponse({"status": "live"})


@everyone
@require_safe
def readyz(request):
    """Answer 200 when the database answers, is migrated, and the disk has room; else 503 and why."""
    troubles = [name for name, check in CHECKS.items() if not _holds(check)]
    response = JsonResponse({"status": "not ready" if troubles else "ready", "troubles": troubles})
    if troubles:
        response.status_code = 503
        response["Retry-After"] = "5"
    return response


def _holds(check) -> bool:
    try:
        return bool(check())
    except Exception:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _disk() -> bool:
    return shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.PACKAGE).free > LEAST_FREE


CHECKS = {"database": _database, "migrations": _migrated, "disk": _disk}
