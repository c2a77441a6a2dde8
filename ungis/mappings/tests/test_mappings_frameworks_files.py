"""Frameworks as files: what goes out comes back equal, and what is wrong in a file is told with its place."""

import json

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from ungis.languages.texts import LANGUAGES
from ungis.mappings import skos
from ungis.mappings.framework_csv import csv_row
from ungis.mappings.framework_import import MOST_BYTES, read_framework
from ungis.mappings.framework_judging import MOST_ROWS, MOST_TROUBLES, Unreadable
from ungis.mappings.framework_rows import SAID, ConceptRow, differences, rows_of
from ungis.mappings.models import Framework
from ungis.pages.twins import twin

SKOS_HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <https://example.org/f/> .\n"
CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "label": {"@id": "skos:prefLabel", "@container": "@language"},
}


def as_csv(rows):
    return twin("csv", "rows", [csv_row(row) for row in rows]).content


def troubles_of(content, name="framework.csv"):
    with pytest.raises(Unreadable) as refused:
        read_framework(content if isinstance(content, bytes) else content.encode(), name)
    return list(refused.value.args)


def turtle(text):
    return read_framework((SKOS_HEAD + text).encode(), "framework.ttl")


# --- what goes out -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns of itself
@pytest.mark.parametrize(("slug", "count"), [("wsis", 19), ("sdg", 186), ("gdc", 125)])
def test_json_ld_and_turtle_are_one_graph(slug, count):
    from rdflib import Graph
    from rdflib.compare import isomorphic
    from rdflib.namespace import RDF, SKOS

    framework = Framework.objects.get(slug=slug)
    nodes = skos.framework_nodes(framework, rows_of(framework))
    of_jsonld = Graph().parse(data=skos.as_jsonld(nodes), format="json-ld")
    of_turtle = Graph().parse(data=skos.as_turtle(nodes), format="turtle")
    assert len(set(of_turtle.subjects(RDF.type, SKOS.Concept))) == count
    assert isomorphic(of_jsonld, of_turtle)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["wsis", "sdg", "gdc"])
@pytest.mark.parametrize("form", ["ttl", "jsonld", "csv"])
def test_what_goes_out_comes_back_equal(slug, form):
    framework = Framework.objects.get(slug=slug)
    rows = rows_of(framework)
    write = {"ttl": skos.as_turtle, "jsonld": skos.as_jsonld}
    content = as_csv(rows) if form == "csv" else write[form](skos.framework_nodes(framework, rows)).encode()
    assert read_framework(content, f"framework.{form}") == rows


@pytest.mark.django_db
def test_official_wording_bears_the_tag_of_its_language_and_ours_that_of_a_translation():
    framework = Framework.objects.get(slug="sdg")
    rows = rows_of(framework)
    next(row for row in rows if row.code == "9.c").said["title_fr"] = ["Accès à Internet", False]
    node = next(node for node in skos.concept_nodes(framework, rows) if node["notation"] == "9.c")
    assert set(node["definition"]) == {"en", *LANGUAGES}
    assert node["prefLabel"]["fr-t-en"] == "Accès à Internet"
    assert "fr" not in node["prefLabel"]
    assert node["id"] == "http://metadata.un.org/sdg/9.c"


@override_settings(BASE_URL="https://ungis.example")
def test_concepts_without_an_identifier_elsewhere_bear_ours():
    framework = Framework(slug="lines", title="Lines")
    nodes = skos.framework_nodes(
        framework, [ConceptRow("C7", "Seven", slug="c7"), ConceptRow("C7-a", "A", "line", "C7")]
    )
    assert nodes[0]["hasTopConcept"] == ["https://ungis.example/id/lines/c7"]
    assert nodes[1]["narrower"] == [nodes[2]["id"]]
    assert nodes[2]["broader"] == "https://ungis.example/id/lines/c7"
    assert "topConceptOf" not in nodes[2]


