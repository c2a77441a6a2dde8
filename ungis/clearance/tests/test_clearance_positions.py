"""What organizations say: prepared, sent, recorded for them, withdrawn; who opened the text; who endorses."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ungis.clearance.models import DutyStation, Endorsement, Position
from ungis.clearance.position_actions import (
    PreparedMeanwhile,
    advise,
    digest,
    endorse,
    mark_read,
    prepare_position,
    record_position,
    send_position,
    withdraw_endorsement,
    withdraw_position,
)
from ungis.clearance.progress import progress_of
from ungis.clearance.states import NEEDS_WORDS, POSITION_MOVES, PositionState, RoundState, Stance
from ungis.clearance.station_actions import add_holiday, add_station, remove_holiday, set_counting
from ungis.clearance.tasks import close_due
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.mail.models import Message
from ungis.organizations.models import Organization, SeatRole
from ungis.record.reading import read

pytestmark = pytest.mark.django_db
MS = timedelta(milliseconds=1)
OBJECTION = {"stance": Stance.OBJECTION, "words": "Paragraph 1 goes too far.", "way_out": "Delete “digital”."}


@pytest.fixture
def fao(organization):
    return organization("FAO")


@pytest.fixture
def round(open_round, now):
    return open_round()


def told(round, word):
    return [message.to for message in Message.objects.filter(subject__contains=word)]


# Sending


def test_a_position_is_of_the_organization_and_the_last_one_stands(round, member, fao):
    first = send_position(round, fao, by=member, **OBJECTION)
    second = send_position(round, fao, by=member, stance=Stance.COMMENTS, words="Fine, with a comma.")
    assert list(round.positions.standing()) == [second]
    first.refresh_from_db()
    assert (first.state, first.words) == ("replaced", "Paragraph 1 goes too far.")


@pytest.mark.parametrize("player", ["secretary", "chair", "other_member", "observer", "stakeholder", "administrator"])
def test_a8_nobody_speaks_for_an_organization_but_its_own(round, fao, player, request):
    user = request.getfixturevalue(player)
    for attempt in (
        lambda: send_position(round, fao, by=user, stance=Stance.NO_OBJECTION),
        lambda: prepare_position(round, fao, by=user, stance=Stance.NO_OBJECTION),
        lambda: endorse(round, fao, by=user),
        lambda: advise(round, fao, by=user, words="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not round.positions.exists()


@pytest.mark.parametrize("stance", NEEDS_WORDS)
def test_words_are_needed_wherever_something_is_to_be_said(round, member, fao, stance):
    with pytest.raises(Refused, match="in words"):
        send_position(round, fao, by=member, stance=stance, words="  ", way_out="x")


def test_an_objection_says_what_would_remove_it(round, member, fao):
    with pytest.raises(Refused, match="remove"):
        send_position(round, fao, by=member, stance=Stance.OBJECTION, words="No.")


def test_a_position_that_does_not_exist_is_refused(round, member, fao):
    with pytest.raises(Refused, match="no such"):
        send_position(round, fao, by=member, stance="yes")


def test_what_is_too_long_is_refused(round, member, fao):
    with pytest.raises(Refused, match="too long"):
        send_position(round, fao, by=member, stance=Stance.COMMENTS, words="x" * 10_001)


def test_d11_the_same_form_sent_twenty_times_is_one_position_and_one_event(round, member, fao):
    answers = {send_position(round, fao, by=member, **OBJECTION).pk for _turn in range(20)}
    assert len(answers) == 1
    assert Event.objects.filter(action="clearance.position_sent").count() == 1
    assert told(round, "objection by FAO").count("anna.keller@itu.example") == 1


def test_the_bureau_is_told_at_once_of_an_objection_and_that_it_is_gone(round, member, fao):
    position = send_position(round, fao, by=member, **OBJECTION)
    assert set(told(round, "objection by FAO")) == {"anna.keller@itu.example", "samir.haddad@unctad.example"}
    withdraw_position(position, by=member)
    assert set(told(round, "no longer objects")) == {"anna.keller@itu.example", "samir.haddad@unctad.example"}


def test_a_request_for_time_reaches_those_who_can_give_it(round, member, fao):
    send_position(round, fao, by=member, stance=Stance.EXTENSION, words="Our legal office needs a week.")
    assert "samir.haddad@unctad.example" in told(round, "asks for more time")


@pytest.mark.parametrize(("offset", "counts"), [(-MS, True), (timedelta(), False), (MS, False)])
def test_d1_an_objection_counts_until_the_moment_of_the_close(round, now, member, fao, offset, counts):
    now.set(round.closes_at + offset)
    if counts:
        send_position(round, fao, by=member, **OBJECTION)
    else:
        with pytest.raises(Refused, match="closed on"):
            send_position(round, fao, by=member, **OBJECTION)
    now.set(round.closes_at + MS)
    close_due()
    round.refresh_from_db()
    assert round.state == (RoundState.BROKEN if counts else RoundState.ADOPTED)


def test_an_objection_withdrawn_in_time_no_longer_stands_and_later_it_cannot_be(round, now, member, fao):
    position = send_position(round, fao, by=member, **OBJECTION)
    now.set(round.closes_at)
    with pytest.raises(Refused, match="closed on"):
        withdraw_position(position, by=member)
    now.set(round.closes_at - MS)
    withdraw_position(position, by=member)
    assert withdraw_position(position, by=member).state == "withdrawn"
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    assert round.state == "adopted"


def test_what_the_chain_says_of_a_position_can_be_checked_against_its_row(round, member, fao):
    position = send_position(round, fao, by=member, **OBJECTION)
    event = Event.objects.get(action="clearance.position_sent").data
    assert event["said"] == digest(position)
    position.words = "Something else."
    assert event["said"] != digest(position)


@pytest.mark.parametrize("state", PositionState)
@pytest.mark.parametrize("step", sorted({step for _state, step in POSITION_MOVES}))
def test_a_position_takes_the_steps_of_the_table_and_no_other(round, member, fao, state, step):
    from ungis.clearance.position_actions import _step

    position = prepare_position(round, fao, by=member, stance=Stance.NO_OBJECTION)
    position.state = state
    if (state, step) in POSITION_MOVES:
        _step(position, step)
        assert position.state == POSITION_MOVES[state, step]
    else:
        with pytest.raises(Refused):
            _step(position, step)


# Preparing


def test_a_reviewer_prepares_and_the_focal_point_sends(round, member, fao, seated, other_member, secretary):
    reviewer = seated("FAO", SeatRole.REVIEWER)
    prepared = prepare_position(round, fao, by=reviewer, stance=Stance.COMMENTS, words="A comma is missing.")
    assert told(round, "prepared for you to send") == ["mei.lin@fao.example"]
    assert progress_of(round, member).place_of(fao.pk).is_silent
    for stranger in (other_member, secretary):
        assert not Position.objects.visible_to(stranger).filter(pk=prepared.pk).exists()
    with pytest.raises(PermissionDenied):
        send_position(round, fao, by=reviewer, stance=Stance.COMMENTS, words="A comma is missing.")
    sent = send_position(round, fao, by=member, stance=Stance.COMMENTS, words="A comma is missing.")
    assert (sent.pk, sent.prepared_by, sent.sent_by) == (prepared.pk, reviewer, member)


def test_e4_of_two_who_prepare_at_once_the_second_sees_the_first_and_nothing_is_lost(round, member, fao, seated):
    reviewer = seated("FAO", SeatRole.REVIEWER)
    first = prepare_position(round, fao, by=reviewer, stance=Stance.COMMENTS, words="First.")
    with pytest.raises(PreparedMeanwhile) as conflict:
        prepare_position(round, fao, by=member, stance=Stance.COMMENTS, words="Second.")
    assert conflict.value.prepared == first
    second = prepare_position(round, fao, by=member, stance=Stance.COMMENTS, words="Both.", seen=first.pk)
    assert set(round.positions.values_list("words", "state")) == {("First.", "withdrawn"), ("Both.", "prepared")}
    assert prepare_position(round, fao, by=member, stance=Stance.COMMENTS, words="Both.") == second


def test_what_was_prepared_and_never_sent_stays_inside_the_organization(round, member, fao, seated, other_member):
    reviewer = seated("FAO", SeatRole.REVIEWER)
    prepared = prepare_position(round, fao, by=reviewer, **OBJECTION)
    send_position(round, fao, by=member, stance=Stance.NO_OBJECTION)
    prepared.refresh_from_db()
    assert prepared.state == "withdrawn"
    assert [one.stance for one in round.positions.visible_to(other_member)] == ["no-objection"]
    assert round.positions.visible_to(reviewer).count() == 2


def test_a_reviewer_takes_back_what_was_prepared_and_not_what_was_sent(round, member, fao, seated):
    reviewer = seated("FAO", SeatRole.REVIEWER)
    prepared = prepare_position(round, fao, by=reviewer, stance=Stance.NO_OBJECTION)
    assert withdraw_position(prepared, by=reviewer).state == "withdrawn"
    sent = send_position(round, fao, by=member, stance=Stance.NO_OBJECTION)
    with pytest.raises(PermissionDenied):
        withdraw_position(sent, by=reviewer)


# Recording


RECORDED = {"on_behalf": "Li Wei, legal office", "evidence": "Mail of 23 November 2026, 14:05 UTC"}


def test_what_came_by_phone_is_recorded_with_both_names_and_the_organization_is_told(round, secretary, fao, now):
    position = record_position(round, fao, by=secretary, **OBJECTION, **RECORDED)
    assert (position.sent_by, position.on_behalf, position.state) == (secretary, "Li Wei, legal office", "sent")
    assert told(round, "recorded by the secretariat") == ["mei.lin@fao.example"]
    body = Message.objects.get(subject__contains="recorded by the secretariat").body
    for part in ("Anna Keller", "Li Wei, legal office", "14:05 UTC", "Delete “digital”.", "Paragraph 1 goes too far."):
        assert part in body
    now.set(round.closes_at)
    close_due()
    round.refresh_from_db()
    assert round.state == "broken"


@pytest.mark.parametrize("missing", ["on_behalf", "evidence"])
def test_a_recorded_position_needs_its_evidence(round, secretary, fao, missing):
    with pytest.raises(Refused):
        record_position(round, fao, by=secretary, stance=Stance.NO_OBJECTION, **{**RECORDED, missing: " "})


def test_only_the_organization_withdraws_what_was_recorded_for_it(round, secretary, chair, member, fao):
    position = record_position(round, fao, by=secretary, **OBJECTION, **RECORDED)
    for user in (secretary, chair):
        with pytest.raises(PermissionDenied):
            withdraw_position(position, by=user)
    with pytest.raises(Refused, match="alone"):
        record_position(round, fao, by=secretary, stance=Stance.NO_OBJECTION, **RECORDED)
    assert withdraw_position(position, by=member).withdrawn_by == member


def test_the_secretariat_never_replaces_what_an_organization_sent_itself(round, secretary, member, fao):
    send_position(round, fao, by=member, stance=Stance.NO_OBJECTION)
    with pytest.raises(Refused, match="alone"):
        record_position(round, fao, by=secretary, **OBJECTION, **RECORDED)


def test_a_second_mail_of_the_organization_corrects_what_the_first_one_said(round, secretary, fao):
    record_position(round, fao, by=secretary, stance=Stance.NO_OBJECTION, **RECORDED)
    later = record_position(round, fao, by=secretary, **OBJECTION, **RECORDED)
    assert list(round.positions.standing()) == [later]


def test_only_the_secretariat_records(round, chair, member, fao):
    for user in (chair, member):
        with pytest.raises(PermissionDenied):
            record_position(round, fao, by=user, stance=Stance.NO_OBJECTION, **RECORDED)


# Observers


def test_observers_advise_and_are_not_counted(round, observer, organization, member, now):
    unu = organization("UNU")
    advice = advise(round, unu, by=observer, words="The second paragraph repeats the first.")
    progress = progress_of(round, member)
    assert progress.place_of(unu.pk).position == advice
    assert not progress.place_of(unu.pk).is_counted
    assert (progress.tally.advising, len(progress.silent)) == ([unu.pk], 31)
    with pytest.raises(Refused, match="advise"):
        send_position(round, unu, by=observer, **OBJECTION)
    with pytest.raises(Refused, match="advise"):
        advise(round, unu, by=observer, stance=Stance.OBJECTION, words="No.")
    with pytest.raises(Refused, match="advise"):
        prepare_position(round, unu, by=observer, **OBJECTION)


def test_members_do_not_advise(round, member, fao):
    with pytest.raises(Refused, match="take a position"):
        advise(round, fao, by=member, words="x")


# Receipts


def test_the_first_who_opens_the_text_leaves_a_receipt_and_the_second_none(round, member, fao, seated):
    alternate = seated("FAO", SeatRole.ALTERNATE)
    (first,) = mark_read(round, by=member)
    (again,) = mark_read(round, by=alternate)
    assert (again, first.organization, first.read_by) == (first, fao, member)
    assert Event.objects.filter(action="clearance.text_read").count() == 1


def test_an_officer_of_the_secretariat_opens_nothing_for_the_organization_that_provides_it(round, secretary, visitor):
    for user in (secretary, visitor):
        with pytest.raises(PermissionDenied):
            mark_read(round, by=user)


# Endorsements


def test_silence_never_endorses(round, now):
    now.set(round.closes_at)
    close_due()
    assert not Endorsement.objects.exists()


def test_endorsing_is_an_act_of_its_own_before_or_after_the_close(round, now, member, fao, other_member, organization):
    first = endorse(round, fao, by=member)
    assert endorse(round, fao, by=member) == first
    now.set(round.closes_at + MS)
    close_due()
    endorse(round, organization("WHO"), by=other_member)
    assert {str(one.organization) for one in round.endorsements.standing()} == {"FAO", "WHO"}
    withdraw_endorsement(first, by=member)
    assert withdraw_endorsement(first, by=member).withdrawn_by == member
    assert {str(one.organization) for one in round.endorsements.standing()} == {"WHO"}


def test_nothing_that_was_not_adopted_is_endorsed(round, now, member, fao, other_member, organization):
    send_position(round, fao, by=member, **OBJECTION)
    now.set(round.closes_at)  # and no worker has been by
    with pytest.raises(Refused, match="not adopted"):
        endorse(round, organization("WHO"), by=other_member)


def test_who_objects_does_not_endorse_and_an_objection_takes_the_name_back(round, member, fao):
    endorse(round, fao, by=member)
    send_position(round, fao, by=member, **OBJECTION)
    assert not round.endorsements.standing().exists()
    with pytest.raises(Refused, match="objects"):
        endorse(round, fao, by=member)


def test_a_reviewer_does_not_endorse(round, fao, seated):
    with pytest.raises(PermissionDenied):
        endorse(round, fao, by=seated("FAO", SeatRole.REVIEWER))


def test_the_public_sees_the_endorsers_once_the_text_is_adopted(open_round, now, member, fao, visitor):
    from ungis.clearance.tests.conftest import frozen_version

    version = frozen_version()
    version.text.visibility = "public"
    version.text.save()
    round = open_round(version, visibility="public")
    endorse(round, fao, by=member)
    assert not Endorsement.objects.visible_to(visitor).exists()
    assert Endorsement.objects.visible_to(member).exists()
    now.set(round.closes_at)  # a fact of the clock, whatever worker is dead
    assert Endorsement.objects.visible_to(visitor).count() == 1


# The calendar


def test_every_headquarters_has_its_duty_station():
    names = list(DutyStation.objects.values_list("name", flat=True))
    for headquarters in Organization.objects.exclude(headquarters="").values_list("headquarters", flat=True):
        assert any(headquarters.startswith(name) for name in names), headquarters


def test_the_holidays_of_the_record_are_inferred_and_say_so():
    geneva = DutyStation.objects.get(slug="geneva")
    assert date(2026, 9, 10) in geneva.calendar.holidays
    assert all(holiday.is_inferred for holiday in geneva.holidays.all())
    assert DutyStation.objects.get(slug="amman").calendar.weekend == {4, 5}
    assert DutyStation.objects.get(slug="tokyo").note
    assert len(read("duty_stations.yaml")["stations"]) == DutyStation.objects.count()


def test_the_secretariat_keeps_the_calendar(secretary, chair):
    geneva = DutyStation.objects.get(slug="geneva")
    day = date(2027, 12, 31)
    with pytest.raises(PermissionDenied):
        add_holiday(geneva, by=chair, on=day, name="x", source="x")
    holiday = add_holiday(geneva, by=secretary, on=day, name="Last day of the year", source="circular 7")
    assert not holiday.is_inferred
    for wrong in ({"name": ""}, {"source": ""}, {"on": day}, {"on": date(1900, 1, 1)}):
        with pytest.raises(Refused):
            add_holiday(geneva, by=secretary, **{"on": date(2027, 12, 30), "name": "x", "source": "x", **wrong})
    remove_holiday(holiday, by=secretary)
    assert remove_holiday(holiday, by=secretary) == geneva
    assert day not in DutyStation.objects.get(slug="geneva").calendar.holidays


def test_some_station_always_counts(secretary):
    geneva, new_york = DutyStation.objects.counting()
    assert set_counting(geneva, by=secretary, counts=False).counts is False
    assert set_counting(geneva, by=secretary, counts=False).counts is False
    with pytest.raises(Refused, match="At least one"):
        set_counting(new_york, by=secretary, counts=False)


@pytest.mark.parametrize(
    "wrong", [{"zone": "Europe/Atlantis"}, {"weekend": "1234567"}, {"weekend": "8"}, {"slug": "geneva"}]
)
def test_a_station_has_a_zone_and_some_day_of_work(secretary, wrong):
    with pytest.raises(Refused):
        add_station(**{"slug": "suva", "name": "Suva", "zone": "Pacific/Fiji", "by": secretary, **wrong})


def test_data_of_events_is_plain(round, member, fao):
    send_position(round, fao, by=member, **OBJECTION)
    for event in Event.objects.filter(action__startswith="clearance.")[:50]:
        json.dumps(event.data)


# What the pages ask for at once


def test_what_is_marked_as_seen_is_what_may_be_seen(
    open_round, now, member, other_member, observer, secretary, visitor, organization
):
    round = open_round()
    send_position(round, organization("FAO"), by=member, stance=Stance.COMMENTS, words="Fine.")
    prepare_position(round, organization("FAO"), by=member, stance=Stance.RESERVATION, words="Not yet said.")
    endorse(round, organization("WHO"), by=other_member)
    for user in (member, other_member, observer, secretary, visitor):
        for rows in (round.positions.all(), round.endorsements.all()):
            marked = {row.pk for row in rows.marked_for(user) if row.is_seen}
            assert marked == set(rows.visible_to(user).values_list("pk", flat=True)), user
    assert [row.is_seen for row in round.positions.marked_for(other_member)] == [True, False]


def test_the_calendars_of_all_stations_are_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        read = DutyStation.objects.counting().calendars()
    assert read == [station.calendar for station in DutyStation.objects.counting()]
    assert all(station.holidays for station in read)
