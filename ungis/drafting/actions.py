"""What is done with joint texts: open them, write their paragraphs, freeze versions, carry the outcome."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.acting import Already, Refused, action, require
from ungis.core.events import record
from ungis.core.moves import move
from ungis.core.periods import PartialDate
from ungis.core.standing import Visibility
from ungis.documents import actions as library
from ungis.documents.models import Kind as WorkKind
from ungis.organizations.models import Organization

from . import canonical
from .carrying import carry_over
from .content import UNPRINTABLE, settled
from .library_papers import Brought, papers_of
from .models import Kind, Paragraph, Text, Version
from .numbering import DEEPEST
from .parts import Part
from .permissions import can_carry_clearance, can_keep_versions, can_publish_text, can_set_up_text, can_write
from .states import TEXT_MOVES, TextState

LONGEST = 8_000  # characters of a paragraph
MOST = 2_000  # paragraphs of a version
LONGEST_REASON = 300
KEY = re.compile(r"p[0-9a-f]{12}")
LANGUAGES = dict(settings.LANGUAGES)
OF_THE_WORDS = ("title", "addressee")  # stand in the canonical text
SET_UP = (*OF_THE_WORDS, "due_at", "languages", "lead", "visibility")
TAKEN_WORDS = {"new"}
LIBRARY_KINDS = {
    Kind.STATEMENT: WorkKind.STATEMENT,
    Kind.INPUT: WorkKind.INPUT,
    Kind.TERMS: WorkKind.MEETING,
    Kind.PLAN: WorkKind.MEETING,
    Kind.MINUTES: WorkKind.MEETING,
    Kind.ANNEX: WorkKind.REPORT,
}


class ChangedMeanwhile(Refused):
    """Somebody saved the same since the form was made: `now` is what stands, to be shown beside what was sent."""

    def __init__(self, words: str, now: Any):
        super().__init__(words)
        self.now = now


class RemovedMeanwhile(Refused):
    """Somebody took the paragraph out since the form was made."""


class Closed(Refused):
    """The version is frozen, or the text is not being drafted: no paragraph changes."""


# --- texts ---------------------------------------------------------------------------------------


@action
def open_text(
    *,
    by: Any,
    kind: str,
    title: str,
    language: str = "en",
    parts: Sequence[Part] = (),
    based_on: Version | None = None,
    addressee: str = "",
    due_at: datetime | None = None,
    languages: Iterable[str] = (),
    lead: Organization | None = None,
    visibility: str = Visibility.GROUP,
    note: str = "",
) -> Text:
    """Open a text with its first version: blank, with these parts, or with the words of another version under new keys.

    Sent twice it is opened once. Refused: no title, an unknown kind, language or visibility, a title under which
    another text is being drafted, parts that no version can hold.
    """
    require(can_set_up_text(by))
    if kind not in Kind.values:
        raise Refused(_("This is not a kind of text."))
    if language not in LANGUAGES:
        raise Refused(_("A text is drafted in one of the six languages."))
    if based_on:
        require(based_on.text.is_visible_to(by))
        parts = [Part(one.content, one.kind, one.level) for one in based_on.paragraphs.all()]
    parts = _fit(parts)
    given = {"title": title, "addressee": addressee, "due_at": due_at, "languages": list(languages), "lead": lead}
    said = _said({**given, "visibility": visibility})
    _require_new(said["title"], kind, parts, by)
    text = Text.objects.create(
        slug=_free_slug(said["title"], kind),
        kind=kind,
        source_language=language,
        opened_at=clock.now(),
        opened_by_id=by.pk,
        **said,
    )
    version = _new_version(text, 1, by=by, note=note)
    _put(version, parts, by=by, order=1)
    told = {**said, "kind": kind, "language": language, "based_on": based_on, "paragraphs": len(parts)}
    record("drafting.text_opened", text, by=by, data=told)
    return text


def _require_new(title: str, kind: str, parts: Sequence[Part], by: Any) -> None:
    """The same request once more is answered with the same text; another text of that title is refused."""
    for text in Text.objects.filter(title=title, kind=kind, state=TextState.DRAFTING):
        held = Paragraph.objects.filter(version__text=text, version__number=1)
        is_same = [Part(one.content, one.kind, one.level) for one in held.order_by("order")] == list(parts)
        if text.opened_by_id == by.pk and is_same and text.versions.count() == 1:
            raise Already(text)
        raise Refused(_("A text of this title is being drafted already. Give this one another, perhaps with its year."))


def _free_slug(title: str, kind: str) -> str:
    """Return an address made of the title, numbered when it is taken."""
    wanted = slugify(title)[:70].strip("-") or kind
    taken = {*Text.objects.filter(slug__startswith=wanted).values_list("slug", flat=True), *TAKEN_WORDS}
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a text, trimmed and found sound. Refused otherwise."""
    said = dict(given)
    for name in OF_THE_WORDS:
        if name in said:
            said[name] = " ".join(said[name].split())
            if UNPRINTABLE.search(said[name]):
                raise Refused(_("A text holds a sign that cannot be printed."))
    if not said.get("title", "x") or len(said.get("title", "")) > 300:
        raise Refused(_("A text needs a title of at most 300 characters."))
    if len(said.get("addressee", "")) > 200:
        raise Refused(_("Say in at most 200 characters to which process the text goes."))
    if "languages" in said:
        chosen = set(said["languages"])
        if chosen - set(LANGUAGES):
            raise Refused(_("A text appears in the six languages."))
        said["languages"] = [code for code in LANGUAGES if code in chosen]
    if said.get("visibility", Visibility.GROUP) not in Visibility.values:
        raise Refused(_("This is not a visibility."))
    return said


