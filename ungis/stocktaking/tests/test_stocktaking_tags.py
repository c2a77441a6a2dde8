"""What an activity seems to serve: read in its words, shown apart, confirmed or refused by a click."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from ungis.alignment import rows as alignment_rows
from ungis.core.models import Event
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import actions, tag_actions
from ungis.stocktaking.content import Given, given_of
from ungis.stocktaking.marking import marked
from ungis.stocktaking.models import Activity, Role
from ungis.stocktaking.states import TagState
from ungis.stocktaking.suggesting import read, read_activity
from ungis.stocktaking.tagging import Suggested

pytestmark = pytest.mark.django_db
SUMMARY = "Trains three thousand girls and their teachers in schools to write programs, with lessons on line."


def concept(code):
    return Concept.objects.get(code=code, framework__slug__in=["wsis", "sdg", "gdc"])


@pytest.fixture
def draft(member):
    fao = Organization.objects.get(acronym="FAO")
    given = Given(title="Digital skills for girls", summary=SUMMARY, organizations=[(fao, Role.CARRIES_OUT)])
    return actions.begin_activity(by=member, given=given)


@pytest.fixture
def published(draft, member, secretary):
    actions.submit_activity(draft, by=member)
    return actions.publish_activity(draft, by=secretary)


def suggested(activity):
    return set(activity.tags.filter(state=TagState.SUGGESTED).values_list("concept__code", flat=True))


def check_page(client, activity):
    return client.get(f"/en/activities/{activity.number}/check/").content.decode()


def tag(client, activity, **posted):
    return client.post(f"/en/activities/{activity.number}/tags/", posted)


def test_words_lead_to_concepts_with_a_score_and_the_phrase():
    found = {one.concept.code: one for one in read(f"Digital skills for girls.\n{SUMMARY}")}
    assert 0.5 <= found["4"].score <= 1
    assert all(phrase in f"Digital skills for girls. {SUMMARY}" for phrase in found["4"].phrases)


def test_words_about_nothing_lead_to_nothing():
    assert read("") == []
    assert read("The the of and.") == []


def test_sending_an_entry_leaves_what_its_words_seem_to_serve(draft, member):
    assert not suggested(draft)
    actions.submit_activity(draft, by=member)
    assert "4" in suggested(draft)
    assert draft.tags.get(concept__code="4", concept__framework__slug="sdg").certainty == Certainty.INFERRED
    assert Event.objects.of(draft).filter(action="stocktaking.tags_suggested").exists()


def test_a_correction_is_read_anew_and_what_was_decided_stays(published, chair, member, secretary):
    before = suggested(published)
    tag_actions.decide_tags(published, by=member, refused=[concept("4")])
    given = given_of(published)
    given.title, given.summary = "Clean water", "Builds wells and latrines for villages, and tests the drinking water."
    actions.correct_activity(published, by=secretary, given=given)
    assert "6" in suggested(published)
    assert not (before - {"6"}) & suggested(published) & {"4", "5"}
    assert published.tags.get(concept=concept("4")).state == TagState.REFUSED


def test_a_suggestion_of_a_source_loses_its_score_and_stays(published):
    tag_actions.suggest_tags(published, [Suggested(concept("C1"), 0.9, "girls")], by=CLERK)
    said = published.tags.get(concept=concept("C1"))
    said.source = "seed 001"
    said.save()
    tag_actions.suggest_tags(published, read_activity(published), by=CLERK)
    said.refresh_from_db()
    assert said.state == TagState.SUGGESTED
    assert (said.score, said.words) == (None, "")


def test_reading_a_batch_again_changes_nothing(published):
    assert tag_actions.suggest_for([published], by=CLERK) == 0


def test_targets_that_a_source_names_are_suggested_as_read_in_it(db):
    tags = Activity.objects.get(number=11).tags.filter(concept__parent__isnull=False, concept__framework__slug="sdg")
    assert {one.concept.code for one in tags} == {"4.3", "4.4", "5.5", "5.b", "8.5", "8.6", "17.17"}
    assert {(one.state, one.certainty) for one in tags} == {(TagState.SUGGESTED, Certainty.SOURCE)}


def test_marked_pieces_joined_are_the_text():
    text = "Trains girls.  Trains  teachers of girls."
    pieces = marked(text, ["Trains teachers", "girls"])
    assert "".join(piece.words for piece in pieces) == text
    assert [piece.words for piece in pieces if piece.is_marked] == ["girls", "Trains  teachers", "girls"]


def test_the_page_before_sending_shows_what_the_words_seem_to_serve_and_marks_them(draft, member, client_of):
    page = check_page(client_of(member), draft)
    assert f'name="tag-{concept("4").pk}" value="confirm"' in page
    assert "<mark>" in page
    assert "very likely" in page
    assert not draft.tags.exists()  # a page writes nothing


def test_answers_before_sending_are_kept_and_not_asked_again(draft, member, client_of):
    client, four, five = client_of(member), concept("4").pk, concept("5").pk
    answer = tag(client, draft, **{f"tag-{four}": "confirm", f"tag-{five}": "refuse", "check": "1"})
    assert answer.url == f"/en/activities/{draft.number}/check/"
    assert draft.tags.get(concept=four).state == TagState.CONFIRMED
    assert draft.tags.get(concept=five).state == TagState.REFUSED
    page = check_page(client, draft)
    assert f'name="tag-{four}"' not in page
    assert f'name="tag-{five}"' not in page


def test_answers_go_with_the_entry_when_it_is_sent(draft, member, client_of):
    client_of(member).post(f"/en/activities/{draft.number}/submit/", {f"tag-{concept('4').pk}": "confirm"})
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.tags.get(concept=concept("4")).state == TagState.CONFIRMED


def test_one_click_on_the_record_confirms_or_refuses(published, member, client_of):
    client, four = client_of(member), concept("4")
    assert tag(client, published, confirm=four.pk).url == f"/en/activities/{published.number}/#serves"
    assert published.tags.get(concept=four).state == TagState.CONFIRMED
    tag(client, published, refuse=four.pk)
    assert published.tags.get(concept=four).state == TagState.REFUSED


def test_all_that_the_record_suggests_is_confirmed_at_once_and_what_the_model_reads_is_not(
    published, member, client_of
):
    tag_actions.suggest_tags(published, [*read_activity(published), Suggested(concept("C1"), 0.9, "girls")], by=CLERK)
    published.tags.filter(concept=concept("C1")).update(source="seed 001")
    tag(client_of(member), published, confirm_all="1")
    assert published.tags.get(concept=concept("C1")).state == TagState.CONFIRMED
    assert published.tags.get(concept=concept("4")).state == TagState.SUGGESTED


def test_readers_see_suggestions_apart_with_their_words_and_no_buttons(published, client, member, client_of):
    page = client.get(f"/en/activities/{published.number}/").content.decode()
    assert "Suggested, not yet confirmed by anybody" in page
    assert '<q class="led"' in page
    assert 'name="confirm"' not in page
    assert 'name="confirm"' in client_of(member).get(f"/en/activities/{published.number}/").content.decode()


def test_others_can_decide_nothing(published, observer, stakeholder, client_of):
    for user in (observer, stakeholder):
        assert tag(client_of(user), published, confirm=concept("4").pk).status_code == 403


@pytest.mark.parametrize("odd", ["x", "-1", "99999999", "1" * 40, "٣", ""])
def test_odd_answers_change_nothing(published, member, client_of, odd):
    before = list(published.tags.values_list("concept", "state"))
    assert tag(client_of(member), published, confirm=odd, **{f"tag-{odd}": "confirm"}).status_code == 302
    assert list(published.tags.values_list("concept", "state")) == before


def test_the_same_confirmed_and_refused_is_refused_in_words(published, member, client_of):
    four = concept("4").pk
    answer = client_of(member).post(
        f"/en/activities/{published.number}/tags/", {"confirm": four, "refuse": four}, follow=True
    )
    assert "cannot be confirmed and refused at once" in answer.content.decode()


def test_confirmations_and_refusals_become_rows_to_train_on(published, member):
    yes = [concept("4"), concept("Objective 1")]
    tag_actions.decide_tags(published, by=member, confirmed=yes, refused=[concept("C1")])
    out = StringIO()
    call_command("activities", "confirmed", stdout=out)
    (row,) = [json.loads(line) for line in out.getvalue().splitlines()]
    assert row == {
        "text": f"Digital skills for girls\n{SUMMARY}",
        "lang": "en",
        "pos": ["4", "GDC1"],
        "neg": ["C1"],
    }


def test_the_rows_are_read_back_by_the_trainer(published, member, tmp_path):
    tag_actions.decide_tags(published, by=member, confirmed=[concept("4")])
    with (tmp_path / "rows.jsonl").open("w") as file:
        call_command("activities", "confirmed", stdout=file)
    (row,) = alignment_rows.confirmed_rows(tmp_path / "rows.jsonl")
    assert row.pos == {"4"}


def test_the_whole_register_is_read_by_a_command_and_again_without_change(published):
    out = StringIO()
    call_command("activities", "suggest", stdout=out)
    assert "100%" in out.getvalue()
    assert suggested(Activity.objects.get(number=1))
    out = StringIO()
    call_command("activities", "suggest", stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("0 of ")


def test_the_page_of_a_paragraph_says_to_what_its_words_seem_to_relate(client):
    page = client.get("/en/mandates/a-res-80-173/67/").content.decode()
    assert "What it seems to relate to" in page
    assert '<q class="led"' in page
