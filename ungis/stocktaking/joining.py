"""How the content of one entry joins another, and how exactly that goes back. Part of actions.

What moved is kept as plain data: organizations, places and paragraphs by what identifies them, lines of partners and
sources as they stand, and of each tag how it stood before and after.
"""

from datetime import datetime
from typing import Any

from ungis.core.events import plain

from .models import Activity, Participation, Place, Tag
from .states import TagState

LINES = ("partners", "source")
SAID = ("state", "score", "words", "source", "certainty", "decided_at", "decided_by_id", "decided_for_id")


def join(kept: Activity, dropped: Activity) -> dict[str, Any]:
    """Give the kept entry what the other has and it has not; return what moved."""
    return {
        "organizations": _join_organizations(kept, dropped),
        "places": _join_places(kept, dropped),
        "paragraphs": _join_paragraphs(kept, dropped),
        "tags": _join_tags(kept, dropped),
        **{column: _join_lines(kept, dropped, column) for column in LINES},
    }


def unjoin(kept: Activity, moved: dict[str, Any]) -> None:
    """Take away what `join` gave; what people changed since stays."""
    kept.participations.filter(organization__in=moved["organizations"]).delete()
    kept.places.filter(code__in=moved["places"]).delete()
    kept.paragraphs.remove(*moved["paragraphs"])
    for change in moved["tags"]:
        _unjoin_tag(kept, change)
    for column in LINES:
        _unjoin_lines(kept, column, moved[column])


def _join_organizations(kept: Activity, dropped: Activity) -> list[int]:
    here = list(kept.participations.all())
    names, order = {one.organization_id for one in here}, max((one.order for one in here), default=-1)
    fresh = [one for one in dropped.participations.all() if one.organization_id not in names]
    Participation.objects.bulk_create(
        Participation(activity=kept, organization_id=one.organization_id, role=one.role, order=order + place)
        for place, one in enumerate(fresh, 1)
    )
    return [one.organization_id for one in fresh]


def _join_places(kept: Activity, dropped: Activity) -> list[str]:
    here = set(kept.places.values_list("code", flat=True))
    fresh = [code for code in dropped.places.values_list("code", flat=True) if code not in here]
    Place.objects.bulk_create(Place(activity=kept, code=code) for code in fresh)
    return fresh


def _join_paragraphs(kept: Activity, dropped: Activity) -> list[int]:
    here = set(kept.paragraphs.values_list("pk", flat=True))
    fresh = [key for key in dropped.paragraphs.order_by("pk").values_list("pk", flat=True) if key not in here]
    kept.paragraphs.add(*fresh)
    return fresh


def _join_tags(kept: Activity, dropped: Activity) -> list[dict[str, Any]]:
    """Take over what is said of concepts of which nothing is said yet, and a person's yes in place of a suggestion."""
    here = {tag.concept_id: tag for tag in kept.tags.all()}
    changes = []
    for tag in dropped.tags.exclude(state=TagState.REFUSED):
        own = here.get(tag.concept_id)
        if own is not None and (own.state != TagState.SUGGESTED or tag.state != TagState.CONFIRMED):
            continue
        before = _said(own) if own else None
        changed = own or Tag(activity=kept, concept_id=tag.concept_id)
        for name in SAID:
            setattr(changed, name, getattr(tag, name))
        changed.save()
        changes.append({"concept": tag.concept_id, "before": before, "after": _said(changed)})
    return changes


def _unjoin_tag(kept: Activity, change: dict[str, Any]) -> None:
    tag = kept.tags.filter(concept=change["concept"]).first()
    if tag is None or _said(tag) != change["after"]:
        return
    if change["before"] is None:
        tag.delete()
        return
    for name, value in change["before"].items():
        setattr(tag, name, datetime.fromisoformat(value) if name == "decided_at" and value else value)
    tag.save()


def _said(tag: Tag) -> dict[str, Any]:
    return plain({name: getattr(tag, name) for name in SAID})


def _join_lines(kept: Activity, dropped: Activity, column: str) -> list[str]:
    text = getattr(kept, column)
    here, there = text.splitlines(), dict.fromkeys(getattr(dropped, column).splitlines())
    fresh = [line for line in there if line.strip() and line not in here]
    if fresh:
        _put(kept, column, text + _added(text, fresh))
    return fresh


def _added(text: str, lines: list[str]) -> str:
    return "\n".join(["", *lines] if text else lines)


def _unjoin_lines(kept: Activity, column: str, lines: list[str]) -> None:
    """Cut the lines off where they still stand at the end; else take each out where it stands."""
    text, joined = getattr(kept, column), "\n".join(lines)
    if not lines:
        return
    if text == joined or text.endswith("\n" + joined):
        _put(kept, column, text.removesuffix(joined).removesuffix("\n") if text != joined else "")
        return
    _put(kept, column, "\n".join(line for line in text.splitlines() if line not in lines))


def _put(kept: Activity, column: str, text: str) -> None:
    setattr(kept, column, text)
    kept.save(update_fields=[column])
