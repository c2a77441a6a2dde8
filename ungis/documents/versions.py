"""A document together with its language versions and their files, read in one query."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.urls import reverse

from .filters import language_names
from .models import Work


@dataclass
class Version:
    """One language version, in one revision."""

    language: str
    language_name: str
    revision: str
    title: str
    files: list[dict] = field(default_factory=list)


def fetch_work(slug: str, user: Any) -> tuple[Work | None, list[Version]]:
    """Return the document that the user may see, and its versions; None where there is none."""
    joined = {
        **{f"version_{name}": F(f"expressions__{name}") for name in ("id", "language", "revision", "title")},
        **{f"file_{name}": F(f"expressions__files__{name}") for name in ("name", "format", "size", "sha256")},
    }
    rows = list(
        Work.objects.visible_to(user)
        .filter(slug=slug)
        .annotate(**joined)
        .order_by("expressions__language", "expressions__revision", "expressions__files__id")
    )
    if not rows:
        return None, []
    names, versions = language_names(), {}
    for row in rows:
        if row.version_id is None:
            continue
        name = names.get(row.version_language, row.version_language)
        version = versions.setdefault(
            row.version_id, Version(row.version_language, name, row.version_revision, row.version_title)
        )
        if row.file_sha256:
            address = reverse("document_file", args=[slug, row.file_sha256[:16], row.file_name])
            version.files.append(
                {"name": row.file_name, "format": row.file_format, "size": row.file_size, "address": address}
            )
    return rows[0], list(versions.values())
