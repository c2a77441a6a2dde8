"""A file that was read, beside the register: what is new, what corrects an entry, what resembles one."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ungis.press.columns import key_of_words

from .brought import CORRECTED, NEW, SAME, Brought
from .content import Given, given_from
from .lines import given_at_hand, served_by, with_parts
from .models import Activity
from .permissions import can_correct, can_word
from .states import ActivityState

SHOWN = 3  # entries that a line resembles, at most


def judge(lines: list[Brought], *, by: Any) -> None:
    """Say of each good line what it would do; whatever is wrong with it there is told as its trouble."""
    good = [line for line in lines if line.is_good]
    _tell_repeated(good)
    standing = _entries_named(good, by)
    for line in good:
        if line.is_good and (line.number is not None or line.identifier):
            _judge_named(line, standing, by)
    _find_like([line for line in good if line.is_good and line.kind == NEW], by)


def _tell_repeated(lines: Iterable[Brought]) -> None:
    """The same number, identifier, or title of the same people in two lines of one file is a slip."""
    first: dict[tuple, int] = {}
    for line in lines:
        given = line.given
        assert given is not None
        carrying = tuple(sorted(one.acronym for one, _role in given.organizations)) or (key_of_words(given.entity),)
        place = ("words", key_of_words(given.title), carrying, tuple(sorted(given.places)), str(given.starts_on))
        keys: list[tuple] = [place] if line.number is None and not line.identifier else []
        keys += [("number", line.number)] if line.number is not None else []
        keys += [("identifier", line.identifier)] if line.identifier else []
        for key in keys:
            row = first.setdefault(key, line.row)
            if row != line.row:
                column = {"words": "title", "number": "number", "identifier": "identifier"}[key[0]]
                line.tell(_("the same stands in line %(row)d already.") % {"row": row}, column)


def _entries_named(lines: Iterable[Brought], by: Any) -> dict[Any, Activity]:
    """Return the entries that lines name, by number and by identifier, as far as `by` sees them."""
    numbers = {line.number for line in lines if line.number is not None}
    identifiers = {line.identifier for line in lines if line.identifier}
    seen = with_parts(Activity.objects.visible_to(by))
    found: dict[Any, Activity] = {one.number: one for one in seen.filter(number__in=numbers)}
    found |= {one.identifier: one for one in seen.filter(identifier__in=identifiers)}
    return found


def number_in(identifier: str) -> int | None:
    """Return the number of the entry of ours that an IATI identifier names."""
    beginning, _dash, number = identifier.rpartition("-")
    is_ours = beginning == settings.IATI_PREFIX and number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if is_ours else None


def _judge_named(line: Brought, standing: dict[Any, Activity], by: Any) -> None:
    column = "number" if line.number is not None else "identifier"
    entry = standing.get(line.number) if line.number is not None else standing.get(line.identifier)
    if entry is None and line.number is None:
        if _is_taken(line.identifier):
            line.tell(_("an entry with this identifier waits already, of other people."), column)
        return
    if entry is None:
        line.tell(_("there is no entry with this number that you can see. Leave it empty for a new one."), column)
        return
    line.number, line.kind = entry.number, CORRECTED
    complete(line, entry)
    if not changes(entry, line.given, line.concepts):
        line.kind = SAME
    elif not (can_correct(by, entry) if entry.state == ActivityState.PUBLISHED else can_word(by, entry)):
        line.tell(_("this entry is of other people: only they and the secretariat can correct it."), column)


def _is_taken(identifier: str) -> bool:
    return Activity._base_manager.filter(identifier=identifier).exists()


def complete(line: Brought, entry: Activity) -> None:
    """Let a correction leave alone what a file does not tell: the contact, who may see the entry."""
    given = line.given
    assert given is not None
    given.visibility = entry.visibility
    given.contact = given.contact or entry.contact


def changes(entry: Activity, given: Given | None, concepts: Iterable[Any]) -> bool:
    """Whether a line says something else than the entry, which was fetched with its parts."""
    assert given is not None
    before, after = given_at_hand(entry).as_data(), given.as_data()
    for data in (before, after):
        data["places"] = sorted(data["places"])
        data["organizations"] = sorted(map(tuple, data["organizations"]))
        data["paragraphs"] = sorted(data["paragraphs"])
    served = {concept.pk for concept in served_by(entry)}
    return before != after or served != {concept.pk for concept in concepts}


def _find_like(lines: list[Brought], by: Any) -> None:
    """Note the entries of the register that carry the same title."""
    titles = {line.title for line in lines}
    seen = Activity.objects.visible_to(by).filter(title__in=titles).order_by("number")
    by_title: dict[str, list[Activity]] = {}
    for entry in seen:
        by_title.setdefault(entry.title, []).append(entry)
    for line in lines:
        line.like = [
            (entry.number, entry.title, str(_("the same title"))) for entry in by_title.get(line.title, [])[:SHOWN]
        ]


def entry_like(data: dict[str, Any]) -> Activity:
    """Return what a line says as an entry that stands nowhere, to be compared with those that do."""
    given = given_from(data)
    entry = Activity(**given.columns())
    entry.entity = given.organizations[0][0].acronym if given.organizations else given.entity
    entry.first_year = given.starts_on.day.year if given.starts_on else None
    entry.last_year = given.ends_on.last_day.year if given.ends_on else None
    return entry
