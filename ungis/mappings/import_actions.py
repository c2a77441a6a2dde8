"""What is done with a workbook that somebody brings back: keep what it would change, then do it or drop it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import Happening, record, record_all
from ungis.organizations.models import Organization

from .actions import REVISABLE, keep_claims, name_organizations, new_claim, require_working, reword
from .claim_table import ClaimTable
from .import_preview import Step, as_kept, mark_of_steps, steps_of
from .models import Claim, Edition, Import
from .permissions import can_decide_import, can_import, can_revise_claim
from .workbook_reading import Reading

MOST_ROWS_NAMED = 20


@action
def offer_import(edition: Edition, reading: Reading, *, by: Any, name: str, sha256: str) -> Import:
    """Keep what a file would change, so that it can be looked at before it is done.

    Refused: the edition is closed, or the file changes nothing.
    """
    require(can_import(by))
    require_working(edition)
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
    require_working(offered.edition)
    table = ClaimTable(offered.edition)
    steps = steps_of(offered, table)
    if seen != mark_of_steps(steps):
        raise Refused(_overtaken(steps))
    writing = _Writing(table, by)
    for step in steps:
        try:
            writing.take(step)
        except Refused as refusal:
            raise Refused(_("Row %(row)d: %(trouble)s") % {"row": step.change.row, "trouble": refusal}) from refusal
        except PermissionDenied as refusal:
            words = _("Row %(row)d: you no longer speak for a facilitator of this line. Nothing was changed.")
            raise Refused(words % {"row": step.change.row}) from refusal
    writing.keep()
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
    if not rows:
        return _("Somebody changed the edition since this page was made. Nothing was done. Please look again.")
    words = _(
        "Somebody changed the edition since this page was made. Nothing was done. Please look again at rows %(rows)s."
    )
    return words % {"rows": told}


class _Writing:
    """The claims that an import writes: judged one by one, as draft_claim and revise_claim judge, and kept together.

    Claim by claim it would take 4 ms a row, and nobody else could write meanwhile.
    """

    def __init__(self, table: ClaimTable, by: Any):
        self.table, self.by = table, by
        self.registry = {organization.acronym: organization for organization in Organization.objects.all()}
        self.facilitators = table.facilitators
        self.rows = {concept.code: concept for concept in table.rows.concepts}
        self.columns = {concept.code: concept for concept in table.columns.concepts}
        self.added: list[Claim] = []
        self.changed: list[tuple[Claim, dict[str, list[Any]]]] = []

    def take(self, step: Step) -> None:
        """Judge one row. Raises Refused, PermissionDenied."""
        fields = {name: after for name, _before, after in step.fields}
        row, column = self.rows[step.change.place.row], self.columns[step.change.place.column]
        facilitators = self.facilitators.get(row.pk, set()) | self.facilitators.get(column.pk, set())
        if step.claim is None:
            author = self.registry.get(step.change.place.author)
            claim = new_claim(
                self.table.edition, row, column, by=self.by, facilitators=facilitators, author=author, **fields
            )
            self.added.append(claim)
        else:
            require(can_revise_claim(self.by, step.claim, facilitators))
            self.changed.append((step.claim, reword(step.claim, fields)))

    def keep(self) -> None:
        """Write what was judged, with an event a claim."""
        keep_claims(self.added, by=self.by)
        Claim.objects.bulk_update(
            [claim for claim, _changed in self.changed], [*REVISABLE, "state", "state_reason"], 100
        )
        name_organizations([claim for claim, changed in self.changed if "carried_out_by" in changed])
        revised = (Happening("mappings.claim_revised", claim, changed) for claim, changed in self.changed)
        record_all(revised, by=self.by)


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
