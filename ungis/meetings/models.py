"""Meetings and side events: sittings, agenda, documents, who took part, what was discussed."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDateField
from ungis.core.provenance import Certainty, Sourced
from ungis.core.standing import standing_of
from ungis.core.visibility import Visible, VisibleQuerySet
from ungis.documents.models import Work
from ungis.organizations.models import Organization

from .states import UNCONFIRMED, State


class Kind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    SIDE_EVENT = "side-event", _("Side event")
    SESSION = "session", pgettext_lazy("kind of event", "Session")
    CONSULTATION = "consultation", _("Open consultation meeting")
    INPUT = "input", _("Input to a process")
    STATEMENT = "statement", _("Statement delivered")


class MeetingQuerySet(VisibleQuerySet):
    def latest_first(self) -> Self:
        return self.order_by(F("first_day").desc(nulls_last=True), F("number").desc(nulls_last=True), "slug")

    def upcoming(self, today: date) -> Self:
        """What is still to come or under way, the next first."""
        return self.filter(last_day__gte=today).exclude(state=State.CANCELLED).order_by("first_day", "slug")

    def as_of(self, today: date) -> Self:
        """Annotate `effective`, the state as a reader sees it on that day, and `year` ("" where not known)."""
        return self.annotate(
            effective=Case(
                When(Q(state=State.PLANNED, last_day__lt=today), then=Value(UNCONFIRMED)),
                default=F("state"),
                output_field=CharField(),
            ),
            year=Case(
                When(first_day=None, then=Value("")),
                default=Substr(Cast("first_day", CharField()), 1, 4),
                output_field=CharField(),
            ),
        )


class Meeting(Visible, Sourced):
    """A meeting of the group or an event it held; one identity from planning to minutes.

    `first_day` and `last_day` follow the sittings (the earliest and latest day they can fall on) and
    are null where no date is known; `sequence` grows with every change of date, hours or place and with
    cancelling and planning again, as calendars expect.
    """

    slug = models.SlugField(max_length=80, unique=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True, unique=True)
    number_certainty = models.CharField(max_length=8, choices=Certainty.choices, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=300)
    theme = models.CharField(max_length=300, blank=True)  # the title under which it was announced, where it had one
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    place = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)  # IANA name, of the place
    host = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_hosted"
    )
    host_event = models.CharField(max_length=200, blank=True)
    stated_chair = models.CharField(max_length=80, blank=True)  # as the source says; beside the one computed
    date_note = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    first_day = models.DateField(null=True, blank=True, db_index=True)
    last_day = models.DateField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("meeting", self.slug)

    @property
    def kind_name(self) -> str:
        """As get_kind_display, which would hash every choice anew: a list prints it in each row."""
        return str(Kind(self.kind).label)

    @property
    def uid(self) -> str:
        """The identity of the meeting in calendars, whatever changes in it."""
        return f"meeting-{self.pk}@ungis"

    def effective_on(self, today: date) -> str:
        """The state as a reader sees it: a planned meeting whose last day has passed waits to be confirmed."""
        overdue = self.state == State.PLANNED and self.last_day is not None and self.last_day < today
        return UNCONFIRMED if overdue else self.state


class ThroughMeetingQuerySet(models.QuerySet):
    """Parts of a meeting are seen by whom the meeting is seen."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(meeting__visibility__in=standing_of(user).visibilities)


class Level(models.TextChoices):
    HIGH = "high-level", _("High-level")
    WORKING = "working-level", _("Working-level")


class Sitting(models.Model):
    """One part of a meeting: its level, its day as exactly as known, its hours where known (in UTC)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings")
    level = models.CharField(max_length=13, choices=Level.choices, blank=True)
    date = PartialDateField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="a_sitting_ends_after_it_starts",
            )
        ]

    def __str__(self):
        level = self.get_level_display() or _("sitting")
        return f"{self.meeting}: {level}, {self.date}"

    @property
    def uid(self) -> str:
        """The identity of the sitting in calendars."""
        return f"meeting-{self.meeting_id}-sitting-{self.pk}@ungis"


class Point(Sourced):
    """Something said about the meeting: a topic discussed, a result, a fact."""

    class Sort(models.TextChoices):
        TOPIC = "topic", _("Topic discussed")
        RESULT = "result", _("Result")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    sort = models.CharField(max_length=6, choices=Sort.choices, default=Sort.RESULT)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.text


class Participant(models.Model):
    """Who took part and as what; an organization of the registry where it is one."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("Organizer")
        PARTNER = "partner", _("Partner")
        SPEAKER = "speaker", _("Speaker")
        GUEST = "guest", _("Guest")
        PRESENT = "present", pgettext_lazy("participant", "Present")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField(max_length=9, choices=Role.choices)
    name = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    order = models.PositiveSmallIntegerField()

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["role", "order"]

    def __str__(self):
        return self.name


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    work = models.ForeignKey(Work, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="one_agenda_item_a_place")]

    def __str__(self):
        return self.title


class MeetingDocument(models.Model):
    """A document before a meeting or out of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="meetings")

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "work"], name="one_meeting_document_once")]

    def __str__(self):
        return str(self.work)
