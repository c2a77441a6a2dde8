import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.drafting import actions
from ungis.drafting import amendment_actions as amending
from ungis.drafting.models import Amendment, Support
from ungis.drafting.parts import Part
from ungis.drafting.states import AmendmentState as State
from ungis.mail.models import Message
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
SENTENCE = "Members should report every year to the group."


@pytest.fixture
def text(secretary):
    """A text that WHO leads; FAO, UNDP, UNCTAD and UNU propose."""
    who = Organization.objects.get(acronym="WHO")
    parts = [Part("Background", "heading"), Part(SENTENCE), Part("We go on."), Part("We end.")]
    return actions.open_text(by=secretary, kind="statement", title="On reporting", lead=who, parts=parts)


@pytest.fixture
def version(text):
    return text.versions.get()


def org(acronym):
    return Organization.objects.get(acronym=acronym)


@pytest.fixture
def reviewer(stakeholder):
    """Somebody who sits for FAO and may not send in its name."""
    from ungis.core.periods import PartialDate
    from ungis.organizations.models import Seat

    Seat.objects.create(
        user=stakeholder, organization=org("FAO"), role="reviewer", begins=PartialDate.parse("2025-01-01")
    )
    stakeholder._standing = None
    return stakeholder


def key_of(version, words):
    return version.paragraphs.get(content=words).key


def of(person):
    return Organization.objects.get(pk__in=person.standing.organizations)


def prepare(version, person, content="", *, on=SENTENCE, kind="replace", **more):
    key = key_of(version, on) if on else ""
    return amending.prepare_amendment(
        version, by=person, organization=of(person), kind=kind, key=key, content=content, **more
    )


def propose(version, person, content="", **more):
    return amending.send_amendment(prepare(version, person, content, **more), by=person)


def words(version):
    return [one.content for one in version.paragraphs.all()]


def told(person):
    return Message.objects.filter(to=person.email, subject__startswith="What became of proposals")


# --- propose --------------------------------------------------------------------------------------


def test_a_reviewer_prepares_and_the_focal_point_sends(version, reviewer, member, chair):
    one = prepare(version, reviewer, "Members shall report every year to the group.")
    assert (one.state, one.before, one.prepared_by) == (State.PREPARED, SENTENCE, reviewer)
    assert not Amendment.objects.visible_to(chair).exists()
    with pytest.raises(PermissionDenied):
        amending.send_amendment(one, by=reviewer)
    sent = amending.send_amendment(one, by=member)
    assert (sent.state, sent.sent_by) == (State.PROPOSED, member)
    assert Amendment.objects.visible_to(chair).get() == one
    assert amending.send_amendment(one, by=member) == one
    assert Event.objects.of(one).filter(action="drafting.amendment_send").count() == 1


def test_a_focal_point_puts_a_prepared_proposal_right_before_it_is_sent(version, reviewer, member):
    one = prepare(version, reviewer, "Members shall report.")
    amending.rewrite_amendment(one, by=member, content="Members must report.", rationale="Stronger")
    one.refresh_from_db()
    assert (one.content, one.rationale) == ("Members must report.", "Stronger")
    amending.send_amendment(one, by=member)
    with pytest.raises(Refused, match="no longer rewritten"):
        amending.rewrite_amendment(one, by=member, content="Members report.")


def test_nobody_proposes_supports_or_withdraws_for_another_organization(version, member, chair, secretary):
    with pytest.raises(PermissionDenied):
        amending.prepare_amendment(
            version, by=member, organization=org("UNDP"), kind="delete", key=key_of(version, SENTENCE)
        )
    one = propose(version, member, kind="delete")
    for person in (chair, secretary):
        with pytest.raises(PermissionDenied):
            amending.withdraw_amendment(one, by=person)
        with pytest.raises(PermissionDenied):
            amending.support_amendment(one, by=person, organization=org("UNDP"))


def test_an_observer_proposes_and_supports_like_a_member(version, member, observer):
    one = propose(version, member, kind="delete")
    amending.support_amendment(one, by=observer, organization=org("UNU"))
    assert propose(version, observer, "Members may report.").state == State.PROPOSED


def test_who_has_no_seat_in_the_group_proposes_nothing(version, stakeholder, administrator):
    for person in (stakeholder, administrator):
        with pytest.raises(PermissionDenied):
            amending.prepare_amendment(version, by=person, organization=org("FAO"), kind="delete")


