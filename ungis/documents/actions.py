"""What is done in the library. Everything that writes is here."""

import os
import re
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Refused, action, require
from ungis.core.events import record
from ungis.core.freeze import hash_of
from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK, Visibility

from . import contents
from .models import Expression, File, Kind, SymbolVariant, Work
from .permissions import (
    can_add_expression,
    can_add_variant,
    can_add_work,
    can_attach_file,
    can_attach_text,
    can_change_work,
    can_link_draft,
    can_set_visibility,
)
from .symbols import NotASymbol, normalise, parse

LANGUAGES = dict(settings.LANGUAGES)
REVISION = re.compile(r"(?:(?:Rev|Corr|Add)\.\d{1,3})?")
CHANGEABLE = (
    "symbol",
    "title",
    "kind",
    "body",
    "date",
    "date_note",
    "note",
    "session",
    "particulars",
    "source",
    "certainty",
)


@action
def add_work(
    *,
    by: Any,
    kind: str,
    title: str,
    symbol: str = "",
    slug: str = "",
    body: str = "",
    date: PartialDate | None = None,
    date_note: str = "",
    note: str = "",
    session: str = "",
    particulars: dict | None = None,
    visibility: str = Visibility.PUBLIC,
    source: str = "",
    certainty: str = Certainty.SOURCE,
) -> Work:
    """Add a document to the library. Its symbol is kept in the normal form; its address never changes.

    Refused: no title, an unknown kind, a symbol that is none, or one that a document bears already.
    """
    require(can_add_work(by))
    symbol = _true_symbol(symbol)
    _require_free(symbol)
    _require_kind_and_title(kind, title)
    work = Work(
        slug=_free_slug(slug or (parse(symbol).slug if symbol else slugify(title)[:100])),
        symbol=symbol or None,
        kind=kind,
        body=body.strip(),
        title=title.strip(),
        date=date,
        date_note=date_note,
        note=note.strip(),
        session=session.strip(),
        particulars=particulars or {},
        visibility=visibility,
        source=source,
        certainty=certainty,
    )
    work.save(force_insert=True)
    record(
        "documents.work_added",
        work,
        by=by,
        data={
            "slug": work.slug,
            "symbol": symbol,
            "title": work.title,
            "kind": kind,
            "date": date,
            "visibility": visibility,
        },
    )
    return work


@action
def change_work(work: Work, *, by: Any, **changes: Any) -> Work:
    """Change what is said of a document; the event keeps the old and the new. Refused when nothing changes."""
    require(can_change_work(by))
    unknown = set(changes) - set(CHANGEABLE)
    assert not unknown, f"not changeable here: {unknown}"
    work = Work.objects.select_for_update().get(pk=work.pk)
    if "symbol" in changes:
        changes["symbol"] = _true_symbol(changes["symbol"] or "") or None
        if changes["symbol"] != work.symbol:
            _require_free(changes["symbol"] or "")
    _require_kind_and_title(changes.get("kind", work.kind), changes.get("title", work.title))
    told = {}
    for name, value in changes.items():
        old = getattr(work, name)
        if old != value:
            told[name] = [old, value]
            setattr(work, name, value)
    if not told:
        raise Refused(_("Nothing was changed."))
    work.save(update_fields=list(told))
    record("documents.work_changed", work, by=by, data=told)
    return work


@action
def set_visibility(work: Work, *, visibility: str, by: Any) -> Work:
    """Say who may know of the document and its files."""
    require(can_set_visibility(by))
    if visibility not in Visibility.values:
        raise Refused(_("This is not a visibility."))
    work = Work.objects.select_for_update().get(pk=work.pk)
    if work.visibility == visibility:
        raise Refused(_("Nothing was changed."))
    old, work.visibility = work.visibility, visibility
    work.save(update_fields=["visibility"])
    record("documents.visibility_set", work, by=by, data={"from": old, "to": visibility})
    return work


@action
def add_variant(work: Work, *, text: str, sort: str, by: Any) -> SymbolVariant:
    """Add another way in which the document is cited: also, spelling or error."""
    require(can_add_variant(by))
    text = " ".join(text.split())
    if not text or len(text) > 120 or sort not in SymbolVariant.Sort.values:
        raise Refused(_("Please write how the document is cited, in at most 120 characters."))
    if text == work.symbol or work.variants.filter(text=text).exists():
        raise Refused(_("The document is known under this form already."))
    variant = SymbolVariant.objects.create(work=work, text=text, sort=sort)
    record("documents.variant_added", work, by=by, data={"text": text, "sort": sort})
    return variant


