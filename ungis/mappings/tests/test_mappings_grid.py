"""The grid of an edition: what stands in its cells, how it is narrowed, opened and turned, and its picture."""

import re
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils import translation
from lxml import etree

from ungis.core.provenance import Certainty
from ungis.mappings.drawing import picture_of
from ungis.mappings.filters import narrowed
from ungis.mappings.grid import Axis, Cell, Fact, Grid, sums_of, table_of, tell
from ungis.mappings.models import Claim, Concept, Edition, sureness_of
from ungis.mappings.outline import Outline
from ungis.mappings.states import ClaimState

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db):
    return Edition.objects.select_related("matrix__rows", "matrix__columns").get(slug="2015", matrix__slug="wsis-sdg")


def page_of(client, query="", edition="wsis-sdg/2015", language="en"):
    answer = client.get(f"/{language}/matrices/{edition}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def table_on(page):
    return page[page.index('<table class="matrix') : page.index("</table>")]


def cells_of(page):
    """The cells with claims: address without the edition, to what a screen reader hears and the number shown."""
    found = re.findall(
        r'<td><a class="([^"]*)" href="[^"]*/(2015|draft|compact)/([^"]*)" aria-label="([^"]*)">(\d+)', page
    )
    return {place: (heard, int(number), classes) for classes, _edition, place, heard, number in found}


def concept(pk, parent=None, **more):
    return Concept(pk=pk, parent_id=parent, code=str(pk), slug=f"c{pk}", order=pk, title=f"Title {pk}", **more)


@pytest.fixture
def invented():
    """A bracket of two, a whole with two parts; columns of which one has a part."""
    rows = Outline(
        [
            concept(1, kind="line", is_heading=True),
            concept(2, 1, kind="line"),
            concept(3, 1, kind="line"),
            concept(4, kind="line"),
        ]
    )
    columns = Outline([concept(11, kind="goal"), concept(12, 11, kind="part"), concept(13, kind="goal")])
    return rows, columns


def fact(row, column, state="drafted", **more):
    said = {"pk": row * 100 + column, "certainty": "source", "strength": None, "is_contradicted": False, "author": None}
    return Fact(row=row, column=column, state=state, **{**said, **more})


# --- what counts where -------------------------------------------------------------------------


def test_a_claim_counts_at_its_own_place_and_at_all_that_stand_above_it(invented):
    rows, columns = invented
    grid = Grid(Axis(rows), Axis(columns), [fact(2, 12), fact(3, 11), fact(4, 13)])
    assert {place: cell.count for place, cell in grid.cells.items()} == {
        (0, 0): 2,  # the bracket counts both of its lines, the Goal its part
        (1, 0): 1,
        (2, 0): 1,
        (3, 1): 1,
    }


def test_opened_columns_show_the_parts_beside_the_whole(invented):
    rows, columns = invented
    grid = Grid(Axis(rows), Axis(columns, is_open=True), [fact(2, 12), fact(2, 11)])
    assert [one.pk for one in grid.columns.concepts] == [11, 12, 13]
    assert {place: cell.count for place, cell in grid.cells.items()} == {(0, 0): 2, (1, 0): 2, (0, 1): 1, (1, 1): 1}


def test_a_turned_grid_says_the_same(invented):
    rows, columns = invented
    facts = [fact(2, 12), fact(3, 11), fact(4, 13)]
    straight = Grid(Axis(rows), Axis(columns), facts)
    turned = Grid(Axis(columns), Axis(rows), facts, is_turned=True)
    assert {(along, down): cell.signature for (down, along), cell in straight.cells.items()} == {
        place: cell.signature for place, cell in turned.cells.items()
    }


def test_a_grid_kept_to_one_concept_shows_it_and_what_is_below(invented):
    rows, _columns = invented
    assert [one.pk for one in Axis(rows, only=rows.of[1]).concepts] == [1, 2, 3]
    assert [one.pk for one in Axis(rows, only=rows.of[3]).concepts] == [3]


def test_sums_count_claims_cleared_ones_and_the_cells_they_fill(invented):
    rows, columns = invented
    facts = [fact(2, 12), fact(2, 11, "cleared"), fact(3, 13)]
    told = [
        (one.concept.pk, one.whole.count, one.cleared, one.reached)
        for one in sums_of(rows, columns, facts, is_row=True)
    ]
    assert told == [(1, 3, 1, 2), (2, 2, 1, 1), (3, 1, 0, 1), (4, 0, 0, 0)]


@pytest.mark.parametrize(
    ("state", "certainty", "expected"),
    [
        ("suggested", "inferred", 0),
        ("suggested", "source", 1),
        ("drafted", "inferred", 1),
        ("drafted", "source", 2),
        ("drafted", "seed", 2),
        ("cleared", "inferred", 3),
        ("cleared", "source", 3),
    ],
)
def test_what_is_inferred_is_less_sure_than_what_is_drafted_and_that_than_what_is_cleared(state, certainty, expected):
    assert sureness_of(state, certainty) == Claim(state=state, certainty=certainty).sureness == expected


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([fact(1, 1, "cleared")], "1 claim, cleared"),
        ([fact(1, 1, "cleared")] * 3, "3 claims, cleared"),
        ([fact(1, 1, "cleared"), fact(1, 1), fact(1, 1)], "3 claims: 1 cleared, 2 drafted"),
        ([fact(1, 1, strength=3), fact(1, 1, strength=1)], "2 claims, drafted, direct"),
        ([fact(1, 1, is_contradicted=True)], "1 claim, drafted, the sources disagree"),
    ],
)
def test_a_cell_is_told_in_words(facts, words):
    cell = Cell()
    for one in facts:
        cell.add(one)
    assert tell(cell) == words


