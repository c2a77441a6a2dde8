"""Rounds under moving clocks, several workers and crashes: what was promised holds, or the trial names the step."""

import os
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ungis.clearance import subjects
from ungis.clearance.actions import close_round, grant_extension, open_round, withdraw_round
from ungis.clearance.effective import effective_state, tally
from ungis.clearance.models import Eligible, Position, Round
from ungis.clearance.position_actions import (
    endorse,
    prepare_position,
    record_position,
    send_position,
    withdraw_position,
)
from ungis.clearance.states import SILENCE, PositionState, RoundState, Stance
from ungis.clearance.tasks import close_due, remind_due
from ungis.clearance.tests.conftest import NOON, Clock, frozen_version
from ungis.clearance.workdays import MINUTE
from ungis.core import clock, events
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mail.models import Message, MessageState
from ungis.mail.outbox import LEASE, send_due
from ungis.organizations.actions import end_membership, hand_over
from ungis.organizations.models import Membership, Organization
from ungis.people.models import User

MS = timedelta(milliseconds=1)
TRIALS = int(os.environ.get("UNGIS_TRIALS", "1"))  # how many times as long the courses and simulations are to run
CLOSING = ("clearance.round_adopt", "clearance.round_adopt_with_reservations", "clearance.round_break_silence")
ADOPTED = (RoundState.ADOPTED, RoundState.RESERVED)
WORDS = {"words": "Paragraph 1 goes too far.", "way_out": "Delete it."}


def closings(round):
    return Event.objects.filter(subject_type="clearance.round", subject_id=str(round.pk), action__in=CLOSING).count()


def effective(round):
    return effective_state(round, round.positions.standing(), round.eligible.all(), clock.now())


# The rule by itself


def simulated(chance):
    """One round without a table: who said what when, and what a plain replay makes of it."""
    closes_at = NOON + chance.randrange(1, 20_000) * MINUTE
    members, observers = range(chance.randrange(1, 32)), range(100, 100 + chance.randrange(18))
    eligible = [SimpleNamespace(organization_id=one, capacity="member") for one in members]
    eligible += [SimpleNamespace(organization_id=one, capacity="observer") for one in observers]
    near = [-MINUTE, -MS, timedelta(), MS, MINUTE]
    row = SimpleNamespace(state=RoundState.OPEN, closes_at=closes_at)
    said = {}
    asked = [one.organization_id for one in eligible]
    for _turn in range(chance.randrange(12)):
        moment = (
            closes_at + chance.choice(near) if chance.random() < 0.5 else NOON + (closes_at - NOON) * chance.random()
        )
        organization = chance.choice([*asked, 999])  # 999 was not asked
        stance = chance.choice([*Stance.values, SILENCE])
        if moment < row.closes_at:
            said.pop(organization, None)
            if stance != SILENCE:
                said[organization] = stance
        if chance.random() < 0.05 and moment < row.closes_at:
            row.closes_at += chance.randrange(1, 3_000) * MINUTE
    standing = [SimpleNamespace(organization_id=one, stance=stance) for one, stance in said.items()]
    return row, standing, eligible, [said.get(one, SILENCE) for one in members]


def test_ten_thousand_simulated_rounds_keep_the_rule():
    chance, outcomes = random.Random(74544), Counter()
    for _number in range(10_000 * TRIALS):
        row, standing, eligible, of_members = simulated(chance)
        assert effective_state(row, standing, eligible, row.closes_at - MS) == RoundState.OPEN
        outcome = effective_state(row, standing, eligible, row.closes_at)
        broken, reserved = Stance.OBJECTION in of_members, Stance.RESERVATION in of_members
        assert outcome == (RoundState.BROKEN if broken else RoundState.RESERVED if reserved else RoundState.ADOPTED)
        for later in (MS, MINUTE, timedelta(days=400)):
            assert effective_state(row, standing, eligible, row.closes_at + later) == outcome
        written = SimpleNamespace(state=outcome, closes_at=row.closes_at)
        assert effective_state(written, [], [], row.closes_at - timedelta(hours=1)) == outcome  # nothing reopens
        assert len(tally(standing, eligible).silent) == of_members.count(SILENCE)
        outcomes[outcome] += 1
    assert len(outcomes) == 3
    assert min(outcomes.values()) > 500


# Any course of things, through the actions