@action
def set_up_text(text: Text, *, by: Any, basis: str = "", **changes: Any) -> Text:
    """Say what a text is for: fields of SET_UP. The event keeps before and after.

    `basis` is canonical.mark_of the text as the writer saw it; ChangedMeanwhile where it is no longer so.
    Refused: nothing that changes; another title or addressee once the text is no longer drafted, since these are
    part of what people agree to.
    """
    require(can_set_up_text(by))
    unknown = set(changes) - set(SET_UP)
    assert not unknown, f"not of a text: {unknown}"
    text = Text.objects.select_for_update().get(pk=text.pk)
    said = _said(changes)
    told = {name: [getattr(text, name), value] for name, value in said.items() if getattr(text, name) != value}
    if not told:
        raise Already(text)
    if basis and basis != canonical.mark_of(text):
        words = _("Somebody changed this text since you opened the form. What is said of it now stands beside yours.")
        raise ChangedMeanwhile(words, text)
    if text.state != TextState.DRAFTING and told.keys() & set(OF_THE_WORDS):
        raise Refused(_("Title and addressee are part of what is cleared: they no longer change."))
    for name, value in said.items():
        setattr(text, name, value)
    text.save(update_fields=list(told))
    record("drafting.text_set_up", text, by=by, data=told)
    return text


# --- paragraphs ------------------------------------------------------------------------------------


def require_working(version: Version) -> Version:
    """Return the version as it is now. Raises Closed where it is frozen, or its text is not being drafted."""
    now = Version.objects.select_related("text").get(pk=version.pk)
    if now.is_frozen:
        raise Closed(_("Version %(number)s is frozen: its words no longer change.") % {"number": now.number})
    if now.text.state != TextState.DRAFTING:
        state = now.text.get_state_display()
        raise Closed(_("The text is not being drafted now: it is “%(state)s”.") % {"state": state})
    return now


def _fit(parts: Iterable[Part]) -> list[Part]:
    """Return parts as a version holds them. Refused: no words, too many, unprintable ones, an unknown kind or level."""
    fit = [Part(settled(part.content), part.kind, part.level) for part in parts]
    if len(fit) > MOST:
        raise Refused(_("A version holds at most %(most)s paragraphs.") % {"most": MOST})
    for part in fit:
        if not part.content:
            raise Refused(_("A paragraph needs words. To take one out, remove it."))
        if len(part.content) > LONGEST:
            words = _("A paragraph has at most %(longest)s characters; the one that begins with “%(words)s” has more.")
            raise Refused(words % {"longest": LONGEST, "words": part.content[:60]})
        if UNPRINTABLE.search(part.content):
            raise Refused(_("A text holds a sign that cannot be printed."))
        if part.kind not in DEEPEST or not 1 <= part.level <= DEEPEST[part.kind]:
            raise Refused(_("This kind of paragraph has no such level."))
    return fit


