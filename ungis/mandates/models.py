"""The register of mandates: who asked whom for what, by when, paragraph by paragraph."""

import re
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ungis.core.addresses import address_of
from ungis.core.periods import PartialDateField
from ungis.core.provenance import Sourced
from ungis.core.standing import standing_of
from ungis.core.visibility import PublicQuerySet
from ungis.documents.models import ThroughWorkQuerySet, Work

from .eids import eid_of
from .states import OPEN_STATES, OVERDUE, State

SPAN = re.compile(r"(?<=\d)-(?=\d)")
IN_THE_TEXT = ("work__slug", "order")


class Weight(models.IntegerChoices):
    """The weight of an operative verb, from command to courtesy (glossary, section 5)."""

    DECIDES = 1, _("decides: the organ binds itself")
    REQUESTS = 2, _("requests: a task")
    CALLS_UPON = 3, _("calls upon, urges")
    INVITES = 4, _("invites")
    ENCOURAGES = 5, _("encourages")
    RECOMMENDS = 6, _("recommends")
    REAFFIRMS = 7, _("reaffirms, reiterates")
    RECOGNIZES = 8, _("recognizes, stresses, highlights")
    WELCOMES = 9, _("welcomes")
    NOTES_WITH_APPRECIATION = 10, _("takes note with appreciation")
    NOTES = 11, _("takes note, notes")
    NONE = 12, _("verb not known, or none")


class Part(models.TextChoices):
    """Where in a text a paragraph stands: what precedes the verbs of action, or what they act on."""

    PREAMBLE = "preamble", _("preambular")
    OPERATIVE = "operative", _("operative")


class Character(models.TextChoices):
    """Whether a paragraph asks for something to be done: the division of CBD's decision tracking."""

    OPERATIONAL = "operational", _("operational")
    INFORMATIONAL = "informational", _("informational")


class ParagraphQuerySet(ThroughWorkQuerySet):
    def open(self) -> Self:
        """What still asks for something."""
        return self.filter(state__in=OPEN_STATES)

    def to_the_group(self) -> Self:
        """Addressed to UNGIS, its members or its secretariat."""
        return self.filter(is_to_group=True)

    def due_next(self, today: date) -> Self:
        """What is due today or later, the next first, each with its document."""
        return self.open().filter(due_by__gte=today).order_by("due_by", *IN_THE_TEXT).select_related("work")

    def overdue(self, today: date) -> Self:
        """What should have been done by now, the longest overdue first, each with its document."""
        return self.open().filter(due_by__lt=today).order_by("due_by", *IN_THE_TEXT).select_related("work")

    def standing_on(self, today: date) -> Self:
        """Annotate `standing` (the state, with overdue for what is active and past) and `due_group`."""
        past = Q(state__in=OPEN_STATES, due_by__lt=today)
        return self.annotate(
            standing=Case(When(past, then=Value(OVERDUE)), default=F("state"), output_field=CharField()),
            due_group=Case(
                When(due_by=None, then=Value("no-date")),
                When(past, then=Value("overdue")),
                When(state__in=OPEN_STATES, then=Value("due-next")),
                default=Value("settled"),
                output_field=CharField(),
            ),
        )

    def by_urgency(self) -> Self:
        """What waits for the group first: its dated tasks by date, its other tasks, the dated tasks of others,
        then what is open without a date, then what is settled; the newest document first among equals."""
        is_open = Q(state__in=OPEN_STATES)
        rank = Case(
            When(is_open & Q(is_to_group=True, due_by__isnull=False), then=Value(0)),
            When(is_open & Q(is_to_group=True, weight__lte=Weight.RECOMMENDS), then=Value(1)),
            When(is_open & Q(due_by__isnull=False), then=Value(2)),
            When(is_open, then=Value(3)),
            default=Value(4),
        )
        return self.annotate(rank=rank).order_by(
            "rank", F("due_by").asc(nulls_last=True), F("work__date").desc(nulls_last=True), *IN_THE_TEXT
        )


