"""What the address of a page of coverage asks: two axes, and which activities count."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from ungis.languages.models import fetch_translations
from ungis.mappings.models import Concept
from ungis.mappings.names import spoken_name
from ungis.organizations.models import Organization
from ungis.search.sources import CONFIRMED

from . import coverage
from .codes import BITS, FRAMEWORKS
from .coverage import Filter, Row, Rows, tag_kind, tags_of
from .models import Status
from .places import COUNTRIES, REGIONS

FRAMEWORK_OF = {"line": "wsis", "goal": "sdg", "objective": "gdc"}  # by the name of the filter in addresses
AXES = {
    "lines-goals": ("line", "goal"),
    "lines-objectives": ("line", "objective"),
    "goals-objectives": ("goal", "objective"),
}
PAIRS = {
    "lines-goals": gettext_lazy("Action lines and Goals"),
    "lines-objectives": gettext_lazy("Action lines and objectives of the Compact"),
    "goals-objectives": gettext_lazy("Goals and objectives of the Compact"),
}
HEADINGS = {
    "line": gettext_lazy("Action line"),
    "goal": gettext_lazy("Goal"),
    "objective": gettext_lazy("GDC objective"),
}
TAKEN = ("axes", "organization", "country", "region", "from", "to", "status", "tags", *FRAMEWORK_OF)
MOST_YEARS = 60  # that an address of the list of activities names one by one


@dataclass
class Question:
    """The address of a page, read. `trouble` says in words what in it is no year; an unknown value leaves nothing."""

    query: QueryDict
    user: Any
    rows: Rows = field(default_factory=coverage.current)
    trouble: list[str] = field(default_factory=list)
    is_unknown: bool = False

    def __post_init__(self) -> None:
        self.axes = self.query.get("axes", "")
        if self.axes not in AXES:
            self.axes = self._fitting_axes()
        self.chosen = {name: self.query.get(name, "").strip() for name in TAKEN}
        self.chosen["axes"] = self.axes
        self.wanted = Filter(
            organization=self._organization(),
            country=self._one_of("country", COUNTRIES),
            region=self._one_of("region", REGIONS),
            first=self._year("from"),
            last=self._year("to"),
            status=self._one_of("status", Status.values),
            tags=tuple(place for name in FRAMEWORK_OF if (place := self._tag(name)) is not None),
            is_confirmed=self.chosen["tags"] == "confirmed",
        )

    def _fitting_axes(self) -> str:
        """Return the axes for an address that names none: those without the one to which it keeps."""
        asked = [name for name in FRAMEWORK_OF if self.query.get(name)]
        return next((pair for pair, ends in AXES.items() if not set(ends) & set(asked)), "lines-goals")

    # --- what is narrowed to -----------------------------------------------------------------

    def _one_of(self, name: str, known: Any) -> str:
        value = self.chosen[name]
        if value and value not in known:
            self.is_unknown = True
            return ""
        return value

    def _year(self, name: str) -> int | None:
        value = self.chosen[name]
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) == 4:
            return int(value)
        self.trouble.append(_("A year has four digits, such as 2025."))
        self.chosen[name] = ""
        return None

    def _organization(self) -> int | None:
        slug = self.chosen["organization"]
        found = [one.pk for one in self.organizations if one.slug == slug]
        self.is_unknown |= bool(slug) and not found
        return found[0] if found else None

    def _tag(self, name: str) -> int | None:
        slug = self.chosen[name]
        places = tags_of(FRAMEWORK_OF[name]) if slug else []
        found = [place for place in places if place in self.concepts and self.concepts[place].slug == slug]
        self.is_unknown |= bool(slug) and not found
        return found[0] if found else None

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.chosen.items() if name != "axes")

    # --- what is there -----------------------------------------------------------------------

    @cached_property
    def seen(self) -> Row:
        """The row of what the reader may know of."""
        return self.rows.seen_by(self.user)

    @cached_property
    def kept(self) -> Row:
        """The row of the activities that count here."""
        if self.is_unknown:
            return numpy.zeros(self.rows.words, numpy.uint64)
        return self.rows.kept(self.wanted, self.user)

    @cached_property
    def organizations(self) -> list[Organization]:
        """Those with an activity that the reader may see: one query."""
        keys = self.rows.values("organization")
        counted = coverage.counts(self.rows.stack(("organization", key) for key in keys), self.seen)
        active = [key for key, number in zip(keys, counted, strict=True) if number]
        return list(Organization.objects.visible_to(self.user).filter(pk__in=active).order_by("acronym"))

    @cached_property
    def concepts(self) -> dict[int, Concept]:
        """The concepts that stand in rows of bits, by their place, with `said`: one query, two in other languages."""
        found = Concept.objects.filter(framework__slug__in=FRAMEWORKS, code__in=CODES).select_related("framework")
        known = fetch_translations(found.defer("text", "source"), "title")
        return {BITS[place]: one for one in known if (place := (one.framework.slug, one.code)) in BITS}

    def places_on(self, name: str) -> list[int]:
        """Return the places of the tags that stand on an axis: all of it, or the one to which the address keeps."""
        places = [place for place in tags_of(FRAMEWORK_OF[name]) if place in self.concepts]
        kept_to = [place for place in places if place in self.wanted.tags]
        return kept_to or places

    def stack(self, name: str, *, is_confirmed: bool | None = None) -> NDArray[numpy.uint64]:
        """Return the rows of an axis, of confirmed tags or of all as the address says."""
        kind = tag_kind(self.wanted if is_confirmed is None else is_confirmed)
        return self.rows.stack((kind, place) for place in self.places_on(name))

    # --- addresses ---------------------------------------------------------------------------

    def address(self, view: str, **given: str) -> str:
        """Return the address of a page of coverage with the same filters."""
        asked = {**self.chosen, **given}
        return _with_query(reverse(view), [(name, value) for name, value in asked.items() if value])

    def list_address(self, **given: str) -> str:
        """Return the address of the list of these activities, narrowed further."""
        names = ("organization", "country", "region", "status", *FRAMEWORK_OF)
        asked = {**{name: self.chosen[name] for name in names}, **given}
        pairs = [(self.list_name(name), value) for name, value in asked.items() if value]
        if "year" not in given:
            pairs += [("year", str(year)) for year in self._years()]
        return _with_query(reverse("activity_list"), pairs)

    def list_name(self, name: str) -> str:
        """Return what a filter is called in addresses of the list; where only confirmed tags count, there as here."""
        return CONFIRMED.get(name, name) if self.wanted.is_confirmed else name

    def _years(self) -> list[int]:
        first, last = self.wanted.first, self.wanted.last
        if first is None and last is None:
            return []
        known = [year for year in self.rows.values("year") if (first or 0) <= year <= (last or 9999)]
        return known[-MOST_YEARS:]

    # --- words -------------------------------------------------------------------------------

    def name(self, place: int) -> str:
        return spoken_name(self.concepts[place])


CODES = [code for codes in FRAMEWORKS.values() for code in codes]


def _with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
