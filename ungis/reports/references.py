"""The box of references: the resolutions that frame the group on a day, one line of texts after the other.

Each line is a text that is renewed from time to time; of each the latest one adopted by that day is cited.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ungis.documents.models import Work

from .sentences import Sentence, say

ASSESSMENT = "implementation of and follow-up to the outcomes of the world summit"


@dataclass(frozen=True)
class Line:
    """One line of texts: which works belong to it."""

    heading: str  # works of one heading are cited together
    holds: Callable[[Work], bool]


def _titled(body: str, words: str, stem: str) -> Callable[[Work], bool]:
    return lambda work: body in work.body and words in work.title.casefold() and (work.symbol or "").startswith(stem)


def _resolution(body: str, number: int) -> Callable[[Work], bool]:
    called = re.compile(rf"\bResolution {number}\b", re.IGNORECASE)
    return lambda work: body in work.body and bool(called.search(work.symbol or work.title))


LINES = (
    Line(
        "UNGA Resolutions",
        _titled("General Assembly", "overall review of the implementation of the outcomes", "A/RES/"),
    ),
    Line("UNGA Resolutions", _titled("General Assembly", "2030 agenda for sustainable development", "A/RES/")),
    Line("UNGA Resolutions", _titled("General Assembly", "information and communications technologies for", "A/RES/")),
    Line("UN ECOSOC Resolution", _titled("", ASSESSMENT, "E/RES/")),
    Line("UN ECOSOC Report", lambda work: ASSESSMENT in work.title.casefold() and "/CN.16/" in (work.symbol or "")),
    Line("PP Resolutions", _resolution("Plenipotentiary", 172)),
    Line("PP Resolutions", _resolution("Plenipotentiary", 140)),
    Line("Council Resolutions", _resolution("ITU Council", 1332)),
    Line("Council Resolutions", _resolution("ITU Council", 1334)),
)


def framing(as_of: date) -> list[tuple[Line, list[Work]]]:
    """Return each line with its works adopted by the day, the latest first; lines without any are left out."""
    works = [work for work in Work.objects.public() if _adopted_by(work, as_of)]
    lines = []
    for line in LINES:
        held = sorted((work for work in works if line.holds(work)), key=lambda work: str(work.date or ""), reverse=True)
        if held:
            lines.append((line, held))
    return lines


def _adopted_by(work: Work, as_of: date) -> bool:
    return work.date is None or work.date.day <= as_of


def references(as_of: date) -> list[Sentence]:
    """Return one sentence for each group of texts and for each site or paper that the group refers to."""
    headed: dict[str, list[Work]] = {}
    for line, works in framing(as_of):
        latest = works[0]
        if line.heading == "UN ECOSOC Report" and _is_overtaken(latest, as_of):
            continue
        headed.setdefault(line.heading, []).append(latest)
    cited = [_cited_together(heading, works) for heading, works in headed.items()]
    rows = Work.objects.public().filter(particulars__has_key="cited_as")
    others = sorted((work for work in rows if _adopted_by(work, as_of)), key=lambda work: work.particulars["order"])
    named = [say(work.particulars["cited_as"], work) for work in others]
    return [*named[:1], *cited, *named[1:]]  # the site of the working group comes first


def _is_overtaken(report: Work, as_of: date) -> bool:
    """A report holds the draft of a resolution; once that has its symbol, the report is not cited beside it."""
    return any(
        work.date and report.date and work.date.day >= report.date.day
        for line, works in framing(as_of)
        if line.heading == "UN ECOSOC Resolution"
        for work in works[:1]
    )


def _cited_together(heading: str, works: Iterable[Work]) -> Sentence:
    works = list(works)
    forms = [str(work) for work in works]
    if heading.startswith(("PP", "Council")):
        forms = [form.split("Resolution ", 1)[-1] for form in forms]
        names = " and ".join(forms)
    else:
        names = ", ".join(forms)
    if len(works) == 1:
        heading = heading.removesuffix("s")
    return say(f"{heading} {names}", *works)
