"""The form of an activity, in the order in which people think of it; whether they may is asked in the actions."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ungis.core.standing import standing_of
from ungis.documents.symbols import find_all
from ungis.languages.models import fetch_translations
from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.pages.forms import PartialDateInput

from .codes import FRAMEWORKS
from .content import LONGEST_TEXT, Given, given_of
from .models import Activity, EntityKind, Role, Scope, Status
from .places import REGION_OF, REGIONS, countries_by_region

NOT_SAID = [("", _("not said"))]
FRAMEWORK_NAMES = {
    "wsis": _("Action lines"),
    "sdg": _("Sustainable Development Goals"),
    "gdc": _("Objectives of the Global Digital Compact"),
}


class ActivityForm(forms.Form):
    """What is typed of an activity; `given()` is what the actions take, `concepts` what its people say it serves."""

    title = forms.CharField(label=_("Title"), max_length=300)
    source_language = forms.ChoiceField(label=_("Language in which you write"), choices=settings.LANGUAGES)
    summary = forms.CharField(
        label=_("Description"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is done, for whom, since when. Two to six sentences are enough."),
    )  # fmt: skip
    organizations = forms.ModelMultipleChoiceField(
        label=_("Organizations of the group that carry it out"), queryset=Organization.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    entity = forms.CharField(
        label=_("Who else carries it out"), max_length=200, required=False,
        help_text=_("A ministry, a company, an association, a university. Empty if only organizations of the group."),
    )  # fmt: skip
    entity_kind = forms.ChoiceField(label=_("What kind of body that is"), required=False)
    partner_organizations = forms.ModelMultipleChoiceField(
        label=_("Partners among the organizations of the group"), queryset=Organization.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    partners = forms.CharField(
        label=_("Other partners"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line."),
    )  # fmt: skip
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.ONGOING)
    starts_on = PartialDateInput(label=_("Began, or is to begin"), required=False)
    ends_on = PartialDateInput(label=_("Ended, or is to end"), required=False)
    scope = forms.ChoiceField(label=_("Reach"), required=False)
    regions = forms.MultipleChoiceField(
        label=_("Whole regions"), required=False, choices=list(REGIONS.items()), widget=forms.CheckboxSelectMultiple
    )
    place_note = forms.CharField(
        label=_("Where, in words"),
        max_length=300,
        required=False,
        help_text=_("For example: 28 countries; the Nile Basin."),
    )
    paragraphs = forms.CharField(
        label=_("Paragraphs of resolutions that it answers"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line, as they are cited: A/RES/80/173, paragraph 113."),
    )  # fmt: skip
    results = forms.CharField(
        label=_("What came of it"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Numbers with their unit and date help most."),
    )  # fmt: skip
    url = forms.URLField(label=_("Web address"), max_length=400, required=False, assume_scheme="https")
    evidence_url = forms.URLField(
        label=_("Web address of the evidence"), max_length=400, required=False, assume_scheme="https",
        help_text=_("A report or a decision in which these facts can be read."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Contact"), max_length=200, required=False,
        help_text=_("Seen by the secretariat and your organization only."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        standing = standing_of(user)
        registry = Organization.objects.order_by("acronym").with_names()
        own = registry if standing.is_secretariat else registry.filter(self._offered_to(standing))
        self.fields["organizations"].queryset = own
        self.fields["organizations"].label_from_instance = _acronym_and_name
        self.fields["partner_organizations"].queryset = registry
        self.fields["partner_organizations"].label_from_instance = _acronym_and_name
        if not standing.is_secretariat and not self.fields["organizations"].queryset.exists():
            del self.fields["organizations"]
        self.fields["entity_kind"].choices = [*NOT_SAID, *EntityKind.choices]
        self.fields["scope"].choices = [*NOT_SAID, *Scope.choices]
        for region, label, countries in countries_by_region():
            self.fields[f"countries_{region.lower()}"] = _checkboxes(label, countries)
        for framework, label in FRAMEWORK_NAMES.items():
            self.fields[framework] = _checkboxes(label, [])
        for concept in fetch_translations(markable_concepts(), "title"):
            name = f"{_spoken(concept)} {concept.said['title']}"
            self.fields[concept.framework.slug].choices += [(str(concept.pk), name)]

    def countries(self) -> list[Any]:
        """The fields of the countries, a region each, for the page to fold."""
        return [self[f"countries_{region.lower()}"] for region in REGIONS]

    def served(self) -> list[Any]:
        """The fields of what an activity can serve, a framework each."""
        return [self[framework] for framework in FRAMEWORK_NAMES]

    def concepts(self) -> list[Concept]:
        """Return what its people say that the activity serves."""
        marked = [key for framework in FRAMEWORK_NAMES for key in self.cleaned_data[framework]]
        return list(markable_concepts().filter(pk__in=marked))

    def _offered_to(self, standing: Any) -> Q:
        """The organizations for which somebody sits, and those that stand in the entry already."""
        standing_there = [one.pk for one in self.initial.get("organizations") or []]
        return Q(pk__in=[*standing.organizations, *standing_there])

    def clean_paragraphs(self) -> list[Paragraph]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["paragraphs"].splitlines()]
        found = []
        for line in filter(None, lines):
            paragraph = paragraph_cited(line)
            if paragraph is None:
                message = _("“%(typed)s” is no paragraph of the register. Write it as it is cited there.")
                raise forms.ValidationError(message, params={"typed": line})
            found.append(paragraph)
        return found

    def given(self) -> Given:
        """Return what was typed, as the actions take it."""
        typed = self.cleaned_data
        carrying = list(typed.get("organizations") or [])
        partners = [one for one in typed["partner_organizations"] if one not in carrying]
        names = (
            "title", "source_language", "summary", "entity", "entity_kind", "partners", "status", "starts_on",
            "ends_on", "scope", "place_note", "paragraphs", "results", "url", "evidence_url", "contact",
        )  # fmt: skip
        return Given(
            organizations=[(one, Role.CARRIES_OUT) for one in carrying] + [(one, Role.PARTNER) for one in partners],
            places=[*typed["regions"], *(code for field in self.countries() for code in typed[field.name])],
            **{name: typed[name] for name in names},
        )

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        """Return what the form shows of an entry that stands."""
        given = given_of(activity)
        typed: dict[str, Any] = given.columns()
        tags = [tag for tag in activity.tags.select_related("concept__framework") if tag.is_confirmed]
        for framework in FRAMEWORK_NAMES:
            typed[framework] = [str(tag.concept_id) for tag in tags if tag.concept.framework.slug == framework]
        for name, role in (("organizations", Role.CARRIES_OUT), ("partner_organizations", Role.PARTNER)):
            typed[name] = [organization for organization, part in given.organizations if part == role]
        typed["regions"] = [code for code in given.places if code in REGIONS]
        for region in REGIONS:
            typed[f"countries_{region.lower()}"] = [code for code in given.places if REGION_OF.get(code) == region]
        typed["paragraphs"] = "\n".join(paragraph.cite for paragraph in given.paragraphs)
        return typed


class ReasonForm(forms.Form):
    """Why the secretariat does not publish an entry as it is."""

    reason = forms.CharField(
        label=_("Reason, for the people of the entry"), max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )


def markable_concepts() -> Any:
    """Return the lines, Goals and objectives that a person may mark, in their order."""
    wanted = Q()
    for framework, codes in FRAMEWORKS.items():
        wanted |= Q(framework__slug=framework, code__in=codes)
    return Concept.objects.filter(wanted).select_related("framework").in_order()


def paragraph_cited(line: str) -> Paragraph | None:
    """Return the paragraph that a line cites, however its symbol is spelled; None where the register has none."""
    found = next(iter(find_all(line)), None)
    number = re.search(r"[\w().-]+$", line)
    if found is None or number is None:
        return None
    return Paragraph.objects.public().filter(work__symbol=str(found.symbol), number=number[0]).first()


def _checkboxes(label: Any, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _acronym_and_name(organization: Organization) -> str:
    return f"{organization.acronym} – {organization.name}" if organization.name else organization.acronym


def _spoken(concept: Concept) -> str:
    """Return the code as it stands before a title; an objective has its number in its title's own words."""
    return concept.code.replace("Objective ", "") if concept.framework.slug == "gdc" else concept.code
