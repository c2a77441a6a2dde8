"""The certificate of a round as plain content: what was asked, of whom, until when, who said what, what came of it.

Pure: from what was fetched to headings, lines and tables of texts, each with its language; certificate_word.py and
certificate_pdf.py print them. The same facts give the same content.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.pages.dates import print_date, print_moment
from ungis.pages.history import happened
from ungis.pages.lists import listed
from ungis.press.composed import Text

from .models import Extension, Position, Round, SubjectKind
from .progress import Progress
from .proof import Chain
from .states import ADOPTED_STATES, RoundState

Content = dict[str, Any]
ZONES = ("Europe/Zurich", "America/New_York")
POSITION_COLUMNS = (26, 34, 74, 36)  # millimetres
CHAIN_COLUMNS = (16, 40, 52, 62)


@dataclass(frozen=True)
class Facts:
    """What a certificate tells of, as it was fetched."""

    round: Round
    progress: Progress
    positions: Sequence[Position]  # all that were ever sent, in their order
    extensions: Sequence[Extension]
    endorsers: Sequence[str]  # acronyms
    chain: Chain
    stations: Sequence[str]  # the duty stations that count, by name
    address: str  # of the page of the round


def here(text: object) -> Text:
    """A text of ours, in the language of the paper."""
    return {"text": str(text), "language": get_language() or "en"}


def quoted(text: object, language: str = "en") -> Text:
    """A text of the record."""
    return {"text": str(text), "language": language}


def compose(facts: Facts) -> Content:
    """Return the content of the certificate in the reader's language."""
    round, progress = facts.round, facts.progress
    is_open = progress.is_open
    sections = [
        _section(_("The question"), [quoted(round.question)]),
        _positions(facts),
        _section(_("No response (silence)"), _silent(progress)),
        _advice(facts),
        _earlier(facts),
        _section(_("Endorsed by"), _endorsers(facts)),
        _chain(facts.chain),
        _section(_("How to check this certificate"), _how_to_check(facts)),
    ]
    return {
        "language": get_language() or "en",
        "group": here(_("United Nations Group on the Information Society")),
        "kind": here(_("Clearance as it stands") if is_open else _("Certificate of clearance")),
        "title": quoted(round.title),
        "outcome": here(_outcome(progress)),
        "particulars": [[here(name), value] for name, value in _particulars(facts)],
        "sections": [section for section in sections if section],
        "address": facts.address,
        "sha256": round.sha256,
        # Of a closed round the moment is fixed, so that a certificate can be made again and compared.
        "at": (progress.moment if is_open else round.closed_at or round.closes_at).replace(microsecond=0).isoformat(),
        "page": (_("Page %(number)s of %(all)s") % {"number": "\x00", "all": "\x00"}).split("\x00"),
    }


def _section(title: str, notes: Iterable[Text], heads: Iterable[str] = (), columns=(), rows: Iterable = ()) -> Content:
    return {
        "title": here(title),
        "notes": list(notes),
        "heads": [here(head) for head in heads],
        "columns": list(columns),
        "rows": list(rows),
    }


def _outcome(progress: Progress) -> str:
    state = RoundState(progress.state)
    if state == RoundState.OPEN:
        return _("The round is open: this is no outcome yet.")
    return _("Outcome: %(state)s") % {"state": state.label}


def _moments(moment: datetime) -> str:
    """A moment on the clocks of Geneva and New York, each with UTC."""
    return "\n".join(print_moment(moment, zone) for zone in ZONES)


def _hash(sha256: str) -> Text:
    """A hash in two lines, left to right in any language."""
    return quoted(f"{sha256[:32]}\n{sha256[32:]}")


def _particulars(facts: Facts) -> list[tuple[str, Text]]:
    round, progress = facts.round, facts.progress
    closes = _("Closes") if progress.is_open else _("Closed")
    told = [
        (_("Outcome"), here(_outcome(progress))),
        (_("What was asked about"), here(SubjectKind(round.subject_kind).label)),
        (_("SHA-256 of its text"), _hash(round.sha256)),
        (_("Asked by"), quoted(round.asked_by.acronym)),
        (_("Opened"), here(_moments(round.opened_at))),
        (closes, here(_moments(round.closes_at))),
        (_("Minimum period"), here(_minimum(facts))),
    ]
    told += _closing_days(facts)
    if round.short_reason:
        told.append((_("Why it was shorter"), quoted(round.short_reason)))
    told += [(_("More time given"), quoted(_extension(one))) for one in facts.extensions]
    if round.state_reason:
        told.append((_("Why it was withdrawn"), quoted(round.state_reason)))
    if round.closed_at:
        told.append((_("Outcome written down"), here(_moments(round.closed_at))))
    members = [place.asked.acronym for place in progress.members]
    told.append((_("Eligible members (%(number)s)") % {"number": len(members)}, quoted(listed(members))))
    return told


