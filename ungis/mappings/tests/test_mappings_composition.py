"""What follows from two matrices, and adopting some of it."""

import random
from itertools import product
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.mappings import actions
from ungis.mappings.adopt_actions import PathsChanged, adopt_candidate, mark_of
from ungis.mappings.bridge import EXACT, WHOLE, Bridge, plan_of, plans_for
from ungis.mappings.composition import Composition, Leg
from ungis.mappings.models import Claim, Concept, Edition, Facilitator, Framework, Matrix
from ungis.mappings.outline import Outline
from ungis.mappings.states import ClaimState
from ungis.organizations.models import Organization


def naive(left, right):
    """The plain triple loop: all paths of every pair."""
    paths = {}
    for here, there in product(left, right):
        if here.middle == there.middle:
            paths.setdefault((here.end, there.end), []).append((here, there))
    return paths


@pytest.mark.parametrize("seed", range(25))
def test_a_composition_equals_the_plain_loop_over_all_legs(seed):
    chance = random.Random(seed)
    left, right = (
        [
            Leg(chance.randrange(8), base + chance.randrange(12), base + number, chance.randrange(4))
            for number in range(chance.randrange(60))
        ]
        for base in (1_000, 2_000)
    )
    expected, composition = naive(left, right), Composition(left, right)
    found = {(one.start, one.end): one for one in composition.candidates()}
    assert found.keys() == expected.keys()
    for pair, paths in expected.items():
        one = found[pair]
        assert {(path.left, path.right) for path in composition.paths(*pair)} == set(paths)
        assert one.paths == len(paths)
        assert set(composition.middles(one.bits)) == {here.middle for here, _there in paths}
        assert one.sureness == max(min(here.sureness, there.sureness) for here, there in paths)


def test_a_path_is_as_sure_as_its_least_sure_leg():
    (path,) = Composition([Leg(1, 10, 100, 3)], [Leg(1, 20, 200, 1)]).paths(10, 20)
    assert path.sureness == 1
    assert [leg.claim for leg in path.least_sure] == [200]


def test_pairs_without_a_common_middle_do_not_follow():
    composition = Composition([Leg(1, 10, 100, 3)], [Leg(2, 20, 200, 3)])
    assert composition.candidates() == []
    assert composition.paths(10, 20) == []


# --- with the record ---------------------------------------------------------------------------


@pytest.fixture
def matrix(db):
    return Matrix.objects.get(slug="sdg-gdc")


@pytest.fixture
def draft(matrix):
    return matrix.editions.select_related("matrix").get(slug="draft")


@pytest.fixture
def plan(matrix):
    return plans_for(matrix, CLERK)[0]


def free_candidate(bridge):
    """A pair that follows, that nobody claims, and that does not go through everything."""
    return next(pair for pair in bridge.pairs() if pair.candidate and not pair.is_named and not pair.is_commonplace)


def test_two_editions_that_meet_in_the_lines_are_found(matrix, plan):
    assert (plan.left.matrix.slug, plan.right.matrix.slug) == ("wsis-sdg", "wsis-gdc")
    assert plan.middle == plan.left.matrix.rows_id == plan.right.matrix.rows_id


def test_editions_that_do_not_meet_make_no_plan(matrix, plan):
    assert plan_of(matrix, plan.right, plan.left, CLERK) is None


def test_what_one_may_not_see_is_not_composed(matrix, visitor):
    Edition.objects.filter(matrix__slug="wsis-gdc").update(visibility="group")
    assert plans_for(matrix, visitor) == []


def test_every_path_of_the_record_goes_through_a_line_that_both_claims_name(matrix, plan):
    bridge = Bridge(matrix, plan, level=EXACT)
    for pair in bridge.pairs():
        for path in bridge.paths(pair.row, pair.column):
            left, right = bridge.said[path.left.claim], bridge.said[path.right.claim]
            assert left.row == right.row == path.middle
            assert (left.column, right.column) == (pair.row.pk, pair.column.pk)


