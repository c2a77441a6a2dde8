"""What is typed to compare, to compose and to adopt: shape only; the action says what may be done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ungis.organizations.models import Organization

from .actions import LONGEST_TEXT
from .models import Edition, Strength


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, edition: Edition) -> str:
        return f"{edition.title} ({edition.get_state_display()})"


class AdoptForm(forms.Form):
    edition = EditionChoice(label=_("Into which edition"), queryset=Edition.objects.none(), empty_label=None)
    strength = forms.TypedChoiceField(
        label=_("Strength"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("not said")), *Strength.choices],
        help_text=_("How directly the one serves the other."),
    )
    rationale = forms.CharField(
        label=_("Rationale"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "en"}),
        help_text=_(
            "In your own words, in English: why the one serves the other. That both share a line is not enough."
        ),
    )
    author = forms.ModelChoiceField(label=_("On behalf of"), queryset=Organization.objects.none(), required=False)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, editions: Any, by: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions
        author = self.fields["author"]
        author.queryset = Organization.objects.filter(pk__in=by.standing.speaks_for).order_by("acronym")
        author.required = not by.standing.is_bureau
        author.empty_label = _("no single organization") if by.standing.is_bureau else None
