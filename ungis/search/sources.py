"""What can be found: rooms announce their records here, each from its AppConfig.ready.

    from ungis.search import sources
    sources.announce(Source("meeting", _("Meetings"), Meeting.objects.all, entries, {"meetings.meeting": own}))
    sources.name_values(acronyms, "organization")       # what filters print for the values that entries carry

A record has one entry with its words in all languages that it has, so that it stands in a result once, with the
title in the reader's language. The index is derived from entries and from nothing else: it may be thrown away.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.periods import PartialDate
from ungis.core.standing import Visibility

Keys = Collection[str]
Names = Callable[[Keys], Mapping[str, Any]]
BATCH = 500  # records given to `entries` at a time

# The filters of a search, as they stand in the address and beside the result.
FACETS = {
    "kind": pgettext_lazy("of what is searched", "Kind"),
    "organization": _("Organization"),
    "line": _("Action line"),
    "goal": _("Goal"),
    "objective": _("GDC objective"),
    "line_confirmed": _("Action line, confirmed by a person"),
    "goal_confirmed": _("Goal, confirmed by a person"),
    "objective_confirmed": _("GDC objective, confirmed by a person"),
    "region": _("Region"),
    "country": _("Country"),
    "year": _("Year"),
    "status": _("Status"),
    "language": _("Language"),
}
# Those that an address may ask for; beside a result they stand only where they were.
CONFIRMED = {facet: f"{facet}_confirmed" for facet in ("line", "goal", "objective")}


@dataclass(frozen=True)
class Entry:
    """What is found of one record, and what its row in a result shows.

    `titles` and `bodies` are texts by language; the words of all of them find the record. `address` is the path of
    its page below the language (`below_language` makes it of get_absolute_url). `visibility` is a value of
    core.standing.Visibility and never wider than what `visible_to` says of the record: counts follow it alone.
    `symbol` stands before the title and is found whole and in parts; who asks for nothing else gets the record first,
    unless the symbol is that of another. `words` are found and never shown (aliases, other spellings). Values of
    filters are short stable words (slugs, ISO codes); see `name_values`. `confirmed` are those of `lines`, `goals` and
    `objectives`, by these names, that a person confirmed, where some are only suggested. `parts_of` names records
    without which this one is not, as ("documents.work", 12): their events take it out before it is looked for again.
    `languages` are those of `titles`, unless said otherwise.
    """

    pk: Any
    titles: Mapping[str, str]
    address: str
    visibility: str = Visibility.PUBLIC.value
    bodies: Mapping[str, str] = field(default_factory=dict)
    symbol: str = ""
    is_known_by_symbol: bool = True
    words: Iterable[str] = ()
    date: "date | PartialDate | None" = None  # shown, and by which the newest come first
    organizations: Iterable[str] = ()
    lines: Iterable[str] = ()
    goals: Iterable[str] = ()
    objectives: Iterable[str] = ()
    confirmed: Mapping[str, Iterable[str]] = field(default_factory=dict)
    regions: Iterable[str] = ()
    countries: Iterable[str] = ()
    years: Iterable[int] = ()
    status: str = ""
    languages: Iterable[str] = ()
    parts_of: Iterable[tuple[str, Any]] = ()


def own(ids: Keys) -> Keys:
    """For `subjects`: events of the record itself."""
    return ids


def through(records: Callable[[], QuerySet], path: str) -> Callable[[Keys], Iterable[Any]]:
    """For `subjects`: events of a record to which others lead by `path`: through(Paragraph.objects.all, "work")."""
    return lambda ids: records().filter(**{f"{path}__in": ids}).order_by().values_list("pk", flat=True).distinct()


@dataclass(frozen=True)
class Source:
    """One kind of record that can be found.

    `kind` is a word of addresses and of the index: it stays. `queryset()` gives all records that can be found by
    anybody at all, with `visible_to(user)`; what it leaves out vanishes from results. `entries(records)` gets a
    list of at most BATCH of them and gives the entry of each, reading what it needs for all at once.
    `subjects` says which events make which records stale: of `subject_type` (a model's label_lower) and the ids
    of subjects, the primary keys of the records concerned, as in `own` and `through`.
    """

    kind: str
    label: Any
    queryset: Callable[[], QuerySet]
    entries: Callable[[list[Any]], Iterable[Entry]]
    subjects: Mapping[str, Callable[[Keys], Iterable[Any]]]

    def seen_by(self, user: Any, keys: Keys) -> QuerySet:
        """Those of the records with these primary keys that the user may know of."""
        return self.queryset().visible_to(user).filter(pk__in=keys)  # type: ignore[attr-defined]


SOURCES: dict[str, Source] = {}
NAMES: dict[Names, tuple[str, ...]] = {}


def announce(source: Source) -> None:
    """Let the records of a room be found."""
    SOURCES[source.kind] = source


def name_values(names: Names, *facets: str) -> None:
    """Say what values of some facets are called: `names(values)` gives the words in the reader's language.

    It is asked once a page with the values of all these facets, costs at most one query, and leaves out what it
    does not know. Several rooms may name values of one facet; what nobody names is printed as it is.
    """
    NAMES[names] = facets


def names_of(values: Mapping[str, Keys]) -> dict[str, dict[str, str]]:
    """Return the words for values, by facet."""
    told: dict[str, dict[str, str]] = {facet: {} for facet in values}
    for names, facets in NAMES.items():
        wanted = {value for facet in facets for value in values.get(facet, ())}
        known = names(wanted) if wanted else {}
        for facet in facets:
            told.get(facet, {}).update({value: str(known[value]) for value in values.get(facet, ()) if value in known})
    return told


def below_language(address: str) -> str:
    """Return the part of a path of ours that is the same in all languages: /en/members/itu/ gives members/itu/."""
    return address.lstrip("/").partition("/")[2]


def stale(subject_type: str, ids: Keys) -> dict[str, set[str]]:
    """Return which records, by kind, events of these subjects make stale."""
    concerned = {
        kind: {str(key) for key in source.subjects[subject_type](ids)}
        for kind, source in SOURCES.items()
        if subject_type in source.subjects
    }
    return {kind: keys for kind, keys in concerned.items() if keys}
