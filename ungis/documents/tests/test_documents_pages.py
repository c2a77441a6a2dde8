"""The library as people see it."""

import csv
import io
import json

import hostile as make
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.documents import actions, related
from ungis.documents.models import File, Kind, Work

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(secretary):
    return actions.add_work(
        by=secretary,
        kind="report",
        title="A hidden paper",
        symbol="E/2030/7",
        body="Hidden body",
        visibility="bureau",
        date=None,
    )


def titles(response):
    return [work.slug for work in response.context["page"]]


def test_the_library_lists_everything_public_newest_first_in_six_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        response = client.get("/en/documents/")
    works = list(response.context["page"])
    dates = [str(work.date) for work in works if work.date]
    assert response.status_code == 200
    assert dates == sorted(dates, reverse=True)
    assert len(works) == 50


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("kind=matrix", "matrix-wsis-gdc"),
        ("body=ITU Council", "council-resolution-1334-modified-2023"),
        ("year=2013", "ungis-statement-post2015"),
        ("language=ar", "ungis-statement-post2015"),
        ("q=post-2015 statement", "ungis-statement-post2015"),
        ("q=A/71/212", "a-res-71-212"),
        ("q=General Assembly resolution 70/125", "a-res-70-125"),
        ("q=PP-10 Resolution 172 (Guadalajara, 2010)", "resolution-172-guadalajara-2010"),
        ("kind=statement&year=2013&language=fr&q=joint", "ungis-statement-post2015"),
    ],
)
def test_filters_and_words_find(client, query, slug):
    assert slug in titles(client.get(f"/en/documents/?{query}"))


def test_counts_on_filters_are_those_of_the_lists_they_lead_to(client):
    facets = {facet.name: facet for facet in client.get("/en/documents/?year=2025").context["facets"]}
    assert facets["kind"].choices
    for choice in [*facets["kind"].choices, *facets["body"].choices]:
        assert client.get(f"/en/documents/{choice.address}").context["page"].paginator.count == choice.count


@pytest.mark.parametrize("query", ["kind=poem", "year=19x", "language=xx", "body=%25", "q=" + "(" * 300, "q=%25_\\"])
def test_what_nothing_has_gives_an_empty_list(client, query):
    response = client.get(f"/en/documents/?{query}")
    assert response.status_code == 200
    assert titles(response) == []


@pytest.mark.parametrize("query", ["page=0", "page=99", "page=x", "page=" + "9" * 30])
def test_pages_that_are_none_are_not_found(client, query):
    assert client.get(f"/en/documents/?{query}").status_code == 404


def test_twins_hold_the_same_rows(client):
    rows = json.loads(client.get("/en/documents.json?kind=matrix").content)
    table = list(csv.DictReader(io.StringIO(client.get("/en/documents.csv?kind=matrix").content.decode("utf-8-sig"))))
    listed = titles(client.get("/en/documents/?kind=matrix"))
    assert [row["slug"] for row in rows["rows"]] == [row["slug"] for row in table] == listed
    assert rows["filters"] == {"kind": "matrix"}
    link = json.loads(client.get("/en/documents.json?q=A/RES/70/125").content)["rows"][0]["official_link"]
    assert link == "https://docs.un.org/en/A/RES/70/125"


def test_every_document_has_a_page_in_at_most_six_queries(client, django_assert_max_num_queries):
    for slug, kind in Work.objects.public().values_list("slug", "kind"):
        with django_assert_max_num_queries(7 if kind == Kind.MATRIX else 6):  # one for the editions of the matrix
            assert client.get(f"/en/documents/{slug}/").status_code == 200, slug


def test_a_page_tells_the_errors_in_which_the_document_is_cited(client):
    page = client.get("/en/documents/a-res-71-212/").content.decode()
    assert "A/71/212" in page
    assert "is wrongly cited so" in page
    page = client.get("/en/documents/e-res-2022-15/").content.decode()
    assert "A later resolution on the same subject" in page
    assert "https://docs.un.org/zh/E/RES/2022/15" in page


def test_draft_and_adopted_text_lead_to_each_other(client):
    assert (
        "/en/documents/ecosoc-resolution-2025-wsis/"
        in client.get("/en/documents/e-2025-31-e-cn-16-2025-4/").content.decode()
    )
    assert (
        "/en/documents/e-2025-31-e-cn-16-2025-4/"
        in client.get("/en/documents/ecosoc-resolution-2025-wsis/").content.decode()
    )


