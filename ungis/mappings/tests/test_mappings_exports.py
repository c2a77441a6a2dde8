"""The downloads of an edition: through the gate, safe, and the same by any way."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.core.standing import CLERK, Visibility
from ungis.mappings import actions
from ungis.mappings.tests.brought import csv_rows, edition_of

pytestmark = pytest.mark.django_db
FORMS = ["csv", "json", "xlsx", "jsonld", "ttl"]


@pytest.mark.parametrize("form", FORMS)
def test_an_edition_is_taken_away_in_each_form_under_its_name(form, client):
    answer = client.get(f"/en/matrices/wsis-sdg/2015.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="wsis-sdg-2015.{form}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", FORMS)
def test_who_has_it_already_is_told_so(form, client):
    mark = client.get(f"/en/matrices/wsis-sdg/2015.{form}")["ETag"]
    assert client.get(f"/en/matrices/wsis-sdg/2015.{form}", headers={"if-none-match": mark}).status_code == 304


@pytest.mark.parametrize("form", FORMS)
def test_an_edition_for_the_group_is_not_there_for_others(form, client, member, client_of):
    matrix = edition_of("wsis-gdc", "draft").matrix
    actions.open_edition(matrix, by=CLERK, slug="inside", title="Inside", visibility=Visibility.GROUP)
    address = f"/en/matrices/wsis-gdc/inside.{form}"
    assert client.get(address).status_code == 404
    answer = client_of(member).get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize(
    "address", ["wsis-sdg/2016.csv", "wsis-xyz/2015.csv", "wsis-sdg/2015.xls", "wsis-sdg/2015.CSV"]
)
def test_what_is_not_there_is_a_plain_no(address, client):
    assert client.get(f"/en/matrices/{address}").status_code == 404


@pytest.mark.parametrize(("form", "most"), [("csv", 4), ("json", 4), ("jsonld", 4), ("ttl", 4), ("xlsx", 6)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_download_costs_few_queries_whatever_its_size(form, most, language, client):
    address = f"/{language}/matrices/sdg-gdc/compact.{form}"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= most, [query["sql"][:90] for query in queries]


def test_goal_and_target_stand_apart(client):
    rows = csv_rows(client.get("/en/matrices/wsis-sdg/2015.csv").content)
    found = {(row["goal"], row["target"], row["column"]) for row in rows if row["row"] == "C1"}
    assert ("1", "", "1") in found
    assert ("16", "16.10", "16.10") in found
    assert "goal" not in csv_rows(client.get("/en/matrices/wsis-gdc/draft.csv").content)[0]


def test_a_row_says_where_its_cell_is_and_what_the_sources_read(client):
    rows = csv_rows(client.get("/en/matrices/wsis-sdg/2015.csv").content)
    (row,) = [row for row in rows if row["evidence"] == "overview only"][:1]
    assert row["readings"] == "detail: no; overview: yes"
    assert row["state"] == "drafted"
    assert client.get(row["address"].partition("8000")[2]).status_code == 200


def test_json_and_csv_say_the_same(client):
    told = json.loads(client.get("/en/matrices/wsis-gdc/draft.json").content)
    assert (told["matrix"], told["edition"], told["state"], told["count"]) == ("wsis-gdc", "draft", "working", 205)
    rows = csv_rows(client.get("/en/matrices/wsis-gdc/draft.csv").content)
    assert [{name: value or "" for name, value in row.items()} for row in told["rows"]] == rows


def test_a_stranger_takes_only_so_many_a_minute(client, monkeypatch):
    monkeypatch.setattr("ungis.core.limits.TWIN_RATE", "1/m")
    assert client.get("/en/matrices/wsis-sdg/2015.xlsx").status_code == 200
    assert client.get("/en/matrices/wsis-sdg/2015.ttl").status_code == 429
