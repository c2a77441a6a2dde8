"""The pages of coverage: numbers that lead to their activities, gaps in words, drawings with their tables."""

import csv
import io
import json
import math
import re
from html.parser import HTMLParser

import pytest

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK, Visibility
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import world_shapes
from ungis.stocktaking.actions import Entry, enter_activities
from ungis.stocktaking.content import Given
from ungis.stocktaking.coverage_drawing import world
from ungis.stocktaking.models import Activity, Role
from ungis.stocktaking.places import COUNTRIES, COUNTRIES_BY_REGION
from ungis.stocktaking.tag_actions import decide_tags

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
ADDRESS = "/en/activities/coverage/"
PAGES = ["", "gaps/", "overlaps/", "overlaps/?by=region", "years/", "map/"]


def concepts(*codes):
    return [Concept.objects.get(framework__slug=framework, code=code) for framework, code in codes]


def entered(title, tags=(), acronyms=(), **given):
    summary = "It teaches people in small towns how to use a library with computers."
    carrying = [(Organization.objects.get(acronym=acronym), Role.CARRIES_OUT.value) for acronym in acronyms]
    told = Given(title=title, summary=summary, entity="A ministry", organizations=carrying, **given)
    return enter_activities([Entry(told, concepts=concepts(*tags))], by=CLERK)[0]


def shown(client, page="", **query):
    answer = client.get(ADDRESS + page, query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client, page="", **query):
    answer = client.get(f"{ADDRESS[:-1]}{page}.csv", query)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def cell(client, row, column, **query):
    (found,) = [one for one in rows(client, **query) if (one["row"], one["column"]) == (row, column)]
    return int(found["activities"])