def test_symbols_read_left_to_right_and_titles_carry_their_language_on_arabic_pages(client):
    page = client.get("/ar/documents/a-res-70-125/").content.decode()
    assert '<bdi dir="ltr">A/RES/70/125</bdi>' in page
    assert '<span lang="en" dir="ltr">Outcome document' in page


def test_what_one_may_not_see_does_not_exist(client_of, hidden, request):
    seen = {}
    for person in ("visitor", "stakeholder", "observer", "member", "vice_chair", "chair", "secretary"):
        client = client_of(request.getfixturevalue(person))
        listed = hidden.slug in titles(client.get("/en/documents/?q=hidden"))
        in_facets = "Hidden body" in client.get("/en/documents/").content.decode()
        in_twin = client.get("/en/documents.json?q=hidden").json()["count"] == 1
        status = client.get(f"/en/documents/{hidden.slug}/").status_code
        seen[person] = (status == 200, listed, in_facets, in_twin)
    may = {"vice_chair", "chair", "secretary"}
    assert seen == {person: (person in may,) * 4 for person in seen}
    assert (
        client_of(None).get(f"/en/documents/{hidden.slug}/").content
        == client_of(None).get(f"/en/documents/{hidden.slug}/").content
    )


def test_a_hidden_document_is_not_told_by_the_pages_of_others(client, secretary, hidden):
    shown = actions.add_work(by=secretary, kind="report", title="A shown draft")
    actions.link_draft(shown, adopted=hidden, by=secretary)
    page = client.get(f"/en/documents/{shown.slug}/").content.decode()
    assert "hidden" not in page.lower().replace("visually-hidden", "").replace("aria-hidden", "")


def test_a_file_is_served_so_that_nothing_in_it_runs(client, secretary):
    work = actions.add_work(by=secretary, kind="report", title="With a file")
    file = actions.attach_file(work, language="en", name="Отчёт 1.pdf", content=make.pdf(), by=secretary)
    address = file.get_absolute_url()
    assert address in client.get(f"/en/documents/{work.slug}/").content.decode()
    response = client.get(address)
    assert b"".join(response.streaming_content) == make_bytes(file)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get(address.replace(".pdf", ".html")).status_code == 404
    actions.path_of(file.sha256).unlink()
    assert client.get(address).status_code == 404


def make_bytes(file):
    return actions.path_of(file.sha256).read_bytes()


def test_a_hidden_file_is_served_to_those_who_may_see_it_and_kept_by_no_cache(
    client_of, secretary, chair, member, hidden
):
    file = actions.attach_file(hidden, language="en", name="a.docx", content=make.docx(), by=secretary)
    address = file.get_absolute_url()
    assert client_of(None).get(address).status_code == 404
    assert client_of(member).get(address).status_code == 404
    response = client_of(chair).get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    response.close()


TYPED = {"title": "A new paper", "kind": "report", "certainty": "source", "visibility": "group", "date": "2025-08"}


def test_the_secretariat_adds_changes_and_attaches(client_of, secretary):
    client = client_of(secretary)
    response = client.post("/en/documents/add/", {**TYPED, "symbol": "e/2031/5"})
    assert response.headers["Location"] == "/en/documents/e-2031-5/"
    edit = {**TYPED, "symbol": "E/2031/5", "title": "A better title", "visibility": "public"}
    assert client.post("/en/documents/e-2031-5/edit/", edit).status_code == 302
    work = Work.objects.get(slug="e-2031-5")
    assert (work.title, work.visibility, str(work.date)) == ("A better title", "public", "2025-08")
    upload = SimpleUploadedFile("a.docx", make.docx())
    assert client.post("/en/documents/e-2031-5/upload/", {"language": "en", "file": upload}).status_code == 302
    assert File.objects.get(expression__work=work).format == "docx"
    page = client.get("/en/documents/e-2031-5/").content.decode()
    assert "a file attached" in page
    assert "documents.file_attached" not in page


