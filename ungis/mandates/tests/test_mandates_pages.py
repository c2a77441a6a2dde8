"""The pages of the register, as those who come to it see them."""

import csv
import io
import json
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.urls import reverse

from ungis.core import clock
from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.models import Answer, Paragraph
from ungis.mandates.states import State

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)
ROAD_MAP = "/en/mandates/e-2025-31-e-cn-16-2025-4/133/"
TASK_FORCE = "/en/mandates/a-res-80-173/67/"


@pytest.fixture(autouse=True)
def _a_day_in_january(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def rows_of(client, **query):
    cache.clear()  # a machine may ask for so many lists a minute; this one asks for all of them
    return json.loads(client.get(f"/en/mandates.json?{urlencode(query)}").content)["rows"]


# --- the register --------------------------------------------------------------------------------


def test_the_register_opens_with_the_open_tasks_of_the_group_by_date(client):
    rows = rows_of(client)
    places = [(row["document"], row["paragraph"]) for row in rows]
    assert places[0][1] == "133"
    assert places[1] == ("A/RES/80/173", "67")
    assert [row["state"] in ("active", "overdue") for row in rows] == sorted(
        (row["state"] in ("active", "overdue") for row in rows), reverse=True
    )


@pytest.mark.parametrize("query", ["", "?view=overdue", "?view=due-next", "?addressee=UNGIS", "?page=2", "?q=road"])
def test_the_register_costs_at_most_six_queries(client, django_assert_max_num_queries, query):
    with django_assert_max_num_queries(6):
        assert client.get(f"/en/mandates/{query}").status_code == 200


def test_all_that_asks_the_group_is_found_under_its_name(client):
    rows = rows_of(client, addressee="UNGIS")
    assert len(rows) == 22  # 21 of the source and E/RES/2015/26, paragraph 1
    assert all(row["to_ungis"] for row in rows)


def test_every_count_of_a_filter_is_the_number_of_rows_behind_it(client):
    facets = client.get("/en/mandates/").context["facets"]
    assert [facet.name for facet in facets] == ["addressee", "due", "state", "character", "verb", "year", "body"]
    assert facets[0].choices[0].value == "UNGIS"
    for facet in facets:
        assert facet.choices
        for choice in facet.choices:
            assert len(rows_of(client, **{facet.name: choice.value})) == choice.count, (facet.name, choice.value)


def test_filters_narrow_each_other(client):
    rows = rows_of(client, addressee="UNGIS", due="overdue", verb="recommends", year="2025")
    assert rows == []
    rows = rows_of(client, addressee="UNGIS", due="due-next", verb="recommends", year="2025", state="active")
    assert [row["paragraph"] for row in rows] == ["133"]


@pytest.mark.parametrize("name", ["addressee", "due", "state", "verb", "year", "body", "view", "answered-by"])
@pytest.mark.parametrize("value", ["nobody", "'; --", "ё" * 300, "-1", "%"])
def test_a_value_that_nothing_bears_gives_an_empty_list(client, name, value):
    response = client.get("/en/mandates/", {name: value})
    assert response.status_code == 200
    assert not response.context["page"].object_list


@pytest.mark.parametrize("page", ["0", "99", "x", "²", "1e3", ""])
def test_a_page_that_is_not_there_is_not_found(client, page):
    assert client.get("/en/mandates/", {"page": page}).status_code == 404


def test_words_are_looked_for_in_summaries_quotations_and_symbols(client):
    assert {row["paragraph"] for row in rows_of(client, q="road map")} >= {"133", "113"}
    assert all(row["document"] == "A/RES/70/125" for row in rows_of(client, q="A/RES/70/125"))


def test_the_overdue_view_holds_what_is_open_and_past_and_nothing_else(client):
    rows = rows_of(client, view="overdue")
    assert rows
    assert all(row["state"] == "overdue" and row["due_by"] < TODAY.isoformat() for row in rows)
    assert [row["due_by"] for row in rows] == sorted(row["due_by"] for row in rows)
    assert ("A/RES/79/1", "annex I para 71") in [(row["document"], row["paragraph"]) for row in rows]


def test_the_next_view_begins_with_the_next_date(client):
    rows = rows_of(client, view="due-next")
    assert rows[0]["paragraph"] == "133"
    assert all(row["state"] == "active" and row["due_by"] >= TODAY.isoformat() for row in rows)


def test_what_falls_due_becomes_overdue_by_itself(client, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 1))
    assert "133" in [row["paragraph"] for row in rows_of(client, view="overdue")]
    assert "1 day over" in client.get(ROAD_MAP).content.decode()


def test_the_csv_has_the_rows_of_the_page(client):
    response = client.get("/en/mandates.csv?addressee=UNGIS")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 22
    assert rows[0]["document"] == rows_of(client, addressee="UNGIS")[0]["document"]


def test_the_list_leads_to_the_answers_of_a_document(client):
    work = Answer.objects.filter(paragraph__number="130").get().work
    rows = rows_of(client, **{"answered-by": work.slug})
    assert {row["paragraph"] for row in rows} == {"125", "130"}


