"""Papers made from records, and the sessions of the body that receives them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ungis.core.provenance import Sourced
from ungis.core.standing import Visibility
from ungis.core.visibility import PublicQuerySet, Visible, VisibleQuerySet
from ungis.documents.models import Work

from .states import State


class CouncilSession(Sourced):
    """A meeting of the ITU Council working group to which the secretariat reports."""

    series = models.CharField(max_length=40)  # the head of its document symbols: CWG-WSIS&SDG
    number = models.PositiveSmallIntegerField()
    group_name = models.CharField(max_length=120)  # as the papers of that session print it
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    first_part = models.CharField(max_length=4, blank=True)  # "p.m." where the first day is half a day
    last_part = models.CharField(max_length=4, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="one_session_a_number")]

    def __str__(self):
        return f"{self.series}-{self.number}"


class Arrangement(models.TextChoices):
    """How the body of a paper is arranged; the founding papers know these three."""

    EVENTS = "events", _("by event since the last meeting")
    KINDS = "kinds", _("by kind of work")
    CONTINUOUS = "continuous", _("continuous, without headings")


class Paper(Visible):
    """A paper for a session: what was chosen to make it and, once issued, the paper itself, frozen.

    `frozen` is the composed paper (see composition.py) as canonical JSON content; `sha256` is its hash.
    """

    # a draft is the secretariat's until it is issued
    visibility = models.CharField(
        max_length=11, choices=Visibility.choices, default=Visibility.SECRETARIAT, db_index=True
    )
    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    source_line = models.CharField(max_length=80, default="Report by the Secretary-General")
    arrangement = models.CharField(max_length=10, choices=Arrangement.choices, default=Arrangement.EVENTS)
    since = models.DateField()
    as_of = models.DateField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    work = models.OneToOneField(Work, on_delete=models.PROTECT, null=True, blank=True, related_name="paper")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["-session__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_paper_a_number"),
            models.CheckConstraint(
                condition=models.Q(state=State.DRAFT)
                | models.Q(frozen__isnull=False, issued_at__isnull=False) & ~models.Q(sha256=""),
                name="an_issued_paper_is_frozen",
            ),
        ]

    def __str__(self):
        return self.symbol

    def get_absolute_url(self):
        return reverse("paper", args=[self.slug])

    @property
    def symbol(self) -> str:
        return f"{self.session}/{self.number}"

    @property
    def slug(self) -> str:
        return f"{self.session.number}-{self.number}"


class Citation(models.Model):
    """A record that an issued paper speaks of: the thread back from the report."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="citations")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)

    class CitationQuerySet(models.QuerySet):
        def visible_to(self, user):
            return self.filter(paper__in=Paper.objects.visible_to(user))

    objects = CitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
        constraints = [
            models.UniqueConstraint(fields=["paper", "subject_type", "subject_id"], name="one_citation_once")
        ]

    def __str__(self):
        return f"{self.subject_type} {self.subject_id}"