class Balanced(HTMLParser):
    """That no drawing or table has a style of its own, which the policy would refuse."""

    def handle_starttag(self, tag, attributes):
        assert "style" not in dict(attributes), tag


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_page_opens_without_style_of_its_own(client, page, language):
    answer = client.get(f"/{language}/activities/coverage/{page}")
    assert answer.status_code == 200
    Balanced().feed(answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_costs_six_queries_at_most(client, page, django_assert_max_num_queries):
    client.get(ADDRESS + page)
    with django_assert_max_num_queries(6):
        client.get(ADDRESS + page)


def test_an_activity_counts_in_its_cells_and_the_number_leads_to_it(client):
    tags = [("wsis", "C8"), ("sdg", "14.7"), ("gdc", "Objective 5")]
    ends = [
        ("C8", "14", "lines-goals"),
        ("C8", "Objective 5", "lines-objectives"),
        ("14", "Objective 5", "goals-objectives"),
    ]
    before = [cell(client, row, column, axes=axes) for row, column, axes in ends]
    assert before[0] == 0
    activity = entered("Songs of the reef", tags)
    assert [cell(client, row, column, axes=axes) for row, column, axes in ends] == [number + 1 for number in before]
    link = re.search(r'aria-label="C8 and Goal 14: 1 activity[^"]*" href="([^"]+)"', shown(client))
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert activity.get_absolute_url() in listed


def test_the_third_framework_and_all_else_narrow_the_grid(client):
    entered("One", [("wsis", "C9"), ("sdg", "14")], ["FAO"], places=["KE"])
    entered("Two", [("wsis", "C9"), ("sdg", "14"), ("gdc", "Objective 3")], ["WHO"], places=["CL"], status="planned")
    assert cell(client, "C9", "14") == 2
    narrowed = [
        {"objective": Concept.objects.get(framework__slug="gdc", code="Objective 3").slug},
        {"organization": "fao"},
        {"country": "KE"},
        {"region": "AMS"},
        {"status": "planned"},
    ]
    assert [cell(client, "C9", "14", **query) for query in narrowed] == [1] * 5
    assert cell(client, "C9", "14", tags="confirmed") == 0


def test_where_only_confirmed_tags_count_a_number_leads_to_as_many_activities(client):
    tags = [("wsis", "C9"), ("sdg", "14")]
    sure, other = entered("Radio of the reef", tags), entered("Radio of the coast", tags)
    decide_tags(sure, by=CLERK, confirmed=concepts(*tags))
    decide_tags(other, by=CLERK, confirmed=concepts(tags[0]))
    link = re.search(r'aria-label="C9 and Goal 14: 1 activity[^"]*" href="([^"]+)"', shown(client, tags="confirmed"))
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert sure.get_absolute_url() in listed
    assert other.get_absolute_url() not in listed
    assert "Goal, confirmed by a person" in listed
    assert "confirmed by a person" not in client.get("/en/activities/?line=c9").content.decode()


def test_a_line_in_the_address_alone_leads_to_the_other_two_axes(client):
    assert "axes=goals-objectives" in shown(client, line="c8")
    assert len({one["row"] for one in rows(client, line="c8")}) == 17


@pytest.mark.parametrize(
    "query",
    [
        {"organization": "nobody"},
        {"country": "XX"},
        {"region": "MOON"},
        {"status": "lost"},
        {"line": "c99"},
        {"goal": "sdg-18"},
        {"from": "3000"},
        {"from": "2020", "to": "2010"},
    ],
)
def test_what_nothing_bears_leaves_nothing(client, query):
    assert {one["activities"] for one in rows(client, **query)} <= {"0"}
    for page in PAGES[:5]:
        shown(client, page.partition("?")[0], **query)


def test_a_wrong_year_is_said_in_words(client):
    page = shown(client, **{"from": "soon"})
    assert "A year has four digits" in page
    assert 'value="soon"' in page


def test_a5_what_one_may_not_see_counts_nowhere(client, client_of, secretary):
    tags = [("wsis", "C8"), ("sdg", "14")]
    entered("Hidden", tags, ["FAO"], places=["TV"], visibility=Visibility.SECRETARIAT)
    assert cell(client, "C8", "14") == 0
    assert cell(client_of(secretary), "C8", "14") == 1
    for page in ("", "/gaps", "/overlaps", "/years", "/map"):
        assert rows(client, page) != [] or page == "/overlaps"
    (tuvalu,) = [one for one in rows(client, "/map") if one["country"] == "TV"]
    assert tuvalu["activities"] == "0"


def test_gaps_name_what_the_matrix_has_cleared_first(client):
    page = shown(client, "gaps/")
    assert "Agreed in the matrix, and no activity is known" in page
    gaps = {(one["row"], one["column"]): one["matrix"] for one in rows(client, "/gaps")}
    assert "cleared" in gaps.values()
    gap = next(cell for cell, state in gaps.items() if state == "cleared")
    entered("Now somebody does it", [("wsis", gap[0]), ("sdg", gap[1])])
    assert gap not in {(one["row"], one["column"]) for one in rows(client, "/gaps")}


def test_every_empty_cell_is_a_gap_and_no_other(client):
    empty = {(one["row"], one["column"]) for one in rows(client) if one["activities"] == "0"}
    assert {(one["row"], one["column"]) for one in rows(client, "/gaps")} == empty


def test_organizations_side_by_side_are_named_until_they_share_an_activity(client):
    tags = [("wsis", "C9"), ("sdg", "14")]

    def groups():
        return [one["groups"] for one in rows(client, "/overlaps") if (one["row"], one["column"]) == ("C9", "Goal 14")]

    entered("Radio for fishers", tags, ["FAO"])
    assert groups() == []
    entered("Films of the sea", tags, ["UNESCO"])
    assert groups() == ["FAO; UNESCO"]
    assert "Films of the sea" in shown(
        client, "overlaps/", goal=Concept.objects.get(code="14").slug, axes="lines-goals"
    )
    entered("Both at once", tags, ["FAO", "UNESCO"])
    assert groups() == []
    entered("Weather at sea", tags, ["WMO"])
    assert groups() in (["FAO + UNESCO; WMO"], ["WMO; FAO + UNESCO"])


def test_organizations_in_one_region_are_found_too(client):
    entered("Radio in villages", [("wsis", "C9")], ["FAO"], places=["UZ"])
    entered("Radio in schools", [("wsis", "C9")], ["UNESCO"], places=["CIS"])
    found = [one for one in rows(client, "/overlaps", by="region") if one["row"] == "C9"]
    assert ("Commonwealth of Independent States", "2") in {(one["column"], one["organizations"]) for one in found}


def test_the_years_count_what_is_under_way_and_what_began(client):
    def year(number):
        (found,) = [one for one in rows(client, "/years") if one["year"] == number]
        return int(found["under_way"]), int(found["begun"]), int(found["C9"])

    before = year("2012")
    span = {"starts_on": PartialDate.parse("2012"), "ends_on": PartialDate.parse("2013-05"), "status": "completed"}
    entered("Two years of radio", [("wsis", "C9")], **span)
    assert year("2012") == tuple(number + 1 for number in before)
    page = shown(client, "years/", of="goal")
    assert 'class="bar-begun"' in page
    assert "The numbers of the drawing" in page


def test_the_map_and_its_table_tell_the_same(client):
    counted = {one["country"]: int(one["activities"]) for one in rows(client, "/map")}
    assert list(counted) == COUNTRIES
    page = shown(client, "map/")
    for code, number in counted.items():
        assert page.count(f"?country={code}") == (2 if number else 0), code
    assert "says nothing about the legal status" in page


def test_a_file_tells_what_was_asked(client):
    held = json.loads(client.get(f"{ADDRESS[:-1]}/map.json", {"region": "AFR"}).content)
    assert held["asked"] == {"axes": "lines-goals", "region": "AFR"}
    assert held["total"] == Activity.objects.public().filter(places__code__in=_of("AFR")).distinct().count()


def _of(region):
    return [region, *COUNTRIES_BY_REGION[region].split()]


# --- the shapes ----------------------------------------------------------------------------------


def test_every_country_has_a_shape_or_a_dot_on_a_small_map():
    held = world()
    assert sorted([*held["countries"], *held["dots"]]) == COUNTRIES
    assert world_shapes.FILE.stat().st_size < 120_000
    assert re.fullmatch(r"[MlzZ0-9 -]+", "".join(held["countries"].values()))
    assert all(0 <= x <= held["width"] and 0 <= y <= held["height"] for x, y in held["dots"].values())


def test_the_projection_is_true_to_area():
    def area(latitude):
        step = 0.01
        (x1, y1), (x2, _y) = (world_shapes.equal_earth(place, latitude) for place in (10, 10 + step))
        return (x2 - x1) * (world_shapes.equal_earth(10, latitude + step)[1] - y1) / math.cos(math.radians(latitude))

    assert area(0) == pytest.approx(area(60), rel=1e-3)


def test_a_ring_over_the_180th_meridian_becomes_two():
    ring = [(179.0, 0.0), (-179.0, 0.0), (-179.0, 1.0), (179.0, 1.0)]
    east, west = world_shapes.halves(ring)
    assert {x for x, _y in east} == {179.0, 180.0}
    assert {x for x, _y in west} == {-180.0, -179.0}
    assert world_shapes.halves([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]) == [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]]
