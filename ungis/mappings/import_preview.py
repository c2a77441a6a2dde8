"""What a kept import would do to its edition as the edition stands now."""

import json
from typing import Any, NamedTuple

from ungis.core.freeze import hash_of

from .actions import REVISABLE
from .claim_table import ClaimTable, Place, place_of, values_of
from .models import Claim, Import
from .workbook_reading import Change, Reading


class Step(NamedTuple):
    """One row of the file and the claim it meets now; `fields` are the name, what stands there and what would."""

    change: Change
    claim: Claim | None
    fields: list[tuple[str, Any, Any]]
    is_overtaken: bool  # the claim is no longer what it was when the file was brought


def as_kept(reading: Reading) -> dict[str, Any]:
    """Return what was read as Import.changes keeps it."""
    return {**reading._asdict(), "changes": [change._asdict() for change in reading.changes]}


def reading_of(offered: Import) -> Reading:
    """Return what was read when the file was brought."""
    kept = offered.changes
    changes = [
        Change(**{**change, "place": Place(*change["place"]), "fields": _in_order(change["fields"])})
        for change in kept["changes"]
    ]
    left_out = [Place(*place) for place in kept["left_out"]]
    return Reading(**{**kept, "changes": changes, "left_out": left_out})


def _in_order(fields: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL keeps the keys of JSON in an order of its own: put them back into that of the table."""
    return {name: fields[name] for name in sorted(fields, key=REVISABLE.index)}


def steps_of(offered: Import, table: ClaimTable) -> list[Step]:
    """Return what is still to be done, row by row; a row that the edition says already is left out."""
    claims = {place_of(claim): claim for claim in table.all_claims}
    steps = (_step(change, claims.get(change.place)) for change in reading_of(offered).changes)
    return [step for step in steps if step.fields or step.claim is None]


def _step(change: Change, claim: Claim | None) -> Step:
    if claim is None:
        return Step(change, None, [(name, before, after) for name, (before, after) in change.fields.items()], False)
    now = values_of(claim)
    fields = [(name, now[name], after) for name, (_before, after) in change.fields.items() if after != now[name]]
    is_overtaken = change.is_new or any(now[name] != before for name, (before, _after) in change.fields.items())
    return Step(change, claim, fields, is_overtaken)


def mark_of_steps(steps: list[Step]) -> str:
    """Return what tells whether the edition is still what the preview showed."""
    told = [[step.change.row, step.claim is None, sorted(step.fields, key=lambda field: field[0])] for step in steps]
    return hash_of(json.dumps(told))