def _put(version: Version, parts: Sequence[Part], *, by: Any, order: int, key: str = "") -> list[Paragraph]:
    """Write paragraphs from this place on; the first takes `key`, where one is given."""
    now = clock.now()
    keys = [key or new_key(), *(new_key() for _part in parts[1:])]
    return Paragraph.objects.bulk_create(
        Paragraph(
            version=version,
            key=own,
            order=place,
            kind=part.kind,
            level=part.level,
            content=part.content,
            saved_at=now,
            saved_by_id=by.pk,
        )
        for place, (own, part) in enumerate(zip(keys, parts, strict=False), order)
    )


def new_key() -> str:
    """Return a key that no paragraph bears."""
    return f"p{secrets.token_hex(6)}"


def _as_data(paragraph: Paragraph) -> dict[str, Any]:
    return {"kind": paragraph.kind, "level": paragraph.level, "content": paragraph.content}


@action
def add_paragraphs(
    version: Version, *, by: Any, parts: Sequence[Part], after: str | None = None, key: str = ""
) -> list[Paragraph]:
    """Write new paragraphs behind the one with the key `after`: "" is the top, None the end.

    `key` is given to the first of them: a form that is sent twice adds once. Refused: a closed version, parts that
    no version can hold; behind a paragraph that was removed they come last.
    """
    require(can_write(by, version.text))
    version = require_working(version)
    if not parts:
        raise Refused(_("A paragraph needs words. To take one out, remove it."))
    if key and not KEY.fullmatch(key):
        raise Refused(_("This is not the key of a paragraph."))
    held = list(version.paragraphs.only("key", "order"))
    if key and any(one.key == key for one in held):
        raise Already(list(version.paragraphs.filter(key=key)))
    fit = _fit(parts)
    if len(held) + len(fit) > MOST:
        raise Refused(_("A version holds at most %(most)s paragraphs.") % {"most": MOST})
    place = _place_behind(held, after)
    version.paragraphs.filter(order__gt=place).update(order=F("order") + len(fit))
    added = _put(version, fit, by=by, order=place + 1, key=key)
    told = [{"key": one.key, **_as_data(one)} for one in added]
    record("drafting.paragraphs_added", version, by=by, data={"after": after, "paragraphs": told})
    return added


def _place_behind(held: Sequence[Paragraph], after: str | None) -> int:
    last = held[-1].order if held else 0
    if after == "":
        return 0
    return next((one.order for one in held if one.key == after), last)


def add_paragraph(
    version: Version,
    *,
    by: Any,
    content: str,
    kind: str = Paragraph.Kind.PARAGRAPH,
    level: int = 1,
    after: str | None = None,
    key: str = "",
) -> Paragraph:
    """Write one new paragraph; as add_paragraphs."""
    return add_paragraphs(version, by=by, parts=[Part(content, kind, level)], after=after, key=key)[0]


def _as_it_stands(paragraph: Paragraph) -> Paragraph:
    """The paragraph now. Raises RemovedMeanwhile."""
    now = Paragraph.objects.filter(pk=paragraph.pk).select_related("saved_by").first()
    if now is None:
        raise RemovedMeanwhile(_("Somebody took this paragraph out since you opened it. Your words are not lost."))
    return now


def _require_same(now: Paragraph, revision: int) -> None:
    if now.revision != revision:
        words = _("Somebody saved this paragraph since you opened it. Both wordings stand here; nothing is lost.")
        raise ChangedMeanwhile(words, now)


@action
def save_paragraph(
    paragraph: Paragraph, *, by: Any, revision: int, content: str, kind: str = "", level: int = 0
) -> Paragraph:
    """Write a paragraph anew, made from `revision`; kind and level stay unless given. What is so already stays.

    ChangedMeanwhile carries the words of whoever saved first; RemovedMeanwhile, Closed and Refused as they say.
    """
    require(can_write(by, paragraph.version.text))
    version = require_working(paragraph.version)
    now = _as_it_stands(paragraph)
    (part,) = _fit([Part(content, kind or now.kind, level or now.level)])
    if part == Part(now.content, now.kind, now.level):
        raise Already(now)
    _require_same(now, revision)
    before = _as_data(now)
    now.content, now.kind, now.level = part
    now.revision += 1
    now.saved_at, now.saved_by_id = clock.now(), by.pk
    now.save(update_fields=["content", "kind", "level", "revision", "saved_at", "saved_by"])
    told = {"key": now.key, "before": before, "after": _as_data(now), "revision": now.revision}
    record("drafting.paragraph_saved", version, by=by, data=told)
    return now