def test_targets_count_for_their_goal_unless_asked_apart(matrix, plan):
    whole = {pair.row.kind for pair in Bridge(matrix, plan, level=WHOLE).pairs()}
    exact = {pair.row.kind for pair in Bridge(matrix, plan, level=EXACT).pairs()}
    assert whole == {"Goal"}
    assert exact == {"Goal", "target"}


def test_the_number_of_paths_does_not_depend_on_what_counts_for_what(matrix, plan):
    assert sum(pair.paths for pair in Bridge(matrix, plan, level=WHOLE).pairs()) == sum(
        pair.paths for pair in Bridge(matrix, plan, level=EXACT).pairs()
    )


def test_what_the_compact_names_is_told_with_a_path_and_without(matrix, plan):
    compact = matrix.editions.get(slug="compact")
    pairs = Bridge(matrix, plan, compact).pairs()
    named = {(claim.row_id, claim.column_id) for claim in compact.claims.all()}
    assert {(pair.row.pk, pair.column.pk) for pair in pairs if pair.is_named} == named
    assert {pair.is_named for pair in pairs if pair.candidate is None} == {True}


def test_a_rejected_claim_leads_nowhere(matrix, plan):
    before = sum(pair.paths for pair in Bridge(matrix, plan).pairs())
    claim = plan.right.claims.exclude(row__code="C2").first()
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.REJECTED)
    assert sum(pair.paths for pair in Bridge(matrix, plan).pairs()) < before


def test_what_is_linked_to_every_line_is_told_to_be_commonplace(matrix, plan):
    commonplace = {pair.column.code for pair in Bridge(matrix, plan).pairs() if pair.is_commonplace}
    assert commonplace == {"GDC-68", "GDC-69", "GDC-70", "GDC-71", "GDC-74"}


def test_the_outline_gathers_targets_and_commitments_and_opens_the_bracket_of_c7(db):
    lines, goals, compact = (Outline(Concept.objects.filter(framework__slug=slug)) for slug in ("wsis", "sdg", "gdc"))
    assert [len(outline.glance) for outline in (lines, goals, compact)] == [18, 17, 6]
    assert "C7" not in {one.code for one in lines.glance}
    assert len(compact.below(compact.glance[0])) == 22


# --- adopting ------------------------------------------------------------------------------------


def adopted(draft, plan, pair, by, **more):
    given = {"rationale": "Schools that are connected can teach.", "left": plan.left, "right": plan.right} | more
    return adopt_candidate(draft, pair.row, pair.column, by=by, **given)


@pytest.fixture
def pair(matrix, plan, draft):
    return free_candidate(Bridge(matrix, plan, draft))


def test_a_candidate_becomes_a_suggestion_that_keeps_its_paths(draft, plan, pair, chair, matrix):
    claim = adopted(draft, plan, pair, chair, strength=2)
    assert (claim.state, claim.certainty, claim.strength) == (ClaimState.SUGGESTED, "inferred", 2)
    assert len(claim.paths) == pair.paths
    left, right = claim.paths[0]
    assert left[0] == "wsis-sdg/2015"
    assert right[0] == "wsis-gdc/draft"
    assert left[1] == right[1]
    assert right[2] == pair.column.code
    assert claim.source.splitlines() == ["wsis-sdg/2015", "wsis-gdc/draft"]
    event = Event.objects.latest("id")
    assert (event.action, event.data["paths"]) == ("mappings.claim_adopted", claim.paths)


def test_it_is_refused_when_a_claim_stands_already_or_was_rejected(draft, plan, pair, chair):
    claim = adopted(draft, plan, pair, chair)
    with pytest.raises(Refused, match="already"):
        adopted(draft, plan, pair, chair)
    actions.move_claim(claim, "reject", by=chair, reason="far-fetched")
    with pytest.raises(Refused, match="rejected"):
        adopted(draft, plan, pair, chair)


