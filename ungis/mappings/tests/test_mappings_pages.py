"""The pages of matrices as people see them, and the work done through their forms."""

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.core.standing import CLERK, Visibility
from ungis.mappings import canonical
from ungis.mappings.actions import (
    draft_claim,
    freeze_edition,
    move_claim,
    open_edition,
    revise_claim,
    write_comment,
)
from ungis.mappings.models import Claim, Comment, Concept, Edition, Matrix
from ungis.mappings.states import ClaimState
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
DRAFT = "/en/matrices/wsis-gdc/draft/"
PUBLISHED = "/en/matrices/wsis-sdg/2015/"


@pytest.fixture
def draft(db):
    return Edition.objects.select_related("matrix__rows", "matrix__columns").get(slug="draft", matrix__slug="wsis-gdc")


@pytest.fixture
def farming(draft):
    """A claim on the line that FAO facilitates, for which `member` speaks."""
    return draft.claims.filter(row__slug="c7-eagriculture").select_related("row", "column").first()


def cell_of(claim):
    return f"{DRAFT}{claim.row.slug}/{claim.column.slug}/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- lists and editions ------------------------------------------------------------------------


def test_the_list_says_of_each_edition_how_sure_it_is(client):
    text = text_of(client.get("/en/matrices/"))
    assert "184 of its 190 claims are cleared. In 6 the sources disagree" in text
    assert "None of its 205 claims is cleared. 95 follow from their subject only" in text
    assert "All 469 claims are cleared." in text


