"""The officers of twenty years as a drawing."""

from collections.abc import Iterable
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.pages.drawing import Band, Mark, Row
from ungis.pages.drawing import timeline as drawn_timeline

from .models import OfficeName, Term
from .officers import Mark as TimelineMark


def timeline(terms: Iterable[Term], marks: dict[str, list[TimelineMark]]) -> SafeString:
    """Return the SVG: one row an office, its holders as bands, meetings as ticks, outputs as marks."""
    terms = list(terms)
    today = clock.today()
    rows = [
        Row(str(office.label), [_band(term, today) for term in terms if term.office == office]) for office in OfficeName
    ]
    return drawn_timeline(
        _("Officers of the group since 2006"),
        _("A row for each office, with the organizations that held it; the table below tells the same."),
        rows,
        ticks=[Mark(when.day, what, address) for when, what, address in marks["ticks"]],
        ticks_label=_("Meetings"),
        marks=[Mark(when.day, what, address) for when, what, address in marks["marks"]],
        marks_label=_("Outputs"),
        today=today,
        is_rtl=get_language_bidi(),
    )


def _band(term: Term, today: date) -> Band:
    """A term without an end on record is drawn up to today, not beyond."""
    start = term.begins.day if term.begins else None
    end = term.ends.day if term.ends else max(today, start or today)
    if not term.organization:
        return Band(start, end, _("not known"), "unknown")
    return Band(start, end, term.organization.acronym, term.office, term.organization.get_absolute_url())
