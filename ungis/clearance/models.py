"""Rounds under the silence procedure: what is asked of whom until when, and what each organization said."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.core.addresses import address_of
from ungis.core.provenance import Sourced
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import PublicQuerySet, Visible, VisibleQuerySet
from ungis.organizations.models import Capacity, Organization

from .states import ADOPTED_STATES, PositionState, RoundState, Stance
from .workdays import Station


def calendar_of(name: str, zone: str, weekend: str, holidays: Iterable[date]) -> Station:
    """When a duty station works, from what its row and the rows of its holidays say."""
    return Station(ZoneInfo(zone), frozenset(holidays), frozenset(int(day) - 1 for day in weekend), name)


class DutyStationQuerySet(PublicQuerySet):
    def counting(self) -> Self:
        return self.filter(counts=True)

    def calendars(self) -> list[Station]:
        """When they work, as the clock of working days reads it: one query, the holidays along with the stations."""
        found: dict[tuple[str, str, str], list[date]] = {}
        for name, zone, weekend, day in self.values_list("name", "zone", "weekend", "holidays__on"):
            found.setdefault((name, zone, weekend), []).extend([day] if day else [])
        return [calendar_of(name, zone, weekend, days) for (name, zone, weekend), days in found.items()]


class DutyStation(models.Model):
    """A place where members sit: its time zone, and through its holidays which days count as working days."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60)  # of the IANA database: Europe/Zurich
    counts = models.BooleanField(default=True)  # whether its holidays stop the clock of working days
    weekend = models.CharField(max_length=7, default="67")  # days of the week, Monday is 1: Amman rests on 56
    order = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)  # how far its holidays are known

    objects = DutyStationQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name

    @property
    def weekend_names(self) -> list[str]:
        """The days of rest in words."""
        return [str(WEEKDAYS[int(day) - 1]) for day in self.weekend]

    @property
    def calendar(self) -> Station:
        """When it works, as the clock of working days reads it."""
        return calendar_of(self.name, self.zone, self.weekend, (holiday.on for holiday in self.holidays.all()))


class Holiday(Sourced):
    """A day on which a duty station does not work."""

    station = models.ForeignKey(DutyStation, on_delete=models.CASCADE, related_name="holidays")
    on = models.DateField()
    name = models.CharField(max_length=120)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["on", "station__order"]
        constraints = [models.UniqueConstraint(fields=["station", "on"], name="one_holiday_a_day")]

    def __str__(self):
        return f"{self.on} {self.station}: {self.name}"


class SubjectKind(models.TextChoices):
    VERSION = "version", _("Version of a joint text")
    EDITION = "edition", _("Edition of a matrix")
    MINUTES = "minutes", _("Minutes of a meeting")
    DOCUMENT = "document", _("Document of the library")


class RoundQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """As the visibility says; and an organization that was asked sees the round, also after it has left."""
        standing = standing_of(user)
        seen = Q(visibility__in=standing.visibilities)
        if standing.organizations:
            asked = Eligible.objects.filter(organization__in=standing.organizations)
            seen |= Q(pk__in=asked.values("round"))
        return self.filter(seen)

    def with_end(self) -> Self:
        """Annotate `end`: what was written down, and of one still open what it comes to if nothing changes."""
        of_members = Eligible.objects.filter(
            round=OuterRef("round"), organization=OuterRef("organization"), capacity=Capacity.MEMBER
        )
        standing = Position.objects.standing().filter(Exists(of_members), round=OuterRef("pk"))
        return self.annotate(
            end=Case(
                When(~Q(state=RoundState.OPEN), then=F("state")),
                When(Exists(standing.filter(stance=Stance.OBJECTION)), then=Value(RoundState.BROKEN)),
                When(Exists(standing.filter(stance=Stance.RESERVATION)), then=Value(RoundState.RESERVED)),
                default=Value(RoundState.ADOPTED),
                output_field=models.CharField(),
            )
        )

    def as_of(self, moment: datetime) -> Self:
        """Annotate `effective`: the state that effective.py works out for a moment, for lists and filters."""
        is_open = Q(state=RoundState.OPEN, closes_at__gt=moment)
        return self.with_end().annotate(effective=Case(When(is_open, then=Value(RoundState.OPEN)), default=F("end")))

    def with_what_there_is(self) -> Self:
        """Annotate `is_extended` and `is_endorsed`: most rounds are neither, and their pages ask no further."""
        return self.annotate(
            is_extended=Exists(Extension.objects.filter(round=OuterRef("pk"))),
            is_endorsed=Exists(Endorsement.objects.standing().filter(round=OuterRef("pk"))),
        )

    def adopted(self, moment: datetime) -> Self:
        return self.as_of(moment).filter(effective__in=ADOPTED_STATES)

    def due(self, moment: datetime) -> Self:
        """Those whose close has come and is not written down yet."""
        return self.filter(state=RoundState.OPEN, closes_at__lte=moment)