@pytest.mark.parametrize("matrix", ["wsis-sdg", "wsis-gdc", "sdg-gdc"])
def test_a_matrix_leads_to_its_editions_and_what_can_be_done_with_them(matrix, client):
    page = client.get(f"/en/matrices/{matrix}/").content.decode()
    for edition in Edition.objects.filter(matrix__slug=matrix):
        for step in ("", "gaps/"):
            assert f'href="/en/matrices/{matrix}/{edition.slug}/{step}"' in page
    assert f'href="/en/matrices/{matrix}/compose/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/en/matrices/",
        "/en/matrices/wsis-sdg/",
        PUBLISHED,
        f"{PUBLISHED}?detail=1&row=c3&state=drafted",
        f"{PUBLISHED}c7/sdg-3/",
        f"{PUBLISHED}c9/sdg-1/",
        f"{DRAFT}c3/objective-1/",
        "/ar/matrices/sdg-gdc/compact/?detail=1",
        "/ar/matrices/wsis-gdc/draft/c3/objective-1/",
        "/en/matrices/wsis-sdg/2015.svg",
        f"{PUBLISHED}text/",
    ],
)
def test_a_visitor_costs_at_most_six_queries(address, client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 6, [query["sql"][:90] for query in queries]


def test_the_frozen_text_is_given_as_it_was_hashed(client):
    edition = Edition.objects.get(slug="2015", matrix__slug="wsis-sdg")
    answer = client.get(f"{PUBLISHED}text/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert hashlib.sha256(answer.content).hexdigest() == edition.sha256
    assert edition.sha256 in client.get(PUBLISHED).content.decode()


def test_an_edition_that_is_worked_on_has_no_frozen_text(client):
    assert client.get(f"{DRAFT}text/").status_code == 404


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize(
    "role", ["visitor", "stakeholder", "observer", "member", "vice_chair", "secretary", "administrator"]
)
def test_an_edition_and_all_of_it_is_seen_by_whom_it_is_meant_for(visibility, role, request, client_of, draft, farming):
    person = request.getfixturevalue(role)
    draft.visibility = visibility
    draft.save(update_fields=["visibility"])
    seen = Edition.objects.visible_to(person).filter(pk=draft.pk).exists()
    client = client_of(person)
    for address in (DRAFT, f"{DRAFT[:-1]}.svg", cell_of(farming)):
        assert client.get(address).status_code == (200 if seen else 404)
    for address in ("/en/matrices/", "/en/matrices/wsis-gdc/", "/en/matrices/wsis-gdc/?x=1"):
        assert (f'href="{DRAFT}"' in client.get(address).content.decode()) == seen


@pytest.mark.parametrize(
    "address",
    [
        "/en/matrices/none/",
        "/en/matrices/wsis-sdg/none/",
        f"{PUBLISHED}none/sdg-3/",
        f"{PUBLISHED}c1/none/",
        f"{PUBLISHED}sdg-3/c1/",
        f"{PUBLISHED}c1/gdc-11-a/",
        "/en/matrices/wsis-sdg/none.svg",
    ],
)
def test_what_is_not_there_is_a_plain_no(address, client):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["row", "column", "detail", "by", "certainty", "disputed", "author", "organization"])
@pytest.mark.parametrize("junk", ["\x00", "\ud800", "9" * 300, "<script>", "' OR 1=1 --", "{{7*7}}", "\u202e"])
def test_junk_in_a_filter_is_answered_calmly(name, junk, client):
    for address in (PUBLISHED, "/ar/matrices/wsis-sdg/2015.svg"):
        answer = client.get(address, {name: junk.encode("utf-8", "surrogatepass")})
        assert answer.status_code == (400 if junk == "\x00" else 200)
        assert b"<script>" not in answer.content


def test_a_facilitator_is_told_which_lines_are_theirs_and_what_waits_there(client_of, member, stakeholder):
    text = text_of(client_of(member).get(DRAFT))
    assert "Your lines in this edition" in text
    assert re.search(r"C7-eagr E-agriculture : \d+ claims", text)
    assert "Your lines" not in text_of(client_of(member).get(PUBLISHED))  # nothing waits in what is closed
    assert "Your lines" not in text_of(client_of(stakeholder).get(DRAFT))


# --- cells -------------------------------------------------------------------------------------


def test_every_claim_of_the_record_is_on_the_page_of_its_cell(client):
    claims = Claim.objects.filter(edition__slug="2015").select_related("row", "column")
    for claim in claims:
        page = client.get(f"{PUBLISHED}{claim.row.slug}/{claim.column.slug}/").content.decode()
        assert f'id="claim-{claim.pk}"' in page


@pytest.mark.parametrize(
    ("cell", "linked_in"),
    [
        ("c2/sdg-8", "detail"),
        ("c8/sdg-9", "detail"),
        ("c9/sdg-5", "detail"),
        ("c3/sdg-4", "overview"),
        ("c4/sdg-8", "overview"),
        ("c8/sdg-5", "overview"),
    ],
)
def test_a_contradiction_shows_both_readings_side_by_side(cell, linked_in, client):
    page = client.get(f"{PUBLISHED}{cell}/").content.decode()
    assert page.count('class="contradiction"') == 1
    words = {"detail": "In the detail by line", "overview": "In the matrix at a glance"}
    shown = re.findall(r"<div><p>([^<]*)</p><p class=\"who\">([^<]*)</p></div>", page)
    assert {who: said for said, who in shown} == {
        words[part]: "The two are linked." if part == linked_in else "No link." for part in words
    }


def test_a_heading_and_a_goal_show_what_is_claimed_below_them(client):
    text = text_of(client.get(f"{PUBLISHED}c7/sdg-3/"))
    assert "4 claims, cleared" in text
    assert "target 3.8" in text


def test_an_empty_cell_says_so_and_who_could_fill_it(client):
    text = text_of(client.get(f"{DRAFT}c7-eagriculture/gdc-11-a/"))
    assert "claims no link between these two" in text
    assert "FAO" in text
    assert "closed" in text_of(client.get(f"{PUBLISHED}c9/sdg-1/"))


def test_a_cell_leads_to_its_neighbours_and_to_itself_in_other_editions(client):
    page = client.get("/en/matrices/sdg-gdc/draft/sdg-3/objective-1/").content.decode()
    for address in ("draft/sdg-2/objective-1", "draft/sdg-4/objective-1", "draft/sdg-3/objective-2"):
        assert f'href="/en/matrices/sdg-gdc/{address}/"' in page
    assert 'href="/en/matrices/sdg-gdc/compact/sdg-3/objective-1/"' in page


def test_a_history_is_for_the_bureau_and_shows_before_and_after(client_of, farming, chair, member, secretary):
    revise_claim(farming, by=secretary, rationale="Prices reach the field.")
    page = client_of(chair).get(cell_of(farming)).content.decode()
    assert "<ins>Prices reach the field.</ins>" in page
    assert "claim revised" in page
    assert "claim revised" not in client_of(member).get(cell_of(farming)).content.decode()


def test_comments_are_for_the_group(client_of, client, farming, member, stakeholder, observer):
    write_comment(farming.edition, farming.row, farming.column, by=member, text="We have figures of 2025.")
    assert "We have figures of 2025." in text_of(client_of(observer).get(cell_of(farming)))
    for outside in (client, client_of(stakeholder)):
        page = text_of(outside.get(cell_of(farming)))
        assert "figures of 2025" not in page
        assert "What the group says" not in page


def test_a_comment_is_written_and_withdrawn_on_the_page(client_of, farming, member):
    client = client_of(member)
    assert client.post(f"{cell_of(farming)}comment/", {"text": "Is that so?"}).status_code == 302
    comment = Comment.objects.get()
    assert client.post(f"{DRAFT}comments/{comment.pk}/withdraw/").status_code == 302
    page = text_of(client.get(cell_of(farming)))
    assert "Withdrawn" in page
    assert "Is that so?" not in page


def test_a_comment_without_words_is_refused_on_the_same_page(client_of, farming, member):
    answer = client_of(member).post(f"{cell_of(farming)}comment/", {"text": ""})
    assert answer.status_code == 422
    assert f'id="claim-{farming.pk}"' in answer.content.decode()


# --- work --------------------------------------------------------------------------------------

BUTTONS = {"Draft a claim": "draft/", "Revise it": "/revise/", "Decide on it": "/move/"}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("visitor", set()),
        ("stakeholder", set()),
        ("observer", set()),
        ("other_member", set()),
        ("administrator", set()),
        ("member", {"Draft a claim", "Revise it"}),
        ("chair", {"Decide on it"}),
        ("vice_chair", {"Decide on it"}),
        ("secretary", set(BUTTONS)),
    ],
)
@pytest.mark.parametrize("state", ClaimState.values)
def test_a_cell_offers_each_what_they_may_do(role, offered, state, request, client_of, draft, farming):
    column = Concept.objects.get(framework=draft.matrix.columns, slug="gdc-11-a")
    claim = draft_claim(draft, farming.row, column, by=CLERK, rationale="R.")
    Claim.objects.filter(pk=claim.pk).update(state=state)
    page = client_of(request.getfixturevalue(role)).get(cell_of(claim)).content.decode()
    expected = offered - ({"Revise it"} if state == ClaimState.REJECTED else set())
    assert {word for word, address in BUTTONS.items() if f'{address}">{word}' in page} == expected


