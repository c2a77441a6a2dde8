"""What happened between two dates, told from the records: texts adopted, meetings and events held, outputs."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.documents.models import Kind as WorkKind
from ungis.documents.models import Work
from ungis.mandates.models import Paragraph
from ungis.meetings.models import Kind, Level, Meeting, Participant, Point
from ungis.meetings.states import State
from ungis.meetings.wallclock import zone_of
from ungis.organizations.models import OfficeName, Term
from ungis.pages.dates import print_date

from .abbreviations import in_full
from .english import cardinal, finished, listed, lowered, numbered, on_days, ordinal
from .sentences import Sentence, quote, say

AHEAD = timedelta(days=60)
MEETING = Meeting._meta.label_lower
TEXTS = (WorkKind.RESOLUTION, WorkKind.DECISION, WorkKind.OUTCOME, WorkKind.REPORT)
TOLD_OUTPUTS = (WorkKind.INPUT, WorkKind.STATEMENT, WorkKind.MATRIX)
DATES_IN_BRACKETS = re.compile(r"\s*\([^)]*\d{4}\)$")
ROOM_IN_BRACKETS = re.compile(r"\s*\([^)]*\)$")
BUILDING = re.compile(r"Headquarters|Palais|Centre|Office|Room")
DONE = re.compile(r"^(?:Agreed|Adopted|Discussed|Called?|Welcomed|Recommended|Focused|Decided|Heard|Noted)\b")
OFFICE_TITLES = {OfficeName.CHAIR: ("Chair", "Co-Chairs"), OfficeName.VICE_CHAIR: ("Vice-Chair", "Vice-Chairs")}


@dataclass
class Item:
    """One thing to tell: when, under which heading, in what sentences and lists."""

    kind: str  # text, meeting, event, output, upcoming
    day: date
    heading: str
    sentences: list[Sentence]
    lists: list[dict[str, Any]] = field(default_factory=list)  # blocks that follow the sentences
    after: list[Sentence] = field(default_factory=list)


def updates(since: date, as_of: date) -> list[Item]:
    """Return everything to tell of the period, in the order in which it happened; what is ahead comes last."""
    events = _meetings(since, as_of)
    told = {cite["id"] for item in events for cite in item.sentences[0]["cites"] if cite["type"] == MEETING}
    items = [*_texts(since, as_of), *events, *_outputs(since, as_of, told)]
    order = {"text": 0, "meeting": 1, "event": 1, "output": 2, "upcoming": 3}
    return sorted(items, key=lambda item: (order[item.kind], item.day, item.heading))


# Texts adopted by others that concern the group


def _texts(since: date, as_of: date) -> list[Item]:
    works = (
        Work.objects.public()
        .filter(kind__in=TEXTS, paragraphs__is_to_group=True, date__gt=str(since.year - 1))
        .exclude(particulars__has_key="cited_as")
        .distinct()
    )
    works = works.prefetch_related(Prefetch("paragraphs", Paragraph.objects.order_by("order")))
    return [_text(work) for work in works if _falls_into(work.date, since, as_of) and work.symbol]


def _falls_into(known: PartialDate | None, since: date, as_of: date) -> bool:
    """True where the date can lie in the period; a text that may come after its last day is not told."""
    if not known or known.last_day < since:
        return False
    return known.day <= as_of


def _text(work: Work) -> Item:
    about = work.particulars
    title, day = f"“{work.title}”", print_date(work.date, "en")
    if about.get("finalized_at"):
        session = about["finalized_at"].removesuffix(" of CSTD")
        sentences = [
            say(
                f"At its {session}, the CSTD finalized the ECOSOC resolution entitled {title} (Report {work.symbol}).",
                work,
            ),
            say(f"The resolution was later approved by the {about['approved_by']} on {day}.", work),
        ]
    else:
        body = {"ECOSOC": "The ECOSOC", "General Assembly": "The General Assembly"}.get(work.body, work.body)
        when = on_days([work.date])
        sentences = [say(f"{body} adopted {_kind_in_words(work)} {work.symbol}, {title}, {when}.", work)]
    sentences += [say(finished(told), work) for told in about.get("says", [])]
    paragraphs = [paragraph for paragraph in work.paragraphs.all() if concerns_the_group(paragraph)]
    section = f"In its section “{about['section']}”, the" if about.get("section") else "The"
    relevant = "following paragraphs are" if len(paragraphs) > 1 else "following paragraph is"
    sentences.append(say(f"{section} {relevant} of particular relevance to UNGIS:", work))
    quotes = {"kind": "quotes", "items": [quoted(paragraph) for paragraph in paragraphs]}
    return Item("text", work.date.day, work.session or f"{work.get_kind_display()} {work.symbol}", sentences, [quotes])


def _kind_in_words(work: Work) -> str:
    return {"resolution": "resolution", "outcome": "the outcome document", "decision": "decision"}.get(
        work.kind, "the text"
    )


def concerns_the_group(paragraph: Paragraph) -> bool:
    """Addressed to the group, or speaking of it."""
    return paragraph.is_to_group or "UNGIS" in paragraph.summary


def quoted(paragraph: Paragraph) -> dict[str, Any]:
    """Return the paragraph in its own words where the record holds them, else in ours, marked so."""
    if paragraph.quote:
        return {"number": paragraph.number, "sentences": [quote(own_words(paragraph), paragraph)], "verbatim": True}
    verb = paragraph.verb.replace("; ", " and ").capitalize()
    asked = (
        f" (addressed to {lowered(paragraph.addressee).replace('; ', ' and ')})"
        if paragraph.asks and paragraph.addressee
        else ""
    )
    told = f"{verb}{asked}: {lowered(paragraph.summary)}" if verb else paragraph.summary
    return {"number": paragraph.number, "sentences": [say(finished(told), paragraph)], "verbatim": False}


def own_words(paragraph: Paragraph) -> str:
    """Return the quotation without its number and quotation marks."""
    bare = paragraph.quote.strip().strip('"“”').strip()
    return re.sub(rf"^{re.escape(paragraph.number)}\.\s*", "", bare) if paragraph.number else bare


def is_cut_short(paragraph: Paragraph) -> bool:
    """The register marks the words of which it holds only the beginning by an ellipsis."""
    return own_words(paragraph).endswith(("…", "..."))


# Meetings and events


def _meetings(since: date, as_of: date) -> list[Item]:
    rows = (
        Meeting.objects.public()
        .filter(Q(last_day__gte=since), first_day__lte=as_of + AHEAD)
        .exclude(state=State.CANCELLED)
        .prefetch_related("sittings", "points", "participants__organization")
    )
    terms = list(Term.objects.select_related("organization").order_by("begins", "rank"))
    return [item for meeting in rows for item in [_meeting(meeting, as_of, terms)] if item]


def is_held(meeting: Meeting, as_of: date) -> bool:
    """A meeting is held or ahead by its dates: the record of that day may have called it planned."""
    return bool(meeting.last_day and meeting.last_day <= as_of)


def _meeting(meeting: Meeting, as_of: date, terms: list[Term]) -> Item | None:
    held = is_held(meeting, as_of)
    if meeting.kind in (Kind.INPUT, Kind.STATEMENT):
        if meeting.state != State.HELD or not held:
            return None  # an input that was only planned is not told; the checks name it
        sentences = [
            say(f"UNGIS contributed to the {host_event(meeting)} {_when(meeting)}: “{meeting.title}”.", meeting)
        ]
        return Item("event", meeting.first_day, heading_of(meeting), sentences)
    sentences = [_announcement(meeting, held, terms)]
    if held:
        sentences += _officers_of_the_day(meeting, as_of, terms)
        sentences += _what_was_said(meeting)
    kind = "upcoming" if not held else "meeting" if is_annual(meeting) else "event"
    return Item(kind, meeting.first_day, heading_of(meeting) if held else "Upcoming events", sentences)


def is_annual(meeting: Meeting) -> bool:
    return meeting.kind == Kind.MEETING and meeting.number is not None


def host_event(meeting: Meeting) -> str:
    """Return the host event without its dates."""
    return DATES_IN_BRACKETS.sub("", meeting.host_event)


def heading_of(meeting: Meeting) -> str:
    event = ROOM_IN_BRACKETS.sub("", host_event(meeting))
    return in_full(event) if event else meeting.title


def _when(meeting: Meeting) -> str:
    sittings = list(meeting.sittings.all())
    when = on_days([sitting.date for sitting in sittings])
    hours = [sitting for sitting in sittings if sitting.starts_at]
    if len(sittings) == 1 and hours:
        when += f", {_hours(hours[0], meeting)},"
    return when


def _hours(sitting: Any, meeting: Meeting) -> str:
    zone = zone_of(meeting.time_zone)
    starts = sitting.starts_at.astimezone(zone)
    name = starts.tzname() if meeting.time_zone else "UTC"
    name = "UTC" + name if name[:1] in "+-" else name
    if not sitting.ends_at:
        return f"at {starts:%H:%M} {name}"
    return f"from {starts:%H:%M} to {sitting.ends_at.astimezone(zone):%H:%M} {name}"


def place_of(meeting: Meeting) -> str:
    """Return ` in Geneva`, ` at the ITU Headquarters, Geneva`, ` online`, or nothing where it is not known."""
    place = meeting.place
    if not place:
        return ""
    if place.casefold() in ("virtual", "online"):
        return ", held virtually"
    place = place.replace(" / virtual", " and virtually")
    if place.startswith(("Room", "PALEXPO")):
        return f" {'in' if place.startswith('Room') else 'at'} {place}"
    return f" at the {place}" if BUILDING.search(place) else f" in {place}"


def _during(meeting: Meeting) -> str:
    event = host_event(meeting)
    return f" during the {event}" if event and ROOM_IN_BRACKETS.sub("", event) not in meeting.title else ""


def _announcement(meeting: Meeting, held: bool, terms: list[Term]) -> Sentence:
    sittings = list(meeting.sittings.all())
    levels = [sitting for sitting in sittings if sitting.level]
    is_numbered = meeting.number is not None and meeting.number_certainty != Certainty.INFERRED
    when, where, during = _when(meeting), place_of(meeting), _during(meeting)
    if where == ", held virtually":
        where = " virtually"
    if is_numbered:
        parts = ""
        if len(levels) > 1:
            parts = f", consisting of {listed([f'a {_level(s)} {on_days([s.date])}' for s in levels])}"
            when = ""
        when = f" {when}" if when else ""
        verb = "was held" if held else "will be held"
        text = f"The {ordinal(meeting.number)} UNGIS meeting {verb}{during}{where}{when}{parts}."
    elif meeting.kind == Kind.MEETING and len(levels) > 1:
        parts = listed([f"UNGIS {_level(sitting)}" for sitting in levels])
        text = f"UNGIS {'held' if held else 'will hold'} its annual meetings ({parts}) {when}{during}{where}."
    elif meeting.kind == Kind.MEETING and (meeting.theme or meeting.title.startswith("UNGIS meeting at")):
        entitled = f", entitled “{meeting.theme}”," if meeting.theme else ""
        event = f" at the {host_event(meeting)}" if meeting.host_event else ""
        text = f"UNGIS {'held' if held else 'will hold'} a meeting{entitled} {when}{event}{where}."
    elif meeting.kind == Kind.MEETING:
        text = f"The {lowered(meeting.title)} {'took' if held else 'will take'} place {when}{where}{during}."
    else:
        organizers, roles = _organizers(meeting, terms)
        what = {Kind.SIDE_EVENT: "a side event", Kind.SESSION: "a session"}.get(meeting.kind, "an event")
        verb = "organized" if held else "will organize"
        partners = _named(meeting, Participant.Role.PARTNER)
        together = f" in collaboration with {listed(partners)}" if partners else ""
        virtual = " virtually" if where == " virtually" else ""
        where = "" if virtual else where
        held_so = ", held virtually" if virtual else ""
        text = f"{organizers} {verb} {what} entitled “{meeting.title}”{together} {when}{during}{where}{held_so}."
        return say(text.replace(",.", "."), meeting, *roles)
    return say(text.replace(",.", "."), meeting)


def _level(sitting: Any) -> str:
    return {Level.HIGH: "High-Level Meeting", Level.WORKING: "Working-Level Meeting"}.get(sitting.level, "meeting")


def _named(meeting: Meeting, role: str) -> list[str]:
    return [
        participant.organization.acronym if participant.organization else participant.name
        for participant in meeting.participants.all()
        if participant.role == role
    ]


def _organizers(meeting: Meeting, terms: list[Term]) -> tuple[str, list[Term]]:
    """Return who organized it, the group itself if the record names nobody, and the terms that give them a role."""
    names = _named(meeting, Participant.Role.ORGANIZER)
    if not names:
        return "UNGIS", []
    role = [
        term
        for term in terms
        if term.office == OfficeName.SECRETARIAT
        and term.organization.acronym in names
        and term.holds_on(meeting.first_day)
    ]
    if len(names) == 1 and role:
        return f"{names[0]}, as the UNGIS secretariat,", role
    return listed(names), []


def _officers_of_the_day(meeting: Meeting, as_of: date, terms: list[Term]) -> list[Sentence]:
    """For an annual meeting the officers of the term that it opened; else who then chaired the group."""
    if meeting.kind != Kind.MEETING:
        return []
    held = [term for term in terms if term.organization and term.holds_on(meeting.last_day)]
    chairs = [term for term in held if term.office == OfficeName.CHAIR]
    if not chairs:
        return []
    opened = any(
        chair.begins and meeting.first_day <= chair.begins.last_day and chair.begins.day <= meeting.last_day
        for chair in chairs
    )
    if is_annual(meeting) and opened:
        return [officers_of_the_term(held, as_of)]
    if all(chair.holds_on(as_of) for chair in chairs):
        return []  # the paper names them once, as of its day
    title = OFFICE_TITLES[OfficeName.CHAIR][len(chairs) > 1]
    names = listed([term.organization.acronym for term in chairs])
    verb = "were" if len(chairs) > 1 else "was"
    return [say(f"{names} {verb} at that time the {title} of UNGIS.", *chairs)]


def officers_of_the_term(terms: list[Term], as_of: date) -> Sentence:
    """Return who chairs and who are vice-chairs, as of terms that hold together."""
    chairs = [term for term in terms if term.office == OfficeName.CHAIR]
    vice_chairs = [term for term in terms if term.office == OfficeName.VICE_CHAIR]
    title = OFFICE_TITLES[OfficeName.CHAIR][len(chairs) > 1]
    label = chairs[0].label.replace("-", "–")
    is_past = not chairs[0].holds_on(as_of)
    verb = ("were" if is_past else "are") if len(chairs) > 1 else ("was" if is_past else "is")
    text = f"For the {label} term, {listed(map(_holder, chairs))} {verb} the {title} of UNGIS"
    if vice_chairs:
        title = OFFICE_TITLES[OfficeName.VICE_CHAIR][len(vice_chairs) > 1]
        verb = "served as" if is_past else "serve as" if len(vice_chairs) > 1 else "serves as"
        text += f", while {listed(map(_holder, vice_chairs))} {verb} {title}"
    return say(f"{text}.", *chairs, *vice_chairs)


def _holder(term: Term) -> str:
    name = term.organization.acronym
    return f"{name} (as the representative of the {term.on_behalf_of})" if term.on_behalf_of else name


def _what_was_said(meeting: Meeting) -> list[Sentence]:
    points = list(meeting.points.all())
    topics = [point for point in points if point.sort == Point.Sort.TOPIC]
    sentences = []
    if topics:
        what = {Kind.MEETING: "The discussions covered", Kind.SESSION: "Presentations covered"}.get(
            meeting.kind, "It covered"
        )
        sentences.append(say(f"{what}: {numbered([lowered(t.text.rstrip('.')) for t in topics])}.", *topics))
    for role, lead in (
        (Participant.Role.SPEAKER, "The speakers came from"),
        (Participant.Role.GUEST, "The guests were"),
        (Participant.Role.PRESENT, "Present were"),
    ):
        people = [participant for participant in meeting.participants.all() if participant.role == role]
        if people:
            names = _named(meeting, role)
            joined = listed(names) if role != Participant.Role.GUEST else _persons(names)
            if role == Participant.Role.GUEST and len(names) == 1:
                lead = "The guest was"
            organizations = [person.organization for person in people if person.organization]
            sentences.append(say(f"{lead} {joined}.", meeting, *organizations))
    results = [point for point in points if point.sort != Point.Sort.TOPIC and _is_told(meeting, point)]
    sentences += [say(_result(point), point) for point in results]
    if is_open_to_all(meeting):
        sentences.append(say("The session was open to all stakeholders.", meeting))
    return sentences


def _is_told(meeting: Meeting, point: Point) -> bool:
    """What the paper says of itself already, or what says that nothing is known, is not told again."""
    text = point.text.casefold()
    return "not found" not in text and not text.startswith("open to") and "handover of the chair" not in text


def is_open_to_all(meeting: Meeting) -> bool:
    told = " ".join([meeting.note, *(point.text for point in meeting.points.all())])
    return "all stakeholders" in told.casefold()


def _persons(names: list[str]) -> str:
    return "; and ".join(["; ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _result(point: Point) -> str:
    if DONE.match(point.text):
        return finished(f"The meeting {lowered(point.text)}")
    return finished(point.text)


# What the group put out


def _outputs(since: date, as_of: date, told: set[str]) -> list[Item]:
    """The outputs of the period, but for those with which an event is told already: a statement and its delivery."""
    delivered = (Kind.INPUT, Kind.STATEMENT)
    works = (
        Work.objects.public()
        .filter(kind__in=TOLD_OUTPUTS)
        .exclude(meetings__meeting__in=[int(key) for key in told], meetings__meeting__kind__in=delivered)
    )
    return [_output(work, as_of) for work in works if _falls_into(work.date, since, as_of) and is_of_the_group(work)]


def is_of_the_group(work: Work) -> bool:
    """A matrix made by others is in the library, and is not told as an output of the group."""
    makers = work.particulars.get("by") or work.body or "UNGIS"
    return "UNGIS" in str(makers)


def _output(work: Work, as_of: date) -> Item:
    about = work.particulars
    when = on_days([work.date])
    asked = f"As part of the {lowered_review(work.session)} process" if "Review" in work.session else ""
    if asked and about.get("discussed_at"):
        asked += f" discussed during the {about['discussed_at']}"
    answer = f", in answer to {about['in_answer_to']}," if about.get("in_answer_to") else ""
    if work.kind == WorkKind.INPUT:
        lead = f"{asked}, UNGIS" if asked else "UNGIS"
        addressees = listed(_the(name) for name in _as_list(about.get("addressee")))
        answer = answer or (f", to {addressees}" if addressees else ",")
        when = "" if answer.endswith(when.removeprefix("in ")) else f" {when}"
        sentences = [say(f"{lead} submitted a joint input, “{work.title}”{answer}{when}.", work)]
    elif work.kind == WorkKind.MATRIX:
        sentences = [say(f"UNGIS developed the “{work.title.replace(' - ', ' – ')}” {when}.", work)]
    else:
        sentences = [say(f"UNGIS issued the statement “{work.title}” {when}.", work)]
    coordinators = _as_list(about.get("coordinated_by"))
    if coordinators:
        sentences.append(say(f"The input was coordinated by {listed(coordinators)}.", work))
    areas, after, lists = _as_list(about.get("areas")), [], []
    told = [say(finished(words), work) for words in about.get("says", [])]
    if areas:
        sentences.append(say(f"The input highlighted {cardinal(len(areas))} key areas:", work))
        lists = [{"kind": "numbers", "items": [[say(area, work)] for area in areas]}]
        after = told
    else:
        sentences += told
    # what is known only to the month or year is told where it can at the latest have been
    return Item(
        "output", min(work.date.last_day, as_of), in_full(work.session) or OUTPUTS_HEADING, sentences, lists, after
    )


OUTPUTS_HEADING = "Outputs"


def lowered_review(session: str) -> str:
    """`WSIS+20 Review` is `WSIS+20 review` inside a sentence."""
    return session.replace(" Review", " review")


def _the(name: str) -> str:
    return name if name.startswith("the ") or name in ("CSTD",) else f"the {name}"


def _as_list(value: Any) -> list[str]:
    if not value:
        return []
    return (
        [str(item) for item in value] if isinstance(value, list) else [part.strip() for part in str(value).split(";")]
    )
