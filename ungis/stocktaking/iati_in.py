"""Activities read from IATI 2: those that we wrote give again what we said, those of others as far as there is room.

The file is bounded, declares no entities, and nothing of it is fetched. What is not read is named.
"""

import io
import re
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from lxml import etree

from ungis.core.acting import Refused
from ungis.core.periods import PartialDate
from ungis.documents.contents import MOST_MARKUP
from ungis.press.columns import key_of_words
from ungis.press.legible import legible

from .brought import Brought, Reading
from .content import LONGEST_TEXT, Given
from .iati_out import (
    EVIDENCE,
    GOAL,
    LINES,
    OBJECTIVE,
    OBJECTIVES,
    OTHER_DESCRIPTION,
    OURS,
    REFERENCES,
    TARGET,
    TYPE_CODES,
    WEB_PAGE,
    XML_LANG,
    language_code,
)
from .intake_judging import number_in
from .lines import MOST_LINES, as_cell, line_of_given, paragraph_named
from .models import Activity, Role, Scope, Status
from .places import REGIONS, is_place
from .workbook_reading import Registry

SHOWN = 60
LONGEST = {"title": 300, "entity": 200, "place_note": 300, "note": 600, "url": 400, "evidence_url": 400}
STATUSES = {"1": Status.PLANNED, "2": Status.ONGOING, "3": Status.COMPLETED, "4": Status.COMPLETED}
SCOPES = {"1": Scope.GLOBAL, "2": Scope.REGIONAL, "3": Scope.REGIONAL} | dict.fromkeys("45678", Scope.NATIONAL)
KINDS = {code: kind for kind, code in TYPE_CODES.items()} | {
    **dict.fromkeys(("11", "15"), "government"),
    **dict.fromkeys(("21", "23", "24"), "civil-society"),
    **dict.fromkeys(("71", "72", "73"), "business"),
    **dict.fromkeys(("30", "60"), "other"),
}
IMPLEMENTING = "4"
READ = {
    "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status",
    "activity-date", "activity-scope", "recipient-country", "recipient-region", "location", "sector", "tag",
    "document-link", "result",
}  # fmt: skip
SIX = {language_code(code): code for code, _name in settings.LANGUAGES}
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})")
TAG_VOCABULARIES = {"2": GOAL, "3": TARGET}  # in which others name Goals and targets as tags
REFERRED = {reference: acronym for acronym, reference in REFERENCES.items()}


def looks_like_xml(content: bytes) -> bool:
    return content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_iati(content: bytes, *, by: Any) -> Reading:
    """Return what a file of IATI activities says, if `by` brought it. Refused: it is none, or is broken."""
    _refuse_hostile(content)
    registry, lines = Registry(by), []
    for place, node in enumerate(_activities(content), 1):
        if place > MOST_LINES:
            words = _("The file has more than %(most)d activities. Divide it, and bring one part after the other.")
            raise Refused(words % {"most": MOST_LINES})
        lines.append(_Activity(node, registry).read(place))
        node.clear()
    if not lines:
        raise Refused(_("There is no activity in this file."))
    return Reading("iati", lines)


def _refuse_hostile(content: bytes) -> None:
    if len(content) > settings.UPLOAD_LIMIT or content.count(b"<") > MOST_MARKUP:
        raise Refused(_("This file is larger than the register reads at once. Divide it, and bring the parts."))
    declared = DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise Refused(_("This XML file is not written in UTF-8. Save it in UTF-8 and bring that."))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(_("This XML file is not written in UTF-8. Save it in UTF-8 and bring that.")) from None
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise Refused(_("This file declares a document type or entities, as no file of IATI does."))


def _activities(content: bytes):
    """Yield one activity after the other; each is forgotten after it was read."""
    walk = etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        _event, root = next(walk)
        if root.tag != "iati-activities":
            raise Refused(
                _("This is no file of IATI activities: it begins with “%(tag)s”.") % {"tag": root.tag[:SHOWN]}
            )
        if not root.get("version", "").startswith("2."):
            told = {"version": root.get("version", "")[:10]}
            raise Refused(_("Only IATI of version 2 is read; this file says “%(version)s”.") % told)
        for event, node in walk:
            if event == "end" and node.tag == "iati-activity" and node.getparent() is root:
                yield node
    except etree.XMLSyntaxError as error:
        words = _("Line %(line)d: this is not well-formed XML.")
        raise Refused(words % {"line": error.lineno or 1}) from None