def test_what_another_organization_says_is_not_offered_to_be_revised(client_of, member, draft, farming):
    column = Concept.objects.get(framework=draft.matrix.columns, slug="gdc-11-a")
    who = Organization.objects.get(acronym="WHO")
    claim = draft_claim(draft, farming.row, column, by=CLERK, author=who, rationale="So says WHO.")
    office = client_of(member)
    assert "Revise it" not in office.get(cell_of(claim)).content.decode()
    assert office.get(f"{draft.get_absolute_url()}claims/{claim.pk}/revise/").status_code == 403


def test_a_closed_edition_offers_nobody_anything(client_of, secretary):
    page = client_of(secretary).get(f"{PUBLISHED}c1/sdg-1/").content.decode()
    assert not any(f'{address}">{word}' in page for word, address in BUTTONS.items())


def test_a_facilitator_drafts_a_claim_in_their_line(client_of, member, draft):
    address = f"{DRAFT}c7-eagriculture/objective-1/draft/"
    client = client_of(member)
    form = client.get(address).context["form"]
    assert [slug for slug, _name in form.fields["row"].choices] == ["c7-eagriculture"]
    author = form.fields["author"].choices[-1][0]
    typed = {"row": "c7-eagriculture", "column": "gdc-11-a", "author": author, "rationale": "Fields need signals.",
             "certainty": "source", "source": "FAO, 2026", "carried_out_by": "FAO; ITU"}  # fmt: skip
    assert client.post(address, typed).status_code == 302
    claim = draft.claims.get(row__slug="c7-eagriculture", column__slug="gdc-11-a")
    assert (claim.state, claim.author.acronym, claim.organizations.count()) == ("drafted", "FAO", 2)
    again = client.post(address, typed)
    assert again.status_code == 422
    assert "Fields need signals." in again.content.decode()


