"""What is not served yet, and how sure that is."""

from types import SimpleNamespace

import pytest

from ungis.core.standing import CLERK
from ungis.mappings import actions
from ungis.mappings.gap_sentences import answer, sentence
from ungis.mappings.gaps import Footing, Link, gaps_of
from ungis.mappings.models import Claim, Concept, Edition
from ungis.mappings.outline import Outline

PAGE = "/en/matrices/wsis-gdc/draft/gaps/"


def concept(key, kind, parent=None, *, is_heading=False):
    return SimpleNamespace(
        pk=key, kind=kind, parent_id=parent, order=key, is_heading=is_heading, code=f"{kind} {key}", slug=str(key)
    )


OBJECTIVES = Outline(
    [
        concept(1, "objective", is_heading=True),
        *(concept(key, "commitment", 1) for key in (2, 3, 4)),
        concept(5, "objective", is_heading=True),
        concept(6, "commitment", 5),
    ]
)
GOALS = Outline([concept(11, "Goal"), *(concept(key, "target", 11) for key in (12, 13)), concept(14, "Goal")])
LINES = Outline([concept(key, "action line") for key in (21, 22)])


def gaps(outline, *links):
    return gaps_of(outline, LINES, [Link(*link) for link in links], by_row=False)


def test_each_entry_stands_on_its_surest_claim():
    first, second = gaps(OBJECTIVES, (21, 2, True, False), (22, 2, False, True), (21, 3, False, True)).groups
    assert [entry.footing for entry in first.entries] == [Footing.CLEARED, Footing.INFERRED, Footing.NONE]
    assert first.footing is Footing.CLEARED
    assert second.footing is Footing.NONE


def test_empty_cells_and_lines_without_a_claim_are_counted():
    found = gaps(OBJECTIVES, (21, 2, True, False), (22, 2, False, True), (21, 3, False, True))
    assert (found.all_cells, found.empty_cells) == (8, 5)
    assert [[one.pk for one in group.unlinked] for group in found.groups] == [[], [21, 22]]


def test_two_claims_for_one_cell_fill_it_once():
    assert gaps(OBJECTIVES, (21, 2, True, False), (21, 2, False, False)).empty_cells == 7


def test_a_target_whose_goal_is_linked_as_a_whole_is_no_gap_and_no_link():
    first, second = gaps(GOALS, (21, 11, False, False), (21, 12, False, False)).groups
    assert [entry.footing for entry in first.entries] == [Footing.SOURCE, Footing.SOURCE, Footing.WHOLE]
    assert first.missing == []
    assert [entry.footing for entry in second.entries] == [Footing.NONE]


def test_a_heading_is_no_entry():
    assert [len(group.entries) for group in gaps(OBJECTIVES).groups] == [3, 1]


def test_the_sentence_counts_claims_by_their_footing_and_what_none_names():
    (group, _other) = gaps(OBJECTIVES, (21, 2, False, False), (22, 2, False, True), (21, 3, False, True)).groups
    assert sentence(group) == (
        "No claim has been cleared. 1 claim is read in a source and not cleared. 2 claims are only inferred from the "
        "subject. 1 of its 3 commitments and calls is named by no claim at all."
    )


def test_the_answer_says_first_what_is_served_then_what_is_linked_and_how_surely():
    said = answer(gaps(OBJECTIVES, (21, 2, True, False), (22, 6, False, True)))
    assert said[0] == "1 objective of 2 is served by no cleared claim yet: Objective 5."
    assert "Linked by inference from the subject only, no source says so: Objective 5." in said
    assert "How sure that is: it rests on 2 claims (cleared: 1, read in a source: 0, only inferred: 1)." in said


def test_the_answer_where_nothing_is_linked_and_where_all_is_cleared():
    nothing = answer(gaps(OBJECTIVES))
    assert nothing[0] == "None of the 2 objectives is served by a cleared claim yet."
    assert "Linked by nothing at all: Objective 1, Objective 5." in nothing
    assert answer(gaps(OBJECTIVES, (21, 2, True, False), (21, 6, True, False)))[0] == (
        "Each of the 2 objectives is served by at least one cleared claim."
    )


# --- the record ----------------------------------------------------------------------------------