# --- one document, one paragraph -------------------------------------------------------------------


def test_every_paragraph_of_the_record_is_at_its_address(client):
    paragraphs = Paragraph.objects.select_related("work")
    assert len(paragraphs) == 96  # 95 of the source and E/RES/2015/26, paragraph 1
    for paragraph in paragraphs:
        response = client.get(f"/en/mandates/{paragraph.work.slug}/{paragraph.anchor}/")
        assert response.status_code == 200, paragraph
        assert response.context["paragraph"] == paragraph


@pytest.mark.parametrize("address", [ROAD_MAP, TASK_FORCE, "/en/mandates/e-res-2020-12/13/"])
def test_a_paragraph_costs_at_most_six_queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(6):
        assert client.get(address).status_code == 200


def test_a_document_costs_at_most_six_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert client.get("/en/mandates/e-res-2024-13/").status_code == 200


def test_a_paragraph_says_who_is_asked_for_what_by_when(client):
    text = client.get(TASK_FORCE).content.decode()
    for words in (
        "invite; request",
        "requests: a task",
        "ITU as UNGIS secretariat, with action line facilitators and members",
        "CSTD 30th session, 2027",
        "31 May 2027",
        "501 days left",
        "A/RES/80/173, paragraph 67",
        "In our own words",
        "Internal task force on financial mechanisms",
    ):
        assert words in text, words


def test_words_of_the_text_and_our_own_are_told_apart(client):
    quoted = client.get("/en/mandates/e-2025-31-e-cn-16-2025-4/98/").content.decode()
    assert "<blockquote" in quoted
    assert "Quoted from seed 002" in quoted
    own = client.get(TASK_FORCE).content.decode()
    assert "<blockquote" not in own
    assert "A summary, not the text" in own


def test_what_could_not_be_read_is_said_to_be_not_known(client):
    text = client.get("/en/mandates/a-res-80-173/113/").content.decode()
    assert "this part of the text could not be read" in text
    assert "who is asked is not known" in client.get("/en/mandates/a-res-80-173/45/").content.decode()


def test_a_line_leads_through_the_years(client):
    text = client.get("/en/mandates/e-res-2020-12/13/").content.decode()
    for address in ("e-res-2015-26/1", "e-res-2019-24/13", "e-res-2021-28/13", "e-res-2023-3/15", "e-res-2024-13/17"):
        assert f'href="/en/mandates/{address}/"' in text
    assert "regional review initiatives added by 2019" in text
    assert "Said again in E/RES/2021/28, paragraph 13." in text


def test_words_held_of_two_years_are_compared(client, secretary):
    for slug, words in (("e-res-2019-24", "Notes the roles"), ("e-res-2020-12", "Notes the different roles")):
        paragraph = Paragraph.objects.get(work__slug=slug, number="13")
        actions.quote_paragraph(paragraph, quote=words, quote_source="docs.un.org", by=secretary)
    page = client.get("/en/mandates/e-res-2020-12/13/").content.decode()
    assert "<ins> different</ins>" in page
    assert "Compared with E/RES/2019/24, paragraph 13" in page


@pytest.mark.parametrize(
    "address", ["nothing/", "a-res-80-173/999/", "nothing/67/", "a-res-80-173/67/nothing/", "A%00/", "é/"]
)
def test_what_is_not_in_the_register_is_not_found(client, address):
    assert client.get(f"/en/mandates/{address}").status_code in (400, 404)


def test_a_hidden_document_hides_its_paragraphs_everywhere(client, client_of, secretary):
    Work.objects.filter(slug="a-res-80-173").update(visibility="secretariat")
    assert client.get(TASK_FORCE).status_code == 404
    assert client.get("/en/mandates/a-res-80-173/").status_code == 404
    assert "A/RES/80/173" not in {row["document"] for row in rows_of(client)}
    assert client_of(secretary).get(TASK_FORCE).status_code == 200


def test_a_document_without_paragraphs_says_what_would_be_there(client):
    work = Work.objects.filter(paragraphs=None, visibility="public").first()
    assert "No paragraph of this document" in client.get(f"/en/mandates/{work.slug}/").content.decode()


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
@pytest.mark.parametrize("address", ["/mandates/", "/mandates/a-res-80-173/", "/mandates/a-res-80-173/67/"])
def test_the_pages_stand_in_every_language(client, language, address):
    response = client.get(f"/{language}{address}")
    assert response.status_code == 200
    assert 'lang="en"' in response.content.decode()  # the record's own words are marked


def test_the_library_shows_the_mandates_of_a_document(client):
    work = Answer.objects.filter(paragraph__number="67").get().work
    assert "A/RES/80/173, paragraph 67" in client.get(f"/en/documents/{work.slug}/").content.decode()
    assert "Report to the 80th session" in client.get("/en/documents/a-res-79-194/").content.decode()


# --- the desk --------------------------------------------------------------------------------------

