"""Shapes of what the secretariat types about the calendar of duty stations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .station_actions import LONGEST_NAME, LONGEST_SOURCE


class SourceForm(forms.Form):
    """Where a closing day is announced."""

    source = forms.CharField(
        label=_("Where it is announced"),
        max_length=LONGEST_SOURCE,
        help_text=_("The circular of the duty station: its number and date, or its address."),
    )


class HolidayForm(SourceForm):
    """A day on which a station does not work."""

    on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("As 2026-07-10."),
    )
    name = forms.CharField(label=_("Name of the day"), max_length=LONGEST_NAME)
    field_order = ("on", "name", "source")


class PlainForm(forms.Form):
    """Nothing is asked but the decision."""
