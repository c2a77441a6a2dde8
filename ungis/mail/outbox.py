"""Mail is rows: queued with the change it tells, sent by the worker, once."""

import hashlib
import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.core.validators import validate_email
from django.db import transaction

from ungis.core import clock

from .models import Message, MessageState

log = logging.getLogger("ungis.mail")
TRIES = 12  # with the pauses below: a mail server may be down for a day
DEATHS = 5  # so often may a message kill whoever sends it
LEASE = timedelta(minutes=10)  # a sender that dies leaves its message to the next after this
KEPT = timedelta(days=30)  # what was sent, and what failed for good, is dropped after this
HEADERS = {"Auto-Submitted": "auto-generated"}  # no out-of-office answers to it


def queue(*, key: str, to: str, subject: str, body: str) -> Message:
    """Put a message into the outbox. A second call with the same key and address changes nothing.

    Raises ValidationError when `to` is not one plain address: a list in one field would show each
    recipient the others.
    """
    validate_email(to)
    one_line = " ".join(subject.split())[:300]  # no line breaks: they would begin a new header
    message, _ = Message.objects.get_or_create(
        key=hashlib.sha256(f"{key}\n{to}".encode()).hexdigest(),
        defaults={"to": to, "subject": one_line, "body": body, "due_at": clock.now()},
    )
    return message


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 1, 2, 4 … minutes, at most four hours."""
    return timedelta(minutes=min(2 ** (attempts - 1), 240))


def take() -> Message | None:
    """Take the next message that is due; taking moves its due time, so no other sender takes it too.

    The try is counted here, before it is made: one whose sender always dies is given up.
    """
    with transaction.atomic():
        moment = clock.now()
        message = Message.objects.due(moment).order_by("due_at").first()
        if message is None:
            return None
        taken = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, due_at=message.due_at).update(
            due_at=moment + LEASE, attempts=message.attempts + 1
        )
        message.attempts += 1
    if not taken:
        return take()
    if not is_deadly(message):
        return message
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, failure="The worker died at every try.")
    log.error("mail given up: the worker died at every try", extra={"fields": {"message": message.pk}})
    return take()


def is_deadly(message: Message) -> bool:
    """Whether each try so far ended without a word: a server that refuses leaves a failure, a worker that dies none."""
    return message.attempts > (TRIES if message.failure else DEATHS)


def message_id(message: Message) -> str:
    """Return the identity that a message keeps through all tries, so that a duplicate is seen as one."""
    return f"<{message.key[:32]}@{urlsplit(settings.BASE_URL).hostname or 'ungis'}>"


def is_final(failure: Exception) -> bool:
    """Whether no later try can succeed: the server refused with 5xx, or the message itself is broken."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in failure.recipients.values())
    if isinstance(failure, SMTPResponseException):
        return failure.smtp_code in (550, 551, 553)  # no such mailbox; other codes speak of the server's state
    return isinstance(failure, (BadHeaderError, UnicodeError))


def send_due(limit: int = 100) -> int:
    """Send what is due, each message in its own small transactions; return how many went out."""
    sent = 0
    for _turn in range(limit):
        message = take()
        if message is None:
            break
        mail = EmailMessage(
            message.subject,
            message.body,
            settings.DEFAULT_FROM_EMAIL,
            [message.to],
            headers={"Message-ID": message_id(message), **HEADERS},
        )
        try:
            mail.send()
        except Exception as failure:
            last = message.attempts >= TRIES or is_final(failure)
            Message.objects.filter(pk=message.pk).update(
                state=MessageState.FAILED if last else MessageState.WAITING,
                due_at=clock.now() + pause(message.attempts),
                failure=f"{type(failure).__name__}: {failure}"[:300],
            )
            log.warning("mail not sent", extra={"fields": {"message": message.pk, "failure": type(failure).__name__}})
        else:
            Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=clock.now(), failure="")
            sent += 1
    return sent


def drop_old() -> int:
    """Drop messages that are done with: codes and links in them serve nobody any more."""
    return Message.objects.done_before(clock.now() - KEPT).delete()[0]


def forget(address: str) -> int:
    """Drop every message to an address, also what waits: the person is no longer known here."""
    return Message.objects.filter(to__iexact=address).delete()[0]
