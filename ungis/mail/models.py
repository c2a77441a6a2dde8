from django.db import models
from django.utils.translation import gettext_lazy as _

from ungis.core.standing import standing_of


class MessageState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The secretariat sees what bounced; nobody reads other people's mail here."""
        return self.all() if standing_of(user).is_secretariat else self.none()

    def due(self, moment):
        return self.filter(state=MessageState.WAITING, due_at__lte=moment)

    def done_before(self, moment):
        """Sent, or given up, before that moment."""
        return self.filter(
            models.Q(state=MessageState.SENT, sent_at__lt=moment)
            | models.Q(state=MessageState.FAILED, due_at__lt=moment)
        )

    def in_trouble(self):
        """Given up, or tried in vain so far; the latest first. Without the bodies: codes are their readers' own."""
        return self.exclude(failure="").exclude(state=MessageState.SENT).defer("body").order_by("-due_at")

    def counts(self):
        """How many are in each state."""
        return dict(self.order_by().values_list("state").annotate(models.Count("pk")))


class Message(models.Model):
    """One mail to one person, written in the transaction of what it tells; `key` makes it come once."""

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=7, choices=MessageState.choices, default=MessageState.WAITING)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    def __str__(self):
        return f"{self.subject} → {self.to}"
