"""What people confirmed and refused, as rows on which the model of suggested tags is trained."""

from collections.abc import Iterator
from typing import Any

from ungis.alignment.labels import LABELS

from .codes import label_of
from .models import Activity, Tag
from .states import TagState
from .suggesting import text_of

TRAINED = frozenset(LABELS)
SIDES = {TagState.CONFIRMED: "pos", TagState.REFUSED: "neg"}


def confirmed_rows() -> Iterator[dict[str, Any]]:
    """Yield {"text", "lang", "pos", "neg"} of each public entry of which a person decided anything, in their order."""
    decided = Tag.objects.public().exclude(state=TagState.SUGGESTED).exclude(decided_by=None)
    labels: dict[int, list[tuple[str, str]]] = {}
    for activity, state, framework, code in decided.order_by(
        "activity", "concept__framework__order", "concept__order"
    ).values_list("activity", "state", "concept__framework__slug", "concept__code"):
        labels.setdefault(activity, []).append((SIDES[TagState(state)], label_of(framework, code)))
    for activity in Activity.objects.public().filter(pk__in=labels).order_by("number").iterator(chunk_size=2000):
        row = _row(activity, labels[activity.pk])
        if row["pos"] or row["neg"]:
            yield row


def _row(activity: Activity, said: list[tuple[str, str]]) -> dict[str, Any]:
    sides = {side: [label for there, label in said if there == side and label in TRAINED] for side in SIDES.values()}
    return {"text": text_of(activity), "lang": activity.source_language, **sides}
