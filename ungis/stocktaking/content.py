"""What people say of an activity, settled: the same for a form, a line of a workbook, an entry of another register."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ungis.core.acting import Refused
from ungis.core.events import canonical, plain
from ungis.core.periods import PartialDate
from ungis.core.standing import Visibility
from ungis.mandates.models import Paragraph
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.press.legible import legible

from .models import Activity, Role, Status
from .places import is_place

LONGEST_TEXT = 8_000  # characters of a summary, of results
SHORTEST_SUMMARY = 40  # below this nobody can tell what is done
MOST_LINKED = 60  # organizations, places, concepts, paragraphs of one activity, each
LANGUAGES = dict(settings.LANGUAGES)
LINES = ("title", "entity", "place_note", "contact", "note")  # kept on one line
EARLIEST, LATEST = 1945, 2100


@dataclass
class Given:
    """One activity as it was given. `organizations` are (organization, role) in the order in which they are named."""

    title: str = ""
    summary: str = ""
    source_language: str = "en"
    organizations: list[tuple[Organization, str]] = field(default_factory=list)
    entity: str = ""
    entity_kind: str = ""
    partners: str = ""
    status: str = Status.ONGOING
    scope: str = ""
    places: list[str] = field(default_factory=list)
    place_note: str = ""
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    results: str = ""
    url: str = ""
    evidence_url: str = ""
    contact: str = ""
    note: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    visibility: str = Visibility.PUBLIC

    def settled(self) -> "Given":
        """Return it as it is kept. Refused, in words for the person: what no entry can hold."""
        for name in LINES:
            setattr(self, name, " ".join(legible(getattr(self, name)).split()))
        for name in ("summary", "results"):
            setattr(self, name, legible(getattr(self, name)))
            if len(getattr(self, name)) > LONGEST_TEXT:
                raise Refused(_("The description and the results have 8,000 characters each at most."))
        partners = (" ".join(line.split()) for line in legible(self.partners).splitlines())
        self.partners = "\n".join(line for line in partners if line)
        self._require_sense()
        try:
            Activity(**self.columns()).clean_fields(exclude=NOT_GIVEN)
        except ValidationError as trouble:
            name, messages = next(iter(trouble.message_dict.items()))
            raise Refused(f"{_label(name)}: {messages[0]}") from None
        return self

    def _require_sense(self) -> None:
        if not self.title:
            raise Refused(_("An activity needs a title."))
        if self.source_language not in LANGUAGES:
            raise Refused(_("Write an activity in one of the six languages."))
        if not all(is_place(code) for code in self.places):
            raise Refused(_("One of the places is neither a country nor a region."))
        linked = (self.organizations, self.places, self.paragraphs)
        if max(map(len, linked)) > MOST_LINKED:
            raise Refused(_("An activity names 60 organizations, places and paragraphs each at most."))
        if not all(role in Role.values for _organization, role in self.organizations):
            raise Refused(_("An organization carries an activity out, or is a partner in it."))
        for moment in filter(None, (self.starts_on, self.ends_on)):
            if not EARLIEST <= moment.day.year <= LATEST:
                raise Refused(_("The years of an activity lie between 1945 and 2100."))
        if self.starts_on and self.ends_on and self.ends_on.last_day < self.starts_on.day:
            raise Refused(_("The activity ends before it begins."))

    def require_whole(self) -> None:
        """Refuse what is not yet enough for a reader of the register."""
        if len(self.summary) < SHORTEST_SUMMARY:
            raise Refused(_("Describe the activity in a sentence or two: what is done, for whom."))
        if not self.organizations and not self.entity:
            raise Refused(_("Say who carries the activity out."))

    def columns(self) -> dict[str, Any]:
        """Return what stands in the columns of the activity itself."""
        return {name: getattr(self, name) for name in COLUMNS}

    def as_data(self) -> dict[str, Any]:
        """Return it as events and waiting corrections keep it; `given_from` reads it back."""
        data = plain(self.columns())
        return {
            **data,
            "organizations": [[organization.acronym, role] for organization, role in self.organizations],
            "places": list(self.places),
            "paragraphs": [paragraph.pk for paragraph in self.paragraphs],
        }


LISTS = ("organizations", "places", "paragraphs")
COLUMNS = tuple(one.name for one in fields(Given) if one.name not in LISTS)
NOT_GIVEN = {column.name for column in Activity._meta.get_fields()} - set(COLUMNS)


def given_of(activity: Activity) -> Given:
    """Return what an entry says now."""
    participations = activity.participations.select_related("organization")
    return Given(
        organizations=[(one.organization, one.role) for one in participations],
        places=[place.code for place in activity.places.all()],
        paragraphs=list(activity.paragraphs.order_by("pk")),
        **{name: getattr(activity, name) for name in COLUMNS},
    )


def given_from(data: dict[str, Any]) -> Given:
    """Return what `as_data` wrote; an organization or a paragraph that is no more is left out."""
    registry = _by_acronym(acronym for acronym, _role in data["organizations"])
    dates = {name: PartialDate.parse(data[name]) if data.get(name) else None for name in ("starts_on", "ends_on")}
    return Given(
        **{
            **{name: data[name] for name in COLUMNS if name in data},
            **dates,
            "organizations": [(registry[name], role) for name, role in data["organizations"] if name in registry],
            "places": list(data["places"]),
            "paragraphs": list(Paragraph.objects.filter(pk__in=data["paragraphs"]).order_by("pk")),
        }
    )


def revision_of(given: Given, concepts: Iterable[Concept] = ()) -> str:
    """Return a short hash of what an entry says, by which a form knows that nobody changed it meanwhile."""
    content = {**given.as_data(), "concepts": sorted(concept.pk for concept in concepts)}
    return hashlib.sha256(canonical(content).encode()).hexdigest()[:16]


def _by_acronym(acronyms: Iterable[str]) -> dict[str, Organization]:
    return {one.acronym: one for one in Organization.objects.filter(acronym__in=list(acronyms))}


def _label(name: str) -> str:
    """Return what a column is called on the form."""
    return str(
        {
            "title": _("Title"),
            "url": _("Web address"),
            "evidence_url": _("Web address of the evidence"),
            "entity": _("Who carries it out"),
            "place_note": _("Where, in words"),
            "contact": _("Contact"),
            "note": _("Note"),
        }.get(name, name)
    )
