"""The library: a work, its language versions, their files."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDateField
from ungis.core.provenance import Sourced
from ungis.core.standing import Visibility, standing_of
from ungis.core.visibility import Visible, VisibleQuerySet


class Kind(models.TextChoices):
    RESOLUTION = "resolution", _("Resolution")
    DECISION = "decision", _("Decision")
    OUTCOME = "outcome", _("Outcome document")
    REPORT = "report", _("Report")
    STATEMENT = "statement", _("Statement")
    INPUT = "input", _("Joint input")
    MATRIX = "matrix", _("Matrix")
    CONSULTATION = "consultation", _("Open consultation")
    INITIATIVE = "initiative", _("Joint initiative")
    FOCUS = "focus", _("Focus of a term")
    MEETING = "meeting", _("Meeting document")
    SITE = "site", _("Web page")


# What the group itself puts out, as against what it is asked by others.
OUTPUTS = (Kind.STATEMENT, Kind.INPUT, Kind.MATRIX, Kind.CONSULTATION, Kind.INITIATIVE, Kind.FOCUS)


class WorkQuerySet(VisibleQuerySet):
    def outputs(self) -> Self:
        return self.filter(kind__in=OUTPUTS)

    def newest_first(self) -> Self:
        return self.order_by(models.F("date").desc(nulls_last=True), "slug")

    def with_expressions(self) -> Self:
        return self.prefetch_related(Prefetch("expressions", Expression.objects.prefetch_related("files")))


class Work(Visible, Sourced):
    """A document as such, whatever its language; all language versions bear one symbol."""

    slug = models.SlugField(max_length=120, unique=True)
    symbol = models.CharField(max_length=120, unique=True, null=True, blank=True)  # the normal form, see symbols.py
    kind = models.CharField(max_length=12, choices=Kind.choices)
    body = models.CharField(max_length=80, blank=True)  # who issued it
    title = models.CharField(max_length=400)
    date = PartialDateField(null=True, blank=True)
    date_note = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    session = models.CharField(max_length=120, blank=True)  # the session or process to which it belongs
    draft_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    particulars = models.JSONField(default=dict, blank=True)  # what the source says besides: areas, addressees, ...

    objects = WorkQuerySet.as_manager()

    def __str__(self):
        return self.symbol or self.title

    def get_absolute_url(self):
        return address_of("document", self.slug)

    @property
    def kind_name(self) -> str:
        """As get_kind_display, which would hash every choice anew: a list prints it in each row."""
        return str(Kind(self.kind).label)


class ThroughWorkQuerySet(models.QuerySet):
    """Parts of a work are seen by whom the work is seen."""

    path = "work"

    def visible_to(self, user: Any) -> Self:
        # A join, not a subquery: the same rows, and half the work to write the statement.
        return self.filter(**{f"{self.path}__visibility__in": standing_of(user).visibilities})

    def public(self) -> Self:
        return self.filter(**{f"{self.path}__visibility": Visibility.PUBLIC})


class SymbolVariant(models.Model):
    """Another way in which the work is cited: a second symbol, a spelling, a known error."""

    class Sort(models.TextChoices):
        ALSO = "also", _("also bears this symbol")
        SPELLING = "spelling", _("is also written so")
        ERROR = "error", _("is wrongly cited so")

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="variants")
    text = models.CharField(max_length=120)
    sort = models.CharField(max_length=8, choices=Sort.choices)

    objects = ThroughWorkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "text"], name="one_variant_once")]

    def __str__(self):
        return self.text


class Expression(models.Model):
    """The work in one language, in one revision."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="expressions")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=400, blank=True)
    revision = models.CharField(max_length=20, blank=True)  # Rev.1, Corr.1, ...

    objects = ThroughWorkQuerySet.as_manager()

    class Meta:
        ordering = ["language", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "language", "revision"], name="one_expression_a_language_and_revision"
            )
        ]

    def __str__(self):
        return f"{self.work} ({self.language})"


class FileQuerySet(ThroughWorkQuerySet):
    path = "expression__work"


class File(models.Model):
    """The bytes of an expression, kept under their SHA-256 outside every served folder."""

    expression = models.ForeignKey(Expression, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=5)  # docx, xlsx, pdf, txt
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expression", "sha256"], name="one_file_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("document_file", args=[self.expression.work.slug, self.sha256[:16], self.name])
