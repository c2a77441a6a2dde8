"""What the words of an activity, or of any text, seem to serve: the small model's labels as concepts of the record."""

from typing import Any

from django.db.models import Q

from ungis import alignment
from ungis.core.events import Happening
from ungis.mappings.models import Concept

from .codes import concept_place
from .models import Activity
from .tagging import Suggested, keep_suggestions

MOST = 4  # suggestions of each kind: more than a person reads
LONGEST_READ = 20_000  # characters


def text_of(activity: Any) -> str:
    """Return the words of an entry that are read: title, description, results."""
    return "\n".join(part for part in (activity.title, activity.summary, activity.results) if part)


def read(text: str) -> list[Suggested]:
    """Return what a text seems to serve, the most certain first: at most two queries, about a millisecond."""
    text = text[:LONGEST_READ]
    found = alignment.suggest(text, limit=MOST)
    concepts = _concepts([one.label for one in found])
    return [
        Suggested(concepts[one.label], one.score, "\n".join(phrases_of(text, one.spans)))
        for one in found
        if one.label in concepts
    ]


def read_activity(activity: Activity) -> list[Suggested]:
    return read(text_of(activity))


def resuggest(activity: Activity) -> Happening | None:
    """Part of an action: keep what the words of an entry seem to serve as they stand now."""
    return keep_suggestions(activity, read_activity(activity))


def _concepts(labels: list[str]) -> dict[str, Concept]:
    wanted = {concept_place(label): label for label in labels}
    if not wanted:
        return {}
    either = Q()
    for framework, code in wanted:
        either |= Q(framework__slug=framework, code=code)
    concepts = Concept.objects.public().filter(either).select_related("framework")
    return {wanted[one.framework.slug, one.code]: one for one in concepts}


def phrases_of(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    """Return the words at these places, each phrase once."""
    phrases = (" ".join(text[start:end].split()).strip(" .;:,") for start, end in spans)
    return [phrase for phrase in dict.fromkeys(phrases) if phrase]