class Paragraph(Sourced):
    """One paragraph (or range of paragraphs, or a whole text) that asks, recommends or notes something.

    `due` is what the text says; `due_on` the date in it, as exactly as it is known; `due_by` the last day by which
    it can be done, from which days are counted (see dues.py).
    """

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="paragraphs")
    number = models.CharField(max_length=40, blank=True)  # as printed; empty for the text as a whole
    anchor = models.SlugField(max_length=60)  # its address below the document: 113, 102-b, annex-i-48, text-1
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=9, choices=Part.choices, default=Part.OPERATIVE)
    character = models.CharField(max_length=13, choices=Character.choices, default=Character.OPERATIONAL, db_index=True)
    verb = models.CharField(max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.NONE)
    addressee = models.CharField(max_length=200, blank=True)  # as the source names it
    is_to_group = models.BooleanField(default=False)
    summary = models.TextField(blank=True)  # in our own words
    quote = models.TextField(blank=True)  # the words of the text, where the record holds them
    quote_source = models.CharField(max_length=200, blank=True)
    due = models.CharField(max_length=120, blank=True)
    due_on = PartialDateField(null=True, blank=True)
    due_by = models.DateField(null=True, blank=True, db_index=True)
    due_body = models.CharField(max_length=60, blank=True)
    due_session = models.PositiveSmallIntegerField(null=True, blank=True)
    is_standing = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        ordering = ["work", "order"]
        constraints = [models.UniqueConstraint(fields=["work", "anchor"], name="one_address_a_paragraph")]

    def __str__(self):
        return f"{self.work}, {self.number}" if self.number else str(self.work)

    def get_absolute_url(self):
        return address_of("mandate_paragraph", self.work.slug, self.anchor)

    @property
    def place(self) -> str:
        """Where it stands in its document, in words: paragraph 113; paragraphs 74–75; annex I, paragraph 48."""
        if not self.number:
            return gettext("the text as a whole")
        number = SPAN.sub("–", self.number)
        if not number[0].isdigit():
            before, marked, after = number.partition(" para ")
            return gettext("%(part)s, paragraph %(number)s") % {"part": before, "number": after} if marked else number
        words = gettext("paragraphs %(number)s") if "–" in number else gettext("paragraph %(number)s")
        return words % {"number": number}

    @property
    def cite(self) -> str:
        """How the paragraph is cited: A/RES/80/173, paragraph 113."""
        words = gettext("%(document)s, %(place)s") % {"document": self.work, "place": self.place}
        return words if self.number else str(self.work)

    @property
    def eid(self) -> str:
        """Its name in the document, as Akoma Ntoso writes it and as our pages anchor it: para_102__subpara_b."""
        return eid_of(self.part, self.number, self.anchor)

    @property
    def asks(self) -> bool:
        """True for a task; the lighter verbs only state."""
        return self.weight <= Weight.RECOMMENDS

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def state_on(self, today: date) -> str:
        """The state as it stands that day: what is active and past its date is overdue, whoever looks or does not."""
        return OVERDUE if self.is_open and self.due_by and self.due_by < today else self.state


class Addressee(models.Model):
    """One of those whom a paragraph asks, under the one name the register uses for it."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="addressees")
    name = models.CharField(max_length=80, db_index=True)

    class AddresseeQuerySet(ThroughWorkQuerySet):
        path = "paragraph__work"

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paragraph", "name"], name="one_addressee_once")]

    def __str__(self):
        return self.name


class RecurringLine(Sourced):
    """A paragraph that comes back year after year, with what changed on the way."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    change = models.CharField(max_length=300, blank=True)

    objects = PublicQuerySet.as_manager()

    def __str__(self):
        return self.title


class Occurrence(models.Model):
    """One appearance of a recurring line."""

    line = models.ForeignKey(RecurringLine, on_delete=models.CASCADE, related_name="occurrences")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="occurrences")
    order = models.PositiveSmallIntegerField()

    class OccurrenceQuerySet(ThroughWorkQuerySet):
        path = "paragraph__work"

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["line", "paragraph"], name="one_occurrence_once")]

    def __str__(self):
        return f"{self.line}: {self.paragraph}"


class ReadingState(models.TextChoices):
    OPEN = "open", _("being confirmed")
    DONE = "done", _("confirmed")
    ABANDONED = "abandoned", _("abandoned")


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A reading is the secretariat's worksheet: what it proposes is not yet the record."""
        return self.all() if standing_of(user).is_secretariat else self.none()


