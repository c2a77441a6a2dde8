from django.db import models

from .standing import standing_of


class EventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Events name people: the bureau and administrators read them."""
        standing = standing_of(user)
        return self.all() if standing.is_bureau or standing.is_administrator else self.none()

    def of(self, subject: models.Model):
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Event(models.Model):
    """What happened, once and for ever. No foreign key: it outlives what it speaks of.

    `hash` is SHA-256 over `prev` and the canonical JSON of the row; `prev` is unique, so a chain
    cannot fork; the database itself refuses UPDATE and DELETE.
    """

    at = models.DateTimeField()
    actor_id = models.CharField(max_length=40)
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self):
        return f"{self.action} {self.subject_type} {self.subject_id}"
