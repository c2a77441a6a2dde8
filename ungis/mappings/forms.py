"""What is typed about claims and editions: shape only; the actions say what may be done."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ungis.core.acting import LONGEST_REASON
from ungis.core.provenance import Certainty
from ungis.core.standing import Visibility
from ungis.organizations.models import Organization
from ungis.pages.forms import PartialDateInput

from .actions import LONGEST_COMMENT, LONGEST_TEXT
from .models import Concept, Edition, Framework, Matrix, Strength
from .names import spoken_name
from .states import CLAIM_STEPS, EditionState


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReviseForm(forms.Form):
    rationale = forms.CharField(
        label=_("Why the one serves the other"), max_length=LONGEST_TEXT, required=False, widget=_area(5)
    )
    strength = forms.TypedChoiceField(
        label=_("How directly"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("not said")), *Strength.choices],
    )
    mechanism = forms.CharField(
        label=_("Mechanism"),
        max_length=200,
        required=False,
        help_text=_("What of the WSIS process carries it: a forum, a platform, an action line."),
    )
    activity = forms.CharField(label=_("Activity"), max_length=300, required=False)
    carried_out_by = forms.CharField(
        label=_("Carried out by"),
        max_length=300,
        required=False,
        help_text=_("Acronyms divided by semicolons, for example ITU; UNESCO."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=_area(2),
        help_text=_("Where it was read; one source a line."),
    )
    evidence = forms.CharField(
        label=_("Evidence"), max_length=300, required=False, help_text=_("Where in the source it is said.")
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SOURCE)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=_area(2))


class DraftForm(ReviseForm):
    row = forms.ChoiceField(label=_("Row"))
    column = forms.ChoiceField(label=_("Column"))
    author = forms.ChoiceField(label=_("Written for"))
    field_order = ["row", "column", "author"]

    def __init__(
        self,
        *args: Any,
        rows: list[Concept],
        columns: list[Concept],
        authors: list[Organization],
        is_author_needed: bool,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.places = {"row": rows, "column": columns}
        self.authors = authors
        for name, concepts in self.places.items():
            self.fields[name].choices = [
                (concept.slug, f"{spoken_name(concept)} {concept.said['title']}") for concept in concepts
            ]
            self.fields[name].initial = concepts[0].slug if concepts else None
        nobody = [] if is_author_needed else [("", _("no organization"))]
        self.fields["author"].choices = [*nobody, *((str(one.pk), one.acronym) for one in authors)]
        self.fields["author"].required = is_author_needed

    def clean_row(self) -> Concept:
        return self._place("row")

    def clean_column(self) -> Concept:
        return self._place("column")

    def _place(self, name: str) -> Concept:
        return next(concept for concept in self.places[name] if concept.slug == self.cleaned_data[name])

    def clean_author(self) -> Organization | None:
        return next((one for one in self.authors if str(one.pk) == self.cleaned_data["author"]), None)


class MoveForm(forms.Form):
    step = forms.ChoiceField(label=_("What is decided"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=_area(3),
        help_text=_("Needed to reject and to open again. Everybody can read it."),
    )

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, CLAIM_STEPS[step]) for step in steps]


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Your comment"), max_length=LONGEST_COMMENT, widget=_area(3))
    organization = forms.ModelChoiceField(label=_("For"), queryset=None, required=False, empty_label=None)

    def __init__(self, *args: Any, organizations: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        seats = Organization.objects.filter(pk__in=organizations)
        self.fields["organization"].queryset = seats
        if len(organizations) == 1:
            self.fields["organization"].widget = forms.HiddenInput()
            self.fields["organization"].initial = next(iter(organizations))


class MatrixForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Address"), max_length=40, help_text=_("The last part of its address: small letters, digits, hyphens.")
    )
    rows = forms.ModelChoiceField(label=_("Rows"), queryset=Framework.objects.none(), to_field_name="slug")
    columns = forms.ModelChoiceField(label=_("Columns"), queryset=Framework.objects.none(), to_field_name="slug")
    description = forms.CharField(label=_("Description"), max_length=LONGEST_TEXT, required=False, widget=_area(3))

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("rows", "columns"):
            self.fields[name].queryset = Framework.objects.visible_to(user)
            self.fields[name].label_from_instance = lambda framework: f"{framework.title} ({framework.version})"


class OpenForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("For example: 2026, draft for comment."))
    slug = forms.SlugField(
        label=_("Address"), max_length=40, help_text=_("The last part of its address: small letters, digits, hyphens.")
    )
    based_on = forms.ChoiceField(
        label=_("Begins with"), required=False, help_text=_("All claims that were not rejected are taken over.")
    )
    note = forms.CharField(label=_("Note"), max_length=LONGEST_TEXT, required=False, widget=_area(3))
    visibility = forms.ChoiceField(
        label=_("Seen by"),
        choices=Visibility.choices,
        initial=Visibility.GROUP,
        help_text=_("When it is published everybody sees it."),
    )

    def __init__(self, *args: Any, matrix: Matrix, editions: list[Edition], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.editions = editions
        self.fields["based_on"].choices = [
            ("", _("no claims")),
            *((one.slug, f"{one.title} ({EditionState(one.state).label})") for one in editions),
        ]

    def clean_based_on(self) -> Edition | None:
        return next((one for one in self.editions if one.slug == self.cleaned_data["based_on"]), None)


class FreezeForm(forms.Form):
    """Nothing is typed: to send it is to confirm."""


class ThawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON, widget=_area(3))


class PublishForm(forms.Form):
    published_on = PartialDateInput(label=_("Published on"), required=False)
