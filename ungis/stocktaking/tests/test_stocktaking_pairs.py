"""Two entries that are the same: merged, taken apart exactly, parted for good."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import actions, pair_actions, tag_actions
from ungis.stocktaking.content import Given, given_of
from ungis.stocktaking.models import Activity, Merge, Pair, Role
from ungis.stocktaking.pair_actions import FoundPair
from ungis.stocktaking.states import PairState

pytestmark = pytest.mark.django_db
SUMMARY = "Trains three hundred cooperatives of farmers to sell what they grow through mobile telephones."
CODES = ["1", "4", "9", "C3", "C4"]
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def enter(title="Markets by telephone", acronyms=("FAO",), **other):
    organizations = [(Organization.objects.get(acronym=name), Role.CARRIES_OUT) for name in acronyms]
    content = Given(title=title, summary=SUMMARY, organizations=organizations, **other)
    (activity,) = actions.enter_activities([actions.Entry(given=content, source=other.get("note", ""))], by=CLERK)
    return activity


def concepts(codes):
    return Concept.objects.filter(code__in=codes, framework__slug__in=["wsis", "sdg"])


def standing(activity):
    """All that the register holds of an entry, its history apart."""
    activity.refresh_from_db()
    given_now = given_of(activity).as_data()
    tags = activity.tags.order_by("concept").values_list(
        "concept", "state", "score", "words", "source", "certainty", "decided_at", "decided_by", "decided_for"
    )
    parts = list(activity.participations.values_list("organization", "role", "order"))
    row = Activity._base_manager.filter(pk=activity.pk).values().get()
    return given_now, list(tags), parts, row


@pytest.fixture
def two():
    return enter(), enter("Markets by phone", ("FAO", "ITU"), places=["KE"], partners="A bank", note="seed 001")


@pytest.fixture
def pair(two):
    left, right = two
    pair_actions.find_pairs([FoundPair(left.pk, right.pk, 0.9, "duplicate", [["same_title", {}]])], by=CLERK)
    return Pair.objects.get(left=left, right=right)


def test_merging_joins_what_both_have_and_keeps_both_sources(two, secretary):
    kept, dropped = two
    paragraph = Paragraph.objects.public().first()
    dropped.paragraphs.add(paragraph)
    pair_actions.merge_activities(kept, dropped, by=secretary)
    kept.refresh_from_db()
    assert [one.organization.acronym for one in kept.participations.all()] == ["FAO", "ITU"]
    assert [place.code for place in kept.places.all()] == ["KE"]
    assert kept.partner_names == ["A bank"]
    assert kept.sources == ["seed 001"]
    assert list(kept.paragraphs.all()) == [paragraph]


def test_the_old_address_leads_to_the_kept_entry_also_through_two_merges(two, secretary, client):
    kept, dropped = two
    last = enter("Telephone markets")
    pair_actions.merge_activities(kept, dropped, by=secretary)
    assert client.get(dropped.get_absolute_url()).url == kept.get_absolute_url()
    pair_actions.merge_activities(last, kept, by=secretary)
    assert client.get(dropped.get_absolute_url(), follow=True).redirect_chain[-1][0] == last.get_absolute_url()


def test_a_persons_yes_takes_the_place_of_a_suggestion_and_goes_back_with_it(two, secretary, member):
    kept, dropped = two
    goal = Concept.objects.get(code="2", framework__slug="sdg")
    tag_actions.suggest_tags(kept, [tag_actions.Suggested(goal, 0.8, "grow")], by=CLERK)
    tag_actions.decide_tags(dropped, by=member, confirmed=[goal])
    merge = pair_actions.merge_activities(kept, dropped, by=secretary)
    tag = kept.tags.get(concept=goal)
    assert (tag.is_confirmed, tag.decided_for.acronym) == (True, "FAO")
    pair_actions.part_merged(merge, by=secretary)
    tag.refresh_from_db()
    assert (tag.state, tag.score, tag.words, tag.decided_by) == ("suggested", 0.8, "grow", None)


sides = st.fixed_dictionaries(
    {
        "acronyms": st.lists(st.sampled_from(["FAO", "ITU", "WHO", "UNESCO"]), min_size=1, max_size=3, unique=True),
        "places": st.lists(st.sampled_from(["KE", "NP", "AFR"]), unique=True),
        "partners": st.lists(st.sampled_from(["A bank", "A city", "Ärzte"]), unique=True).map("\n".join),
        "note": st.sampled_from(["", "seed 001", "seed 001\nseed 002", "seed 002\n"]),
        "confirmed": st.sets(st.sampled_from(CODES)),
        "refused": st.sets(st.sampled_from(CODES)),
        "suggested": st.sets(st.sampled_from(CODES)),
    }
)


def entered(side, by):
    names = ("acronyms", "places", "partners", "note")
    activity = enter(**{name: side[name] for name in names})
    activity.source = side["note"]
    activity.save()
    tag_actions.suggest_tags(
        activity, [tag_actions.Suggested(one, 0.7, "sell") for one in concepts(side["suggested"])], by=CLERK
    )
    refused = concepts(side["refused"] - side["confirmed"])
    tag_actions.decide_tags(activity, by=by, confirmed=concepts(side["confirmed"]), refused=refused)
    return activity


@EXAMPLES
@given(left=sides, right=sides)
def test_taken_apart_each_is_exactly_what_it_was(left, right, secretary):
    kept, dropped = entered(left, secretary), entered(right, secretary)
    before = standing(kept), standing(dropped)
    merge = pair_actions.merge_activities(kept, dropped, by=secretary)
    pair_actions.part_merged(merge, by=secretary)
    assert (standing(kept), standing(dropped)) == before


@EXAMPLES
@given(left=sides, right=sides)
def test_nothing_is_lost_by_merging(left, right, secretary):
    kept, dropped = entered(left, secretary), entered(right, secretary)
    pair_actions.merge_activities(kept, dropped, by=secretary)
    kept.refresh_from_db()
    assert {place.code for place in kept.places.all()} == {*left["places"], *right["places"]}
    assert set(kept.partner_names) == {*left["partners"].splitlines(), *right["partners"].splitlines()}
    assert set(kept.sources) == {*left["note"].splitlines(), *right["note"].splitlines()}
    here = set(kept.tags.values_list("concept__code", flat=True))
    assert here >= left["confirmed"] | left["suggested"] | right["confirmed"]


def test_what_people_changed_since_stays_when_two_are_taken_apart(two, secretary):
    kept, dropped = two
    merge = pair_actions.merge_activities(kept, dropped, by=secretary)
    kept.refresh_from_db()
    changed = given_of(kept)
    changed.places, changed.partners = ["NP"], "A bank\nA city"
    actions.correct_activity(kept, by=secretary, given=changed)
    pair_actions.part_merged(merge, by=secretary)
    kept.refresh_from_db()
    assert given_of(kept).places == ["NP"]
    assert kept.partner_names == ["A city"]


def test_merges_are_undone_from_the_last_on(two, secretary):
    kept, dropped = two
    third = enter("Telephone markets", places=["KE"])
    first = pair_actions.merge_activities(kept, dropped, by=secretary)
    second = pair_actions.merge_activities(kept, third, by=secretary)
    with pytest.raises(Refused, match=f"Number {third.number}"):
        pair_actions.part_merged(first, by=secretary)
    pair_actions.part_merged(second, by=secretary)
    pair_actions.part_merged(first, by=secretary)
    with pytest.raises(Refused, match="already"):
        pair_actions.part_merged(first, by=secretary)


def test_a_kept_entry_that_was_merged_itself_is_freed_first(two, secretary):
    kept, dropped = two
    first = pair_actions.merge_activities(kept, dropped, by=secretary)
    pair_actions.merge_activities(enter("Telephone markets"), kept, by=secretary)
    with pytest.raises(Refused, match="merged itself"):
        pair_actions.part_merged(first, by=secretary)


def test_no_entry_is_merged_into_itself_nor_one_outside_the_register(two, secretary, member):
    kept, dropped = two
    with pytest.raises(Refused, match="itself"):
        pair_actions.merge_activities(kept, kept, by=secretary)
    actions.withdraw_activity(dropped, by=secretary, reason="Twice.")
    for one, other in ((kept, dropped), (dropped, kept)):
        with pytest.raises(Refused, match="stand in the register"):
            pair_actions.merge_activities(one, other, by=secretary)


def test_entries_for_different_readers_are_not_merged(two, secretary):
    kept, dropped = two
    Activity.objects.filter(pk=dropped.pk).update(visibility="members")
    with pytest.raises(Refused, match="different readers"):
        pair_actions.merge_activities(kept, dropped, by=secretary)


def test_only_the_secretariat_merges_parts_and_looks_again(two, pair, secretary, member):
    kept, dropped = two
    merge = pair_actions.merge_activities(kept, dropped, by=secretary)
    for act in (
        lambda: pair_actions.merge_activities(kept, dropped, by=member),
        lambda: pair_actions.part_merged(merge, by=member),
        lambda: pair_actions.part_pair(pair, by=member, reason="Other."),
        lambda: pair_actions.reopen_pair(pair, by=member),
        lambda: pair_actions.find_pairs([], by=member),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_merging_decides_the_pair_and_taking_apart_opens_it_again(two, pair, secretary):
    merge = pair_actions.merge_activities(*two, by=secretary)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.MERGED, secretary)
    with pytest.raises(Refused, match="merged"):
        pair_actions.reopen_pair(pair, by=secretary)
    pair_actions.part_merged(merge, by=secretary)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.OPEN, None)


def test_parted_for_good_a_pair_never_comes_back_by_itself(two, pair, secretary):
    pair_actions.part_pair(pair, by=secretary, reason="Two courses of one programme.")
    again = FoundPair(pair.left_id, pair.right_id, 0.99, "duplicate", [])
    assert pair_actions.find_pairs([again], by=CLERK) == 0
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == (PairState.PARTED, "Two courses of one programme.")
    with pytest.raises(Refused, match="not the same"):
        pair_actions.merge_activities(*two, by=secretary)
    pair_actions.reopen_pair(pair, by=secretary)
    pair_actions.merge_activities(*two, by=secretary)


def test_a_pair_is_parted_with_a_reason_and_once(pair, secretary):
    with pytest.raises(Refused):
        pair_actions.part_pair(pair, by=secretary, reason=" ")
    pair_actions.part_pair(pair, by=secretary, reason="Two courses.")
    with pytest.raises(NotAMove):
        pair_actions.part_pair(pair, by=secretary, reason="Two courses.")


def test_its_people_are_told_that_their_entry_was_merged_and_taken_apart(two, secretary, member):
    kept, dropped = two
    Activity.objects.filter(pk=dropped.pk).update(written_by=member)
    merge = pair_actions.merge_activities(kept, dropped, by=secretary)
    told = Message.objects.order_by("pk").last()
    assert told.to == member.email
    assert kept.title in told.body
    pair_actions.part_merged(merge, by=secretary)
    assert "taken the two apart" in Message.objects.order_by("pk").last().body


def test_each_step_is_on_record(two, pair, secretary):
    merge = pair_actions.merge_activities(*two, by=secretary)
    pair_actions.part_merged(merge, by=secretary)
    names = set(Event.objects.values_list("action", flat=True))
    assert names >= {
        "stocktaking.activity_merge",
        "stocktaking.activity_took_in",
        "stocktaking.activity_part",
        "stocktaking.activity_gave_back",
        "stocktaking.pair_found",
        "stocktaking.pair_merge",
        "stocktaking.pair_reopen",
    }
    assert Merge.objects.get().undone_by == secretary
