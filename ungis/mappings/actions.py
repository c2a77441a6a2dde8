"""What is done with matrices: open, freeze and publish editions; draft, revise and move claims; comment on cells."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, reason_of, require
from ungis.core.events import Happening, record, record_all
from ungis.core.moves import move
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.standing import Visibility
from ungis.organizations.models import Organization

from . import canonical
from .models import TAKEN_WORDS, Claim, Comment, Concept, Edition, Facilitator, Matrix, Strength
from .permissions import (
    can_comment,
    can_draft_claim,
    can_keep_editions,
    can_move_claim,
    can_revise_claim,
    can_withdraw_comment,
)
from .states import CLAIM_MOVES, EDITION_MOVES, ClaimState, EditionState

LONGEST_COMMENT = 4_000
LONGEST_TEXT = 8_000  # of a rationale or of sources
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
REVISABLE = (
    "strength",
    "rationale",
    "mechanism",
    "activity",
    "carried_out_by",
    "evidence",
    "note",
    "source",
    "certainty",
)


class ChangedMeanwhile(Refused):
    """The claim is no longer what it was when the form was made: both are to be shown."""


def facilitators_of(row: Concept, column: Concept) -> list[int]:
    """Return the keys of the organizations that facilitate the row or the column today."""
    facilitators = Facilitator.objects.on(clock.today()).filter(concept__in=[row, column])
    return list(facilitators.values_list("organization", flat=True))


def facilitators_in(matrix: Matrix) -> dict[int, set[int]]:
    """Return the keys of the organizations that facilitate each concept of the matrix today, by its key."""
    concepts = Facilitator.objects.on(clock.today()).filter(concept__framework__in=[matrix.rows, matrix.columns])
    found: dict[int, set[int]] = {}
    for concept, organization in concepts.values_list("concept", "organization"):
        found.setdefault(concept, set()).add(organization)
    return found


def require_working(edition: Edition) -> None:
    """Refuse an edition that is closed now, whatever it was when the page was shown."""
    if not Edition.objects.filter(pk=edition.pk, state=EditionState.WORKING).exists():
        raise Refused(_("This edition is closed: its claims no longer change. Open a new edition to go on."))


# --- editions ----------------------------------------------------------------------------------


@action
def open_edition(
    matrix: Matrix,
    *,
    by: Any,
    slug: str,
    title: str,
    note: str = "",
    based_on: Edition | None = None,
    visibility: str = Visibility.GROUP,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Edition:
    """Open an edition to work on, empty or with the claims of another; what was rejected stays behind.

    Refused: no title, an address that is none, taken or a word of the house, an edition of another matrix.
    """
    require(can_keep_editions(by))
    slug, title = slugify(slug), " ".join(title.split())
    if not slug or not title:
        raise Refused(_("An edition needs a title and an address."))
    if slug in TAKEN_WORDS or matrix.editions.filter(slug=slug).exists():
        raise Refused(_("This address is taken already: choose another."))
    if based_on and based_on.matrix_id != matrix.pk:
        raise Refused(_("An edition is based on one of the same matrix."))
    edition = Edition.objects.create(
        matrix=matrix,
        slug=slug,
        title=title,
        note=note.strip(),
        based_on=based_on,
        visibility=visibility,
        opened_at=clock.now(),
        opened_by_id=by.pk,
        source=source,
        certainty=certainty,
    )
    copied = _copy_claims(based_on, edition) if based_on else 0
    record("mappings.edition_opened", edition, by=by, data={"title": title, "based_on": based_on, "claims": copied})
    return edition


def _copy_claims(old: Edition, new: Edition) -> int:
    claims = list(old.claims.standing().prefetch_related("organizations"))
    organizations = {(claim.row_id, claim.column_id, claim.author_id): claim.organizations.all() for claim in claims}
    for claim in claims:
        claim.pk, claim.edition = None, new
        claim._state.adding = True
    Claim.objects.bulk_create(claims)
    links = [
        Claim.organizations.through(claim=claim, organization=organization)
        for claim in new.claims.all()
        for organization in organizations[claim.row_id, claim.column_id, claim.author_id]
    ]
    Claim.organizations.through.objects.bulk_create(links)
    return len(claims)


@action
def freeze_edition(edition: Edition, *, by: Any) -> Edition:
    """Close an edition: from now on its claims do not change, and its text and hash say what they were.

    Refused: it holds no claim, or is not being worked on.
    """
    require(can_keep_editions(by))
    if not edition.claims.standing().exists():
        raise Refused(_("An edition without a claim has nothing to freeze."))
    text = canonical.text_of(edition)
    move(edition, "freeze", by=by, moves=EDITION_MOVES, data={"sha256": canonical.hash_of(text)})
    edition.text, edition.sha256 = text, canonical.hash_of(text)
    edition.frozen_at, edition.frozen_by_id = clock.now(), by.pk
    edition.save(update_fields=["text", "sha256", "frozen_at", "frozen_by"])
    return edition


@action
def thaw_edition(edition: Edition, *, by: Any, reason: str) -> Edition:
    """Open a frozen edition again, before it is published; the event keeps the hash it had."""
    require(can_keep_editions(by))
    reason = reason_of(reason)
    move(edition, "thaw", by=by, moves=EDITION_MOVES, data={"reason": reason, "sha256": edition.sha256})
    edition.text, edition.sha256, edition.frozen_at, edition.frozen_by_id = "", "", None, None
    edition.save(update_fields=["text", "sha256", "frozen_at", "frozen_by"])
    return edition


@action
def publish_edition(edition: Edition, *, by: Any, published_on: PartialDate | None = None) -> Edition:
    """Make a frozen edition public; the one that was published before it is superseded and keeps its address."""
    require(can_keep_editions(by))
    for older in edition.matrix.editions.filter(state=EditionState.PUBLISHED).exclude(pk=edition.pk):
        move(older, "supersede", by=by, moves=EDITION_MOVES, data={"by": edition.slug})
    move(edition, "publish", by=by, moves=EDITION_MOVES, data={"sha256": edition.sha256})
    edition.published_at, edition.published_by_id = clock.now(), by.pk
    edition.published_on = published_on or PartialDate.parse(clock.today().isoformat())
    edition.visibility = Visibility.PUBLIC
    edition.save(update_fields=["published_at", "published_by", "published_on", "visibility"])
    return edition


# --- claims ------------------------------------------------------------------------------------


@action
def draft_claim(
    edition: Edition,
    row: Concept,
    column: Concept,
    *,
    by: Any,
    author: Organization | None = None,
    state: str = ClaimState.DRAFTED,
    readings: Iterable[tuple[str, bool]] = (),
    paths: Iterable[Any] = (),
    **fields: Any,
) -> Claim:
    """Write a claim into an edition that is being worked on; `fields` are those of REVISABLE.

    The author is an organization for which the writer speaks; who carries it out is found by name.
    Refused: a closed edition, a concept that is not of the matrix or is only a heading, a second claim of the same
    author for the same pair.
    """
    facilitators = facilitators_of(row, column)
    require(can_draft_claim(by, facilitators))
    require_working(edition)
    claim = new_claim(
        edition, row, column, by=by, facilitators=facilitators, author=author, state=state, readings=readings,
        paths=paths, **fields,
    )  # fmt: skip
    if edition.claims.filter(row=row, column=column, author=author).exists():
        raise Refused(_("There is a claim for this pair already. Revise that one."))
    claim.save()
    claim.organizations.set(named_in(claim.carried_out_by))
    record("mappings.claim_drafted", claim, by=by, data=canonical.claim_as_data(claim))
    return claim


@action
def draft_claims(edition: Edition, drafts: Iterable[Mapping[str, Any]], *, by: Any) -> list[Claim]:
    """Write many claims into an edition, all or none: each as draft_claim would, with an event of its own.

    A draft holds the row, the column, and what else draft_claim takes. Refused: what draft_claim refuses.
    """
    require_working(edition)
    facilitators = facilitators_in(edition.matrix)
    taken: set[tuple[int, int, int | None]] = set(edition.claims.values_list("row", "column", "author"))
    claims = []
    for draft in drafts:
        of_pair = facilitators.get(draft["row"].pk, set()) | facilitators.get(draft["column"].pk, set())
        claim = new_claim(edition, by=by, facilitators=of_pair, **draft)
        place = (claim.row_id, claim.column_id, claim.author_id)
        if place in taken:
            raise Refused(_("There is a claim for this pair already. Revise that one."))
        taken.add(place)
        claims.append(claim)
    keep_claims(claims, by=by)
    return claims


def keep_claims(claims: list[Claim], *, by: Any) -> None:
    """Keep claims of new_claim together, with an event each."""
    Claim.objects.bulk_create(claims)
    name_organizations(claims)
    record_all((Happening("mappings.claim_drafted", claim, canonical.claim_as_data(claim)) for claim in claims), by=by)


def name_organizations(claims: list[Claim]) -> None:
    """Link claims to the organizations that they name now, as named_in finds them."""
    registry = dict(Organization.objects.values_list("acronym", "pk"))
    through = Claim.organizations.through
    through.objects.filter(claim__in=[claim.pk for claim in claims]).delete()
    through.objects.bulk_create(
        through(claim_id=claim.pk, organization_id=registry[name])
        for claim in claims
        for name in dict.fromkeys(part.strip() for part in claim.carried_out_by.split(";"))
        if name in registry
    )


def new_claim(
    edition: Edition,
    row: Concept,
    column: Concept,
    *,
    by: Any,
    facilitators: Iterable[int],
    author: Organization | None = None,
    state: str = ClaimState.DRAFTED,
    readings: Iterable[tuple[str, bool]] = (),
    paths: Iterable[Any] = (),
    **fields: Any,
) -> Claim:
    """Return a claim that may be written, not yet kept: all that draft_claim asks, but for the edition's own state."""
    require(can_draft_claim(by, facilitators))
    require(state == ClaimState.DRAFTED or can_move_claim(by))
    require_places(edition, row, column)
    standing = by.standing
    if author and not standing.is_secretariat and author.pk not in standing.speaks_for:
        raise Refused(_("You do not speak for %(organization)s.") % {"organization": author})
    read = [list(reading) for reading in readings]
    claim = Claim(
        edition=edition,
        row=row,
        column=column,
        author=author,
        state=state,
        readings=read,
        is_contradicted=len({linked for _place, linked in read}) > 1,
        paths=list(paths),
    )
    put_fields(claim, fields)
    return claim


