"""Parts of actions that write tags: what is confirmed, what a source says, what the model reads in the words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ungis.core import clock
from ungis.core.events import Happening
from ungis.core.provenance import Certainty
from ungis.mappings.models import Concept

from .codes import bits_of
from .models import Activity, Tag, surely
from .states import TagState

LONGEST_WORDS = 300  # characters, as the column holds


class Suggested(NamedTuple):
    """A concept to which a text seems to relate: how surely (0 to 1), and the words that led to it, a phrase a line."""

    concept: Concept
    score: float
    words: str

    @property
    def surely(self) -> str:
        return surely(self.score)

    @property
    def phrases(self) -> list[str]:
        return self.words.splitlines()


def tag_activity(
    activity: Activity,
    concepts: Iterable[Concept],
    are_confirmed: bool,
    *,
    by: Any,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> None:
    """Note what an activity serves, confirmed by a person or as a source suggests; what stands already stays."""
    standing = set(activity.tags.values_list("concept", flat=True))
    state = TagState.CONFIRMED if are_confirmed else TagState.SUGGESTED
    decided = {"decided_at": clock.now(), "decided_by_id": by.pk} if are_confirmed else {}
    Tag.objects.bulk_create(
        Tag(activity=activity, concept=concept, state=state, source=source, certainty=certainty, **decided)
        for concept in concepts
        if concept.pk not in standing
    )
    count_tags(activity)


def count_tags(activity: Activity) -> None:
    """Repeat the tags of an activity as rows of bits; part of whatever action changed them."""
    tags = list(activity.tags.select_related("concept__framework", "concept__parent__parent__parent"))
    activity.confirmed_bits = bits_of(tag.concept for tag in tags if tag.state == TagState.CONFIRMED)
    activity.suggested_bits = bits_of(tag.concept for tag in tags if tag.state == TagState.SUGGESTED)
    activity.save(update_fields=["confirmed_bits", "suggested_bits"])


def keep_suggestions(activity: Activity, suggestions: Iterable[Suggested]) -> Happening | None:
    """Keep what the model reads in an activity's words; return what happened, or None where nothing is new.

    What a person decided stays as it is. What the model read before and does not read any more goes; where a
    source says it, only the score goes.
    """
    standing = {tag.concept_id: tag for tag in activity.tags.all()}
    fresh = {one.concept.pk: one for one in suggestions}
    dropped = [tag for key, tag in standing.items() if key not in fresh and _is_of_the_model(tag)]
    written = [one.concept.code for key, one in fresh.items() if _write(activity, standing.get(key), one)]
    if not written and not dropped:
        return None
    for tag in dropped:
        _unwrite(tag)
    count_tags(activity)
    return Happening("stocktaking.tags_suggested", activity, {"suggested": written, "dropped": len(dropped)})


def _is_of_the_model(tag: Tag) -> bool:
    return tag.state == TagState.SUGGESTED and tag.score is not None


def _write(activity: Activity, tag: Tag | None, one: Suggested) -> bool:
    """Write one suggestion; return whether that changed anything."""
    score, words = round(one.score, 3), one.words[:LONGEST_WORDS]
    tag = tag or Tag(activity=activity, concept=one.concept, certainty=Certainty.INFERRED)
    if tag.state != TagState.SUGGESTED or (tag.score, tag.words) == (score, words):
        return False
    tag.score, tag.words = score, words
    tag.save()
    return True


def _unwrite(tag: Tag) -> None:
    if tag.source:
        tag.score, tag.words = None, ""
        tag.save(update_fields=["score", "words"])
    else:
        tag.delete()
