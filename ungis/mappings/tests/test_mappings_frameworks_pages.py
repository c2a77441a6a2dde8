"""Frameworks and concepts as those who come to them see them."""

import csv
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.core.standing import CLERK, Visibility
from ungis.documents.models import Work
from ungis.mandates.models import Paragraph
from ungis.mappings.actions import open_edition
from ungis.mappings.framework_actions import add_framework, import_framework, offer_framework
from ungis.mappings.framework_import import read_framework
from ungis.mappings.framework_rows import rows_of
from ungis.mappings.mentions import Naming, paragraphs_about
from ungis.mappings.models import Claim, Concept, Facilitator, Framework, Import, Matrix

pytestmark = pytest.mark.django_db


def concept_of(framework, code):
    return Concept.objects.select_related("framework__work").get(framework__slug=framework, code=code)


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "page",
    [
        "",
        "wsis/",
        "sdg/",
        "gdc/",
        "wsis/c7/",
        "wsis/c2/",
        "sdg/sdg-9/",
        "sdg/sdg-9-c/",
        "gdc/objective-1/",
        "gdc/gdc-66/",
    ],
)
def test_every_page_costs_at_most_six_queries(client, django_assert_max_num_queries, language, page):
    with django_assert_max_num_queries(6):
        answer = client.get(f"/{language}/frameworks/{page}")
    assert answer.status_code == 200
    assert len(re.findall("<h1", answer.content.decode())) == 1


def test_the_list_says_what_each_framework_is_and_which_matrices_link_it(client):
    frameworks = dict(client.get("/en/frameworks/").context["frameworks"])
    by_slug = {framework.slug: framework for framework in frameworks}
    assert list(by_slug) == ["wsis", "sdg", "gdc"]
    assert by_slug["sdg"].kinds == [("Goal", 17), ("target", 169)]
    assert [matrix.slug for matrix in by_slug["gdc"].matrices] == ["wsis-gdc", "sdg-gdc"]


def test_a_framework_counts_the_claims_of_each_matrix_with_those_below(client):
    concepts = {concept.code: concept for concept in client.get("/en/frameworks/wsis/").context["concepts"]}
    counted = {edition.matrix.slug: counts for edition, *counts in concepts["C7"].counts}
    for matrix, edition in (("wsis-sdg", "2015"), ("wsis-gdc", "draft")):
        claims = Claim.objects.filter(edition__slug=edition, edition__matrix__slug=matrix, row__parent__code="C7")
        assert counted[matrix] == [claims.count(), claims.cleared().count()]
    assert counted["wsis-sdg"][0] > 0


def test_columns_are_counted_as_rows_are(client):
    concepts = {concept.code: concept for concept in client.get("/en/frameworks/sdg/").context["concepts"]}
    counted = {edition.matrix.slug: counts[0] for edition, *counts in concepts["9.c"].counts}
    published = Claim.objects.filter(edition__slug="2015", column__code="9.c")
    assert counted == {"wsis-sdg": published.count(), "sdg-gdc": 0}


def test_official_colours_stand_beside_the_numbers_of_goals_alone(client):
    page = client.get("/en/frameworks/sdg/").content.decode()
    assert len(re.findall('<svg class="goal"', page)) == 17
    assert 'fill="#E5243B"' in page
    assert "style=" not in page


def test_a_concept_shows_who_facilitates_it_and_how_sure_that_is(client):
    answer = client.get("/en/frameworks/wsis/c7-ebusiness/")
    held = Facilitator.objects.filter(concept__code="C7-ebus")
    assert len(answer.context["facilitators"]) == held.count()
    page = answer.content.decode()
    assert "since when is not known" in page
    assert "inferred, to be confirmed" in page


def test_a_concept_is_linked_in_every_matrix_with_links_to_the_cells(client):
    answer = client.get("/en/frameworks/sdg/sdg-9/")
    linked = answer.context["linked"]
    assert [matrix.matrix.slug for matrix in linked] == ["wsis-sdg", "sdg-gdc"]
    assert [edition.edition.slug for edition in linked[1].editions] == ["compact", "draft"]
    family = Claim.objects.filter(edition__slug="2015", column__code__regex=r"^9(\.|$)")
    assert linked[0].editions[0].claims == family.count()
    page = answer.content.decode()
    for claim in family.select_related("edition__matrix", "row", "column"):
        assert f'href="{claim.get_absolute_url()}"' in page


