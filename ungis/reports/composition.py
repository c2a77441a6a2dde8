"""The paper for the Council working group, composed from records alone.

`compose(paper)` reads the choices of a paper (session, number, source line, arrangement, since, as of) and
returns the whole paper as plain JSON content: head, box, blocks, footnotes. Every sentence bears cites, the
records that it rests on, except the few fixed formulas of the genre. It reads only public records, because an
issued paper is public, and nothing dated after the day of the paper.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import override

from ungis.documents.models import Work
from ungis.organizations.models import Capacity, Membership, OfficeName, Organization, Term
from ungis.pages.dates import print_date

from .abbreviations import introduce
from .english import from_to, listed, lowered, ordinal, ordinal_figure, raised, years
from .models import Arrangement, CouncilSession, Paper
from .references import references
from .sentences import Sentence, say
from .updates import Item, officers_of_the_term, updates

TITLE = "INTERAGENCY COORDINATING MECHANISM: THE UNITED NATIONS GROUP ON THE INFORMATION SOCIETY (UNGIS)"
PURPOSE = (
    "This document provides updates on the activities of the United Nations Group on the Information Society (UNGIS)."
)
AIM = (
    "It fosters collaboration among United Nations entities and with all stakeholders, for a cohesive approach to "
    "inclusive, sustainable and transformative digital development."
)
CONTRIBUTIONS = "The contributions of UNGIS and its members to global processes in this period include the following:"
SITE = "www.ungis.org"
# The order in which the parts of the paper are read.
HEAD = ("group", "meeting", "symbol", "date", "language", "source", "title")
BOX = ("purpose", "action", "references")


def compose(paper: Paper) -> dict[str, Any]:
    """Return the paper as content. Reads today's record as far as it speaks of days up to `paper.as_of`."""
    with override("en"):
        footnotes = _footnotes(paper.as_of)
        items = updates(paper.since, paper.as_of)
        content = {
            "head": _head(paper),
            "box": _box(paper),
            "blocks": [*_opening(paper, items), *ARRANGEMENTS[paper.arrangement](items, paper), _closing(paper)],
            "footnotes": footnotes,
            "as_of": paper.as_of.isoformat(),
            "since": paper.since.isoformat(),
        }
        introduce(content)
    return content


def _head(paper: Paper) -> dict[str, str]:
    session = paper.session
    return {
        "group": session.group_name.replace(" on ", "\non ", 1),
        "meeting": meeting_line(session),
        "symbol": paper.symbol if paper.number else "",
        "date": print_date(paper.as_of, "en"),
        "language": "English only",
        "source": paper.source_line,
        "title": TITLE,
    }


def meeting_line(session: CouncilSession) -> str:
    """Return `Forty-third meeting – From 9 to 10 (a.m.) September 2025`, without days where they are not known."""
    named = f"{raised(ordinal(session.number))} meeting"
    if not session.first_day:
        return named
    last = session.last_day or session.first_day
    return f"{named} – {from_to(session.first_day, last, session.first_part, session.last_part)}"


def _box(paper: Paper) -> dict[str, list[Sentence]]:
    return {
        "purpose": [say(PURPOSE)],
        "action": [say(f"The {paper.session.group_name} is invited to note this document.", paper.session)],
        "references": references(paper.as_of),
    }


def _opening(paper: Paper, items: list[Item]) -> list[dict[str, Any]]:
    """What the group is, with the footnote of who belongs to it, and who serves it: all as of the day."""
    founding = _founding(paper.as_of)
    founding[-1]["footnote"] = 1
    return [_paragraph([*founding, say(AIM)]), _paragraph(_offices(paper.as_of, items))]


def _founding(as_of: date) -> list[Sentence]:
    work = (
        Work.objects.public()
        .filter(body__icontains="Chief Executives Board", paragraphs__addressee__contains="UNGIS")
        .exclude(date=None)
        .order_by("date")
        .prefetch_related("paragraphs")
        .first()
    )
    if work is None or work.date.day > as_of:
        return [say("The United Nations Group on the Information Society (UNGIS) is an inter-agency mechanism.")]
    paragraph = work.paragraphs.all()[0]
    text = (
        "The United Nations Group on the Information Society (UNGIS) was endorsed by the CEB in "
        f"{print_date(work.date, 'en')} as the {lowered(paragraph.summary).rstrip('.')}."
    )
    return [say(text, work, paragraph)]


def _offices(as_of: date, items: list[Item]) -> list[Sentence]:
    """The secretariat and its other office; all officers, unless the account of the annual meeting names them."""
    terms = [term for term in Term.objects.on(as_of).select_related("organization") if term.organization]
    sentences = []
    for secretariat in (term for term in terms if term.office == OfficeName.SECRETARIAT):
        own = [
            term for term in terms if term.organization_id == secretariat.organization_id and term is not secretariat
        ]
        shared = {term: sum(other.office == term.office for other in terms) > 1 for term in own}
        offices = [
            (
                "rotational Vice-Chair"
                if term.office == OfficeName.VICE_CHAIR
                else "Co-Chair"
                if shared[term]
                else "Chair"
            )
            for term in own
        ]
        serving = listed(["permanent secretariat", *offices])
        sentences.append(
            say(f"{secretariat.organization.acronym} serves as the {serving} of UNGIS.", secretariat, *own)
        )
    chairs = [term for term in terms if term.office == OfficeName.CHAIR]
    if chairs:
        officers = officers_of_the_term(terms, as_of)
        if not any(sentence["text"] == officers["text"] for item in items for sentence in item.sentences):
            sentences.append(officers)
    return sentences


