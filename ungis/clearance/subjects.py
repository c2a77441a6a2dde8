"""What can be cleared: its title, its canonical text, who may see it, and what the outcome does to it.

Only what is frozen can be asked about. Of minutes and documents, which have no frozen form of their own, the text
written here is the frozen one: it stays with the round, whatever becomes of the record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ungis.core.acting import LONGEST_REASON, Refused
from ungis.core.freeze import hash_of, lines_of
from ungis.documents.models import Work
from ungis.drafting import actions as drafting
from ungis.drafting.models import Version
from ungis.drafting.states import TextState
from ungis.mappings import actions as mappings
from ungis.mappings.models import Edition
from ungis.mappings.states import EditionState
from ungis.meetings.models import Meeting
from ungis.meetings.states import State as MeetingState

from .models import Round, SubjectKind

MINUTES_FORM = "ungis-minutes-1"
DOCUMENT_FORM = "ungis-document-1"


@dataclass(frozen=True)
class Subject:
    """One thing to be cleared, as it stands now."""

    title: str
    text: str
    visibility: str
    language: str = "en"

    @property
    def sha256(self) -> str:
        return hash_of(self.text)


def _version(version: Version) -> Subject:
    if not version.is_frozen:
        raise Refused(_("Only a frozen version can be cleared: what people agree to must not change."))
    text = version.text
    if text.versions.filter(number__gt=version.number).exists():
        raise Refused(_("There is a later version of this text. Only the last one can be cleared."))
    title = _("%(title)s, version %(number)s") % {"title": text.title, "number": version.number}
    return Subject(title, version.canonical, text.visibility, text.source_language)


def _edition(edition: Edition) -> Subject:
    if edition.state not in (EditionState.FROZEN, EditionState.PUBLISHED) or not edition.text:
        raise Refused(_("Only a frozen or published edition can be cleared: what people agree to must not change."))
    return Subject(str(edition), edition.text, edition.visibility)


def _minutes(meeting: Meeting) -> Subject:
    points = list(meeting.points.all())
    if meeting.state != MeetingState.HELD:
        raise Refused(_("The meeting is not confirmed as held, so there are no minutes of it yet."))
    if not points:
        raise Refused(_("Nothing is noted of the meeting yet: no topic and no result."))
    head = {
        "form": MINUTES_FORM,
        "meeting": meeting.slug,
        "title": meeting.title,
        "place": meeting.place,
        "sittings": [[sitting.level, str(sitting.date), sitting.place] for sitting in meeting.sittings.all()],
        "agenda": [item.title for item in meeting.agenda.all()],
        "present": [[person.role, person.name] for person in meeting.participants.all()],
    }
    noted = [{"sort": point.sort, "text": point.text, "source": point.source} for point in points]
    title = _("Minutes: %(meeting)s") % {"meeting": meeting.title}
    return Subject(title, lines_of([head, *noted]), meeting.visibility)


def _document(work: Work) -> Subject:
    files = [
        {
            "language": expression.language,
            "revision": expression.revision,
            "title": expression.title,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
        }
        for expression in work.expressions.prefetch_related("files")
        for file in expression.files.all()
    ]
    if not files:
        raise Refused(_("The library holds no file of this document: there is nothing that could be agreed to."))
    files.sort(key=lambda file: (file["language"], file["revision"], file["sha256"]))
    head = {
        "form": DOCUMENT_FORM,
        "document": work.slug,
        "symbol": work.symbol or "",
        "title": work.title,
        "date": str(work.date or ""),
    }
    return Subject(str(work), lines_of([head, *files]), work.visibility)


READERS: dict[str, tuple[type[models.Model], Callable[[Any], Subject]]] = {
    SubjectKind.VERSION: (Version, _version),
    SubjectKind.EDITION: (Edition, _edition),
    SubjectKind.MINUTES: (Meeting, _minutes),
    SubjectKind.DOCUMENT: (Work, _document),
}


def kind_of(record: models.Model) -> SubjectKind:
    """Return as what a record is cleared. Raises TypeError for one that cannot be."""
    for kind, (model, _reader) in READERS.items():
        if isinstance(record, model):
            return SubjectKind(kind)
    raise TypeError(f"{type(record).__name__} cannot be cleared")


def read(record: models.Model) -> Subject:
    """Return what is to be cleared of a record. Raises Refused, in plain words, where it is not frozen."""
    return READERS[kind_of(record)][1](record)


def fetch(kind: str, key: int, user: Any) -> models.Model | None:
    """Return the record that a form names, if the user may see it."""
    model = READERS[kind][0]
    return model._default_manager.visible_to(user).filter(pk=key).first()  # type: ignore[attr-defined]


def record_of(round: Round) -> models.Model | None:
    """Return the record that a round is about; None where it is gone."""
    return READERS[round.subject_kind][0]._default_manager.filter(pk=round.subject_id).first()


@dataclass(frozen=True)
class Kept:
    """The record of a round as a page tells of it; None where it is gone, or where the reader may not see it."""

    record: models.Model | None
    is_seen: bool
    has_changed: bool

    @property
    def work(self) -> Work | None:
        """The document that a joint text became."""
        return self.record.text.work if isinstance(self.record, Version) else None


def kept(round: Round, user: Any) -> Kept:
    """Return the record of a round for a page: one query for joint texts, whatever the page tells of them."""
    model = READERS[round.subject_kind][0]
    rows = model._default_manager.filter(pk=round.subject_id)
    seen = model._default_manager.visible_to(user).filter(pk=OuterRef("pk"))  # type: ignore[attr-defined]
    if model is Version:
        rows = rows.select_related("text__work")
    record = rows.annotate(is_seen=Exists(seen)).first()
    return Kept(record, bool(record and record.is_seen), _says_else(record, round))


def has_changed(round: Round) -> bool:
    """Whether the record says something else by now than what was, or is being, cleared: the page must say so.

    A version that a later one followed, or an edition that was superseded, cannot be asked about again, but it says
    what it said.
    """
    return _says_else(record_of(round), round)


def _says_else(record: models.Model | None, round: Round) -> bool:
    if record is None:
        return True
    if isinstance(record, Version):
        return hash_of(record.canonical) != round.sha256
    if isinstance(record, Edition):
        return hash_of(record.text) != round.sha256
    try:
        return read(record).sha256 != round.sha256
    except Refused:
        return True


def set_out(record: models.Model, *, by: Any) -> None:
    """Tell the record that it is in clearance. Only joint texts have a state for it."""
    if isinstance(record, Version):
        drafting.send_to_clearance(record.text, by=by)


def carry_outcome(round: Round, *, by: Any) -> None:
    """Do to the record what the outcome says, where its state still allows: the outcome stands in any case.

    A joint text is adopted, or goes back to be drafted. Of an edition that is adopted as it was asked about, the
    drafted claims are cleared. Minutes and documents have no such state: that they were cleared is told by the round.
    """
    record = record_of(round)
    if isinstance(record, Version) and record.text.state == TextState.CLEARING:
        verb = drafting.adopt_text if round.is_adopted else drafting.return_to_drafting
        verb(record.text, by=by)
    if isinstance(record, Edition) and round.is_adopted and mappings.says_still(record, round.sha256):
        reason = f"The members adopted the edition: {round.title}"
        mappings.clear_claims(record, by=by, sha256=round.sha256, reason=reason[:LONGEST_REASON])