def test_turtle_keeps_quotes_breaks_and_signs_of_every_script():
    from rdflib import Graph, Literal

    framework = Framework(slug="f", title='A "quoted" \\ title')
    odd = 'He said "no"\n\tand \\ left\x7f — 数字 رقمي'
    nodes = skos.framework_nodes(framework, [ConceptRow("1", "One", slug="one", text=odd)])
    graph = Graph().parse(data=skos.as_turtle(nodes), format="turtle")
    assert Literal(odd, lang="en") in set(graph.objects())


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)
TITLE = WORDS.filter(lambda text: text and not text.startswith("'"))


@st.composite
def frameworks(draw):
    rows = []
    for number in range(draw(st.integers(1, 8))):
        parents = [""] + [row.code for row in rows]
        text = "\n".join(draw(st.lists(TITLE, max_size=3)))
        names = [name for name in SAID if text or name.startswith("title")]
        said = draw(st.dictionaries(st.sampled_from(names), st.tuples(TITLE, st.booleans()).map(list), max_size=3))
        row = ConceptRow(
            code=f"X{number}",
            title=draw(TITLE),
            kind=draw(st.sampled_from(["goal", "target", "line"])),
            parent=draw(st.sampled_from(parents)),
            slug=f"x{number}",
            text=text,
            is_heading=draw(st.booleans()),
            colour=draw(st.sampled_from(["", "#E5243B"])),
            certainty=draw(st.sampled_from(["source", "inferred"])),
            said={name: said[name] for name in SAID if name in said},
        )
        rows.append(row)
    return rows


