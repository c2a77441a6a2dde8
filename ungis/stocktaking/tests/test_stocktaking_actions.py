"""An entry on its way from the first word into the register, and what may be done with it there."""

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import actions, tag_actions
from ungis.stocktaking.content import Given, given_from, given_of, revision_of
from ungis.stocktaking.models import Activity, Role
from ungis.stocktaking.states import TagState

pytestmark = pytest.mark.django_db
SUMMARY = "Trains three hundred farmers' cooperatives to sell what they grow through mobile telephones."


def given(**other):
    fao = Organization.objects.get(acronym="FAO")
    return Given(
        **{"title": "Markets by telephone", "summary": SUMMARY, "organizations": [(fao, Role.CARRIES_OUT)], **other}
    )


@pytest.fixture
def draft(member):
    return actions.begin_activity(by=member, given=given())


@pytest.fixture
def published(draft, member, secretary):
    actions.submit_activity(draft, by=member)
    return actions.publish_activity(draft, by=secretary)


def seen_by(user, activity):
    return Activity.objects.visible_to(user).filter(pk=activity.pk).exists()


def test_a_draft_is_seen_by_its_own_people_and_the_secretariat_only(draft, member, secretary, chair, stakeholder, db):
    assert seen_by(member, draft)
    assert seen_by(secretary, draft)
    assert not seen_by(chair, draft)
    assert not seen_by(stakeholder, draft)
    assert not Activity.objects.public().filter(pk=draft.pk).exists()


def test_anyone_registered_may_begin_an_entry_and_sees_it(stakeholder):
    mine = actions.begin_activity(by=stakeholder, given=Given(title="Libraries on wheels", entity="A library"))
    assert seen_by(stakeholder, mine)


def test_an_entry_gets_the_next_number_for_ever(draft, member):
    actions.discard_activity(draft, by=member)
    assert actions.begin_activity(by=member, given=given()).number == draft.number + 1


def test_a_title_is_enough_to_keep_a_draft_but_not_to_send_it(member):
    draft = actions.begin_activity(by=member, given=Given(title="Only a title"))
    with pytest.raises(Refused, match="Describe the activity"):
        actions.submit_activity(draft, by=member)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"title": "  "}, "needs a title"),
        ({"places": ["XX"]}, "neither a country nor a region"),
        ({"source_language": "de"}, "six languages"),
        ({"starts_on": PartialDate.parse("2025"), "ends_on": PartialDate.parse("2024-12")}, "ends before it begins"),
        ({"starts_on": PartialDate.parse("1066")}, "between 1945 and 2100"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
        ({"summary": "x" * 8_001}, "8,000 characters"),
        ({"status": "dormant"}, "not a valid choice"),
    ],
)
def test_what_no_entry_can_hold_is_refused_in_words(member, other, words):
    with pytest.raises(Refused, match=words):
        actions.begin_activity(by=member, given=given(**other))


def test_what_was_submitted_is_worded_again_only_after_it_was_taken_back(draft, member):
    actions.submit_activity(draft, by=member)
    with pytest.raises(PermissionDenied):
        actions.word_activity(draft, by=member, given=given(title="Other"))
    actions.take_back_activity(draft, by=member)
    assert actions.word_activity(draft, by=member, given=given(title="Other")).title == "Other"


def test_who_saves_over_somebody_elses_words_is_told(draft, member):
    seen = revision_of(given_of(draft))
    actions.word_activity(draft, by=member, given=given(title="First"), seen=seen)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.word_activity(draft, by=member, given=given(title="Second"), seen=seen)


def test_a_published_activity_is_seen_by_everybody_and_its_people_are_told(published, member, stakeholder):
    assert Activity.objects.public().filter(pk=published.pk).exists()
    assert seen_by(stakeholder, published)
    assert Message.objects.filter(to=member.email, subject__contains="Now in the register").count() == 1


@pytest.mark.parametrize("act", [actions.return_activity, actions.decline_activity])
def test_who_returns_or_declines_says_why_and_its_people_read_it(draft, member, secretary, act):
    actions.submit_activity(draft, by=member)
    with pytest.raises(Refused, match="Say why"):
        act(draft, by=secretary, reason="  ")
    act(draft, by=secretary, reason="Which countries?")
    draft.refresh_from_db()
    assert draft.state_reason == "Which countries?"
    assert "Which countries?" in Message.objects.filter(to=member.email).order_by("-pk").first().body


def test_a_declined_entry_can_be_looked_at_again(draft, member, secretary):
    actions.submit_activity(draft, by=member)
    actions.decline_activity(draft, by=secretary, reason="Not about this.")
    actions.reopen_activity(draft, by=secretary)
    assert actions.publish_activity(draft, by=secretary).published_by == secretary


def test_only_the_secretariat_publishes(draft, member, chair):
    actions.submit_activity(draft, by=member)
    for person in (member, chair):
        with pytest.raises(PermissionDenied):
            actions.publish_activity(draft, by=person)


def test_an_activity_can_leave_the_register_and_come_back(published, secretary, stakeholder):
    actions.withdraw_activity(published, by=secretary, reason="Asked for by its people.")
    assert not seen_by(stakeholder, published)
    actions.republish_activity(published, by=secretary)
    assert seen_by(stakeholder, published)


