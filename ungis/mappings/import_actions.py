"""What is done with a workbook that somebody brings back: keep what it would change, then do it or drop it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.organizations.models import Organization

from .actions import draft_claim, revise_claim
from .claim_table import ClaimTable
from .import_preview import Step, as_kept, mark_of_steps, steps_of
from .models import Edition, Import
from .permissions import can_decide_import, can_import
from .workbook_reading import Reading

MOST_ROWS_NAMED = 20


@action
def offer_import(edition: Edition, reading: Reading, *, by: Any, name: str, sha256: str) -> Import:
    """Keep what a file would change, so that it can be looked at before it is done.

    Refused: the edition is closed, or the file changes nothing.
    """
    require(can_import(by))
    if not edition.is_working:
        raise Refused(_("This edition is closed: its claims no longer change. Open a new edition to go on."))
    if not reading.changes:
        raise Refused(_("This file changes nothing: every row says what the edition says."))
    offered = Import.objects.create(
        edition=edition, name=name, sha256=sha256, changes=as_kept(reading), offered_at=clock.now(), offered_by=by
    )
    record("mappings.import_offered", edition, by=by, data={"file": name, "sha256": sha256, **_counts(reading)})
    return offered


def _counts(reading: Reading) -> dict[str, int]:
    added = sum(change.is_new for change in reading.changes)
    return {"added": added, "changed": len(reading.changes) - added}


@action
def apply_import(offered: Import, *, by: Any, seen: str) -> Import:
    """Do all that the preview showed, or nothing; each claim leaves its own event too.

    `seen` is mark_of_steps of the preview. Refused: it was decided before, the edition is no longer what the
    preview showed, or a row is refused, which is then named.
    """
    require(can_import(by) and can_decide_import(by, offered))
    offered = _waiting(offered)
    table = ClaimTable(offered.edition)
    steps = steps_of(offered, table)
    if seen != mark_of_steps(steps):
        raise Refused(_overtaken(steps))
    authors = {organization.acronym: organization for organization in Organization.objects.all()}
    for step in steps:
        try:
            _take(step, table, authors, by)
        except Refused as refusal:
            raise Refused(_("Row %(row)d: %(trouble)s") % {"row": step.change.row, "trouble": refusal}) from refusal
        except PermissionDenied as refusal:
            words = _("Row %(row)d: you no longer speak for a facilitator of this line. Nothing was changed.")
            raise Refused(words % {"row": step.change.row}) from refusal
    offered.applied_at, offered.applied_by_id = clock.now(), by.pk
    offered.save(update_fields=["applied_at", "applied_by"])
    done = {
        "added": sum(step.claim is None for step in steps),
        "changed": sum(step.claim is not None for step in steps),
    }
    told = {"file": offered.name, "sha256": offered.sha256, **done}
    record("mappings.import_applied", offered.edition, by=by, data=told)
    return offered


def _waiting(offered: Import) -> Import:
    """Return the import as it is now, with its edition. Refused: somebody has decided on it."""
    imports = Import.objects.select_related("edition__matrix__rows", "edition__matrix__columns")
    fresh = imports.select_for_update(of=("self",)).get(pk=offered.pk)
    if not fresh.is_waiting:
        raise Refused(_("This import has been decided on already."))
    return fresh


def _overtaken(steps: list[Step]) -> str:
    rows = [str(step.change.row) for step in steps if step.is_overtaken]
    told = ", ".join(rows[:MOST_ROWS_NAMED]) + (" …" if len(rows) > MOST_ROWS_NAMED else "")
    words = _("Somebody changed the edition since this page was made. Nothing was done. Please look again")
    return f"{words}: {_('row')} {told}." if rows else f"{words}."


def _take(step: Step, table: ClaimTable, authors: dict[str, Organization], by: Any) -> None:
    fields = {name: after for name, _before, after in step.fields}
    if step.claim is not None:
        revise_claim(step.claim, by=by, **fields)
        return
    place = step.change.place
    row = next(concept for concept in table.rows.claimable if concept.code == place.row)
    column = next(concept for concept in table.columns.claimable if concept.code == place.column)
    draft_claim(table.edition, row, column, by=by, author=authors.get(place.author), **fields)


@action
def discard_import(offered: Import, *, by: Any) -> Import:
    """Drop what a file would change; nothing of it was done. Refused: it was decided before."""
    require(can_decide_import(by, offered))
    offered = _waiting(offered)
    offered.discarded_at, offered.discarded_by_id = clock.now(), by.pk
    offered.save(update_fields=["discarded_at", "discarded_by"])
    told = {"file": offered.name, "sha256": offered.sha256}
    record("mappings.import_discarded", offered.edition or offered, by=by, data=told)
    return offered
