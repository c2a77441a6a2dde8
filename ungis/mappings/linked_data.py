"""An edition as linked data: what is cleared as SKOS mappings, and every claim as a thing of its own.

JSON-LD and Turtle are written by hand from the same nodes. A library writes the same at twenty times the cost, and
anybody may ask for it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation

from .claim_table import ClaimTable, values_of
from .models import Claim, Edition
from .states import ClaimState

PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
OWN = "ungis"  # the prefix of our own words, which docs/matrices.md tells of
CLASSES = {"Edition": "ungis:Edition", "Claim": "ungis:Claim"}
TEXTS = {"title": "dct:title", "rationale": "dct:description"}  # in English, as the record has them
LINKS = {
    "subject": "rdf:subject",
    "predicate": "rdf:predicate",
    "object": "rdf:object",
    "isPartOf": "dct:isPartOf",
    "wasAttributedTo": "prov:wasAttributedTo",
    "relatedMatch": "skos:relatedMatch",
}
VALUES = {
    "state": "ungis:state",
    "certainty": "ungis:certainty",
    "strength": "ungis:strength",
    "mechanism": "ungis:mechanism",
    "activity": "ungis:activity",
    "carriedOutBy": "ungis:carriedOutBy",
    "evidence": "ungis:evidence",
    "note": "skos:note",
    "source": "dct:source",
    "issued": "dct:issued",
    "sha256": "ungis:sha256",
}
TERMS = {**TEXTS, **LINKS, **VALUES}
Node = dict[str, Any]


def prefixes() -> dict[str, str]:
    return {**PREFIXES, OWN: f"{settings.BASE_URL}/id/vocabulary#"}


# --- nodes -----------------------------------------------------------------------------------------


def nodes_of(table: ClaimTable) -> list[Node]:
    """Return the edition, what is cleared in it by concept, and its claims; identifiers are English addresses."""
    with translation.override("en"):
        edition = _edition_node(table.edition)
        return [edition, *_mappings(table.claims), *(_claim_node(claim, edition["id"]) for claim in table.claims)]


def _edition_node(edition: Edition) -> Node:
    return _without_empty(
        {
            "id": settings.BASE_URL + edition.get_absolute_url(),
            "type": "Edition",
            "title": f"{edition.matrix.title}, {edition.title}",
            "isPartOf": settings.BASE_URL + edition.matrix.get_absolute_url(),
            "state": str(edition.state),
            "certainty": str(edition.certainty),
            "issued": str(edition.published_on or ""),
            "source": edition.sources,
            "sha256": edition.sha256,
        }
    )


def _mappings(claims: Iterable[Claim]) -> Iterator[Node]:
    """Yield each row with the columns that cleared claims link it to."""
    matches: dict[str, dict[str, None]] = {}
    for claim in claims:
        if claim.state == ClaimState.CLEARED:
            matches.setdefault(claim.row.identifier, {})[claim.column.identifier] = None
    for row, columns in matches.items():
        yield {"id": row, "relatedMatch": list(columns)}


def _claim_node(claim: Claim, edition: str) -> Node:
    said = values_of(claim)
    return _without_empty(
        {
            "id": settings.BASE_URL + claim.get_absolute_url(),
            "type": "Claim",
            "isPartOf": edition,
            "subject": claim.row.identifier,
            "predicate": PREFIXES["skos"] + "relatedMatch",
            "object": claim.column.identifier,
            "state": str(claim.state),
            "certainty": said["certainty"],
            "strength": said["strength"],
            "rationale": said["rationale"],
            "mechanism": said["mechanism"],
            "activity": said["activity"],
            "carriedOutBy": [name.strip() for name in said["carried_out_by"].split(";") if name.strip()],
            "evidence": said["evidence"],
            "note": said["note"],
            "source": claim.sources,
            "wasAttributedTo": settings.BASE_URL + claim.author.get_absolute_url() if claim.author else "",
        }
    )


def _without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [])}


# --- the two ways to write them ----------------------------------------------------------------------


def as_json(table: ClaimTable) -> str:
    """Return the edition as JSON-LD that needs nothing from elsewhere: its context is in it."""
    context = {
        **prefixes(),
        "id": "@id",
        "type": "@type",
        **CLASSES,
        **{name: {"@id": term, "@language": "en"} for name, term in TEXTS.items()},
        **{name: {"@id": term, "@type": "@id"} for name, term in LINKS.items()},
        **VALUES,
    }
    return json.dumps({"@context": context, "@graph": nodes_of(table)}, ensure_ascii=False, indent=1) + "\n"


def as_turtle(table: ClaimTable) -> str:
    """Return the edition as Turtle: the same graph as as_json."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())
    return head + "".join(_block(node) for node in nodes_of(table))


def _block(node: Node) -> str:
    lines = [f"a {CLASSES[node['type']]}"] if "type" in node else []
    lines += [f"{TERMS[name]} {', '.join(_objects(name, value))}" for name, value in node.items() if name in TERMS]
    return f"\n<{node['id']}> " + " ;\n  ".join(lines) + " .\n"


def _objects(name: str, value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    if name in LINKS:
        return [f"<{iri}>" for iri in several]
    if name in TEXTS:
        return [f"{_quoted(text)}@en" for text in several]
    return [str(one) if isinstance(one, int) else _quoted(one) for one in several]


def _quoted(text: str) -> str:
    """JSON escapes what Turtle does, in the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