def test_links_of_an_edition_that_one_may_not_see_are_not_there(client, client_of, member, secretary):
    matrix = Matrix.objects.get(slug="wsis-sdg")
    edition = open_edition(
        matrix, by=secretary, slug="next", title="Next", based_on=matrix.editions.get(slug="2015"),
        visibility=Visibility.GROUP,
    )  # fmt: skip
    for address in ("/en/frameworks/wsis/c2/", "/en/frameworks/sdg/sdg-9/", "/en/frameworks/wsis/"):
        assert edition.get_absolute_url() not in client.get(address).content.decode()
    assert edition.get_absolute_url() in client_of(member).get("/en/frameworks/wsis/c2/").content.decode()


def test_the_history_is_for_those_who_may_read_who_did_it(client, client_of, chair, member):
    assert "<h2>History</h2>" in client_of(chair).get("/en/frameworks/wsis/c2/").content.decode()
    for other in (client, client_of(member)):
        assert "<h2>History</h2>" not in other.get("/en/frameworks/wsis/c2/").content.decode()


@pytest.mark.parametrize(
    "address", ["/en/frameworks/x/", "/en/frameworks/wsis/c99/", "/en/frameworks/x.ttl", "/id/x/y"]
)
def test_what_is_not_there_is_a_plain_404(client, address):
    assert client.get(address, follow=True).status_code == 404


def test_a_document_that_one_may_not_see_is_not_named(client):
    work = Framework.objects.get(slug="gdc").work
    Work.objects.filter(pk=work.pk).update(visibility=Visibility.BUREAU)
    for address in ("", "gdc/", "gdc/gdc-66/"):
        page = client.get(f"/en/frameworks/{address}").content.decode()
        assert work.get_absolute_url() not in page


def test_an_older_version_stays_and_says_by_what_it_is_replaced(client):
    old = Framework.objects.get(slug="wsis")
    new = add_framework(by=CLERK, slug="wsis-2035", title="WSIS action lines", version="2035", replaces=old)
    for address in ("/en/frameworks/wsis/", "/en/frameworks/wsis/c2/"):
        assert f'href="{new.get_absolute_url()}"' in client.get(address).content.decode()
    assert f'href="{old.get_absolute_url()}"' in client.get("/en/frameworks/wsis-2035/").content.decode()
    shown = {framework.slug: older for framework, older in client.get("/en/frameworks/").context["frameworks"]}
    assert shown["wsis-2035"] == [old]
    assert "wsis" not in shown
    assert "isReplacedBy" in client.get("/en/frameworks/wsis.jsonld").content.decode()


# --- mandates that name it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("framework", "code", "text", "is_named"),
    [
        ("wsis", "C1", "under action line C1, as", True),
        ("wsis", "C1", "action lines C1, C2 and C3", True),
        ("wsis", "C1", "action line C11", False),
        ("wsis", "C1", "document WSIS/C1", False),
        ("wsis", "C1", "the code C1-b", False),
        ("wsis", "C7", "C7: ICT applications", True),
        ("wsis", "C7", "C7-ehea", False),
        ("wsis", "C7-ehea", "line C7-ehea.", True),
        ("wsis", "C3", "access to information and knowledge for all", True),
        ("wsis", "C4", "capacity building in developing countries", False),
        ("wsis", "C9", "the media", False),
        ("sdg", "3", "Goal 3 of the Agenda", True),
        ("sdg", "3", "Sustainable Development Goals 1, 3 and 9", True),
        ("sdg", "3", "SDG 3", True),
        ("sdg", "3", "Goal 13", False),
        ("sdg", "3", "Goal 3.8", False),
        ("sdg", "3", "paragraph 3 and the Goals", False),
        ("sdg", "9.c", "target 9.c", True),
        ("sdg", "9.c", "targets 9.1 and 9.c", True),
        ("sdg", "9.c", "targets 9.1, 9.b", False),
        ("sdg", "13", "Climate Action", True),
        ("sdg", "13", "urgent climate action", False),
        ("gdc", "Objective 1", "Objective 1 of the Global Digital Compact", True),
        ("gdc", "Objective 1", "objective 1 of the programme", False),
        ("gdc", "Follow-up", "follow-up and review", False),
        ("gdc", "GDC-11-a", "commitment GDC-11-a", True),
    ],
)
def test_a_paragraph_names_a_concept_or_only_looks_like_it(framework, code, text, is_named):
    concept = concept_of(framework, code)
    assert Naming(concept, concept.framework).is_in(text) is is_named


