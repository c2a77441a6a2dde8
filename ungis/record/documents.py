"""The library: the group's outputs, the documents that mandate it, those of its meetings, the founding texts."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from ungis.core.acting import Refused
from ungis.core.freeze import hash_of
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents import actions
from ungis.documents.models import Kind, SymbolVariant, Work
from ungis.documents.symbols import NotASymbol, parse

from .reading import read, source_of

MARK = "documents.work_added"
OUTPUT_GROUPS = ("statements", "joint_inputs", "matrices", "open_consultations", "joint_initiatives")
OUTPUT_KINDS = {
    "statement": Kind.STATEMENT,
    "joint input": Kind.INPUT,
    "matrix": Kind.MATRIX,
    "open consultation": Kind.CONSULTATION,
    "joint initiative": Kind.INITIATIVE,
    "cooperation": Kind.INITIATIVE,
    "task force": Kind.INITIATIVE,
    "road map": Kind.INITIATIVE,
}
# What has a column of its own; everything else that an entry says goes to the particulars.
COLUMNS = {"id", "slug", "kind", "symbol", "title", "date", "date_note", "body", "note", "session", "languages"}
COLUMNS |= {
    "from",
    "term",
    "source",
    "certainty",
    "file",
    "draft",
    "drafts",
    "adopted_as",
    "adopted",
    "adopted_note",
    "paragraphs",
}
NOT_SYMBOLS = {"CEB decision": "ceb-decision-2006", "CEB, spring session 2012": "ceb-spring-session-2012"}


@transaction.atomic
def load() -> int:
    """Load the whole library; return the number of documents."""
    texts = read("founding_texts.yaml")
    outputs = read("outputs.yaml")
    for group in OUTPUT_GROUPS:
        for entry in outputs[group]:
            _add(
                entry,
                kind=OUTPUT_KINDS[entry["kind"]],
                body=entry.get("by", "UNGIS") if group == "matrices" else "UNGIS",
            )
    for entry in outputs["focus_lists"]:
        _add_focus(entry)
    versions = {entry["entry"]: entry for entry in texts["resolutions_of_itu"]}
    title = ""
    for entry in read("mandates.yaml")["documents"]:
        title = title if entry["title"] == "same title" else entry["title"]
        _add_mandating({**entry, "title": title}, versions.get(entry["symbol"]))
    for entry in texts["named_elsewhere"]:
        _add(entry, kind=entry["kind"])
    _link_drafts(texts["named_elsewhere"])
    for entry in texts["meeting_documents"]:
        if "id" in entry:
            _add_meeting_document(entry)
    for entry in texts["texts"]:
        _add(entry, kind=entry["kind"])
    _add_variants(texts)
    return Work.objects.count()


def _date_of(entry: dict) -> tuple[PartialDate | None, str]:
    """Return the date and what is to be said of it; of a range its beginning, with the range in the note."""
    note = entry.get("date_note") or entry.get("adopted_note") or ""
    written = entry.get("date") or entry.get("adopted") or entry.get("from") or (entry.get("dates") or [""])[0]
    try:
        return (PartialDate.parse(written) if written else None), note
    except ValueError:  # "2009-2010"
        return PartialDate.parse(written[:4]), note or written


def _add(entry: dict, *, kind: str, body: str = "", **given: Any) -> Work:
    """Add one entry with everything it says."""
    date, date_note = _date_of(entry)
    columns = {
        "slug": entry.get("slug") or ("" if entry.get("symbol") else entry.get("id", "")),
        "symbol": entry.get("symbol", ""),
        "body": (entry.get("body") or body)[:80],
        "title": entry["title"],
        "date": date,
        "date_note": date_note,
        "note": entry.get("note", ""),
        "session": entry.get("session", ""),
        "particulars": {
            key: value for key, value in entry.items() if key not in COLUMNS and value not in (None, "", [])
        },
        **source_of(entry),
    }
    work = actions.add_work(by=CLERK, kind=kind, **{**columns, **given})
    for language in entry.get("languages", []):
        actions.add_expression(work, language=language, by=CLERK)
    return work


def _add_focus(entry: dict) -> Work:
    term = entry["term"]
    named = {
        **entry,
        "id": f"focus-{term.replace('/', '-')}",
        "title": f"UNGIS Focus {term}",
        "date": term[:4],
        "session": term,
    }
    return _add(named, kind=Kind.FOCUS, body="UNGIS", date_note=f"term {term}")


def _kind_of(entry: dict) -> str:
    symbol = entry["symbol"]
    if symbol in NOT_SYMBOLS:
        return Kind.DECISION
    if symbol.startswith("WSIS-"):
        return Kind.OUTCOME
    return Kind.RESOLUTION if "RES" in symbol.upper() or entry["body"] == "General Assembly" else Kind.REPORT


def _add_mandating(entry: dict, itu: dict | None) -> None:
    """Add a document that mandates; of a resolution of ITU, one record for each version that is known."""
    written, kind = entry["symbol"], _kind_of(entry)
    if itu:
        for place, version in enumerate(itu["versions"]):
            told = {"adopted": entry["adopted"]} if place == 0 else {"adopted": version["date"]}
            work = _add({**entry, **version, "adopted": None}, kind=kind)
            actions.change_work(work, by=CLERK, particulars={**work.particulars, **told})
            if place == 0:
                _add_variant(work, written, SymbolVariant.Sort.SPELLING)
        return
    if written in NOT_SYMBOLS:
        work = _add({**entry, "symbol": "", "slug": NOT_SYMBOLS[written]}, kind=kind)
        _add_variant(work, written, SymbolVariant.Sort.SPELLING)
        return
    right = {"A/71/212": "A/RES/71/212"}.get(written, written)
    work = _add({**entry, "symbol": right}, kind=kind)
    if right == written:
        _add_variant(work, written, SymbolVariant.Sort.SPELLING)
    for part in parse(right).parts if parse(right).also else ():
        _add_variant(work, str(part), SymbolVariant.Sort.ALSO)


def _add_variant(work: Work, text: str, sort: str) -> None:
    if text != work.symbol and not work.variants.filter(text=text).exists():
        actions.add_variant(work, text=text, sort=sort, by=CLERK)


def _link_drafts(entries: list[dict]) -> None:
    for entry in entries:
        for draft in entry.get("drafts", []):
            actions.link_draft(work_cited(draft), adopted=Work.objects.get(slug=entry["id"]), by=CLERK)
        if entry.get("adopted_as"):
            actions.link_draft(work_cited(entry["symbol"]), adopted=work_cited(entry["adopted_as"]), by=CLERK)


def _add_meeting_document(entry: dict) -> Work:
    meetings = read("meetings.yaml")
    event = next(one for one in (*meetings["meetings"], *meetings["side_events"]) if one["title"] == entry["event"])
    return actions.add_work(
        by=CLERK,
        slug=entry["id"],
        kind=Kind.MEETING,
        title=entry["title"],
        body="UNGIS",
        date=PartialDate.parse(entry["date"]),
        session=event.get("host_event") or "",
        **source_of(event),
    )


def _add_variants(texts: dict) -> None:
    for entry in texts["wrong_citations"]:
        work = work_cited(entry["right"])
        _add_variant(work, entry["wrong"], SymbolVariant.Sort.ERROR)
        told = [
            *work.particulars.get("wrong_citations", []),
            f"{entry['wrong']} in {', '.join(entry['source'])}: {entry['why']}",
        ]
        actions.change_work(work, by=CLERK, particulars={**work.particulars, "wrong_citations": told})
    for entry in texts["spellings"]:
        _add_variant(work_cited(entry["right"]), entry["also"], SymbolVariant.Sort.SPELLING)


def work_cited(written: str) -> Work:
    """Return the document that the files of the record cite so: its symbol in any form, or a known variant.

    Raises Work.DoesNotExist.
    """
    known = Work.objects.filter(Q(symbol=written) | Q(variants__text=written)).distinct().first()
    if known is None:
        try:
            known = Work.objects.filter(symbol=str(parse(written))).first()
        except NotASymbol:
            known = Work.objects.filter(slug=written).first()
    if known is None:
        raise Work.DoesNotExist(f"the record has no document cited as {written!r}")
    return known


def works_of_event(title: str) -> list[Work]:
    """Return the documents of the meeting or event of that title, in the order of the record."""
    slugs = [
        entry.get("work") or entry["id"]
        for entry in read("founding_texts.yaml")["meeting_documents"]
        if entry["event"] == title
    ]
    found = {work.slug: work for work in Work.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]


def attach(path: Path) -> str:
    """Attach a founding text to its document, once; return a line that says what was done."""
    texts = read("founding_texts.yaml")["texts"]
    entry = next((text for text in texts if path.name.startswith(f"{text['file']}_") and path.suffix == ".txt"), None)
    if entry is None:
        return f"{path.name}: not recognised as one of the founding texts"
    work = work_cited(entry["symbol"]) if entry.get("symbol") else Work.objects.get(slug=entry["slug"])
    content = path.read_bytes()
    if work.expressions.filter(files__sha256=hash_of(content)).exists():
        return f"{path.name}: already attached to {work}"
    try:
        actions.attach_file(work, language=entry["languages"][0], name=f"{work.slug}.txt", content=content, by=CLERK)
    except Refused as refusal:
        return f"{path.name}: {refusal}"
    return f"{path.name}: attached to {work}"
