"""An edition as a text to read and to attach: at a glance, then line by line with the reasons, then its sources.

What is composed here is plain: dicts, lists, numbers, and texts that know their language. `annex_word.py` and
`annex_pdf.py` set it; neither knows a record.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from ungis.core import clock
from ungis.core.addresses import address_of
from ungis.languages.models import fetch_groups
from ungis.pages.dates import print_date
from ungis.pages.lists import listed
from ungis.press.composed import Text

from .claim_table import ClaimTable
from .grid import FEW, Axis, Cell, Fact, Grid, tell, tone_of
from .models import Claim, Concept, Edition, Facilitator, Strength
from .names import short_name, spoken_name
from .outline import Outline

# Signs of a title that fit a head of the grid, a line of it, and the foot of each page; in full it stands elsewhere.
NARROW, BROAD, LINE, RUNNING = 40, 72, 84, 48


def compose(edition: Edition, *, by_column: bool = False) -> dict[str, Any]:
    """Return the annex of an edition in the reader's language; its matrix and their frameworks have been fetched.

    Lines are the rows of the matrix; `by_column` reads it the other way. A text that nobody has put into the
    reader's language stays in its own and says so.
    """
    return _Annex(edition, by_column).composed()


def say(text: object) -> Text:
    """Return a text for print: one of the record in its language, one of ours, or a bare number, in the reader's."""
    here = get_language() or "en"
    has_letters = any(sign.isalpha() for sign in str(text))
    return {"text": str(text), "language": getattr(text, "language", here) if has_letters else here}


def _in_english(text: str) -> Text:
    """Return a text that the record keeps in one language only."""
    return {"text": text, "language": "en"}


