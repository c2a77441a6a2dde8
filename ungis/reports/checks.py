"""What to look at before a paper is issued: named findings about the paper and the records it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ungis.core.periods import PartialDate
from ungis.documents import symbols
from ungis.documents.authority import Authority
from ungis.documents.models import SymbolVariant, Work
from ungis.mandates.models import Paragraph
from ungis.meetings.chairs import fetch_chairs
from ungis.meetings.models import Kind, Meeting
from ungis.meetings.states import State
from ungis.organizations.models import Capacity, OfficeName, StatedCount, Term
from ungis.pages.dates import print_date
from ungis.pages.lists import listed

from .composition import meeting_line, taking_part
from .models import Paper
from .references import framing
from .sentences import address_of
from .updates import TEXTS, TOLD_OUTPUTS, concerns_the_group, is_cut_short

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)


@dataclass(frozen=True)
class Finding:
    """One thing to look at: a stable code, how grave it is, plain words, and the page of the record."""

    code: str
    severity: str
    message: str
    address: str = ""


def findings(paper: Paper, content: dict[str, Any]) -> list[Finding]:
    """Return what is to be looked at, the gravest first; `content` is the composed paper."""
    found: dict[Finding, None] = {}
    for check in CHECKS:
        found |= dict.fromkeys(check(paper, content))
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def unknown_session(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """The head of the paper needs the days of the session and a number."""
    if not paper.session.first_day:
        message = _(
            "The days of the session of the working group are not known (%(meeting)s); the head of the paper leaves "
            "them out."
        )
        yield Finding("session_date_unknown", WARNING, message % {"meeting": meeting_line(paper.session)})
    elif paper.session.first_day < paper.as_of:
        message = _("The paper is dated %(day)s, after its session began.")
        yield Finding("dated_after_session", ERROR, message % {"day": print_date(paper.as_of)})
    if not paper.number:
        yield Finding("number_unknown", ERROR, _("The paper has no number yet."))


def stated_count(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """How many took part, as the sources of the time say, against the list as of the day."""
    members, observers = (len(taking_part(capacity, paper.as_of)) for capacity in (Capacity.MEMBER, Capacity.OBSERVER))
    stated = [
        count for count in StatedCount.objects.exclude(number=None).exclude(on=None) if count.on.day <= paper.as_of
    ]
    latest = stated[-1] if stated else None
    is_of_the_time = latest and paper.as_of.year - latest.on.day.year <= 1
    if is_of_the_time and not any(_agrees(latest, total) for total in (members, members + observers)):
        message = _(
            "A source of %(day)s states “%(wording)s”; the list of that day has %(members)s members and "
            "%(observers)s observers, %(all)s together."
        )
        words = {
            "day": print_date(latest.on),
            "wording": latest.wording,
            "members": members,
            "observers": observers,
            "all": members + observers,
        }
        yield Finding("stated_count", WARNING, message % words, address_of(latest))


def _agrees(stated: StatedCount, total: int) -> bool:
    """True where the number, or the “nearly” or “more than” with which it is stated, fits."""
    if stated.wording.startswith("more than"):
        return total > stated.number
    if stated.wording.startswith(("nearly", "about")):
        return abs(total - stated.number) <= stated.number / 10
    return total == stated.number


def symbol_forms(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Symbols in the text that are not in their right form, and forms in which the cited texts are often miswritten."""
    known = Authority.as_of(paper.as_of)
    for text in texts_of(content):
        for warning in symbols.check(text, authority=known):
            code = SYMBOL_CODES.get(warning.code, "symbol_form")
            severity = WARNING if warning.is_error and code == "symbol_form" else NOTE
            yield Finding(
                code, severity, _("%(cited)s: %(message)s") % {"cited": warning.cited, "message": warning.message}
            )


SYMBOL_CODES = {"later": "later_resolution", "draft": "draft_cited", "two-symbols": "two_symbols", "alias": "name_form"}


def texts_of(content: dict[str, Any]) -> Iterator[str]:
    """Yield every sentence of the paper but the quoted words, which are not ours to correct."""
    for part in content["box"].values():
        yield from (sentence["text"] for sentence in part)
    for block in content["blocks"]:
        if block["kind"] == "paragraph":
            yield from (sentence["text"] for sentence in block["sentences"])
        elif block["kind"] in ("bullets", "numbers"):
            yield from (sentence["text"] for item in block["items"] for sentence in item)