def test_it_is_refused_without_words_of_ones_own(draft, plan, pair, chair):
    with pytest.raises(Refused, match="your own words"):
        adopted(draft, plan, pair, chair, rationale="  ")


def test_it_is_refused_where_no_path_leads(matrix, draft, plan, chair):
    pathless = next(pair for pair in Bridge(matrix, plan, draft).pairs() if pair.candidate is None)
    with pytest.raises(Refused, match="does not follow"):
        adopted(draft, plan, pathless, chair)


def test_it_is_refused_from_editions_that_do_not_meet(draft, plan, pair, chair):
    with pytest.raises(Refused, match="does not follow"):
        adopted(draft, plan, pair, chair, left=plan.right, right=plan.left)


def test_it_is_refused_when_other_paths_lead_there_than_the_person_saw(matrix, draft, plan, pair, chair):
    bridge = Bridge(matrix, plan, draft)
    seen = mark_of([bridge.as_data(path) for path in bridge.paths(pair.row, pair.column)])
    with pytest.raises(PathsChanged):
        adopted(draft, plan, pair, chair, seen="another")
    assert adopted(draft, plan, pair, chair, seen=seen)


def test_it_is_refused_in_an_edition_that_is_closed(matrix, plan, pair, chair):
    with pytest.raises(Refused, match="closed"):
        adopted(matrix.editions.get(slug="compact"), plan, pair, chair)


def test_a_facilitator_adopts_what_goes_through_its_line_for_itself_and_nothing_else(matrix, draft, plan, member):
    fao = Organization.objects.get(acronym="FAO")
    bridge = Bridge(matrix, plan, draft)
    lines = set(Facilitator.objects.filter(organization=fao).values_list("concept", flat=True))
    free = [pair for pair in bridge.pairs() if pair.candidate and not pair.is_named]

    def is_through(pair):
        return bool(lines & {path.middle for path in bridge.paths(pair.row, pair.column)})

    own, foreign = next(filter(is_through, free)), next(pair for pair in free if not is_through(pair))
    with pytest.raises(Refused, match="which organization"):
        adopted(draft, plan, own, member)
    with pytest.raises(Refused, match="do not speak"):
        adopted(draft, plan, own, member, author=Organization.objects.get(acronym="ITU"))
    assert adopted(draft, plan, own, member, author=fao).author == fao
    with pytest.raises(PermissionDenied):
        adopted(draft, plan, foreign, member, author=fao)


@pytest.mark.parametrize("role", ["observer", "stakeholder", "administrator"])
def test_others_adopt_nothing(role, request, draft, plan, pair):
    with pytest.raises(PermissionDenied):
        adopted(draft, plan, pair, request.getfixturevalue(role))


# --- pages -----------------------------------------------------------------------------------------

PAGE = "/en/matrices/sdg-gdc/compose/"


def test_the_page_marks_all_that_follows_as_inferred(client, matrix, db):
    page = client.get(PAGE)
    assert page.status_code == 200
    content = page.content.decode()
    assert "All of them are inferred" in content
    assert content.count('<span class="chip">inferred</span>') == 51  # the head and each link of the first page


def test_each_filter_leaves_what_it_says(client, db):
    every = client.get("/en/matrices/sdg-gdc/compose.json").json()
    second = set(Concept.objects.filter(parent__code="Objective 2").values_list("code", flat=True))
    for query, holds in (
        ({"pair": "new"}, lambda row: row["follows"] and not row["claimed"]),
        ({"pair": "pathless"}, lambda row: row["claimed"] and not row["follows"]),
        ({"line": "c2"}, lambda row: "C2" in row["through"]),
        ({"row": "sdg-4"}, lambda row: row["row"] == "4"),
        ({"column": "objective-2"}, lambda row: row["column"] in second),
        ({"sure": "2"}, lambda row: row["surest_path"] == 2),
    ):
        found = client.get(f"/en/matrices/sdg-gdc/compose.json?{urlencode(query)}").json()
        assert 0 < found["count"] < every["count"]
        assert all(holds(row) for row in found["rows"]), query


