"""Shapes of what the secretariat types about organizations; whether they may is asked in the actions."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.pages.forms import PartialDateInput

from .models import Capacity, Organization


class RegisterOrganizationForm(forms.Form):
    acronym = forms.CharField(label=_("Acronym"), max_length=40)
    name = forms.CharField(label=_("Name in English"), max_length=200)
    category = forms.CharField(label=_("Category in the United Nations system"), max_length=60, required=False)
    headquarters = forms.CharField(label=_("Headquarters"), max_length=120, required=False)
    website = forms.CharField(label=_("Web site"), max_length=200, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Where these facts are read."))


class AdmitForm(forms.Form):
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices)
    begins = PartialDateInput(label=pgettext_lazy("field: first day", "From"))
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("The decision or letter that says so."))


class EndMembershipForm(forms.Form):
    ends = PartialDateInput(label=_("First day on which it no longer holds"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class RenameForm(forms.Form):
    on = PartialDateInput(label=pgettext_lazy("field: first day", "From"))
    language = forms.ChoiceField(label=pgettext_lazy("of a name", "Language"), choices=settings.LANGUAGES, initial="en")
    name = forms.CharField(label=_("New name"), max_length=200)
    acronym = forms.CharField(label=_("New acronym, if it changes"), max_length=40, required=False)
    source = forms.CharField(label=_("Source"), max_length=300)


def in_columns() -> forms.CheckboxSelectMultiple:
    """Many organizations to tick, in columns."""
    return forms.CheckboxSelectMultiple(attrs={"class": "ticks"})


class HandOverForm(forms.Form):
    """A new chair (or two) and vice-chairs; one of these may sit for the regional commissions."""

    on = PartialDateInput(label=_("Day of the handover"))
    label = forms.CharField(label=_("Label of the term"), max_length=60, help_text=_("For example 2026-2027."))
    chairs = forms.ModelMultipleChoiceField(
        label=_("Chair, or co-chairs"), queryset=Organization.objects.none(), widget=in_columns()
    )
    vice_chairs = forms.ModelMultipleChoiceField(
        label=_("Vice-chairs"), queryset=Organization.objects.none(), required=False, widget=in_columns()
    )
    for_commissions = forms.ModelChoiceField(
        label=_("Of these, who sits for the regional commissions"), queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("chairs", "vice_chairs", "for_commissions"):
            self.fields[name].queryset = Organization.objects.all()

    def clean(self):
        cleaned = super().clean()
        behalf = cleaned.get("for_commissions")
        if behalf and behalf not in cleaned.get("vice_chairs", []):
            self.add_error("for_commissions", _("Choose an organization that is among the vice-chairs."))
        return cleaned
