"""Shapes of what people type about joint texts; whether they may is asked in the actions."""

from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.acting import Refused
from ungis.core.standing import Visibility
from ungis.meetings.forms import HourInput, zone_choices
from ungis.meetings.wallclock import moment_at
from ungis.organizations.models import Organization
from ungis.pages.forms import UploadField

from . import intake
from .actions import LONGEST, LONGEST_REASON
from .models import Kind, Paragraph, Version
from .numbering import DEEPEST
from .parts import usual_parts

HOME = "Europe/Zurich"  # on whose clock the secretariat reads deadlines


class AboutForm(forms.Form):
    """What a text is for."""

    title = forms.CharField(label=_("Title"), max_length=300)
    addressee = forms.CharField(
        label=_("To which process it goes"),
        max_length=200,
        required=False,
        help_text=_("For example: high-level political forum on sustainable development, 2026."),
    )
    due_day = forms.DateField(
        label=_("Deadline of that process: day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("As 2026-07-10; empty if none is known."),
    )
    due_hour = HourInput(label=_("Hour"), help_text=_("As 18:00, on the clock of the zone."))
    due_zone = forms.ChoiceField(label=_("Time zone of the deadline"), initial=HOME)
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it is to appear"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    lead = forms.ModelChoiceField(
        label=_("Who leads the drafting"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("Whoever sits for this organization writes, besides the secretariat."),
    )
    visibility = forms.ChoiceField(label=_("Who may see it"), choices=Visibility.choices, initial=Visibility.GROUP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = Organization.objects.all()
        self.fields["due_zone"].choices = zone_choices()[1:]

    @staticmethod
    def initial_of(text):
        """What stands, the deadline on the clock of Geneva."""
        due = text.due_at and text.due_at.astimezone(ZoneInfo(HOME))
        kept = {name: getattr(text, name) for name in ("title", "addressee", "languages", "lead", "visibility")}
        return {**kept, "due_day": due and due.date(), "due_hour": due and due.time(), "due_zone": HOME}

    def clean(self):
        typed = super().clean()
        day, hour = typed.get("due_day"), typed.get("due_hour")
        if bool(day) != bool(hour) and not {"due_day", "due_hour"} & self.errors.keys():
            self.add_error("due_hour" if day else "due_day", _("A deadline has a day and an hour."))
        typed["due_at"] = None
        if day and hour and "due_zone" in typed:
            try:
                typed["due_at"] = moment_at(day, hour, typed["due_zone"])
            except (Refused, OverflowError) as refusal:
                self.add_error("due_hour", str(refusal))
        return typed

    def about(self) -> dict:
        """What the actions are given."""
        return {
            name: self.cleaned_data[name]
            for name in ("title", "addressee", "due_at", "languages", "lead", "visibility")
        }


class SetUpForm(AboutForm):
    """`basis` says from what the writer started."""

    basis = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class OpenForm(AboutForm):
    """A new text and from what it starts."""

    STARTS = {
        "blank": _("an empty page"),
        "usual": _("the parts that texts of its kind usually have"),
        "earlier": _("an earlier text"),
        "file": _("a file: Word, HTML or plain text"),
    }

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language of the draft"), choices=settings.LANGUAGES, initial="en")
    start = forms.ChoiceField(label=_("Begin with"), choices=STARTS.items(), initial="usual", widget=forms.RadioSelect)
    based_on = forms.ModelChoiceField(
        label=_("The earlier text"), queryset=Version.objects.none(), required=False, empty_label=_("none")
    )
    file = UploadField(
        label=_("The file"),
        required=False,
        help_text=_("Headings, numbers, lists and footnotes are kept. What cannot be read is named afterwards."),
    )
    field_order = ["kind", "title", "language", "start", "based_on", "file"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        versions = Version.objects.visible_to(user).select_related("text")
        self.fields["based_on"].queryset = versions.order_by("-text__opened_at", "-number")
        self.fields["based_on"].label_from_instance = _version_name
        self.told: list[str] = []  # what a file held that was not read, or only otherwise

    def clean(self):
        typed = super().clean()
        typed["parts"] = []
        start = typed.get("start")
        if start == "usual" and "kind" in typed and "language" in typed:
            typed["parts"] = usual_parts(typed["kind"], typed["language"])
        if start == "earlier" and not typed.get("based_on") and "based_on" not in self.errors:
            self.add_error("based_on", _("Choose the text to begin with."))
        if start != "earlier":
            typed["based_on"] = None
        if start == "file":
            self._read_file(typed)
        return typed

    def _read_file(self, typed):
        if not typed.get("file"):
            if "file" not in self.errors:
                self.add_error("file", _("Choose the file to begin with."))
            return
        try:
            brought = intake.read(typed["file"].read())
        except Refused as refusal:
            self.add_error("file", str(refusal))
        else:
            typed["parts"], self.told = brought.parts, brought.told


def _version_name(version):
    return _("%(title)s, version %(number)s") % {"title": version.text.title, "number": version.number}


class ParagraphForm(forms.Form):
    """One paragraph in the editor."""

    content = forms.CharField(
        label=_("Words"),
        max_length=LONGEST * 4,
        help_text=format_lazy(
            _("A footnote is written as {footnote} at its place. Symbols such as {symbol} become links by themselves."),
            footnote="\u2066^[…]\u2069",  # read left to right also in Arabic
            symbol="\u2066A/RES/70/125\u2069",
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Paragraph.Kind.choices, initial=Paragraph.Kind.PARAGRAPH)
    level = forms.TypedChoiceField(
        label=pgettext_lazy("how deep a paragraph stands in a list", "Level"),
        coerce=int,
        choices=[(level, level) for level in range(1, max(DEEPEST.values()) + 1)],
        initial=1,
    )

    def clean(self):
        """A kind that has fewer levels takes its deepest."""
        typed = super().clean()
        if "kind" in typed and "level" in typed:
            typed["level"] = min(typed["level"], DEEPEST[typed["kind"]])
        return typed


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class NextForm(forms.Form):
    note = forms.CharField(label=_("What will be new in it"), max_length=LONGEST_REASON, required=False)


class PlainForm(forms.Form):
    """Nothing is asked but the decision."""