@pytest.mark.parametrize(
    ("typed", "slug", "true"),
    [
        ("Resolution 172 (Rev. Guadalajara, 2010)", "resolution-172-rev-guadalajara-2010", "172 (Guadalajara, 2010)"),
        ("Resolution 140 (Bucharest, 2022)", "resolution-140-bucharest-2022", "140 (Rev. Bucharest, 2022)"),
        ("A/71/212", "a-71-212", "A/RES/71/212"),
    ],
)
def test_a_symbol_known_to_be_wrong_is_added_only_when_it_is_confirmed(client_of, secretary, typed, slug, true):
    client, asked = client_of(secretary), {**TYPED, "kind": "resolution", "symbol": typed}
    response = client.post("/en/documents/add/", asked)
    page = response.content.decode()
    assert response.status_code == 422
    assert true in page
    assert 'type="checkbox" name="keep_as_typed"' in page
    assert not Work.objects.filter(slug=slug).exists()
    right = Work.objects.filter(symbol__endswith=true).first()
    assert right is None or f'href="{right.get_absolute_url()}"' in page
    assert client.post("/en/documents/add/", {**asked, "keep_as_typed": "on"}).status_code == 302
    assert Work.objects.filter(slug=slug).exists()


def test_nobody_is_asked_to_confirm_a_symbol_in_its_true_form(client_of, secretary):
    client = client_of(secretary)
    assert 'type="checkbox" name="keep_as_typed"' not in client.get("/en/documents/add/").content.decode()
    typed = {**TYPED, "kind": "resolution", "symbol": "A/RES/31/5"}
    assert client.post("/en/documents/add/", typed).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "required"),
        ({"date": "8 August"}, "is not a date"),
        ({"date": "2025-13"}, "is not a date"),
        ({"symbol": "A/RES/70/125"}, "already"),
        ({"symbol": "nonsense"}, "is not a symbol"),
        ({"kind": "poem"}, "valid choice"),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(client_of, secretary, wrong, message):
    response = client_of(secretary).post("/en/documents/add/", {**TYPED, "note": "Typed words", **wrong})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Typed words" in page


def test_a_change_of_nothing_is_said(client_of, secretary):
    work = Work.objects.get(slug="a-80-l-41")
    form = client_of(secretary).get("/en/documents/a-80-l-41/edit/").context["form"]
    same = {name: form.initial[name] for name in form.fields}
    response = client_of(secretary).post(f"/en/documents/{work.slug}/edit/", same)
    assert response.status_code == 422
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"<script>alert(1)</script>", "not a Word"),
        ("a.pdf", make.pdf_with_script(), "script"),
        ("a.pdf", b"", "empty"),
        ("a.xlsx", make.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ],
)
def test_a_file_that_is_unfit_comes_back_with_the_reason(client_of, secretary, name, content, message):
    typed = {"language": "fr", "title": "Typed words", "file": SimpleUploadedFile(name, content)}
    response = client_of(secretary).post("/en/documents/a-res-70-125/upload/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Typed words" in page
    assert not File.objects.filter(expression__work__slug="a-res-70-125").exists()


def test_a_file_that_is_too_large_is_refused_unread(client_of, secretary, settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    typed = {"language": "en", "file": SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(1024 * 1024))}
    response = client_of(secretary).post("/en/documents/a-res-70-125/upload/", typed)
    assert response.status_code == 422
    assert "larger than 1 megabytes" in response.content.decode()


DESKS = ["/en/documents/add/", "/en/documents/a-res-70-125/edit/", "/en/documents/a-res-70-125/upload/"]


@pytest.mark.parametrize("address", DESKS)
def test_forms_are_for_the_secretariat(client_of, request, address):
    assert client_of(None).get(address).status_code == 302
    for person in ("stakeholder", "observer", "member", "vice_chair", "chair", "administrator"):
        client = client_of(request.getfixturevalue(person))
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert client_of(request.getfixturevalue("secretary")).get(address).status_code == 200


def test_other_rooms_show_their_records_on_the_page(client, monkeypatch):
    monkeypatch.setattr(related, "_fetchers", {})

    def papers(work, user):
        return [("A paper", "/en/reports/1/", "cited in it")]

    related.register("Cited in papers", papers, station="report")
    response = client.get("/en/documents/a-res-70-125/")
    page = response.content.decode()
    assert "Cited in papers" in page
    assert '<a href="/en/reports/1/">A paper</a>' in page
    station = next(station for station in response.context["thread"] if station.key == "report")
    assert (station.count, station.address) == (1, "#related-1")


def test_one_file_may_stand_under_two_languages(client, secretary):
    work = actions.add_work(by=secretary, kind="report", title="A paper in two languages")
    content = make.docx()
    for language in ("en", "fr"):
        file = actions.attach_file(work, language=language, name="paper.docx", content=content, by=secretary)
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == content