def test_paragraphs_that_name_a_concept_are_found_for_those_who_may_see_them(client, client_of, chair):
    paragraph = Paragraph.objects.select_related("work").first()
    Paragraph.objects.filter(pk=paragraph.pk).update(quote="Calls for work on target 9.c and action line C2;")
    for address in ("/en/frameworks/sdg/sdg-9-c/", "/en/frameworks/wsis/c2/"):
        assert paragraph in client.get(address).context["naming"]
    Work.objects.filter(pk=paragraph.work.pk).update(visibility=Visibility.BUREAU)
    assert paragraph not in client.get("/en/frameworks/wsis/c2/").context["naming"]
    assert paragraph in client_of(chair).get("/en/frameworks/wsis/c2/").context["naming"]


@pytest.mark.parametrize(
    ("framework", "code", "places"),
    [
        ("gdc", "GDC-66", ["annex-i-66"]),
        ("gdc", "GDC-72", []),
        ("gdc", "Follow-up", ["annex-i-66", "annex-i-68", "annex-i-69", "annex-i-70", "annex-i-71", "annex-i-74"]),
        ("wsis", "C2", ["8-26"]),
    ],
)
def test_the_paragraph_of_the_register_from_which_a_concept_is_taken_is_found(visitor, framework, code, places):
    concept = concept_of(framework, code)
    _naming, holding = paragraphs_about(concept, concept.framework, visitor)
    assert [paragraph.anchor for paragraph in holding] == places


# --- data and identifiers ----------------------------------------------------------------------


def test_the_table_of_a_framework_can_be_brought_back(client):
    content = client.get("/en/frameworks/sdg.csv").content
    assert read_framework(content, "sdg.csv") == rows_of(Framework.objects.get(slug="sdg"))
    (first, *_rest) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (first["identifier"], first["links_wsis-sdg"]) == ("http://metadata.un.org/sdg/1", "12")


def test_the_rows_as_json_are_those_of_the_table(client):
    told = json.loads(client.get("/en/frameworks/wsis.json").content)
    assert told["count"] == 19
    assert told["rows"][1]["facilitators"] == ["ITU"]


@pytest.mark.parametrize(("form", "media"), [("ttl", "text/turtle"), ("jsonld", "application/ld+json")])
def test_frameworks_and_concepts_go_out_as_linked_data(client, form, media):
    for address in ("/en/frameworks/wsis", "/en/frameworks/wsis/c7-ehealth"):
        answer = client.get(f"{address}.{form}")
        assert answer["Content-Type"].startswith(media)
        assert "E-health" in answer.content.decode()


@pytest.mark.parametrize(
    ("accept", "language", "leads_to"),
    [
        ("text/html", "en", "/en/frameworks/wsis/c2/"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "ru,en;q=0.5", "/ru/frameworks/wsis/c2/"),
        ("*/*", "de", "/en/frameworks/wsis/c2/"),
        ("text/turtle", "en", "/en/frameworks/wsis/c2.ttl"),
        ("application/ld+json", "en", "/en/frameworks/wsis/c2.jsonld"),
        ("application/json", "en", "/en/frameworks/wsis/c2.jsonld"),
        ("text/html;q=0.3, text/turtle;q=0.9", "en", "/en/frameworks/wsis/c2.ttl"),
        ("image/png", "en", "/en/frameworks/wsis/c2/"),
        ("junk;;;q=x,,", "tlh", "/en/frameworks/wsis/c2/"),
    ],
)
def test_an_identifier_leads_to_what_is_asked_for(client, accept, language, leads_to):
    answer = client.get("/id/wsis/c2", headers={"accept": accept, "accept-language": language})
    assert (answer.status_code, answer["Location"]) == (303, leads_to)
    assert {"Accept", "Accept-Language"} <= set(answer["Vary"].split(", "))


def test_the_identifier_of_each_concept_without_one_elsewhere_is_an_address_of_ours(client, settings):
    for concept in (concept_of("wsis", "C7-ehea"), concept_of("gdc", "GDC-11-a")):
        assert concept.identifier.startswith(settings.BASE_URL)
        answer = client.get(concept.identifier.removeprefix(settings.BASE_URL))
        assert answer["Location"] == concept.get_absolute_url()


# --- the secretariat's forms -------------------------------------------------------------------


