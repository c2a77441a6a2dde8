"""Mail is rows: queued with the change it tells, sent by the worker, once."""

import hashlib
import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from ungis.core import clock

from .models import Message, MessageState

log = logging.getLogger("ungis.mail")
TRIES = 12  # with the pauses below: a mail server may be down for a day
LEASE = timedelta(minutes=10)  # a sender that dies leaves its message to the next after this


def queue(*, key: str, to: str, subject: str, body: str) -> Message:
    """Put a message into the outbox. A second call with the same key and address changes nothing."""
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
    """Take the next message that is due; taking moves its due time, so no other sender takes it too."""
    with transaction.atomic():
        moment = clock.now()
        message = Message.objects.due(moment).order_by("due_at").first()
        if message is None:
            return None
        taken = Message.objects.filter(pk=message.pk, state=MessageState.WAITING, due_at=message.due_at).update(
            due_at=moment + LEASE, attempts=message.attempts + 1
        )
        message.attempts += 1
        return message if taken else take()


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
            headers={"Message-ID": f"<{message.key[:32]}@ungis>"},
        )
        try:
            mail.send()
        except Exception as failure:
            last = message.attempts >= TRIES
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
