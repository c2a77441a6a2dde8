"""What a person confirms of two texts compared: the succession of paragraphs, and what goes along with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import LONGEST_REASON, Refused, action, reason_of, require
from ungis.core.events import record
from ungis.core.models import Event
from ungis.documents.models import Work

from . import actions
from .models import Answer, Character, Occurrence, Paragraph, Succession, Weight
from .permissions import can_confirm_succession
from .states import State

Kind = Succession.Kind
CONFIRMED, WITHDRAWN = "mandates.succession_confirmed", "mandates.succession_withdrawn"


@dataclass(frozen=True)
class Line:
    """One line as a person confirmed it: which paragraphs became which, and what goes along."""

    kind: str
    old: tuple[Paragraph, ...] = ()
    new: tuple[Paragraph, ...] = ()
    carries_answers: bool = True
    supersedes: bool = True

    @property
    def is_well_formed(self) -> bool:
        """Whether as many paragraphs stand on both sides as the kind says."""
        before, after = len(self.old), len(self.new)
        if self.kind == Kind.MERGED:
            return before > 1 and after == 1
        if self.kind == Kind.SPLIT:
            return before == 1 and after > 1
        return (before, after) == {Kind.NEW: (0, 1), Kind.DROPPED: (1, 0)}.get(self.kind, (1, 1))


@action
def confirm_succession(before: Work, after: Work, lines: Sequence[Line], *, by: Any) -> list[Succession]:
    """Record what became of paragraphs of one text in another, each line once, all lines or none.

    Along with a line go, where the new paragraph has none of its own: those asked, the standing task, the reason of
    the state; the character that somebody gave the old one; its place in recurring lines; if `carries_answers`, the
    documents that answer it. If `supersedes`, the old paragraph is superseded by the new one.
    """
    require(can_confirm_succession(by))
    if before.pk == after.pk or (before.date and after.date and after.date < before.date):
        raise Refused(_("The text before must be the earlier one of two."))
    if not lines:
        raise Refused(_("Nothing is ticked."))
    _refuse_what_is_settled(before, after, lines)
    confirmed = []
    for line in lines:
        confirmed += _confirm_line(before, after, line, by)
    return confirmed


def _refuse_what_is_settled(before: Work, after: Work, lines: Sequence[Line]) -> None:
    named: set[int] = set()
    settled = Succession.objects.filter(before=before, after=after)
    spoken_for = {key for pair in settled.values_list("old", "new") for key in pair if key}
    for line in lines:
        if line.kind not in Kind.values or not line.is_well_formed:
            raise Refused(_("This is no line that can be confirmed: its paragraphs do not fit what it says."))
        for paragraph, work in [*((one, before) for one in line.old), *((one, after) for one in line.new)]:
            if paragraph.work_id != work.pk:
                raise Refused(_("%(paragraph)s is no paragraph of this text.") % {"paragraph": paragraph.cite})
            if paragraph.pk in spoken_for:
                already = _("%(paragraph)s has been confirmed already. Withdraw that first.")
                raise Refused(already % {"paragraph": paragraph.cite})
            if paragraph.pk in named:
                raise Refused(_("%(paragraph)s stands in two lines.") % {"paragraph": paragraph.cite})
            named.add(paragraph.pk)


def _confirm_line(before: Work, after: Work, line: Line, by: Any) -> list[Succession]:
    now, who = clock.now(), by if by.pk else None
    pairs = [(old, new) for old in line.old or (None,) for new in line.new or (None,)]
    rows = []
    for old, new in pairs:
        row = Succession.objects.create(
            before=before, after=after, old=old, new=new, kind=line.kind, confirmed_at=now, confirmed_by=who
        )
        carried = _carry_over(old, new, line, by) if old and new else {}
        subject = new or old
        assert subject
        data = {
            "before": before.slug,
            "after": after.slug,
            "old": old.anchor if old else "",
            "new": new.anchor if new else "",
            "kind": line.kind,
            "carried": carried,
        }
        record(CONFIRMED, subject, by=by, data=data)
        rows.append(row)
    for old in line.old if line.supersedes and line.new else ():
        old.refresh_from_db(fields=["state"])
        if old.is_open:
            actions.move_paragraph(old, "supersede", by=by, reason=_reason(line.new))
    return rows


def _in_english(paragraph: Paragraph) -> str:
    """How a paragraph is cited in what the record keeps."""
    with translation.override("en"):
        return paragraph.cite


def _reason(new: Sequence[Paragraph]) -> str:
    return f"Superseded by {'; '.join(map(_in_english, new))}"[:LONGEST_REASON]


def _carry_over(old: Paragraph, new: Paragraph, line: Line, by: Any) -> dict[str, list[int]]:
    """Let go along what the new paragraph lacks; return what can be taken back: keys of answers and occurrences."""
    _fill(old, new, by)
    carried: dict[str, list[int]] = {"answers": [], "occurrences": []}
    for occurrence in Occurrence.objects.filter(paragraph=old).select_related("line"):
        if not occurrence.line.occurrences.filter(paragraph=new).exists():
            added = actions.add_occurrence(occurrence.line, new, after=old, by=by)
            carried["occurrences"].append(added.pk)
    if line.carries_answers:
        for answer in old.answers.select_related("work").exclude(work=new.work):
            if not new.answers.filter(work=answer.work).exists():
                carried["answers"].append(_carry_answer(answer, old, new, by).pk)
    return carried


def _carry_answer(answer: Answer, old: Paragraph, new: Paragraph, by: Any) -> Answer:
    note = f"carried over from {_in_english(old)}"
    note = f"{answer.note} ({note})"[:300] if answer.note else note
    return actions.link_answer(new, answer.work, note=note, source=answer.source, certainty=answer.certainty, by=by)


def _fill(old: Paragraph, new: Paragraph, by: Any) -> None:
    """Give the new paragraph what its text does not say otherwise."""
    lacking: dict[str, Any] = {}
    if old.addressee and not new.addressee:
        lacking["addressee"] = old.addressee
    if old.is_standing and not (new.is_standing or new.due):
        lacking["is_standing"] = True
    if lacking:
        actions.correct_paragraph(new, by=by, weight=new.weight, **lacking)
    if old.character != _character_of_verb(old) and new.character != old.character:
        actions.reclassify_paragraph(new, old.character, by=by, reason=f"carried over from {_in_english(old)}")
    if old.state_reason and not new.state_reason and old.state == new.state == State.ACTIVE:
        new.state_reason = old.state_reason
        new.save(update_fields=["state_reason"])


def _character_of_verb(paragraph: Paragraph) -> str:
    return Character.OPERATIONAL if paragraph.weight <= Weight.RECOMMENDS else Character.INFORMATIONAL


@action
def withdraw_succession(succession: Succession, *, by: Any, reason: str) -> None:
    """Take back a confirmed line, all its paragraphs, and what went along with it: answers and places in lines.

    An old paragraph that the line had superseded is open again. What was filled in stays: it may have been corrected.
    """
    require(can_confirm_succession(by))
    reason = reason_of(reason, _("Say why the link is taken back."))
    rows = list(line_of(succession).select_related("old__work", "new__work", "before", "after"))
    heirs = _reason(list({row.new.pk: row.new for row in rows if row.new}.values()))
    for row in rows:
        _withdraw_row(row, reason, by)
    for old in {row.old.pk: row.old for row in rows if row.old}.values():
        if old.state == State.SUPERSEDED and old.state_reason == heirs:
            actions.move_paragraph(old, "reopen", by=by, reason=reason)


def line_of(succession: Succession) -> Any:
    """Return all rows of the line to which one belongs: a merger and a split have several."""
    rows = Succession.objects.filter(before=succession.before_id, after=succession.after_id)
    ends = Q(pk=succession.pk)
    if succession.kind == Kind.MERGED:
        ends |= Q(new=succession.new_id)
    if succession.kind == Kind.SPLIT:
        ends |= Q(old=succession.old_id)
    return rows.filter(ends)


def _withdraw_row(row: Succession, reason: str, by: Any) -> None:
    subject = row.new or row.old
    assert subject
    told = {"before": row.before.slug, "after": row.after.slug, "old": row.old.anchor if row.old else ""}
    confirmed = Event.objects.of(subject).filter(action=CONFIRMED).order_by("-id")
    carried = next(
        (event.data["carried"] for event in confirmed if all(event.data[name] == told[name] for name in told)), {}
    )
    for answer in Answer.objects.filter(pk__in=carried.get("answers", []), paragraph=row.new):
        actions.unlink_answer(answer, by=by, reason=reason)
    Occurrence.objects.filter(pk__in=carried.get("occurrences", []), paragraph=row.new).delete()
    record(
        WITHDRAWN,
        subject,
        by=by,
        data={**told, "new": row.new.anchor if row.new else "", "kind": row.kind, "reason": reason},
    )
    row.delete()