def test_a_facilitator_does_not_draft_in_the_line_of_another(client_of, member):
    assert client_of(member).get(f"{DRAFT}c9/objective-1/draft/").status_code == 403


def test_the_row_of_the_bracket_offers_a_facilitator_their_own_line_only(client_of, member):
    form = client_of(member).get(f"{DRAFT}c7/objective-1/draft/").context["form"]
    assert [slug for slug, _name in form.fields["row"].choices] == ["c7-eagriculture"]


def test_a_second_revision_loses_nothing_and_shows_both(client_of, member, secretary, farming):
    address = f"{DRAFT}claims/{farming.pk}/revise/"
    client = client_of(member)
    page = client.get(address)
    typed = {"rationale": "FAO was second.", "certainty": "source", "basis": page.context["basis"]}
    revise_claim(farming, by=secretary, rationale="The secretariat was first.")
    answer = client.post(address, typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "The secretariat was first." in shown
    assert "FAO was second." in shown
    farming.refresh_from_db()
    assert farming.rationale == "The secretariat was first."
    assert client.post(address, {**typed, "basis": answer.context["basis"]}).status_code == 302
    farming.refresh_from_db()
    assert farming.rationale == "FAO was second."


def test_a_claim_is_not_cleared_unread(client_of, chair, secretary, farming):
    address = f"{DRAFT}claims/{farming.pk}/move/"
    client = client_of(chair)
    basis = client.get(address).context["basis"]
    revise_claim(farming, by=secretary, rationale="Other words.")
    answer = client.post(address, {"step": "clear", "basis": basis})
    assert answer.status_code == 422
    assert "Other words." in answer.content.decode()
    assert client.post(address, {"step": "clear", "basis": answer.context["basis"]}).status_code == 302
    farming.refresh_from_db()
    assert farming.state == ClaimState.CLEARED


def test_what_is_refused_keeps_what_was_typed(client_of, chair, farming):
    answer = client_of(chair).post(f"{DRAFT}claims/{farming.pk}/move/", {"step": "reject", "reason": ""})
    assert answer.status_code == 422
    assert re.search(r'value="reject"[^>]*checked', answer.content.decode())


def test_a_page_that_was_open_when_its_edition_was_frozen_is_told_so(client_of, member, farming):
    freeze_edition(farming.edition, by=CLERK)
    typed = {"rationale": "Too late.", "certainty": "source", "basis": canonical.revision_of(farming)}
    answer = client_of(member).post(f"{DRAFT}claims/{farming.pk}/revise/", typed)
    assert answer.status_code == 422
    assert "This edition is closed" in answer.content.decode()
    assert "Too late." in answer.content.decode()


def test_an_edition_is_opened_frozen_and_published_through_its_pages(client_of, chair, client):
    bureau = client_of(chair)
    typed = {"title": "2026", "slug": "2026", "based_on": "2015", "visibility": "group"}
    assert bureau.post("/en/matrices/wsis-sdg/open/", typed).status_code == 302
    address = "/en/matrices/wsis-sdg/2026/"
    assert client.get(address).status_code == 404
    assert bureau.post(f"{address}freeze/").status_code == 302
    assert bureau.post(f"{address}thaw/", {"reason": ""}).status_code == 422
    assert bureau.post(f"{address}thaw/", {"reason": "C9 is missing."}).status_code == 302
    assert bureau.post(f"{address}publish/").status_code == 422
    assert bureau.post(f"{address}freeze/").status_code == 302
    assert bureau.post(f"{address}publish/", {"published_on": "sometime"}).status_code == 422
    assert bureau.post(f"{address}publish/", {"published_on": "2026-11"}).status_code == 302
    assert "November 2026" in text_of(client.get(address))
    assert "superseded" in text_of(client.get(PUBLISHED))
    assert client.get(f"{PUBLISHED}c1/sdg-1/").status_code == 200


def test_an_address_that_is_taken_is_refused_and_the_rest_kept(client_of, chair):
    answer = client_of(chair).post(
        "/en/matrices/wsis-sdg/open/", {"title": "Mine", "slug": "gaps", "visibility": "group"}
    )
    assert answer.status_code == 422
    assert 'value="Mine"' in answer.content.decode()


def test_a_rejected_claim_stays_on_its_page_with_the_reason(client, farming):
    move_claim(farming, "reject", by=CLERK, reason="No source says so.")
    text = text_of(client.get(cell_of(farming)))
    assert "rejected" in text
    assert "No source says so." in text


def test_a_claim_of_another_edition_is_not_revised_under_this_address(client_of, secretary):
    other = Claim.objects.filter(edition__slug="compact").first()
    assert client_of(secretary).get(f"{DRAFT}claims/{other.pk}/revise/").status_code == 404


def test_an_adopted_claim_shows_the_paths_that_led_to_it(client, draft):
    matrix = Matrix.objects.get(slug="sdg-gdc")
    edition = open_edition(matrix, by=CLERK, slug="adopted", title="Adopted", visibility=Visibility.PUBLIC)
    row, column = (
        Concept.objects.get(framework=end, slug=slug)
        for end, slug in ((matrix.rows, "sdg-9-c"), (matrix.columns, "gdc-11-c"))
    )
    path = [["wsis-sdg/2015", "C2", "9.c"], ["wsis-gdc/draft", "C2", "GDC-11-c"]]
    draft_claim(edition, row, column, by=CLERK, paths=[path])
    page = client.get("/en/matrices/sdg-gdc/adopted/sdg-9/objective-1/").content.decode()
    assert 'href="/en/matrices/wsis-sdg/2015/"' in page
    assert "C2 – GDC-11-c" in page


@pytest.mark.parametrize(
    ("role", "brings", "keeps"),
    [
        ("visitor", False, False),
        ("stakeholder", False, False),
        ("member", True, False),
        ("chair", True, True),
        ("secretary", True, True),
    ],
)
def test_an_edition_offers_each_what_they_may_do(role, brings, keeps, request, client_of):
    client = client_of(request.getfixturevalue(role))
    working, closed = client.get(DRAFT).content.decode(), client.get(PUBLISHED).content.decode()
    assert (f'href="{DRAFT}import/"' in working) == brings
    assert (f'href="{DRAFT}freeze/"' in working) == keeps
    assert f'href="{PUBLISHED}import/"' not in closed
    assert ("/wsis-sdg/open/?based_on=2015" in closed) == keeps


def test_the_secretariat_sets_up_a_matrix_between_two_frameworks(client_of, secretary, member):
    client = client_of(secretary)
    assert "/en/matrices/add/" in client.get("/en/matrices/").content.decode()
    assert "/en/matrices/add/" not in client_of(member).get("/en/matrices/").content.decode()
    typed = {"title": "SDG by line", "slug": "sdg-wsis", "rows": "sdg", "columns": "wsis", "description": "Turned."}
    assert client.post("/en/matrices/add/", typed, follow=True).redirect_chain[-1][0].endswith("/matrices/sdg-wsis/")
    again = client.post("/en/matrices/add/", typed)
    assert again.status_code == 422
    assert "SDG by line" in again.content.decode(), "what was typed stays"
    unknown = client.post("/en/matrices/add/", {**typed, "slug": "other", "rows": "nothing"})
    assert unknown.status_code == 422