def test_the_grid_counts_what_the_list_holds(client, db):
    context = client.get(f"{PAGE}?row=sdg-4&column=objective-1").context
    (cell,) = [
        count
        for row, cells in context["grid"]["rows"]
        for column, count, _address in cells
        if (row.slug, column.slug) == ("sdg-4", "objective-1")
    ]
    assert cell["follows"] + cell["pathless"] == context["page"].paginator.count


def test_a_candidate_shows_both_claims_of_every_path(client, matrix, plan, draft):
    bridge = Bridge(matrix, plan, draft)
    pair = free_candidate(bridge)
    content = client.get(f"{PAGE}{pair.row.slug}/{pair.column.slug}/").content.decode()
    paths = bridge.paths(pair.row, pair.column)
    assert content.count("How sure the path is") == len(paths)
    for path in paths:
        for leg in (path.left, path.right):
            assert f"#claim-{leg.claim}" in content
    assert "Adopt it" not in content


@pytest.mark.parametrize(
    "query",
    ["left=x", "right=wsis-sdg/2015", "against=no", "level=9", "page=0", "page=x", "left=%00", "level=%F0%9F%98%80"],
)
def test_what_cannot_be_composed_is_not_found(client, query, db):
    assert client.get(f"{PAGE}?{query}").status_code in (400, 404)


@pytest.mark.parametrize("query", ["line=no", "row=' OR 1=1", "sure=9", "pair=<script>"])
def test_a_filter_that_nothing_bears_leaves_nothing(client, query, db):
    page = client.get(f"{PAGE}?{query}")
    assert page.context["page"].paginator.count == 0
    assert "Nothing that follows is like that" in page.content.decode()


@pytest.mark.parametrize("ends", ["sdg-4/objective-1", "sdg-4/no", "c1/gdc-11-d"])
def test_a_candidate_of_what_is_no_entry_of_the_matrix_is_not_found(client, ends, db):
    assert client.get(f"{PAGE}{ends}/").status_code == 404


def test_where_no_matrices_meet_the_page_says_so(client, matrix):
    lonely = Framework.objects.create(slug="lonely", title="A framework that no matrix links")
    Matrix.objects.create(slug="alone", title="Alone", rows=matrix.rows, columns=lonely)
    assert "No two other matrices meet" in client.get("/en/matrices/alone/compose/").content.decode()
    assert client.get("/en/matrices/alone/compose.json").json()["rows"] == []


def test_a_person_of_the_bureau_adopts_in_the_form(client_of, chair, matrix, plan, draft, pair):
    client = client_of(chair)
    page = client.get(f"{PAGE}{pair.row.slug}/{pair.column.slug}/")
    address = page.context["adopt"]
    form = client.get(address).context["form"]
    typed = {"edition": draft.pk, "strength": "3", "rationale": "Because.", "author": "", "seen": form.initial["seen"]}
    refused = client.post(address, typed | {"rationale": ""})
    assert refused.status_code == 422
    assert client.post(address, typed | {"seen": "other"}).status_code == 422
    done = client.post(address, typed)
    assert done.status_code == 302
    claim = draft.claims.get(row=pair.row, column=pair.column)
    assert done["Location"] == claim.get_absolute_url()
    assert claim.rationale == "Because."


def test_what_the_form_refuses_keeps_what_was_typed(client_of, chair, draft, pair):
    client = client_of(chair)
    address = client.get(f"{PAGE}{pair.row.slug}/{pair.column.slug}/").context["adopt"]
    page = client.post(address, {"edition": draft.pk, "rationale": "Kept words.", "seen": "other", "strength": ""})
    assert page.status_code == 422
    assert "Kept words." in page.content.decode()
    assert "Look at the paths again" in page.content.decode()
