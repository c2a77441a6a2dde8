"""Entries that look alike, as people meet them: before sending, in the secretariat's hands, beside an activity."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from ungis.core import clock
from ungis.core.standing import CLERK
from ungis.likeness.reasons import Code
from ungis.organizations.models import Organization
from ungis.search import index
from ungis.stocktaking import actions, duplicates, pair_actions
from ungis.stocktaking.content import Given
from ungis.stocktaking.models import Activity, Merge, Pair, Role
from ungis.stocktaking.overlaps import overlaps
from ungis.stocktaking.reason_words import SENTENCES, sentences
from ungis.stocktaking.states import PairState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
TITLE = "Beekeepers of the highlands sell honey by telephone"
SUMMARY = (
    "The project teaches four hundred beekeepers of the highlands to weigh, label and price their honey, and to sell "
    "it to hotels by telephone; cooperatives keep a common ledger of the harvest."
)


def content(title=TITLE, summary=SUMMARY, acronyms=("FAO",), **other):
    organizations = [(Organization.objects.get(acronym=name), Role.CARRIES_OUT) for name in acronyms]
    return Given(title=title, summary=summary, organizations=organizations, **other)


def enter(**other):
    (activity,) = actions.enter_activities([actions.Entry(given=content(**other))], by=CLERK)
    return activity


@pytest.fixture
def draft(member):
    return actions.begin_activity(by=member, given=content())


def found(activity, user):
    return [one.activity for one in duplicates.alike(activity, user, duplicates.searcher_now())]


def page(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def pair(db):
    one, other = enter(), enter(acronyms=("ITU",), title="Honey of the highlands sold by telephone")
    duplicates.find_all()
    Pair.objects.exclude(left=one, right=other).delete()  # what the register itself holds twice
    return Pair.objects.get()


def test_each_reason_has_a_sentence():
    assert set(SENTENCES) == set(Code)


def test_reasons_are_told_in_sentences_and_unknown_ones_left_out():
    years, places = {"left": "2023", "right": "2024"}, {"left": "KE", "right": "NP"}
    said = sentences([["title_but_year", years], ["other_place", places]])
    assert said == ["Same title but for the year: 2023 here, 2024 there.", "Another place: Kenya here, Nepal there."]
    assert sentences([["unheard_of", {}]]) == []


def test_the_same_activity_in_the_register_is_found(draft, member):
    there = enter(acronyms=("ITU",))
    (one,) = duplicates.alike(draft, member, duplicates.searcher_now())
    assert one.activity == there
    assert one.likeness.score > 0.9
    assert "Two organizations report it: FAO here, ITU there." in one.reasons


def test_the_same_in_another_country_is_a_series(draft, member):
    draft.places.create(code="KE")
    enter(places=["NP"])
    (one,) = duplicates.alike(draft, member, duplicates.searcher_now())
    assert one.is_series
    assert "Another place: Kenya here, Nepal there." in one.reasons


def test_what_one_may_not_see_is_never_offered(draft, member, secretary, stakeholder, client_of):
    hidden = enter(acronyms=("ITU",))
    Activity.objects.filter(pk=hidden.pk).update(visibility="secretariat")
    foreign = actions.begin_activity(by=stakeholder, given=content(acronyms=(), entity="A bank"))
    index.build()
    assert found(draft, member) == []
    assert found(draft, secretary) == [hidden]
    assert str(foreign.number) not in page(client_of(member), f"/en/activities/{draft.number}/check/").split("alike")[1]


def test_ones_own_draft_of_the_same_is_found_too(draft, member):
    assert found(actions.begin_activity(by=member, given=content(title="Honey by telephone")), member) == [draft]


def test_without_an_index_the_page_still_stands(draft, member, client_of, monkeypatch):
    def not_there():
        raise index.NotThere("gone")

    monkeypatch.setattr(index, "fresh_reader", not_there)
    assert "cannot be searched just now" in page(client_of(member), f"/en/activities/{draft.number}/check/")


def test_nothing_blocks_and_what_is_another_one_is_not_asked_again(draft, member, client_of):
    there, client = enter(acronyms=("ITU",)), client_of(member)
    address = f"/en/activities/{draft.number}/check/"
    assert "likely the same" in page(client, address)
    client.post(f"/en/activities/{draft.number}/another/", {"other": there.number})
    assert "likely the same" not in page(client, address)
    pair = Pair.objects.get()
    assert (pair.state, pair.decided_by) == (PairState.OPEN, member)
    client.post(f"/en/activities/{draft.number}/submit/")
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_saying_so_twice_or_of_a_parted_pair_changes_nothing(draft, member, secretary):
    there = enter(acronyms=("ITU",))
    said = duplicates.compare_two(draft, there)
    first = pair_actions.dispute_pair(draft, there, by=member, found=said)
    pair_actions.part_pair(first, by=secretary, reason="Two.")
    assert pair_actions.dispute_pair(draft, there, by=member, found=said).decided_by == secretary


@pytest.mark.parametrize("odd", ["", "x", "-1", "999999999", "1" * 30])
def test_an_odd_other_entry_is_no_trouble(draft, member, client_of, odd):
    answer = client_of(member).post(f"/en/activities/{draft.number}/another/", {"other": odd})
    assert answer.status_code in (302, 404)
    assert not Pair.objects.exists()


def test_others_cannot_say_of_an_entry_that_it_is_another(draft, observer, client_of):
    assert client_of(observer).post(f"/en/activities/{draft.number}/another/", {"other": 1}).status_code == 404


def test_the_register_is_searched_and_found_pairs_are_noted_once(pair):
    assert pair.left.pk < pair.right.pk
    assert pair.verdict == "duplicate"
    duplicates.find_all()
    assert duplicates.find_all() == 0


def test_a_series_is_no_pair(db):
    one, other = enter(places=["KE"]), enter(places=["NP"])
    duplicates.find_all()
    assert not Pair.objects.filter(left=one, right=other).exists()


def test_the_tick_searches_once_a_night(pair, monkeypatch):
    at = datetime(2026, 3, 1, 2, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    Pair.objects.all().delete()
    assert duplicates.find_tonight() >= 1
    Pair.objects.all().delete()
    assert duplicates.find_tonight() == 0


def test_the_secretariat_sees_pairs_side_by_side_and_merges_them(pair, secretary, client_of):
    client = client_of(secretary)
    shown = page(client, "/en/activities/duplicates/")
    assert "Two organizations report it: FAO here, ITU there." in shown
    assert "<del>" in shown
    assert "<ins>" in shown
    client.post(f"/en/activities/duplicates/{pair.pk}/merge/", {"keep": "right"})
    pair.left.refresh_from_db()
    assert pair.left.merged_into == pair.right
    assert f"Number {pair.left.number} was merged into number {pair.right.number}" in page(
        client, "/en/activities/duplicates/"
    )
    client.post(f"/en/activities/duplicates/merges/{Merge.objects.get().pk}/undo/")
    pair.left.refresh_from_db()
    assert pair.left.merged_into is None


def test_parting_needs_a_reason_and_keeps_what_was_typed(pair, secretary, client_of):
    client, address = client_of(secretary), f"/en/activities/duplicates/{pair.pk}/part/"
    answer = client.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    long = "Two courses. " * 30
    answer = client.post(address, {"reason": long})
    assert answer.status_code == 422
    assert long[:250] in answer.content.decode()
    client.post(address, {"reason": "Two courses."})
    pair.refresh_from_db()
    assert pair.state == PairState.PARTED
    client.post(f"/en/activities/duplicates/{pair.pk}/reopen/")
    pair.refresh_from_db()
    assert pair.state == PairState.OPEN


def test_merging_asks_which_is_kept(pair, secretary, client_of):
    answer = client_of(secretary).post(f"/en/activities/duplicates/{pair.pk}/merge/", {"keep": "both"})
    assert answer.status_code == 422
    assert "Say which of the two is kept." in answer.content.decode()


def test_pairs_of_entries_outside_the_register_do_not_wait(pair, secretary, client_of):
    actions.withdraw_activity(pair.left, by=secretary, reason="Ended.")
    assert "Nothing waits." in page(client_of(secretary), "/en/activities/duplicates/")


def test_others_on_the_same_thing_stand_beside_an_activity_with_their_organization(client):
    one = enter()
    other = enter(acronyms=("ITU",), title="Honey of the highlands", summary=SUMMARY.replace("beekeepers", "people"))
    index.follow()
    shown = page(client, one.get_absolute_url())
    assert "Also on the same thing" in shown
    assert other.get_absolute_url() in shown.split("Also on the same thing")[1]


def test_ones_own_and_hidden_entries_are_no_overlap(member, visitor):
    one, own, hidden = enter(), enter(title="Own"), enter(acronyms=("ITU",))
    Activity.objects.filter(pk=hidden.pk).update(visibility="secretariat")
    index.follow()
    numbers = {overlap.number for overlap in overlaps(one, ["fao"], visitor)}
    assert not numbers & {own.number, hidden.number}


def test_the_command_searches_the_register_and_says_how_many(db):
    enter(), enter(acronyms=("ITU",))
    out = StringIO()
    call_command("activities", "pairs", stdout=out)
    assert out.getvalue().splitlines()[-1] == f"{Pair.objects.count()} new pairs are to be looked at."