@given(frameworks())
@settings(deadline=None, max_examples=150)
def test_any_framework_survives_a_table_whatever_its_words(rows):
    assert read_framework(as_csv(rows), "framework.csv") == rows


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_a_table_may_be_divided_by_commas_semicolons_or_tabs(divider):
    lines = ["code,title,parent", "1,Goal one,", "1.1,Target one,1"]
    rows = read_framework("\r\n".join(line.replace(",", divider) for line in lines).encode(), "f.csv")
    assert [(row.code, row.parent, row.slug, row.kind) for row in rows] == [
        ("1", "", "1", "concept"),
        ("1.1", "1", "1-1", "concept"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "The file is empty."),
        ("  \n ", "The file is empty."),
        ("code,title\n", "no concept below it"),
        ("code,name\n1,One", "Line 1: missing columns: title."),
        ("code,name\n1,One", "Line 1: unknown columns: name."),
        ("code,title,title\n1,One,Two", "Line 1: columns that stand twice: title."),
        ("code,title\n1,One\n1,Two", "Line 3, column “code”: the code “1” stands already in: Line 2."),
        ("code,title,parent\n1,One,7", "Line 2, column “parent”: the parent “7” is no code of this file."),
        ("code,title,parent\n2,Two,1\n1,One,", "Line 2, column “parent”: the parent “1” comes only later (Line 3)."),
        ("code,title,parent\n1,One,1", "“1” cannot stand below itself."),
        ("code,title\n1,\n", "Line 2, column “title”: the title is missing."),
        ("code,title\n,One", "Line 2, column “code”: the code is missing."),
        ("code,title\n1,=SUM(A1)", "Line 2, column “title”: “=SUM(A1)” begins like a formula."),
        ("code,title\n1,＝SUM(A1)", "begins like a formula."),
        ("code,title\n1,One,Two", "Line 2: more cells than the first line has names."),
        ('code,title\n1,"One\n2,Two', "a cell in quotation marks has no end"),
        ('code,title\n1,"a\nb"\n2,"One"x', "Line 4: a cell in quotation marks has no end, or goes on after it."),
        ("code,title,iri\n1,One,not an address", "Line 2, column “iri”: “not an address” is no address on the web."),
        ("code,title,colour\n1,One,red", "Line 2, column “colour”: a colour is written as #E5243B."),
        ("code,title,heading\n1,One,perhaps", "Line 2, column “heading”: “perhaps” is neither yes nor no."),
        ("code,title,certainty\n1,One,sure", "“sure” is no certainty"),
        ("code,title,text_fr\n1,One,Un", "Line 2, column “text_fr”: a translation of a text that is not there."),
        (f"code,title\n1,{'x' * 301}", "Line 2, column “title”: longer than 300 characters."),
        (f"code,title,title_fr\n1,One,{'x' * 301}", "Line 2, column “title_fr”: longer than 300 characters."),
        ("code,title\n数,One", "Line 2: “数” gives no address"),
        ("code,title\n3.8,One\n3-8,Two", "Line 3: the address “3-8” is taken by Line 2 already."),
        ("code,title\nimport,One", "“import” gives no address"),
        ("code,title\n1,One\x01", "it holds signs that are no text."),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_line_and_column(content, told):
    assert any(told in trouble for trouble in troubles_of(content)), troubles_of(content)


def test_a_cell_of_several_lines_does_not_move_the_numbers_of_those_below():
    assert troubles_of('code,title,text\n1,One,"a\nb\nc"\n2,,') == ["Line 5, column “title”: the title is missing."]


def test_another_encoding_is_told_with_its_line():
    assert "Line 2: the file is not written in UTF-8." in troubles_of("code,title\n1,Santé".encode("latin-1"))[0]


def test_many_troubles_are_told_up_to_a_number():
    told = troubles_of("code,title\n" + "1,\n" * 100)
    assert len(told) == MOST_TROUBLES + 1
    assert told[-1].startswith("There are ")


def test_a_file_too_large_or_with_too_many_rows_is_refused_before_it_is_read():
    assert (
        "more than 5000 concepts" in troubles_of("code,title\n" + "".join(f"{n},x\n" for n in range(MOST_ROWS + 1)))[0]
    )
    assert "larger than 4 megabytes" in troubles_of(b"x" * (MOST_BYTES + 1))[0]


def test_a_chain_of_parents_without_end_is_refused():
    lines = ["code,title,parent", "c0,x,", *(f"c{n},x,c{n - 1}" for n in range(1, 40))]
    assert "levels deep" in troubles_of("\n".join(lines))[0]


def test_a_name_that_says_no_known_kind_of_file_is_refused():
    assert troubles_of("code,title\n1,One", "framework.xlsx") == [
        "Bring a file whose name ends in .csv, .ttl, .jsonld, .json, .rdf or .xml."
    ]


# --- SKOS --------------------------------------------------------------------------------------


def test_a_foreign_scheme_is_read_with_its_labels_and_identifiers():
    rows = turtle(
        'e:b a skos:Concept ; skos:notation "2" ; skos:prefLabel "Two"@en, "Deux"@fr, "Zwei"@de ; skos:broader e:a .\n'
        'e:a a skos:Concept ; skos:notation "1" ; skos:prefLabel "One"@en ; skos:definition "The first"@en .\n'
        'e:c a skos:Concept ; skos:prefLabel "Ten"@en ; skos:notation "10" .'
    )
    assert [(row.code, row.title, row.parent, row.iri) for row in rows] == [
        ("1", "One", "", "https://example.org/f/a"),
        ("2", "Two", "1", "https://example.org/f/b"),
        ("10", "Ten", "", "https://example.org/f/c"),
    ]
    assert rows[1].said == {"title_fr": ["Deux", True]}


def test_a_concept_without_notation_takes_the_last_step_of_its_iri():
    assert turtle('e:access a skos:Concept ; skos:prefLabel "Access" .')[0].code == "access"


RDF_XML = """<?xml version="1.0"?>%s<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="https://example.org/1">
 <skos:prefLabel xml:lang="en">One%s</skos:prefLabel></skos:Concept></rdf:RDF>"""


def test_rdf_xml_is_read():
    assert read_framework((RDF_XML % ("", "")).encode(), "f.rdf")[0].title == "One"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x "y">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
    ],
)
def test_xml_that_declares_entities_is_refused(doctype):
    content = RDF_XML % (doctype, "&x;" if "ENTITY" in doctype else "")
    assert troubles_of(content, "f.rdf") == [
        "This file declares a document type or entities. Save it without, or as Turtle."
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "https://example.org/context.jsonld", "@graph": []},
        {"@context": [CONTEXT, "https://example.org/context.jsonld"]},
        {"@context": {"@import": "https://example.org/context.jsonld"}},
        {"@context": {"part": {"@id": "skos:x", "@context": "https://example.org/c"}}},
        [{"@graph": [{"@context": "file:///etc/passwd"}]}],
    ],
)
def test_a_context_elsewhere_is_never_fetched(document):
    assert "nothing is fetched from elsewhere" in troubles_of(json.dumps(document), "f.jsonld")[0]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (SKOS_HEAD, "f.ttl", "The file holds no concept"),
        (SKOS_HEAD + "e:a a skos:Concept", "f.ttl", "cannot be read as SKOS"),
        ("<html><body>not found", "f.ttl", "cannot be read as SKOS"),
        ("{", "f.jsonld", "Line 1: this is not well-formed JSON."),
        ("[" * 200_000, "f.jsonld", "nested too deeply"),
        ("<a><b></a>", "f.rdf", "Line 1: this is not well-formed XML."),
        (SKOS_HEAD + "e:a a skos:Concept .", "f.ttl", "“a”: the title is missing."),
        (SKOS_HEAD + 'e:a a skos:Concept ; skos:prefLabel "A", "B" .', "f.ttl", "two labels in one language (en)"),
        (
            SKOS_HEAD + 'e:a a skos:Concept ; skos:prefLabel "A" ; skos:broader e:b .',
            "f.ttl",
            "“a”: it stands below “https://example.org/f/b”, which is no concept of this file.",
        ),
        (
            SKOS_HEAD + 'e:a a skos:Concept ; skos:prefLabel "A" ; skos:broader e:b .'
            'e:b a skos:Concept ; skos:prefLabel "B" ; skos:broader e:a .',
            "f.ttl",
            "These concepts stand below each other in a circle: a, b.",
        ),
        (
            SKOS_HEAD + 'e:a a skos:Concept ; skos:prefLabel "A" ; skos:broader e:b, e:c .'
            'e:b a skos:Concept ; skos:prefLabel "B" . e:c a skos:Concept ; skos:prefLabel "C" .',
            "f.ttl",
            "“a”: it stands below several: b, c.",
        ),
        (
            SKOS_HEAD + 'e:a a skos:Concept ; skos:prefLabel "A" ; skos:notation "1" .'
            'e:b a skos:Concept ; skos:prefLabel "B" ; skos:notation "1" .',
            "f.ttl",
            "1: 2 concepts bear this notation.",
        ),
        (SKOS_HEAD + "e:x a skos:ConceptScheme . e:y a skos:ConceptScheme .", "f.ttl", "more than one concept scheme"),
    ],
)
def test_what_is_wrong_in_skos_is_told_in_plain_words(content, name, told):
    assert any(told in trouble for trouble in troubles_of(content, name)), troubles_of(content, name)


# --- versions ----------------------------------------------------------------------------------


def test_two_versions_differ_by_code_in_what_was_added_dropped_and_changed():
    old = [ConceptRow("1", "One"), ConceptRow("2", "Two", place="2"), ConceptRow("3", "Three")]
    new = [ConceptRow("1", "One", source="elsewhere"), ConceptRow("2", "Second", place="2"), ConceptRow("4", "Four")]
    assert differences(old, new) == {
        "added": ["4"],
        "dropped": ["3"],
        "changed": {"2": {"title": ["Two", "Second"]}},
    }
