"""Frameworks and what links them: concepts, matrices, their editions, and the claims that an edition is made of."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDateField, Period
from ungis.core.provenance import Certainty, Sourced
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import PublicQuerySet, Visible, VisibleQuerySet
from ungis.documents.models import Work
from ungis.organizations.models import Organization, PublicPeriodQuerySet

from .states import ClaimState, EditionState

# Words that stand in addresses of matrices where the slug of an edition or of a concept could stand.
TAKEN_WORDS = frozenset(
    [
        *("add", "claims", "comments", "compare", "compose", "freeze", "gaps"),
        *("import", "imports", "open", "publish", "text", "thaw"),
    ]
)


class Framework(Sourced):
    """A list of things agreed internationally, such as the WSIS action lines; a later version is a row of its own."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    iri = models.CharField(max_length=200, blank=True)  # of the body that keeps it; else it has one of ours
    work = models.ForeignKey(Work, on_delete=models.SET_NULL, null=True, blank=True, related_name="frameworks")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    order = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("framework", self.slug)

    @property
    def identifier(self) -> str:
        """Its IRI: that of the body that keeps it, else ours, which leads to its page and never changes."""
        return self.iri or f"{settings.BASE_URL}/id/{self.slug}"


class ConceptQuerySet(PublicQuerySet):
    def in_order(self) -> Self:
        return self.order_by("framework__order", "framework__slug", "order")


class Concept(Sourced):
    """One thing of a framework: an action line, a Goal or a target, an objective or a commitment.

    `order` is its place in the whole framework read from top to bottom, so that a parent stands before its
    children; `depth` counts from 0. A heading has no claims of its own: those of its children count for it.
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="concepts")
    code = models.CharField(max_length=40)  # as the sources write it: C7-ehea, 3.8, GDC-11-d
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=40)  # in words: action line, goal, target, objective, commitment
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    depth = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField()
    is_heading = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # its wording in full, where the record holds it
    place = models.CharField(max_length=40, blank=True)  # the paragraph of the text that holds it
    due = models.CharField(max_length=40, blank=True)
    iri = models.CharField(max_length=200, blank=True)  # as of the framework
    colour = models.CharField(max_length=7, blank=True)  # official, of Goals only: #E5243B

    objects = ConceptQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "order"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_code_a_framework"),
            models.UniqueConstraint(fields=["framework", "slug"], name="one_address_a_concept"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return address_of("concept", self.framework.slug, self.slug)

    @property
    def identifier(self) -> str:
        """Its IRI, as of the framework, which must have been fetched."""
        return self.iri or f"{self.framework.identifier}/{self.slug}"


class Facilitator(Period, Sourced):
    """An organization that facilitates a concept, as the lead or beside it, and since when as far as is known."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="facilitators")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="facilitates")
    is_lead = models.BooleanField()

    objects = PublicPeriodQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["-is_lead", "organization__acronym"]

    def __str__(self):
        return f"{self.concept.code}: {self.organization}"


class Matrix(Sourced):
    """What links two frameworks; its content stands in its editions."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    rows = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="matrices_by_row")
    columns = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="matrices_by_column")
    work = models.ForeignKey(Work, on_delete=models.SET_NULL, null=True, blank=True, related_name="matrices")
    order = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("matrix", self.slug)


class EditionQuerySet(VisibleQuerySet):
    def newest_first(self) -> Self:
        """What stands published, then what is worked on, then what was superseded."""
        rank = models.Case(
            models.When(state=EditionState.PUBLISHED, then=0),
            models.When(state=EditionState.FROZEN, then=1),
            models.When(state=EditionState.WORKING, then=2),
            default=3,
        )
        return self.annotate(rank=rank).order_by("rank", F("published_on").desc(nulls_last=True), "-pk")


class Edition(Visible, Sourced):
    """A matrix as it stood at a time. Frozen, its claims never change, and its text and hash can be checked."""

    matrix = models.ForeignKey(Matrix, on_delete=models.CASCADE, related_name="editions")
    slug = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.WORKING)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)  # canonical, of what was frozen
    sha256 = models.CharField(max_length=64, blank=True)
    published_on = PartialDateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matrix", "slug"], name="one_address_an_edition")]

    def __str__(self):
        return f"{self.matrix}, {self.title}"

    def get_absolute_url(self):
        return address_of("edition", self.matrix.slug, self.slug)

    @property
    def is_working(self) -> bool:
        return self.state == EditionState.WORKING


class ThroughEditionQuerySet(models.QuerySet):
    """Parts of an edition are seen by whom the edition is seen."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(edition__visibility__in=standing_of(user).visibilities)

    def public(self) -> Self:
        return self.filter(edition__visibility=Visibility.PUBLIC)