@action
def remove_paragraph(paragraph: Paragraph, *, by: Any, revision: int) -> Paragraph:
    """Take a paragraph out as it was seen; the event keeps its words. Taken out twice, it is out once."""
    require(can_write(by, paragraph.version.text))
    version = require_working(paragraph.version)
    try:
        now = _as_it_stands(paragraph)
    except RemovedMeanwhile:
        raise Already(paragraph) from None
    _require_same(now, revision)
    told = {"key": now.key, "order": now.order, "before": _as_data(now)}
    now.delete()
    record("drafting.paragraph_removed", version, by=by, data=told)
    return now


@action
def move_paragraph(paragraph: Paragraph, *, by: Any, after: str) -> Paragraph:
    """Put a paragraph behind the one with the key `after`, "" for the top. Its key and words stay."""
    require(can_write(by, paragraph.version.text))
    version = require_working(paragraph.version)
    now = _as_it_stands(paragraph)
    held = list(version.paragraphs.only("key", "order"))
    before = [one.key for one in held]
    others = [one for one in held if one.pk != now.pk]
    if after and after not in {one.key for one in others}:
        raise Refused(_("The paragraph behind which this is to stand is no longer there."))
    place = next((number for number, one in enumerate(others, 1) if one.key == after), 0)
    ordered = [*others[:place], now, *others[place:]]
    if [one.key for one in ordered] == before:
        raise Already(now)
    for number, one in enumerate(ordered, 1):
        one.order = number
    Paragraph.objects.bulk_update(ordered, ["order"])
    was = before[before.index(now.key) - 1] if before[0] != now.key else ""
    record("drafting.paragraph_moved", version, by=by, data={"key": now.key, "after": [was, after]})
    return now


# --- versions --------------------------------------------------------------------------------------


def _new_version(text: Text, number: int, *, by: Any, note: str) -> Version:
    note = settled(note)
    if len(note) > LONGEST_REASON or UNPRINTABLE.search(note):
        raise Refused(_("Say in at most 300 characters what is new."))
    return Version.objects.create(text=text, number=number, note=note, opened_at=clock.now(), opened_by_id=by.pk)


@action
def freeze_version(version: Version, *, by: Any) -> Version:
    """Close a version: its words never change again, and its canonical text and SHA-256 say what they were.

    Frozen twice, it is frozen once. Refused: it has no paragraph, or its text is not being drafted.
    """
    require(can_keep_versions(by, version.text))
    now = Version.objects.select_related("text").get(pk=version.pk)
    if now.is_frozen:
        raise Already(now)
    now = require_working(now)
    paragraphs = list(now.paragraphs.all())
    if not paragraphs:
        raise Refused(_("A version without a paragraph has nothing to freeze."))
    now.canonical = canonical.text_of(now, paragraphs)
    now.sha256 = canonical.hash_of(now.canonical)
    now.frozen_at, now.frozen_by_id = clock.now(), by.pk
    now.save(update_fields=["canonical", "sha256", "frozen_at", "frozen_by"])
    told = {"number": now.number, "sha256": now.sha256, "paragraphs": len(paragraphs)}
    record("drafting.version_frozen", now, by=by, data=told)
    return now


