"""Real processes: a worker that is killed, a worker that runs, members who answer at once from several."""

import email
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from ungis.clearance.position_actions import send_position
from ungis.clearance.states import RoundState, Stance
from ungis.clearance.tests.processes import WHERE
from ungis.clearance.tests.test_clearance_trials import WORDS, bare_round, closings
from ungis.core import clock, events
from ungis.core.models import Event
from ungis.mail.models import Message, MessageState
from ungis.mail.outbox import LEASE
from ungis.organizations.models import Membership, Organization

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = [sys.executable, "-m", "ungis.clearance.tests.processes"]


def address_of_database():
    """What DATABASE_URL says to a process that is to use the database of this run."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def start(kept_database, tmp_path):
    """`with start(...)`: a process over the database of this run; whatever becomes of it, it is gone afterwards."""
    environment = {
        **os.environ, "DEBUG": "1", "UNGIS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ungis.settings",
        "DATABASE_URL": address_of_database(), "EMAIL_URL": f"filemail:///{tmp_path}/mail", "LOG_LEVEL": "ERROR",
    }  # fmt: skip

    @contextmanager
    def start(*command):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.kill()
            process.wait(20)

    return start


def until(question, what, seconds=90):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if question():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} seconds in vain until {what}")


def mails(folder):
    """What reached the mail server: how often each recipient got each message."""
    letters = Counter()
    for file in (folder / "mail").glob("*.log"):
        for part in file.read_text(encoding="utf-8").split("-" * 79):
            letter = email.message_from_string(part.strip())
            if letter["To"]:
                letters[(letter["To"], letter["Message-ID"])] += 1
    return letters


def all_sent():
    return not Message.objects.filter(state=MessageState.WAITING).exists()


def objected(fao, who, member):
    with transaction.atomic():
        round = bare_round(1, clock.now() + timedelta(seconds=60), fao, who)
        send_position(round, fao, by=member, stance=Stance.OBJECTION, **WORDS)
        round.closes_at = clock.now()
        round.save(update_fields=["closes_at"])
        Message.objects.all().delete()
    return round


@pytest.mark.parametrize("where", WHERE)
def test_d3_a_worker_killed_where_it_hurts_leaves_one_closing_event_and_one_message_a_reader(
    where, start, tmp_path, member
):
    fao, who = (Organization.objects.get(acronym=acronym) for acronym in ("FAO", "WHO"))
    round, here = objected(fao, who, member), tmp_path / "here"
    with start(*PROCESSES, "worker", where, str(here)) as worker:
        until(here.exists, f"the worker stands {where}")
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(20) == -signal.SIGKILL
    round.refresh_from_db()
    is_committed = where != WHERE[0]
    assert round.state == (RoundState.BROKEN if is_committed else RoundState.OPEN)  # all of it, or nothing
    assert closings(round) == is_committed
    assert Message.objects.exists() == is_committed
    assert mails(tmp_path) == {}
    lapsed = Message.objects.filter(state=MessageState.WAITING, due_at__gt=clock.now())
    assert lapsed.count() == (where == WHERE[2])
    lapsed.update(due_at=clock.now() - LEASE)  # what the dead one had taken is taken by the next, ten minutes later
    with start(sys.executable, "-m", "ungis", "worker", "--every", "0.2") as worker:
        until(lambda: closings(round) and all_sent(), "the next worker has done it")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    round.refresh_from_db()
    assert (round.state, closings(round)) == (RoundState.BROKEN, 1)
    letters = mails(tmp_path)
    assert set(letters.values()) == {1}
    assert len(letters) == Message.objects.count() == 4  # FAO, WHO, the secretariat and the chair
    assert len({to for to, _identity in letters}) == 4
    assert list(events.verify()) == []


def test_d3_workers_killed_at_any_moment_close_each_round_once_and_lose_no_message(start, tmp_path, member):
    """Killed between sending and marking, a message may go out twice: under one Message-ID, once a kill at most."""
    fao, who = (Organization.objects.get(acronym=acronym) for acronym in ("FAO", "WHO"))
    with transaction.atomic():
        rounds = [bare_round(number, clock.now(), fao, who) for number in range(12)]
        Message.objects.all().delete()
    kills = 0
    for patience in (0, 0.05, 0.2):
        with start(*PROCESSES, "worker", "", "") as worker:
            before = len(mails(tmp_path))
            until(lambda before=before: len(mails(tmp_path)) > before or all_sent(), "the worker has begun")
            time.sleep(patience)
            os.kill(worker.pid, signal.SIGKILL)
            kills += 1
        Message.objects.filter(state=MessageState.WAITING).update(due_at=clock.now() - LEASE)
    with start(sys.executable, "-m", "ungis", "worker", "--every", "0.2"):
        until(lambda: all(map(closings, rounds)) and all_sent(), "the last worker has done the rest")
    assert [closings(round) for round in rounds] == [1] * 12
    letters = mails(tmp_path)
    assert len(letters) == Message.objects.count() == 12 * 4
    assert sum(letters.values()) - len(letters) <= kills
    assert list(events.verify()) == []


def test_with_a_worker_process_running_rounds_close_within_five_seconds_of_their_deadlines(start):
    fao = Organization.objects.get(acronym="FAO")
    with start(sys.executable, "-m", "ungis", "worker"):  # at its usual pace
        first = bare_round(0, clock.now(), fao)
        until(lambda: closings(first), "the worker is up")
        rounds = [bare_round(number, clock.now() + timedelta(seconds=2 * number), fao) for number in range(1, 6)]
        until(lambda: all(map(closings, rounds)), "all are closed")
    for round in rounds:
        round.refresh_from_db()
        assert timedelta() <= round.closed_at - round.closes_at < timedelta(seconds=5)
        assert closings(round) == 1


def test_31_members_answer_from_four_processes_within_a_minute_and_nothing_is_lost(start, tmp_path, seated, open_round):
    acronyms = list(
        Membership.objects.filter(capacity="member", ends=None).values_list("organization__acronym", flat=True)
    )
    for acronym in acronyms:
        seated(acronym, name=f"Person of {acronym}")
    round, go = open_round(), tmp_path / "go"
    commands = [[*PROCESSES, "answer", round.slug, str(go), *acronyms[place::4]] for place in range(4)]
    assert len(acronyms) == 31
    with ExitStack() as all_of_them:
        processes = [all_of_them.enter_context(start(*command)) for command in commands]
        go.write_text("go", encoding="utf-8")
        assert [process.wait(120) for process in processes] == [0] * 4
    sent = list(round.positions.standing().order_by("sent_at"))
    assert {position.organization.acronym for position in sent} == set(acronyms)
    assert all(position.words in ("", f"Words of {position.organization.acronym}.") for position in sent)
    assert sent[-1].sent_at - sent[0].sent_at < timedelta(minutes=1)
    assert Event.objects.filter(action="clearance.position_sent", subject_id=str(round.pk)).count() == 31
    assert list(events.verify()) == []
