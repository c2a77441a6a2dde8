import hashlib

from django.db import models
from django.utils import translation

from ungis.core.visibility import PublicQuerySet


def revision_of(text: str) -> str:
    """Return the short hash by which a translation knows which wording it translates."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Translation(models.Model):
    """A text of a record in another language, with the revision of the source that it translates."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    text = models.TextField()
    revision = models.CharField(max_length=16)
    is_official = models.BooleanField(default=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "field", "language"], name="one_translation_a_language"
            )
        ]

    def __str__(self):
        return f"{self.language}: {self.text[:60]}"


class Said(str):
    """A text together with the language it is in, and whether it is older than its source."""

    language: str
    is_stale: bool

    def __new__(cls, text: str, language: str, is_stale: bool = False):
        said = super().__new__(cls, text)
        said.language, said.is_stale = language, is_stale
        return said


def fetch_translations(records: list, *fields: str) -> list:
    """Read the translations of these fields into the reader's language: one query for all records.

    Each record gets `said`, a dict of field to Said; where nothing is translated, the text stays in
    the language of the record (`source_language`, English unless it says otherwise).
    """
    language = translation.get_language() or "en"
    found: dict[tuple[str, str], Translation] = {}
    if records and language != "en":
        rows = Translation.objects.filter(
            subject_type=records[0]._meta.label_lower,
            subject_id__in=[str(record.pk) for record in records],
            field__in=fields,
            language=language,
        )
        found = {(row.subject_id, row.field): row for row in rows}
    for record in records:
        source_language = getattr(record, "source_language", "en")
        record.said = {}
        for field in fields:
            source, row = getattr(record, field), found.get((str(record.pk), field))
            record.said[field] = (
                Said(row.text, language, row.revision != revision_of(source)) if row else Said(source, source_language)
            )
    return records
