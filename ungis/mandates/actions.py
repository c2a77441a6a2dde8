"""What is done in the register: enter, correct, quote and move paragraphs, link what recurs and what answers."""

import re
from typing import Any

from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core.acting import Refused, action, reason_of, require
from ungis.core.events import record
from ungis.core.moves import move
from ungis.core.provenance import Certainty
from ungis.documents.models import Work

from . import dues, verbs
from .addressees import is_to_group, names_in
from .models import Addressee, Answer, Character, Occurrence, Paragraph, Part, RecurringLine, Weight
from .permissions import (
    can_add_line,
    can_add_paragraph,
    can_correct_paragraph,
    can_link_answer,
    can_move_paragraph,
    can_quote_paragraph,
)
from .states import MOVES

RESERVED = {"add", "compare"}  # addresses below a document that are pages of their own
CORRECTABLE = ("verb", "addressee", "summary", "due", "is_standing", "source", "certainty")


def anchor_of(number: str) -> str:
    """Return the address of a numbered paragraph below its document: `102 (b)` is at `102-b`."""
    return slugify(re.sub(r"\b(?:paragraphs?|paras?)\b\.?", " ", number, flags=re.IGNORECASE))[:60].strip("-")


def _due(written: str, work: Work) -> dues.Due:
    try:
        return dues.read(written, work.body)
    except ValueError:
        written_so = _(
            "“%(due)s” is no date that the register can read. Write 2027, 2027-06 or 2027-06-30, "
            "or a session such as “%(session)s”."
        )
        raise Refused(written_so % {"due": written[:60], "session": "CSTD 30th session, 2027"}) from None


def _weight(verb: str, given: int | None) -> int:
    weight = given or (verbs.weight_of(verb) if verb else Weight.NONE)
    if verb and weight == Weight.NONE:
        raise Refused(
            _("The register does not know the weight of “%(verb)s”. Choose it from the list.") % {"verb": verb[:60]}
        )
    return weight


def _settle(paragraph: Paragraph, weight: int | None) -> None:
    """Compute what follows from the words: weight, date, and whether the group is asked."""
    due = _due(paragraph.due, paragraph.work)
    paragraph.weight = _weight(paragraph.verb, weight)
    for name, value in zip(("due_on", "due_by", "due_body", "due_session"), due, strict=True):
        setattr(paragraph, name, value)
    paragraph.is_to_group = is_to_group(names_in(paragraph.addressee))


def _address(paragraph: Paragraph) -> None:
    names = names_in(paragraph.addressee)
    paragraph.addressees.all().delete()
    Addressee.objects.bulk_create(Addressee(paragraph=paragraph, name=name) for name in names)


@action
def add_paragraph(
    work: Work,
    *,
    by: Any,
    number: str = "",
    verb: str = "",
    addressee: str = "",
    summary: str = "",
    due: str = "",
    is_standing: bool = False,
    weight: int | None = None,
    source: str = "",
    certainty: str = Certainty.SOURCE,
    part: str = Part.OPERATIVE,
    quote: str = "",
    quote_source: str = "",
) -> Paragraph:
    """Enter a paragraph; without a number it speaks of the text as a whole and is at text-1, text-2, …

    What a preamble says is informational whatever its verb. A quotation names where it was read.
    """
    require(can_add_paragraph(by))
    number = " ".join(number.split())
    entered = set(work.paragraphs.values_list("anchor", flat=True))
    if number:
        anchor = anchor_of(number)
        if not anchor or anchor in RESERVED:
            raise Refused(_("“%(number)s” is no paragraph number.") % {"number": number})
        if anchor in entered:
            raise Refused(_("Paragraph %(number)s of this document is in the register already.") % {"number": number})
    else:
        count = 1
        while f"text-{count}" in entered:
            count += 1
        anchor = f"text-{count}"
    last = work.paragraphs.aggregate(last=Max("order"))["last"] or 0
    paragraph = Paragraph(
        work=work,
        number=number,
        anchor=anchor,
        order=last + 1,
        verb=verb.strip(),
        addressee=addressee.strip(),
        summary=summary.strip(),
        due=due.strip(),
        is_standing=is_standing,
        source=source,
        certainty=certainty,
        part=part,
        quote=quote.strip(),
        quote_source=quote_source.strip(),
    )
    if bool(paragraph.quote) != bool(paragraph.quote_source):
        raise Refused(_("A quotation needs its words and its source."))
    _settle(paragraph, weight)
    is_task = part == Part.OPERATIVE and paragraph.asks
    paragraph.character = Character.OPERATIONAL if is_task else Character.INFORMATIONAL
    paragraph.save()
    _address(paragraph)
    record(
        "mandates.paragraph_added",
        paragraph,
        by=by,
        data={
            "work": work.slug,
            "anchor": anchor,
            "verb": paragraph.verb,
            "addressee": paragraph.addressee,
            "due": paragraph.due,
        },
    )
    return paragraph


