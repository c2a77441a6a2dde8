"""The texts of the record in five more languages: titles of documents and meetings, what is asked of the group."""

from collections.abc import Iterator

from django.db import models

from ungis.core.standing import CLERK
from ungis.languages import actions
from ungis.languages.actions import Wording
from ungis.languages.texts import KINDS, LANGUAGES, Kind

from .reading import read, read_rows

MARK = "languages.translations_put"


def load() -> int:
    """Put each translation wherever its English wording stands; return the number of translations."""
    # The wording of Goals and targets is that of the United Nations in all six languages.
    official = [{**row, "official": list(LANGUAGES)} for row in read_rows("sdg_wording.csv")]
    names = [{**row, "official": row["official"].split()} for row in read_rows("mapping_names.csv")]
    by_wording = {entry["en"]: entry for entry in [*official, *names, *read("translations.yaml")]}
    count = 0
    for kind in KINDS.values():
        for record in kind.visible_to(CLERK).order_by("pk"):
            wordings = dict(_wordings(kind, record, by_wording))
            if wordings:
                count += actions.put_translations(record, by=CLERK, wordings=wordings)
    return count


def _wordings(
    kind: Kind, record: models.Model, by_wording: dict[str, dict]
) -> Iterator[tuple[tuple[str, str], Wording]]:
    for field in kind.fields:
        entry = by_wording.get(getattr(record, field))
        if entry:
            for language in LANGUAGES:
                is_official = language in entry.get("official", [])
                yield (field, language), Wording(entry[language], is_official=is_official)
