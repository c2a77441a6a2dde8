import hashlib
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.text import Truncator

from .texts import KINDS, source_language_of


def revision_of(text: str) -> str:
    """Return the short hash by which a translation knows which wording it translates."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class TranslationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A translation is seen by whom its record is seen; one of an unknown kind of record by nobody."""
        seen = Q(pk__in=[])
        for label, kind in KINDS.items():
            keys = kind.visible_to(user).order_by().annotate(key=Cast("pk", CharField())).values("key")
            seen |= Q(subject_type=label, subject_id__in=keys)
        return self.filter(seen)

    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Translation(models.Model):
    """A text of a record in another language, with the revision of the source that it translates."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    text = models.TextField()
    revision = models.CharField(max_length=16)
    is_official = models.BooleanField(default=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "field", "language"], name="one_translation_a_language"
            )
        ]

    def __str__(self):
        return f"{self.language}: {self.text[:60]}"

    def is_stale(self, source: str) -> bool:
        """True where the source has been worded anew since."""
        return self.revision != revision_of(source)


class Said(str):
    """A text together with the language it is in and, of a translation, what it translates and how well.

    `source` is None where the text is the record's own.
    """

    language: str
    is_stale: bool
    is_official: bool
    source: str | None
    source_language: str

    def __new__(
        cls,
        text: str,
        language: str,
        is_stale: bool = False,
        *,
        is_official: bool = False,
        source: str | None = None,
        source_language: str = "en",
    ) -> Self:
        said = super().__new__(cls, text)
        said.language, said.is_stale, said.is_official = language, is_stale, is_official
        said.source, said.source_language = source, source_language
        return said

    def shortened(self, signs: int) -> "Said":
        """Return at most so many signs of it, whole words where it has spaces, with what is known of it."""
        short = Truncator(str(self)).chars(signs)
        if short != str(self) and " " in short[-20:]:
            short = short[: short.rindex(" ")].rstrip(",;:،؛") + "…"
        return Said(
            short,
            self.language,
            self.is_stale,
            is_official=self.is_official,
            source=self.source,
            source_language=self.source_language,
        )


def say_here(text: str) -> Said:
    """Mark a text of the interface as being in the reader's language, beside texts of the record."""
    return Said(text, translation.get_language() or "en")


def fetch_translations(records: Iterable, *fields: str) -> list:
    """Read the translations of these fields into the reader's language: one query for all records, none in English.

    All records are of one model; None among them is left out. Each gets `said`, a dict of field to Said; where
    nothing is translated, the text stays in the language of the record (`source_language`, English unless it
    says otherwise).
    """
    (told,) = fetch_groups((records, fields))
    return told


def fetch_groups(*groups: tuple[Iterable, Iterable[str]]) -> list[list]:
    """Do as fetch_translations for records of several models, each with its fields: one query for all of them."""
    language = translation.get_language() or "en"
    read = [([record for record in records if record is not None], list(fields)) for records, fields in groups]
    wanted = Q()
    for records, fields in read:
        if records and language != "en":
            keys = {str(record.pk) for record in records}
            wanted |= Q(subject_type=records[0]._meta.label_lower, subject_id__in=keys, field__in=fields)
    rows = Translation.objects.filter(wanted, language=language) if wanted else []
    found = {(row.subject_type, row.subject_id, row.field): row for row in rows}
    for records, fields in read:
        for record in records:
            label, key = record._meta.label_lower, str(record.pk)
            record.said = {field: _said(record, field, found.get((label, key, field))) for field in fields}
    return [records for records, _fields in read]


def _said(record: Any, field: str, row: Translation | None) -> Said:
    source, source_language = getattr(record, field), source_language_of(record)
    if row is None:
        return Said(source, source_language)
    return Said(
        row.text,
        row.language,
        row.is_stale(source),
        is_official=row.is_official,
        source=source,
        source_language=source_language,
    )


def wordings_of(records: Iterable, *fields: str) -> dict[Any, dict[str, dict[str, str]]]:
    """Return what these fields of each record say in every language that they have: by key, field, language.

    All records are of one model; one query. An empty text is left out.
    """
    records = list(records)
    said = {
        record.pk: {field: {source_language_of(record): getattr(record, field)} for field in fields}
        for record in records
    }
    keys = {str(pk): pk for pk in said}
    label = records[0]._meta.label_lower if records else ""
    for row in Translation.objects.filter(subject_type=label, subject_id__in=keys, field__in=fields):
        said[keys[row.subject_id]][row.field][row.language] = row.text
    return {
        pk: {field: {language: text for language, text in texts.items() if text} for field, texts in of.items()}
        for pk, of in said.items()
    }