def test_every_text_in_the_table_is_escaped(invented):
    rows, columns = invented
    nasty = "<script>alert('1')</script>&\""
    framework = SimpleNamespace(slug="f", said={"title": nasty})
    for one in [*rows.concepts, *columns.concepts]:
        one._state.fields_cache["framework"] = framework
        one.title, one.code, one.slug, one.colour, one.said = nasty, nasty, "slug", '"/><script>', {"title": nasty}
    grid = Grid(Axis(rows), Axis(columns, is_open=True), [fact(2, 12)])
    edition = SimpleNamespace(
        get_absolute_url=lambda: "/en/", matrix=SimpleNamespace(said={"title": nasty}), said={"title": nasty}
    )
    assert "<script" not in table_of(grid, edition, nasty)


# --- the page ----------------------------------------------------------------------------------


def test_every_cell_of_the_record_is_on_the_page_with_the_number_of_its_claims(client, edition):
    cells = cells_of(page_of(client, "?detail=1"))
    claims = edition.claims.select_related("row", "column")
    for claim in claims:
        assert f"{claim.row.slug}/{claim.column.slug}/" in cells
    glance = cells_of(page_of(client))
    assert sum(number for place, (_heard, number, _c) in glance.items() if not place.startswith("c7/")) == 190
    assert glance["c7/sdg-3/"][1] == 4


def test_a_screen_reader_hears_both_ends_the_number_and_how_sure_it_is(client):
    cells = cells_of(page_of(client))
    assert cells["c2/sdg-9/"][:2] == ("C2 and Goal 9: 3 claims, cleared", 3)
    assert cells["c2/sdg-8/"][0] == "C2 and Goal 8: 1 claim, drafted, the sources disagree"


def test_the_six_cells_that_disagree_are_marked_and_no_others(client):
    cells = cells_of(page_of(client))
    marked = {place for place, (_heard, _number, classes) in cells.items() if "disputed" in classes}
    assert marked == {"c2/sdg-8/", "c8/sdg-9/", "c9/sdg-5/", "c3/sdg-4/", "c4/sdg-8/", "c8/sdg-5/"}


def test_the_table_has_heads_a_caption_and_words_for_empty_cells(client):
    page = page_of(client)
    assert table_on(page).count('<th scope="row">') == 19  # eighteen lines and the bracket of C7
    assert table_on(page).count('<th scope="col">') == 17
    assert "<caption>WSIS action lines by Sustainable Development Goals" in page
    assert "<td><i>no claim</i></td>" in page
    assert 'tabindex="0" role="region"' in page


def test_a_turned_page_has_the_goals_as_rows_and_the_same_cells(client):
    straight, turned = cells_of(page_of(client)), cells_of(page_of(client, "?by=column"))
    assert straight == turned
    assert table_on(page_of(client, "?by=column")).count('<th scope="row">') == 17