def known_errors(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """The cited texts that are known to be miscited: the paper bears the true form, others may quote the wrong one."""
    cited = _cited_works(content)
    for variant in SymbolVariant.objects.filter(work__in=cited, sort=SymbolVariant.Sort.ERROR).select_related("work"):
        message = _("The sources also write “%(wrong)s”; the true form is “%(right)s”.")
        words = {"wrong": variant.text, "right": str(variant.work)}
        yield Finding("symbol_form", NOTE, message % words, address_of(variant.work))


def _cited_works(content: dict[str, Any]) -> list[int]:
    return [int(key) for kind, key in cited_records(content) if kind == Work._meta.label_lower]


def cited_records(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (type, id) of every record that the paper leads back to, each once."""
    sentences = [sentence for part in content["box"].values() for sentence in part]
    for block in content["blocks"]:
        sentences += block.get("sentences", [])
        for item in block.get("items", []):
            sentences += item["sentences"] if isinstance(item, dict) else item
    sentences += [sentence for footnote in content["footnotes"] for sentence in footnote]
    return list(dict.fromkeys((cite["type"], cite["id"]) for sentence in sentences for cite in sentence["cites"]))


def later_resolutions(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Of each line of texts the latest is cited: say which ones it replaced, lest an old list be copied."""
    for _line, works in framing(paper.as_of):
        if len(works) > 1:
            message = _("The latest of its line is cited, %(latest)s; it comes after %(earlier)s.")
            earlier = listed(works[1:])
            words = {"latest": str(works[0]), "earlier": earlier}
            yield Finding("later_resolution", NOTE, message % words, address_of(works[0]))


def officers(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Officers must hold their term on the day; a label that has run out asks whether the office passed on."""
    terms = list(Term.objects.on(paper.as_of).select_related("organization"))
    chairs = [term for term in terms if term.office == OfficeName.CHAIR]
    if not any(term.organization for term in chairs):
        message = _("Who chaired the group on %(day)s is not known.")
        yield Finding("officer_unknown", WARNING, message % {"day": print_date(paper.as_of)})
    for term in terms:
        last_year = term.label[-4:]
        if term.organization and last_year.isdigit() and int(last_year) < paper.as_of.year:
            message = _("The term %(label)s of %(organization)s has run out by its name, and no end is recorded.")
            words = {"label": term.label, "organization": term.organization}
            yield Finding("term_passed", WARNING, message % words, address_of(term))
    named = [int(key) for kind, key in cited_records(content) if kind == Term._meta.label_lower]
    for term in Term.objects.filter(pk__in=named).select_related("organization"):
        if term.ends and term.ends.day <= paper.as_of and term.office != OfficeName.SECRETARIAT:
            message = _(
                "%(organization)s is named as %(office)s for %(label)s, a term that had ended by the day of the paper."
            )
            words = {"organization": term.organization, "office": term.get_office_display(), "label": term.label}
            yield Finding("officer_out_of_term", NOTE, message % words, address_of(term))
        if term.begins and term.begins.day > paper.as_of:
            message = _("%(organization)s is named as an officer before its term began.")
            yield Finding("officer_out_of_term", ERROR, message % {"organization": term.organization}, address_of(term))


def _of_the_period(paper: Paper) -> list[Meeting]:
    rows = Meeting.objects.public().filter(last_day__gte=paper.since, first_day__lte=paper.as_of)
    return list(rows.exclude(state=State.CANCELLED).order_by("first_day").prefetch_related("sittings"))


def planned_in_the_past(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """An event whose day has passed and which nobody confirmed as held."""
    for meeting in _of_the_period(paper):
        if meeting.state == State.PLANNED and meeting.last_day <= paper.as_of:
            if meeting.kind in (Kind.INPUT, Kind.STATEMENT):
                message = _("“%(title)s” is still recorded as planned; the paper leaves it out.")
            else:
                message = _("“%(title)s” is still recorded as planned; by its date the paper says that it was held.")
            yield Finding("planned_in_past", ERROR, message % {"title": meeting.title}, address_of(meeting))


def imprecise_dates(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Events and outputs of the period whose day is not known."""
    for meeting in _of_the_period(paper):
        dates = {sitting.date for sitting in meeting.sittings.all() if sitting.date.precision != "day"}
        for known in sorted(dates):
            yield _imprecise(meeting.title, known, address_of(meeting))
    for work in Work.objects.public().filter(
        pk__in=_cited_works({**content, "box": {}}), kind__in=[*TOLD_OUTPUTS, *TEXTS]
    ):
        if work.date and work.date.precision != "day" and work.date.last_day >= paper.since:
            yield _imprecise(str(work), work.date, address_of(work))


def _imprecise(title: str, known: PartialDate, address: str) -> Finding:
    message = (
        _("The date of “%(title)s” is known only to the month: %(date)s.")
        if known.precision == "month"
        else _("The date of “%(title)s” is known only to the year: %(date)s.")
    )
    return Finding("imprecise_date", WARNING, message % {"title": title, "date": print_date(known)}, address)


def quotes(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Paragraphs that ought to be quoted and whose words the record does not hold."""
    numbers = [int(key) for kind, key in cited_records(content) if kind == Paragraph._meta.label_lower]
    rows = (
        Paragraph.objects.filter(pk__in=numbers).filter(~Q(number="")).select_related("work").order_by("work", "order")
    )
    for paragraph in rows:
        if not concerns_the_group(paragraph):
            continue
        words = {"number": paragraph.number, "work": paragraph.work}
        if not paragraph.quote:
            message = _("The words of paragraph %(number)s of %(work)s are not in the record; the paper summarizes it.")
            yield Finding("quote_missing", WARNING, message % words, address_of(paragraph))
        elif is_cut_short(paragraph):
            message = _("The record holds only the beginning of paragraph %(number)s of %(work)s.")
            yield Finding("quote_cut_short", WARNING, message % words, address_of(paragraph))


def contradictions(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Where the record itself says two things: the chair stated and the one computed, dates with a doubt."""
    meetings = _of_the_period(paper)
    fetch_chairs(meetings)
    for meeting in meetings:
        if meeting.chair.is_contradicted and not meeting.chair.is_handover:
            message = _(
                "The source of “%(title)s” names %(stated)s as chair; by the terms of office it was %(computed)s."
            )
            words = {"title": meeting.title, "stated": meeting.stated_chair, "computed": meeting.chair.names}
            yield Finding("contradiction", WARNING, message % words, address_of(meeting))
        if meeting.date_note:
            words = {"title": meeting.title, "note": meeting.date_note}
            yield Finding(
                "date_in_doubt", NOTE, _("On the date of “%(title)s”: %(note)s.") % words, address_of(meeting)
            )
    for work in Work.objects.filter(pk__in=_cited_works(content)).exclude(date_note=""):
        if not work.symbol or "Resolution " not in work.symbol:  # there the note gives the versions
            words = {"title": str(work), "note": work.date_note}
            yield Finding("date_in_doubt", NOTE, _("On the date of “%(title)s”: %(note)s.") % words, address_of(work))


def inferred(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """Sentences that rest on what was inferred and not yet confirmed."""
    told = {key for kind, key in cited_records(content) if kind == Meeting._meta.label_lower}
    for meeting in Meeting.objects.filter(pk__in=told, certainty="inferred"):
        message = _("“%(title)s” is inferred and not confirmed by a source.")
        yield Finding("inferred", WARNING, message % {"title": meeting.title}, address_of(meeting))
    for work in Work.objects.filter(pk__in=_cited_works(content), certainty="inferred"):
        message = _("“%(title)s” is inferred and not confirmed by a source.")
        yield Finding("inferred", WARNING, message % {"title": str(work)}, address_of(work))


def nothing_to_tell(paper: Paper, content: dict[str, Any]) -> Iterator[Finding]:
    """A period in which the record knows of nothing is more likely a gap in the record than a quiet time."""
    kinds = {kind for kind, _key in cited_records(content)}
    told = any(block["kind"] != "heading" for block in content["blocks"][3:-1]) or Meeting._meta.label_lower in kinds
    if not told:
        yield Finding("nothing_to_tell", ERROR, _("The record knows of nothing that happened in this period."))


CHECKS = (
    unknown_session,
    nothing_to_tell,
    planned_in_the_past,
    officers,
    stated_count,
    symbol_forms,
    known_errors,
    later_resolutions,
    imprecise_dates,
    quotes,
    contradictions,
    inferred,
)
