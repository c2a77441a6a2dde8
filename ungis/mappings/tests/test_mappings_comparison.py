"""What differs between two editions."""

import random

import pytest

from ungis.core.standing import CLERK
from ungis.mappings import actions
from ungis.mappings.comparison import Kind, compare_claims
from ungis.mappings.models import Claim, Concept, Edition, Framework, Matrix
from ungis.organizations.models import Organization

BARE = {
    "author": "", "strength": None, "rationale": "", "mechanism": "", "activity": "", "carried_out_by": "",
    "evidence": "", "note": "", "source": "", "readings": [], "paths": [], "state": "drafted", "certainty": "source",
}  # fmt: skip


def claim(row, column, **said):
    return {**BARE, "row": row, "column": column, **said}


def edition(chance):
    pairs = {(chance.choice("ABC"), chance.choice("123"), chance.choice(["", "FAO"])) for _ in range(12)}
    return [
        claim(
            row, column, author=author, rationale=chance.choice(["x", "y"]), state=chance.choice(["drafted", "cleared"])
        )
        for row, column, author in sorted(pairs)
    ]


def test_an_edition_compared_with_itself_has_no_difference():
    claims = edition(random.Random(1))
    comparison = compare_claims(claims, claims)
    assert comparison.differences == []
    assert comparison.unchanged == len(claims)


@pytest.mark.parametrize("seed", range(30))
def test_the_earlier_with_what_came_and_without_what_went_is_the_later(seed):
    chance = random.Random(seed)
    before, after = edition(chance), edition(chance)
    comparison = compare_claims(before, after)
    made = {(one["row"], one["column"], one["author"]): one for one in before}
    for difference in comparison.differences:
        if difference.after is None:
            del made[difference.key]
        else:
            made[difference.key] = difference.after
    assert sorted(made.items()) == sorted(((one["row"], one["column"], one["author"]), one) for one in after)
    assert comparison.unchanged + len(comparison.differences) == len(
        {(one["row"], one["column"], one["author"]) for one in [*before, *after]}
    )


def test_a_claim_of_another_author_is_another_claim():
    comparison = compare_claims([claim("C1", "3.8")], [claim("C1", "3.8", author="WHO")])
    assert [difference.sign for difference in comparison.differences] == ["-", "+"]


def test_words_state_and_certainty_are_told_apart():
    (difference,) = compare_claims(
        [claim("C1", "1", rationale="old")], [claim("C1", "1", rationale="new", state="cleared")]
    ).differences
    assert difference.kinds == {Kind.REWORDED, Kind.STATE}
    assert difference.fields == ["rationale", "state"]
    assert difference.sign == "~"


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def newer(db):
    """An edition of the WSIS-SDG matrix in which one claim came, one went, one was reworded, one rejected."""
    matrix = Matrix.objects.get(slug="wsis-sdg")
    new = actions.open_edition(
        matrix, by=CLERK, slug="2026", title="2026", based_on=matrix.editions.get(slug="2015"), visibility="public"
    )
    first, second, third = new.claims.filter(state="cleared")[:3]
    actions.revise_claim(first, by=CLERK, rationale=f"{first.rationale} indeed")
    second.delete()
    actions.move_claim(third, "reopen", by=CLERK, reason="look again")
    actions.move_claim(third, "reject", by=CLERK, reason="the source is gone")
    row, column = Concept.objects.get(slug="c5"), Concept.objects.get(slug="sdg-16-4")
    actions.draft_claim(new, row, column, by=CLERK, rationale="Trust")
    return new


COMPARED = "/en/matrices/wsis-sdg/2026/compare/2015/"


def test_the_page_counts_and_shows_what_came_went_and_changed(client, newer):
    page = client.get(COMPARED)
    content = page.content.decode()
    comparison = page.context["comparison"]
    assert [len(comparison.of(kind)) for kind in (Kind.ADDED, Kind.DROPPED, Kind.REWORDED)] == [1, 2, 1]
    assert comparison.unchanged == 187
    assert "<ins> indeed</ins>" in content
    assert "rejected in the later edition" in content
    assert "the source is gone" in content


def test_a_claim_that_went_does_not_bear_the_reason_why_that_of_another_author_was_rejected(client, newer):
    rejected = newer.claims.get(state="rejected")
    unesco = Organization.objects.get(acronym="UNESCO")
    fields = {"edition": newer.based_on, "row": rejected.row, "column": rejected.column, "author": unesco}
    Claim.objects.create(rationale="Gone since", **fields)
    shown = client.get(COMPARED).context["shown"]
    told = {
        one["difference"].key.author: (one["is_rejected"], one["reason"])
        for one in shown
        if one["row"].pk == rejected.row_id and one["column"].pk == rejected.column_id
    }
    assert told == {"": (True, "the source is gone"), "UNESCO": (False, "")}


