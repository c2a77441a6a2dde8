"""What is done with a resolution that was read: begun, confirmed line by line, finished or given up.

What a machine read is a proposal. Nothing of it is in the register before a person has confirmed the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.core import clock
from ungis.core.acting import LONGEST_REASON, Refused, action, require
from ungis.core.events import record
from ungis.core.freeze import hash_of
from ungis.core.moves import move
from ungis.documents.actions import add_work
from ungis.documents.models import Work

from .actions import add_paragraph, anchor_of, correct_paragraph, quote_paragraph
from .models import Paragraph, Part, Reading, ReadingState, ReadLine
from .permissions import can_read_resolution
from .phrases import STANDING_WORD
from .reading import Resolution, quoted
from .states import READING_MOVES

MOST_LINES = 5_000
LONGEST_LINE = 100_000  # characters: longer than any paragraph that was ever adopted
LONGEST_SOURCE = 200  # characters, as the column of quotations holds
PARTS = {ReadLine.Kind.PREAMBLE: Part.PREAMBLE, ReadLine.Kind.OPERATIVE: Part.OPERATIVE}
CONFIRM, LEAVE_OUT, LATER = "confirm", "leave-out", "later"


@dataclass(frozen=True)
class Typed:
    """A line as a person left it: what they decided, and the fields as they stand."""

    line: int
    decision: str  # CONFIRM, LEAVE_OUT or LATER
    kind: str
    number: str = ""
    verb: str = ""
    addressee: str = ""
    due: str = ""
    weight: int | None = None


FIELDS = ("kind", "number", "verb", "addressee", "due")


@dataclass
class Outcome:
    """What became of the lines that were sent together."""

    confirmed: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)
    kept_quotes: list[str] = field(default_factory=list)  # numbers of paragraphs that kept other words
    refused: dict[int, str] = field(default_factory=dict)  # line: why, for the person

    @property
    def is_change(self) -> bool:
        return bool(self.confirmed or self.left_out or self.edited)


class NothingSaved(Refused):
    """No line could be saved; `outcome` says why, line by line."""

    def __init__(self, message: str, outcome: Outcome):
        super().__init__(message)
        self.outcome = outcome


@action
def begin_reading(
    work: Work | None, resolution: Resolution, *, by: Any, source: str, document: dict[str, Any] | None = None
) -> Reading:
    """Keep a resolution as it was read, for a person to confirm; with `document` its work enters the library too.

    Refused: no source, no line, more lines than a resolution has, or the same text being confirmed already.
    """
    require(can_read_resolution(by))
    source = " ".join(source.split())
    if not source or len(source) > LONGEST_SOURCE:
        raise Refused(_("Say where the text was taken from, in at most 200 characters."))
    _require_readable(resolution)
    if work is None:
        work = add_work(by=by, **(document or {}))
    digest = hash_of("\n".join(one.text for one in resolution.lines))
    if work.readings.filter(sha256=digest, state=ReadingState.OPEN).exists():
        raise Refused(_("This text is being confirmed already: look among the readings."))
    reading = Reading.objects.create(
        work=work,
        source=source,
        layout=resolution.layout,
        sha256=digest,
        read_at=clock.now(),
        read_by=by if by.pk else None,
    )
    ReadLine.objects.bulk_create(
        ReadLine(
            reading=reading,
            order=order,
            text=one.text,
            cited=one.cited,
            doubts=one.doubts,
            **{name: getattr(one, name) for name in FIELDS},
        )
        for order, one in enumerate(resolution.lines, 1)
    )
    told = {"work": work.slug, "source": source, "layout": resolution.layout, "lines": len(resolution.lines)}
    record("mandates.reading_begun", reading, by=by, data={**told, "sha256": digest})
    return reading


def _require_readable(resolution: Resolution) -> None:
    if not any(one.is_paragraph for one in resolution.lines):
        raise Refused(_("No paragraph of a resolution was found in this text."))
    require_few(resolution.lines)
    if max(len(one.text) for one in resolution.lines) > LONGEST_LINE:
        raise Refused(_("A line of this text is longer than any paragraph. Please bring it with its line breaks."))


def require_few(lines: Sequence[Any]) -> None:
    """Refuse more lines than a resolution has; asked again before they are read, for that is what takes long."""
    if len(lines) > MOST_LINES:
        raise Refused(_("This text has more than five thousand lines. Please bring the resolution alone."))


@action
def confirm_lines(reading: Reading, typed: Sequence[Typed], *, by: Any) -> Outcome:
    """Take the lines of a page as a person left them: confirmed into the register, left out, or edited for later.

    Each line stands for itself: what is refused of one (a number twice, a date that none can read) is in the outcome,
    and the others are saved. Raises NothingSaved where there is nothing to save.
    """
    require(can_read_resolution(by))
    _require_open(reading)
    lines = {line.pk: line for line in reading.lines.filter(pk__in=[one.line for one in typed])}
    outcome = Outcome()
    for one in typed:
        line = lines.get(one.line)
        if line is None:
            continue
        try:
            with transaction.atomic():
                _take(reading, line, one, outcome, by)
        except Refused as refusal:
            outcome.refused[line.pk] = str(refusal)
    if not outcome.is_change:
        count = len(outcome.refused)
        if not count:
            raise NothingSaved(_("Tick at least one line: confirm it, or leave it out."), outcome)
        message = ngettext(
            "%(count)s line could not be saved; the reason stands at the line.",
            "%(count)s lines could not be saved; the reasons stand at the lines.",
            count,
        )
        raise NothingSaved(message % {"count": count}, outcome)
    if outcome.confirmed:
        _put_in_order(reading)
    data = {name: getattr(outcome, name) for name in ("confirmed", "left_out", "edited")}
    record("mandates.lines_confirmed", reading, by=by, data={"work": reading.work.slug, **data})
    return outcome


def _take(reading: Reading, line: ReadLine, one: Typed, outcome: Outcome, by: Any) -> None:
    before = {name: getattr(line, name) for name in FIELDS}
    if line.state == ReadLine.State.CONFIRMED:
        if one.decision == LATER:
            return
        raise Refused(_("This line has been confirmed meanwhile."))
    for name in FIELDS:
        setattr(line, name, " ".join(getattr(one, name).split()))
    if one.decision == LATER and before == {name: getattr(line, name) for name in FIELDS}:
        return
    if one.decision == CONFIRM:
        if line.kind in PARTS:
            line.paragraph = _enter(reading, line, one.weight, outcome, by)
        line.state = ReadLine.State.CONFIRMED
    elif one.decision == LEAVE_OUT:
        line.state = ReadLine.State.SKIPPED
    line.save()
    kept = {CONFIRM: outcome.confirmed, LEAVE_OUT: outcome.left_out}.get(one.decision, outcome.edited)
    kept.append(line.order)


def _enter(reading: Reading, line: ReadLine, weight: int | None, outcome: Outcome, by: Any) -> Paragraph:
    """Enter the paragraph of a line in the register, or fill in what the register lacks of it."""
    if line.kind == ReadLine.Kind.PREAMBLE and not line.number:
        raise Refused(_("Give the preambular paragraph a number, such as “preambular 3”."))
    existing = reading.work.paragraphs.filter(anchor=anchor_of(line.number)).first() if line.number else None
    if existing is not None:
        return _complete(reading, line, existing, weight, outcome, by)
    return add_paragraph(
        reading.work,
        by=by,
        number=line.number,
        verb=line.verb,
        addressee=line.addressee,
        weight=weight,
        part=PARTS[ReadLine.Kind(line.kind)],
        quote=quoted(line.text),
        quote_source=reading.source,
        source=reading.source,
        **_due_of(line),
    )


def _due_of(line: ReadLine) -> dict[str, Any]:
    is_standing = line.due.casefold() == STANDING_WORD
    return {"due": "" if is_standing else line.due, "is_standing": is_standing}


def _complete(
    reading: Reading, line: ReadLine, paragraph: Paragraph, weight: int | None, outcome: Outcome, by: Any
) -> Paragraph:
    """Put the words of the text and fill what is empty; nothing that a person entered is written over."""
    if reading.lines.filter(paragraph=paragraph).exists():
        raise Refused(_("Another line of this reading is paragraph %(number)s already.") % {"number": line.number})
    words = quoted(line.text)
    if not paragraph.quote:
        quote_paragraph(paragraph, quote=words, quote_source=reading.source, by=by)
    elif " ".join(paragraph.quote.split()) != words:
        outcome.kept_quotes.append(paragraph.number)
    lacking: dict[str, Any] = {
        name: getattr(line, name)
        for name in ("verb", "addressee")
        if getattr(line, name) and not getattr(paragraph, name)
    }
    if not paragraph.due and not paragraph.is_standing and line.due:
        lacking |= _due_of(line)
    if lacking:
        correct_paragraph(paragraph, by=by, weight=weight if "verb" in lacking else paragraph.weight, **lacking)
    return paragraph


def _put_in_order(reading: Reading) -> None:
    """Let the register list the paragraphs as the text does; those that the reading does not know stay behind the one
    before them."""
    places = {anchor_of(line.number): line.order for line in reading.lines.exclude(number="").only("number", "order")}
    paragraphs = list(reading.work.paragraphs.order_by("order"))
    known, ranked = 0, []
    for place, paragraph in enumerate(paragraphs):
        first = paragraph.anchor.partition("-")[0]  # of a range such as 74-75
        known = places.get(paragraph.anchor) or places.get(first) or known
        ranked.append((known, paragraph.anchor not in places, place, paragraph))
    moved = []
    for order, (_known, _is_new, _place, paragraph) in enumerate(sorted(ranked, key=lambda rank: rank[:3]), 1):
        if paragraph.order != order:
            paragraph.order = order
            moved.append(paragraph)
    Paragraph.objects.bulk_update(moved, ["order"])


@action
def finish_reading(reading: Reading, *, by: Any) -> Reading:
    """Close a reading of which every line was confirmed or left out."""
    require(can_read_resolution(by))
    waiting = reading.lines.filter(state=ReadLine.State.PROPOSED).count()
    if waiting:
        message = ngettext(
            "%(count)s line still waits to be confirmed or left out.",
            "%(count)s lines still wait to be confirmed or left out.",
            waiting,
        )
        raise Refused(message % {"count": waiting})
    return move(reading, "finish", by=by, moves=READING_MOVES, data={"work": reading.work.slug})


@action
def abandon_reading(reading: Reading, *, by: Any, reason: str) -> Reading:
    """Give a reading up, and say why; what was confirmed of it stays in the register."""
    require(can_read_resolution(by))
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(_("Say why the reading is given up, in at most 300 characters."))
    return move(reading, "abandon", by=by, moves=READING_MOVES, data={"work": reading.work.slug, "reason": reason})


def _require_open(reading: Reading) -> None:
    if Reading.objects.filter(pk=reading.pk).values_list("state", flat=True).first() != ReadingState.OPEN:
        raise Refused(_("This reading is closed: nothing more of it can be confirmed."))
