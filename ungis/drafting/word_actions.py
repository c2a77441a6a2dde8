"""What is done with a Word file that came back: it waits, is confirmed finding by finding, or is discarded."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.freeze import hash_of
from ungis.documents.contents import Unfit, clean_name, examine
from ungis.organizations.models import Organization

from . import word_back
from .amendment_actions import make_remark, prepare_amendment, require_open, send_amendment
from .models import Amendment, Remark, Version, WordFile
from .permissions import can_prepare_amendment, can_send_amendment
from .word_content import foot_of, lines_before

MOST = 500  # findings that one page asks about


class Brought(NamedTuple):
    """A file as it was read; nothing is kept of it yet."""

    name: str
    sha256: str
    findings: dict[str, Any]


class Chosen(NamedTuple):
    """One finding that a person ticked, with its place and words as they left them."""

    id: int
    key: str
    content: str = ""


def read_file(version: Version, *, by: Any, name: str, content: bytes) -> Brought:
    """Read a file that is to be brought back; what is proposed on the version already is marked as known.

    Unfit or Refused: it is no Word file, cannot be read, or says nothing that differs from the version.
    """
    if examine(content) != "docx":
        raise Unfit(_("Changes come back in the Word file (docx) in which the text was sent out."))
    paragraphs = list(version.paragraphs.all())
    findings = word_back.read(content, paragraphs, lines_before(version), foot_of(version))
    _mark_known(findings, version, by)
    if not any(findings[part] for part in ("operations", "remarks", "unhandled")):
        words = _("This file changes nothing: it says what version %(number)s says, without a comment.")
        raise Refused(words % {"number": version.number})
    asked = [row for part in ("operations", "remarks") for row in findings[part] if not row["is_known"]]
    if len(asked) > MOST:
        words = _("This file holds %(count)s changes; at most %(most)s can be confirmed at once. Bring it in parts.")
        raise Refused(words % {"count": len(asked), "most": MOST})
    return Brought(clean_name(name, "docx"), hash_of(content), findings)


def _mark_known(findings: dict[str, Any], version: Version, by: Any) -> None:
    """A file that went out with proposals and remarks brings these back too."""
    proposals = Amendment.objects.visible_to(by).filter(version=version).select_related("organization", "amends")
    known = {(one.kind, one.key, one.content, one.after_key) for one in proposals}
    said = {" ".join(text.split()) for one in proposals for text in (one.rationale, one.content) if text}
    said |= {
        " ".join(text.split())
        for text in Remark.objects.visible_to(by).filter(version=version).values_list("text", flat=True)
    }
    for row in findings["operations"]:
        row["is_known"] = (row["kind"], row["key"], row["content"], row["after_key"]) in known
    for row in findings["remarks"]:
        text = " ".join(row["text"].split())
        row["is_known"] = text in said or any(text.endswith(words) and ": " in text for words in said)


@action
def bring_word_file(version: Version, *, by: Any, organization: Organization, brought: Brought) -> WordFile:
    """Keep what a file holds until somebody of the organization confirms it. Brought twice it waits once."""
    require(can_prepare_amendment(by, organization))
    version = require_open(version, by)
    waiting = WordFile.objects.filter(version=version, organization=organization, sha256=brought.sha256)
    if same := waiting.filter(confirmed_at=None, discarded_at=None).first():
        raise Already(same)
    file = WordFile.objects.create(
        version=version,
        organization=organization,
        name=brought.name,
        sha256=brought.sha256,
        findings=brought.findings,
        brought_at=clock.now(),
        brought_by_id=by.pk,
    )
    counts = {part: len(brought.findings[part]) for part in ("operations", "remarks", "unhandled")}
    told = {"name": file.name, "sha256": file.sha256, "organization": organization, "version": version.number}
    record("drafting.word_file_brought", file, by=by, data={**told, **counts})
    return file


def _waiting(file: WordFile) -> WordFile:
    return (
        WordFile.objects.select_for_update(of=("self",)).select_related("version__text", "organization").get(pk=file.pk)
    )


@action
def confirm_word_file(file: WordFile, *, by: Any, chosen: Iterable[Chosen], is_sent: bool = False) -> list[Any]:
    """Make proposals and remarks of what was chosen, all or none; with `is_sent` the proposals go to the group.

    Confirmed twice it is confirmed once. Refused: nothing is chosen, a finding cannot be proposed (the message names
    it), the file was discarded.
    """
    require(can_prepare_amendment(by, file.organization))
    require(not is_sent or can_send_amendment(by, file.organization))
    file = _waiting(file)
    if file.confirmed_at:
        raise Already([])
    if file.discarded_at:
        raise Refused(_("This file was discarded: bring it again."))
    rows = {row["id"]: row for part in ("operations", "remarks") for row in file.findings[part]}
    picked = [one for one in chosen if one.id in rows]
    if not picked:
        raise Refused(_("Choose what is to be proposed, or discard the file."))
    made = [_make(file, rows[one.id], one, by=by) for one in picked]
    for one in made if is_sent else ():
        if isinstance(one, Amendment) and one.sent_at is None:
            send_amendment(one, by=by)
    file.confirmed_at, file.confirmed_by_id = clock.now(), by.pk
    file.save(update_fields=["confirmed_at", "confirmed_by"])
    left = [row for number, row in rows.items() if number not in {one.id for one in picked}]
    told = {"made": [str(one.pk) for one in made], "is_sent": is_sent, "left_out": left}
    record("drafting.word_file_confirmed", file, by=by, data=told)
    return made


def _make(file: WordFile, row: dict[str, Any], one: Chosen, *, by: Any) -> Amendment | Remark:
    """The proposal or remark of one finding; what cannot be is told with its number."""
    came_by = f"{file.name} – {row['author']}" if row["author"] else file.name
    shared = {"by": by, "organization": file.organization, "key": one.key, "came_by": came_by[:200]}
    try:
        if "text" in row:
            return make_remark(file.version, text=row["text"], **shared)
        return prepare_amendment(
            file.version, kind=row["kind"], content=one.content, after_key=row["after_key"], **shared
        )
    except Refused as refusal:
        words = _("Finding %(number)s: %(trouble)s")
        raise Refused(words % {"number": one.id, "trouble": refusal}) from None


@action
def discard_word_file(file: WordFile, *, by: Any) -> WordFile:
    """Say that nothing of a file is to be proposed. Discarded twice it is discarded once; refused once confirmed."""
    require(can_prepare_amendment(by, file.organization))
    file = _waiting(file)
    if file.discarded_at:
        raise Already(file)
    if file.confirmed_at:
        raise Refused(_("What this file holds was confirmed already."))
    file.discarded_at, file.discarded_by_id = clock.now(), by.pk
    file.save(update_fields=["discarded_at", "discarded_by"])
    record("drafting.word_file_discarded", file, by=by, data={"name": file.name, "sha256": file.sha256})
    return file