def test_a_newcomer_reads_which_objectives_no_mechanism_serves_and_how_sure_that_is(client, db):
    said = client.get(PAGE).context["answer"]
    assert said == [
        "None of the 5 objectives is served by a cleared claim yet.",
        "None of them is without a claim of some kind.",
        "Linked by inference from the subject only, no source says so: Objective 2.",
        "Linked by what a source says, but not cleared: Objective 1, Objective 3, Objective 4, Objective 5.",
        "17 of the 96 commitments and calls under them are named by no claim at all.",
        "How sure that is: it rests on 114 claims (cleared: 0, read in a source: 19, only inferred: 95).",
        "Not counted among these, but told below: Follow-up.",
    ]


def test_the_answer_stands_before_all_else_on_the_page(client, db):
    content = client.get(PAGE).content.decode()
    assert content.index("None of the 5 objectives") < content.index('<nav aria-label="From which side"')


def test_clearing_a_claim_changes_the_answer(client, db):
    claim = Claim.objects.filter(edition__matrix__slug="wsis-gdc", column__code="GDC-11-d", state="drafted").first()
    actions.move_claim(claim, "clear", by=CLERK)
    page = client.get(PAGE)
    assert page.context["answer"][0].startswith("4 objectives of 5 are served by no cleared claim yet: Objective 2")
    (cleared,) = [groups for name, _heading, groups in page.context["sections"] if name == "cleared"]
    assert [one["name"] for one in cleared] == ["Objective 1"]


def test_the_numbers_of_the_table_add_up(client, db):
    for query in ("", "?side=rows"):
        for line in client.get(f"{PAGE}{query}").context["table"]:
            parts = line["cleared"] + line["source"] + line["inferred"] + line["whole"] + line["none"]
            assert parts == line["entries"]


def test_commitments_that_no_claim_names_are_listed_by_name(client, db):
    (linked,) = [groups for name, _heading, groups in client.get(PAGE).context["sections"] if name == "linked"]
    (fourth,) = [one for one in linked if one["name"] == "Objective 4"]
    assert [one.code for one in fourth["missing"]] == ["GDC-38", "GDC-41", "GDC-44", "GDC-46"]
    claimed = Claim.objects.filter(edition__matrix__slug="wsis-gdc").values_list("column__code", flat=True)
    assert not {one.code for one in fourth["missing"]} & set(claimed)


def test_both_directions_tell_of_the_same_claims(client, db):
    by_column, by_row = (client.get(f"{PAGE}{query}").context["gaps"] for query in ("", "?side=rows"))
    assert by_column.claims == by_row.claims
    assert by_column.empty_cells == by_row.empty_cells


def test_empty_cells_are_linked_and_can_be_opened(client, db):
    (linked,) = [groups for name, _heading, groups in client.get(PAGE).context["sections"] if name == "linked"]
    for _name, _other, address in linked[0]["unlinked"]:
        assert client.get(address).status_code == 200


def test_filters_leave_what_they_say(client, db):
    page = client.get(f"{PAGE}?concept=objective-4")
    assert [line["name"] for line in page.context["table"]] == ["Objective 4"]
    assert client.get(f"{PAGE}?served=cleared").context["table"] == []
    assert client.get(f"{PAGE}?served=no&concept=%27").context["table"] == []


def test_the_twins_have_a_row_for_every_entry(client, db):
    data = client.get("/en/matrices/wsis-gdc/draft/gaps.json").json()
    assert data["count"] == Concept.objects.filter(framework__slug="gdc", is_heading=False).count()
    assert data["answer"][0].startswith("None of the 5")
    assert client.get("/en/matrices/wsis-gdc/draft/gaps.csv?side=rows").status_code == 200


def test_gaps_of_an_edition_that_one_may_not_see_do_not_exist(client, db):
    Edition.objects.filter(matrix__slug="wsis-gdc").update(visibility="bureau")
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_the_page_opens_in_every_language(client, language, db):
    assert client.get(PAGE.replace("/en/", f"/{language}/")).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/en/matrices/wsis-gdc/draft/gaps.json?concept=",
        "/en/matrices/sdg-gdc/compose.json?line=",
        "/en/matrices/sdg-gdc/draft/compare/compact.json?kind=",
    ],
)
def test_a_twin_tells_known_filters_and_echoes_nothing_else(client, address, db):
    assert b"<script>" not in client.get(f"{address}<script>alert(1)</script>").content
