"""Shapes of what people type about rounds; whether they may is asked in the actions."""

from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ungis.core.acting import Refused
from ungis.core.standing import Visibility
from ungis.documents.models import Kind as WorkKind
from ungis.drafting.library_papers import bring
from ungis.meetings.forms import HourInput, zone_choices
from ungis.meetings.wallclock import moment_at
from ungis.organizations.models import Organization
from ungis.pages.forms import PartialDateInput, UploadField

from .actions import LONGEST_QUESTION, LONGEST_REASON, SEEN_BY_MEMBERS
from .position_actions import LONGEST_WORDS
from .states import ADVICE, Stance

HOME = "Europe/Zurich"  # on whose clock the secretariat reads deadlines
LONGEST_TITLE = 300


def _words(label, rows=4, longest=LONGEST_WORDS, **more):
    """A field for running text. What is longer than the columns hold is told before anything is sent."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class CloseForm(forms.Form):
    """A close: day, hour, and on the clock of which zone."""

    day = forms.DateField(
        label=_("Closes on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("As 2026-07-10."),
    )
    hour = HourInput(label=_("Hour"), help_text=_("As 18:00, on the clock of the zone."))
    zone = forms.ChoiceField(label=_("Time zone of the close"), initial=HOME)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hour"].required = True
        self.fields["zone"].choices = zone_choices()[1:]

    @staticmethod
    def initial_of(moment) -> dict:
        local = moment.astimezone(ZoneInfo(HOME))
        return {"day": local.date(), "hour": local.time(), "zone": HOME}

    def clean(self):
        typed = super().clean()
        if {"day", "hour", "zone"} <= typed.keys():
            try:
                typed["closes_at"] = moment_at(typed["day"], typed["hour"], typed["zone"])
            except (Refused, OverflowError) as refusal:
                self.add_error("hour", str(refusal))
        return typed


class OpenForm(CloseForm):
    """A new round. Only the chair is asked for the reason of a period below the minimum."""

    offered = forms.DateTimeField(
        required=False, widget=forms.HiddenInput
    )  # the earliest close when the form was shown
    title = forms.CharField(label=_("Title of the round"), max_length=LONGEST_TITLE)
    question = _words(_("What the members are asked"), longest=LONGEST_QUESTION)
    visibility = forms.ChoiceField(
        label=_("Who sees the round and its outcome"),
        choices=[(level, Visibility(level).label) for level in SEEN_BY_MEMBERS],
        initial=Visibility.GROUP,
    )
    short_reason = forms.CharField(
        label=_("Why less than the minimum period"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Only where the round closes before the minimum period has passed. All see it."),
    )
    field_order = ["title", "question", "day", "hour", "zone", "short_reason", "visibility"]

    def __init__(self, *args, may_shorten, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_shorten:
            del self.fields["short_reason"]

    @property
    def is_as_offered(self) -> bool:
        """Whether the close is left as the form offered it: then the rule's own is meant, however long it took."""
        return self.cleaned_data["closes_at"] == self.cleaned_data.get("offered")


class PositionForm(forms.Form):
    """What an organization says. An observer is offered advice alone."""

    meanwhile = None  # what somebody else has prepared since the form was shown
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        label=_("Position"),
        choices=Stance.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "With comments or a reservation the text is adopted, and your words go with it. A standing objection stops "
            "it. A request for extension alone does not: the deadline stays unless more time is given to all."
        ),
    )
    words = _words(_("In words"), required=False, help_text=_("Needed for all but “No objection”."))
    way_out = _words(_("What would remove the objection"), rows=3, required=False, help_text=_("Of an objection only."))

    def __init__(self, *args, is_advice=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].is_conditional = self.fields["way_out"].is_conditional = True
        if is_advice:
            self.fields["stance"].label = _("Advice")
            self.fields["stance"].help_text = ""
            self.fields["stance"].choices = [(stance.value, stance.label) for stance in ADVICE]
            del self.fields["way_out"]

    def said(self) -> dict:
        """What the actions are given."""
        return {name: self.cleaned_data[name] for name in ("stance", "words", "way_out") if name in self.cleaned_data}


class RecordForm(PositionForm):
    """A position that came by mail or phone: whose, who said so, how it is known."""

    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    on_behalf = forms.CharField(
        label=_("Who of the organization said so"), max_length=200, help_text=_("Name and function.")
    )
    evidence = _words(
        _("How it is known"),
        rows=3,
        help_text=_("For example: mail of 12 March 2026, 14:05 Geneva, to the secretariat."),
    )
    field_order = ["organization", "stance", "words", "way_out", "on_behalf", "evidence"]

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=asked)


class ExtendForm(CloseForm):
    """More time for everybody."""

    reason = _words(_("Why"), rows=3, longest=LONGEST_REASON, help_text=_("All see it."))
    asked_by = forms.ModelChoiceField(
        label=_("Who asked for it"), queryset=Organization.objects.none(), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked_by"].queryset = Organization.objects.filter(pk__in=asked)


class ReasonForm(forms.Form):
    reason = _words(_("Why"), rows=3, longest=LONGEST_REASON, help_text=_("All see it."))


class PlainForm(forms.Form):
    """Nothing is asked but the decision."""


class PublishForm(forms.Form):
    """How the adopted text stands in the library."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WorkKind.choices)
    symbol = forms.CharField(
        label=_("Symbol"), max_length=120, required=False, help_text=_("Empty if it has none; it can be given later.")
    )
    date = PartialDateInput(label=_("Date"))
    languages = forms.MultipleChoiceField(
        label=_("Languages in which it exists"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("That in which it was drafted is entered by itself, with its files in Word and PDF."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see it"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        help_text=_("They also see when it was adopted and who endorsed it; never who said what."),
    )

    def __init__(self, *args, drafted_in, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            if code != drafted_in:
                label = format_lazy(_("Translation: {language}"), language=name)
                self.fields[f"translation_{code}"] = UploadField(".docx,.pdf", label=label, required=False)

    def clean(self):
        """Gather the files that were brought, by language; they are read here, once each was found small enough."""
        typed = super().clean()
        files = {code: typed.pop(f"translation_{code}", None) for code, _name in settings.LANGUAGES}
        typed["translations"] = brought = {}
        for code, file in files.items():
            try:
                if file:
                    brought[code] = bring(code, file.name, file.read())
            except Refused as refusal:
                self.add_error(f"translation_{code}", str(refusal))
        return typed


class CheckForm(forms.Form):
    """The text of a round, to be compared: as a file or pasted."""

    file = UploadField(label=_("The file"), required=False)
    words = forms.CharField(
        label=_("Or the text, or its SHA-256"),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self):
        typed = super().clean()
        if not self.errors and not typed.get("file") and not (typed.get("words") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the text."))
        return typed
