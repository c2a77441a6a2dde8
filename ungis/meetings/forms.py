"""Shapes of what the secretariat types about meetings; whether they may is asked in the actions."""

from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.provenance import Certainty
from ungis.core.visibility import Visibility
from ungis.documents.models import Work
from ungis.organizations.models import Organization
from ungis.pages.forms import PartialDateInput

from .models import Kind, Level, Participant, Point
from .wallclock import ZONES

# The zones of the places where the group and its hosts meet come first.
USUAL = (
    "Europe/Zurich", "America/New_York", "Europe/Paris", "Europe/Vienna", "Europe/Rome", "Africa/Nairobi",
    "Africa/Addis_Ababa", "Asia/Beirut", "Asia/Bangkok", "America/Santiago", "Asia/Tokyo", "UTC",
)  # fmt: skip
OFF_THE_MAP = ("Etc/", "posix/", "right/", "SystemV/")  # names of zones that are no place's


def _named(zone: str) -> str:
    return zone.replace("_", " ")


def zone_choices(nothing="") -> list:
    """Every zone of the world, the usual ones first; `nothing` says what choosing none means."""
    others = sorted(zone for zone in ZONES if "/" in zone and not zone.startswith(OFF_THE_MAP))
    return [
        ("", nothing or _("not known")),
        (_("Usual places"), [(zone, _named(zone)) for zone in USUAL]),
        (_("All zones"), [(zone, _named(zone)) for zone in others if zone not in USUAL]),
    ]


class HourInput(forms.TimeField):
    """An hour of the clock, HH:MM."""

    def __init__(self, **kwargs):
        super().__init__(required=False, input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M"), **kwargs)


class DetailsForm(forms.Form):
    """What is said of a meeting besides its sittings."""

    title = forms.CharField(label=_("Title"), max_length=300)
    theme = forms.CharField(label=_("Title under which it is announced, if another"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("For example: ITU Headquarters, Geneva.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the place"),
        required=False,
        help_text=_("Hours are shown on its clock. A virtual meeting keeps UTC."),
    )
    host = forms.ModelChoiceField(label=_("Host"), queryset=Organization.objects.none(), required=False)
    host_event = forms.CharField(label=_("Event of which it is a part"), max_length=200, required=False)
    stated_chair = forms.CharField(
        label=_("Chair, as the source states it"), max_length=80, required=False,
        help_text=_("Empty if the source says nothing: the chair of the day follows from the terms of office."),
    )  # fmt: skip
    date_note = forms.CharField(label=_("Remark on the date"), max_length=300, required=False)
    note = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    visibility = forms.ChoiceField(label=_("Who may see it"), choices=Visibility.choices, initial=Visibility.PUBLIC)
    source = forms.CharField(
        label=_("Sources"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: where these facts are read."),
    )  # fmt: skip
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SOURCE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = Organization.objects.all()
        self.fields["time_zone"].choices = zone_choices()

    def details(self) -> dict:
        """What the action is given; lines end as the record keeps them, not as browsers send them."""
        names = [name for name in (*DetailsForm.base_fields, "number") if name in self.fields]
        typed = {name: self.cleaned_data[name] for name in names}
        return {name: value.replace("\r\n", "\n") if isinstance(value, str) else value for name, value in typed.items()}


class SittingForm(forms.Form):
    """A part of a meeting: its date as exactly as known, its hours on the clock of a zone."""

    date = PartialDateInput(label=_("Date"))
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("not known")), *Level.choices], required=False)
    starts = HourInput(label=_("Starts at"), help_text=_("On a clock of 24 hours, for example 14:30. May stay empty."))
    ends = HourInput(label=_("Ends at"))
    zone = forms.ChoiceField(
        label=_("Time zone of these hours"), required=False, help_text=_("If nothing is chosen, that of the place.")
    )
    room = forms.CharField(label=_("Place of this sitting, if another"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(_("that of the place"))

    def asked(self) -> dict:
        """What the action is given."""
        typed = {name: self.cleaned_data[name] for name in ("date", "level", "starts", "ends", "zone")}
        return {**typed, "place": self.cleaned_data["room"]}

    @staticmethod
    def initial_of(sitting) -> dict:
        zone = ZoneInfo(sitting.meeting.time_zone or "UTC")
        hours = {
            name: moment.astimezone(zone).time() if moment else None
            for name, moment in (("starts", sitting.starts_at), ("ends", sitting.ends_at))
        }
        return {"date": str(sitting.date), "level": sitting.level, "room": sitting.place, **hours}


class PlanForm(SittingForm, DetailsForm):
    """A new meeting, with its first sitting where a date is known."""

    number = forms.IntegerField(
        label=_("Number, if it is a numbered meeting"), min_value=1, max_value=999, required=False,
        help_text=_("A numbered meeting has its number as address, for ever."),
    )  # fmt: skip
    field_order = (
        "title", "kind", "number", "date", "level", "starts", "ends", "zone", "place", "time_zone", "host",
        "host_event",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].required = False
        del self.fields["room"], self.fields["zone"], self.fields["stated_chair"]
        self.fields["starts"].help_text = _("On the clock of the place, for example 14:30. May stay empty.")

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("starts") or cleaned.get("ends")) and not cleaned.get("date") and "date" not in self.errors:
            self.add_error("date", _("Hours need a date known to the day."))
        return cleaned

    def first_sitting(self) -> dict | None:
        """The sitting to add, or None where no date was given."""
        if not self.cleaned_data["date"]:
            return None
        return {name: self.cleaned_data[name] for name in ("date", "level", "starts", "ends")}


class AgendaItemForm(forms.Form):
    title = forms.CharField(label=_("Item"), max_length=300)
    work = forms.ModelChoiceField(label=_("Document under this item"), queryset=Work.objects.none(), required=False)
    order = forms.IntegerField(
        label=_("Place on the agenda"), min_value=1, max_value=200, required=False, help_text=_("Empty: at the end.")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = Work.objects.visible_to(user).newest_first()


class AttachForm(forms.Form):
    work = forms.ModelChoiceField(label=_("Document of the library"), queryset=Work.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = Work.objects.visible_to(user).newest_first()


class PointForm(forms.Form):
    sort = forms.ChoiceField(label=_("Sort"), choices=Point.Sort.choices)
    text = forms.CharField(
        label=pgettext_lazy("of a note", "Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class ParticipantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Participant.Role.choices)
    name = forms.CharField(
        label=pgettext_lazy("of a person or organization", "Name"),
        max_length=200,
        required=False,
        help_text=_("Of a person or body; empty for an organization chosen below."),
    )
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none(), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.all()

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and cleaned.get("organization"):
            cleaned["name"] = cleaned["organization"].acronym
        elif not cleaned.get("name"):
            self.add_error("name", _("Name somebody, or choose an organization."))
        return cleaned


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