@action
def link_draft(draft: Work, *, adopted: Work, by: Any) -> Work:
    """Say that one document holds the draft of another, the adopted text."""
    require(can_link_draft(by))
    if draft.pk == adopted.pk or adopted.draft_of_id == draft.pk:
        raise Refused(_("A document cannot be the draft of itself."))
    draft.draft_of = adopted
    draft.save(update_fields=["draft_of"])
    record("documents.draft_linked", draft, by=by, data={"adopted": adopted.slug})
    return draft


@action
def add_expression(work: Work, *, language: str, by: Any, revision: str = "", title: str = "") -> Expression:
    """Say that the document exists in a language, in a revision (Rev.1, Corr.1) where there are several."""
    require(can_add_expression(by))
    _require_language_and_revision(language, revision)
    if work.expressions.filter(language=language, revision=revision).exists():
        raise Refused(_("This language version is there already."))
    expression = Expression.objects.create(work=work, language=language, revision=revision, title=title.strip())
    record("documents.expression_added", work, by=by, data={"language": language, "revision": revision, "title": title})
    return expression


def attach_file(work: Work, *, language: str, name: str, content: bytes, by: Any, **about: str) -> File:
    """Attach a file to the document's version in a language, as attach_examined does.

    The bytes are examined before the action begins: that takes seconds, and actions wait for one another.
    Refused: what contents.examine and attach_examined refuse. Plain text comes from the loading of the record alone.
    """
    require(can_attach_file(by))
    formats = (*contents.FORMATS, "txt") if can_attach_text(by) else contents.FORMATS
    found = contents.examine(content, formats=formats)
    return attach_examined(work, language=language, name=name, content=content, format=found, by=by, **about)


@action
def attach_examined(
    work: Work, *, language: str, name: str, content: bytes, format: str, by: Any, revision: str = "", title: str = ""
) -> File:
    """Attach a file that contents.examine found to be of this format; its language version is made where it is missing.

    The bytes are kept under their SHA-256; nothing of the name given reaches the disk.
    Refused: a file that is attached already.
    """
    require(can_attach_file(by))
    _require_language_and_revision(language, revision)
    digest = hash_of(content)
    expression, _made = Expression.objects.get_or_create(
        work=work, language=language, revision=revision, defaults={"title": title.strip()}
    )
    if expression.files.filter(sha256=digest).exists():
        raise Refused(_("This very file is attached already."))
    keep(content, digest)
    file = File.objects.create(
        expression=expression,
        name=contents.clean_name(name, format),
        format=format,
        size=len(content),
        sha256=digest,
        attached_at=clock.now(),
        attached_by=None if by is CLERK else by,
    )
    record(
        "documents.file_attached",
        work,
        by=by,
        data={"language": language, "revision": revision, "name": file.name, "size": file.size, "sha256": digest},
    )
    return file


def path_of(digest: str) -> Path:
    """Return where the library keeps the bytes with this SHA-256."""
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    return Path(settings.LIBRARY_ROOT) / digest[:2] / digest


def keep(content: bytes, digest: str) -> Path:
    """Write the bytes so that either all of them are there under their digest, or nothing is."""
    path = path_of(digest)
    if path.exists() and path.stat().st_size == len(content):
        return path
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    beside = path.with_name(f".{digest[:16]}-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path


def _true_symbol(written: str) -> str:
    if not written.strip():
        return ""
    try:
        symbol = normalise(written)
    except NotASymbol:
        message = _("“%(written)s” is not a symbol as the United Nations or ITU write them. An example: A/RES/70/125.")
        raise Refused(message % {"written": written[:80]}) from None
    if len(symbol) > 120:
        raise Refused(_("This symbol is too long."))
    return symbol


def _require_free(symbol: str) -> None:
    bearer = Work.objects.filter(symbol=symbol).first() if symbol else None
    if bearer:
        raise Refused(_("Another document bears the symbol %(symbol)s already.") % {"symbol": symbol})


def _require_kind_and_title(kind: str, title: str) -> None:
    if kind not in Kind.values:
        raise Refused(_("This is not a kind of document."))
    if not title.strip() or len(title) > 400:
        raise Refused(_("Please give a title of at most 400 characters."))


def _require_language_and_revision(language: str, revision: str) -> None:
    if language not in LANGUAGES:
        raise Refused(_("This is not one of the six languages."))
    if not REVISION.fullmatch(revision):
        raise Refused(_("Write a revision as Rev.1, Corr.1 or Add.1."))


def _free_slug(wanted: str) -> str:
    """Return the wanted step of the address, numbered when it is taken or belongs to a page of the room."""
    wanted = slugify(wanted)[:100] or "document"
    taken = {*Work.objects.filter(slug__startswith=wanted).values_list("slug", flat=True), "add"}
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
