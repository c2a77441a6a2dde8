"""The comparison of two documents: what its page shows to whom, and how lines are confirmed on it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.changes import compare
from ungis.mandates.comparison import comparable, compared, of_the_series
from ungis.mandates.models import Succession
from ungis.mandates.renewal_actions import Line, confirm_succession

pytestmark = pytest.mark.django_db
PAGE = "/en/mandates/e-res-2020-12/compare/e-res-2019-24/"
OLD = ["Requests the keepers to count the lamps every year", "Invites all to bring oil", "Notes the fog of last spring"]
NEW = ["Requests the keepers to count the lamps every month", "Invites all to bring oil", "Decides to buy a bell"]


@pytest.fixture
def texts(secretary):
    """Three paragraphs with words in each of two documents of one series."""
    works = [Work.objects.get(slug=slug) for slug in ("e-res-2019-24", "e-res-2020-12")]
    for work, words in zip(works, (OLD, NEW), strict=True):
        for number, quote in enumerate(words, 901):
            verb = quote.split()[0]
            actions.add_paragraph(
                work, number=str(number), verb=verb, quote=quote, quote_source="the text", by=secretary
            )
    return works


def lines(client, query=""):
    rows = json.loads(client.get(f"{PAGE[:-1]}.json{query}").content)["rows"]
    return [(row["kind"], row["old"], row["new"]) for row in rows]


def test_the_one_before_is_the_latest_earlier_text_of_the_series(visitor):
    works = list(comparable(visitor))
    by_slug = {work.slug: work for work in works}
    assert [str(one) for one in of_the_series(by_slug["e-res-2023-3"], works)][:2] == ["E/RES/2021/28", "E/RES/2020/12"]
    assert of_the_series(by_slug["a-res-79-1"], works) == []


def test_the_page_to_choose_proposes_the_one_before(client):
    page = client.get("/en/mandates/e-res-2024-13/compare/").text
    assert page.index("the one before") < page.index("/en/mandates/e-res-2024-13/compare/e-res-2023-3/")


def test_recurring_lines_of_the_record_are_paired_without_words(client):
    assert lines(client) == [("changed", ["13"], ["13"]), ("changed", ["20"], ["20"])]
    assert "our summaries are compared" in client.get(PAGE).text


def test_words_are_compared_and_what_lacks_them_is_kept_apart(texts, client):
    assert lines(client)[2:] == [
        ("changed", ["901"], ["901"]),
        ("kept", ["902"], ["902"]),
        ("dropped", ["903"], []),
        ("new", [], ["903"]),
    ]


def test_a_summary_that_stands_alone_shows_nothing(visitor):
    before, after = (Work.objects.get(slug=slug) for slug in ("e-res-2023-3", "e-res-2024-13"))
    rows = compared(before, after, visitor).rows
    assert {row.kind for row in rows if not (row.old and row.new)} == {"no-words"}


def test_the_page_marks_what_went_and_what_came_also_for_those_who_listen(texts, client):
    page = client.get(PAGE).text
    assert '<del><span class="visually-hidden" lang="en">[gone:</span> year' in page
    assert '<ins><span class="visually-hidden" lang="en">[new:</span> month' in page


def test_kinds_are_filters_in_the_address(texts, client):
    assert lines(client, "?kind=dropped") == [("dropped", ["903"], [])]
    assert lines(client, "?kind=odd") == []
    assert client.get(f"{PAGE}?kind=odd").status_code == 200
    assert client.get(f"{PAGE}?page=9").status_code == 404


def test_the_twin_for_spreadsheets_has_the_same_lines(texts, client):
    answer = client.get(f"{PAGE[:-1]}.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert len(answer.text.splitlines()) == 1 + len(lines(client))


@pytest.mark.parametrize("slug", ["e-res-2019-24", "e-res-2020-12"])
def test_where_one_text_is_hidden_there_is_no_comparison(texts, client, slug):
    Work.objects.filter(slug=slug).update(visibility="members")
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE[:-1]}.json").status_code == 404


def test_a_text_is_not_compared_with_itself_or_with_nothing(client):
    assert client.get("/en/mandates/e-res-2020-12/compare/e-res-2020-12/").status_code == 404
    assert client.get("/en/mandates/e-res-2020-12/compare/no-such-text/").status_code == 404


def test_more_paragraphs_cost_no_more_queries(texts, client, secretary):
    def queries():
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    before = queries()
    for work in texts:
        for number in range(910, 930):
            actions.add_paragraph(
                work, number=str(number), quote=f"Notes lamp {number}", quote_source="the text", by=secretary
            )
    assert queries() == before <= 6


# --- confirming on the page -------------------------------------------------------------------------


@pytest.fixture
def confirm(texts, secretary, client_of):
    """Send the form as a browser would: hidden fields as shown, and what the person typed."""
    client = client_of(secretary)

    def confirm(**typed):
        shown = client.get(f"{PAGE}confirm/").context["forms"]
        data = {}
        for form in shown:
            data[f"{form.prefix}-proposed"] = form["proposed"].value()
            data |= {f"{form.prefix}-verdict": "as-proposed"} if form.row.kind != "no-words" else {}
            number = (form.row.new or form.row.old)[0].number
            said = typed.get(f"{'new' if form.row.new else 'old'}_{number}")
            if said is not None:
                data |= {f"{form.prefix}-is_ticked": "on", f"{form.prefix}-supersedes": "on"}
                data |= {f"{form.prefix}-{name}": value for name, value in said.items()}
        return client.post(f"{PAGE}confirm/", data)

    return confirm


def confirmed():
    rows = Succession.objects.order_by("pk").values_list("kind", "old__number", "new__number")
    return sorted(rows, key=str)


def test_ticked_lines_are_saved_and_others_are_not(confirm, client):
    assert confirm(new_901={}, old_903={}, new_903={}).status_code == 302
    assert confirmed() == [("changed", "901", "901"), ("dropped", "903", None), ("new", None, "903")]
    page = client.get(f"{PAGE}?standing=confirmed").text
    assert "</bdi>, paragraph 901" in page
    assert "</bdi>, paragraph 902" not in page


def test_a_line_is_corrected_to_another_paragraph(confirm):
    assert confirm(new_903={"verdict": "another", "other": "903"}).status_code == 302
    assert confirmed() == [("changed", "903", "903")]


def test_two_lines_of_one_paragraph_become_a_merger(confirm):
    assert confirm(new_902={}, old_903={"verdict": "another", "other": "902"}).status_code == 302
    assert confirmed() == [("merged", "902", "902"), ("merged", "903", "902")]


def test_a_proposed_pair_can_be_said_to_be_new(confirm):
    assert confirm(new_901={"verdict": "none"}).status_code == 302
    assert confirmed() == [("new", None, "901")]


def test_what_cannot_be_is_said_beside_the_line_and_nothing_is_saved(confirm):
    answer = confirm(new_901={}, new_903={"verdict": "another", "other": "777"})
    assert answer.status_code == 422
    assert "holds no paragraph “777”" in answer.text
    assert 'value="777"' in answer.text
    assert confirm().status_code == 422
    assert confirm(new_901={"proposed": "kept;1;>;2"}).status_code == 422
    assert confirmed() == []


def test_the_page_of_a_paragraph_tells_where_it_comes_from_and_takes_it_back(texts, client, secretary, client_of):
    before, after = texts
    old, new = before.paragraphs.get(number="901"), after.paragraphs.get(number="901")
    (row,) = confirm_succession(before, after, [Line("changed", (old,), (new,))], by=secretary)
    page = client.get(new.get_absolute_url()).text
    assert "It comes from" in page
    assert "<ins> month</ins>" in page
    assert "It became" in client.get(old.get_absolute_url()).text
    answer = client_of(secretary).post(f"{new.get_absolute_url()}succession/{row.pk}/withdraw/", {"reason": "Wrong"})
    assert answer.status_code == 302
    assert not Succession.objects.exists()


def test_wordings_of_few_words_without_end_are_compared_at_once():
    pieces = compare("a " * 9_999, "a b " * 4_999)
    assert "".join(p.words for p in pieces if p.kind != "gone").split() == ("a b " * 4_999).split()
