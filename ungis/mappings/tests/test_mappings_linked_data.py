"""An edition as linked data: JSON-LD and Turtle say the same, and what is cleared is a mapping."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from ungis.core.standing import CLERK
from ungis.mappings import actions, linked_data
from ungis.mappings.claim_table import ClaimTable
from ungis.mappings.tests.brought import edition_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib's own reader of JSON-LD uses it
]
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
PROV = Namespace("http://www.w3.org/ns/prov#")
EDITIONS = [("wsis-sdg", "2015"), ("wsis-gdc", "draft"), ("sdg-gdc", "compact")]


def own():
    return Namespace(f"{settings.BASE_URL}/id/vocabulary#")


def turtle_of(edition):
    return Graph().parse(data=linked_data.as_turtle(ClaimTable(edition)), format="turtle")


@pytest.mark.parametrize(("matrix", "slug"), EDITIONS)
def test_both_ways_of_writing_are_one_graph(matrix, slug):
    edition = edition_of(matrix, slug)
    other = Graph().parse(data=linked_data.as_json(ClaimTable(edition)), format="json-ld")
    assert len(other) > 1_000
    assert isomorphic(turtle_of(edition), other)


def test_odd_words_are_one_graph_too():
    matrix = edition_of("wsis-gdc", "draft").matrix
    actions.open_edition(matrix, by=CLERK, slug="odd", title='A "title" \\ of\nlines')
    edition = edition_of("wsis-gdc", "odd")
    table = ClaimTable(edition)
    words = 'quotes " and \\ and\nbreaks, \u2028, \u0085, \U0001f600, العربية, <b>, ’, \t.'
    actions.draft_claim(
        edition,
        table.rows.claimable[0],
        table.columns.claimable[0],
        by=CLERK,
        rationale=words,
        note=words,
        source=words,
    )
    graph = turtle_of(edition)
    assert isomorphic(graph, Graph().parse(data=linked_data.as_json(ClaimTable(edition)), format="json-ld"))
    assert Literal(words, lang="en") in set(graph.objects(None, DCT.description))


def test_what_is_cleared_is_a_mapping_between_the_identifiers_of_its_bodies():
    edition = edition_of("wsis-sdg", "2015")
    graph = turtle_of(edition)
    line, target = URIRef(f"{settings.BASE_URL}/id/wsis/c1"), URIRef("http://metadata.un.org/sdg/16.10")
    assert (line, SKOS.relatedMatch, target) in graph
    mapped = set(graph.subject_objects(SKOS.relatedMatch))
    assert len(mapped) == edition.claims.cleared().count() == 184


def test_what_is_not_cleared_is_a_claim_and_no_mapping():
    edition = edition_of("wsis-gdc", "draft")
    graph = turtle_of(edition)
    assert not set(graph.subject_objects(SKOS.relatedMatch))
    claims = set(graph.subjects(RDF.type, own().Claim))
    assert len(claims) == 205
    assert {str(state) for state in graph.objects(None, own().certainty)} == {"source", "inferred"}


def test_a_claim_says_what_links_what_who_says_so_and_where_it_stands(member):
    edition = edition_of("wsis-gdc", "draft")
    table = ClaimTable(edition)
    row = next(concept for concept in table.rows.claimable if concept.code == "C7-eagr")
    column = next(concept for concept in table.columns.claimable if concept.code == "GDC-11-a")
    (fao,) = actions.named_in("FAO")
    claim = actions.draft_claim(
        edition, row, column, by=member, author=fao, strength=3, rationale="Words", source="one\ntwo"
    )
    graph = turtle_of(edition)
    node = URIRef(settings.BASE_URL + claim.get_absolute_url())
    assert set(graph.objects(node, DCT.source)) == {Literal("one"), Literal("two")}
    assert graph.value(node, own().strength) == Literal(3)
    assert graph.value(node, RDF.predicate) == SKOS.relatedMatch
    assert str(graph.value(node, RDF.subject)) == row.identifier
    assert str(graph.value(node, PROV.wasAttributedTo)) == settings.BASE_URL + "/en/members/fao/"


def test_identifiers_are_the_same_in_every_language(client):
    in_english, in_arabic = (client.get(f"/{code}/matrices/wsis-sdg/2015.jsonld").content for code in ("en", "ar"))
    assert in_english == in_arabic
    assert json.loads(in_english)["@graph"][0]["id"] == f"{settings.BASE_URL}/en/matrices/wsis-sdg/2015/"


def test_every_word_of_our_own_is_told_of_in_the_docs():
    page = (Path(settings.PACKAGE).parent / "docs" / "matrices.md").read_text(encoding="utf-8")
    words = {term for term in [*linked_data.TERMS.values(), *linked_data.CLASSES.values()] if term.startswith("ungis:")}
    assert {word for word in words if f"`{word}`" not in page} == set()
