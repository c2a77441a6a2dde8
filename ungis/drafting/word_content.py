"""What a text says in Word and in PDF: its head, its proposals, the consolidated table, in the language of the text."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from . import comparison
from .models import Amendment, Paragraph, Remark, Version
from .numbering import numbered
from .states import AmendmentState
from .word_out import Change, Head, Proposal, Saying
from .wording import Strand, weave

WRITTEN = (AmendmentState.PROPOSED, AmendmentState.ACCEPTED, AmendmentState.PARTLY)  # what a marked-up file shows


class Row(NamedTuple):
    """One proposal beside its paragraph; `words` is empty where the paragraph stands in the row before."""

    label: str
    words: Sequence[Strand]
    who: str
    what: str
    proposal: Sequence[Strand]
    said: str
    disposition: str
    reason: str


class Table(NamedTuple):
    """The consolidated text as delegations use it."""

    heads: Sequence[str]
    rows: Sequence[Row]


def moment_of(moment: datetime | None) -> str:
    """Return a moment as Word writes it: in UTC, to the second."""
    moment = moment or datetime(2000, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def head_of(version: Version, about: str = "") -> Head:
    """Return what stands before a version; `about` says what the document is, beside the version."""
    text = version.text
    with translation.override(text.source_language):
        named = _("Version %(number)s") % {"number": version.number}
        lines = [about or named]
        if version.is_frozen and version.sha256:
            lines.append(f"SHA-256 {version.sha256}")
        page = (_("Page %(number)s of %(all)s") % {"number": "\x00", "all": "\x00"}).split("\x00")
        footer = f"{text.title} · {named}"
    return Head(
        title=text.title,
        about=[line for line in (text.addressee, *lines) if line],
        language=text.source_language,
        footer=footer if len(footer) <= 80 else f"{footer[:79]}…",
        page=page,
        identifier=version.sha256 or f"{text.slug}-{version.number}",
        moment=moment_of(version.frozen_at or version.opened_at),
    )


def lines_before(version: Version) -> list[str]:
    """Return every line that may stand before the text in a file of this version."""
    with translation.override(version.text.source_language):
        proposals = _("Version %(number)s with the proposals to change it") % {"number": version.number}
    head = head_of(version)
    return [head.title, *head.about, proposals]


def foot_of(version: Version) -> str:
    """Return the words at the foot of each page in a file of this version."""
    head = head_of(version)
    return f"{head.footer} {''.join(head.page)}"


def proposals_of(version: Version, user: Any) -> tuple[list[Proposal], list[Saying]]:
    """Return the proposals to a version that are sent and not declined, and the remarks on it."""
    rows = (
        Amendment.objects.visible_to(user)
        .filter(version=version, state__in=WRITTEN)
        .select_related("organization", "amends__organization")
        .order_by("sent_at", "pk")
    )
    remarks = Remark.objects.visible_to(user).filter(version=version).select_related("organization")
    with translation.override(version.text.source_language):
        proposals, sayings = [], []
        for one in rows:
            change = Change(one.organization.acronym, moment_of(one.sent_at or one.prepared_at))
            if one.amends:
                words = _("To the proposal of %(organization)s: %(words)s")
                said = words % {"organization": one.amends.organization.acronym, "words": one.content}
                sayings.append(Saying(one.key, list(filter(None, [said, one.rationale])), change))
                continue
            proposals.append(_proposal(one, change))
        for remark in remarks:
            author = remark.organization.acronym if remark.organization else "UNGIS"
            sayings.append(Saying(remark.key, remark.text.split("\n"), Change(author, moment_of(remark.made_at))))
    return proposals, sayings


def _proposal(one: Amendment, change: Change) -> Proposal:
    instead = {
        Amendment.Kind.DELETE: _("Proposes to delete this paragraph."),
        Amendment.Kind.MOVE: _("Proposes to move this paragraph."),
    }.get(Amendment.Kind(one.kind), _("Proposes instead: %(words)s") % {"words": one.content})
    said = [one.rationale] if one.rationale else []
    return Proposal(one.kind, one.key, one.content, change, one.after_key, said, instead)


def change_of(earlier: Version, later: Version) -> Change:
    """Return in whose name and when a later version changes an earlier one."""
    lead = later.text.lead
    return Change(lead.acronym if lead else "UNGIS", moment_of(later.frozen_at or later.opened_at))


def redlines(lines: Sequence[comparison.Line]) -> list[tuple[Paragraph, str, list[Strand]]]:
    """Return each paragraph of a comparison with its number and its words as strands."""
    rows = []
    for line in lines:
        old, new = (side.paragraph.content if side else "" for side in (line.old, line.new))
        side = line.new or line.old
        assert side
        rows.append((line.shown, side.number.label, weave(old, [new if line.new else None])[0]))
    return rows


# --- the consolidated table --------------------------------------------------------------------------


def table_of(version: Version, user: Any) -> Table:
    """Return every paragraph with each proposal to it, by whom, and what became of it."""
    paragraphs = list(version.paragraphs.all())
    rows = (
        Amendment.objects.visible_to(user)
        .filter(version=version)
        .exclude(state__in=(AmendmentState.PREPARED, AmendmentState.WITHDRAWN, AmendmentState.JOINED))
        .select_related("organization", "amends__organization")
        .prefetch_related("supports__organization")
        .order_by("sent_at", "pk")
    )
    by_key: dict[str, list[Amendment]] = defaultdict(list)
    for one in rows:
        by_key[one.key].append(one)
    with translation.override(version.text.source_language):
        names = {one.key: number.label for one, number in zip(paragraphs, numbered(paragraphs), strict=True)}
        heads = (_("Paragraph"), _("Proposal, by whom"), _("Disposition"))
        made = [row for one in by_key.get("", ()) for row in _rows_of(None, [one], names)]
        made += [row for one in paragraphs for row in _rows_of(one, by_key.get(one.key, []), names)]
    return Table(heads, made)


def _rows_of(paragraph: Paragraph | None, proposals: Sequence[Amendment], names: dict[str, str]) -> Iterator[Row]:
    label = names[paragraph.key] if paragraph else ""
    words = weave(paragraph.content, [])[0] if paragraph else []
    if not proposals:
        yield Row(label, words, "", "", [], "", "", "")
    for place, one in enumerate(proposals):
        shown = () if place else words
        yield Row(
            label, shown, _who(one), _what(one, names), _strands(one), one.rationale, _disposition(one), one.outcome
        )


def _who(one: Amendment) -> str:
    supporters = [support.organization.acronym for support in one.supports.all()]
    if not supporters:
        return one.organization.acronym
    words = _("%(organization)s, supported by %(supporters)s")
    return words % {"organization": one.organization.acronym, "supporters": ", ".join(supporters)}


def _what(one: Amendment, names: dict[str, str]) -> str:
    if one.amends:
        return _("to the proposal of %(organization)s") % {"organization": one.amends.organization.acronym}
    if one.kind == Amendment.Kind.MOVE:
        if not one.after_key:
            return _("move to the top")
        return _("move behind paragraph %(number)s") % {"number": names.get(one.after_key, "") or "–"}
    return str(one.get_kind_display())


def _strands(one: Amendment) -> list[Strand]:
    if one.kind == Amendment.Kind.MOVE:
        return []
    wanted = None if one.kind == Amendment.Kind.DELETE else one.content
    return weave(one.before, [wanted])[0]


def _disposition(one: Amendment) -> str:
    if one.state == AmendmentState.PROPOSED:
        return _("open")
    taken = f": {one.taken}" if one.taken else ""
    return f"{one.get_state_display()}{taken}"