def taking_part(capacity: str, as_of: date) -> list[Membership]:
    """Return the memberships of that capacity on the day, in the order of the alphabet."""
    rows = Membership.objects.on(as_of).filter(capacity=capacity).select_related("organization")
    return sorted(rows, key=lambda membership: membership.organization.order)


def _footnotes(as_of: date) -> list[list[Sentence]]:
    """The one footnote: members and observers as of the day, each name leading to its organization."""
    members = [membership.organization for membership in taking_part(Capacity.MEMBER, as_of)]
    observers = [membership.organization for membership in taking_part(Capacity.OBSERVER, as_of)]
    return [
        [
            say(f"UNGIS comprises {len(members)} member organizations: {_names(members)}.", *members),
            say(f"It has {len(observers)} observers: {_names(observers)}.", *observers),
        ]
    ]


def _names(organizations: Iterable[Organization]) -> str:
    return ", ".join(organization.acronym for organization in organizations)


def _closing(paper: Paper) -> dict[str, Any]:
    secretariat = (
        Term.objects.on(paper.as_of).filter(office=OfficeName.SECRETARIAT).select_related("organization").first()
    )
    holder = secretariat.organization.acronym if secretariat else "The secretariat"
    text = (
        f"{holder} continues to provide secretariat support to UNGIS and maintains the official UNGIS website, {SITE}."
    )
    site = Work.objects.public().filter(particulars__cited_as=SITE).first()
    return _paragraph([say(text, *filter(None, [secretariat, site]))])


# The three arrangements of the body


def _paragraph(sentences: list[Sentence]) -> dict[str, Any]:
    return {"kind": "paragraph", "sentences": sentences}


def _heading(text: str, level: int = 1) -> dict[str, Any]:
    return {"kind": "heading", "text": text, "level": level}


def _told(item: Item) -> list[dict[str, Any]]:
    after = [_paragraph(item.after)] if item.after else []
    return [_paragraph(item.sentences), *item.lists, *after]


def by_events(items: list[Item], paper: Paper) -> list[dict[str, Any]]:
    """Under one heading for each event or process, in the order in which they come first."""
    blocks = [_heading(f"Updates since the {_previous(paper)} {paper.session.series} meeting")]
    order = list(dict.fromkeys(item.heading for item in items))
    for heading in order:
        blocks.append(_heading(heading, 2))
        for item in items:
            if item.heading == heading:
                blocks += _told(item)
    return blocks


def _previous(paper: Paper) -> str:
    return ordinal_figure(paper.session.number - 1)


def by_kinds(items: list[Item], paper: Paper) -> list[dict[str, Any]]:
    """Annual meetings first, then everything else as bullets, then what was adopted elsewhere."""
    period = years(paper.since, paper.as_of)
    blocks = []
    annual = [item for item in items if item.kind == "meeting"]
    if annual:
        blocks.append(_heading(f"UNGIS annual meetings {period}"))
        blocks += [block for item in annual for block in _told(item)]
    acts = sorted((item for item in items if item.kind not in ("meeting", "text")), key=_by_day)
    if acts:
        blocks += [_heading(f"UNGIS activities in {period}"), _paragraph([say(CONTRIBUTIONS)])]
        blocks.append({"kind": "bullets", "items": [_in_one(item) for item in acts]})
    texts = [item for item in items if item.kind == "text"]
    if texts:
        blocks.append(_heading("Resolutions that concern UNGIS"))
        blocks += [block for item in texts for block in _told(item)]
    return blocks


def _by_day(item: Item) -> tuple[bool, date]:
    return item.kind == "upcoming", item.day


def _in_one(item: Item) -> list[Sentence]:
    """Return the sentences of an item with its lists turned into one enumeration each."""
    sentences = list(item.sentences)
    for block in item.lists:
        if block["kind"] == "numbers":
            sentences += [sentence for entry in block["items"] for sentence in entry]
    return sentences + item.after


def continuous(items: list[Item], paper: Paper) -> list[dict[str, Any]]:
    """Paragraph after paragraph, without headings: events, outputs, texts, what is ahead."""
    order = {"meeting": 0, "event": 0, "output": 1, "text": 2, "upcoming": 3}
    ordered = sorted(items, key=lambda item: (order[item.kind], item.day))
    return [block for _, group in groupby(ordered, key=id) for item in group for block in _told(item)]


ARRANGEMENTS = {Arrangement.EVENTS: by_events, Arrangement.KINDS: by_kinds, Arrangement.CONTINUOUS: continuous}
