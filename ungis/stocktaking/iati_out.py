"""Activities of the register as IATI 2.03. What IATI has no place for stands beside it in a namespace of our own.

docs/stocktaking-files.md says which part goes where, and what IATI does not carry.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from lxml import etree

from ungis.core import clock
from ungis.core.addresses import address_of
from ungis.core.periods import PartialDate
from ungis.languages.models import wordings_of

from .lines import given_at_hand, named_paragraph, served_by
from .models import Activity, EntityKind, Role, Scope, Status
from .places import REGIONS
from .states import TagState

VERSION = "2.03"
OURS = "urn:ungis:iati:1"  # the namespace of what IATI has no place for
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
REPORTING_NAME = "United Nations Group on the Information Society"
REGIONS_URI = "https://www.itu.int/"  # whose regions they are
MULTILATERAL, IMPLEMENTING = "40", "4"
STATUS_CODES = {Status.PLANNED: "1", Status.ONGOING: "2", Status.COMPLETED: "4"}
SCOPE_CODES = {Scope.GLOBAL: "1", Scope.REGIONAL: "2", Scope.NATIONAL: "4"}
TYPE_CODES = {
    EntityKind.GOVERNMENT: "10",
    EntityKind.INTERNATIONAL: "40",
    EntityKind.BUSINESS: "70",
    EntityKind.CIVIL_SOCIETY: "22",
    EntityKind.ACADEMIA: "80",
    EntityKind.OTHER: "90",
}
START, END = {"planned": "1"}, {"completed": "4"}  # codes of dates by status; all others:
ACTUAL_START, PLANNED_END = "2", "3"
GOAL, TARGET, LINES, OBJECTIVES = "7", "8", "99", "98"  # vocabularies of sectors; the last two are of who reports
WEB_PAGE, EVIDENCE, OBJECTIVE = "A12", "A08", "A02"  # categories of documents
OTHER_RESULT, QUALITATIVE, OTHER_DESCRIPTION = "9", "5", "4"
# Identifiers under which organizations of the group report or are named in IATI, by their acronyms here.
REFERENCES = {
    "FAO": "XM-DAC-41301", "IFAD": "XM-DAC-41108", "ILO": "XM-DAC-41302", "IOM": "XM-DAC-47066",
    "ITC": "XM-DAC-45001", "ITU": "XM-DAC-41303", "UN AIDS": "XM-DAC-41110", "UN ECA": "XM-DAC-41103",
    "UN ECLAC": "XM-DAC-41104", "UN Women": "XM-DAC-41146", "UN-Habitat": "XM-DAC-41120", "UNCTAD": "XM-DAC-41112",
    "UNDP": "XM-DAC-41114", "UNEP": "XM-DAC-41116", "UNESCO": "XM-DAC-41304", "UNFCCC": "XM-DAC-41316",
    "UNFPA": "XM-DAC-41119", "UNHCR": "XM-DAC-41121", "UNICEF": "XM-DAC-41122", "UNIDO": "XM-DAC-41123",
    "UNITAR": "XM-DAC-41125", "UNODC": "XM-DAC-41128", "UNOPS": "XM-DAC-41502", "UNRWA": "XM-DAC-41130",
    "UNU": "XM-DAC-41134", "UPU": "XM-DAC-41306", "WFP": "XM-DAC-41140", "WHO": "XM-DAC-928",
    "WIPO": "XM-DAC-41308", "WMO": "XM-DAC-41309", "World Bank": "XM-DAC-44000",
}  # fmt: skip
Node = etree._Element


def written(activities: Iterable[Activity]) -> Iterator[bytes]:
    """Yield the file piece by piece. The entries were fetched by lines.with_parts, and are public."""
    moment = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{VERSION}" generated-datetime="{moment}" '
        f'xmlns:ungis="{OURS}">\n'
    ).encode()
    pieces: list[Activity] = []
    for activity in activities:
        pieces.append(activity)
        if len(pieces) == 100:
            yield _piece(pieces)
            pieces = []
    yield _piece(pieces) + b"</iati-activities>\n"


def _piece(activities: list[Activity]) -> bytes:
    wordings = wordings_of(activities, "title", "summary", "results") if activities else {}
    return b"".join(etree.tostring(element_of(one, wordings.get(one.pk, {})), encoding="utf-8", pretty_print=True)
                    for one in activities)  # fmt: skip


def identifier_of(activity: Activity) -> str:
    """Return the identifier under which IATI knows an entry: that with which it came, or one of ours."""
    return activity.identifier or f"{settings.IATI_PREFIX}-{activity.number}"


def language_code(language: str) -> str:
    """Return a language as ISO 639-1 has it."""
    return language.split("-")[0]


def element_of(activity: Activity, wordings: dict[str, dict[str, str]] | None = None) -> Node:
    """Return one entry; `wordings` are its texts in other languages, by field and language. The order is IATI's."""
    given, said = given_at_hand(activity), wordings or {}
    node = etree.Element("iati-activity", nsmap={"ungis": OURS})
    node.set("last-updated-datetime", activity.held_true_at.strftime("%Y-%m-%dT%H:%M:%SZ") if activity.held_true_at
             else activity.written_at.strftime("%Y-%m-%dT%H:%M:%SZ"))  # fmt: skip
    node.set(XML_LANG, language_code(given.source_language))
    _add(node, "iati-identifier", text=identifier_of(activity))
    reporting = _add(node, "reporting-org", ref=settings.IATI_PREFIX, type=MULTILATERAL)
    reporting.set("secondary-reporter", "true")
    _narrate(reporting, REPORTING_NAME, "en")
    _narrate_all(_add(node, "title"), given.title, given.source_language, said.get("title"))
    _narrate_all(_add(node, "description", type="1"), given.summary, given.source_language, said.get("summary"))
    if given.note:
        _narrate(_add(node, "description", type=OTHER_DESCRIPTION), given.note, given.source_language)
    _add_organizations(node, given)
    _add(node, "activity-status", code=STATUS_CODES[Status(given.status)])
    _add_dates(node, given, activity)
    if given.scope:
        _add(node, "activity-scope", code=SCOPE_CODES[Scope(given.scope)])
    for code in (code for code in given.places if code not in REGIONS):
        _add(node, "recipient-country", code=code)
    for code in (code for code in given.places if code in REGIONS):
        region = _add(node, "recipient-region", code=code, vocabulary="99")
        region.set("vocabulary-uri", REGIONS_URI)
        _narrate(region, _in_english(REGIONS[code]), "en")
    if given.place_note:
        _narrate(_add(_add(node, "location"), "name"), given.place_note, given.source_language)
    for concept in served_by(activity):
        _add_concept(node, "sector", _vocabulary_of(concept), concept)
    for concept in served_by(activity, TagState.SUGGESTED):
        _add_concept(node, "tag", "99", concept, "Suggested, not confirmed: ")
    _add_links(node, given)
    _add_results(node, given, said.get("results"))
    return node