def test_a_draft_cannot_be_published_without_being_submitted(draft, secretary):
    with pytest.raises(NotAMove):
        actions.publish_activity(draft, by=secretary)


def test_who_speaks_for_the_organization_corrects_at_once(published, member):
    actions.correct_activity(published, by=member, given=given(title="Markets by radio"))
    published.refresh_from_db()
    assert published.title == "Markets by radio"
    assert published.held_true_by == member


def test_a_correction_by_others_waits_for_the_secretariat(stakeholder, secretary):
    mine = actions.begin_activity(by=stakeholder, given=given(organizations=[], entity="A cooperative"))
    actions.submit_activity(mine, by=stakeholder)
    actions.publish_activity(mine, by=secretary)
    actions.correct_activity(
        mine, by=stakeholder, given=given(title="Better", organizations=[], entity="A cooperative")
    )
    mine.refresh_from_db()
    assert mine.title == "Markets by telephone"
    actions.accept_correction(mine, by=secretary)
    mine.refresh_from_db()
    assert (mine.title, mine.proposed, mine.held_true_by) == ("Better", None, stakeholder)
    with pytest.raises(Refused, match="No correction waits"):
        actions.refuse_correction(mine, by=secretary, reason="Late.")


def test_a_correction_that_changes_nothing_is_refused(published, member):
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.correct_activity(published, by=member, given=given_of(published))


def test_what_waits_as_a_correction_is_read_back_as_it_was_written(published):
    whole = given(
        places=["KE", "AFR"], starts_on=PartialDate.parse("2024-05"), partners="One\nTwo", results="300 trained"
    ).settled()
    assert given_from(whole.as_data()) == whole


def test_a_person_confirms_and_refuses_what_an_activity_serves(published, member):
    line, goal = Concept.objects.get(code="C7-eagr"), Concept.objects.get(framework__slug="sdg", code="2")
    tag_actions.decide_tags(published, by=member, confirmed=[line], refused=[goal])
    decided = published.tags.exclude(state=TagState.SUGGESTED)
    assert dict(decided.values_list("concept__code", "state")) == {
        "C7-eagr": TagState.CONFIRMED,
        "2": TagState.REFUSED,
    }
    published.refresh_from_db()
    assert published.confirmed_bits.bit_count() == 1
    assert published.tags.get(concept=line).decided_for.acronym == "FAO"


def test_what_a_person_refused_is_not_suggested_again(published, member):
    goal = Concept.objects.get(framework__slug="sdg", code="2")
    tag_actions.decide_tags(published, by=member, refused=[goal])
    tag_actions.suggest_tags(published, [tag_actions.Suggested(goal, 0.9, "grow")], by=CLERK)
    assert published.tags.get(concept=goal).state == TagState.REFUSED


def test_a_target_counts_for_its_goal_in_the_row_of_bits(published, member):
    goal = Concept.objects.get(framework__slug="sdg", code="4")
    target = Concept.objects.get(framework__slug="sdg", code="4.4")
    tag_actions.decide_tags(published, by=member, confirmed=[target])
    published.refresh_from_db()
    with_target = published.confirmed_bits
    tag_actions.decide_tags(published, by=member, confirmed=[goal])
    published.refresh_from_db()
    assert published.confirmed_bits == with_target


def test_those_of_other_organizations_neither_correct_nor_tag(published, observer):
    with pytest.raises(PermissionDenied):
        actions.correct_activity(published, by=observer, given=given(title="Mine"))
    with pytest.raises(PermissionDenied):
        tag_actions.decide_tags(published, by=observer, confirmed=[Concept.objects.get(code="C1")])


def test_holding_an_entry_true_is_on_record(published, member):
    actions.hold_true(published, by=member)
    assert Event.objects.of(published).filter(action="stocktaking.activity_held_true").count() == 1


def test_the_eighty_five_of_the_record_are_there_with_their_sources():
    loaded = Activity.objects.public().filter(number__lte=85)
    assert loaded.count() == 85
    assert not loaded.filter(source="").exists()
    assert all(activity.participations.count() or activity.entity for activity in loaded)


def test_many_are_entered_at_once_or_none(secretary):
    before = Activity.objects.count()
    entries = [actions.Entry(given()), actions.Entry(Given(title="Too little"))]
    with pytest.raises(Refused):
        actions.enter_activities(entries, by=secretary)
    assert Activity.objects.count() == before


def test_d12_who_floods_the_register_is_stopped_and_the_secretariat_is_not(member, secretary, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    for _ in range(2):
        actions.begin_activity(by=member, given=given())
    with pytest.raises(Refused, match="within a day"):
        actions.begin_activity(by=member, given=given())
    for _ in range(3):
        actions.begin_activity(by=secretary, given=given())


def test_d12_who_submits_and_takes_back_all_day_gets_one_message(draft, member):
    for _ in range(3):
        actions.submit_activity(draft, by=member)
        actions.take_back_activity(draft, by=member)
    assert Message.objects.filter(to=member.email, subject__startswith="Received").count() == 1