class Strength(models.IntegerChoices):
    """How directly the one serves the other. Sources that only say "linked" say nothing of it."""

    INDIRECT = 1, _("indirect")
    SUPPORTING = 2, _("supporting")
    DIRECT = 3, _("direct")


def sureness_of(state: str, certainty: str) -> int:
    """From 0, inferred by subject only, to 3, cleared by the group: what a grid shades by."""
    if state == ClaimState.CLEARED:
        return 3
    return (certainty != Certainty.INFERRED) + (state == ClaimState.DRAFTED)


class ClaimQuerySet(ThroughEditionQuerySet):
    def cleared(self) -> Self:
        return self.filter(state=ClaimState.CLEARED)

    def standing(self) -> Self:
        """All but those rejected."""
        return self.exclude(state=ClaimState.REJECTED)


class Claim(Sourced):
    """That one concept serves another, with why, who says so and how sure that is.

    `readings` tells what each part of a source says of the link: [["detail", true], ["overview", false]].
    `paths` are those that led to a claim adopted from a composition:
    [["wsis-sdg/2015", "C2", "9.c"], ["wsis-gdc/2026", "C2", "GDC-11-c"]], two legs a path.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="claims")
    row = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="claims_as_row")
    column = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="claims_as_column")
    strength = models.PositiveSmallIntegerField(choices=Strength.choices, null=True, blank=True)
    rationale = models.TextField(blank=True)
    author = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    mechanism = models.CharField(max_length=200, blank=True)  # what of the WSIS process carries it
    activity = models.CharField(max_length=300, blank=True)
    carried_out_by = models.CharField(max_length=300, blank=True)  # as the source names them, divided by ;
    organizations = models.ManyToManyField(Organization, related_name="claims_carried_out", blank=True)
    evidence = models.CharField(max_length=300, blank=True)  # where the source says so
    note = models.CharField(max_length=500, blank=True)
    readings = models.JSONField(default=list, blank=True)
    is_contradicted = models.BooleanField(default=False)  # the readings disagree
    paths = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=9, choices=ClaimState.choices, default=ClaimState.DRAFTED)
    state_reason = models.CharField(max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["row__order", "column__order", "author__acronym"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "row", "column", "author"],
                condition=Q(author__isnull=False),
                name="one_claim_an_author",
            ),
            models.UniqueConstraint(
                fields=["edition", "row", "column"],
                condition=Q(author__isnull=True),
                name="one_claim_without_author",
            ),
        ]

    def __str__(self):
        return f"{self.row.code} – {self.column.code}"

    def get_absolute_url(self):
        cell = address_of("cell", self.edition.matrix.slug, self.edition.slug, self.row.slug, self.column.slug)
        return f"{cell}#claim-{self.pk}"

    @property
    def state_name(self) -> str:
        return str(ClaimState(self.state).label)

    @property
    def sureness(self) -> int:
        return sureness_of(self.state, self.certainty)


class CommentQuerySet(ThroughEditionQuerySet):
    def visible_to(self, user: Any) -> Self:
        """What members say of a cell is for the group."""
        seen = super().visible_to(user)
        return seen if Visibility.GROUP in standing_of(user).visibilities else seen.none()


class Comment(models.Model):
    """What somebody of the group says of a cell; withdrawn ones stay, without their words on the page."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comments")
    row = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    column = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at"]

    def __str__(self):
        return f"{self.row.code} – {self.column.code}: {self.text[:60]}"


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Who brought it sees it, and the secretariat."""
        if standing_of(user).is_secretariat:
            return self.all()
        return self.filter(offered_by=user) if getattr(user, "is_authenticated", False) else self.none()

    def waiting(self) -> Self:
        return self.filter(applied_at=None, discarded_at=None)


class Import(models.Model):
    """What a file would change in an edition, or bring as a framework: shown first, done only when confirmed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="imports")
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, null=True, related_name="imports")
    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    changes = models.JSONField()  # as the reader of the file found them; read again before they are done
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at"]

    def __str__(self):
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.applied_at is None and self.discarded_at is None
