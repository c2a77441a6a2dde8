import os
import signal
import smtplib
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.ticks import tick
from ungis.mail import actions, outbox
from ungis.mail.models import Message, MessageState

pytestmark = pytest.mark.django_db


def put(key="k", to="one@example.org", subject="Subject", body="Body"):
    return outbox.queue(key=key, to=to, subject=subject, body=body)


def make_due(message):
    Message.objects.filter(pk=message.pk).update(due_at=clock.now() - timedelta(seconds=1))


def failing(monkeypatch, failure):
    def send(self, fail_silently=False):
        raise failure

    monkeypatch.setattr(outbox.EmailMessage, "send", send)


def test_a_message_is_queued_once_and_sent_once():
    assert put() == put()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    (sent,) = mail.outbox
    assert sent.to == ["one@example.org"]
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_each_recipient_gets_a_message_of_their_own():
    for to in ("one@example.org", "two@example.org"):
        put(to=to)
    outbox.send_due()
    assert sorted(tuple(sent.to) for sent in mail.outbox) == [("one@example.org",), ("two@example.org",)]
    assert all(not sent.cc and not sent.bcc for sent in mail.outbox)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\u0085", "\u2028", "\u2029", "\v", "\f"])
def test_a_subject_cannot_begin_another_header(end):
    put(subject=f"Hello{end}Bcc: thief@example.org")
    outbox.send_due()
    (sent,) = mail.outbox
    assert sent.subject == "Hello Bcc: thief@example.org"
    assert sent.recipients() == ["one@example.org"]
    assert b"\nBcc" not in sent.message().as_bytes()


@pytest.mark.parametrize(
    "to",
    [
        *("a@example.org, b@example.org", "a@example.org;b@example.org", "a@example.org\nBcc: b@example.org"),
        *("a@example.org\r\n", "Name <a@example.org>", "a@example.org\u2028b@example.org", "", "nobody"),
    ],
)
def test_the_address_is_one_plain_address(to):
    with pytest.raises(ValidationError):
        put(to=to)


def test_a_crash_between_sending_and_marking_gives_one_duplicate_with_the_same_identity(monkeypatch):
    message = put()

    class Crash(BaseException):
        pass

    real = outbox.EmailMessage.send

    def send_and_die(self, fail_silently=False):
        real(self)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(outbox.EmailMessage, "send", send_and_die)
        with pytest.raises(Crash):
            outbox.send_due()
    assert outbox.send_due() == 0, "the lease of the dead sender still holds"
    make_due(message)
    assert outbox.send_due() == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    make_due(message)
    assert outbox.send_due() == 0


def test_a_failing_server_is_tried_again_later_and_nothing_is_lost(monkeypatch):
    message = put()
    with monkeypatch.context() as patch:
        failing(patch, smtplib.SMTPConnectError(421, "try later"))
        assert outbox.send_due() == 0
    message.refresh_from_db()
    assert message.state == MessageState.WAITING
    assert message.due_at > clock.now()
    assert "try later" in message.failure
    make_due(message)
    assert outbox.send_due() == 1


def test_pauses_grow_to_four_hours_and_cover_a_day():
    pauses = [outbox.pause(attempt) for attempt in range(1, outbox.TRIES + 1)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=4)
    assert sum(pauses, timedelta()) > timedelta(hours=16)


@pytest.mark.parametrize(
    "failure",
    [
        smtplib.SMTPRecipientsRefused({"one@example.org": (550, b"no such user")}),
        smtplib.SMTPDataError(550, b"no such user"),
    ],
)
def test_what_can_never_arrive_is_given_up_at_once(monkeypatch, failure):
    message = put()
    failing(monkeypatch, failure)
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_a_greylisting_server_is_asked_again(monkeypatch):
    message = put()
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"one@example.org": (450, b"greylisted")}))
    outbox.send_due()
    message.refresh_from_db()
    assert message.state == MessageState.WAITING


def test_after_the_last_try_a_message_is_given_up(monkeypatch):
    message = put()
    failing(monkeypatch, OSError("down"))
    for _try in range(outbox.TRIES):
        make_due(message)
        outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, outbox.TRIES)


@pytest.mark.parametrize(("failure", "tries"), [("", outbox.DEATHS), ("OSError: the server is down", outbox.TRIES)])
def test_a_message_that_kills_its_sender_is_given_up_and_the_others_go_out(monkeypatch, caplog, failure, tries):
    def die(self, fail_silently=False):
        raise SystemExit

    message = put()
    Message.objects.update(failure=failure)
    with monkeypatch.context() as patched:
        patched.setattr(outbox.EmailMessage, "send", die)
        for _try in range(tries):
            make_due(message)
            with pytest.raises(SystemExit):
                outbox.send_due()
    make_due(message)
    put(to="two@example.org")
    assert outbox.send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.failure) == (MessageState.FAILED, "The worker died at every try.")
    assert "given up" in caplog.text


def test_the_secretariat_tries_again_what_was_given_up(secretary, chair):
    message = put()
    Message.objects.update(state=MessageState.FAILED, attempts=12)
    with pytest.raises(PermissionDenied):
        actions.retry_message(message, by=chair)
    actions.retry_message(message, by=secretary)
    with pytest.raises(Refused):
        actions.retry_message(message, by=secretary)
    assert outbox.send_due() == 1


def test_old_messages_are_dropped_and_waiting_ones_never():
    long_ago = clock.now() - outbox.KEPT - timedelta(days=1)
    for state in MessageState:
        Message.objects.filter(pk=put(key=state).pk).update(state=state, sent_at=long_ago, due_at=long_ago)
    assert tick()["old messages dropped"] == 2
    assert Message.objects.get().state == MessageState.WAITING


def test_the_commands_do_one_round_and_say_so(capsys):
    put()
    call_command("worker", once=True)
    assert "1 messages sent" in capsys.readouterr().out
    call_command("tick")
    assert "0 things due" in capsys.readouterr().out


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_stops_cleanly_when_told(sign, tmp_path):
    """A process of its own: signals belong to processes."""
    place = {**os.environ, "DEBUG": "1", "UNGIS_VAR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/w.sqlite3"}
    start = "from ungis.command import main; import sys; sys.argv[1:] = ['worker', '--skip-checks']; main()"
    with subprocess.Popen(
        [sys.executable, "-c", start], env=place, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as worker:
        killer = threading.Timer(60, worker.kill)  # a test that hangs is a test that fails
        killer.start()
        assert "The worker looks for mail" in worker.stdout.readline()
        worker.send_signal(sign)
        assert "has stopped" in worker.stdout.read()
        killer.cancel()
    assert worker.returncode == 0


def test_the_secretariat_sees_counts_and_failures_but_never_the_texts(client_of, secretary, monkeypatch):
    put(subject="Sign-in code", body="SECR-ETXX")
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"one@example.org": (550, b"no such user")}))
    outbox.send_due()
    client = client_of(secretary)
    page = client.get("/en/mail/").content.decode()
    assert "one@example.org" in page
    assert "no such user" in page
    assert "SECR-ETXX" not in page
    assert client.post(f"/en/mail/{Message.objects.get().pk}/retry/").url == "/en/mail/"
    assert Message.objects.get().state == MessageState.WAITING


def test_nobody_else_sees_mail(client, client_of, chair, vice_chair, member, stakeholder, administrator):
    assert client.get("/en/mail/").status_code == 302
    message = put()
    for who in (chair, vice_chair, member, stakeholder, administrator):
        assert client_of(who).get("/en/mail/").status_code == 403
        assert client_of(who).post(f"/en/mail/{message.pk}/retry/").status_code == 403