def _minimum(facts: Facts) -> str:
    if facts.round.short_reason:
        return _("below 72 hours of working time, as the chair decided")
    words = _("at least 72 hours of working time at each of the duty stations that count: %(stations)s")
    return words % {"stations": listed(facts.stations)}


def _closing_days(facts: Facts) -> list[tuple[str, Text]]:
    """The closing days of the period as they were known when the round was opened, from the event of its opening."""
    opened = next((link.event.data for link in facts.chain.links if link.event.action == "clearance.round_opened"), {})
    lines = []
    for station, days in opened.get("closing_days", {}).items():
        told = listed([print_date(date.fromisoformat(day)) for day in days]) if days else _("none")
        lines.append(_("%(station)s: %(days)s") % {"station": station, "days": told})
    return [(_("Closing days, as known at the opening"), here("\n".join(lines)))] if lines else []


def _extension(one: Extension) -> str:
    words = _("on %(day)s, until %(moment)s: %(reason)s")
    day = print_date(one.granted_at.astimezone(clock.GENEVA).date())
    return words % {"day": day, "moment": print_moment(one.new_closes_at, ZONES[0]), "reason": one.reason}


def _positions(facts: Facts) -> Content:
    heads = (_("Organization"), _("Position"), _("In its words"), _("Sent"))
    rows = [_row(place.asked.acronym, place.position) for place in facts.progress.answered]
    notes = [] if rows else [here(_("No member has sent a position."))]
    return _section(_("Positions of members"), notes, heads, POSITION_COLUMNS, rows)


def _row(acronym: str, position: Any, stands: str = "") -> list[list[Text]]:
    words = [quoted(position.words)] if position.words else [here("–")]
    if position.way_out:
        words += [here(_("What would remove the objection:")), quoted(position.way_out)]
    if position.evidence:
        words += [here(_("Recorded by the secretariat; said by:")), quoted(position.on_behalf)]
        words += [here(_("Known from:")), quoted(position.evidence)]
    stance = [here(position.get_stance_display())] + ([here(stands)] if stands else [])
    return [[quoted(acronym)], stance, words, [here(print_moment(position.sent_at, ZONES[0]))]]


def _silent(progress: Progress) -> list[Text]:
    silent = [place.asked.acronym for place in progress.silent]
    if not silent:
        return [here(_("All members answered."))]
    meaning = _("Silence does not break the procedure, and it is no endorsement.")
    return [quoted(listed(silent)), here(meaning)]


def _advice(facts: Facts) -> Content | None:
    advising = [place for place in facts.progress.observers if place.position]
    if not advising:
        return None
    heads = (_("Organization"), _("Advice"), _("In its words"), _("Sent"))
    rows = [_row(place.asked.acronym, place.position) for place in advising]
    return _section(_("Advice of observers"), [here(_("Not counted."))], heads, POSITION_COLUMNS, rows)


def _earlier(facts: Facts) -> Content | None:
    """What was sent and no longer stood: every change is kept."""
    acronyms = {place.asked.organization_id: place.asked.acronym for place in facts.progress.places}
    standing = {place.position.pk for place in facts.progress.places if place.position}
    gone = [one for one in facts.positions if one.pk not in standing]
    if not gone:
        return None
    heads = (_("Organization"), _("Position"), _("In its words"), _("Sent"))
    rows = [_row(acronyms[one.organization_id], one, one.get_state_display()) for one in gone]
    return _section(_("Positions that were changed or withdrawn"), [], heads, POSITION_COLUMNS, rows)


def _endorsers(facts: Facts) -> list[Text]:
    if facts.progress.state not in (*ADOPTED_STATES, RoundState.OPEN):
        return [here(_("The text was not adopted; there is nothing to endorse."))]
    if not facts.endorsers:
        return [here(_("No organization has endorsed the text. Silence endorses nothing."))]
    return [quoted(listed(facts.endorsers))]


def _chain(chain: Chain) -> Content:
    heads = (_("Event"), _("When"), _("What happened"), "SHA-256")
    rows = [
        [
            [quoted(link.event.pk)],
            [here(print_moment(link.event.at))],
            [here(happened(link.event.action)), *([] if link.is_whole else [here(_("altered since it was written"))])],
            [_hash(link.event.hash)],
        ]
        for link in chain.links
    ]
    whole = _("Each event is as it was written and follows the one before it; the rows agree with the events.")
    broken = _("The chain does not hold: something was altered after it was written.")
    return _section(_("Chain of events"), [here(whole if chain.is_whole else broken)], heads, CHAIN_COLUMNS, rows)


def _how_to_check(facts: Facts) -> list[Text]:
    return [
        here(_("Bring the file of the text to the page of the round, or compute its SHA-256 yourself.")),
        here(_("Who operates the platform checks the whole chain with: ungis audit verify.")),
        quoted(f"{facts.address}check/"),
    ]
