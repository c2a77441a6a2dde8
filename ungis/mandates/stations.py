"""What the register holds for a document: its own paragraphs, and those that it answers."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator

from ungis.documents.models import Kind, Work
from ungis.languages.models import Said, fetch_translations, say_here

from .models import Answer, Paragraph, RecurringLine

STATION_OF_KIND = {Kind.STATEMENT: "text", Kind.INPUT: "text", Kind.MATRIX: "publication"}


def station_of(work: Work) -> str:
    """Return the station of the thread at which a work that answers a paragraph stands."""
    return STATION_OF_KIND.get(work.kind, "activity")


def _touching(work: Work, user: Any) -> list[Paragraph]:
    """Paragraphs of the work and paragraphs it answers: one query, kept on the work for those who ask next."""
    kept = work.__dict__.setdefault("_mandates", {})
    if user.pk not in kept:
        answered = Exists(Answer.objects.filter(paragraph=OuterRef("pk"), work=work))
        kept[user.pk] = fetch_translations(
            Paragraph.objects.visible_to(user)
            .annotate(is_answered=answered)
            .filter(Q(work=work) | Q(is_answered=True))
            .select_related("work")
            .order_by("work__date", "work__slug", "order"),
            "summary",
        )
    return kept[user.pk]


def paragraphs_of(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The document's own paragraphs, as (title, address, note)."""
    return [_line(paragraph) for paragraph in _touching(work, user) if paragraph.work_id == work.pk]


def answered_by(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The paragraphs that the document answers, as (title, address, note)."""
    return [_line(paragraph) for paragraph in _touching(work, user) if paragraph.is_answered]


def _line(paragraph: Paragraph) -> tuple[str, str, str]:
    summary: Said = paragraph.said["summary"]
    if summary.source is None:
        words = [paragraph.verb, paragraph.addressee, Truncator(paragraph.summary).words(16)]
        note = " · ".join(filter(None, words))
    else:  # the verb and those asked stand in English only: one language at a time
        note = summary.shortened(120)
    return say_here(paragraph.cite), paragraph.get_absolute_url(), note


def address_of_line(line: RecurringLine) -> str:
    """A line is read on the page of its latest paragraph."""
    latest = line.occurrences.select_related("paragraph__work").order_by("-order").first()
    return latest.paragraph.get_absolute_url() if latest else reverse("mandate_list")


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