class Reading(models.Model):
    """A resolution as a machine read it, waiting for a person: nothing of it is in the register until confirmed."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="readings")
    source = models.CharField(max_length=300)  # where the text was taken from: an address, a file's name
    layout = models.CharField(max_length=8)  # un, itu: whose way of printing resolutions was recognised
    sha256 = models.CharField(max_length=64)  # of the text as it came
    state = models.CharField(max_length=9, choices=ReadingState.choices, default=ReadingState.OPEN)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at"]

    def __str__(self):
        return str(self.work)

    def get_absolute_url(self):
        return address_of("mandate_reading", self.pk)


class ReadLineQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(reading__in=Reading.objects.visible_to(user))


class ReadLine(models.Model):
    """One line of a reading: the source as it was, beside what was read in it."""

    class Kind(models.TextChoices):
        FRONT = "front", _("before the text")
        TITLE = "title", _("title")
        OPENING = "opening", _("opening words")
        HEADING = "heading", _("heading")
        PREAMBLE = "preamble", _("preambular paragraph")
        OPERATIVE = "operative", _("operative paragraph")
        NOTE = "note", _("footnote or remark")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        SKIPPED = "skipped", _("left out")

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()  # of the source, never changed
    kind = models.CharField(max_length=9, choices=Kind.choices)
    number = models.CharField(max_length=40, blank=True)  # as the register writes it: 102 (b)
    verb = models.CharField(max_length=80, blank=True)
    addressee = models.CharField(max_length=200, blank=True)
    due = models.CharField(max_length=120, blank=True)
    cited = models.JSONField(default=list, blank=True)  # symbols of documents, in their normal form
    doubts = models.JSONField(default=list, blank=True)  # what the reader was not sure of, as words of the vocabulary
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    paragraph = models.ForeignKey(Paragraph, on_delete=models.SET_NULL, null=True, blank=True, related_name="readings")

    objects = ReadLineQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["reading", "order"], name="one_line_a_place")]

    def __str__(self):
        return f"{self.reading}: {self.order}"


class SuccessionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both texts must be visible: the link alone would tell of the hidden one."""
        seen = Work.objects.visible_to(user)
        return self.filter(before__in=seen, after__in=seen)


class Succession(models.Model):
    """What became of one paragraph in the text that renews it, as a person confirmed it.

    Without `old` the paragraph is new; without `new` it was dropped. Several rows of one `new` are a merger,
    several of one `old` a split.
    """

    class Kind(models.TextChoices):
        KEPT = "kept", pgettext_lazy("paragraph in a renewed text", "kept")
        CHANGED = "changed", pgettext_lazy("paragraph in a renewed text", "changed")
        MOVED = "moved", pgettext_lazy("paragraph in a renewed text", "moved")
        MERGED = "merged", pgettext_lazy("paragraph in a renewed text", "merged")
        SPLIT = "split", pgettext_lazy("paragraph in a renewed text", "split")
        NEW = "new", pgettext_lazy("paragraph in a renewed text", "new")
        DROPPED = "dropped", pgettext_lazy("paragraph in a renewed text", "dropped")

    before = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="successions_from")
    after = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="successions_to")
    old = models.ForeignKey(Paragraph, on_delete=models.CASCADE, null=True, related_name="successors")
    new = models.ForeignKey(Paragraph, on_delete=models.CASCADE, null=True, related_name="predecessors")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="one_succession_once"),
            models.CheckConstraint(
                condition=Q(old__isnull=False) | Q(new__isnull=False), name="a_succession_has_a_paragraph"
            ),
        ]

    def __str__(self):
        return f"{self.old or self.before} > {self.new or self.after}"


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both ends must be visible: the link alone would tell of the hidden one."""
        seen = Work.objects.visible_to(user)
        return self.filter(paragraph__work__in=seen, work__in=seen)


class Answer(Sourced):
    """A work of the group that answers a paragraph."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="answers")
    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="answers")
    note = models.CharField(max_length=300, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "work"], name="one_answer_once"),
        ]

    def __str__(self):
        return f"{self.work}: {self.paragraph}"