def _require_of_matrix(edition: Edition, row: Concept, column: Concept) -> None:
    matrix = edition.matrix
    if row.framework_id != matrix.rows_id or column.framework_id != matrix.columns_id:
        raise Refused(_("This matrix does not link these two."))


def require_places(edition: Edition, row: Concept, column: Concept) -> None:
    """Refuse concepts that are not of the matrix, and headings."""
    _require_of_matrix(edition, row, column)
    if row.is_heading or column.is_heading:
        raise Refused(_("A heading has no claim of its own: choose one of the entries below it."))


def named_in(carried_out_by: str) -> list[Organization]:
    """Return the organizations of the registry that a list divided by semicolons names by acronym."""
    names = {name.strip() for name in carried_out_by.split(";")}
    return list(Organization.objects.filter(acronym__in=names - {""}))


def put_fields(claim: Claim, fields: dict[str, Any]) -> None:
    """Set fields of REVISABLE, trimmed; refused what is too long or no value of its field."""
    unknown = set(fields) - set(REVISABLE)
    assert not unknown, f"not of a claim: {unknown}"
    for name, value in fields.items():
        value = value.strip() if isinstance(value, str) else value
        longest = Claim._meta.get_field(name).max_length or LONGEST_TEXT  # type: ignore[union-attr]
        if isinstance(value, str) and len(value) > longest:
            raise Refused(_("A text is too long: %(longest)d characters at most.") % {"longest": longest})
        if isinstance(value, str) and UNPRINTABLE.search(value):
            raise Refused(_("A text holds a sign that cannot be printed."))
        setattr(claim, name, value)
    if claim.strength is not None and claim.strength not in Strength.values:
        raise Refused(_("A strength is 1, 2 or 3."))
    if claim.certainty not in Certainty.values:
        raise Refused(_("There is no such certainty."))


