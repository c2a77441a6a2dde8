"""What an activity serves, by whom it is said: suggested apart from confirmed, refused ones kept."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization

from .actions import count_tags
from .models import Activity, Role, Tag
from .permissions import can_moderate, can_tag
from .states import TagState


class Suggested(NamedTuple):
    """A concept to which a text seems to relate: how surely (0 to 1), and the words that led to it."""

    concept: Concept
    score: float
    words: str


@action
def decide_tags(
    activity: Activity, *, by: Any, confirmed: Iterable[Concept] = (), refused: Iterable[Concept] = ()
) -> Activity:
    """Say that an activity serves some concepts and does not serve others. Already so: nothing is written.

    Refused: the same concept on both sides.
    """
    activity = Activity._base_manager.select_for_update().get(pk=activity.pk)
    require(can_tag(by, activity))
    wanted = {concept.pk: TagState.CONFIRMED for concept in confirmed}
    declined = {concept.pk for concept in refused}
    if declined & wanted.keys():
        raise Refused(_("The same cannot be confirmed and refused at once."))
    wanted.update(dict.fromkeys(declined, TagState.REFUSED))
    standing = {tag.concept_id: tag for tag in activity.tags.select_related("concept")}
    told = _decide(activity, wanted, standing, by)
    if not told:
        raise Already(activity)
    count_tags(activity)
    record("stocktaking.tags_decided", activity, by=by, data=told)
    return activity


def _decide(activity: Activity, wanted: dict[int, str], standing: dict[int, Tag], by: Any) -> dict[str, str]:
    """Write the decisions that are new; return them by the code of the concept."""
    spoken_for = _decided_for(activity, by)
    concepts = Concept.objects.in_bulk(list(wanted))
    told = {}
    for key, state in wanted.items():
        tag = standing.get(key) or Tag(activity=activity, concept=concepts[key])
        if tag.pk is not None and tag.state == state:
            continue
        tag.state, tag.decided_at = state, clock.now()
        tag.decided_by_id, tag.decided_for = by.pk, spoken_for
        tag.save()
        told[concepts[key].code] = str(state)
    return told


def mark_concepts(activity: Activity, concepts: Iterable[Concept], markable: Iterable[Concept], *, by: Any) -> Activity:
    """Let a form say what an activity serves: what was marked before and is not any more is refused."""
    marked = {concept.pk for concept in concepts}
    offered = {concept.pk: concept for concept in markable}
    confirmed = set(activity.tags.filter(state=TagState.CONFIRMED).values_list("concept", flat=True))
    dropped = [concept for key, concept in offered.items() if key in confirmed and key not in marked]
    return decide_tags(activity, by=by, confirmed=[offered[key] for key in marked if key in offered], refused=dropped)


@action
def suggest_tags(activity: Activity, suggestions: Iterable[Suggested], *, by: Any) -> Activity:
    """Keep what the model reads in an activity's words; what a person decided stays, old suggestions of it go.

    Suggestions of a source stay too. Nothing new: nothing is written.
    """
    require(can_moderate(by))
    activity = Activity._base_manager.select_for_update().get(pk=activity.pk)
    standing = {tag.concept_id: tag for tag in activity.tags.all()}
    fresh = {one.concept.pk: one for one in suggestions}
    stale = [
        tag.pk
        for key, tag in standing.items()
        if tag.state == TagState.SUGGESTED and tag.score is not None and key not in fresh
    ]
    written = []
    for key, one in fresh.items():
        tag = standing.get(key) or Tag(activity=activity, concept=one.concept)
        now = (round(one.score, 3), one.words[:300])
        if tag.state != TagState.SUGGESTED or (tag.pk is not None and (tag.score, tag.words) == now):
            continue
        tag.score, tag.words = now
        tag.save()
        written.append(one.concept.code)
    if not written and not stale:
        raise Already(activity)
    Tag.objects.filter(pk__in=stale).delete()
    count_tags(activity)
    record("stocktaking.tags_suggested", activity, by=by, data={"suggested": written, "dropped": len(stale)})
    return activity


def _decided_for(activity: Activity, by: Any) -> Organization | None:
    """Return the organization of the entry for which the person sits, if one."""
    carrying = activity.participations.filter(role=Role.CARRIES_OUT, organization__in=by.standing.organizations)
    first = carrying.select_related("organization").first()
    return first.organization if first else None