@action
def correct_paragraph(paragraph: Paragraph, *, by: Any, weight: int | None = None, **fields: Any) -> Paragraph:
    """Correct what was entered wrongly; number and address stay, and the event keeps what stood before."""
    require(can_correct_paragraph(by))
    unknown = set(fields) - set(CORRECTABLE)
    assert not unknown, f"not to be corrected: {unknown}"
    before = {name: getattr(paragraph, name) for name in (*fields, "weight")}
    for name, value in fields.items():
        setattr(paragraph, name, value.strip() if isinstance(value, str) else value)
    _settle(paragraph, weight)
    changed = {name: [old, getattr(paragraph, name)] for name, old in before.items() if old != getattr(paragraph, name)}
    if not changed:
        raise Refused(_("Nothing was changed."))
    paragraph.save()
    _address(paragraph)
    record("mandates.paragraph_corrected", paragraph, by=by, data=changed)
    return paragraph


@action
def quote_paragraph(paragraph: Paragraph, *, quote: str, quote_source: str, by: Any) -> Paragraph:
    """Put the words of the text, with where they were read; words put before stay in the event."""
    require(can_quote_paragraph(by))
    quote, quote_source = quote.strip(), quote_source.strip()
    if not quote or not quote_source:
        raise Refused(_("A quotation needs its words and its source."))
    before = paragraph.quote
    paragraph.quote, paragraph.quote_source = quote, quote_source
    paragraph.save(update_fields=["quote", "quote_source"])
    record(
        "mandates.paragraph_quoted", paragraph, by=by, data={"source": quote_source, "before": before, "after": quote}
    )
    return paragraph


@action
def move_paragraph(paragraph: Paragraph, step: str, *, by: Any, reason: str) -> Paragraph:
    """Take a step of MOVES, with the reason; nothing is closed or opened again without one."""
    require(can_move_paragraph(by))
    reason = reason_of(reason)
    move(paragraph, step, by=by, moves=MOVES, data={"reason": reason})
    paragraph.state_reason = reason
    paragraph.save(update_fields=["state_reason"])
    return paragraph


@action
def reclassify_paragraph(paragraph: Paragraph, character: str, *, by: Any, reason: str) -> Paragraph:
    """Say whether a paragraph asks for something to be done (operational) or states (informational), and why."""
    require(can_move_paragraph(by))
    reason = reason_of(reason, _("Say why: the verb alone would have made it otherwise."))
    before = paragraph.character
    if character not in Character.values or character == before:
        raise Refused(_("Nothing was changed."))
    paragraph.character = character
    paragraph.save(update_fields=["character"])
    record(
        "mandates.paragraph_reclassified",
        paragraph,
        by=by,
        data={"from": before, "to": character, "reason": reason},
    )
    return paragraph


@action
def add_line(
    title: str, *, by: Any, change: str = "", source: str = "", certainty: str = Certainty.SOURCE
) -> RecurringLine:
    """Open a line under which a paragraph that comes back is followed through the years."""
    require(can_add_line(by))
    title = " ".join(title.split())
    slug = slugify(title)[:80].strip("-")
    if not slug:
        raise Refused(_("A recurring line needs a title."))
    if RecurringLine.objects.filter(slug=slug).exists():
        raise Refused(_("There is a recurring line of this title already."))
    line = RecurringLine.objects.create(
        slug=slug, title=title, change=change.strip(), source=source, certainty=certainty
    )
    record("mandates.line_added", line, by=by, data={"title": title})
    return line


@action
def add_occurrence(line: RecurringLine, paragraph: Paragraph, *, by: Any, after: Paragraph | None = None) -> Occurrence:
    """Put a paragraph at the end of a recurring line, or right after another of its paragraphs."""
    require(can_add_line(by))
    if line.occurrences.filter(paragraph=paragraph).exists():
        raise Refused(_("This paragraph is in the line already."))
    earlier = line.occurrences.filter(paragraph=after).first() if after else None
    if earlier:
        line.occurrences.filter(order__gt=earlier.order).update(order=F("order") + 1)
        place = earlier.order + 1
    else:
        place = (line.occurrences.aggregate(last=Max("order"))["last"] or 0) + 1
    occurrence = Occurrence.objects.create(line=line, paragraph=paragraph, order=place)
    record("mandates.occurrence_added", line, by=by, data={"work": paragraph.work.slug, "anchor": paragraph.anchor})
    return occurrence


@action
def link_answer(
    paragraph: Paragraph,
    work: Work,
    *,
    by: Any,
    note: str = "",
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Answer:
    """Say that a work answers a paragraph."""
    require(can_link_answer(by))
    if work.pk == paragraph.work_id:
        raise Refused(_("A document does not answer itself."))
    if paragraph.answers.filter(work=work).exists():
        raise Refused(_("This document is linked as an answer already."))
    answer = Answer.objects.create(
        paragraph=paragraph, work=work, note=" ".join(note.split()), source=source, certainty=certainty
    )
    record("mandates.answer_linked", paragraph, by=by, data={"work": work.slug, "note": answer.note})
    return answer


@action
def unlink_answer(answer: Answer, *, by: Any, reason: str) -> Paragraph:
    """Take back a link that was wrong; the event keeps what it said and why it went."""
    require(can_link_answer(by))
    reason = reason_of(reason, _("Say why the link is taken back."))
    paragraph = answer.paragraph
    record(
        "mandates.answer_unlinked",
        paragraph,
        by=by,
        data={"work": answer.work.slug, "note": answer.note, "source": answer.source, "reason": reason},
    )
    answer.delete()
    return paragraph
