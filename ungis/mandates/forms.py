"""What is typed about paragraphs: shape only; the actions say what may be done."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ungis.core.moves import steps_from
from ungis.core.provenance import Certainty
from ungis.documents.models import Work

from .models import Character, Weight
from .states import MOVES, STEPS


class CorrectForm(forms.Form):
    verb = forms.CharField(
        label=_("Operative verb"),
        max_length=80,
        required=False,
        help_text=_("As printed, for example “Requests” or “Recalls; calls upon”. Empty if the paragraph has none."),
    )
    weight = forms.TypedChoiceField(
        label=_("Weight of the verb"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("as the verb says")), *[choice for choice in Weight.choices if choice[0] != Weight.NONE]],
    )
    addressee = forms.CharField(
        label=_("Who is asked"),
        max_length=200,
        required=False,
        help_text=_("As the text names them; several are divided by semicolons."),
    )
    summary = forms.CharField(
        label=_("Summary in our own words"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = forms.CharField(
        label=_("Due"),
        max_length=120,
        required=False,
        help_text=_("A date (2027, 2027-06 or 2027-06-30) or a session (“CSTD 30th session, 2027”, “82nd session”)."),
    )
    is_standing = forms.BooleanField(label=_("A standing task, without an end"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Where it was read; one source a line."),
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SOURCE)


class AddForm(CorrectForm):
    number = forms.CharField(
        label=_("Paragraph number"),
        max_length=40,
        required=False,
        help_text=_("As printed: 113, 102 (b), annex I para 48. Empty if it speaks of the text as a whole."),
    )
    field_order = ["number"]


class MoveForm(forms.Form):
    step = forms.ChoiceField(label=_("What has happened"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What shows it: a document, a meeting, a date. Everybody can read it."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, STEPS[step]) for step in steps_from(state, MOVES)]


class ReclassifyForm(forms.Form):
    character = forms.ChoiceField(
        label=_("Character"),
        choices=[
            (Character.OPERATIONAL, _("operational: it asks for something to be done")),
            (Character.INFORMATIONAL, _("informational: it states, it sets no task")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What in the text shows it. Everybody in the bureau can read it."),
    )


class QuoteForm(forms.Form):
    quote = forms.CharField(
        label=_("Words of the text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "lang": "en"})
    )
    quote_source = forms.CharField(label=_("Read in"), max_length=200)


class AnswerForm(forms.Form):
    work = forms.CharField(
        label=_("Document that answers"),
        max_length=200,
        help_text=_("Its symbol, its title, or the last part of its address in the library."),
    )
    note = forms.CharField(label=_("In what way"), max_length=300, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_work(self) -> Work:
        written = self.cleaned_data["work"].strip()
        found = list(
            Work.objects.visible_to(self.user)
            .filter(
                Q(slug=written)
                | Q(symbol__iexact=written)
                | Q(variants__text__iexact=written)
                | Q(title__iexact=written)
            )
            .distinct()[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several documents are called so: write the symbol.")
                if found
                else _("There is no such document in the library.")
            )
        return found[0]


class UnlinkForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