def _add(node: Node, tag: str, *, text: str = "", **attributes: str) -> Node:
    child = etree.SubElement(node, tag, attributes)
    child.text = text or None
    return child


def _note(node: Node, name: str, text: str) -> None:
    """Put what IATI has no place for beside it, as its schema allows: in a namespace of our own."""
    etree.SubElement(node, f"{{{OURS}}}{name}").text = text


def _narrate(node: Node, text: str, language: str) -> None:
    narrative = _add(node, "narrative", text=text)
    narrative.set(XML_LANG, language_code(language))


def _narrate_all(node: Node, text: str, language: str, others: dict[str, str] | None = None) -> None:
    """The text in its own language first, then what it was translated to."""
    _narrate(node, text, language)
    for other, translated in sorted((others or {}).items()):
        if translated and other != language:
            _narrate(node, translated, other)


def _in_english(words: Any) -> str:
    with translation.override("en"):
        return str(words)


def _add_organizations(node: Node, given: Any) -> None:
    """Who carries it out and who is partner: IATI has no role of a partner, so that ours stands beside it."""
    for organization, role in given.organizations:
        body = _add(node, "participating-org", role=IMPLEMENTING, type=MULTILATERAL)
        if organization.acronym in REFERENCES:
            body.set("ref", REFERENCES[organization.acronym])
        _narrate(body, organization.acronym, "en")
        _note(body, "role", str(Role(role).value))
        _note(body, "acronym", organization.acronym)
    if given.entity:
        body = _add(node, "participating-org", role=IMPLEMENTING)
        if given.entity_kind:
            body.set("type", TYPE_CODES[EntityKind(given.entity_kind)])
        _narrate(body, given.entity, given.source_language)
        _note(body, "role", "entity")
    for name in given.partners.splitlines():
        body = _add(node, "participating-org", role=IMPLEMENTING)
        _narrate(body, name, given.source_language)
        _note(body, "role", "other-partner")


