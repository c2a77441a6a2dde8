import csv
import json
from io import StringIO

import pytest

from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db


def test_the_list_counts_members_and_observers_of_the_day(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = client.get("/en/members/?on=2025-08-08").content.decode()
    assert "<dd>31</dd>" in page
    assert "<dd>17</dd>" in page


def test_the_list_shows_a_count_of_the_time_beside_its_own(client):
    page = client.get("/en/members/?on=2023-12-20").content.decode()
    assert "38 UN agencies" in page
    assert "31 + 17" in page


def test_before_the_founding_there_are_no_members(client):
    page = client.get("/en/members/?on=2005-11-18").content.decode()
    assert "did not exist yet" in page
    assert "April 2006" in page


@pytest.mark.parametrize("typed", ["2023-02-31", "yesterday", "20231011", "9999-99-99", "'; drop", "٢٠٢٣-٠١-٠١"])
def test_a_day_that_is_none_is_told_in_plain_words_and_comes_back(client, typed):
    answer = client.get("/en/members/", {"on": typed})
    assert answer.status_code == 400
    assert "is not a date" in answer.content.decode()


def test_every_organization_has_a_page_within_the_budget(client, django_assert_max_num_queries):
    for slug in Organization.objects.values_list("slug", flat=True):
        with django_assert_max_num_queries(12):
            answer = client.get(f"/en/members/{slug}/")
        assert answer.status_code == 200, slug


def test_what_is_not_known_is_said_to_be_not_known(client):
    assert "not known" in client.get("/en/members/fao/").content.decode()


def test_the_page_in_arabic_runs_from_right_to_left_and_gives_the_arabic_name(client):
    page = client.get("/ar/members/itu/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "الاتحاد الدولي للاتصالات" in page


def test_the_officers_of_a_day_are_shown_with_the_whole_table_under_the_drawing(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page = client.get("/en/officers/?on=2023-10-11").content.decode()
    assert "<svg" in page
    assert page.count("<tr>") == 17  # sixteen terms and the head


def test_a_term_past_its_years_says_that_no_handover_is_on_record(client):
    assert "no handover is on record" in client.get("/en/officers/?on=2026-11-21").content.decode()


def test_the_twins_hold_the_rows_of_the_page(client):
    rows = list(csv.DictReader(StringIO(client.get("/en/members.csv?on=2025-08-08").content.decode("utf-8-sig"))))
    twin = json.loads(client.get("/en/members.json?on=2025-08-08").content)
    assert len(rows) == twin["count"] == 48
    assert twin["as_of"] == "2025-08-08"
    assert {row["acronym"] for row in rows} == {row["acronym"] for row in twin["rows"]}


def test_the_secretariat_admits_an_organization_through_the_form(client_of, secretary):
    browser = client_of(secretary)
    typed = {"acronym": "UNRISD", "name": "Research Institute", "source": "letter"}
    assert browser.post("/en/members/new/", typed).status_code == 302
    answer = browser.post(
        "/en/members/unrisd/admit/", {"capacity": "observer", "begins": "2026-02", "source": "letter"}, follow=True
    )
    assert "February 2026" in answer.content.decode()


def test_what_was_typed_comes_back_with_the_reason(client_of, secretary):
    answer = client_of(secretary).post(
        "/en/members/fao/admit/", {"capacity": "member", "begins": "soon", "source": "a letter"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a letter" in page
    assert "“soon” is not a date" in page


def test_a_handover_through_the_form_shows_on_the_officers_page(client_of, secretary):
    fao = Organization.objects.get(acronym="FAO").pk
    typed = {"on": "2026-11-01", "label": "2026-2027", "chairs": [fao]}
    page = client_of(secretary).post("/en/officers/handover/", typed, follow=True).content.decode()
    assert "2026-2027" in page


def test_the_people_of_an_organization_are_reached_from_its_page_by_those_who_keep_them(
    client, client_of, secretary, member
):
    link = 'href="/en/members/fao/people/"'
    assert link in client_of(secretary).get("/en/members/fao/").content.decode()
    assert link in client_of(member).get("/en/members/fao/").content.decode()
    assert link not in client.get("/en/members/fao/").content.decode()
    assert "/people/" not in client_of(member).get("/en/members/unctad/").content.decode()


@pytest.mark.parametrize("step", ["fao/admit", "fao/end", "fao/rename", "new"])
def test_every_form_of_the_registry_leads_back(client_of, secretary, step):
    page = client_of(secretary).get(f"/en/members/{step}/").content.decode()
    assert "Leave it as it is</a>" in page
