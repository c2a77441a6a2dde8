from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from ungis.core.periods import PartialDate

from .models import SeatRole


class DayField(forms.DateField):
    """A day, as the record keeps it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        return PartialDate(day) if day else None


class _RoleForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=SeatRole.choices)

    def __init__(self, *args, with_officer: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_officer:
            self.fields["role"].choices = [pair for pair in SeatRole.choices if pair[0] != SeatRole.OFFICER]


class InvitationForm(_RoleForm):
    prefix = "invite"


class SeatForm(_RoleForm):
    prefix = "seat"
    begins = DayField(label=_("First day"))


class EndForm(forms.Form):
    ends = DayField(label=_("First day without the seat"))


class MailDomainForm(forms.Form):
    prefix = "domain"
    domain = forms.CharField(
        label=_("Mail domain"), max_length=120, help_text=_("As in “itu.int”; addresses below it count too.")
    )


class NewPersonForm(forms.Form):
    """Who one is, for an invited person without an account."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. Without one you sign in with codes sent to your address."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self):
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password or None
