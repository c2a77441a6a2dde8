from django import forms
from django.utils.translation import gettext_lazy as _


class RegistrationForm(forms.Form):
    """What a stakeholder tells of themselves on registering, besides address and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    affiliation = forms.CharField(
        label=_("Organization or affiliation (optional)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.affiliation = self.cleaned_data["affiliation"]
        user.save(update_fields=["name", "affiliation"])