def test_an_organization_that_left_the_group_proposes_nothing(version, member):
    from ungis.core.periods import PartialDate
    from ungis.organizations.models import Membership

    Membership.objects.filter(organization=org("FAO")).update(ends=PartialDate.parse("2020-01-01"))
    with pytest.raises((Refused, PermissionDenied)):
        prepare(version, member, kind="delete")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"content": SENTENCE}, "reads already"),
        ({"content": " "}, "how it should read"),
        ({"content": "x\x07"}, "cannot be printed"),
        ({"content": "x" * 9000}, "At most 8000"),
        ({"content": "x", "kind": "burn"}, "replaces, inserts"),
        ({"kind": "move", "after_key": "p000000000000"}, "no longer there"),
        ({"content": "x", "rationale": "y" * 3000}, "At most 2000"),
    ],
)
def test_a_proposal_that_changes_nothing_or_cannot_be_is_refused(version, member, given, said):
    with pytest.raises(Refused, match=said):
        prepare(version, member, **given)


def test_a_paragraph_moves_only_to_another_place(version, member):
    heading = key_of(version, "Background")
    with pytest.raises(Refused, match="stands already"):
        prepare(version, member, kind="move", after_key=heading)
    with pytest.raises(Refused, match="stands already"):
        prepare(version, member, kind="move", after_key=key_of(version, SENTENCE))
    with pytest.raises(Refused, match="no longer there"):
        amending.prepare_amendment(version, by=member, organization=org("FAO"), kind="delete", key="p000000000000")


def test_the_same_proposal_again_is_there_once(version, member):
    assert propose(version, member, "Other words") == prepare(version, member, "Other words")


def test_proposals_are_made_to_the_latest_version_of_a_text_that_is_drafted(text, version, member, secretary):
    actions.freeze_version(version, by=secretary)
    assert propose(version, member, kind="delete")  # frozen, and still the latest
    later = actions.open_next_version(text, by=secretary)
    with pytest.raises(actions.Closed, match="later version"):
        prepare(version, member, "Other words")
    actions.freeze_version(later, by=secretary)
    actions.send_to_clearance(text, by=secretary)
    with pytest.raises(actions.Closed, match="in clearance"):
        prepare(later, member, "Other words")


def test_only_an_open_proposal_with_words_is_amended(version, member, chair, secretary):
    gone = propose(version, member, kind="delete")
    with pytest.raises(Refused, match="no words"):
        prepare(version, chair, "x", amends=gone)
    one = propose(version, member, "Members shall report.")
    lower = propose(version, chair, "Members shall report soon.", amends=one)
    assert (lower.before, lower.key, lower.kind) == (one.content, one.key, "replace")
    amending.decline_amendment(one, by=secretary, reason="Too strong")
    with pytest.raises(Refused, match="not decided yet"):
        prepare(version, chair, "Members shall report late.", amends=one)


# --- doubles and supports ---------------------------------------------------------------------------


def test_word_for_word_doubles_are_joined_and_the_second_organization_is_told(version, member, chair):
    first = propose(version, member, "Members shall report every year to the group.")
    second = propose(version, chair, " Members  shall report every year to the group. ")
    assert (second.state, second.joined_to) == (State.JOINED, first)
    assert [one.organization.acronym for one in first.supports.all()] == ["UNCTAD"]
    assert "same words" in told(chair).get().body
    assert not told(member).exists()


def test_when_the_first_of_doubles_is_withdrawn_the_second_stands_and_supports_stay(
    version, member, chair, vice_chair, observer
):
    first = propose(version, member, kind="delete")
    second, third = propose(version, chair, kind="delete"), propose(version, vice_chair, kind="delete")
    amending.support_amendment(first, by=observer, organization=org("UNU"))
    amending.withdraw_amendment(first, by=member, reason="We were persuaded")
    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.state, first.outcome) == (State.WITHDRAWN, "We were persuaded")
    assert (second.state, second.joined_to) == (State.PROPOSED, None)
    assert (third.state, third.joined_to) == (State.JOINED, second)
    assert {one.organization.acronym for one in second.supports.all()} == {"UNDP", "UNU"}
    assert told(observer).exists()


