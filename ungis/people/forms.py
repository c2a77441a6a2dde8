from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .actions import register_person


class RegistrationForm(forms.Form):
    """What a stakeholder tells of themselves on registering, besides address and password."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    affiliation = forms.CharField(
        label=_("Organization or affiliation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, request, user):
        """Called by allauth once the account exists."""
        register_person(user, by=user, name=self.cleaned_data["name"], affiliation=self.cleaned_data["affiliation"])


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Language of mail to you"), required=False, choices=[("", _("as I read the site")), *settings.LANGUAGES]
    )
    affiliation = forms.CharField(
        label=_("Organization or affiliation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


class ForgetForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, take my name and address out and close the account. This cannot be undone."),
    )