def test_the_table_in_detail_opens_169_targets(client):
    page = page_of(client, "?detail=1")
    assert len(re.findall(r'<th scope="col"><a [^>]*>\d+\.', page)) == 169
    assert page.count('<th scope="colgroup"') == 17


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?row=c3", 17),
        ("?row=c7", 66),
        ("?column=sdg-3", 11),
        ("?column=sdg-8-2", 2),
        ("?state=cleared", 184),
        ("?state=drafted", 6),
        ("?disputed=yes", 6),
        ("?certainty=inferred", 0),
        ("?row=c3&column=sdg-4", 1),
        ("?row=nobody", 0),
        ("?state=nothing", 0),
        ("?author=ITU", 0),
    ],
)
def test_a_grid_is_narrowed_by_links_that_stay_in_the_address(query, count, client, edition):
    page = page_of(client, query)
    told = re.search(r'<p class="numbers">(\d+) claim', page)
    expected = count if query != "?column=sdg-8-2" else edition.claims.filter(column__code="8.2").count()
    assert int(told[1]) == expected
    assert "Remove all filters" in page


def test_who_carries_claims_out_narrows_the_draft(client):
    page = page_of(client, "?organization=ITU", "wsis-gdc/draft")
    expected = Claim.objects.filter(edition__matrix__slug="wsis-gdc", organizations__acronym="ITU").count()
    assert f"{expected} claims." in page
    assert expected > 0


def test_a_filter_counts_over_what_the_others_leave(invented):
    rows, columns = invented
    for outline in invented:
        for one in outline.concepts:
            one.said = {"title": one.title}
            one._state.fields_cache["framework"] = SimpleNamespace(said={"title": "F"})
    facts = [fact(2, 12), fact(3, 11, "cleared"), fact(4, 13, "cleared"), fact(4, 11, "rejected")]
    found = narrowed(QueryDict("state=cleared"), rows, columns, facts, {})
    counts = {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in found.facets}
    assert counts["row"] == {"c1": 1, "c3": 1, "c4": 1}
    assert counts["state"] == {"drafted": 1, "cleared": 2, "rejected": 1}
    assert [one.pk for one in found.facts] == [311, 413]


def test_rejected_claims_are_seen_only_when_they_are_asked_for(invented):
    rows, columns = invented
    for outline in invented:
        for one in outline.concepts:
            one.said = {"title": one.title}
            one._state.fields_cache["framework"] = SimpleNamespace(said={"title": "F"})
    facts = [fact(2, 12), fact(4, 11, ClaimState.REJECTED, certainty=Certainty.INFERRED)]
    assert [one.pk for one in narrowed(QueryDict(""), rows, columns, facts, {}).facts] == [212]
    assert [one.pk for one in narrowed(QueryDict("state=rejected"), rows, columns, facts, {}).facts] == [411]


# --- the picture -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("query", ["", "?detail=1", "?by=column", "?row=nobody"])
def test_the_picture_is_a_drawing_with_title_and_without_style(language, query, client):
    answer = client.get(f"/{language}/matrices/wsis-sdg/2015.svg{query}")
    assert answer["Content-Type"] == "image/svg+xml"
    drawing = etree.fromstring(answer.content)
    names = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert {"title", "desc"} <= names
    assert not names & {"style", "script", "foreignObject"}
    assert not any("style" in element.attrib or "class" in element.attrib for element in drawing.iter())
    assert drawing.get("direction") == ("rtl" if language == "ar" else "ltr")


def test_the_picture_is_mirrored_for_arabic(invented):
    rows, columns = invented
    from ungis.languages.models import Said

    for outline in invented:
        for one in outline.concepts:
            one.said = {"title": Said(one.title, "en")}
            one._state.fields_cache["framework"] = SimpleNamespace(slug="f", said={"title": Said("F", "en")})
    edition = SimpleNamespace(matrix=SimpleNamespace(said={"title": Said("M", "en")}), said={"title": Said("E", "en")})
    grid = Grid(Axis(rows), Axis(columns), [fact(4, 11)])
    places = []
    for is_rtl in (False, True):
        with translation.override("ar" if is_rtl else "en"):
            drawing = etree.fromstring(picture_of(grid, edition, is_rtl=is_rtl).encode())
        box = drawing.find(".//{*}g/{*}rect")
        places.append(float(box.get("x")) + float(box.get("width")) / 2)
        width = float(drawing.get("width"))
    assert places[0] + places[1] == width
