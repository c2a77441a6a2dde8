"""Counting the register in memory: the same as asking the database, whatever is asked, whoever asks."""

from itertools import product

import numpy
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ungis.core import clock
from ungis.core.standing import CLERK, Visibility
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import coverage
from ungis.stocktaking.actions import Entry, begin_activity, enter_activities, withdraw_activity
from ungis.stocktaking.codes import BITS
from ungis.stocktaking.content import Given
from ungis.stocktaking.coverage import Filter, count, keys_in, table, tags_of
from ungis.stocktaking.models import Activity, Status
from ungis.stocktaking.places import COUNTRIES, REGIONS, region_of
from ungis.stocktaking.tag_actions import decide_tags

pytestmark = pytest.mark.django_db
AXES = ("wsis", "sdg", "gdc")
VISITOR = AnonymousUser()
SUMMARY = "It teaches people in small towns how to use a library with computers."


def concept(code, framework="wsis"):
    return Concept.objects.get(framework__slug=framework, code=code)


def entered(title="Libraries with computers", concepts=(), *, are_confirmed=False, **given):
    given = {"summary": SUMMARY, "entity": "A ministry", **given}
    entry = Entry(Given(title=title, **given), concepts=list(concepts), are_confirmed=are_confirmed)
    return enter_activities([entry], by=CLERK)[0]


def counted(wanted=Filter(), who=VISITOR):  # noqa: B008  a filter never changes
    rows = coverage.current()
    return keys_in(rows.kept(wanted, who))


# --- the same as the database says ---------------------------------------------------------------


def is_under_way(first, last, wanted):
    asked = range(wanted.first or 1900, (wanted.last or 2100) + 1)
    return any(year in asked for year in range(first, last + 1) if year)


def naively(wanted, who):
    """Go through the activities one by one, as somebody who has the database and time would."""
    found = []
    for one in Activity.objects.visible_to(who).registered().prefetch_related("participations", "places"):
        bits = one.confirmed_bits if wanted.is_confirmed else one.confirmed_bits | one.suggested_bits
        first, last = coverage.years_of(one.first_year, one.last_year, one.status, clock.today().year)
        places = [place.code for place in one.places.all()]
        if (
            wanted.organization in (None, *(held.organization_id for held in one.participations.all()))
            and wanted.country in ("", *places)
            and wanted.region in ("", *map(region_of, places))
            and wanted.status in ("", one.status)
            and (wanted.first is wanted.last is None or is_under_way(first, last, wanted))
            and all(bits >> tag & 1 for tag in wanted.tags)
        ):
            found.append((one.pk, bits))
    return found


def scattered(chance, number):
    """Enter activities of all kinds, seen by different people; the numbers decide which."""
    organizations = list(Organization.objects.order_by("pk"))
    concepts = list(Concept.objects.filter(framework__slug__in=("wsis", "sdg", "gdc")))
    for place in range(number):
        some = chance.integers
        entered(
            f"Activity {place}",
            [concepts[one] for one in set(some(0, len(concepts), some(0, 6)).tolist())],
            are_confirmed=bool(some(0, 2)),
            organizations=[(organizations[one], "carries-out") for one in set(some(0, 5, some(0, 4)).tolist())],
            places=[*dict.fromkeys((COUNTRIES + list(REGIONS))[one] for one in some(0, 201, some(0, 3)))],
            status=str(chance.choice(Status.values)),
            visibility=str(chance.choice(Visibility.values)),
        )


filters = st.builds(
    Filter,
    organization=st.sampled_from([None, None, *range(5)]),
    country=st.sampled_from(["", "", "", "KE", "CL", "TZ"]),
    region=st.sampled_from(["", "", *REGIONS]),
    first=st.none() | st.integers(2000, 2031),
    last=st.none() | st.integers(2000, 2031),
    status=st.sampled_from(["", "", *Status.values]),
    tags=st.lists(st.integers(0, 39), max_size=2).map(tuple),
    is_confirmed=st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=filters, who=st.sampled_from(["visitor", "member", "chair", "secretary", "stakeholder"]))
def test_any_filter_counts_what_the_database_holds(wanted, who, people_and_entries):
    people, organizations = people_and_entries
    user = people[who]
    if wanted.organization is not None:
        wanted = wanted._replace(organization=organizations[wanted.organization])
    rows = coverage.current()
    kept, expected = rows.kept(wanted, user), naively(wanted, user)
    assert keys_in(kept) == sorted(key for key, _bits in expected)
    kind = coverage.tag_kind(wanted)
    axes = [rows.stack((kind, tag) for tag in tags_of(name)) for name in AXES]
    cube = coverage.cube(*axes, kept)
    naive = numpy.zeros_like(cube)
    for _key, bits in expected:
        held = [
            [place for place, tag in enumerate(tags_of(name)) if bits >> tag & 1] for name in ("wsis", "sdg", "gdc")
        ]
        for cell in product(*held):
            naive[cell] += 1
    assert (cube == naive).all()
    flat = table(axes[0], axes[1], kept)
    assert ((flat > 0) == coverage.served(axes[0], axes[1], kept)).all()


