"""What the secretariat can do about mail that did not go out."""

from typing import Any

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record

from .models import Message, MessageState
from .permissions import can_retry


@action
def retry_message(message: Message, *, by: Any) -> Message:
    """Put a message that was given up back into the queue, to be tried at once."""
    require(can_retry(by))
    moment = clock.now()
    again = {"state": MessageState.WAITING, "due_at": moment, "attempts": 0}
    if not Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(**again):
        raise Refused(_("This message is no longer among those that were given up."))
    record("mail.message_retried", message, by=by)
    return message