@action
def open_next_version(text: Text, *, by: Any, note: str = "") -> Version:
    """Open a version with the paragraphs of the last one, under their keys, and the proposals not merged yet.

    Refused: a version is being worked on already, or the text is not being drafted.
    """
    require(can_keep_versions(by, text))
    text.refresh_from_db()
    last = text.versions.order_by("-number").first()
    if text.state != TextState.DRAFTING:
        raise Closed(_("The text is not being drafted now: it is “%(state)s”.") % {"state": text.get_state_display()})
    if last and not last.is_frozen:
        words = _("Version %(number)s is being worked on: freeze it before you open the next.")
        raise Refused(words % {"number": last.number})
    version = _new_version(text, last.number + 1 if last else 1, by=by, note=note)
    copies = list(last.paragraphs.all()) if last else []
    for copy in copies:
        copy.pk, copy.version, copy.revision = None, version, 1
        copy._state.adding = True
    Paragraph.objects.bulk_create(copies)
    if last:
        carry_over(last, version, by=by)
    record("drafting.version_opened", version, by=by, data={"number": version.number, "paragraphs": len(copies)})
    return version


# --- what becomes of a text ----------------------------------------------------------------------------


@action
def send_to_clearance(text: Text, *, by: Any) -> Text:
    """Say that the last version, frozen, is put to the members: the text is not drafted on meanwhile."""
    require(can_carry_clearance(by))
    if text.versions.filter(frozen_at=None).exists() or not text.versions.exists():
        raise Refused(_("Freeze the version that is being worked on: only a frozen one can be cleared."))
    return move(text, "send_to_clearance", by=by, moves=TEXT_MOVES)


@action
def return_to_drafting(text: Text, *, by: Any) -> Text:
    """Take the text up again: silence was broken, or clearance is no longer asked."""
    require(can_carry_clearance(by))
    return move(text, "return_to_drafting", by=by, moves=TEXT_MOVES)


@action
def adopt_text(text: Text, *, by: Any) -> Text:
    """Write down that the members have cleared the text."""
    require(can_carry_clearance(by))
    return move(text, "adopt", by=by, moves=TEXT_MOVES)


@action
def publish_text(
    text: Text,
    *,
    by: Any,
    symbol: str = "",
    date: PartialDate | None = None,
    kind: str = "",
    languages: Iterable[str] = (),
    translations: Mapping[str, Brought] | None = None,
    about: str = "",
    visibility: str = Visibility.PUBLIC,
) -> Text:
    """Make the adopted version a document of the library: `text.work`, with its files in Word and PDF.

    The languages are those in which it exists; `translations` are files of it that people bring, by language. `about`
    says at the head of the files how it was adopted. Without a date it bears today's. Refused: the text is not
    adopted, or what documents.actions refuses of a document or a file.
    """
    require(can_publish_text(by))
    version = text.versions.exclude(frozen_at=None).order_by("-number").first()
    move(text, "publish", by=by, moves=TEXT_MOVES, data={"symbol": symbol, "version": version and version.number})
    source = f"{text.title}, version {version.number}, SHA-256 {version.sha256}" if version else ""
    work = library.add_work(
        by=by,
        kind=kind or LIBRARY_KINDS[Kind(text.kind)],
        title=text.title,
        symbol=symbol,
        body="UNGIS",
        date=date or PartialDate(clock.today()),
        session=text.addressee[:120],
        visibility=visibility,
        source=source,
    )
    translations = translations or {}
    for language in dict.fromkeys([text.source_language, *languages, *translations]):
        title = text.title if language == text.source_language else ""
        library.add_expression(work, language=language, title=title, by=by)
    if version:
        for name, content in papers_of(version, symbol=work.symbol or "", about=about).items():
            format = name.rpartition(".")[2]
            library.attach_examined(
                work, language=text.source_language, name=name, content=content, format=format, by=by
            )
    for language, file in translations.items():
        library.attach_examined(work, language=language, by=by, **file._asdict())
    text.work = work
    text.save(update_fields=["work"])
    return text


def _reason(reason: str) -> str:
    reason = settled(reason)
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(_("Say why, in at most 300 characters: those who come later will ask."))
    return reason


@action
def abandon_text(text: Text, *, by: Any, reason: str) -> Text:
    """Stop drafting; what was written stays, and the text can be taken up again."""
    require(can_set_up_text(by))
    return move(text, "abandon", by=by, moves=TEXT_MOVES, data={"reason": _reason(reason)})


@action
def take_up_text(text: Text, *, by: Any, reason: str) -> Text:
    """Go on with a text that was abandoned."""
    require(can_set_up_text(by))
    return move(text, "take_up", by=by, moves=TEXT_MOVES, data={"reason": _reason(reason)})
