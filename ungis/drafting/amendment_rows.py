"""The page of all proposals as markup. Written in Python: a text may have a thousand of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ungis.core.addresses import address_of
from ungis.pages.lists import comma

from .consolidation import DELETE, INSERT, MOVE, Block, Proposal, Run, bracketed, inserted
from .edits import edits_between, marked
from .models import Amendment, Version
from .states import AmendmentState

NAMED = 5  # of those with which a proposal collides


@dataclass(frozen=True)
class Reader:
    """What the reader may do on the page."""

    speaks_for: Collection[int] = frozenset()
    prepares_for: Collection[int] = frozenset()
    decides: bool = False
    is_open: bool = True


@dataclass
class Rows:
    """Writes blocks as markup for one reader; what is said often is translated once."""

    version: Version
    reader: Reader
    numbers: dict[str, str]
    observers: Collection[int]
    supports: dict[int, list[str]]
    supported: Collection[tuple[int, int]]
    remarks: dict[str, list[Any]]
    direction: str
    chosen: Collection[str] = ()  # ticked before, where a decision was refused
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.words = {name: escape(words) for name, words in _words().items()}
        self.states = {value: escape(label) for value, label in AmendmentState.choices}
        self.kinds = {value: escape(label) for value, label in Amendment.Kind.choices}
        self.lang = escape(self.version.text.source_language)
        self.comma = comma()
        base = address_of("text_amendments", self.version.text.slug, self.version.number)
        self.base = escape(base)

    def block(self, block: Block, shown: Collection[int]) -> SafeString:
        """Return a paragraph with those of its proposals that are shown."""
        parts = [f'<section class="draft-block" id="{escape(block.key or "top")}">', self._base(block)]
        live = any(one.is_live for one in block.all_proposals())
        if live:
            parts.append(self._consolidated(block))
        rows = [one for one in block.all_proposals() if one.amendment.pk in shown]
        if rows:
            parts.append('<ul class="draft-proposals">')
            parts += [self._row(one) for one in rows]
            parts.append("</ul>")
        parts += [self._remark(one) for one in self.remarks.get(block.key, ())]
        parts.append("</section>")
        return mark_safe("".join(parts))  # noqa: S308  each part is escaped or markup of ours

    # --- the paragraph ---

    def _base(self, block: Block) -> str:
        tools = self._tools(block)
        if block.paragraph is None:
            name = self.words["top"] if not block.key else self.words["gone"]
            return f'<h2 class="draft-name">{name}</h2>{tools}'
        one = block.paragraph
        number = f'<bdi dir="ltr">{escape(block.number.label)}</bdi> ' if block.number.label else ""
        is_heading = one.kind == "heading"
        tag = "h2" if is_heading else "p"
        return (
            f'<{tag} class="draft-base" lang="{self.lang}" dir="{self.direction}">'
            f'<b class="numbers">{number}</b>{escape(one.content)}</{tag}>{tools}'
        )

    def _tools(self, block: Block) -> str:
        if not (self.reader.is_open and self.reader.prepares_for) or (block.paragraph is None and block.key):
            return ""
        name = f' <span class="visually-hidden">{escape(block.number.label or block.key)}</span>'
        propose = f'<a href="{self.base}propose/?at={block.key}">{self.words["propose"]}{name}</a>'
        if not block.key:
            return f'<p class="draft-tools">{propose}</p>'
        remark = f'<a href="{self.base}remark/?at={block.key}">{self.words["remark"]}{name}</a>'
        return f'<p class="draft-tools">{propose} {remark}</p>'

    def _remark(self, one: Any) -> str:
        acronym = escape(one.organization.acronym) if one.organization else ""
        return (
            f'<p class="draft-remark" id="remark-{one.pk}"><b><bdi dir="ltr">{acronym}</bdi></b> '
            f"{self.words['remarks']}: <bdi>{escape(one.text)}</bdi></p>"
        )

    # --- in square brackets ---

    def _consolidated(self, block: Block) -> str:
        lines = []
        runs = bracketed(block)
        if any(run.choices for run in runs):
            lines.append(self._runs(runs))
        for label, one, inner in inserted(block):
            name = f'<b class="numbers"><bdi dir="ltr">{escape(label)}</bdi></b> ' if label else ""
            by = "" if one.is_accepted else self._by((one,))
            words = self._runs(inner)
            lines.append(f"{name}{words}" if one.is_accepted else f"{name}[{words}{by}]")
        if not lines:
            return ""
        body = "".join(f"<p>{line}</p>" for line in lines)
        return (
            f'<div class="draft-brackets"><p class="meta">{self.words["consolidated"]}</p>'
            f'<div lang="{self.lang}" dir="{self.direction}">{body}</div></div>'
        )

    def _runs(self, runs: Iterable[Run]) -> str:
        return " ".join(
            " ".join(self._choice(choice.words, choice.by) for choice in run.choices)
            if run.choices
            else escape(run.words)
            for run in runs
        )

    def _choice(self, words: str, by: tuple[Proposal, ...]) -> str:
        said = escape(words) if words else f'<i lang="{get_language()}">{self.words["delete"]}</i>'
        return f"[{said}{self._by(by)}]"

    def _by(self, by: Iterable[Proposal]) -> str:
        names = dict.fromkeys(one.amendment.organization.acronym for one in by)
        return f' <small dir="ltr">({escape(", ".join(names))})</small>' if names else ""

    # --- one proposal ---

    def _row(self, one: Proposal) -> str:
        amendment = one.amendment
        depth = min(one.depth, 3)
        parts = [
            f'<li class="draft-proposal depth-{depth}" id="amendment-{amendment.pk}"><p class="draft-head">',
            self._tick(amendment),
            f'<a href="{self.base}{amendment.pk}/">',
            f'<b><bdi dir="ltr">{escape(amendment.organization.acronym)}</bdi></b>',
            f"{self._observer(amendment)} {self._kind(one)}</a> ",
            f'<span class="state state-{amendment.state}">{self.states[amendment.state]}</span>',
            f"{self._support(one)}</p>",
        ]
        words = self._marked(amendment)
        if words:
            parts.append(f'<p class="draft-words" lang="{self.lang}" dir="{self.direction}">{words}</p>')
        if amendment.taken:
            taken = f'<bdi lang="{self.lang}">{escape(amendment.taken)}</bdi>'
            parts.append(f'<p class="meta">{self.words["taken"]}: {taken}</p>')
        if amendment.rationale:
            parts.append(f'<p class="meta">{self.words["why"]}: <bdi>{escape(amendment.rationale)}</bdi></p>')
        if amendment.outcome:
            parts.append(f'<p class="meta">{self.words["outcome"]}: <bdi>{escape(amendment.outcome)}</bdi></p>')
        parts.append(self._notes(one))
        parts.append("</li>")
        return "".join(parts)

    def _tick(self, amendment: Amendment) -> str:
        if not (self.reader.decides and self.reader.is_open and amendment.state == AmendmentState.PROPOSED):
            return ""
        label = f"{self.words['tick']} {escape(amendment.organization.acronym)} {self.numbers.get(amendment.key, '')}"
        ticked = " checked" if str(amendment.pk) in self.chosen else ""
        return (
            f'<input type="checkbox" form="decide" name="amendment" value="{amendment.pk}" '
            f'aria-label="{label}"{ticked}> '
        )

    def _observer(self, amendment: Amendment) -> str:
        return f" ({self.words['observer']})" if amendment.organization_id in self.observers else ""

    def _kind(self, one: Proposal) -> str:
        if one.amendment.amends_id:
            return self.words["amends"]
        if one.amendment.kind == MOVE:
            return f"{self.kinds[MOVE]} {self._place(one.amendment.after_key)}"
        return self.kinds[one.amendment.kind]

    def _place(self, key: str) -> str:
        if not key:
            return self.words["to_top"]
        return f'{self.words["behind"]} <bdi dir="ltr">{escape(self.numbers.get(key) or key)}</bdi>'

    def _marked(self, amendment: Amendment) -> str:
        if amendment.kind == INSERT:
            return f"<ins>{escape(amendment.content)}</ins>"
        if amendment.kind == DELETE:
            return f"<del>{escape(amendment.before)}</del>"
        if amendment.kind == MOVE:
            return ""
        pieces = marked(amendment.before, edits_between(amendment.before, amendment.content))
        return "".join(_PIECES[kind] % escape(words) for kind, words in pieces)

    def _support(self, one: Proposal) -> str:
        amendment = one.amendment
        is_open = self.reader.is_open and amendment.state == AmendmentState.PROPOSED
        if not is_open or len(self.reader.speaks_for) != 1:
            return ""
        (own,) = self.reader.speaks_for
        if own == amendment.organization_id or (amendment.pk, own) in self.supported:
            return ""
        label = f'<span class="visually-hidden"> {escape(amendment.organization.acronym)}</span>'
        where = f"{self.base}{amendment.pk}/support/"
        return f' <button form="support" formaction="{where}" class="secondary">{self.words["support"]}{label}</button>'

    def _notes(self, one: Proposal) -> str:
        notes = []
        supporters = self.supports.get(one.amendment.pk)
        if supporters:
            names = escape(self.comma.join(supporters))
            notes.append(f'<p class="meta">{self.words["supported"]}: <bdi>{names}</bdi></p>')
        if one.is_overtaken:
            notes.append(f'<p class="draft-collision">{self.words["overtaken"]}</p>')
        if one.collisions:
            notes.append(f'<p class="draft-collision">{self.words["collides"]}: {self._collisions(one)}</p>')
        return "".join(notes)

    def _collisions(self, one: Proposal) -> str:
        links = [
            f'<a href="#amendment-{other.amendment.pk}"><bdi dir="ltr">{escape(other.amendment.organization.acronym)}'
            f"</bdi> ({self.kinds[other.amendment.kind]})</a>"
            for other in one.collisions[:NAMED]
        ]
        more = len(one.collisions) - NAMED
        if more > 0:
            links.append(escape(ngettext("%(number)s more", "%(number)s more", more) % {"number": more}))
        return self.comma.join(links)


_PIECES = {"kept": "%s", "gone": "<del>%s</del>", "new": "<ins>%s</ins>"}


def _words() -> dict[str, str]:
    return {
        "top": _("At the top of the text"),
        "gone": _("To a paragraph that is no longer there"),
        "propose": _("Propose a change"),
        "remark": _("Remark"),
        "remarks": _("remarks"),
        "consolidated": _("What is not agreed, in square brackets"),
        "delete": _("delete"),
        "observer": _("observer"),
        "amends": _("amends the proposal above"),
        "behind": _("behind"),
        "to_top": _("to the top"),
        "why": _("Why"),
        "taken": _("Taken"),
        "outcome": _("Outcome"),
        "tick": _("Decide on the proposal of"),
        "support": _("Support"),
        "supported": _("Supported by"),
        "overtaken": _("The words it was written against have changed since."),
        "collides": _("Collides with"),
    }
