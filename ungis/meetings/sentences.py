"""The lead of a meeting's page: what is known of it, in plain words."""

from datetime import date

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ungis.core.periods import PartialDate
from ungis.pages.dates import locale_of, print_date

from .models import Meeting
from .states import UNCONFIRMED, State


def lead_of(meeting: Meeting, today: date) -> list[str]:
    """Return the lead as sentences; texts of the record inside them stay in English."""
    state, days = meeting.effective_on(today), sorted({sitting.date for sitting in meeting.sittings.all()})
    return [sentence for sentence in (_when(state, days), *_around(meeting, state)) if sentence]


def _when(state: str, days: list[PartialDate]) -> str:
    if not days:
        return {
            State.HELD: _("It took place on a day that is not known."),
            State.CANCELLED: _("It was cancelled; no date is on record."),
        }.get(state, _("It is planned; no date is on record yet."))
    words = {"first": print_date(days[0]), "last": print_date(days[-1])}
    is_exact = {days[0].precision, days[-1].precision} == {"day"}
    if len(days) > 1 and is_exact:
        return {
            State.HELD: _("It took place in parts, the first on %(first)s and the last on %(last)s."),
            State.CANCELLED: _("It was planned for %(first)s to %(last)s and cancelled."),
            UNCONFIRMED: _("It was planned in parts, the first on %(first)s and the last on %(last)s."),
        }.get(state, _("It is planned in parts, the first on %(first)s and the last on %(last)s.")) % words
    if len(days) > 1:
        return {
            State.HELD: _("It took place in parts; not all days are known. Its dates: %(first)s to %(last)s."),
            State.CANCELLED: _("It was planned in parts and cancelled. Its dates: %(first)s to %(last)s."),
        }.get(state, _("It is planned in parts; not all days are known. Its dates: %(first)s to %(last)s.")) % words
    if is_exact:
        return {
            State.HELD: _("It took place on %(first)s."),
            State.CANCELLED: _("It was planned for %(first)s and cancelled."),
            UNCONFIRMED: _("It was planned for %(first)s."),
        }.get(state, _("It is planned for %(first)s.")) % words
    return {
        State.HELD: _("It took place in %(first)s; the day is not known."),
        State.CANCELLED: pgettext("a month or a year", "It was planned for %(first)s and cancelled."),
        UNCONFIRMED: _("It was planned for %(first)s; the day is not known."),
    }.get(state, _("It is planned for %(first)s; the day is not known.")) % words


def _around(meeting: Meeting, state: str) -> list[str]:
    """What surrounds the date: whether it is confirmed, the chair of the day."""
    sentences = []
    if state == UNCONFIRMED:
        sentences.append(_("That date has passed, and it is not confirmed that it took place."))
    chair = meeting.chair
    if state != State.HELD or chair.is_contradicted:
        return sentences  # two accounts of the chair stand side by side below
    if chair.computed and len(chair.computed) == 1:
        sentences.append(_("%(chair)s held the chair of the group.") % {"chair": chair.names})
    elif chair.computed:
        names = format_list([organization.acronym for organization in chair.computed], locale=locale_of())
        sentences.append(_("%(chair)s shared the chair of the group.") % {"chair": names})
    return sentences