def test_support_is_given_once_and_taken_back_while_it_is_open(version, member, chair, secretary):
    one = propose(version, member, kind="delete")
    for _turn in range(2):
        amending.support_amendment(one, by=chair, organization=org("UNCTAD"))
    assert Support.objects.count() == 1
    with pytest.raises(Refused, match="your own"):
        amending.support_amendment(one, by=member, organization=org("FAO"))
    amending.withdraw_support(one, by=chair, organization=org("UNCTAD"))
    amending.withdraw_support(one, by=chair, organization=org("UNCTAD"))
    assert not Support.objects.exists()
    amending.support_amendment(one, by=chair, organization=org("UNCTAD"))
    amending.accept_amendment(one, by=secretary)
    with pytest.raises(Refused, match="decided already"):
        amending.withdraw_support(one, by=chair, organization=org("UNCTAD"))


def test_who_proposed_the_same_words_does_not_drop_support_beside_them(version, member, chair):
    first = propose(version, member, kind="delete")
    propose(version, chair, kind="delete")
    with pytest.raises(Refused, match="withdraw that proposal"):
        amending.withdraw_support(first, by=chair, organization=org("UNCTAD"))


def test_what_is_prepared_is_supported_by_nobody(version, member, chair):
    one = prepare(version, member, kind="delete")
    with pytest.raises(Refused, match="sent and not decided"):
        amending.support_amendment(one, by=chair, organization=org("UNCTAD"))


def test_a_reviewer_drops_a_draft_and_not_what_is_sent(version, reviewer, member):
    draft = prepare(version, reviewer, "Members report.")
    amending.withdraw_amendment(draft, by=reviewer)
    sent = propose(version, member, kind="delete")
    with pytest.raises(PermissionDenied):
        amending.withdraw_amendment(sent, by=reviewer)


def test_a_remark_is_read_by_the_group(version, reviewer, chair, visitor):
    from ungis.drafting.models import Remark

    key = key_of(version, SENTENCE)
    given = {"organization": org("FAO"), "key": key, "text": "Since when?"}
    made = [amending.make_remark(version, by=reviewer, **given) for _turn in range(2)]
    assert made[0] == made[1] == Remark.objects.visible_to(chair).get()
    assert not Remark.objects.visible_to(visitor).exists()
    with pytest.raises(Refused, match="what you have to say"):
        amending.make_remark(version, by=reviewer, organization=org("FAO"), key=key, text=" ")


# --- decide -----------------------------------------------------------------------------------------


def test_the_lead_and_the_secretariat_decide_and_nobody_else(version, member, chair, other_member, secretary):
    one = propose(version, member, kind="delete")
    for person in (member, chair):
        for attempt in (
            lambda by: amending.accept_amendment(one, by=by),
            lambda by: amending.accept_in_part(one, by=by, taken="x"),
            lambda by: amending.reopen_amendment(one, by=by, reason="x"),
            lambda by: amending.merge_accepted(version, by=by),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)
    assert amending.accept_amendment(one, by=other_member).state == State.ACCEPTED
    assert amending.reopen_amendment(one, by=secretary, reason="Too early").state == State.PROPOSED


def test_who_declines_says_why_and_the_organization_is_told_with_the_reason(version, member, chair, secretary):
    one = propose(version, member, kind="delete")
    amending.support_amendment(one, by=chair, organization=org("UNCTAD"))
    with pytest.raises(Refused, match="why it is declined"):
        amending.decline_amendment(one, by=secretary, reason=" ")
    declined = amending.decline_amendment(one, by=secretary, reason="The summit asked for it.")
    assert (declined.state, declined.outcome, declined.decided_by) == (
        State.DECLINED, "The summit asked for it.", secretary,
    )  # fmt: skip
    for person in (member, chair):
        body = told(person).get().body
        assert "The summit asked for it." in body
        assert one.get_absolute_url() in body