class _Annex:
    """One annex being composed: what its parts share, and the sources, numbered as claims name them."""

    def __init__(self, edition: Edition, by_column: bool):
        self.edition, self.matrix = edition, edition.matrix
        table = ClaimTable(edition)
        self.claims = table.claims
        self.is_turned = by_column
        self.down, self.across = (table.columns, table.rows) if by_column else (table.rows, table.columns)
        self.sources: list[str] = []
        concepts = [*table.rows.concepts, *table.columns.concepts]
        fetch_groups(
            ([self.matrix], ["title"]),
            ([edition], ["title", "note"]),
            ([self.matrix.rows, self.matrix.columns], ["title"]),
            (concepts, ["title", "text"]),
            (self.claims, ["rationale"]),
        )

    def composed(self) -> dict[str, Any]:
        lines = self.lines()
        return {
            "language": get_language() or "en",
            "group": say(_("United Nations Group on the Information Society")),
            "title": say(self.matrix.said["title"]),
            "edition": say(self.edition.said["title"]),
            "particulars": self.particulars(),
            "notes": self.notes(),
            "glance": self.glance(),
            "lines": lines,
            "concepts": [self.named(outline) for outline in (self.down, self.across)],
            "sources": [_in_english(source) for source in self.sources],
            "words": self.words(),
            "as_of": (self.edition.frozen_at.date() if self.edition.frozen_at else clock.today()).isoformat(),
            "address": self.address,
            "hash": self.edition.sha256,
        }

    @property
    def address(self) -> str:
        path = address_of("edition", self.matrix.slug, self.edition.slug)
        return f"{settings.BASE_URL.rstrip('/')}{path}{'?by=column' if self.is_turned else ''}"

    def words(self) -> dict[str, Any]:
        """What stands over the parts and at the foot of each page."""
        language = get_language_info(get_language() or "en")["name_local"]
        matrix, edition = (record.said["title"].shortened(RUNNING) for record in (self.matrix, self.edition))
        known = [str(matrix), str(edition), self.date, language]
        return {
            "running": say(" · ".join(known)),
            "page": (_("Page %(number)s of %(all)s") % {"number": "\x00", "all": "\x00"}).split("\x00"),
            "glance": say(_("At a glance")),
            "why": say(_("The claims, one by one")),
            "what": say(self.across.concepts[0].framework.said["title"]),
            "reason": say(_("Why and how")),
            "sure": say(_("How sure")),
            "no_claim": say(_("No claim.")),
            "disagree": say(_("The sources disagree.")),
            "concepts": say(_("What is named, in full")),
            "sources": say(pgettext("heading", "Sources")),
            "no_source": say(_("No claim names a source.")),
        }

    # --- title page -------------------------------------------------------------------------

    @property
    def date(self) -> str:
        """When the edition was published; one that is not yet stands as it does today."""
        return print_date(self.edition.published_on or clock.today())

    def particulars(self) -> list[list]:
        edition = self.edition
        state = _("%(state)s, as it stands on %(date)s") % {"state": edition.get_state_display(), "date": self.date}
        if edition.published_on:
            state = edition.get_state_display()
        hashed = _in_english(edition.sha256) if edition.sha256 else say(_("none: it is not frozen yet"))
        told = [
            (_("State"), say(state)),
            (_("Published"), say(self.date) if edition.published_on else say(_("not published yet"))),
            (_("Address"), _in_english(self.address)),
            (_("Hash of its frozen text (SHA-256)"), hashed),
        ]
        return [[say(name), value] for name, value in told]

    def notes(self) -> list[Text]:
        """What it holds, how sure that is, and what the edition says of itself."""
        whole = Cell()
        for fact in self.facts():
            whole.add(fact)
        disputed, whole.disputed = whole.disputed, 0  # told in a sentence of its own, with its number
        told = [say(_("It holds %(claims)s.") % {"claims": tell(whole)} if whole.count else _("No claim."))]
        if disputed:
            words = ngettext(
                "In %(number)d of them the sources disagree: marked ‡, both readings are shown.",
                "In %(number)d of them the sources disagree: marked ‡, both readings are shown.",
                disputed,
            )
            told.append(say(words % {"number": disputed}))
        inferred = sum(claim.is_inferred for claim in self.claims)
        if inferred:
            words = _("%(inferred)d of %(all)d are inferred, and have to be confirmed.")
            told.append(say(words % {"inferred": inferred, "all": len(self.claims)}))
        told.append(
            say(
                _(
                    "Cleared: the group has agreed to it. Drafted: somebody who is responsible for it has taken it up. "
                    "Suggested: nobody has yet."
                )
            )
        )
        note = self.edition.said["note"]
        return [*told, say(note)] if note else told

    # --- at a glance ------------------------------------------------------------------------

    def facts(self) -> list[Fact]:
        return [
            Fact(
                claim.pk,
                claim.row_id,
                claim.column_id,
                claim.state,
                claim.certainty,
                claim.strength,
                claim.is_contradicted,
                None,
            )
            for claim in self.claims
        ]

    def glance(self) -> dict[str, Any]:
        grid = Grid(Axis(self.down), Axis(self.across), self.facts(), is_turned=self.is_turned)
        across = range(len(grid.columns.concepts))
        told = {concept.pk for concept in self.down.glance}  # what only sums up others has no claims to tell
        rows = [
            {
                "code": short_name(concept),
                "title": say(concept.said["title"].shortened(LINE)),  # never its wording: there is no room
                "anchor": _anchor(concept) if concept.pk in told else "",
                "is_part": concept.parent_id in grid.rows.at,
                "cells": [_mark(grid.cells.get((down, along))) for along in across],
            }
            for down, concept in enumerate(grid.rows.concepts)
        ]
        is_few = len(across) <= FEW
        titles = [concept.said["title"] for concept in grid.columns.concepts]
        heads = [
            {"code": short_name(concept), "title": say(title.shortened(BROAD if is_few else NARROW))}
            for concept, title in zip(grid.columns.concepts, titles, strict=True)
        ]
        corner = [say(outline.concepts[0].framework.said["title"]) for outline in (self.down, self.across)]
        return {"heads": heads, "rows": rows, "corner": corner, "is_few": is_few, "legend": _legend()}

    # --- line by line -----------------------------------------------------------------------

    def lines(self) -> list[dict[str, Any]]:
        own, far = ("column", "row") if self.is_turned else ("row", "column")
        claims = sorted(
            self.claims, key=lambda claim: (getattr(claim, own).order, getattr(claim, far).order, str(claim.author))
        )
        held: dict[int, list[Claim]] = {concept.pk: [] for concept in self.down.concepts}
        for claim in claims:
            held[self.down.head_of[getattr(claim, own).pk].pk].append(claim)
        facilitators = self.facilitators()
        return [
            {
                "name": spoken_name(head),
                "title": self.title_of(head),
                "anchor": _anchor(head),
                "facts": self.facilitated(facilitators, head),
                "groups": [
                    {"part": self.part(concept, head), "claims": [self.claim(claim, far) for claim in group]}
                    for concept, group in groupby(held[head.pk], key=lambda claim: getattr(claim, own))
                ],
            }
            for head in self.down.glance
        ]

    def facilitators(self) -> dict[int, list[Facilitator]]:
        framework = self.down.concepts[0].framework
        found: dict[int, list[Facilitator]] = {}
        today = Facilitator.objects.on(clock.today()).filter(concept__framework=framework)
        for facilitator in today.select_related("organization"):
            found.setdefault(facilitator.concept_id, []).append(facilitator)
        return found

    def facilitated(self, facilitators: dict[int, list[Facilitator]], head: Concept) -> list[list[Text]]:
        """Who facilitates the line today; nothing where nothing of the framework is facilitated."""
        if not facilitators:
            return []
        mine = facilitators.get(head.pk, [])
        told = [
            (_("Lead facilitator"), [one.organization.acronym for one in mine if one.is_lead]),
            (_("Facilitators"), [one.organization.acronym for one in mine if not one.is_lead]),
        ]
        told = [(name, acronyms) for name, acronyms in told if acronyms]
        if not told:
            return [[say(_("Facilitators")), say(_("not known"))]]
        return [[say(name), say(listed(acronyms))] for name, acronyms in told]

    def part(self, concept: Concept, head: Concept) -> dict[str, Any] | None:
        """The part of a line that claims are about: a target of the Goal; None where it is the line itself."""
        if concept.pk == head.pk:
            return None
        return {"name": spoken_name(concept), "title": self.title_of(concept)}

    def claim(self, claim: Claim, far: str) -> dict[str, Any]:
        other = getattr(claim, far)
        rationale = claim.said["rationale"]
        strength = [str(Strength(claim.strength).label)] if claim.strength else []
        return {
            "code": short_name(other),
            "title": self.title_of(other),
            "rationale": say(rationale) if rationale else None,
            "no_rationale": say(_("No reason on record.")),
            "facts": list(_facts_of(claim)),
            "readings": [
                say((_("“%(part)s” links the two.") if is_linked else _("“%(part)s” does not.")) % {"part": part})
                for part, is_linked in (claim.readings if claim.is_contradicted else [])
            ],
            "state": say(listed([claim.state_name, *strength])),
            "certainty": say(claim.certainty_name),
            "sources": [self.number_of(source) for source in claim.sources],
        }

    def number_of(self, source: str) -> int:
        """Return the number of a source: the same one however often it is named."""
        if source not in self.sources:
            self.sources.append(source)
        return self.sources.index(source) + 1

    # --- what is named ----------------------------------------------------------------------

    def title_of(self, concept: Concept) -> Text:
        """Its title; where only its wording is in the reader's language, that."""
        title, wording = concept.said["title"], concept.said["text"]
        is_here = title.language == get_language() or wording.language != get_language()
        return say(title if is_here or not wording else wording)

    def named(self, outline: Outline) -> dict[str, Any]:
        """The concepts of a framework that claims name, and the codes of those that none does."""
        on = {key for claim in self.claims for key in (claim.row_id, claim.column_id)}
        shown = on | {outline.head_of[key].pk for key in on if key in outline.head_of}
        silent = [short_name(concept) for concept in outline.claimable if concept.pk not in on]
        framework = outline.concepts[0].framework
        return {
            "title": say(framework.said["title"]),
            "rows": [
                {
                    "code": short_name(concept),
                    "title": self.title_of(concept),
                    "is_head": outline.head_of[concept.pk] is concept,
                }
                for concept in outline.concepts
                if concept.pk in shown
            ],
            "silent": say(_("No claim names: %(codes)s.") % {"codes": listed(silent)}) if silent else None,
        }


