"""Joint texts: their versions, the paragraphs of each, what organizations propose to change, and what became of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.addresses import address_of
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import Visible, VisibleQuerySet
from ungis.documents.models import Work
from ungis.organizations.models import Organization

from .states import AmendmentState, TextState


class Kind(models.TextChoices):
    STATEMENT = "statement", _("Joint statement")
    INPUT = "input", _("Joint input")
    TERMS = "terms", _("Terms of reference")
    PLAN = "plan", _("Work plan")
    MINUTES = "minutes", _("Minutes")
    ANNEX = "annex", _("Annex to a report")


class Text(Visible):
    """A text that organizations write together; what it says stands in its versions."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    title = models.CharField(max_length=300)
    source_language = models.CharField(max_length=8, default="en")  # in which it is drafted
    languages = models.JSONField(default=list, blank=True)  # in which it is to appear
    addressee = models.CharField(max_length=200, blank=True)  # the process to which it goes
    due_at = models.DateTimeField(null=True, blank=True)  # by when that process wants it
    lead = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="leads_texts")
    state = models.CharField(max_length=9, choices=TextState.choices, default=TextState.DRAFTING)
    work = models.ForeignKey(Work, on_delete=models.SET_NULL, null=True, blank=True, related_name="texts")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("text", self.slug)


class ThroughTextQuerySet(models.QuerySet):
    """Parts of a text are seen by whom the text is seen."""

    path = "text"

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.path}__visibility__in": standing_of(user).visibilities})

    def public(self) -> Self:
        return self.filter(**{f"{self.path}__visibility": Visibility.PUBLIC})


class VersionQuerySet(ThroughTextQuerySet):
    def with_followed(self) -> Self:
        """Annotate `is_followed`: whether there is a later version of the text."""
        later = Version.objects.filter(text=OuterRef("text"), number__gt=OuterRef("number"))
        return self.annotate(is_followed=Exists(later))


class Version(models.Model):
    """A text as it stood at a time. One version of a text is worked on; the others are frozen and never change."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)  # what is new in it
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    canonical = models.TextField(blank=True)  # what was frozen
    sha256 = models.CharField(max_length=64, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["text"], condition=Q(frozen_at=None), name="one_version_is_worked_on"),
        ]

    def __str__(self):
        return f"{self.text}, {self.number}"

    def get_absolute_url(self):
        return address_of("text_version", self.text.slug, self.number)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class ThroughVersionQuerySet(ThroughTextQuerySet):
    path = "version__text"


class Paragraph(models.Model):
    """A numbered paragraph, a heading or an item of a list. `key` is its anchor in every version of the text.

    `content` is plain text; `^[words]` is a footnote, a symbol such as A/RES/80/173 leads to the document. The printed
    number is worked out from kind, level and order (numbering.py). `revision` grows with each save.
    """

    class Kind(models.TextChoices):
        HEADING = "heading", pgettext_lazy("part of a text", "heading")
        PARAGRAPH = "paragraph", pgettext_lazy("part of a text", "numbered paragraph")
        PLAIN = "plain", pgettext_lazy("part of a text", "paragraph without a number")
        ITEM = "item", pgettext_lazy("part of a text", "item of a list")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="paragraphs")
    key = models.CharField(max_length=16)  # p and twelve hexadecimal signs
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.PARAGRAPH)
    level = models.PositiveSmallIntegerField(default=1)  # 1: 1, 2: 1.1; of items 1: (a), 2: (i)
    content = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughVersionQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_anchor_a_version")]

    def __str__(self):
        return self.content[:60]


class AmendmentQuerySet(ThroughVersionQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Proposals are for the group; one not yet sent is for the organization that prepares it."""
        standing = standing_of(user)
        if Visibility.GROUP not in standing.visibilities:
            return self.none()
        seen = super().visible_to(user)
        if standing.is_secretariat:
            return seen.exclude(Q(state=AmendmentState.PREPARED) & ~Q(organization__in=standing.organizations))
        return seen.filter(~Q(state=AmendmentState.PREPARED) | Q(organization__in=standing.organizations))


class Amendment(models.Model):
    """What an organization proposes to change in a paragraph, or in the proposal of another (`amends`).

    `before` is the wording it was written against. An outcome has words: a proposal never just disappears.
    """

    class Kind(models.TextChoices):
        REPLACE = "replace", pgettext_lazy("amendment", "replace")
        INSERT = "insert", pgettext_lazy("amendment", "insert after")
        DELETE = "delete", pgettext_lazy("amendment", "delete")
        MOVE = "move", pgettext_lazy("amendment", "move")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="amendments")
    key = models.CharField(max_length=16)  # the anchor of the paragraph; for an insertion, of the one before it
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    before = models.TextField(blank=True)
    content = models.TextField(blank=True)  # as it should read
    after_key = models.CharField(max_length=16, blank=True)  # of a move: behind which paragraph; empty: to the top
    rationale = models.TextField(blank=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="amendments")
    came_by = models.CharField(max_length=200, blank=True)  # the file in which it came, if one
    state = models.CharField(max_length=9, choices=AmendmentState.choices, default=AmendmentState.PREPARED)
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)  # why it was decided so
    taken = models.TextField(blank=True)  # of one accepted in part: the words that were taken
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["prepared_at", "pk"]

    def __str__(self):
        return f"{self.organization}: {self.get_kind_display()}"

    def get_absolute_url(self):
        return f"{address_of('text_amendments', self.version.text.slug, self.version.number)}#amendment-{self.pk}"


class ThroughAmendmentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(amendment__in=Amendment.objects.visible_to(user))


class Support(models.Model):
    """An organization stands behind the proposal of another."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="supports")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ThroughAmendmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["amendment", "organization"], name="one_support_once")]

    def __str__(self):
        return f"{self.organization}: {self.amendment}"


class GroupsQuerySet(ThroughVersionQuerySet):
    def visible_to(self, user: Any) -> Self:
        seen = super().visible_to(user)
        return seen if Visibility.GROUP in standing_of(user).visibilities else seen.none()


class Remark(models.Model):
    """What an organization says of a paragraph without proposing other words; comments in Word come as these."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="remarks")
    key = models.CharField(max_length=16)
    text = models.TextField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    came_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GroupsQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]

    def __str__(self):
        return self.text[:60]


class FindingsQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What a file holds is for the organization that brought it, until it is sent."""
        return self.filter(organization__in=standing_of(user).organizations)


class WordFile(models.Model):
    """A file that came back: what was found in it waits here until a person confirms what is to be proposed.

    `findings` are rows as wordback.py gives them: operations, remarks, and what could not be placed or read.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField()
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FindingsQuerySet.as_manager()

    class Meta:
        ordering = ["-brought_at"]

    def __str__(self):
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.discarded_at is None