class Course(RuleBasedStateMachine):
    """One round from its opening on, beside a model of it in plain values."""

    ACRONYMS = ("FAO", "WHO", "UNDP", "UNCTAD")

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = Clock(NOON)
        self.real = clock.now, clock.today
        clock.now, clock.today = self.now, self.now.today
        self.people = {user.email.split("@")[1].split(".")[0].upper(): user for user in User.objects.all()}
        self.officer = self.people["ITU"]
        for person in self.people.values():
            person.__dict__.pop("_standing", None)
        self.organizations = {one.acronym: one for one in Organization.objects.filter(acronym__in=self.ACRONYMS)}
        self.round = open_round(frozen_version(), by=self.officer, question="Do you agree?")
        self.said, self.accepted, self.gone = {}, 0, set()
        self.recorded = set()
        self.state, self.closes_at = RoundState.OPEN, self.round.closes_at
        self.chair = "UNCTAD"

    def teardown(self):
        clock.now, clock.today = self.real
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def is_open(self):
        return self.state == RoundState.OPEN and self.now() < self.closes_at

    def outcome(self):
        said = self.said.values()
        if Stance.OBJECTION in said:
            return RoundState.BROKEN
        return RoundState.RESERVED if Stance.RESERVATION in said else RoundState.ADOPTED

    def attempt(self, allowed, verb, *arguments, **named):
        """Do it, and see that it was let through exactly when the model says so."""
        try:
            with transaction.atomic():
                verb(*arguments, **named)
        except (Refused, PermissionDenied):
            assert not allowed, f"{verb.__name__} was refused at {self.now()}"
        else:
            assert allowed, f"{verb.__name__} was let through at {self.now()}"

    @rule(minutes=st.integers(1, 3_000))
    def time_passes(self, minutes):
        self.now.pass_(minutes=minutes)

    @rule(offset=st.sampled_from([-MS, timedelta(), MS]))
    def time_comes_to_the_close(self, offset):
        self.now.set(max(self.now(), self.closes_at + offset))

    @precondition(lambda self: self.is_open or self.state != RoundState.OPEN)
    @rule(minutes=st.integers(1, 120))
    def the_clock_is_set_back(self, minutes):
        self.now.set(max(NOON, self.now() - minutes * MINUTE))

    @rule(acronym=st.sampled_from(ACRONYMS), stance=st.sampled_from(Stance.values))
    def an_organization_answers(self, acronym, stance):
        allowed = self.is_open
        organization, person = self.organizations[acronym], self.people[acronym]
        self.attempt(allowed, send_position, self.round, organization, by=person, stance=stance, **WORDS)
        if allowed and self.said.get(acronym) != stance:  # the same words again change nothing
            self.accepted += 1
            self.said[acronym] = stance
            self.recorded.discard(acronym)

    @rule(acronym=st.sampled_from(ACRONYMS), stance=st.sampled_from(Stance.values))
    def a_reviewer_prepares(self, acronym, stance):
        former = self.round.positions.filter(organization__acronym=acronym, state=PositionState.PREPARED).first()
        named = {"by": self.people[acronym], "stance": stance, "words": "Prepared.", "way_out": "Prepared."}
        seen = former and former.pk
        self.attempt(self.is_open, prepare_position, self.round, self.organizations[acronym], seen=seen, **named)

    @rule(acronym=st.sampled_from(ACRONYMS), stance=st.sampled_from(Stance.values))
    def the_secretariat_records(self, acronym, stance):
        present = self.said.get(acronym)
        replaceable = acronym in self.recorded and present != Stance.OBJECTION
        allowed = self.is_open and (present is None or present == stance or replaceable)
        how = {"on_behalf": "A person", "evidence": "A call"}
        organization = self.organizations[acronym]
        self.attempt(allowed, record_position, self.round, organization, by=self.officer, stance=stance, **WORDS, **how)
        if allowed and present != stance:
            self.accepted += 1
            self.said[acronym] = stance
            self.recorded.add(acronym)

    @rule(acronym=st.sampled_from(ACRONYMS))
    def an_organization_withdraws(self, acronym):
        standing = self.round.positions.standing().filter(organization__acronym=acronym).first()
        if standing is None:
            return
        allowed = self.is_open
        self.attempt(allowed, withdraw_position, standing, by=self.people[acronym])
        if allowed:
            del self.said[acronym]
            self.recorded.discard(acronym)

    @rule(minutes=st.integers(-600, 6_000))
    def the_chair_gives_time(self, minutes):
        later = self.closes_at + minutes * MINUTE
        allowed = self.is_open and (minutes > 0 or (minutes == 0 and self.round.extensions.exists()))
        self.attempt(allowed, grant_extension, self.round, by=self.people[self.chair], closes_at=later, reason="Asked.")
        if allowed:
            self.closes_at = later

    @rule()
    def the_chair_withdraws_it(self):
        if self.now().minute % 3:  # or no course would come to its close
            return
        allowed = self.is_open
        self.attempt(allowed, withdraw_round, self.round, by=self.people[self.chair], reason="No longer needed.")
        if allowed:
            self.state = RoundState.WITHDRAWN

    @rule()
    def the_secretariat_closes(self):
        self.attempt(not self.is_open, close_round, self.round, by=self.officer)
        self.is_written_down()

    @rule()
    def a_worker_comes_by(self):
        remind_due()
        close_due()
        self.is_written_down()

    def is_written_down(self):
        if self.state == RoundState.OPEN and self.now() >= self.closes_at:
            self.state = self.outcome()

    @precondition(lambda self: len(self.gone) < 3)
    @rule(acronym=st.sampled_from(["FAO", "WHO", "UNDP"]))
    def a_member_leaves(self, acronym):
        if acronym in self.gone:
            return
        held = Membership.objects.get(organization=self.organizations[acronym], ends=None)
        end_membership(held, by=CLERK, ends=PartialDate.parse("2026-11-20"))
        self.gone.add(acronym)
        self.people[acronym].__dict__.pop("_standing", None)

    @rule()
    def the_chair_rotates(self):
        if self.chair != "UNCTAD":
            return
        new = self.organizations["UNDP"]
        hand_over(by=CLERK, on=PartialDate.parse("2026-11-21"), label="2026-2027", chairs=[new], vice_chairs=[])
        self.chair = "UNDP"
        for person in self.people.values():
            person.__dict__.pop("_standing", None)
        self.attempt(False, withdraw_round, self.round, by=self.people["UNCTAD"], reason="No longer the chair.")

    @rule(acronym=st.sampled_from(ACRONYMS))
    def an_organization_endorses(self, acronym):
        state = self.state if self.state != RoundState.OPEN or self.is_open else self.outcome()
        allowed = state not in (RoundState.BROKEN, RoundState.WITHDRAWN) and self.said.get(acronym) != Stance.OBJECTION
        self.attempt(allowed, endorse, self.round, self.organizations[acronym], by=self.people[acronym])

    @invariant()
    def the_record_is_what_the_model_says(self):
        if not hasattr(self, "round"):
            return
        self.round.refresh_from_db()
        assert self.round.state == self.state
        assert self.round.closes_at == self.closes_at
        expected = self.state if self.state != RoundState.OPEN or self.is_open else self.outcome()
        assert effective(self.round) == expected
        assert Round.objects.as_of(clock.now()).get(pk=self.round.pk).effective == expected
        standing = self.round.positions.standing()
        assert {one.organization.acronym: one.stance for one in standing.select_related("organization")} == self.said
        assert self.round.positions.exclude(sent_at=None).count() == self.accepted  # none is lost, none doubled
        assert closings(self.round) == (self.state not in (RoundState.OPEN, RoundState.WITHDRAWN))
        assert self.round.eligible.count() == 48
        if self.round.state in ADOPTED:
            assert not standing.filter(stance=Stance.OBJECTION).exists()
        if self.round.state not in (RoundState.OPEN, RoundState.WITHDRAWN):
            assert self.round.closed_at >= self.round.closes_at
            told = Message.objects.filter(body__contains=f"/clearance/{self.round.slug}/")
            closing = Counter(told.filter(subject__regex="^(Adopted|Silence)").values_list("to", flat=True))
            assert set(closing.values()) == {1}