def _anchor(concept: Concept) -> str:
    return f"line-{concept.slug}"


def _facts_of(claim: Claim) -> Iterator[list[Text]]:
    """Yield what a claim says beside its reason, each with its name."""
    told = [
        (pgettext("of a claim", "Mechanism"), claim.mechanism),
        (pgettext("of a claim", "Activity"), claim.activity),
        (_("Carried out by"), listed(part.strip() for part in claim.carried_out_by.split(";") if part.strip())),
        (pgettext("of a claim", "Evidence"), "" if claim.readings else claim.evidence),
        (pgettext("of a claim", "Note"), claim.note),
        (pgettext("of a claim", "Author"), claim.author.acronym if claim.author else ""),
    ]
    for name, value in told:
        if value:
            yield [say(name), _in_english(value)]


def _mark(cell: Cell | None) -> dict[str, Any] | None:
    """What a cell of the grid bears; how sure it is must be seen without colour."""
    return {"count": cell.count, "tone": tone_of(cell), "is_disputed": bool(cell.disputed)} if cell else None


def _legend() -> list[dict[str, Any]]:
    samples = [
        (3, False, _("something in it is cleared")),
        (2, False, _("drafted from a source")),
        (1, False, _("suggested or inferred only")),
        (3, True, _("the sources disagree")),
    ]
    return [
        {"count": 2, "tone": tone, "is_disputed": disputed, "words": say(words)} for tone, disputed, words in samples
    ]