def test_a_facilitator_is_named_and_ended_in_forms(client_of, secretary):
    client = client_of(secretary)
    concept = concept_of("wsis", "C9")
    itu = concept_of("wsis", "C2").facilitators.get().organization
    typed = {"organization": itu.pk, "is_lead": "no", "begins": "2025-07", "source": "a letter", "certainty": "source"}
    address = f"{concept.get_absolute_url()}facilitator/"
    assert client.post(address, typed)["Location"] == concept.get_absolute_url()
    again = client.post(address, typed)
    assert again.status_code == 422
    assert "facilitates this already" in again.content.decode()
    held = concept.facilitators.get(organization=itu)
    assert (held.is_lead, str(held.begins)) == (False, "2025-07")
    end = f"{address}{held.pk}/end/"
    assert client.post(end, {"ends": "soon"}).status_code == 422
    assert client.post(end, {"ends": "2025-01"}).status_code == 422
    assert client.post(end, {"ends": "2025-09"}).status_code == 302
    held.refresh_from_db()
    assert str(held.ends) == "2025-09"


def bring(client, content, name="f.csv", **typed):
    file = SimpleUploadedFile(name, content)
    about = {"slug": "new", "title": "New", "source": "a file", **typed}
    return client.post("/en/frameworks/import/", {**about, "file": file})


def test_a_framework_is_brought_looked_at_and_confirmed(client_of, secretary):
    client = client_of(secretary)
    answer = bring(client, b"code,title,parent\n1,One,\n1.1,Below,1\n")
    preview = client.get(answer["Location"])
    assert "Below" in preview.content.decode()
    assert not Framework.objects.filter(slug="new").exists()
    assert answer["Location"] in client.get("/en/frameworks/").content.decode()
    done = client.post(f"{answer['Location']}confirm/")
    assert done["Location"] == "/en/frameworks/new/"
    assert client.get("/en/frameworks/new/1-1/").status_code == 200
    assert client.get("/en/frameworks/new/").status_code == 200
    assert client.post(f"{answer['Location']}confirm/")["Location"] == answer["Location"]
    assert "This was confirmed on" in client.get(answer["Location"]).content.decode()


def test_a_new_version_is_shown_beside_the_version_before_and_can_be_discarded(client_of, secretary):
    client = client_of(secretary)
    wsis = Framework.objects.get(slug="wsis")
    content = b"code,title,kind\nC1,Everybody,action line\nC12,New things,action line\n"
    answer = bring(client, content, slug="wsis-2035", replaces=wsis.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "<ins>Everybody</ins>" in page
    assert "New things" in page
    assert re.search(r"<del>.*C9.*Media.*</del>", page)
    client.post(f"{answer['Location']}discard/")
    assert not Framework.objects.filter(slug="wsis-2035").exists()
    assert "nothing was changed" in client.get(answer["Location"]).content.decode()


def test_what_is_wrong_in_a_file_stands_in_the_form_line_by_line_and_what_was_typed_stays(client_of, secretary):
    answer = bring(client_of(secretary), b"code,title,parent\n1,,\n2,Two,9\n", title="Kept words")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Line 2, column “title”: the title is missing." in page
    assert "Line 3, column “parent”: the parent “9” is no code of this file." in page
    assert "Kept words" in page
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "f.csv"), (b"\x89PNG\r\n", "f.png"), (b"x" * (4 * 1024 * 1024 + 1), "f.csv")]
)
def test_a_file_that_is_none_is_refused_in_the_form(client_of, secretary, content, name):
    assert bring(client_of(secretary), content, name).status_code == 422


def test_a_file_that_another_officer_brought_is_not_decided_by_others(client_of, secretary, chair):
    offered = offer_framework(by=secretary, name="f.csv", content=b"code,title\n1,One", slug="f", title="F")
    address = f"/en/frameworks/import/{offered.pk}/"
    assert client_of(chair).get(address).status_code == 403
    assert client_of(chair).post(f"{address}confirm/").status_code == 403


def test_words_from_a_file_are_words_on_the_page(client, client_of, secretary):
    content = b'code,title,kind,text\n1,<script>alert(1)</script>,<b>,"<img src=x>"\n'
    offered = offer_framework(by=secretary, name="<i>.csv", content=content, slug="f", title="<u>")
    pages = [client_of(secretary).get(f"/en/frameworks/import/{offered.pk}/")]
    import_framework(offered, by=secretary)
    pages += [client.get(f"/en/frameworks/{page}") for page in ("", "f/", "f/1/")]
    for page in pages:
        assert page.status_code == 200
        for markup in ("<script>alert", "<b>", "<img src=x>", "<i>", "<u>"):
            assert markup not in page.content.decode()