@pytest.fixture
def people_and_entries(member, chair, secretary, stakeholder):
    scattered(numpy.random.default_rng(2003), 60)
    people = {"visitor": VISITOR, "member": member, "chair": chair, "secretary": secretary, "stakeholder": stakeholder}
    return people, list(Organization.objects.order_by("pk").values_list("pk", flat=True)[:5])


def test_the_newest_of_a_row_are_those_with_the_highest_keys():
    row = coverage.packed([0, 3, 63, 64, 200, 201, 4000], 64)
    assert coverage.newest_in(row, 3) == [4000, 201, 200]
    assert coverage.newest_in(row, 99) == keys_in(row)[::-1]
    assert coverage.newest_in(coverage.packed([], 64), 5) == []


# --- it stays true -------------------------------------------------------------------------------


def test_what_is_entered_counts_at_once_and_what_is_withdrawn_no_more(secretary):
    before = coverage.current()
    activity = entered(places=["FR"])
    assert activity.pk in counted(Filter(country="FR"))
    assert activity.pk in counted(Filter(region="EUR"))
    withdraw_activity(activity, by=secretary, reason="It was entered by mistake.")
    assert activity.pk not in counted()
    assert activity.pk not in keys_in(before.kept(Filter(), VISITOR))


def test_a_suggested_tag_counts_as_confirmed_only_once_somebody_confirms_it(secretary):
    line = concept("C4")
    activity = entered(concepts=[line])
    wanted = Filter(tags=(BITS["wsis", "C4"],))
    assert activity.pk in counted(wanted)
    assert activity.pk not in counted(wanted._replace(is_confirmed=True))
    decide_tags(activity, by=secretary, confirmed=[line])
    assert activity.pk in counted(wanted._replace(is_confirmed=True))
    decide_tags(activity, by=secretary, refused=[line])
    assert activity.pk not in counted(wanted)


def test_a_change_shares_the_rows_that_it_does_not_touch():
    entered(places=["KE"])
    before = coverage.current()
    entered(places=["CL"])
    after = coverage.current()
    assert after is not before
    assert after.row("country", "KE") is before.row("country", "KE")
    assert count(after.row("country", "CL")) == count(before.row("country", "CL")) + 1


def test_nothing_is_read_again_while_nothing_happens(django_assert_num_queries):
    held = coverage.current()
    with django_assert_num_queries(1):
        assert coverage.current() is held


def test_of_many_changes_all_is_read_anew(monkeypatch):
    monkeypatch.setattr(coverage, "FEW", 1)
    coverage.current()
    keys = [entered(f"Activity {number}").pk for number in range(3)]
    assert set(keys) <= set(counted())


def test_events_that_were_undone_are_not_believed():
    coverage.current()
    with transaction.atomic():
        undone = entered().pk
        assert undone in counted()
        transaction.set_rollback(True)
    assert undone not in counted()
    kept = entered("Another").pk  # may get the number and the event of the one that was undone
    assert {one for one in counted() if one >= undone} == {kept}


def test_rows_grow_with_the_register(monkeypatch):
    monkeypatch.setattr(coverage, "ROOM", 1)
    coverage.forget()
    first = coverage.current()
    keys = {entered(f"Activity {number}").pk for number in range(first.words * 64 + 1)}
    assert keys <= set(counted())
    assert coverage.current().words > first.words
    coverage.forget()


def test_what_goes_on_counts_until_this_year_and_what_is_completed_in_the_years_known():
    activity = entered(starts_on=None)
    assert activity.pk not in counted(Filter(first=1990))
    assert coverage.years_of(2010, None, Status.ONGOING, 2026) == (2010, 2026)
    assert coverage.years_of(2010, None, Status.COMPLETED, 2026) == (2010, 2010)
    assert coverage.years_of(2030, None, Status.ONGOING, 2026) == (2030, 2030)
    assert coverage.years_of(2010, 2012, Status.ONGOING, 2026) == (2010, 2012)
    assert coverage.years_of(None, 2012, Status.ONGOING, 2026) == (0, 0)


# --- who may see it ------------------------------------------------------------------------------


def test_what_one_may_not_see_is_not_counted(member, secretary, stakeholder):
    fao = Organization.objects.get(acronym="FAO")
    hidden = entered(visibility=Visibility.SECRETARIAT)
    own = entered(visibility=Visibility.SECRETARIAT, organizations=[(fao, "carries-out")])
    group = entered(visibility=Visibility.GROUP)
    keys = {hidden.pk, own.pk, group.pk}
    assert keys & set(counted(who=VISITOR)) == keys & set(counted(who=stakeholder)) == set()
    assert keys & set(counted(who=member)) == {own.pk, group.pk}
    assert keys & set(counted(who=secretary)) == keys


def test_whoever_wrote_an_entry_counts_it(stakeholder):
    hidden = entered(visibility=Visibility.BUREAU)
    Activity.objects.filter(pk=hidden.pk).update(written_by=stakeholder)
    coverage.forget()
    assert hidden.pk in counted(who=stakeholder)
    assert hidden.pk not in counted(who=VISITOR)


def test_a_draft_is_not_counted(member):
    fao = Organization.objects.get(acronym="FAO")
    draft = begin_activity(by=member, given=Given(title="A draft", organizations=[(fao, "carries-out")]))
    assert draft.pk not in counted(who=member)
