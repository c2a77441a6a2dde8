"""The last station of every record's thread: the papers that speak of it."""

from typing import Any

from django.db import models
from django.urls import reverse

from .models import Citation


def count(subject: models.Model, user: Any) -> tuple[int, str]:
    """Return how many papers this user may see speak of the record, and where they are listed."""
    kind, key = subject._meta.label_lower, str(subject.pk)
    found = Citation.objects.visible_to(user).filter(subject_type=kind, subject_id=key).count()
    return found, f"{reverse('paper_list')}?cites={kind}:{key}" if found else ""