class _Activity:
    """One activity of the file, as it becomes a line."""

    def __init__(self, node: etree._Element, registry: Registry):
        self.node, self.registry = node, registry
        default = language_code((node.get(XML_LANG) or "").lower())
        self.language = SIX.get(default) or self._first_language() or ""
        self.default = default
        self.given = Given(source_language=self.language or "en")
        self.line = Brought(0, given=self.given)
        self.unread: Counter[str] = Counter()

    def read(self, place: int) -> Brought:
        line, given = self.line, self.given
        line.row = place
        self._read_identifier()
        if not self.language:
            line.tell(_("its title is in none of the six languages."), "source_language")
        given.title = self._text("title", self.node.find("title"))
        self._read_descriptions()
        self._read_organizations()
        self._read_status()
        self._read_dates()
        self._read_places()
        self._read_concepts()
        self._read_links()
        self._read_results()
        self._name_unread()
        if line.is_good:
            try:
                given.settled().require_whole()
            except Refused as refusal:
                line.tell(str(refusal))
        line.cells = self._cells()
        return line

    # --- words ---

    def _first_language(self) -> str:
        title = self.node.find("title")
        spoken = [] if title is None else [one.get(XML_LANG, "") for one in title.iterfind("narrative")]
        return next((SIX[code] for code in map(language_code, map(str.lower, spoken)) if code in SIX), "en")

    def _narrative(self, node: etree._Element | None) -> str:
        """Return what a node says in the activity's language, or else in the first in which it says anything."""
        if node is None:
            return ""
        narratives = [(one.get(XML_LANG, self.default).lower(), one.text or "") for one in node.iterfind("narrative")]
        wanted = language_code(self.language)
        own = [text for language, text in narratives if language_code(language) == wanted]
        if len(narratives) > 1 and node.tag in ("title", "description"):
            self.unread[_("translations")] += len(narratives) - 1
        return legible((own or [text for _language, text in narratives] or [""])[0])

    def _text(self, name: str, node: etree._Element | None) -> str:
        text = self._narrative(node)
        longest = LONGEST.get(name, LONGEST_TEXT)
        if len(text) > longest:
            told = {"found": len(text), "longest": longest}
            self.line.tell(_("the text has %(found)d characters; %(longest)d at most are kept.") % told, name)
        return text[:longest]

    def _read_identifier(self) -> None:
        identifier = " ".join((self.node.findtext("iati-identifier") or "").split())
        if not identifier or len(identifier) > 200:
            self.line.tell(_("its iati-identifier is missing or too long."), "identifier")
            return
        self.line.number = number_in(identifier)
        self.line.identifier = "" if self.line.number is not None else legible(identifier)

    def _read_descriptions(self) -> None:
        texts = []
        for node in self.node.iterfind("description"):
            if node.get("type") == OTHER_DESCRIPTION and _ours(self.node):
                self.given.note = self._text("note", node)
            else:
                texts.append(self._narrative(node))
        self.given.summary = "\n\n".join(filter(None, texts))
        if len(self.given.summary) > LONGEST_TEXT:
            told = {"found": len(self.given.summary), "longest": LONGEST_TEXT}
            self.line.tell(_("the text has %(found)d characters; %(longest)d at most are kept.") % told, "summary")

    def _read_results(self) -> None:
        texts = []
        for node in self.node.iterfind("result"):
            texts.append(self._narrative(node.find("description")) or self._narrative(node.find("title")))
            if not _noted(self.node, "role"):
                self.unread["result/indicator"] += len(node.findall("indicator"))
        self.given.results = "\n\n".join(filter(None, texts))[:LONGEST_TEXT]

    # --- who ---

    def _read_organizations(self) -> None:
        partners, entities = [], []
        for node in self.node.iterfind("participating-org"):
            name, role = " ".join(self._narrative(node).split()), _noted(node, "role")
            organization = None if role in ("entity", "other-partner") else self._organization(node, name)
            if organization is not None:
                self._add_organization(organization, role or self._role_of(node))
            elif role == "other-partner" or (role != "entity" and node.get("role") != IMPLEMENTING):
                partners.append(name)
            else:
                entities.append((name, KINDS.get(node.get("type", ""), "")))
        entities = [one for one in entities if one[0]]
        if entities:
            self.given.entity, self.given.entity_kind = entities[0][0][:200], str(entities[0][1])
        partners = [name for name, _kind in entities[1:]] + partners
        self.given.partners = "\n".join(dict.fromkeys(filter(None, partners)))
        if not self.given.entity and not any(role == Role.CARRIES_OUT for _one, role in self.given.organizations):
            self._let_reporter_carry_out()

    def _organization(self, node: etree._Element, name: str) -> Any:
        acronym = _noted(node, "acronym") or REFERRED.get(node.get("ref", ""), "")
        return self.registry.organizations.get(key_of_words(acronym or name))

    @staticmethod
    def _role_of(node: etree._Element) -> str:
        return Role.CARRIES_OUT.value if node.get("role") == IMPLEMENTING else Role.PARTNER.value

    def _add_organization(self, organization: Any, role: str) -> None:
        if any(organization == one for one, _role in self.given.organizations):
            return
        if role == Role.CARRIES_OUT and not self.registry.may_name(organization):
            words = _("you do not sit for %(organization)s, so you cannot say that it carries the activity out. "
                      "Name it as a partner.")  # fmt: skip
            self.line.tell(words % {"organization": organization.acronym}, "organizations")
        self.given.organizations.append((organization, role if role in Role.values else Role.PARTNER.value))

    def _let_reporter_carry_out(self) -> None:
        """Where nobody is said to implement it, it is who reports, unless that is we."""
        node = self.node.find("reporting-org")
        if node is None or node.get("ref") == settings.IATI_PREFIX:
            return
        name = " ".join(self._narrative(node).split())
        organization = self._organization(node, name)
        if organization is not None and self.registry.may_name(organization):
            kept = [(one, role) for one, role in self.given.organizations if one != organization]
            self.given.organizations = [(organization, Role.CARRIES_OUT.value), *kept]
        else:
            self.given.entity, self.given.entity_kind = name[:200], str(KINDS.get(node.get("type", ""), ""))

    # --- when and where ---

    def _read_status(self) -> None:
        node = self.node.find("activity-status")
        code = "" if node is None else node.get("code", "")
        if code in STATUSES:
            self.given.status = STATUSES[code].value
        else:
            words = _("its status is “%(code)s”: the register has planned, ongoing and completed activities only.")
            self.line.tell(words % {"code": code[:SHOWN]}, "status")
        scope = self.node.find("activity-scope")
        self.given.scope = (
            SCOPES[scope.get("code", "")].value if scope is not None and scope.get("code") in SCOPES else ""
        )

    def _read_dates(self) -> None:
        dates: dict[str, PartialDate | None] = {}
        for node in self.node.iterfind("activity-date"):
            kind, known = node.get("type", ""), _noted(node, "precision")
            try:
                written = node.get("iso-date", "")[:10]
                cut = {"year": 4, "month": 7}.get(known, 10)
                dates[kind] = None if known == "none" else PartialDate.parse(written[:cut])
            except ValueError:
                column = "starts_on" if kind in "12" else "ends_on"
                message = _("“%(typed)s” is not a date. Write it as 2025-07-10, 2025-07 or 2025.")
                self.line.tell(message % {"typed": node.get("iso-date", "")[:SHOWN]}, column)
        self.given.starts_on = dates.get("2") or dates.get("1")
        self.given.ends_on = dates.get("4") or dates.get("3")

    def _read_places(self) -> None:
        places = []
        for node in self.node.iterfind("recipient-country"):
            code = node.get("code", "").upper()
            if is_place(code) and code not in REGIONS:
                places.append(code)
            else:
                self.unread[f"recipient-country {code[:SHOWN]}"] += 1
        for node in self.node.iterfind("recipient-region"):
            code = node.get("code", "")
            if node.get("vocabulary") == "99" and code in REGIONS:
                places.append(code)
            else:
                self.unread[f"recipient-region {code[:SHOWN]}"] += 1
        self.given.places = list(dict.fromkeys(places))
        notes = [self._narrative(node.find("name")) for node in self.node.iterfind("location")]
        self.given.place_note = "; ".join(filter(None, notes))
        if len(self.given.place_note) > LONGEST["place_note"]:
            self.unread["location"] += 1
            self.given.place_note = ""

    # --- what it serves, what it leads to ---

    def _read_concepts(self) -> None:
        found = []
        for tag in ("sector", "tag"):
            for node in self.node.iterfind(tag):
                concept = self._concept(node, tag)
                if concept is not None:
                    found.append(concept)
                elif tag == "sector" or not _suggested(node):
                    self.unread[f"{tag} {node.get('vocabulary', '1')[:10]}"] += 1
        self.line.concepts = list(dict.fromkeys(found))

    def _concept(self, node: etree._Element, tag: str) -> Any:
        vocabulary, code = node.get("vocabulary", "1"), node.get("code", "")
        if tag == "tag":
            vocabulary = TAG_VOCABULARIES.get(vocabulary, "")
        uri = node.get("vocabulary-uri", "")
        framework = "sdg" if vocabulary in (GOAL, TARGET) else ""
        if (vocabulary == LINES and uri.endswith("/frameworks/wsis/")) or (
            vocabulary == OBJECTIVES and uri.endswith("/frameworks/gdc/")
        ):
            framework = "wsis" if vocabulary == LINES else "gdc"
        return self.registry.concepts[framework].get(key_of_words(code)) if framework else None

    def _read_links(self) -> None:
        for node in self.node.iterfind("document-link"):
            address = " ".join(node.get("url", "").split())
            categories = {one.get("code") for one in node.iterfind("category")}
            paragraph = self._paragraph(node, address) if OBJECTIVE in categories else None
            if paragraph is not None:
                self.given.paragraphs.append(paragraph)
            elif not _is_address(address):
                self.unread["document-link"] += 1
            elif WEB_PAGE in categories and not self.given.url:
                self.given.url = address
            elif EVIDENCE in categories and not self.given.evidence_url:
                self.given.evidence_url = address
            else:
                self.unread["document-link"] += 1
        self.given.paragraphs.sort(key=lambda one: one.pk)

    def _paragraph(self, node: etree._Element, address: str) -> Any:
        base = settings.BASE_URL.rstrip("/")
        cited = self._narrative(node.find("title"))
        return (paragraph_named(address) if address.startswith(f"{base}/") else None) or paragraph_named(cited[:300])

    # --- what remains ---

    def _name_unread(self) -> None:
        for child in self.node:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and tag not in READ and not tag.startswith(f"{{{OURS}}}"):
                self.unread[etree.QName(tag).localname[:SHOWN]] += 1
        told = (f"{name} ×{count}" if count > 1 else name for name, count in sorted(self.unread.items()))
        self.line.unread = list(told)[:30]

    def _cells(self) -> dict[str, str]:
        """Return the line as a workbook shows it, for the answer with remarks."""
        line = line_of_given(self.given, in_words=True)
        line["identifier"] = self.line.identifier
        return {name: str(as_cell(name, value)) for name, value in line.items() if value}


def _noted(node: etree._Element, name: str) -> str:
    """Return what we noted in our namespace when we wrote the file."""
    return " ".join((node.findtext(f"{{{OURS}}}{name}") or "").split())


def _ours(node: etree._Element) -> bool:
    return any(_noted(one, "role") for one in node.iterfind("participating-org"))


def _suggested(node: etree._Element) -> bool:
    return node.get("vocabulary") == "99" and "/frameworks/" in node.get("vocabulary-uri", "")


def _is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except (ValidationError, ValueError):
        return False
    return len(text) <= Activity._meta.get_field("url").max_length
