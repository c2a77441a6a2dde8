"""Shapes of what the secretariat types about frameworks; whether it may be so is said by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ungis.core.provenance import Certainty
from ungis.documents.models import Work
from ungis.organizations.models import Organization
from ungis.pages.forms import PartialDateInput, UploadField

from .framework_import import MOST_BYTES
from .framework_judging import LONGEST_TEXT
from .models import Framework


class FacilitatorForm(forms.Form):
    organization = forms.ModelChoiceField(label=_("Organization"), queryset=Organization.objects.none())
    is_lead = forms.TypedChoiceField(
        label=_("Part"),
        choices=[("yes", _("lead facilitator")), ("no", _("co-facilitator"))],
        coerce=lambda choice: choice == "yes",
        widget=forms.RadioSelect,
    )
    begins = PartialDateInput(label=_("Since"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Where this is read."))
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SOURCE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.all()


class EndFacilitationForm(forms.Form):
    ends = PartialDateInput(label=_("First day on which it no longer holds"))


class FrameworkImportForm(forms.Form):
    """A file with concepts, and what the framework is."""

    file = UploadField(
        ".csv,.ttl,.jsonld,.json,.rdf,.xml",
        label=_("File"),
        help_text=_("CSV in UTF-8, or SKOS as Turtle, JSON-LD or RDF/XML; 4 megabytes and 5,000 concepts at most."),
        most=MOST_BYTES,
        max_length=200,
    )
    replaces = forms.ModelChoiceField(
        label=_("New version of"),
        queryset=Framework.objects.none(),
        required=False,
        empty_label=_("none: a framework of its own"),
        help_text=_("The version before stays at its address and says by what it is replaced."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        help_text=_("In letters a to z, digits and hyphens, for example wsis-2025. It never changes afterwards."),
    )
    version = forms.CharField(
        label=_("Version"), max_length=60, required=False, help_text=_("What tells it from others: a symbol, a year.")
    )
    description = forms.CharField(
        label=_("What it is"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    iri = forms.URLField(
        label=_("Identifier of the body that keeps it"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("An address on the web, if there is one; else it gets one of ours."),
    )
    work = forms.ModelChoiceField(label=_("Document that holds it"), queryset=Work.objects.none(), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Where this is read."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        frameworks = Framework.objects.visible_to(user)
        self.fields["replaces"].queryset = frameworks.filter(replaced_by=None)
        self.fields["work"].queryset = Work.objects.visible_to(user).order_by("symbol", "title")
