"""An edition as one canonical text: what is frozen, hashed, and can be checked years later."""

import json
from typing import Any

from ungis.core.freeze import hash_of, lines_of

from .models import Claim, Edition

FORM = "ungis-matrix-edition-1"


def claim_as_data(claim: Claim) -> dict[str, Any]:
    """Return what a claim says, in plain values; its state is part of it, who moved it is not."""
    return {
        "row": claim.row.code,
        "column": claim.column.code,
        "author": claim.author.acronym if claim.author else "",
        "strength": claim.strength,
        "rationale": claim.rationale,
        "mechanism": claim.mechanism,
        "activity": claim.activity,
        "carried_out_by": claim.carried_out_by,
        "evidence": claim.evidence,
        "note": claim.note,
        "readings": claim.readings,
        "paths": claim.paths,
        "source": claim.source,
        "certainty": claim.certainty,
        "state": claim.state,
    }


def revision_of(claim: Claim) -> str:
    """Return a short mark of what a claim says and of its state: whoever changes it says from which they started."""
    return hash_of(json.dumps(claim_as_data(claim), sort_keys=True))[:16]


def text_of(edition: Edition) -> str:
    """Return the edition's head and claims, one JSON object a line, in the order of codes.

    The same claims give the same text. Rejected ones are left out: they are no part of what the edition says.
    """
    head = {
        "form": FORM,
        "matrix": edition.matrix.slug,
        "edition": edition.slug,
        "rows": edition.matrix.rows.slug,
        "columns": edition.matrix.columns.slug,
    }
    claims = edition.claims.standing().select_related("row", "column", "author")
    said = [claim_as_data(claim) for claim in claims]
    said.sort(key=lambda claim: (claim["row"], claim["column"], claim["author"]))
    return lines_of([head, *said])
