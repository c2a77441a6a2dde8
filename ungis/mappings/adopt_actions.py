"""A candidate of a composition becomes a claim, because a person says why."""

import json
from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.provenance import Certainty
from ungis.organizations.models import Organization

from . import canonical
from .actions import put_fields, require_places, require_working
from .bridge import WHOLE, Bridge, plan_of
from .composition import Path
from .models import Claim, Concept, Edition, Facilitator
from .permissions import can_adopt_candidate
from .states import ClaimState


class PathsChanged(Refused):
    """The editions have changed since the page was made: other paths lead to the pair now."""


def facilitators_through(paths: list[Path]) -> list[int]:
    """Return the keys of the organizations that facilitate today what the paths go through."""
    middles = {path.middle for path in paths}
    facilitators = Facilitator.objects.on(clock.today()).filter(concept__in=middles)
    return list(facilitators.values_list("organization", flat=True))


def mark_of(paths: list[Any]) -> str:
    """Return a short mark of the paths as a claim keeps them, by which a form knows what its reader saw."""
    return canonical.hash_of(json.dumps(paths))[:16]


@action
def adopt_candidate(
    edition: Edition,
    row: Concept,
    column: Concept,
    *,
    by: Any,
    left: Edition,
    right: Edition,
    rationale: str,
    strength: int | None = None,
    author: Organization | None = None,
    level: str = WHOLE,
    seen: str = "",
) -> Claim:
    """Write a candidate into an edition as a suggestion, inferred, with the paths that lead to it now.

    `left` and `right` are the editions of which it was composed, `level` says what was counted for what, `seen` is
    mark_of the paths that the person judged. Refused: a closed edition, no path, a claim that stands already or was
    rejected, no rationale, an author for whom one does not speak, no author unless it is the bureau who adopts;
    PathsChanged where other paths lead to it now.
    """
    plan = plan_of(edition.matrix, left, right, by)
    bridge = Bridge(edition.matrix, plan, level=level) if plan else None
    paths = bridge.paths(row, column) if bridge else []
    require(can_adopt_candidate(by, facilitators_through(paths)))
    require_working(edition)
    require_places(edition, row, column)
    if bridge is None or not paths:
        raise Refused(_("This does not follow from the two editions: no path leads from the one to the other."))
    kept = [bridge.as_data(path) for path in paths]
    if seen and seen != mark_of(kept):
        raise PathsChanged(_("The two editions have changed since you opened this page. Look at the paths again."))
    _require_new(edition, row, column)
    _require_author(by, author)
    if not rationale.strip():
        raise Refused(_("Say in your own words why the one serves the other: that both share a line is not enough."))
    claim = Claim(edition=edition, row=row, column=column, author=author, state=ClaimState.SUGGESTED, paths=kept)
    fields = {
        "strength": strength,
        "rationale": rationale,
        "evidence": "follows from two other matrices",
        "source": "\n".join(f"{side.matrix.slug}/{side.slug}" for side in (left, right)),
        "certainty": Certainty.INFERRED,
    }
    put_fields(claim, fields)
    claim.save()
    record("mappings.claim_adopted", claim, by=by, data=canonical.claim_as_data(claim))
    return claim


def _require_new(edition: Edition, row: Concept, column: Concept) -> None:
    states = set(edition.claims.filter(row=row, column=column).values_list("state", flat=True))
    if states - {ClaimState.REJECTED}:
        raise Refused(_("There is a claim for this pair already. Revise that one."))
    if states:
        raise Refused(_("A claim for this pair has been rejected. The bureau can open it again."))


def _require_author(by: Any, author: Organization | None) -> None:
    standing = by.standing
    if author is None and not standing.is_bureau:
        raise Refused(_("Say for which organization you adopt it."))
    if author and not standing.is_secretariat and author.pk not in standing.speaks_for:
        raise Refused(_("You do not speak for %(organization)s.") % {"organization": author})