FORMS = ["move", "quote", "answer", "correct"]


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_for_those_who_may_use_them(client_of, client, member, chair, secretary, form):
    address = f"{TASK_FORCE}{form}/"
    assert client.get(address).status_code == 302
    assert client_of(member).get(address).status_code == 403
    assert client_of(chair).get(address).status_code == (200 if form == "move" else 403)
    assert client_of(secretary).get(address).status_code == 200


def test_the_chair_changes_a_state_and_the_history_shows_it_to_the_bureau_only(client_of, client, chair):
    desk = client_of(chair)
    response = desk.post(f"{TASK_FORCE}move/", {"step": "implement", "reason": "Report given to the 30th session"})
    assert response.status_code == 302
    assert Paragraph.objects.get(work__slug="a-res-80-173", number="67").state == State.IMPLEMENTED
    seen = desk.get(TASK_FORCE).content.decode()
    assert "It has been implemented" in seen
    assert "from “active” to “implemented”" in seen
    assert str(chair) in seen
    public = client.get(TASK_FORCE).content.decode()
    assert "Report given to the 30th session" in public
    assert "It has been implemented" not in public
    assert str(chair) not in public


@pytest.mark.parametrize(
    "typed", [{}, {"step": "implement"}, {"step": "fly", "reason": "it can"}, {"step": "reopen", "reason": "x"}]
)
def test_a_move_that_cannot_be_made_is_shown_in_the_form(client_of, secretary, typed):
    response = client_of(secretary).post(f"{TASK_FORCE}move/", typed)
    assert response.status_code == 422
    if "reason" in typed:
        assert typed["reason"] in response.content.decode()


def test_the_secretariat_enters_quotes_and_corrects(client_of, secretary):
    desk = client_of(secretary)
    typed = {
        "number": "114 (a)",
        "verb": "Requests",
        "addressee": "UNGIS; UNDP",
        "summary": "A new task",
        "due": "2027-06",
        "source": "docs.un.org",
        "certainty": "source",
    }
    assert desk.get("/en/mandates/a-res-80-173/add/").status_code == 200
    response = desk.post("/en/mandates/a-res-80-173/add/", typed)
    address = "/en/mandates/a-res-80-173/114-a/"
    assert response.headers["Location"] == address
    assert desk.post("/en/mandates/a-res-80-173/add/", typed).status_code == 422
    assert desk.post("/en/mandates/a-res-80-173/add/", {**typed, "number": "115", "due": "soon"}).status_code == 422
    assert desk.post(f"{address}quote/", {"quote": "Requests the", "quote_source": "docs.un.org"}).status_code == 302
    assert desk.post(f"{address}correct/", {**typed, "due": "CSTD 31st session"}).status_code == 302
    page = desk.get(address).content.decode()
    assert "Requests the" in page
    assert "2028" in page


def test_an_answer_is_linked_by_symbol_and_taken_back_with_a_reason(client_of, secretary):
    desk = client_of(secretary)
    assert desk.post(f"{ROAD_MAP}answer/", {"work": "no such thing"}).status_code == 422
    assert desk.post(f"{ROAD_MAP}answer/", {"work": "A/RES/80/173", "note": "Takes it up"}).status_code == 302
    answer = Answer.objects.get(work__slug="a-res-80-173", paragraph__number="133")
    take_back = f"{ROAD_MAP}answer/{answer.pk}/unlink/"
    assert desk.get(take_back).status_code == 200
    assert desk.post(take_back, {"reason": ""}).status_code == 422
    assert desk.post(take_back, {"reason": "Another text was meant"}).status_code == 302
    assert desk.get(take_back).status_code == 404


def test_what_a_form_refuses_stays_typed(client_of, secretary):
    response = client_of(secretary).post(
        "/en/mandates/a-res-80-173/add/",
        {"number": "67", "summary": "Kept as typed", "source": "x", "certainty": "source"},
    )
    assert response.status_code == 422
    assert "Kept as typed" in response.content.decode()
    assert "in the register already" in response.content.decode()


def test_the_home_page_may_ask_for_what_is_due_in_one_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(1):
        [str(paragraph.cite) for paragraph in Paragraph.objects.visible_to(visitor).due_next(TODAY)[:5]]
    with django_assert_num_queries(1):
        [str(paragraph.cite) for paragraph in Paragraph.objects.visible_to(visitor).overdue(TODAY)[:5]]


def test_the_full_words_of_a_founding_text_are_put_once(secretary):
    from ungis.record.mandates import quote_from

    text = (
        'Words before\n\t"98. Recalls the role of the group, in full;\n'
        '\t133. Recommends further that it be done".\nAfter'
    )
    assert quote_from(text) == 2
    assert quote_from(text) == 0
    paragraph = Paragraph.objects.get(work__slug="e-2025-31-e-cn-16-2025-4", number="133")
    assert paragraph.quote == "Recommends further that it be done"
    assert paragraph.quote_source == "seed 002"
    assert quote_from("133. Something else stands here") == 0


def test_addresses_are_permanent_and_short():
    assert reverse("mandate_paragraph", args=["a-res-80-173", "113"]) == "/en/mandates/a-res-80-173/113/"
    assert reverse("mandate_list") == "/en/mandates/"
    assert actions.anchor_of("113") == "113"
