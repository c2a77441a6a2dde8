"""The register of activities: who carries out what, where, when, on which lines, Goals and objectives."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDateField
from ungis.core.provenance import Sourced
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import Visible, VisibleQuerySet
from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization

from .states import ActivityState, PairState, TagState


class Status(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("status of an activity", "planned")
    ONGOING = "ongoing", pgettext_lazy("status of an activity", "ongoing")
    COMPLETED = "completed", pgettext_lazy("status of an activity", "completed")


class Scope(models.TextChoices):
    GLOBAL = "global", pgettext_lazy("scope of an activity", "global")
    REGIONAL = "regional", pgettext_lazy("scope of an activity", "regional")
    NATIONAL = "national", pgettext_lazy("scope of an activity", "national")


class EntityKind(models.TextChoices):
    """What kind of body carries an activity out, where it is not an organization of the group."""

    GOVERNMENT = "government", _("Government")
    INTERNATIONAL = "international", _("International organization")
    BUSINESS = "business", _("Private sector")
    CIVIL_SOCIETY = "civil-society", _("Civil society")
    ACADEMIA = "academia", _("Academia")
    OTHER = "other", pgettext_lazy("kind of entity", "Other")


class ActivityQuerySet(VisibleQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What is in the register and within reach; besides, their own entries and those of their organizations."""
        standing = standing_of(user)
        if standing.is_secretariat:
            return self.exclude(state=ActivityState.DISCARDED)
        registered = Q(state=ActivityState.PUBLISHED, visibility__in=standing.visibilities)
        if not getattr(user, "is_authenticated", False):
            return self.filter(registered)
        return self.filter(registered | (_own(user) & ~Q(state=ActivityState.DISCARDED)))

    def own_of(self, user: Any) -> Self:
        """What somebody wrote, and what organizations carry out for which they sit."""
        return self.filter(_own(user)).exclude(state=ActivityState.DISCARDED)

    def public(self) -> Self:
        return self.filter(state=ActivityState.PUBLISHED, visibility=Visibility.PUBLIC)

    def registered(self) -> Self:
        """What stands in the register, whoever may see it."""
        return self.filter(state=ActivityState.PUBLISHED)

    def latest_first(self) -> Self:
        return self.order_by(F("published_at").desc(nulls_last=True), "-number")


def _own(user: Any) -> Any:
    own: Any = Q(written_by=user)
    held = standing_of(user).organizations
    if held:
        own |= Exists(Participation.objects.filter(activity=OuterRef("pk"), organization__in=held))
    return own


class Activity(Visible, Sourced):
    """One activity: a programme, a project, a training, a publication, an event that serves the information society.

    `number` is its permanent address. `source_language` is the language of its own words. `confirmed_bits` and
    `suggested_bits` repeat its tags as places in a row of 40 bits (see codes.BITS), so that a million can be counted
    at once; `first_year` and `last_year` repeat its dates. `proposed` holds a correction that waits for the
    secretariat. `identifier` is that of another register from which the entry came, such as IATI's.
    """

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=ActivityState.choices, default=ActivityState.DRAFT, db_index=True)
    state_reason = models.CharField(max_length=600, blank=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    source_language = models.CharField(max_length=8, default="en")
    organizations = models.ManyToManyField(Organization, through="Participation", related_name="activities", blank=True)
    entity = models.CharField(max_length=200, blank=True)  # who carries it out beside or instead of them
    entity_kind = models.CharField(max_length=13, choices=EntityKind.choices, blank=True)
    partners = models.TextField(blank=True)  # one a line, as they are named
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.ONGOING)
    scope = models.CharField(max_length=8, choices=Scope.choices, blank=True)
    place_note = models.CharField(max_length=300, blank=True)  # where, in words: "28 countries"
    starts_on = PartialDateField(null=True, blank=True)
    ends_on = PartialDateField(null=True, blank=True)  # the last day, month or year
    first_year = models.PositiveSmallIntegerField(null=True, editable=False)
    last_year = models.PositiveSmallIntegerField(null=True, editable=False)
    results = models.TextField(blank=True)  # what came of it, with numbers, units and dates
    url = models.URLField(max_length=400, blank=True)
    evidence_url = models.URLField(max_length=400, blank=True)
    contact = models.CharField(max_length=200, blank=True)  # for the secretariat, never public
    note = models.CharField(max_length=600, blank=True)
    identifier = models.CharField(max_length=200, null=True, blank=True, unique=True)
    paragraphs = models.ManyToManyField(Paragraph, related_name="activities", blank=True)
    confirmed_bits = models.BigIntegerField(default=0, editable=False)
    suggested_bits = models.BigIntegerField(default=0, editable=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="activities_written"
    )
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, db_index=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)  # whether it is still true, last
    held_true_at = models.DateTimeField(null=True)
    held_true_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed = models.JSONField(null=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActivityState.MERGED, merged_into__isnull=False)
                | (~Q(state=ActivityState.MERGED) & Q(merged_into=None)),
                name="a_merged_activity_leads_to_another",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.first_year = self.starts_on.day.year if self.starts_on else None
        self.last_year = self.ends_on.last_day.year if self.ends_on else None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "first_year", "last_year"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return address_of("activity", str(self.number))

    def is_visible_to(self, user: Any) -> bool:
        return Activity.objects.visible_to(user).filter(pk=self.pk).exists()

    @property
    def status_name(self) -> str:
        """As get_status_display, which would hash every choice anew: a list prints it in each row."""
        return str(Status(self.status).label)

    @property
    def state_name(self) -> str:
        return str(ActivityState(self.state).label)

    @property
    def partner_names(self) -> list[str]:
        return [name for name in self.partners.splitlines() if name.strip()]


