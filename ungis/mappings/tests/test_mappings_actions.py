"""Editions and claims: what may be done by whom, from which state, and what is kept for good."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK
from ungis.mappings import actions, canonical
from ungis.mappings.actions import (
    ChangedMeanwhile,
    draft_claim,
    draft_claims,
    freeze_edition,
    move_claim,
    open_edition,
    publish_edition,
    revise_claim,
    thaw_edition,
    withdraw_comment,
    write_comment,
)
from ungis.mappings.framework_actions import add_matrix
from ungis.mappings.models import TAKEN_WORDS, Claim, Concept, Edition, Matrix
from ungis.mappings.states import CLAIM_MOVES, CLAIM_STEPS, EDITION_MOVES, ClaimState, EditionState
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "visitor",
    "stakeholder",
    "observer",
    "member",
    "other_member",
    "vice_chair",
    "chair",
    "secretary",
    "administrator",
]
BUREAU = {"vice_chair", "chair", "secretary"}


@pytest.fixture
def matrix(db):
    return Matrix.objects.select_related("rows", "columns").get(slug="wsis-sdg")


@pytest.fixture
def edition(matrix):
    return open_edition(matrix, by=CLERK, slug="next", title="Next")


@pytest.fixture
def farming(matrix):
    """The line that FAO facilitates, for which `member` speaks."""
    return Concept.objects.get(framework=matrix.rows, slug="c7-eagriculture")


@pytest.fixture
def hunger(matrix):
    return Concept.objects.get(framework=matrix.columns, slug="sdg-2")


@pytest.fixture
def fao(db):
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def claim(edition, farming, hunger):
    return draft_claim(edition, farming, hunger, by=CLERK, rationale="Prices reach the field.", source="a report")


def in_state(claim, state):
    """Lead a claim to a state by moves that there are."""
    if state == ClaimState.SUGGESTED:
        claim.delete()
        return draft_claim(
            claim.edition, claim.row, claim.column, by=CLERK, state=ClaimState.SUGGESTED, certainty=Certainty.INFERRED
        )
    if state != ClaimState.DRAFTED:
        move_claim(claim, "clear" if state == ClaimState.CLEARED else "reject", by=CLERK, reason="as told")
    return claim


def may(act):
    """Whether an action is allowed: what is refused for another reason than the person counts as allowed."""
    with transaction.atomic():
        try:
            act()
        except PermissionDenied:
            return False
        except Refused:
            pass
        transaction.set_rollback(True)
    return True


# --- who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_facilitator_drafts_and_revises_their_own_line_and_the_secretariat_every_line(
    role, request, edition, claim, hunger
):
    person = request.getfixturevalue(role)
    health = Concept.objects.get(slug="c7-ehealth")
    farming = {"member", "secretary"}
    assert may(lambda: revise_claim(claim, by=person, rationale="Otherwise.")) == (role in farming)
    other = Concept.objects.get(framework=hunger.framework, slug="sdg-5")
    assert may(lambda: draft_claim(edition, claim.row, other, by=person)) == (role in farming)
    assert may(lambda: draft_claim(edition, health, other, by=person)) == (role in {"other_member", "secretary"})


def test_nobody_but_its_author_and_the_secretariat_words_what_an_organization_says(
    edition, farming, hunger, member, secretary
):
    who, fao = (Organization.objects.get(acronym=acronym) for acronym in ("WHO", "FAO"))
    theirs = draft_claim(edition, farming, hunger, by=secretary, author=who, rationale="So says WHO.")
    ours = draft_claim(edition, farming, hunger, by=member, author=fao, rationale="So says FAO.")
    assert not may(lambda: revise_claim(theirs, by=member, rationale="FAO says that WHO says so."))
    assert may(lambda: revise_claim(theirs, by=secretary, rationale="Otherwise."))
    assert may(lambda: revise_claim(ours, by=member, rationale="Otherwise."))


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_the_bureau_moves_claims_and_keeps_editions(role, request, matrix, edition, claim):
    person, allowed = request.getfixturevalue(role), role in BUREAU
    assert may(lambda: move_claim(claim, "clear", by=person)) == allowed
    assert may(lambda: open_edition(matrix, by=person, slug="other", title="Other")) == allowed
    assert may(lambda: freeze_edition(edition, by=person)) == allowed
    freeze_edition(edition, by=CLERK)
    assert may(lambda: thaw_edition(edition, by=person, reason="A line is missing.")) == allowed
    assert may(lambda: publish_edition(edition, by=person)) == allowed


@pytest.mark.parametrize("role", EVERYBODY)
def test_whoever_sits_for_an_organization_comments_and_takes_only_their_own_words_back(role, request, member, claim):
    person = request.getfixturevalue(role)
    seated = role not in {"visitor", "stakeholder", "administrator"}
    cell = (claim.edition, claim.row, claim.column)
    assert may(lambda: write_comment(*cell, by=person, text="Is that so?")) == seated
    comment = write_comment(*cell, by=member, text="We have figures.")
    assert may(lambda: withdraw_comment(comment, by=person)) == (role in {"member", "secretary"})


def test_one_drafts_for_organizations_for_which_one_speaks(edition, farming, hunger, member, fao):
    who = Organization.objects.get(acronym="WHO")
    with pytest.raises(Refused, match="do not speak for"):
        draft_claim(edition, farming, hunger, by=member, author=who)
    assert draft_claim(edition, farming, hunger, by=member, author=fao).author == fao


def test_nobody_drafts_a_claim_that_is_cleared_already_unless_they_may_clear(edition, farming, hunger, member):
    with pytest.raises(PermissionDenied):
        draft_claim(edition, farming, hunger, by=member, state=ClaimState.CLEARED)


# --- claims ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ClaimState.values)
@pytest.mark.parametrize("step", CLAIM_STEPS)
def test_a_claim_takes_the_steps_of_the_table_and_no_others(state, step, claim, chair):
    claim = in_state(claim, state)
    if (state, step) in CLAIM_MOVES:
        assert move_claim(claim, step, by=chair, reason="as agreed").state == CLAIM_MOVES[state, step]
        event = Event.objects.of(claim).latest("id")
        assert (event.action, event.data["from"]) == (f"mappings.claim_{step}", state)
    else:
        with pytest.raises(NotAMove):
            move_claim(claim, step, by=chair, reason="as agreed")


@pytest.mark.parametrize("step", ["reject", "reopen"])
def test_to_reject_and_to_open_again_needs_a_reason(step, claim, chair):
    claim = in_state(claim, ClaimState.CLEARED if step == "reopen" else ClaimState.DRAFTED)
    with pytest.raises(Refused, match="Say why"):
        move_claim(claim, step, by=chair, reason="  ")


@pytest.mark.parametrize("state", [ClaimState.SUGGESTED, ClaimState.DRAFTED, ClaimState.CLEARED])
def test_a_claim_that_is_revised_is_a_draft_and_its_event_keeps_before_and_after(state, claim, member):
    claim = in_state(claim, state)
    before = claim.rationale
    revise_claim(claim, by=member, rationale="Prices and weather reach the field.", strength=3)
    claim.refresh_from_db()
    assert (claim.state, claim.strength) == (ClaimState.DRAFTED, 3)
    told = Event.objects.of(claim).latest("id").data
    assert told["rationale"] == [before, "Prices and weather reach the field."]
    assert told.get("state") == (None if state == ClaimState.DRAFTED else [state, ClaimState.DRAFTED])


def test_a_rejected_claim_is_not_revised_until_it_is_opened_again(claim, member):
    in_state(claim, ClaimState.REJECTED)
    with pytest.raises(Refused, match="opened again"):
        revise_claim(claim, by=member, rationale="New words.")


def test_who_revises_a_claim_that_somebody_else_revised_meanwhile_is_told(claim, member, secretary):
    seen = canonical.revision_of(claim)
    revise_claim(claim, by=secretary, basis=seen, rationale="The secretariat was first.")
    with pytest.raises(ChangedMeanwhile):
        revise_claim(claim, by=member, basis=seen, rationale="FAO was second.")
    claim.refresh_from_db()
    assert claim.rationale == "The secretariat was first."
    revise_claim(claim, by=member, basis=canonical.revision_of(claim), rationale="Both, together.")


def test_nobody_clears_words_that_they_have_not_seen(claim, member, chair):
    seen = canonical.revision_of(claim)
    revise_claim(claim, by=member, rationale="Other words.")
    with pytest.raises(ChangedMeanwhile):
        move_claim(claim, "clear", by=chair, basis=seen)
    claim.refresh_from_db()
    assert claim.state == ClaimState.DRAFTED


def test_who_carries_a_claim_out_is_found_in_the_registry_by_name(claim, member):
    revise_claim(claim, by=member, carried_out_by="FAO; WHO;  ; the Moon")
    assert set(claim.organizations.values_list("acronym", flat=True)) == {"FAO", "WHO"}
    revise_claim(claim, by=member, carried_out_by="")
    assert not claim.organizations.exists()


@pytest.mark.parametrize(
    "fields",
    [{"strength": 4}, {"certainty": "very"}, {"mechanism": "x" * 201}, {"note": "x" * 501}, {"rationale": "x" * 8001}],
)
def test_what_a_claim_cannot_hold_is_refused_in_words(fields, claim, member):
    with pytest.raises(Refused):
        revise_claim(claim, by=member, **fields)


def test_to_send_a_claim_back_as_it_was_is_no_revision(claim, member):
    with pytest.raises(Refused, match="Nothing was changed"):
        revise_claim(claim, by=member, rationale=claim.rationale)


def test_a_claim_stands_between_concepts_of_its_matrix_that_are_no_headings(edition, farming, hunger):
    heading = Concept.objects.get(framework=farming.framework, slug="c7")
    elsewhere = Concept.objects.filter(framework__slug="gdc", is_heading=False).first()
    for row, column in ((heading, hunger), (farming, elsewhere), (hunger, farming)):
        with pytest.raises(Refused):
            draft_claim(edition, row, column, by=CLERK)


def test_an_author_says_a_thing_once(claim, edition, farming, hunger, fao):
    with pytest.raises(Refused, match="already"):
        draft_claim(edition, farming, hunger, by=CLERK)
    assert draft_claim(edition, farming, hunger, by=CLERK, author=fao)


# --- editions ----------------------------------------------------------------------------------


def test_many_claims_are_drafted_all_or_none_and_each_leaves_its_event(edition, farming, hunger, member, visitor):
    poverty = Concept.objects.get(framework=hunger.framework, slug="sdg-1")
    drafts = [
        {"row": farming, "column": hunger, "carried_out_by": "FAO; a farm", "rationale": "Prices."},
        {"row": farming, "column": poverty, "rationale": "Credit."},
    ]
    with pytest.raises(PermissionDenied):
        draft_claims(edition, drafts, by=visitor)
    with pytest.raises(Refused):
        draft_claims(edition, [*drafts, drafts[0]], by=member)
    assert not edition.claims.exists()
    first, second = draft_claims(edition, drafts, by=member)
    assert [organization.acronym for organization in first.organizations.all()] == ["FAO"]
    told = Event.objects.filter(action="mappings.claim_drafted").order_by("-id")[:2]
    assert [event.data for event in told] == [canonical.claim_as_data(claim) for claim in (second, first)]
    with pytest.raises(Refused):
        draft_claims(edition, drafts[:1], by=member)


def test_a_closed_edition_refuses_every_change_of_its_claims(edition, claim, hunger, secretary):
    freeze_edition(edition, by=CLERK)
    other = Concept.objects.get(framework=claim.row.framework, slug="c1")
    for change in (
        lambda: revise_claim(claim, by=secretary, rationale="New."),
        lambda: move_claim(claim, "clear", by=secretary),
        lambda: draft_claim(edition, other, hunger, by=secretary),
    ):
        with pytest.raises(Refused, match="closed"):
            change()


def test_an_edition_without_claims_is_not_frozen(edition, claim):
    move_claim(claim, "reject", by=CLERK, reason="not so")
    with pytest.raises(Refused):
        freeze_edition(edition, by=CLERK)


def test_a_frozen_text_is_what_its_claims_say_and_its_hash_is_that_of_the_text(edition, claim):
    freeze_edition(edition, by=CLERK)
    edition.refresh_from_db()
    assert edition.text == canonical.text_of(edition)
    assert edition.sha256 == canonical.hash_of(edition.text)
    thaw_edition(edition, by=CLERK, reason="A line is missing.")
    assert (edition.text, edition.sha256, edition.frozen_at) == ("", "", None)
    assert Event.objects.of(edition).latest("id").data["sha256"]


def test_an_edition_that_is_published_supersedes_the_one_before_and_is_seen_by_all(matrix, edition, claim, visitor):
    assert not Edition.objects.visible_to(visitor).filter(pk=edition.pk).exists()
    freeze_edition(edition, by=CLERK)
    publish_edition(edition, by=CLERK)
    states = dict(matrix.editions.values_list("slug", "state"))
    assert states == {"2015": EditionState.SUPERSEDED, "next": EditionState.PUBLISHED}
    assert Edition.objects.visible_to(visitor).filter(pk=edition.pk).exists()


def test_what_is_worked_on_is_not_published_and_nothing_is_superseded_by_the_attempt(matrix, edition, claim):
    with pytest.raises(NotAMove):
        publish_edition(edition, by=CLERK)
    assert matrix.editions.get(slug="2015").state == EditionState.PUBLISHED


def test_an_edition_is_published_once_and_who_tries_again_is_told_where_it_stands(matrix):
    published = matrix.editions.get(slug="2015")
    with pytest.raises(NotAMove, match="published"):
        publish_edition(published, by=CLERK)
    assert matrix.editions.get(slug="2015").state == EditionState.PUBLISHED


def test_an_edition_based_on_another_has_its_claims_but_not_those_rejected(matrix, claim, edition):
    other = draft_claim(edition, claim.row, Concept.objects.get(slug="sdg-5"), by=CLERK, carried_out_by="FAO")
    move_claim(claim, "reject", by=CLERK, reason="not so")
    copy = open_edition(matrix, by=CLERK, slug="copy", title="Copy", based_on=edition)
    assert [(one.column, one.state) for one in copy.claims.all()] == [(other.column, other.state)]
    assert [one.acronym for one in copy.claims.get().organizations.all()] == ["FAO"]


@pytest.mark.parametrize("word", sorted(TAKEN_WORDS))
def test_words_that_stand_in_addresses_are_no_slugs(word, matrix):
    with pytest.raises(Refused):
        open_edition(matrix, by=CLERK, slug=word, title="Taken")
    with pytest.raises(Refused):
        add_matrix(by=CLERK, slug=word, title="Taken", rows=matrix.rows, columns=matrix.columns)


# --- comments ----------------------------------------------------------------------------------


def test_a_comment_needs_words_and_a_seat_and_a_cell_of_the_matrix(claim, member):
    cell = (claim.edition, claim.row, claim.column)
    who = Organization.objects.get(acronym="WHO")
    for text, organization in (("  ", None), ("x" * 4001, None), ("As WHO", who)):
        with pytest.raises(Refused):
            write_comment(*cell, by=member, text=text, organization=organization)
    with pytest.raises(Refused):
        write_comment(claim.edition, claim.column, claim.row, by=member, text="The wrong way round.")


def test_a_comment_is_withdrawn_once_and_its_words_stay_in_the_event(claim, member):
    comment = write_comment(claim.edition, claim.row, claim.column, by=member, text="We have figures.")
    withdraw_comment(comment, by=member)
    with pytest.raises(Refused):
        withdraw_comment(comment, by=member)
    assert Event.objects.of(claim.edition).filter(data__text="We have figures.").exists()


# --- any course of things ----------------------------------------------------------------------

STEPS = st.one_of(
    st.tuples(st.just("claim"), st.integers(0, 5), st.sampled_from(sorted(CLAIM_STEPS))),
    st.tuples(st.just("revise"), st.integers(0, 5), st.sampled_from(["one", "two", "three"])),
    st.tuples(st.just("draft"), st.integers(0, 5), st.just("")),
    st.tuples(st.just("edition"), st.integers(0, 2), st.sampled_from(["freeze", "thaw", "publish"])),
    st.tuples(st.just("open"), st.integers(0, 2), st.just("")),
)


class Course:
    """A matrix of its own and what is done with it, whatever comes; what is refused changes nothing."""

    def __init__(self, rows, columns):
        self.matrix = add_matrix(
            by=CLERK, slug="course", title="Course", rows=rows.framework, columns=columns.framework
        )
        self.row, self.columns = rows, list(columns.framework.concepts.filter(kind="Goal")[:6])
        open_edition(self.matrix, by=CLERK, slug="e0", title="E0")
        self.kept = {}  # of each closed edition, its text

    def take(self, kind, which, what):
        editions = list(self.matrix.editions.order_by("pk"))
        edition = editions[which % len(editions)]
        claims = list(Claim.objects.filter(edition__matrix=self.matrix).order_by("pk"))
        claim = claims[which % len(claims)] if claims else None
        if kind == "open":
            open_edition(self.matrix, by=CLERK, slug=f"e{len(editions)}", title="E", based_on=edition)
        elif kind == "edition":
            reason = {"reason": "anew"} if what == "thaw" else {}
            getattr(actions, f"{what}_edition")(edition, by=CLERK, **reason)
        elif kind == "draft":
            draft_claim(editions[-1], self.row, self.columns[which], by=CLERK)
        elif claim and kind == "revise":
            was = claim.state
            revise_claim(claim, by=CLERK, rationale=what)
            assert claim.state == ClaimState.DRAFTED, was
        elif claim:
            move_claim(claim, what, by=CLERK, reason="so")

    def holds(self):
        for edition in self.matrix.editions.all():
            if edition.is_working:
                assert (edition.text, edition.sha256) == ("", "")
                self.kept.pop(edition.pk, None)
            else:
                now = canonical.text_of(edition)
                assert now == edition.text == self.kept.setdefault(edition.pk, now)
                assert canonical.hash_of(now) == edition.sha256
        assert self.matrix.editions.filter(state=EditionState.PUBLISHED).count() <= 1


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=14))
def test_whatever_is_done_no_claim_of_a_closed_edition_changes_and_its_hash_can_be_checked(farming, hunger, steps):
    with transaction.atomic():
        course = Course(farming, hunger)
        for step in steps:
            try:
                with transaction.atomic():
                    course.take(*step)
            except Refused:
                continue
            finally:
                course.holds()
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", EditionState.values)
@pytest.mark.parametrize("step", ["freeze", "thaw", "publish"])
def test_an_edition_takes_the_steps_of_the_table_and_no_others(state, step, edition, claim):
    if state != EditionState.WORKING:
        freeze_edition(edition, by=CLERK)
    if state in (EditionState.PUBLISHED, EditionState.SUPERSEDED):
        publish_edition(edition, by=CLERK)
    if state == EditionState.SUPERSEDED:
        later = open_edition(edition.matrix, by=CLERK, slug="later", title="Later", based_on=edition)
        publish_edition(freeze_edition(later, by=CLERK), by=CLERK)
        edition.refresh_from_db()
    act = getattr(actions, f"{step}_edition")
    reason = {"reason": "anew"} if step == "thaw" else {}
    if (state, step) in EDITION_MOVES:
        assert act(edition, by=CLERK, **reason).state == EDITION_MOVES[state, step]
    else:
        with pytest.raises(NotAMove):
            act(edition, by=CLERK, **reason)