def test_many_are_decided_at_once_all_or_none_and_each_is_told_once(version, member, secretary):
    rows = [propose(version, member, f"Wording {number}") for number in range(3)]
    amending.accept_amendment(rows[0], by=secretary)
    told(member).delete()
    with pytest.raises(NotAMove):
        amending.decide_amendments(version, rows, by=secretary, decision="decline", reason="Late")
    assert Amendment.objects.filter(state=State.PROPOSED).count() == 2
    amending.decide_amendments(version, rows[1:], by=secretary, decision="decline", reason="Late")
    assert told(member).get().body.count("Late") == 2
    for given in ([], [prepare(version, member, "Not sent")]):
        with pytest.raises(Refused, match="Choose"):
            amending.decide_amendments(version, given, by=secretary, decision="accept")
    with pytest.raises(Refused, match="accepted or declined"):
        amending.decide_amendments(version, rows, by=secretary, decision="burn")


def test_part_of_the_words_is_taken(version, member, secretary):
    one = propose(version, member, "Members shall report every month to the group.")
    for taken in ("", one.content, one.before):
        with pytest.raises(Refused, match="neither as it was"):
            amending.accept_in_part(one, by=secretary, taken=taken)
    amending.accept_in_part(one, by=secretary, taken="Members shall report every year to the group.")
    later = amending.merge_accepted(version, by=secretary)
    assert words(later)[1] == "Members shall report every year to the group."
    moved = propose(later, member, kind="move", on="We end.", after_key="")
    with pytest.raises(Refused, match="moves or stays"):
        amending.accept_in_part(moved, by=secretary, taken="x")


def test_to_reopen_needs_a_reason_and_the_record_keeps_the_decision(version, member, secretary):
    one = amending.decline_amendment(propose(version, member, kind="delete"), by=secretary, reason="Late")
    with pytest.raises(Refused, match="Say why"):
        amending.reopen_amendment(one, by=secretary, reason="")
    again = amending.reopen_amendment(one, by=secretary, reason="It was in time")
    assert (again.state, again.outcome, again.decided_at) == (State.PROPOSED, "", None)
    event = Event.objects.of(one).get(action="drafting.amendment_reopen")
    assert (event.data["before"]["outcome"], event.data["reason"]) == ("Late", "It was in time")


# --- merge ------------------------------------------------------------------------------------------


def test_two_amend_one_sentence_a_third_amends_the_amendment_and_nothing_is_lost(
    version, member, chair, vice_chair, other_member, secretary
):
    first = propose(version, member, "Members shall report every year to the group.")
    second = propose(version, chair, "Members must report every year to the group.")
    third = propose(version, vice_chair, "Members shall report every second year to the group.", amends=first)
    for one in (first, second, third):
        amending.accept_amendment(one, by=other_member)
    with pytest.raises(amending.Colliding) as refusal:
        amending.merge_accepted(version, by=other_member)
    (trouble,) = refusal.value.troubles
    assert {trouble.one.amendment, trouble.other.amendment} == {first, second}
    amending.reopen_amendment(second, by=other_member, reason="It collides")
    amending.decline_amendment(second, by=other_member, reason="“Shall” was preferred")
    later = amending.merge_accepted(version, by=other_member, note="With proposals")
    assert words(later)[1] == "Members shall report every second year to the group."
    assert key_of(later, words(later)[1]) == first.key
    version.refresh_from_db()
    assert version.is_frozen
    assert words(version)[1] == SENTENCE
    outcomes = {one.pk: (one.state, one.outcome) for one in version.amendments.all()}
    assert outcomes == {
        first.pk: (State.ACCEPTED, ""),
        second.pk: (State.DECLINED, "“Shall” was preferred"),
        third.pk: (State.ACCEPTED, ""),
    }
    assert told(chair).exists()


def test_changes_of_several_organizations_come_together_in_one_paragraph(version, member, chair, secretary):
    rows = [
        propose(version, member, "All members should report every year to the group."),
        propose(version, chair, "Members should report every year to the group and the forum."),
    ]
    amending.decide_amendments(version, rows, by=secretary, decision="accept")
    later = amending.merge_accepted(version, by=secretary)
    assert "report every year to the group" in words(later)[1]
    assert words(later)[1].startswith("All members")


def test_paragraphs_come_go_and_move_under_their_keys(version, member, secretary):
    keys = {one.content: one.key for one in version.paragraphs.all()}
    rows = [
        propose(version, member, "A new one.", kind="insert", on="We end."),
        propose(version, member, "At the very top.", kind="insert", on=""),
        propose(version, member, kind="delete", on="We go on."),
        propose(version, member, kind="move", on="We end.", after_key=keys["Background"]),
    ]
    amending.decide_amendments(version, rows, by=secretary, decision="accept")
    later = amending.merge_accepted(version, by=secretary)
    assert words(later) == ["At the very top.", "Background", "We end.", "A new one.", SENTENCE]
    now = {one.content: one.key for one in later.paragraphs.all()}
    assert all(now[one] == keys[one] for one in ("Background", "We end.", SENTENCE))
    assert now["A new one."] not in keys.values()