def test_a_filter_narrows_the_list_and_not_the_grid(client, newer):
    page = client.get(f"{COMPARED}?kind=added")
    assert [one["difference"].sign for one in page.context["shown"]] == ["+"]
    assert len(page.context["grid"]["rows"]) == len(client.get(COMPARED).context["grid"]["rows"])


def test_the_twins_tell_every_field_that_differs(client, newer):
    rows = client.get("/en/matrices/wsis-sdg/2026/compare/2015.json").json()["rows"]
    changed = {(row["field"], row["difference"]) for row in rows if row["difference"] == "changed"}
    assert changed == {("rationale", "changed"), ("state", "changed")}
    added = {row["field"]: row["after"] for row in rows if row["difference"] == "added"}
    assert added["rationale"] == "Trust"
    assert client.get("/en/matrices/wsis-sdg/2026/compare/2015.csv").status_code == 200


def test_the_edition_on_which_it_is_based_is_proposed(client, newer):
    page = client.get("/en/matrices/wsis-sdg/2026/compare/")
    assert page.context["proposed"].slug == "2015"
    answer = client.get("/en/matrices/wsis-sdg/2026/compare/?with=wsis-sdg/2015")
    assert (answer.status_code, answer["Location"]) == (302, COMPARED)


def test_without_one_it_is_based_on_what_was_published_last_is_proposed(client, newer):
    Edition.objects.filter(pk=newer.pk).update(based_on=None)
    assert client.get("/en/matrices/wsis-sdg/2026/compare/").context["proposed"].slug == "2015"


def test_an_edition_alone_says_that_there_is_nothing_to_compare(client, db):
    assert "no other edition yet" in client.get("/en/matrices/wsis-gdc/draft/compare/").content.decode()


def test_two_editions_that_say_the_same_are_said_to(client, db):
    assert "say the same" in client.get("/en/matrices/sdg-gdc/draft/compare/compact/").content.decode()


@pytest.mark.parametrize("query", ["of=no", "of=sdg-gdc", "page=0", "page=9", "of=%00"])
def test_what_cannot_be_compared_is_not_found(client, newer, query):
    assert client.get(f"{COMPARED}?{query}").status_code in (400, 404)


@pytest.mark.parametrize("query", ["with=no", "with=/", "with=sdg-gdc/compact", "with=wsis-sdg/2015/x"])
def test_a_choice_that_is_none_is_not_found(client, newer, query):
    assert client.get(f"/en/matrices/wsis-sdg/2026/compare/?{query}").status_code == 404


def test_an_edition_that_one_may_not_see_is_no_choice(client, newer):
    Edition.objects.filter(pk=newer.pk).update(visibility="group")
    assert client.get("/en/matrices/wsis-sdg/2015/compare/2026/").status_code == 404
    assert client.get("/en/matrices/wsis-sdg/2015/compare/").context["others"] == []


def test_editions_of_two_versions_of_a_framework_are_compared_by_code(client, newer):
    old = Matrix.objects.get(slug="wsis-sdg")
    lines = Framework.objects.create(slug="wsis-2026", title="WSIS action lines", version="2026", replaces=old.rows)
    for order, code in enumerate(["C1", "C12"], start=1):
        Concept.objects.create(
            framework=lines, code=code, slug=code.lower(), kind="action line", title=f"Line {code}", order=order
        )
    matrix = Matrix.objects.create(slug="wsis-2026-sdg", title="Next matrix", rows=lines, columns=old.columns)
    next_one = actions.open_edition(matrix, by=CLERK, slug="first", title="First", visibility="public")
    goal = Concept.objects.get(slug="sdg-4")
    for code in ("C1", "C12"):
        actions.draft_claim(next_one, lines.concepts.get(code=code), goal, by=CLERK)
    page = client.get("/en/matrices/wsis-2026-sdg/first/compare/2015/?of=wsis-sdg")
    only = {framework.slug: [one.code for one in concepts] for framework, concepts in page.context["only"]}
    assert only["wsis-2026"] == ["C12"]
    assert "C2" in only["wsis"]
    assert "C1" not in only["wsis"]
    assert Claim.objects.filter(edition__slug="2015").count() == len(page.context["comparison"].of(Kind.DROPPED))