class Round(Visible):
    """One request to clear one frozen text. `text` and `sha256` are what was shown; no later edit reaches them.

    `closes_at` is the moment that counts now; extensions move it and leave their own rows. The outcome at any moment
    is a function of this row, its positions and the database's time: effective.py.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    question = models.TextField()
    subject_kind = models.CharField(max_length=8, choices=SubjectKind.choices)
    subject_id = models.PositiveBigIntegerField()
    text = models.TextField()  # canonical
    sha256 = models.CharField(max_length=64)
    asked_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rounds_asked")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_rounds")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closes_at = models.DateTimeField(db_index=True)
    short_reason = models.CharField(max_length=300, blank=True)  # why the chair allowed less than the minimum period
    state = models.CharField(max_length=9, choices=RoundState.choices, default=RoundState.OPEN)
    state_reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)  # when the outcome was written down; it took effect at closes_at
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    end: str  # by with_end
    effective: str  # by as_of

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="a_round_closes_after_it_opens")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("round", self.slug)

    @property
    def is_adopted(self) -> bool:
        """Whether adoption is written down; what holds at a moment says effective.py."""
        return self.state in ADOPTED_STATES


class ThroughRoundQuerySet(models.QuerySet):
    """Parts of a round are for the group: the public sees the outcome, never who said what."""

    def visible_to(self, user: Any) -> Self:
        standing = standing_of(user)
        if Visibility.GROUP not in standing.visibilities:
            return self.none()
        return self.filter(round__visibility__in=standing.visibilities)


class EligibleQuerySet(ThroughRoundQuerySet):
    def with_receipts(self) -> Self:
        """Annotate `read_at`: when somebody of the organization first opened the text."""
        receipts = Receipt.objects.filter(round=OuterRef("round"), organization=OuterRef("organization"))
        return self.annotate(read_at=Subquery(receipts.values("read_at")))


class Eligible(models.Model):
    """An organization that counted when the round opened, whatever became of its membership later."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="eligible")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=8, choices=Capacity.choices)  # observers may advise and are not counted
    acronym = models.CharField(max_length=40)  # as it was called then
    read_at: datetime | None  # by with_receipts

    objects = EligibleQuerySet.as_manager()

    class Meta:
        ordering = ["acronym"]
        constraints = [models.UniqueConstraint(fields=["round", "organization"], name="one_place_an_organization")]

    def __str__(self):
        return self.acronym


def _is_position_seen(user: Any) -> Q:
    standing = standing_of(user)
    own = Q(organization__in=standing.organizations)
    if Visibility.GROUP not in standing.visibilities:
        return own
    return own | Q(sent_at__isnull=False, round__visibility__in=standing.visibilities)


class PositionQuerySet(ThroughRoundQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What was sent is for the group. An organization sees all of its own; what it only prepared, it alone."""
        return self.filter(_is_position_seen(user))

    def marked_for(self, user: Any) -> Self:
        """All of them, for the outcome counts all; `is_seen` says of which the user may know."""
        return self.annotate(is_seen=ExpressionWrapper(_is_position_seen(user), BooleanField()))

    def standing(self) -> Self:
        return self.filter(state=PositionState.SENT)


class Position(models.Model):
    """What an organization says: one row each time, so that every change is kept. One of them stands at a time.

    Of an observer it is advice. `evidence` tells, of one that came by mail or phone, how the secretariat knows.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="positions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=12, choices=Stance.choices)
    words = models.TextField(blank=True)
    way_out = models.TextField(blank=True)  # of an objection: what would remove it
    key = models.CharField(max_length=16, blank=True)  # the paragraph that it is about, where it is about one
    state = models.CharField(max_length=9, choices=PositionState.choices, default=PositionState.PREPARED)
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf = models.CharField(max_length=200, blank=True)  # who of the organization said so, by mail or phone
    evidence = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_seen: bool  # by marked_for

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organization"], condition=Q(state="sent"), name="one_position_stands"
            ),
            models.UniqueConstraint(
                fields=["round", "organization"], condition=Q(state="prepared"), name="one_position_is_prepared"
            ),
        ]

    def __str__(self):
        return f"{self.organization}: {self.get_stance_display()}"


class Extension(models.Model):
    """A deadline moved while the round was open: all see from when to when, and why."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="extensions")
    old_closes_at = models.DateTimeField()
    new_closes_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughRoundQuerySet.as_manager()

    class Meta:
        ordering = ["granted_at"]

    def __str__(self):
        return f"{self.round}: {self.new_closes_at}"


class Receipt(models.Model):
    """The first time that somebody of an organization opened the text of a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="receipts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughRoundQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "organization"], name="one_receipt_an_organization")]

    def __str__(self):
        return f"{self.round}: {self.organization}"


class Reminder(models.Model):
    """A reminder that falls due while a round is open; taken once, sent to those silent at that moment."""

    class Kind(models.TextChoices):
        HALF = "half", _("half time")
        THREE_DAYS = "three-days", _("three working days before the close")
        ONE_DAY = "one-day", _("one working day before the close")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    due_at = models.DateTimeField(db_index=True)
    taken_at = models.DateTimeField(null=True)

    objects = ThroughRoundQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="one_reminder_a_kind")]

    def __str__(self):
        return f"{self.round}: {self.kind}"


def _is_endorsement_seen(user: Any) -> Q:
    standing = standing_of(user)
    seen = Q(round__visibility__in=standing.visibilities)
    if Visibility.GROUP in standing.visibilities:
        return seen
    return seen & Q(withdrawn_at=None, round__in=Round.objects.adopted(clock.now()))


class EndorsementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The list of endorsers goes with the text: whoever sees the round sees it, once the text is adopted."""
        return self.filter(_is_endorsement_seen(user))

    def marked_for(self, user: Any) -> Self:
        """All of them, for an organization takes its own back; `is_seen` says of which the user may know."""
        return self.annotate(is_seen=ExpressionWrapper(_is_endorsement_seen(user), BooleanField()))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Endorsement(models.Model):
    """An organization says yes and lets its name appear. Silence never makes one."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="endorsements")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="endorsements")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organization"], condition=Q(withdrawn_at=None), name="one_endorsement_stands"
            )
        ]

    def __str__(self):
        return f"{self.organization}: {self.round}"
