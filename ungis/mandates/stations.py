"""What the register holds for a document: its own paragraphs, and those that it answers."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator

from ungis.documents.models import Kind, Work

from .models import Answer, Paragraph

STATION_OF_KIND = {Kind.STATEMENT: "text", Kind.INPUT: "text", Kind.MATRIX: "publication"}


def station_of(work: Work) -> str:
    """Return the station of the thread at which a work that answers a paragraph stands."""
    return STATION_OF_KIND.get(work.kind, "activity")


def _touching(work: Work, user: Any) -> list[Paragraph]:
    """Paragraphs of the work and paragraphs it answers: one query, kept on the work for those who ask next."""
    kept = work.__dict__.setdefault("_mandates", {})
    if user.pk not in kept:
        answered = Exists(Answer.objects.filter(paragraph=OuterRef("pk"), work=work))
        kept[user.pk] = list(
            Paragraph.objects.visible_to(user)
            .annotate(is_answered=answered)
            .filter(Q(work=work) | Q(is_answered=True))
            .select_related("work")
            .order_by("work__date", "work__slug", "order")
        )
    return kept[user.pk]


def paragraphs_of(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The document's own paragraphs, as (title, address, note)."""
    return [_line(paragraph) for paragraph in _touching(work, user) if paragraph.work_id == work.pk]


def answered_by(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The paragraphs that the document answers, as (title, address, note)."""
    return [_line(paragraph) for paragraph in _touching(work, user) if paragraph.is_answered]


def _line(paragraph: Paragraph) -> tuple[str, str, str]:
    note = " · ".join(filter(None, [paragraph.verb, paragraph.addressee, Truncator(paragraph.summary).words(16)]))
    return paragraph.cite, paragraph.get_absolute_url(), note


def count(subject: models.Model, user: Any) -> tuple[int, str]:
    """How many mandates a document holds or answers, and where they are listed."""
    if not isinstance(subject, Work):
        return 0, ""
    touching = _touching(subject, user)
    if any(paragraph.work_id == subject.pk for paragraph in touching):
        return len(touching), reverse("mandate_document", args=[subject.slug])
    if len(touching) == 1:
        return 1, touching[0].get_absolute_url()
    return len(touching), f"{reverse('mandate_list')}?answered-by={subject.slug}" if touching else ""
