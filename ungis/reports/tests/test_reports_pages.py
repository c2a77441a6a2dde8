"""The pages of the papers: what the public sees, what the secretariat does there."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from pypdf import PdfReader

from ungis.core.standing import CLERK
from ungis.meetings.models import Meeting
from ungis.reports import actions
from ungis.reports.models import CouncilSession, Paper

pytestmark = pytest.mark.django_db
CHOICES = {"number": "5", "since": "2025-02-15", "as_of": "2025-08-08", "arrangement": "events"}
CHOICES["source_line"] = "Report by the Secretary-General"
MOST_QUERIES = 6


@pytest.fixture
def draft():
    session = CouncilSession.objects.get(number=43)
    return actions.draft_paper(session, by=CLERK, number=5, since=date(2025, 2, 15), as_of=date(2025, 8, 8))


@pytest.fixture
def issued(draft):
    return actions.issue_paper(draft, by=CLERK)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_a_draft_does_not_exist_for_anybody_but_the_secretariat(client, client_of, draft, secretary, member, chair):
    for reader in (client, client_of(member), client_of(chair)):
        assert "43/5" not in page(reader, "/en/reports/")
        for tail in ("", "word/", "pdf/", "since-then/"):
            page(reader, f"/en/reports/43-5/{tail}", 404)
    assert "43/5" in page(client_of(secretary), "/en/reports/")
    page(client_of(secretary), "/en/reports/43-5/")


def test_the_empty_list_says_what_would_be_there(client):
    assert "No paper has been issued here yet" in page(client, "/en/reports/")


def test_the_public_reads_an_issued_paper_with_its_hash_and_links_to_the_records(client, issued):
    assert "CWG-WSIS&amp;SDG-43/5" in page(client, "/en/reports/")
    html = page(client, "/en/reports/43-5/")
    assert issued.sha256 in html
    assert 'href="/en/meetings/22/"' in html
    assert "The twenty-second UNGIS meeting was held" in html
    assert "To look at before it is issued" not in html
    assert 'href="/ar/meetings/22/"' in page(client, "/ar/reports/43-5/")


def test_list_and_paper_cost_an_anonymous_reader_few_queries(client, issued):
    for address in ("/en/reports/", "/en/reports/43-5/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, address)
        assert len(queries) <= MOST_QUERIES, (address, [query["sql"] for query in queries])


def test_the_list_can_be_left_to_papers_that_speak_of_one_record(client, issued):
    meeting, other = Meeting.objects.get(number=22), Meeting.objects.get(number=1)
    assert "43/5" in page(client, f"/en/reports/?cites=meetings.meeting:{meeting.pk}")
    assert "No paper that you may see" in page(client, f"/en/reports/?cites=meetings.meeting:{other.pk}")
    for junk in ("x", "meetings.meeting:", "meetings.meeting:9" + "9" * 30, "%00", "'--"):
        assert client.get(f"/en/reports/?cites={junk}").status_code in (400, 404)


def test_the_secretariat_drafts_a_paper_from_the_page(client_of, secretary):
    session = CouncilSession.objects.get(number=43)
    secretarys = client_of(secretary)
    page(secretarys, "/en/reports/new/")
    response = secretarys.post("/en/reports/new/", {**CHOICES, "session": session.pk})
    assert response.status_code == 302
    assert response["Location"] == "/en/reports/43-5/"
    html = page(secretarys, "/en/reports/43-5/")
    assert "To look at before it is issued" in html
    assert "still recorded as planned" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": "2025-02-01"},
        {"as_of": "soon"},
        {"as_of": "9999-12-31"},
        {"number": "-1"},
        {"arrangement": "spiral"},
        {"source_line": ""},
        {"session": "0"},
    ],
)
def test_wrong_choices_are_answered_with_a_message_and_what_was_typed(client_of, secretary, wrong):
    session = CouncilSession.objects.get(number=43)
    response = client_of(secretary).post("/en/reports/new/", {**CHOICES, "session": session.pk, **wrong})
    assert response.status_code == 422
    assert 'value="2025-02-15"' in response.content.decode()
    assert not Paper.objects.exists()


def test_the_choices_of_a_draft_are_changed_on_its_page(client_of, draft, secretary):
    secretarys = client_of(secretary)
    page(secretarys, "/en/reports/43-5/edit/")
    assert secretarys.post("/en/reports/43-5/edit/", {**CHOICES, "number": "6"})["Location"] == "/en/reports/43-6/"
    response = secretarys.post("/en/reports/43-6/edit/", {**CHOICES, "number": "6", "as_of": "2001-01-01"})
    assert response.status_code == 422


def test_issuing_shows_the_findings_first_and_asks_once_more(client_of, draft, secretary):
    secretarys = client_of(secretary)
    asked = secretarys.post("/en/reports/43-5/issue/")
    assert asked.status_code == 200
    assert "still recorded as planned" in asked.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert secretarys.post("/en/reports/43-5/issue/", {"confirmed": "yes"})["Location"] == "/en/reports/43-5/"
    draft.refresh_from_db()
    assert draft.state == "issued"
    again = secretarys.post("/en/reports/43-5/issue/", {"confirmed": "yes"})
    assert again.status_code == 422
    assert "never changes" in again.content.decode()


@pytest.mark.parametrize("address", ["/en/reports/new/", "/en/reports/43-5/edit/", "/en/reports/43-5/issue/"])
def test_nobody_but_the_secretariat_enters_the_desk(client, client_of, issued, member, chair, stakeholder, address):
    for person in (member, chair, stakeholder):
        assert client_of(person).post(address, CHOICES).status_code == 403
    assert client.post(address, CHOICES).status_code == 302


def test_since_then_says_nothing_changed_or_what_did(client, client_of, issued, secretary):
    assert "Nothing: the record says today what it said then" in page(client, "/en/reports/43-5/since-then/")
    from ungis.meetings.actions import change_meeting

    change_meeting(Meeting.objects.get(number=22), by=CLERK, place="Montreux, Switzerland")
    html = page(client, "/en/reports/43-5/since-then/")
    assert "<ins>" in html
    assert "Montreux" in html
    assert "Montreux" not in page(client, "/en/reports/43-5/")


def test_the_paper_is_downloaded_in_word_and_pdf(client, issued):
    word = client.get("/en/reports/43-5/word/")
    assert word["Content-Disposition"] == 'attachment; filename="CWG-WSIS-SDG-43-5.docx"'
    assert any(
        "twenty-second UNGIS meeting" in paragraph.text for paragraph in Document(BytesIO(word.content)).paragraphs
    )
    traced = client.get("/en/reports/43-5/word/?trace=comments")
    assert len(traced.content) > len(word.content)
    assert client.get("/en/reports/43-5/word/?trace=glitter").status_code == 404
    pdf = client.get("/en/reports/43-5/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert "CWG-WSIS&SDG-43/5" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()


def test_addresses_that_are_no_paper_are_not_found(client, issued):
    for slug in ("43-6", "99999999-1", "x", "43-5-1", "٤٣-٥"):
        assert client.get(f"/en/reports/{slug}/").status_code == 404


def test_what_the_page_shows_is_what_was_frozen(client, issued):
    frozen = json.loads(json.dumps(issued.frozen))
    html = page(client, "/en/reports/43-5/")
    for block in frozen["blocks"]:
        for sentence in block.get("sentences", []):
            assert sentence["text"].split("'")[0].split("&")[0] in html.replace("&amp;", "&")
