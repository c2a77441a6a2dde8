"""A text with all that is proposed to it: what collides, what is not agreed, what a merger makes. Pure.

Rows are amendments and paragraphs as their models have them; nothing is read from the database here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .edits import Edit, do_touch, edits_between, edits_on, laid_over, regions, within, words_of
from .models import Amendment, Paragraph
from .numbering import HEADING, PARAGRAPH, Number, numbered
from .states import AmendmentState

REPLACE, INSERT, DELETE, MOVE = (
    Amendment.Kind.REPLACE,
    Amendment.Kind.INSERT,
    Amendment.Kind.DELETE,
    Amendment.Kind.MOVE,
)
ACCEPTED = (AmendmentState.ACCEPTED, AmendmentState.PARTLY)
LIVE = (AmendmentState.PROPOSED, *ACCEPTED)  # what may still become part of the text
AGAIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")


@dataclass(eq=False)
class Proposal:
    """An amendment at its place: what it amends, what amends it, what it does to the words as they are now.

    `edits` is None where the words it was written against have changed since, in the same place.
    """

    amendment: Amendment
    kind: str
    before: str  # the wording of its place that it, or the first in its line, was written against
    base: str  # the wording that it would change now
    edits: tuple[Edit, ...] | None
    children: list["Proposal"] = field(default_factory=list)
    doubles: list[Amendment] = field(default_factory=list)  # the same words, proposed by others
    collisions: list["Proposal"] = field(default_factory=list)
    depth: int = 0
    over: "Proposal | None" = None  # the nearest that it amends and that may still be

    @property
    def is_live(self) -> bool:
        return self.amendment.state in LIVE

    @property
    def is_accepted(self) -> bool:
        return self.amendment.state in ACCEPTED

    @property
    def is_overtaken(self) -> bool:
        return self.is_live and self.edits is None

    @property
    def wording(self) -> str:
        """As the words should read: those that were taken, where only some were."""
        return _wording(self.amendment)

    def and_below(self) -> list["Proposal"]:
        """Return the proposal and all that amends it, nested."""
        return [self, *(one for child in self.children for one in child.and_below())]


@dataclass(eq=False)
class Block:
    """A paragraph with what is proposed to it; without a paragraph, where that is no longer there."""

    key: str
    paragraph: Paragraph | None
    number: Number
    proposals: list[Proposal] = field(default_factory=list)

    def all_proposals(self) -> list[Proposal]:
        return [one for root in self.proposals for one in root.and_below()]


class Choice(NamedTuple):
    """One wording of contested words; `by` are its proposals, none for the words as they stand."""

    words: str
    by: tuple[Proposal, ...]


class Run(NamedTuple):
    """Words that are agreed, or the choices between which nothing is decided yet."""

    words: str
    choices: tuple[Choice, ...] = ()


def _wording(amendment: Amendment) -> str:
    return amendment.taken if amendment.state == AmendmentState.PARTLY else amendment.content


# --- at their places -----------------------------------------------------------------------------


def consolidated(paragraphs: Sequence[Paragraph], amendments: Iterable[Amendment]) -> list[Block]:
    """Return the paragraphs in order with all that is proposed to each; none of the amendments is left out.

    An insertion at the top stands in a block without a paragraph, as does what concerns paragraphs that are gone.
    """
    numbers = numbered(paragraphs)
    blocks = {one.key: Block(one.key, one, number) for one, number in zip(paragraphs, numbers, strict=True)}
    found = _placed(blocks, list(amendments))
    for block in list(found.values()):
        _find_collisions(block.proposals)
    _find_crowded_places(found.values())
    top = found.pop("", None)
    return [top, *found.values()] if top else list(found.values())


def _placed(blocks: dict[str, Block], amendments: list[Amendment]) -> dict[str, Block]:
    known = {one.pk: one for one in amendments}
    proposals: dict[int, Proposal] = {}
    # A parent is older than what amends it.
    for one in sorted(amendments, key=lambda one: one.pk):
        if one.state == AmendmentState.JOINED and one.joined_to_id in known:
            continue
        amended = known.get(one.amends_id)
        parent = proposals.get(_main(amended, known).pk) if amended else None
        block = blocks.setdefault(one.key, Block(one.key, None, Number("", "")))
        proposals[one.pk] = proposal = _proposal(one, parent, block)
        if parent:
            proposal.depth = parent.depth + 1
            parent.children.append(proposal)
        else:
            block.proposals.append(proposal)
    for one in amendments:
        if one.pk not in proposals:
            main = _main(one, known)
            if main.pk in proposals:
                proposals[main.pk].doubles.append(one)
    return blocks


def _main(one: Amendment, known: dict[int, Amendment]) -> Amendment:
    while one.state == AmendmentState.JOINED and one.joined_to_id in known:
        one = known[one.joined_to_id]
    return one


def _proposal(one: Amendment, parent: Proposal | None, block: Block) -> Proposal:
    """Lay an amendment over the words that it changes: those of a live parent, else those of the paragraph."""
    kind, wording = one.kind, _wording(one)
    if kind == DELETE and one.state == AmendmentState.PARTLY:
        kind = REPLACE
    if parent and parent.is_live:
        edits = _edits(one, parent.wording, one.before, wording)
        return Proposal(one, REPLACE, one.before, parent.wording, edits, over=parent)
    # Where what it amended is no more, it stands on its own, as a proposal to the paragraph.
    kind, before = (parent.kind, parent.before) if parent else (kind, one.before)
    if parent and parent.over:
        over = parent.over
        return Proposal(one, kind, before, over.wording, _edits(one, over.wording, before, wording), over=over)
    if kind != REPLACE:
        return Proposal(one, kind, before, "" if kind == INSERT else before, ())
    if block.paragraph is None:
        return Proposal(one, kind, before, before, None)
    now = block.paragraph.content
    return Proposal(one, kind, before, now, _edits(one, now, before, wording))


def _edits(one: Amendment, now: str, before: str, wording: str) -> tuple[Edit, ...] | None:
    if one.state not in LIVE:
        return ()
    found = edits_on(now, before, wording)
    # Who took some of the words chose them while looking at the text as it is.
    return edits_between(now, wording) if found is None and one.state == AmendmentState.PARTLY else found


# --- collisions ----------------------------------------------------------------------------------


def _collide(one: Proposal, other: Proposal) -> None:
    one.collisions.append(other)
    other.collisions.append(one)


def _find_collisions(proposals: Sequence[Proposal]) -> None:
    """Mark which of those that change the same words, or the same paragraph, cannot both be."""
    live = [one for root in proposals for one in _standing(root)]
    words = [one for one in live if one.kind == REPLACE]
    gone = [one for one in live if one.kind == DELETE]
    moved = [one for one in live if one.kind == MOVE]
    _find_touching(words)
    for one in gone:
        for other in (*words, *moved):
            _collide(one, other)
    for place, one in enumerate(moved):
        for other in moved[place + 1 :]:
            if one.amendment.after_key != other.amendment.after_key:
                _collide(one, other)
    for root in proposals:
        for one in root.and_below():
            if one.is_live:
                _find_touching([lower for lower in one.and_below() if lower.is_live and lower.over is one])


def _standing(one: Proposal) -> list[Proposal]:
    """Those that stand on the paragraph itself: a live proposal, or what amended one that is no more."""
    return [one] if one.is_live else [lower for child in one.children for lower in _standing(child)]


def _find_touching(proposals: Sequence[Proposal]) -> None:
    """Mark those that touch the same words: along the words, so that only neighbours are compared."""
    spans = sorted(
        (
            (one.edits[0].start, max(edit.end for edit in one.edits), place)
            for place, one in enumerate(proposals)
            if one.edits
        ),
    )
    reaching: list[tuple[int, int]] = []  # where those that are still under way end
    for start, end, place in spans:
        reaching = [(till, other) for till, other in reaching if till >= start]
        for _till, other in reaching:
            if do_touch(proposals[place].edits or (), proposals[other].edits or ()):
                _collide(proposals[other], proposals[place])
        reaching.append((end, place))


def _find_crowded_places(blocks: Iterable[Block]) -> None:
    """Mark moves of different paragraphs to the same place."""
    places = defaultdict(list)
    for block in blocks:
        for root in block.proposals:
            if root.is_live and root.kind == MOVE:
                places[root.amendment.after_key].append(root)
    for together in places.values():
        for place, one in enumerate(together):
            for other in together[place + 1 :]:
                if one.amendment.key != other.amendment.key:
                    _collide(one, other)


# --- in square brackets --------------------------------------------------------------------------


def bracketed(block: Block) -> list[Run]:
    """Return the paragraph as it stands between what is proposed: agreed words, and choices in square brackets."""
    if block.paragraph is None:
        return []
    standing = [one for root in block.proposals for one in _standing(root)]
    now = block.paragraph.content
    runs = _runs(
        now,
        [
            (one, _over(now, root.before, one))
            for root in standing
            if root.kind == REPLACE
            for one in root.and_below()
            if one.is_live
        ],
    )
    gone = tuple(one for one in standing if one.kind == DELETE)
    return [Run("", (Choice("", gone),)), *runs] if gone else runs


def inserted(block: Block) -> list[tuple[str, Proposal, list[Run]]]:
    """Return what is to come behind the paragraph, numbered bis, ter and so on, with what amends it in brackets."""
    standing = [one for root in block.proposals for one in _standing(root) if one.kind == INSERT]
    label = block.number.label.rstrip(".")
    return [(_again(label, place), one, _inside(one)) for place, one in enumerate(standing)]


def _inside(one: Proposal) -> list[Run]:
    lower = [child for child in one.and_below()[1:] if child.is_live]
    return _runs(one.wording, [(child, _over(one.wording, one.wording, child)) for child in lower])


def _again(label: str, place: int) -> str:
    if not label:
        return ""
    return f"{label} {AGAIN[place] if place < len(AGAIN) else place + 2}"


def _over(now: str, before: str, one: Proposal) -> tuple[Edit, ...]:
    """What a proposal makes of the words as they are, also where these have changed since."""
    found = edits_on(now, before, one.wording)
    return edits_between(now, one.wording) if found is None else found


def _runs(now: str, changes: Sequence[tuple[Proposal, tuple[Edit, ...]]]) -> list[Run]:
    words = words_of(now)
    runs = []
    at = 0
    for region in regions(edit for _one, edits in changes for edit in edits):
        start, end = region
        if at < start:
            runs.append(Run("".join(words[at:start]).strip(" ")))
        runs.append(_run(now, region, changes))
        at = end
    return [*runs, Run("".join(words[at:]).strip(" "))] if at < len(words) else runs


def _run(now: str, region: tuple[int, int], changes: Sequence[tuple[Proposal, tuple[Edit, ...]]]) -> Run:
    start, end = region
    wordings: dict[str, list[Proposal]] = {}
    for one, edits in changes:
        if any(start <= edit.start and edit.end <= end for edit in edits):
            wordings.setdefault(within(now, region, edits), []).append(one)
    choices = [Choice(words, tuple(by)) for words, by in wordings.items()]
    if len(choices) == 1 and all(one.is_accepted for one in choices[0].by):
        return Run(choices[0].words)
    if start < end:
        choices.insert(0, Choice(within(now, region, ()), ()))
    return Run("", tuple(choices))


# --- merged --------------------------------------------------------------------------------------


class Part(NamedTuple):
    """A paragraph of the next version; one that is new has no key yet."""

    key: str
    kind: str
    level: int
    content: str
    made_by: int = 0  # of a new one, the proposal


class Trouble(NamedTuple):
    """Why accepted proposals cannot be merged: two that collide, or one whose words or place are gone."""

    one: Proposal
    other: Proposal | None = None


@dataclass
class Merger:
    """What the accepted proposals make of a text; where there is trouble, no part of it counts."""

    parts: list[Part] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def merged(paragraphs: Sequence[Paragraph], amendments: Iterable[Amendment]) -> Merger:
    """Return the next version: words changed, paragraphs moved, then inserted, then deleted."""
    accepted = [one for one in amendments if one.state in ACCEPTED]
    # What amends a proposal that is not accepted stands on its own.
    among = {one.pk for one in accepted}
    blocks = consolidated(paragraphs, [_alone(one, amendments, among) for one in accepted])
    merger = Merger(troubles=_troubles(blocks))
    if merger.troubles:
        return merger
    parts = {
        block.key: Part(block.key, block.paragraph.kind, block.paragraph.level, _content(block))
        for block in blocks
        if block.paragraph
    }
    roots = [one for block in blocks for one in block.proposals]
    roots.sort(key=lambda one: one.amendment.pk)
    order = _moved(list(parts), [one for one in roots if one.kind == MOVE])
    gone = {one.amendment.key for one in roots if one.kind == DELETE}
    behind = defaultdict(list)
    for one in roots:
        if one.kind == INSERT:
            behind[one.amendment.key].append(_new_part(one, parts.get(one.amendment.key)))
    merger.parts = [*behind[""]]
    for key in order:
        merger.parts += [] if key in gone else [parts[key]]
        merger.parts += behind[key]
    return merger


def _alone(one: Amendment, amendments: Iterable[Amendment], among: set[int]) -> Amendment:
    """The amendment itself, or where what it amends is not accepted, as if it had been proposed to the paragraph."""
    if not one.amends_id or one.amends_id in among:
        return one
    known = {other.pk: other for other in amendments}
    root = one
    while root.amends_id in known and root.amends_id not in among:
        root = known[root.amends_id]
    alone = Amendment(pk=one.pk, key=one.key, kind=root.kind, before=root.before, content=one.content)
    alone.taken, alone.state, alone.organization_id = one.taken, one.state, one.organization_id
    alone.amends_id = root.amends_id
    return alone


def _troubles(blocks: Sequence[Block]) -> list[Trouble]:
    known = {block.key for block in blocks if block.paragraph} | {""}
    troubles = []
    seen = set()
    for block in blocks:
        for one in block.all_proposals():
            is_lost = one.kind == MOVE and one.amendment.after_key not in known
            if one.is_overtaken or is_lost or block.key not in known:
                troubles.append(Trouble(one))
            for other in one.collisions:
                pair = frozenset((one.amendment.pk, other.amendment.pk))
                if pair not in seen:
                    seen.add(pair)
                    troubles.append(Trouble(one, other))
    return troubles or _troubles_below(blocks)


def _troubles_below(blocks: Iterable[Block]) -> list[Trouble]:
    """What was accepted of amendments to one proposal may touch the words of another."""
    troubles = []
    for block in blocks:
        if block.paragraph is None:
            continue
        now = block.paragraph.content
        words = [(one, _edits_of(now, one)) for one in block.proposals if one.kind == REPLACE]
        for place, (one, edits) in enumerate(words):
            troubles += [Trouble(one, other) for other, theirs in words[place + 1 :] if do_touch(edits, theirs)]
    return troubles


def _content(block: Block) -> str:
    assert block.paragraph
    return _made(block.paragraph.content, [one for one in block.proposals if one.kind == REPLACE])


def _made(now: str, proposals: Sequence[Proposal]) -> str:
    """The words as these proposals make them; a single one that was written against them is taken as it is."""
    if len(proposals) == 1 and proposals[0].before == now:
        return _whole(proposals[0])
    return laid_over(now, [edit for one in proposals for edit in _edits_of(now, one)])


def _edits_of(now: str, one: Proposal) -> tuple[Edit, ...]:
    """What a proposal, with what was accepted of the amendments to it, does to the words as they are."""
    found = edits_on(now, one.before, _whole(one))
    return edits_between(now, _whole(one)) if found is None else found


def _whole(one: Proposal) -> str:
    """A proposal's words with what was accepted of the amendments to it."""
    return _made(one.wording, one.children) if one.children else one.wording


def _moved(order: list[str], moves: Sequence[Proposal]) -> list[str]:
    for one in moves:
        order.remove(one.amendment.key)
        after = one.amendment.after_key
        order.insert(order.index(after) + 1 if after in order else 0, one.amendment.key)
    return order


def _new_part(one: Proposal, before: Part | None) -> Part:
    """A new paragraph is of the kind of the one before it, unless that is a heading."""
    if before is None or before.kind == HEADING:
        return Part("", PARAGRAPH, 1, _whole(one), one.amendment.pk)
    return Part("", before.kind, before.level, _whole(one), one.amendment.pk)