def _add_dates(node: Node, given: Any, activity: Activity) -> None:
    """Dates known to the month or year: the first day of a beginning, the last of an end, and how exactly it is known.

    IATI wants a date. Where none is known it is the day on which the entry was written, which is said.
    """
    start, end = START.get(given.status, ACTUAL_START), END.get(given.status, PLANNED_END)
    if given.starts_on:
        _add_date(node, start, given.starts_on.day.isoformat(), given.starts_on)
    if given.ends_on:
        _add_date(node, end, given.ends_on.last_day.isoformat(), given.ends_on)
    if not given.starts_on and not given.ends_on:
        unknown = _add(node, "activity-date", type=start)
        unknown.set("iso-date", activity.written_at.date().isoformat())
        _narrate(unknown, "Not known: this is the day on which the entry was written.", "en")
        _note(unknown, "precision", "none")


def _add_date(node: Node, kind: str, day: str, known: PartialDate) -> None:
    date = _add(node, "activity-date", type=kind)
    date.set("iso-date", day)
    if known.precision != "day":
        _narrate(date, f"Known to the {known.precision} only: {known}", "en")
        _note(date, "precision", known.precision)


def _vocabulary_of(concept: Any) -> str:
    slug = concept.framework.slug
    if slug == "sdg":
        return TARGET if "." in concept.code else GOAL
    return LINES if slug == "wsis" else OBJECTIVES


def _add_concept(node: Node, tag: str, vocabulary: str, concept: Any, before: str = "") -> None:
    part = _add(node, tag, vocabulary=vocabulary, code=concept.code)
    if vocabulary in (LINES, OBJECTIVES):
        part.set("vocabulary-uri", framework_uri(concept.framework.slug))
    _narrate(part, f"{before}{concept.title}", "en")


def framework_uri(slug: str) -> str:
    """Return the address by which we name a framework as a vocabulary of ours, the same in every language."""
    with translation.override("en"):
        return settings.BASE_URL.rstrip("/") + address_of("framework", slug)


def _add_links(node: Node, given: Any) -> None:
    links = [(given.url, WEB_PAGE, "Web page"), (given.evidence_url, EVIDENCE, "Evidence")]
    base = settings.BASE_URL.rstrip("/")
    links += [(base + one.get_absolute_url(), OBJECTIVE, named_paragraph(one)) for one in given.paragraphs]
    for address, category, title in links:
        if address:
            link = _add(node, "document-link", format="text/html", url=address)
            _narrate(_add(link, "title"), title, "en")
            _add(link, "category", code=category)


def _add_results(node: Node, given: Any, others: dict[str, str] | None) -> None:
    """What came of it, in words: IATI wants an indicator, which says that it is in words."""
    if not given.results:
        return
    result = _add(node, "result", type=OTHER_RESULT)
    _narrate(_add(result, "title"), "What came of it", "en")
    _narrate_all(_add(result, "description"), given.results, given.source_language, others)
    indicator = _add(result, "indicator", measure=QUALITATIVE)
    _narrate(_add(indicator, "title"), "In words", "en")
