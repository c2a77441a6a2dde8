"""What is done with translations. Everything that writes is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ungis.core.acting import Refused, action, require
from ungis.core.events import record

from .models import Translation, revision_of
from .permissions import can_translate
from .texts import KINDS, LANGUAGES, Kind, source_language_of

MOST = 20_000  # signs of a translation
WRITTEN = ["text", "is_official", "revision"]


@dataclass(frozen=True)
class Wording:
    """What is to stand for one text in one language; an empty text takes the translation away."""

    text: str
    is_official: bool = False


@action
def put_translation(
    subject: models.Model, *, by: Any, field: str, language: str, text: str, is_official: bool = False
) -> Translation | None:
    """Say one text of a record in another language; an empty text withdraws what stood there.

    The translation remembers the wording that it translates. To put the same words again after the source
    changed says that they still fit. Refused: a field or language that is not translated, a source that is
    empty, nothing to change.
    """
    require(can_translate(by))
    put, withdrawn = _put_all(subject, {(field, language): Wording(text, is_official)})
    kind = "languages.translation_put" if put else "languages.translation_withdrawn"
    record(kind, subject, by=by, data={**put, **withdrawn})
    return Translation.objects.of(subject).filter(field=field, language=language).first()


@action
def put_translations(subject: models.Model, *, by: Any, wordings: Mapping[tuple[str, str], Wording]) -> int:
    """Say several texts of one record in several languages, as (field, language) to Wording; return how many changed.

    All or nothing, with one event; each as in put_translation, and what stands so already is passed over.
    """
    require(can_translate(by))
    put, withdrawn = _put_all(subject, wordings)
    record("languages.translations_put", subject, by=by, data={"put": put, "withdrawn": withdrawn})
    return len(put) + len(withdrawn)


def _put_all(subject: models.Model, wordings: Mapping[tuple[str, str], Wording]) -> tuple[dict, dict]:
    """Write what differs from what stands; return what was put and what was withdrawn, by `field.language`."""
    kind = KINDS.get(subject._meta.label_lower)
    if kind is None:
        raise Refused(_("Texts of this kind of record are not translated."))
    # Locked, so that the revision kept is that of the words which stand when the translation is written.
    fresh = kind.model._base_manager.select_for_update().get(pk=subject.pk)
    standing = {(row.field, row.language): row for row in Translation.objects.of(subject)}
    put: dict[str, dict] = {}
    withdrawn: dict[str, list[str]] = {}
    rows = []
    for (field, language), wording in wordings.items():
        text = _required_text(kind, fresh, field, language, wording)
        row, name = standing.get((field, language)), f"{field}.{language}"
        told = {"text": text, "is_official": wording.is_official, "revision": revision_of(getattr(fresh, field))}
        if not text and row is not None:
            withdrawn[name] = [row.text, ""]
            row.delete()
        elif text and (row is None or any(getattr(row, key) != value for key, value in told.items())):
            row = row or Translation(subject_type=kind.label, subject_id=str(fresh.pk), field=field, language=language)
            for key, value in told.items():
                setattr(row, key, value)
            rows.append(row)
            put[name] = told
    if not put and not withdrawn:
        raise Refused(_("Nothing was changed."))
    known = [row for row in rows if row.pk is not None]  # asked first: to create a row gives it a key
    Translation.objects.bulk_create(row for row in rows if row.pk is None)
    Translation.objects.bulk_update(known, WRITTEN)
    return put, withdrawn


def _required_text(kind: Kind, subject: models.Model, field: str, language: str, wording: Wording) -> str:
    """Return the text as it will be kept, empty to withdraw; refuse what cannot be a translation of this record."""
    if field not in kind.fields:
        raise Refused(_("This text is not one of those that are translated."))
    if language not in LANGUAGES or language == source_language_of(subject):
        raise Refused(_("This is not a language into which the text is translated."))
    text = _clean(wording.text, is_line=kind.is_line(field))
    if text and not getattr(subject, field):
        raise Refused(_("There is no text to translate."))
    if len(text) > MOST:
        raise Refused(_("This translation is too long."))
    return text


def _clean(text: str, *, is_line: bool) -> str:
    """A line has no breaks; a text keeps its own."""
    return " ".join(text.split()) if is_line else "\n".join(line.rstrip() for line in text.strip().splitlines())
