"""A framework as plain rows, one a concept: what its files hold, what an import brings, what two versions differ in."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from django.conf import settings

from ungis.core.provenance import Certainty
from ungis.languages.models import Translation
from ungis.languages.texts import LANGUAGES

from .models import Concept, Framework

TRANSLATED = ("title", "text")
SAID = tuple(f"{name}_{language}" for name in TRANSLATED for language in LANGUAGES)  # title_ar, title_zh-hans, ...


@dataclass
class ConceptRow:
    """One concept in plain values. `said` holds its translations: {"title_fr": ["Accès …", True]}, official or not."""

    code: str
    title: str
    kind: str = "concept"
    parent: str = ""
    slug: str = ""
    text: str = ""
    place: str = ""
    due: str = ""
    iri: str = ""
    colour: str = ""
    is_heading: bool = False
    source: str = ""
    certainty: str = Certainty.SOURCE.value
    said: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """Read what `as_plain` gave."""
        return cls(**plain)

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)


COLUMNS = tuple(column.name for column in fields(ConceptRow))


def rows_of(framework: Framework, concepts: Iterable[Concept] | None = None) -> list[ConceptRow]:
    """Return the concepts in their order, with the translations that are not older than their source."""
    concepts = list(framework.concepts.order_by("order") if concepts is None else concepts)
    codes = {concept.pk: concept.code for concept in concepts}
    said = _translations(concepts)
    return [_row(concept, codes.get(concept.parent_id, ""), said.get(str(concept.pk), {})) for concept in concepts]


def _row(concept: Concept, parent: str, said: dict[str, list[Any]]) -> ConceptRow:
    own = {name: getattr(concept, name) for name in COLUMNS if name not in ("parent", "said")}
    return ConceptRow(**own, parent=parent, said=said)


def _translations(concepts: list[Concept]) -> dict[str, dict[str, list[Any]]]:
    by_key = {str(concept.pk): concept for concept in concepts}
    label = Concept._meta.label_lower
    found: dict[str, dict[str, list[Any]]] = {}
    rows = Translation.objects.filter(subject_type=label, subject_id__in=by_key.keys(), field__in=TRANSLATED)
    for row in rows.order_by("field", "language"):
        if not row.is_stale(getattr(by_key[row.subject_id], row.field)):
            found.setdefault(row.subject_id, {})[f"{row.field}_{row.language}"] = [row.text, row.is_official]
    return found


def own_identifier(framework: str, concept: str = "") -> str:
    """Return the IRI of ours for a framework or a concept of it, by their slugs; it leads to the page."""
    return f"{settings.BASE_URL}/id/{framework}" + (f"/{concept}" if concept else "")


def differences(old: Iterable[ConceptRow], new: Iterable[ConceptRow]) -> dict[str, Any]:
    """Return, by code, what a new version adds, drops and changes: {"added", "dropped", "changed": {code: {column:
    [before, after]}}}. How the address is spelled and where a fact is read are no change of the concept."""
    before, after = {row.code: row for row in old}, {row.code: row for row in new}
    changed = {code: _changes(before[code], row) for code, row in after.items() if code in before}
    return {
        "added": [code for code in after if code not in before],
        "dropped": [code for code in before if code not in after],
        "changed": {code: changes for code, changes in changed.items() if changes},
    }


def _changes(old: ConceptRow, new: ConceptRow) -> dict[str, list[Any]]:
    compared = [name for name in COLUMNS if name not in ("code", "slug", "source", "certainty", "said")]
    changes = {name: [getattr(old, name), getattr(new, name)] for name in compared}
    for name in sorted(old.said.keys() | new.said.keys()):
        changes[name] = [said.get(name, [""])[0] for said in (old.said, new.said)]
    return {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
