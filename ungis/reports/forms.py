"""What is typed to make a paper: shape only; the actions say what may be done."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.pages.dates import print_date

from .models import Arrangement, CouncilSession

SOURCE_LINES = ("Report by the Secretary-General", "Contribution by the secretariat")


class ChoicesForm(forms.Form):
    number = forms.IntegerField(
        label=_("Document number"),
        min_value=1,
        max_value=999,
        help_text=_("The number after the stroke: 5 for CWG-WSIS&SDG-43/5."),
    )
    since = forms.DateField(
        label=_("Reports on the period since"),
        help_text=_("Usually the last meeting of the working group."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    as_of = forms.DateField(
        label=_("Date of the paper"),
        help_text=_("Members, officers and events are told as of this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    arrangement = forms.ChoiceField(label=_("Arrangement"), choices=Arrangement.choices)
    source_line = forms.CharField(
        label=_("Source line"),
        max_length=80,
        initial=SOURCE_LINES[0],
        help_text=_("As printed, in English: “Report by the Secretary-General”, “Contribution by the secretariat”."),
    )


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, session):
        return f"{session}, {print_date(session.first_day)}" if session.first_day else str(session)


class DraftForm(ChoicesForm):
    session = SessionField(
        label=pgettext_lazy("of the Council working group", "Session"),
        queryset=CouncilSession.objects.none(),
        empty_label=None,
    )
    field_order = ("session", "number", "since", "as_of", "arrangement", "source_line")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = CouncilSession.objects.order_by("-number")
