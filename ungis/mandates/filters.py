"""What the register can be narrowed to, all of it kept in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ungis.documents.models import Work
from ungis.pages import facets
from ungis.pages.facets import Facet
from ungis.pages.vocabulary import print_word

from .addressees import GROUP
from .models import Addressee, Character, Paragraph, Weight
from .states import STATE_NAMES

NAMES = Prefetch("addressees", Addressee.objects.order_by("pk"))
VIEWS = {"due-next": _("Due next"), "overdue": _("Overdue")}
VERB_NAMES = {weight: weight.name.lower().replace("_", "-") for weight in Weight}
DUE_GROUPS = {
    "overdue": _("overdue"),
    "due-next": _("due next"),
    "settled": _("dated and settled"),
    "no-date": _("no date"),
}


def register_facets() -> list[Facet]:
    """Return the filters of the register in the order in which they stand on the page."""
    return [
        Facet("addressee", _("Who is asked"), "addressees__name", {GROUP: GROUP}, wording=print_word),
        Facet("due", _("Due"), "due_group", DUE_GROUPS),
        Facet("state", _("State"), "standing", STATE_NAMES),
        Facet("character", _("Character"), "character", dict(Character.choices)),
        Facet("verb", _("Verb, from command to courtesy"), "verb_name", {VERB_NAMES[w]: w.label for w in Weight}),
        Facet("year", _("Year"), "year"),
        Facet("body", _("Who asks"), "work__body", wording=print_word),
    ]


@dataclass
class Register:
    """The rows that an address asks for, in order, and the filters with their counts."""

    rows: QuerySet[Paragraph]
    facets: list[Facet]
    view: str
    words: str
    answered_by: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.answered_by or any(c.is_chosen for f in self.facets for c in f.choices))


def narrowed(query: QueryDict, user: Any, today: date, *, counted: bool = True) -> Register:
    """Return the register as the address asks for it; values that nobody bears leave no rows."""
    rows = Paragraph.objects.visible_to(user).standing_on(today)
    rows = rows.annotate(
        year=Substr("work__date", 1, 4, output_field=CharField()),
        verb_name=Case(
            *[When(weight=weight, then=Value(name)) for weight, name in VERB_NAMES.items()], output_field=CharField()
        ),
    )
    view, words, answered_by = query.get("view", ""), query.get("q", "").strip()[:200], query.get("answered-by", "")
    if view:
        rows = rows.filter(due_group=view if view in VIEWS else None)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(summary__icontains=word)
            | Q(quote__icontains=word)
            | Q(addressee__icontains=word)
            | Q(work__symbol__icontains=word)
            | Q(work__title__icontains=word)
        )
    if answered_by:
        answering = Work.objects.visible_to(user).filter(slug=answered_by)
        rows = rows.filter(answers__work__in=answering)
    shown = register_facets()
    conditions = {facet.name: Q(**{facet.path: query[facet.name]}) for facet in shown if query.get(facet.name)}
    if counted:
        facets.fill(shown, rows, query, conditions)
        for facet in shown:
            if facet.name == "year":
                facet.choices.reverse()
    for condition in conditions.values():
        rows = rows.filter(condition)
    rows = rows.order_by("due_by", "work__slug", "order") if view in VIEWS else rows.by_urgency()
    return Register(rows.select_related("work").prefetch_related(NAMES), shown, view, words, answered_by)
