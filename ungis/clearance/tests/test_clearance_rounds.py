"""Rounds: who may ask, what can be asked, until when, what the close comes to and who is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ungis.clearance import subjects
from ungis.clearance.actions import (
    close_round,
    counting_stations,
    grant_extension,
    minimum_close,
    second_round_of,
    send_reminder,
    withdraw_round,
)
from ungis.clearance.effective import effective_state, tally
from ungis.clearance.models import DutyStation, Eligible, Round
from ungis.clearance.position_actions import send_position
from ungis.clearance.progress import progress_of
from ungis.clearance.states import ROUND_MOVES, RoundState, Stance
from ungis.clearance.tasks import close_due, remind_due
from ungis.clearance.tests.conftest import NOON, frozen_version, next_version
from ungis.clearance.workdays import MINUTE
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove, move
from ungis.core.standing import CLERK
from ungis.documents.models import Expression, File, Work
from ungis.drafting.states import TextState
from ungis.mail.models import Message
from ungis.mappings.models import Edition
from ungis.mappings.states import EditionState
from ungis.meetings.models import Meeting
from ungis.organizations.models import Capacity, Membership, SeatRole

pytestmark = pytest.mark.django_db
SAID = {"words": "Paragraph 1 goes too far.", "way_out": "Delete “digital”."}


def objects(round, user, organization, **more):
    return send_position(round, organization, by=user, stance=Stance.OBJECTION, **{**SAID, **more})


def events(round, action=""):
    found = Event.objects.filter(subject_type="clearance.round", subject_id=str(round.pk))
    return list(found.filter(action__startswith=action).values_list("action", flat=True))


def mails(round, word=""):
    return list(Message.objects.filter(subject__contains=word).filter(body__contains=f"/clearance/{round.slug}/"))


# Opening


def test_a_round_keeps_the_text_its_hash_and_who_is_asked(open_round, now):
    version = frozen_version(content="1. Words that stay.\n")
    round = open_round(version)
    assert (round.text, round.sha256) == ("1. Words that stay.\n", version.sha256)
    assert round.eligible.filter(capacity=Capacity.MEMBER).count() == 31
    assert round.eligible.filter(capacity=Capacity.OBSERVER).count() == 17
    assert (round.asked_by.acronym, round.opened_at, round.state) == ("ITU", NOON, "open")
    version.text.refresh_from_db()
    assert version.text.state == TextState.CLEARING
    told = Event.objects.get(action="clearance.round_opened").data
    assert told["sha256"] == version.sha256
    assert told["eligible"]["FAO"] == "member"


def test_the_chair_asks_on_behalf_of_the_group(open_round, chair):
    assert open_round(by=chair).asked_by.acronym == "UNCTAD"


@pytest.mark.parametrize("player", ["member", "vice_chair", "observer", "stakeholder", "administrator"])
def test_nobody_else_opens_a_round(open_round, player, request):
    with pytest.raises(PermissionDenied):
        open_round(by=request.getfixturevalue(player))


def test_everyone_who_sits_for_those_asked_is_told_once(open_round, now, seated):
    seated("FAO", SeatRole.REVIEWER)
    seated("FAO", SeatRole.PRINCIPAL)
    round = open_round()
    told = sorted(message.to for message in mails(round))
    assert told == sorted(
        [
            "jean.moreau@who.example",
            "kofi.mensah@unu.example",
            "lucia.ortega@undp.example",
            "mei.lin@fao.example",
            "reviewer.fao@fao.example",
            "samir.haddad@unctad.example",
        ]
    )


def test_a_mail_is_in_the_language_of_its_reader_and_leads_to_a_page_in_it(open_round, now, seated):
    seated("WMO", language="fr")
    round = open_round()
    body = Message.objects.get(to="focal-point.wmo@wmo.example").body
    assert f"/fr/clearance/{round.slug}/" in body


def test_what_is_not_frozen_cannot_be_cleared(open_round):
    version = frozen_version()
    version.frozen_at = None
    with pytest.raises(Refused, match="frozen"):
        open_round(version)
    edition = Edition.objects.filter(state=EditionState.WORKING).first() or Edition(state=EditionState.WORKING)
    with pytest.raises(Refused, match="frozen"):
        open_round(edition)
    with pytest.raises(Refused, match="held"):
        open_round(Meeting(title="To come", state="planned", pk=0))
    empty = Work.objects.filter(expressions__files=None, visibility="public").first()
    with pytest.raises(Refused, match="no file"):
        open_round(empty)


def test_of_a_text_only_the_last_version_can_be_cleared(open_round):
    version = frozen_version()
    next_version(version.text, "2. A later one.\n")
    with pytest.raises(Refused, match="later version"):
        open_round(version)


def test_an_edition_of_a_matrix_can_be_cleared(open_round):
    edition = Edition.objects.exclude(text="").filter(state__in=["published", "frozen"]).first()
    if edition is None:
        edition = Edition.objects.first()
        edition.state, edition.text = EditionState.FROZEN, '{"form": "x"}\n'
        edition.save()
    round = open_round(edition)
    assert (round.subject_kind, round.text) == ("edition", edition.text)
    assert not subjects.has_changed(round)


def test_minutes_can_be_cleared_and_a_later_note_shows_as_a_change(open_round, secretary):
    from ungis.meetings.actions import note_point

    meeting = Meeting.objects.filter(state="held", points__isnull=False, visibility="public").first()
    round = open_round(meeting)
    assert meeting.points.first().text in round.text
    assert not subjects.has_changed(round)
    note_point(meeting, by=secretary, text="Something noted after circulation.", source="a note")
    assert subjects.has_changed(round)
    assert "after circulation" not in round.text


def test_a_document_is_cleared_by_the_hashes_of_its_files(open_round, secretary):
    work = Work.objects.filter(visibility="public").first()
    expression = Expression.objects.filter(work=work).first() or Expression.objects.create(work=work, language="en")
    File.objects.create(
        expression=expression, name="plan.docx", format="docx", size=7, sha256="a" * 64, attached_at=NOON
    )
    round = open_round(work)
    assert "a" * 64 in round.text
    File.objects.create(
        expression=expression, name="plan-2.docx", format="docx", size=7, sha256="b" * 64, attached_at=NOON
    )
    assert subjects.has_changed(round)


def test_d5_what_is_changed_after_circulation_never_reaches_the_round(open_round, now):
    version = frozen_version(content="As circulated.\n")
    round = open_round(version)
    type(version).objects.filter(pk=version.pk).update(canonical="Altered.\n", sha256="0" * 64)
    round.refresh_from_db()
    assert round.text == "As circulated.\n"
    assert subjects.has_changed(round)
    with pytest.raises(Refused):
        open_round(version)  # a new text needs a round of its own, and this one is still open


def test_a_version_that_a_later_one_followed_says_what_was_cleared(open_round, now, client_of, member, organization):
    round = open_round(frozen_version(content="As circulated.\n"))
    objects(round, member, organization("FAO"))
    now.set(round.closes_at)
    close_due()
    next_version(subjects.record_of(round).text, "A later one.\n")
    round.refresh_from_db()
    assert round.state == RoundState.BROKEN
    assert not subjects.has_changed(round)
    page = client_of(member).get(round.get_absolute_url()).text
    assert "As circulated." in page
    assert "something else by now" not in page


def test_an_edition_that_was_superseded_says_what_was_cleared_and_one_opened_again_does_not(open_round):
    edition = Edition.objects.filter(frozen_at__isnull=False).first()
    round = open_round(edition)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.SUPERSEDED)
    assert not subjects.has_changed(round)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.WORKING, text="", sha256="", frozen_at=None)
    assert subjects.has_changed(round)


def test_two_rounds_on_one_record_are_refused(open_round):
    version = frozen_version()
    open_round(version)
    with pytest.raises(Refused, match="open already"):
        open_round(version)


def test_a_round_is_seen_by_nobody_who_may_not_see_its_subject(open_round):
    version = frozen_version()
    version.text.visibility = "members"
    version.text.save()
    with pytest.raises(Refused, match="More people"):
        open_round(version, visibility="group")
    round = open_round(version)
    assert round.visibility == "members"
    assert not round.eligible.filter(capacity=Capacity.OBSERVER).exists()


def test_what_the_members_cannot_see_they_cannot_clear(open_round):
    version = frozen_version()
    version.text.visibility = "bureau"
    version.text.save()
    with pytest.raises(Refused, match="cannot see"):
        open_round(version)


def test_a_question_is_needed(open_round):
    with pytest.raises(Refused, match="asked"):
        open_round(question="  ")


# The clock


def test_d8_without_a_close_the_round_lasts_as_long_as_it_must(open_round, now):
    # Monday noon; Thursday 26 November 2026 is Thanksgiving in New York.
    assert open_round().closes_at == NOON + timedelta(days=4)


def test_d8_less_than_the_minimum_is_refused_to_the_secretariat_even_with_a_reason(open_round, now):
    with pytest.raises(Refused, match="72 hours"):
        open_round(closes_at=NOON + timedelta(days=3), short_reason="Urgent.")


def test_d8_the_chair_allows_less_and_the_reason_is_on_record(open_round, now, chair):
    with pytest.raises(Refused, match="Say why"):
        open_round(by=chair, closes_at=NOON + timedelta(hours=5))
    round = open_round(by=chair, closes_at=NOON + timedelta(hours=5), short_reason="The process closes tonight.")
    assert round.short_reason == "The process closes tonight."
    assert Event.objects.get(action="clearance.round_opened").data["short_reason"] == "The process closes tonight."
    assert "The process closes tonight." in mails(round)[0].body


def test_a_reason_that_is_not_needed_is_not_kept(open_round, now, chair):
    assert open_round(by=chair, closes_at=NOON + timedelta(days=9), short_reason="Just so.").short_reason == ""


def test_a_holiday_entered_later_does_not_move_an_open_round(open_round, now, secretary):
    from datetime import date

    from ungis.clearance.station_actions import add_holiday

    round = open_round()
    close = round.closes_at
    geneva = DutyStation.objects.get(slug="geneva")
    for day in (24, 25):
        add_holiday(geneva, by=secretary, on=date(2026, 11, day), name="A day off", source="circular 7")
    round.refresh_from_db()
    assert round.closes_at == close
    assert minimum_close(NOON) == close + timedelta(days=3)  # from Friday to Monday


@pytest.mark.parametrize("wanted", [NOON - MINUTE, NOON, NOON + timedelta(days=400)])
def test_a_close_in_the_past_or_years_away_is_refused(open_round, now, wanted, chair):
    with pytest.raises(Refused):
        open_round(by=chair, closes_at=wanted, short_reason="x")


def test_d6_one_instant_in_mail_and_on_every_wall(open_round, now, chair):
    # Geneva sets its clocks back on 25 October 2026 at 01:00 UTC: 02:30 is shown twice there.
    for hour, shown in ((0, "02:30"), (1, "02:30")):
        close = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        now.set(datetime(2026, 10, 19, 9, tzinfo=UTC))
        round = open_round(by=chair, closes_at=close, short_reason="x")
        body = mails(round)[0].body
        assert f"25 October 2026, {shown} in Geneva" in body
        assert f"25 October 2026, {close:%H:%M} UTC" in body
        assert f"24 October 2026, {20 + hour}:30 in New York" in body


# Extensions, withdrawal


def test_an_extension_moves_the_close_for_all_and_all_are_told(open_round, now, secretary, organization):
    round = open_round()
    before = round.closes_at
    extension = grant_extension(
        round, by=secretary, closes_at=before + timedelta(days=2), reason="Asked by WHO.", asked_by=organization("WHO")
    )
    round.refresh_from_db()
    assert round.closes_at == before + timedelta(days=2)
    assert (extension.old_closes_at, extension.new_closes_at) == (before, round.closes_at)
    told = mails(round, "more time is given")
    assert {message.to for message in told} >= {"mei.lin@fao.example", "anna.keller@itu.example"}
    assert len({message.to for message in told}) == len(told)


def test_an_extension_never_makes_a_round_shorter_and_comes_before_the_close(open_round, now, secretary):
    round = open_round()
    with pytest.raises(Refused, match="later"):
        grant_extension(round, by=secretary, closes_at=round.closes_at - MINUTE, reason="x")
    now.set(round.closes_at)
    with pytest.raises(Refused, match="closed on"):
        grant_extension(round, by=secretary, closes_at=round.closes_at + timedelta(days=1), reason="x")


def test_d11_the_same_extension_asked_twice_is_one(open_round, now, secretary):
    round = open_round()
    later = round.closes_at + timedelta(days=1)
    first = grant_extension(round, by=secretary, closes_at=later, reason="x")
    assert grant_extension(round, by=secretary, closes_at=later, reason="x") == first
    assert round.extensions.count() == 1
    assert events(round, "clearance.extension") == ["clearance.extension_granted"]


def test_only_those_who_ask_extend_or_withdraw(open_round, member, vice_chair):
    round = open_round()
    for user in (member, vice_chair):
        with pytest.raises(PermissionDenied):
            grant_extension(round, by=user, closes_at=round.closes_at + MINUTE, reason="x")
        with pytest.raises(PermissionDenied):
            withdraw_round(round, by=user, reason="x")
        with pytest.raises(PermissionDenied):
            close_round(round, by=user)


def test_a_withdrawn_round_adopts_nothing_and_the_text_is_drafted_on(open_round, now, secretary):
    version = frozen_version()
    round = open_round(version)
    withdraw_round(round, by=secretary, reason="Overtaken by events.")
    version.text.refresh_from_db()
    assert (round.state, round.state_reason, version.text.state) == ("withdrawn", "Overtaken by events.", "drafting")
    assert mails(round, "no longer asked")
    now.set(round.closes_at + MINUTE)
    assert close_due() == 0
    assert close_round(round, by=CLERK).state == "withdrawn"


# The close


def test_silence_adopts_the_text(open_round, now):
    version = frozen_version()
    round = open_round(version)
    now.set(round.closes_at)
    assert close_due() == 1
    round.refresh_from_db()
    version.text.refresh_from_db()
    assert (round.state, round.closed_at, version.text.state) == ("adopted", round.closes_at, "adopted")
    assert events(round, "clearance.round_adopt") == ["clearance.round_adopt"]


def test_an_objection_breaks_silence_and_the_text_goes_back(open_round, now, member, organization):
    version = frozen_version()
    round = open_round(version)
    objects(round, member, organization("FAO"))
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    version.text.refresh_from_db()
    assert (round.state, version.text.state) == ("broken", "drafting")


def test_a_reservation_lets_the_text_pass_and_is_named(open_round, now, member, organization):
    round = open_round()
    send_position(round, organization("FAO"), by=member, stance=Stance.RESERVATION, words="Not on paragraph 2.")
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    assert round.state == "reserved"
    assert Event.objects.get(action="clearance.round_adopt_with_reservations").data["members"]["reservation"] == ["FAO"]


@pytest.mark.parametrize("stance", [Stance.COMMENTS, Stance.EXTENSION, Stance.NO_OBJECTION])
def test_comments_and_requests_for_time_do_not_break(open_round, now, member, organization, stance):
    round = open_round()
    send_position(round, organization("FAO"), by=member, stance=stance, words="Something.")
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    assert round.state == "adopted"


def test_nobody_closes_early(open_round, now, secretary):
    round = open_round()
    now.set(round.closes_at - timedelta(milliseconds=1))
    with pytest.raises(Refused, match="still open"):
        close_round(round, by=secretary)
    assert close_due() == 0


def test_a_dead_worker_changes_nothing_of_the_outcome(open_round, now, member, organization):
    round = open_round()
    now.set(round.closes_at + timedelta(days=30))
    assert progress_of(round, member).state == RoundState.ADOPTED
    assert Round.objects.as_of(now()).get(pk=round.pk).effective == "adopted"
    with pytest.raises(Refused, match="closed on"):
        objects(round, member, organization("FAO"))
    close_due()
    round.refresh_from_db()
    assert (round.state, round.closed_at) == ("adopted", now())


def test_d3_however_often_it_is_closed_there_is_one_event_and_one_mail_each(open_round, now, secretary):
    round = open_round()
    now.set(round.closes_at)
    for _turn in range(5):
        close_round(Round.objects.get(pk=round.pk), by=secretary)
        close_due()
    assert events(round, "clearance.round_adopt") == ["clearance.round_adopt"]
    told = [message.to for message in mails(round, "Adopted under")]
    assert len(told) == len(set(told)) == 6  # five who were asked and the officer of the secretariat


def test_d7_a_clock_set_back_reopens_nothing(open_round, now, member, organization):
    round = open_round()
    now.set(round.closes_at)
    close_due()
    now.set(NOON)
    round.refresh_from_db()
    assert effective_state(round, [], [], now()) == RoundState.ADOPTED
    with pytest.raises(Refused, match="adopted"):
        objects(round, member, organization("FAO"))


def test_d7_the_clock_of_the_application_decides_nothing(open_round, now, monkeypatch, member):
    import time

    round = open_round()
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert progress_of(round, member).state == RoundState.OPEN
    assert close_due() == 0


def test_a_text_that_somebody_moved_does_not_keep_the_outcome_from_being_written(open_round, now):
    version = frozen_version()
    round = open_round(version)
    type(version.text).objects.filter(pk=version.text.pk).update(state=TextState.DRAFTING)
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    version.text.refresh_from_db()
    assert (round.state, version.text.state) == ("adopted", "drafting")


def test_a_round_that_cannot_be_closed_does_not_hold_up_others(open_round, now, monkeypatch, caplog):
    first, second = open_round(), open_round()
    real = subjects.carry_outcome

    def fails(round, *, by):
        if round.pk == first.pk:
            raise ValueError("the disk is full")
        real(round, by=by)

    monkeypatch.setattr(subjects, "carry_outcome", fails)
    now.set(max(first.closes_at, second.closes_at))
    assert close_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("open", "adopted")
    assert "was not done" in caplog.text


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("step", sorted({step for _state, step in ROUND_MOVES}))
def test_a_round_takes_the_steps_of_the_table_and_no_other(open_round, state, step):
    round = open_round()
    Round.objects.filter(pk=round.pk).update(state=state)
    if (state, step) in ROUND_MOVES:
        assert move(round, step, by=CLERK, moves=ROUND_MOVES).state == ROUND_MOVES[state, step]
    else:
        with pytest.raises(NotAMove):
            move(round, step, by=CLERK, moves=ROUND_MOVES)


# A second round


def test_a_broken_round_is_followed_by_one_that_carries_its_question(open_round, now, member, organization, secretary):
    version = frozen_version()
    first = open_round(version)
    with pytest.raises(Refused, match="broken"):
        open_round(frozen_version(), previous=first)
    objects(first, member, organization("FAO"))
    now.set(first.closes_at)
    close_due()
    begins = second_round_of(first)
    assert (begins["question"], begins["joined"], begins["left"]) == (first.question, [], [])
    first.refresh_from_db()
    second = open_round(next_version(version.text, "1. We will work.\n"), question=begins["question"], previous=first)
    assert (second.previous, second.slug) == (first, f"{first.slug}-2".replace("version-1-2", "version-2"))
    assert "earlier text" in mails(second)[0].body
    with pytest.raises(Refused, match="follows"):
        open_round(frozen_version(), previous=first)


def test_who_joined_and_who_left_since_is_shown_for_a_second_round(open_round, now):
    round = open_round()
    Eligible.objects.filter(round=round, organization__acronym="FAO").delete()
    assert second_round_of(round)["joined"] == ["FAO"]


# D9: what changes in mid-round


def test_d9_who_counts_is_fixed_when_the_round_opens(open_round, now, member, organization):
    from ungis.core.periods import PartialDate
    from ungis.organizations.actions import end_membership

    round = open_round()
    fao = organization("FAO")
    end_membership(Membership.objects.get(organization=fao), by=CLERK, ends=PartialDate.parse("2026-11-20"))
    member.__dict__.pop("_standing", None)
    assert Round.objects.visible_to(member).filter(pk=round.pk).exists()
    position = objects(round, member, fao)
    assert list(round.positions.visible_to(member)) == [position]
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    assert round.state == "broken"


def test_d9_an_organization_that_joins_is_not_asked(open_round, now, seated):
    from ungis.organizations.actions import admit, register_organization

    round = open_round()
    newcomer = register_organization("NEWORG", by=CLERK, names={"en": "New Organization"})
    admit(newcomer, by=CLERK, capacity="member", begins=None)
    user = seated("NEWORG")
    with pytest.raises(Refused, match="not asked"):
        objects(round, user, newcomer)


def test_d9_an_organization_renamed_keeps_its_place_under_its_name_of_then(open_round, now, member, organization):
    from ungis.core.periods import PartialDate
    from ungis.organizations.actions import rename

    round = open_round()
    fao = organization("FAO")
    rename(fao, by=CLERK, on=PartialDate.parse("2026-11-23"), language="en", name="Food", acronym="FOOD")
    objects(round, member, fao)
    assert round.eligible.get(organization=fao).acronym == "FAO"
    assert tally(round.positions.standing(), round.eligible.all()).is_broken


def test_d9_after_a_rotation_the_new_chair_acts_and_the_old_one_cannot(open_round, now, chair, member, organization):
    from ungis.core.periods import PartialDate
    from ungis.organizations.actions import hand_over

    round = open_round(by=chair)
    hand_over(
        by=CLERK, on=PartialDate.parse("2026-11-21"), label="2026-2027", chairs=[organization("FAO")], vice_chairs=[]
    )
    for user in (chair, member):
        user.__dict__.pop("_standing", None)
    later = round.closes_at + timedelta(days=1)
    with pytest.raises(PermissionDenied):
        grant_extension(round, by=chair, closes_at=later, reason="x")
    assert grant_extension(round, by=member, closes_at=later, reason="x").granted_by == member


# Reminders


def test_reminders_go_to_the_silent_alone_and_each_once(open_round, now, member, organization):
    round = open_round(closes_at=NOON + timedelta(days=14))
    assert set(round.reminders.values_list("kind", flat=True)) == {"half", "three-days", "one-day"}
    send_position(round, organization("FAO"), by=member, stance=Stance.NO_OBJECTION)
    for reminder in round.reminders.order_by("due_at"):
        now.set(reminder.due_at - MINUTE)
        assert remind_due() == 0
        now.set(reminder.due_at)
        assert remind_due() == 1
        assert remind_due() == 0
        assert send_reminder(reminder, by=CLERK) == 0
    told = [message.to for message in mails(round, "no answer yet")]
    assert "mei.lin@fao.example" not in told
    assert told.count("jean.moreau@who.example") == 3
    assert "kofi.mensah@unu.example" not in told  # an observer owes no answer


def test_reminders_before_the_close_stand_three_and_one_working_days_before_it(open_round, now):
    round = open_round(closes_at=datetime(2026, 12, 8, 11, tzinfo=UTC))  # a Tuesday
    due = dict(round.reminders.values_list("kind", "due_at"))
    assert due["one-day"] == datetime(2026, 12, 7, 11, tzinfo=UTC)
    assert due["three-days"] == datetime(2026, 12, 3, 11, tzinfo=UTC)


def test_a_worker_that_slept_reminds_once_and_not_after_the_close(open_round, now):
    round = open_round(closes_at=NOON + timedelta(days=14))
    now.set(round.closes_at - timedelta(hours=1))
    assert remind_due() == 1
    assert len([message for message in mails(round, "no answer yet") if "who.example" in message.to]) == 1
    other = open_round(closes_at=now() + timedelta(days=14))
    now.set(other.closes_at)
    remind_due()
    assert mails(other, "no answer yet") == []


def test_after_an_extension_the_days_before_the_new_close_are_reminded_of(open_round, now, secretary):
    round = open_round(closes_at=NOON + timedelta(days=14))
    now.set(NOON + timedelta(days=13, hours=23))
    remind_due()
    grant_extension(round, by=secretary, closes_at=NOON + timedelta(days=28), reason="x")
    waiting = dict(round.reminders.filter(taken_at=None).values_list("kind", "due_at"))
    assert set(waiting) == {"three-days", "one-day"}
    assert all(due > now() for due in waiting.values())


# As it stands


def test_progress_tells_who_answered_who_is_silent_and_what_is_left(open_round, now, member, observer, organization):
    round = open_round()
    objects(round, member, organization("FAO"))
    progress = progress_of(round, member)
    assert (len(progress.members), len(progress.observers), len(progress.silent)) == (31, 17, 30)
    assert progress.is_broken_now
    assert progress.state == RoundState.OPEN
    assert progress.place_of(organization("FAO").pk).stance_name == "Objection (breaks silence)"
    assert progress.place_of(organization("WHO").pk).stance_name == "No response (silence)"
    assert (progress.least_left.days, progress.time_left) == (3, timedelta(days=4))


def test_the_public_sees_no_position(open_round, now, visitor, member, organization):
    version = frozen_version()
    version.text.visibility = "public"
    version.text.save()
    round = open_round(version, visibility="public")
    objects(round, member, organization("FAO"))
    progress = progress_of(round, visitor)
    assert progress.places == []
    assert not round.positions.visible_to(visitor).exists()
    assert not Eligible.objects.visible_to(visitor).exists()


def test_progress_costs_few_queries(open_round, now, member, django_assert_max_num_queries):
    round = open_round()
    member.standing  # noqa: B018  computed once a request in any case
    with django_assert_max_num_queries(4):
        progress = progress_of(round, member)
        assert [place.asked.organization.acronym for place in progress.places]


def test_the_rule_in_sql_is_the_rule_in_python(open_round, now, member, other_member, observer, organization):
    from ungis.clearance.position_actions import advise

    rounds = [open_round() for _number in range(5)]
    fao, who, unu = organization("FAO"), organization("WHO"), organization("UNU")
    objects(rounds[1], member, fao)
    send_position(rounds[2], who, by=other_member, stance=Stance.RESERVATION, words="Not on this.")
    objects(rounds[3], member, fao)
    send_position(rounds[3], fao, by=member, stance=Stance.NO_OBJECTION)
    advise(rounds[4], unu, by=observer, words="Beware.")
    for moment in (now(), rounds[0].closes_at - MINUTE, rounds[0].closes_at, rounds[0].closes_at + MINUTE):
        for round in Round.objects.as_of(moment):
            said = effective_state(round, round.positions.standing(), round.eligible.all(), moment)
            assert round.effective == said


def test_the_stations_that_count_are_geneva_and_new_york():
    assert [station.name for station in counting_stations()] == ["Geneva", "New York"]
