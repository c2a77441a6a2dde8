"""A sentence of a paper and the records it leads back to."""

from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse

from ungis.meetings.models import Participant, Point, Sitting
from ungis.organizations.models import Membership, StatedCount, Term

Sentence = dict[str, Any]


def say(text: str, *records: models.Model, footnote: int | None = None) -> Sentence:
    """Return a sentence with one cite for each record, in the order in which they are first named.

    Apostrophes are set as print sets them; `quote` keeps words as they were found.
    """
    return quote(text.replace("'", "’"), *records, footnote=footnote)


def quote(text: str, *records: models.Model, footnote: int | None = None) -> Sentence:
    """Return words that are not ours as a sentence, letter by letter."""
    cites = {}
    for record in records:
        made = cite(record)
        cites.setdefault((made["type"], made["id"]), made)
    sentence: Sentence = {"text": text, "cites": list(cites.values())}
    return {**sentence, "footnote": footnote} if footnote else sentence


def cite(record: models.Model) -> dict[str, str]:
    """Return what leads back to a record; a part of a record leads to the whole that it belongs to."""
    whole = record.meeting if isinstance(record, (Sitting, Point, Participant)) else record
    return {"type": whole._meta.label_lower, "id": str(whole.pk), "label": str(whole), "address": address_of(whole)}


def address_of(record: models.Model) -> str:
    """Return the page of a record, or of the list that shows it."""
    try:
        if isinstance(record, Term):
            day = record.begins.day.isoformat() if record.begins else ""
            return reverse("officer_list") + (f"?on={day}" if day else "")
        if isinstance(record, (Membership, StatedCount)):
            return reverse("member_list")
        return record.get_absolute_url()
    except (NoReverseMatch, AttributeError):  # a record without a page of its own
        return ""
