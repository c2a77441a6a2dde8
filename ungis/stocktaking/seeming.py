"""How paragraphs of resolutions are read: the labels of the small model under the names of the frameworks."""

import time
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from ungis import alignment
from ungis.languages.models import Said, fetch_translations
from ungis.mandates.seeming import Seeming

from .codes import label_of
from .forms import markable_concepts
from .models import surely
from .suggesting import LONGEST_READ, phrases_of

KINDS = ("line", "goal", "objective")
MOST = 3  # of each kind
NAMES_LAST = 600  # seconds: a page costs no query for names, and a name that was changed is seen ten minutes later


class Name(NamedTuple):
    address: str
    code: str
    title: Said


def read(text: str) -> list[Seeming]:
    """Return to which lines, Goals and objectives a text seems to relate: a millisecond, and mostly no query."""
    text = text[:LONGEST_READ]
    found = alignment.suggest(text, kinds=KINDS, limit=MOST)
    names = _names(get_language() or "en", int(time.monotonic()) // NAMES_LAST) if found else {}
    return [
        Seeming(*names[one.label], surely(one.score), phrases_of(text, one.spans))
        for one in found
        if one.label in names
    ]


@lru_cache(maxsize=12)
def _names(language: str, moment: int) -> dict[str, Name]:
    concepts = fetch_translations(markable_concepts(), "title")
    return {
        label_of(one.framework.slug, one.code): Name(one.get_absolute_url(), one.code, one.said["title"])
        for one in concepts
    }
