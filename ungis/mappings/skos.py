"""Frameworks as SKOS, in JSON-LD and Turtle, written by hand from the same nodes.

A node is a dictionary of the terms below; lists are several values. Texts come by language. The wording of the body
that keeps a framework bears the plain tag of its language, `fr`; a working translation of ours bears the tag of a
translated text of BCP 47 (RFC 6497), `fr-t-en`: French, from English.

A library writes the same at twenty times the cost, and anybody may ask for it.
"""

import json
from collections.abc import Iterable
from typing import Any

from ungis.core.provenance import Certainty

from .framework_rows import TRANSLATED, ConceptRow, own_identifier
from .models import Framework

MEDIA_TYPES = {"ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json; charset=utf-8"}
PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "bibo": "http://purl.org/ontology/bibo/",
    "ical": "http://www.w3.org/2002/12/cal/ical#",
    "schema": "http://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
CLASSES = {"Concept": "skos:Concept", "ConceptScheme": "skos:ConceptScheme"}
TEXTS = {"prefLabel": "skos:prefLabel", "definition": "skos:definition", "description": "dct:description"}
LINKS = {
    "inScheme": "skos:inScheme",
    "hasTopConcept": "skos:hasTopConcept",
    "topConceptOf": "skos:topConceptOf",
    "broader": "skos:broader",
    "narrower": "skos:narrower",
    "relatedMatch": "skos:relatedMatch",
    "closeMatch": "skos:closeMatch",
    "broadMatch": "skos:broadMatch",
    "narrowMatch": "skos:narrowMatch",
    "replaces": "dct:replaces",
    "isReplacedBy": "dct:isReplacedBy",
    "page": "foaf:page",
}
VALUES = {
    "notation": "skos:notation",
    "address": "dct:identifier",
    "kind": "dct:type",
    "source": "dct:source",
    "certainty": "dct:provenance",
    "version": "owl:versionInfo",
    "place": "bibo:locator",
    "due": "ical:due",
    "position": "schema:position",
    "colour": "schema:color",
}
TERMS = {**TEXTS, **LINKS, **VALUES}
CONTEXT = {
    **PREFIXES,
    "id": "@id",
    "type": "@type",
    **CLASSES,
    **{name: {"@id": term, "@container": "@language"} for name, term in TEXTS.items()},
    **{name: {"@id": term, "@type": "@id"} for name, term in LINKS.items()},
    **VALUES,
}
HEADING = "heading"  # a second kind, of those that only gather what stands below them
Node = dict[str, Any]


# --- nodes -------------------------------------------------------------------------------------


def language_tag(language: str, is_official: bool) -> str:
    """Return `fr` for official wording, `fr-t-en` for a working translation from English."""
    return language if is_official else f"{language}-t-en"


def identifier_of(framework: Framework, row: ConceptRow) -> str:
    """The IRI of a concept, as `Concept.identifier` gives it."""
    return row.iri or f"{framework.identifier}/{row.slug}"


def _texts(row: ConceptRow, name: str) -> dict[str, str]:
    own = {"en": getattr(row, name)}
    said = {
        language_tag(key.partition("_")[2], is_official): text
        for key, (text, is_official) in row.said.items()
        if key.startswith(f"{name}_")
    }
    return {language: text for language, text in {**own, **said}.items() if text}


def _without_empty(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}


def scheme_node(framework: Framework, newer: Framework | None = None, titles: dict[str, str] | None = None) -> Node:
    """The framework as a concept scheme. `titles` are those in other languages, by tag; `newer` is what replaces it."""
    return _without_empty(
        {
            "id": framework.identifier,
            "type": "ConceptScheme",
            "prefLabel": {"en": framework.title, **(titles or {})},
            "description": {"en": framework.description} if framework.description else {},
            "version": framework.version,
            "source": framework.source,
            "replaces": framework.replaces.identifier if framework.replaces else "",
            "isReplacedBy": newer.identifier if newer else "",
            "page": own_identifier(framework.slug),
        }
    )


def concept_nodes(framework: Framework, rows: Iterable[ConceptRow]) -> list[Node]:
    """The concepts, each linked to the scheme, to the one above and to those below; all rows of the framework."""
    rows = list(rows)
    iris = {row.code: identifier_of(framework, row) for row in rows}
    below: dict[str, list[str]] = {}
    for row in rows:
        below.setdefault(row.parent, []).append(iris[row.code])
    return [
        _without_empty(
            {
                "id": iris[row.code],
                "type": "Concept",
                "inScheme": framework.identifier,
                "topConceptOf": "" if row.parent else framework.identifier,
                "notation": row.code,
                "position": position,
                "prefLabel": _texts(row, TRANSLATED[0]),
                "definition": _texts(row, TRANSLATED[1]),
                "broader": iris[row.parent] if row.parent else "",
                "narrower": below.get(row.code, []),
                "kind": [row.kind, HEADING] if row.is_heading and row.kind != HEADING else row.kind,
                "address": row.slug,
                "place": row.place,
                "due": row.due,
                "colour": row.colour,
                "source": row.source,
                "certainty": "" if row.certainty == Certainty.SOURCE else row.certainty,
                "page": own_identifier(framework.slug, row.slug),
            }
        )
        for position, row in enumerate(rows, 1)
    ]


def framework_nodes(
    framework: Framework,
    rows: Iterable[ConceptRow],
    newer: Framework | None = None,
    titles: dict[str, str] | None = None,
) -> list[Node]:
    """The whole framework: its scheme, then its concepts in order."""
    scheme, concepts = scheme_node(framework, newer, titles), concept_nodes(framework, rows)
    scheme["hasTopConcept"] = [node["id"] for node in concepts if "topConceptOf" in node]
    return [_without_empty(scheme), *concepts]


# --- the two ways to write them ----------------------------------------------------------------


def as_jsonld(nodes: Iterable[Node]) -> str:
    """Return the nodes as JSON-LD that needs nothing from elsewhere: its context is in it."""
    return json.dumps({"@context": CONTEXT, "@graph": list(nodes)}, ensure_ascii=False, indent=1) + "\n"


def as_turtle(nodes: Iterable[Node]) -> str:
    """Return the nodes as Turtle: the same graph as as_jsonld."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return head + "".join(_block(node) for node in nodes)


def _block(node: Node) -> str:
    lines = [f"a {CLASSES[node['type']]}"]
    lines += [f"{TERMS[name]} {', '.join(_objects(name, value))}" for name, value in node.items() if name in TERMS]
    return f"\n<{node['id']}> " + " ;\n  ".join(lines) + " .\n"


def _objects(name: str, value: Any) -> list[str]:
    if name in TEXTS:
        return [f"{_quoted(text)}@{language}" for language, text in value.items()]
    several = value if isinstance(value, list) else [value]
    if name in LINKS:
        return [f"<{iri}>" for iri in several]
    return [str(one) if isinstance(one, int) else _quoted(one) for one in several]


def _quoted(text: str) -> str:
    """JSON escapes what Turtle does, in the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
