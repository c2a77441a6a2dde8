"""What is not in the text yet goes over to the next version: a proposal is open until somebody decides."""

from collections.abc import Collection, Mapping
from typing import Any

from ungis.core.events import Happening, record_all

from .models import Amendment, Version
from .states import AmendmentState

MERGED = (AmendmentState.ACCEPTED, AmendmentState.PARTLY)
UNDECIDED = (AmendmentState.PREPARED, AmendmentState.PROPOSED)
FOOTING = ("version", "kind", "before", "key")


def carry_over(
    old: Version,
    new: Version,
    *,
    by: Any,
    states: Collection[str] = (*UNDECIDED, *MERGED),
    new_keys: Mapping[int, str] | None = None,
) -> int:
    """Put the proposals in these states on the new version; return how many. Each keeps the words it is made to.

    Hence what is accepted on the latest version is not merged yet, and what is accepted on an earlier one is. What
    amended a proposal that stays behind stands on its own: on the paragraph, or on the new one of `new_keys`.
    """
    carried = list(Amendment.objects.filter(version=old, state__in=states).select_related("amends"))
    among = {one.pk for one in carried}
    happened = []
    for one in carried:
        parent = one.amends
        one.version = new
        if parent and parent.pk not in among:
            one.kind, one.before = _footing(one, among)
            one.key = (new_keys or {}).get(parent.pk, one.key)
        told = {"from": old.number, "to": new.number, "kind": one.kind, "before": one.before, "key": one.key}
        happened.append(Happening("drafting.amendment_carried", one, told))
    Amendment.objects.bulk_update(carried, FOOTING, batch_size=200)
    record_all(happened, by=by)
    return len(carried)


def _footing(one: Amendment, among: Collection[int]) -> tuple[str, str]:
    """Return the kind and the words on which a proposal stands where what it amends was not taken."""
    parent = one.amends
    if parent is None or parent.pk in among or parent.state in MERGED:
        return one.kind, one.before
    return _footing(parent, among)