def test_what_is_not_decided_goes_over_to_the_next_version(version, member, chair, secretary):
    taken = propose(version, member, "We go further.", on="We go on.")
    still = propose(version, chair, "Members shall report every year to the group.")
    draft = prepare(version, member, kind="delete", on="We end.")
    amending.accept_amendment(taken, by=secretary)
    later = amending.merge_accepted(version, by=secretary)
    assert set(later.amendments.all()) == {still, draft}
    assert list(version.amendments.all()) == [taken]
    amending.accept_amendment(later.amendments.get(pk=still.pk), by=secretary)
    last = amending.merge_accepted(later, by=secretary)
    assert words(last)[1:3] == ["Members shall report every year to the group.", "We go further."]


def test_a_version_opened_by_hand_takes_over_what_is_accepted_and_not_merged(text, version, member, secretary):
    one = amending.accept_amendment(propose(version, member, kind="delete"), by=secretary)
    actions.freeze_version(version, by=secretary)
    later = actions.open_next_version(text, by=secretary)
    assert list(later.amendments.all()) == [one]
    assert SENTENCE not in words(amending.merge_accepted(later, by=secretary))


def test_an_amendment_to_a_declined_proposal_stands_on_its_own_now_and_in_the_next_version(
    version, member, chair, secretary
):
    one = propose(version, member, "Members shall report every year to the group.")
    lower = propose(version, chair, "Members shall report every second year to the group.", amends=one)
    amending.decline_amendment(one, by=secretary, reason="The other is better")
    other = propose(version, member, "We go further.", on="We go on.")
    amending.accept_amendment(other, by=secretary)
    later = amending.merge_accepted(version, by=secretary)
    lower.refresh_from_db()
    assert (lower.version, lower.before) == (later, SENTENCE)
    amending.accept_amendment(lower, by=secretary)
    last = amending.merge_accepted(later, by=secretary)
    assert words(last)[1] == "Members shall report every second year to the group."


def test_an_amendment_to_an_insertion_that_was_merged_is_to_the_new_paragraph(version, member, chair, secretary):
    one = propose(version, member, "A new one.", kind="insert", on=SENTENCE)
    lower = propose(version, chair, "A very new one.", amends=one)
    amending.accept_amendment(one, by=secretary)
    later = amending.merge_accepted(version, by=secretary)
    lower.refresh_from_db()
    assert lower.key == key_of(later, "A new one.")
    amending.accept_amendment(lower, by=secretary)
    assert words(amending.merge_accepted(later, by=secretary))[2] == "A very new one."


def test_words_that_were_rewritten_meanwhile_are_not_overwritten_unseen(version, member, secretary):
    one = propose(version, member, "Members shall report every year to the group.")
    paragraph = version.paragraphs.get(content=SENTENCE)
    actions.save_paragraph(paragraph, by=secretary, revision=1, content="Members will report every year to the group.")
    amending.accept_amendment(one, by=secretary)
    with pytest.raises(amending.Colliding) as refusal:
        amending.merge_accepted(version, by=secretary)
    (trouble,) = refusal.value.troubles
    assert (trouble.one.amendment, trouble.other) == (one, None)


def test_changes_elsewhere_in_a_paragraph_that_was_rewritten_are_kept(version, member, secretary):
    one = propose(version, member, "Members shall report every year to the group.")
    paragraph = version.paragraphs.get(content=SENTENCE)
    content = "Members should report every year to the whole group."
    actions.save_paragraph(paragraph, by=secretary, revision=1, content=content)
    amending.accept_amendment(one, by=secretary)
    later = amending.merge_accepted(version, by=secretary)
    assert words(later)[1] == "Members shall report every year to the whole group."


def test_nothing_accepted_makes_no_version(version, secretary):
    with pytest.raises(Refused, match="No proposal is accepted"):
        amending.merge_accepted(version, by=secretary)
