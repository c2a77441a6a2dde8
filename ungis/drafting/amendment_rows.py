"""The page of all proposals as markup. Written in Python: a text may have a thousand of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ungis.core.addresses import address_of
from ungis.pages.lists import comma

from .consolidation import DELETE, INSERT, MOVE, REPLACE, Block, Proposal, Run, bracketed, inserted
from .edits import edits_between, marked
from .footnotes import readable, readable_part, readable_pieces
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
            f'<b class="numbers">{number}</b>{_plain(one.content)}</{tag}>{tools}'
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
        said = f"<bdi>{escape(one.text)}</bdi>"
        remark = self.words["remarks"] % {"organization": _name(one.organization), "words": said}
        return f'<p class="draft-remark" id="remark-{one.pk}">{remark}</p>'

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
        shown, depth = [], 0  # a footnote may begin in one run and end in another
        for run in runs:
            if not run.choices:
                words, depth = readable_part(run.words, depth)
                shown.append(escape(words))
                continue
            choices = [(readable_part(choice.words, depth), choice.by) for choice in run.choices]
            shown += [self._choice(words, by) for (words, _depth), by in choices]
            depth = choices[0][0][1]
        return " ".join(shown)

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
            f'<a href="{self.base}{amendment.pk}/">{self._what(amendment)}</a> ',
            self._observer(amendment),
            f'<span class="state state-{amendment.state}">{self.states[amendment.state]}</span>',
            f"{self._support(one)}</p>",
        ]
        words = self._marked(amendment)
        if words:
            parts.append(f'<p class="draft-words" lang="{self.lang}" dir="{self.direction}">{words}</p>')
        for name, said in (("taken", amendment.taken), ("why", amendment.rationale), ("outcome", amendment.outcome)):
            if said:
                parts.append(self._meta(name, f"<bdi>{_plain(said)}</bdi>"))
        parts.append(self._notes(one))
        parts.append("</li>")
        return "".join(parts)

    def _tick(self, amendment: Amendment) -> str:
        if not (self.reader.decides and self.reader.is_open and amendment.state == AmendmentState.PROPOSED):
            return ""
        number = self.numbers.get(amendment.key, "")
        told = {"organization": escape(amendment.organization.acronym), "number": escape(number)}
        label = self.words["tick_at" if number else "tick"] % told
        ticked = " checked" if str(amendment.pk) in self.chosen else ""
        return (
            f'<input type="checkbox" form="decide" name="amendment" value="{amendment.pk}" '
            f'aria-label="{label}"{ticked}> '
        )

    def _observer(self, amendment: Amendment) -> str:
        is_observer = amendment.organization_id in self.observers
        return f'<span class="chip">{self.words["observer"]}</span> ' if is_observer else ""

    def _what(self, amendment: Amendment) -> str:
        """Who proposes what, in a sentence."""
        name = "amend" if amendment.amends_id else _SENTENCES[amendment.kind]
        if amendment.kind == MOVE and not amendment.after_key:
            name = "move_to_top"
        number = self.numbers.get(amendment.after_key) or amendment.after_key
        place = f'<bdi dir="ltr">{escape(number)}</bdi>'
        return self.words[name] % {"organization": f"<b>{_name(amendment.organization)}</b>", "number": place}

    def _meta(self, name: str, words: str) -> str:
        return f'<p class="meta">{self.words[name] % {"words": words}}</p>'

    def _marked(self, amendment: Amendment) -> str:
        if amendment.kind == INSERT:
            return f"<ins>{_plain(amendment.content)}</ins>"
        if amendment.kind == DELETE:
            return f"<del>{_plain(amendment.before)}</del>"
        if amendment.kind == MOVE:
            return ""
        pieces = marked(amendment.before, edits_between(amendment.before, amendment.content))
        return "".join(_PIECES[kind] % escape(words) for kind, words in readable_pieces(pieces))

    def _support(self, one: Proposal) -> str:
        amendment = one.amendment
        is_open = self.reader.is_open and amendment.state == AmendmentState.PROPOSED
        if not is_open or len(self.reader.speaks_for) != 1:
            return ""
        (own,) = self.reader.speaks_for
        if own == amendment.organization_id or (amendment.pk, own) in self.supported:
            return ""
        label = self.words["support_of"] % {"organization": escape(amendment.organization.acronym)}
        where = f"{self.base}{amendment.pk}/support/"
        return (
            f' <button form="support" formaction="{where}" class="secondary" aria-label="{label}">'
            f"{self.words['support']}</button>"
        )

    def _notes(self, one: Proposal) -> str:
        notes = []
        supporters = self.supports.get(one.amendment.pk)
        if supporters:
            names = escape(self.comma.join(supporters))
            notes.append(self._meta("supported", f"<bdi>{names}</bdi>"))
        if one.is_overtaken:
            notes.append(f'<p class="draft-collision">{self.words["overtaken"]}</p>')
        if one.collisions:
            told = self.words["collides"] % {"proposals": self._collisions(one)}
            notes.append(f'<p class="draft-collision">{told}</p>')
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


_SENTENCES = {REPLACE: "replace", INSERT: "insert", DELETE: "delete_it", MOVE: "move"}
_PIECES = {"kept": "%s", "gone": "<del>%s</del>", "new": "<ins>%s</ins>"}


def _plain(words: str) -> str:
    """Words of a text, with its footnotes as a reader takes them in."""
    return escape(readable(words))


def _name(organization: Any) -> str:
    return f'<bdi dir="ltr">{escape(organization.acronym)}</bdi>' if organization else ""


def _words() -> dict[str, str]:
    return {
        "top": _("At the top of the text"),
        "gone": _("To a paragraph that is no longer there"),
        "propose": _("Propose a change"),
        "remark": _("Remark"),
        "remarks": _("%(organization)s remarks: %(words)s"),
        "consolidated": _("What is not agreed, in square brackets"),
        "delete": pgettext("amendment", "delete"),
        "observer": _("observer"),
        "replace": _("%(organization)s proposes other words"),
        "insert": _("%(organization)s proposes a new paragraph after this one"),
        "delete_it": _("%(organization)s proposes to delete it"),
        "move": _("%(organization)s proposes to move it behind %(number)s"),
        "move_to_top": _("%(organization)s proposes to move it to the top"),
        "amend": _("%(organization)s amends the proposal above"),
        "why": _("Why: %(words)s"),
        "taken": _("Taken: %(words)s"),
        "outcome": _("Reason of the decision: %(words)s"),
        "tick": _("Choose the proposal of %(organization)s"),
        "tick_at": _("Choose the proposal of %(organization)s to %(number)s"),
        "support": _("Support"),
        "support_of": _("Support the proposal of %(organization)s"),
        "supported": _("Supported by: %(words)s"),
        "overtaken": _("The words it was written against have changed since."),
        "collides": _("Collides with: %(proposals)s"),
    }