class ThroughActivityQuerySet(models.QuerySet):
    """Parts of an activity are seen by whom the activity is seen."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(activity__in=Activity.objects.visible_to(user))

    def public(self) -> Self:
        return self.filter(activity__in=Activity.objects.public())


class Role(models.TextChoices):
    CARRIES_OUT = "carries-out", pgettext_lazy("role in an activity", "carries it out")
    PARTNER = "partner", pgettext_lazy("role in an activity", "partner")


class Participation(models.Model):
    """An organization of the group in an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="activity_roles")
    role = models.CharField(max_length=11, choices=Role.choices, default=Role.CARRIES_OUT)
    order = models.PositiveSmallIntegerField(default=0)

    objects = ThroughActivityQuerySet.as_manager()

    class Meta:
        ordering = ["order", "organization__acronym"]
        constraints = [models.UniqueConstraint(fields=["activity", "organization"], name="once_in_an_activity")]

    def __str__(self):
        return f"{self.organization}: {self.activity}"


class Place(models.Model):
    """Where an activity happens: a country (ISO 3166-1, two letters) or a region of the ITU (three letters)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="places")
    code = models.CharField(max_length=3, db_index=True)

    objects = ThroughActivityQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["activity", "code"], name="one_place_once")]

    def __str__(self):
        return f"{self.code}: {self.activity}"


HOW_SURELY = (
    (0.85, pgettext_lazy("how sure a suggestion is", "very likely")),
    (0.7, pgettext_lazy("how sure a suggestion is", "likely")),
    (0.0, pgettext_lazy("how sure a suggestion is", "possible")),
)


def surely(score: float) -> str:
    """Return the score of a suggestion in words."""
    return str(next(words for least, words in HOW_SURELY if score >= least))


class Tag(Sourced):
    """That an activity serves a concept. Refused ones stay, so that nobody suggests them again.

    A suggestion by the model has a score and the words that led to it; one by a source has the source.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="tags")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="tags")
    state = models.CharField(max_length=9, choices=TagState.choices, default=TagState.SUGGESTED)
    score = models.FloatField(null=True, blank=True)  # 0 to 1, calibrated
    words = models.CharField(max_length=300, blank=True)  # of the activity's own text
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughActivityQuerySet.as_manager()

    class Meta:
        ordering = ["concept__framework__order", "concept__order"]
        constraints = [models.UniqueConstraint(fields=["activity", "concept"], name="one_tag_a_concept")]

    def __str__(self):
        return f"{self.concept.code}: {self.activity}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == TagState.CONFIRMED

    @property
    def surely(self) -> str:
        """How sure the model is, in words; nothing where a source says it without the model."""
        return "" if self.score is None else surely(self.score)

    @property
    def phrases(self) -> list[str]:
        return self.words.splitlines()


class PairQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both ends must be visible: the pair alone would tell of the hidden one."""
        seen = Activity.objects.visible_to(user)
        return self.filter(left__in=seen, right__in=seen)

    def open(self) -> Self:
        return self.filter(state=PairState.OPEN)


class Pair(models.Model):
    """Two entries that look alike, why, and what a person said of it.

    `verdict` and `reasons` are those of likeness.compare: reasons as [code, {parameter: value}].
    """

    left = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="pairs_as_left")
    right = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="pairs_as_right")
    score = models.FloatField()
    verdict = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "left__number"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="one_pair_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="the_left_of_a_pair_is_the_older"),
        ]

    def __str__(self):
        return f"{self.left} – {self.right}"


class IntakeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Who brought it sees it, and the secretariat."""
        if standing_of(user).is_secretariat:
            return self.all()
        return self.filter(brought_by=user) if getattr(user, "is_authenticated", False) else self.none()


class Intake(models.Model):
    """A file with many activities: shown line by line first, taken in only when confirmed.

    `rows` are as the reader of the file understood them, see brought.as_kept; `done` of them were gone through, so
    that a page can show how far it is. `outcome` tells of each of those [row, number of the entry or None, words].
    """

    kind = models.CharField(max_length=4)  # xlsx, csv, json or iati
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()
    about = models.JSONField(default=dict)  # of the file: its sheet, the letters of its columns, what was not read
    only_good = models.BooleanField(default=False)  # the lines without a trouble, although others have one
    publishes = models.BooleanField(default=False)  # the secretariat's own, without the queue
    outcome = models.JSONField(default=list)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-brought_at"]

    def __str__(self):
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.discarded_at is None

    @property
    def is_under_way(self) -> bool:
        return self.confirmed_at is not None and self.finished_at is None


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(kept__in=Activity.objects.visible_to(user))


class Merge(models.Model):
    """That one entry was merged into another, with what moved, so that it can be undone."""

    kept = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="merges")
    dropped = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="merged_as")
    moved = models.JSONField(default=dict)  # what the kept one got from the other
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at"]

    def __str__(self):
        return f"{self.dropped} > {self.kept}"
