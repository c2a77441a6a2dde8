"""Reading a framework from a file that somebody brings: CSV, or SKOS in Turtle, JSON-LD or RDF/XML.

A file is read whole or not at all; what is wrong is told line by line (SKOS: concept by concept).
"""

from django.utils.translation import gettext as _

from .framework_csv import read_csv
from .framework_judging import Unreadable
from .framework_rows import ConceptRow
from .skos_import import read_jsonld, read_rdf_xml, read_turtle

MOST_BYTES = 4 * 1024 * 1024
READERS = {
    "csv": read_csv,
    "ttl": read_turtle,
    "jsonld": read_jsonld,
    "json": read_jsonld,
    "rdf": read_rdf_xml,
    "xml": read_rdf_xml,
}


def read_framework(content: bytes, name: str) -> list[ConceptRow]:
    """Return the concepts of a file in their order, each after its parent. Raises Unreadable.

    What the file is, is judged by the ending of its name: csv, ttl, jsonld or json, rdf or xml.
    """
    reader = READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise Unreadable([_("Bring a file whose name ends in .csv, .ttl, .jsonld, .json, .rdf or .xml.")])
    if not content.strip():
        raise Unreadable([_("The file is empty.")])
    if len(content) > MOST_BYTES:
        raise Unreadable([_("The file is larger than 4 megabytes. Please bring a smaller one.")])
    return reader(content)
