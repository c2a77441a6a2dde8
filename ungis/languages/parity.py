"""The ledger of parity: how much of the record is there in each language, and what is not."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from .models import Translation, revision_of
from .texts import KINDS, LANGUAGES, Kind

STATES = ("current", "stale", "missing")


@dataclass(frozen=True)
class Cell:
    """How the texts of one field stand in one language."""

    language: str
    current: int
    stale: int
    missing: int


@dataclass(frozen=True)
class Line:
    """One field of one kind of record, in five languages."""

    kind: Kind
    field: str
    heading: object
    total: int
    cells: list[Cell]


@dataclass(frozen=True)
class Gap:
    """One text that is not there in a language, or older than its source."""

    pk: int
    field: str
    source: str


def ledger(user: Any) -> list[Line]:
    """Return a line for each text that can be translated, over the records that the user may see."""
    lines = []
    for kind in KINDS.values():
        states, totals = defaultdict(Counter), Counter()
        for field, _pk, _source, of_language in _texts(kind, user):
            totals[field] += 1
            for language, state in of_language.items():
                states[field, language][state] += 1
        for field, heading in kind.fields.items():
            cells = [Cell(language, *(states[field, language][state] for state in STATES)) for language in LANGUAGES]
            lines.append(Line(kind, field, heading, totals[field], cells))
    return lines


def gaps(kind: Kind, field: str, language: str, state: str, user: Any) -> list[Gap]:
    """Return the texts of one field that are in this state in one language."""
    return [
        Gap(pk, name, source)
        for name, pk, source, of_language in _texts(kind, user)
        if name == field and of_language.get(language) == state
    ]


def _texts(kind: Kind, user: Any):
    """Yield (field, key, source, state in each language) of every text of the kind: two queries."""
    fields = list(kind.fields)
    kept = {
        (row.subject_id, row.field, row.language): row.revision
        for row in Translation.objects.filter(subject_type=kind.label).only(
            "subject_id", "field", "language", "revision"
        )
    }
    for pk, *sources in kind.visible_to(user).order_by("pk").values_list("pk", *fields):
        for field, source in zip(fields, sources, strict=True):
            if not source:
                continue
            revision = revision_of(source)
            found = {language: kept.get((str(pk), field, language)) for language in LANGUAGES}
            yield (
                field,
                pk,
                source,
                {
                    language: "missing" if known is None else "current" if known == revision else "stale"
                    for language, known in found.items()
                },
            )