def _require_unchanged(claim: Claim, basis: str) -> None:
    if basis and basis != canonical.revision_of(claim):
        words = _("Somebody changed this claim since you opened it. What it says now stands beside what you sent.")
        raise ChangedMeanwhile(words)


@action
def revise_claim(claim: Claim, *, by: Any, basis: str = "", **fields: Any) -> Claim:
    """Word a claim anew; one that was cleared or only suggested is a draft again. The event keeps before and after.

    `basis` is canonical.revision_of the claim as the writer saw it. Refused: a closed edition, a rejected claim,
    nothing that changes; ChangedMeanwhile where the claim is no longer what the writer saw.
    """
    require(can_revise_claim(by, claim, facilitators_of(claim.row, claim.column)))
    require_working(claim.edition)
    claim.refresh_from_db()
    _require_unchanged(claim, basis)
    changed = reword(claim, fields)
    claim.save()
    if "carried_out_by" in changed:
        claim.organizations.set(named_in(claim.carried_out_by))
    record("mappings.claim_revised", claim, by=by, data=changed)
    return claim


def reword(claim: Claim, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Put other words into a claim, not yet kept; return what changed, before and after. Refused as revise_claim."""
    if claim.state == ClaimState.REJECTED:
        raise Refused(_("A rejected claim is opened again before it is revised."))
    before = {name: getattr(claim, name) for name in fields}
    put_fields(claim, fields)
    changed = {name: [old, getattr(claim, name)] for name, old in before.items() if old != getattr(claim, name)}
    if not changed:
        raise Refused(_("Nothing was changed."))
    if claim.state != ClaimState.DRAFTED:
        changed["state"] = [claim.state, ClaimState.DRAFTED]
        claim.state = ClaimState.DRAFTED
    claim.state_reason = ""
    return changed


@action
def move_claim(claim: Claim, step: str, *, by: Any, reason: str = "", basis: str = "") -> Claim:
    """Take a step of CLAIM_MOVES; to reject and to open again needs a reason. `basis` as of revise_claim."""
    require(can_move_claim(by))
    require_working(claim.edition)
    claim.refresh_from_db()
    _require_unchanged(claim, basis)
    reason = reason_of(reason) if reason.strip() or step in ("reject", "reopen") else ""
    move(claim, step, by=by, moves=CLAIM_MOVES, data={"reason": reason})
    claim.state_reason = reason
    claim.save(update_fields=["state_reason"])
    return claim


def says_still(edition: Edition, sha256: str) -> bool:
    """Whether a closed edition is the one whose frozen text has this SHA-256, and was not opened again since."""
    return edition.state != EditionState.WORKING and edition.sha256 == sha256


@action
def clear_claims(edition: Edition, *, by: Any, sha256: str, reason: str) -> list[Claim]:
    """Mark the drafted claims of a closed edition as cleared: the members adopted the text with this SHA-256.

    The frozen text stays and says how the claims stood when the members were asked; suggestions stay suggestions.
    Refused: the edition was opened again, or says something else by now. Where no claim is drafted, none is marked.
    """
    require(can_move_claim(by))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not says_still(edition, sha256):
        raise Refused(_("The edition no longer says what was adopted: its claims stay as they are."))
    reason = reason_of(reason)
    drafted = list(edition.claims.filter(state=ClaimState.DRAFTED))
    if not drafted:
        raise Already([])
    for claim in drafted:
        move(claim, "clear", by=by, moves=CLAIM_MOVES, data={"reason": reason, "sha256": sha256})
    edition.claims.filter(pk__in=[claim.pk for claim in drafted]).update(state_reason=reason)
    return drafted


# --- comments ----------------------------------------------------------------------------------


@action
def write_comment(
    edition: Edition, row: Concept, column: Concept, *, by: Any, text: str, organization: Organization | None = None
) -> Comment:
    """Say something of a cell, for an organization in which the writer has a seat. Also of a closed edition.

    A heading may be spoken of. Refused: no words or too many, concepts of another matrix.
    """
    require(can_comment(by))
    _require_of_matrix(edition, row, column)
    text = text.strip()
    if not text:
        raise Refused(_("A comment needs words."))
    if len(text) > LONGEST_COMMENT:
        raise Refused(_("The comment is too long: 4,000 characters at most."))
    if organization and organization.pk not in by.standing.organizations:
        raise Refused(_("You do not sit for %(organization)s.") % {"organization": organization})
    comment = Comment.objects.create(
        edition=edition,
        row=row,
        column=column,
        text=text,
        organization=organization,
        written_at=clock.now(),
        written_by=by,
    )
    record("mappings.comment_written", edition, by=by, data={"row": row.code, "column": column.code, "text": text})
    return comment


@action
def withdraw_comment(comment: Comment, *, by: Any) -> Comment:
    """Take words back; that something was said stays on the page, what it was stays in the event."""
    require(can_withdraw_comment(by, comment))
    if comment.withdrawn_at:
        raise Refused(_("This comment has been withdrawn already."))
    comment.withdrawn_at, comment.withdrawn_by_id = clock.now(), by.pk
    comment.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(
        "mappings.comment_withdrawn",
        comment.edition,
        by=by,
        data={"row": comment.row.code, "column": comment.column.code},
    )
    return comment