@pytest.mark.django_db
def test_no_course_of_things_closes_twice_or_early_adopts_over_an_objection_or_loses_a_position():
    run_state_machine_as_test(
        Course,
        settings=settings(
            max_examples=25 * TRIALS, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


# D1: at the very moment


def bare_round(number, closes_at, *asked):
    """A round as open_round leaves it, with few asked: a thousand of them are made."""
    round = Round.objects.create(
        slug=f"trial-{number}",
        title=f"Trial {number}",
        question="Do you agree?",
        subject_kind="document",
        subject_id=10_000_000 + number,
        text="x",
        sha256="0" * 64,
        asked_by=Organization.objects.get(acronym="ITU"),
        opened_at=closes_at - timedelta(days=4),
        closes_at=closes_at,
        visibility="group",
    )
    for organization in asked:
        Eligible.objects.create(round=round, organization=organization, capacity="member", acronym=organization.acronym)
    return round


@pytest.mark.django_db
def test_d1_a_thousand_trials_around_the_moment_of_the_close_contradict_themselves_nowhere(now, member):
    chance = random.Random(1)
    fao = Organization.objects.get(acronym="FAO")
    for number in range(1_000 * TRIALS):
        closes_at = NOON + number * MINUTE
        round = bare_round(number, closes_at, fao)
        counted = 0
        # A worker and an objection meet around the moment, in any order the clock allows.
        steps = sorted(
            (chance.choice([-MS, timedelta(), MS]), chance.choice(["object", "close"])) for _turn in range(3)
        )
        for offset, step in steps:
            now.set(closes_at + offset)
            if step == "close":
                close_due()
                continue
            try:
                send_position(round, fao, by=member, stance=Stance.OBJECTION, **WORDS)
                counted = 1
                assert now() < closes_at
            except Refused:
                assert now() >= closes_at
        now.set(closes_at + MS)
        before = effective(round)
        close_due()
        round.refresh_from_db()
        event = Event.objects.get(subject_type="clearance.round", subject_id=str(round.pk), action__in=CLOSING)
        said = "Silence was broken" if counted else "Adopted under the silence procedure"
        assert round.state == before == event.data["to"] == (RoundState.BROKEN if counted else RoundState.ADOPTED)
        assert Position.objects.filter(round=round).count() == counted
        subject = f"{said}: {round.title}"
        assert Message.objects.filter(subject=subject).count() == 3  # FAO, the secretariat, the chair
        Message.objects.all().delete()


# Several hosts at once


def together(*verbs):
    """Run each in a thread with a connection of its own, all from the same moment; return what went wrong."""
    start, failures = threading.Barrier(len(verbs)), []

    def run(verb):
        try:
            start.wait()
            verb()
        except Exception as failure:
            failures.append(repr(failure))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_31_members_answer_at_once_and_nothing_is_lost(kept_database, seated, open_round):
    acronyms = [one.organization.acronym for one in Membership.objects.filter(capacity="member", ends=None)]
    people = {}
    for acronym in acronyms:
        name = f"Person of {acronym}"
        people[acronym] = seated(acronym, name=name)
    round = open_round()
    organizations = {one.acronym: one for one in Organization.objects.filter(acronym__in=acronyms)}

    def answer(acronym, stance):
        def verb():
            send_position(
                Round.objects.get(pk=round.pk), organizations[acronym], by=people[acronym], stance=stance, **WORDS
            )

        return verb

    stances = [Stance.values[number % 5] for number in range(31)]
    assert together(*(answer(acronym, stance) for acronym, stance in zip(acronyms, stances, strict=True))) == []
    assert round.positions.standing().count() == 31
    assert tally(round.positions.standing(), round.eligible.all()).silent == []
    assert Event.objects.filter(action="clearance.position_sent", subject_id=str(round.pk)).count() == 31
    assert list(events.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_d11_twenty_parallel_calls_of_the_same_form_make_one_record(kept_database, open_round, member):
    round, fao, answers = open_round(), Organization.objects.get(acronym="FAO"), []

    def verb():
        answers.append(send_position(round_of(round), fao, by=member, stance=Stance.OBJECTION, **WORDS).pk)

    assert together(*[verb] * 20) == []
    assert (len(answers), len(set(answers)), round.positions.count()) == (20, 1, 1)
    assert Event.objects.filter(action="clearance.position_sent").count() == 1


def round_of(round):
    return Round.objects.get(pk=round.pk)


class Killed(BaseException):
    """The process ends here: no except clause of ours sees it."""


@pytest.mark.django_db(transaction=True)
def test_d3_five_workers_and_crashes_close_each_round_once_and_tell_each_reader_once(
    kept_database, monkeypatch, now, member, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    chance, lock = random.Random(5), threading.Lock()
    fao, who = (Organization.objects.get(acronym=acronym) for acronym in ("FAO", "WHO"))
    rounds = []
    with transaction.atomic():
        for number in range(60):
            round = bare_round(number, NOON + timedelta(hours=1), fao, who)
            if number % 3 == 0:
                send_position(round, fao, by=member, stance=Stance.OBJECTION, **WORDS)
            rounds.append(round)
    Message.objects.all().delete()
    now.set(NOON + timedelta(hours=1))
    real_carry, real_send = subjects.carry_outcome, EmailMessage.send
    crashes = Counter()

    def dies(where, verb):
        """The verb, before which every fifth process ends."""

        def mortal(*arguments, **named):
            with lock:
                ends = chance.random() < 0.2
                crashes[where] += ends
            if ends:
                raise Killed
            return verb(*arguments, **named)

        return mortal

    monkeypatch.setattr(subjects, "carry_outcome", dies("before the commit", real_carry))
    monkeypatch.setattr(EmailMessage, "send", dies("between commit and mail", real_send))

    def worker():
        for _turn in range(40):
            try:
                close_due()
                send_due()
            except Killed:
                connection.close()  # as the end of a process does

    assert together(*[worker] * 5) == []
    now.pass_(seconds=LEASE.total_seconds() + 1)  # what a dead worker had taken is taken by the next
    assert together(*[worker] * 5) == []
    monkeypatch.setattr(EmailMessage, "send", real_send)
    now.pass_(seconds=LEASE.total_seconds() + 1)
    send_due(limit=1_000)
    assert len(crashes) == 2
    assert min(crashes.values()) > 3
    for number, round in enumerate(rounds):
        round.refresh_from_db()
        assert round.state == (RoundState.BROKEN if number % 3 == 0 else RoundState.ADOPTED)
        assert closings(round) == 1
    assert not Message.objects.exclude(state=MessageState.SENT).exists()
    sent = Counter((message.to[0], message.subject) for message in mail.outbox)
    assert set(sent.values()) == {1}
    assert len(sent) == 60 * 4  # FAO, WHO, the secretariat and the chair, each once a round
    assert list(events.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_d1_an_objection_and_the_close_that_race_for_the_same_moment_agree(kept_database, now, member):
    fao = Organization.objects.get(acronym="FAO")
    for number in range(20):
        closes_at = NOON + number * MINUTE
        round = bare_round(number, closes_at, fao)
        now.set(closes_at - MS)
        sent = []

        def objection(round=round, sent=sent):
            with suppress(Refused):
                sent.append(send_position(round_of(round), fao, by=member, stance=Stance.OBJECTION, **WORDS))

        def closer(closes_at=closes_at):
            now.set(closes_at)  # while the objection is on its way
            close_due()

        assert together(objection, closer) == []
        round.refresh_from_db()
        assert round.state == (RoundState.BROKEN if sent else RoundState.ADOPTED)
        assert closings(round) == 1


@pytest.mark.django_db(transaction=True)
def test_with_a_worker_running_a_round_is_closed_within_five_seconds(kept_database):
    from ungis.mail.management.commands.worker import Command

    fao = Organization.objects.get(acronym="FAO")
    started = clock.now()
    round = bare_round(1, started + timedelta(seconds=4), fao)
    stop = threading.Event()

    def work():
        try:
            Command().run(stop, 3)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while round.state == RoundState.OPEN and clock.now() - started < timedelta(seconds=20):
            time.sleep(0.2)
            round.refresh_from_db()
    finally:
        stop.set()
        worker.join()
    assert round.state == RoundState.ADOPTED
    assert timedelta() <= round.closed_at - round.closes_at < timedelta(seconds=5)


# D6: days on which clocks change


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opened", "close"),
    [
        # Geneva goes back on Sunday 25 October 2026, New York a week later: both have 72 hours on Wednesday.
        (datetime(2026, 10, 23, 10, tzinfo=UTC), datetime(2026, 10, 28, 11, tzinfo=UTC)),
        # New York goes forward on Sunday 8 March 2026: from then on its days end an hour earlier.
        (datetime(2026, 3, 6, 10, tzinfo=UTC), datetime(2026, 3, 11, 10, tzinfo=UTC)),
        # Over Christmas and the New Year.
        (datetime(2026, 12, 24, 12, tzinfo=UTC), datetime(2026, 12, 30, 12, tzinfo=UTC)),
        # A leap day is a Tuesday in 2028, for which no holiday is on record.
        (datetime(2028, 2, 28, 12, tzinfo=UTC), datetime(2028, 3, 2, 12, tzinfo=UTC)),
    ],
)
def test_d6_the_minimum_period_over_odd_days(now, open_round, opened, close):
    now.set(opened)
    assert open_round().closes_at == close
