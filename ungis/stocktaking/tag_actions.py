"""What an activity serves, by whom it is said: suggested apart from confirmed, refused ones kept."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record, record_all
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization

from .models import Activity, Role, Tag
from .permissions import can_moderate, can_tag
from .states import TagState
from .suggesting import resuggest
from .tagging import Suggested, count_tags, keep_suggestions


@action
def decide_tags(
    activity: Activity, *, by: Any, confirmed: Iterable[Concept] = (), refused: Iterable[Concept] = ()
) -> Activity:
    """Say that an activity serves some concepts and does not serve others. Already so: nothing is written.

    Refused: the same concept on both sides.
    """
    activity = Activity._base_manager.select_for_update().get(pk=activity.pk)
    require(can_tag(by, activity))
    wanted: dict[int, str] = {concept.pk: TagState.CONFIRMED for concept in confirmed}
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
    happened = keep_suggestions(activity, suggestions)
    if happened is None:
        raise Already(activity)
    record_all([happened], by=by)
    return activity


@action
def suggest_for(activities: Iterable[Activity], *, by: Any) -> int:
    """Read the words of a batch of entries anew, and keep what they seem to serve; return how many changed."""
    require(can_moderate(by))
    happened = [one for activity in activities if (one := resuggest(activity))]
    if not happened:
        raise Already(0)
    record_all(happened, by=by)
    return len(happened)


def _decided_for(activity: Activity, by: Any) -> Organization | None:
    """Return the organization of the entry for which the person sits, if one."""
    carrying = activity.participations.filter(role=Role.CARRIES_OUT, organization__in=by.standing.organizations)
    first = carrying.select_related("organization").first()
    return first.organization if first else None
