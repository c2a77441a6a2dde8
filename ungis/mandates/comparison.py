"""Two documents of the register side by side: what a person confirmed, and what the words propose for the rest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ungis.core.standing import standing_of
from ungis.documents import symbols
from ungis.documents.models import Kind, Work
from ungis.pages.facets import Choice, Facet, without

from .changes import Piece, compare
from .eids import in_text
from .models import Occurrence, Paragraph, RecurringLine, Succession
from .renewal import align, words_of

UNKNOWN = "no-words"
KINDS = {**dict(Succession.Kind.choices), UNKNOWN: _("words not in the register")}
STANDINGS = {
    "proposed": pgettext_lazy("line of a comparison", "proposed"),
    "confirmed": pgettext_lazy("line of a comparison", "confirmed"),
}
SAME_SUBJECT = 0.6  # of the words of two titles, in common: the same subject, renewed


@dataclass
class Row:
    """One line of a comparison. `confirmed` is the row of the record, where a person has said so."""

    kind: str
    old: list[Paragraph] = field(default_factory=list)
    new: list[Paragraph] = field(default_factory=list)
    is_changed: bool = False
    is_moved: bool = False
    is_by_summary: bool = False  # neither holds the words of its text: our summaries are compared
    confirmed: Succession | None = None
    lines: list[RecurringLine] = field(default_factory=list)  # recurring lines in which the old ones stand
    pieces: list[Piece] = field(default_factory=list)  # words that stayed, went and came; filled for what is shown

    @property
    def key(self) -> str:
        """Names the line in a form, whatever page it stands on."""
        return f"n{self.new[0].pk}" if self.new else f"o{self.old[0].pk}"

    @property
    def names(self) -> list[str]:
        """What is said of it: moved and changed may both be."""
        also = ["changed"] if self.kind == "moved" and self.is_changed else []
        also += ["moved"] if self.kind in ("merged", "split") and self.is_moved else []
        return [str(KINDS[name]) for name in (self.kind, *also)]

    @property
    def is_same(self) -> bool:
        return {piece.kind for piece in self.pieces} == {"kept"}

    @property
    def standing_name(self) -> str:
        return str(STANDINGS[self.standing])

    @property
    def standing(self) -> str:
        return "confirmed" if self.confirmed else "proposed"

    @property
    def answers(self) -> int:
        return sum(paragraph.answers_seen for paragraph in self.old)

    def show_words(self) -> None:
        """Work out what changed in the words, for a line of one paragraph on each side or more."""
        if self.old and self.new:
            self.pieces = compare(*(" ".join(map(_text, side)) for side in (self.old, self.new)))


@dataclass
class Comparison:
    """All lines of two documents, in the order of the later one."""

    before: Work
    after: Work
    rows: list[Row]
    held: tuple[int, int]  # how many paragraphs of each the register holds

    def narrowed(self, query: QueryDict) -> tuple[list[Row], list[Facet]]:
        """Return the lines that an address asks for, and the filters with their counts."""
        facets = [Facet("kind", _("What became of it"), "kind", KINDS)]
        facets.append(Facet("standing", _("How sure it is"), "standing", STANDINGS))
        chosen = {facet.name: query[facet.name] for facet in facets if query.get(facet.name)}
        for facet in facets:
            others = {name: value for name, value in chosen.items() if name != facet.name}
            counted = Counter(getattr(row, facet.path) for row in _that_are(self.rows, others))
            now = chosen.get(facet.name, "")
            facet.choices = [
                Choice(
                    value,
                    str(label),
                    counted[value],
                    value == now,
                    without(query, facet.name) if value == now else without(query, **{facet.name: value}),
                )
                for value, label in facet.labels.items()
                if counted[value]
            ]
        return _that_are(self.rows, chosen), facets


def _that_are(rows: Iterable[Row], wanted: dict[str, str]) -> list[Row]:
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


def _text(paragraph: Paragraph) -> str:
    return paragraph.quote or paragraph.summary


def compared(before: Work, after: Work, user: Any) -> Comparison:
    """Compare what the register holds of two documents: four queries, however many paragraphs."""
    old, new = _paragraphs(before, after, user)
    rows = _confirmed(before, after, user, old, new)
    occurrences = list(Occurrence.objects.filter(paragraph__work__in=(before, after)).select_related("line"))
    rows += _recorded(rows, occurrences, old, new)
    settled = {paragraph.pk: number for number, row in enumerate(rows) for paragraph in (*row.old, *row.new)}
    rows += _proposed(old, new, settled, has_words=True) + _proposed(old, new, settled, has_words=False)
    _put_lines(rows, occurrences)
    return Comparison(before, after, _in_order(rows, old, new), (len(old), len(new)))


def _paragraphs(before: Work, after: Work, user: Any) -> tuple[list[Paragraph], list[Paragraph]]:
    seen = Q(answers__work__visibility__in=standing_of(user).visibilities)
    works = {work.pk: (work, []) for work in (before, after)}
    rows = Paragraph.objects.visible_to(user).filter(work__in=works).order_by("order")
    for paragraph in rows.annotate(answers_seen=Count("answers", filter=seen)):
        paragraph.work, held = works[paragraph.work_id]
        held.append(paragraph)
    old, new = (sorted(works[work.pk][1], key=in_text_of) for work in (before, after))
    return old, new


def in_text_of(paragraph: Paragraph) -> tuple:
    """The key by which paragraphs stand as in their text."""
    return in_text(paragraph.part, paragraph.number, paragraph.anchor, paragraph.order)


def _confirmed(before: Work, after: Work, user: Any, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Row]:
    """The lines that a person confirmed: one for all rows of a merger or a split."""
    held = {paragraph.pk: paragraph for paragraph in (*old, *new)}
    lines: dict[tuple[str, int | None], Row] = {}
    for row in Succession.objects.visible_to(user).filter(before=before, after=after).order_by("pk"):
        end = {"merged": row.new_id, "split": row.old_id}.get(row.kind, -row.pk)
        line = lines.setdefault((row.kind, end), Row(row.kind, confirmed=row))
        for side, key in ((line.old, row.old_id), (line.new, row.new_id)):
            if key in held and held[key] not in side:
                side.append(held[key])
    for line in lines.values():
        line.is_changed = line.kind == "moved" and any(
            words_of(_text(a)) != words_of(_text(b)) for a, b in zip(line.old, line.new, strict=False)
        )
    return [line for line in lines.values() if line.old or line.new]


def _recorded(
    rows: Iterable[Row], occurrences: Iterable[Occurrence], old: Sequence[Paragraph], new: Sequence[Paragraph]
) -> list[Row]:
    """Lines that nobody confirmed, but that the record knows: both paragraphs stand in one recurring line."""
    spoken_for = {paragraph.pk for row in rows for paragraph in (*row.old, *row.new)}
    places = {paragraph.pk: (paragraph, side) for side, held in enumerate((old, new)) for paragraph in held}
    ends: dict[int, tuple[list[Paragraph], list[Paragraph]]] = {}
    for occurrence in occurrences:
        if occurrence.paragraph_id in places and occurrence.paragraph_id not in spoken_for:
            paragraph, side = places[occurrence.paragraph_id]
            ends.setdefault(occurrence.line_id, ([], []))[side].append(paragraph)
    found = []
    for left, right in ends.values():
        if len(left) == len(right) == 1 and not spoken_for & {left[0].pk, right[0].pk}:
            has_words = bool(left[0].quote and right[0].quote)
            changed = words_of(_text(left[0])) != words_of(_text(right[0]))
            found.append(Row("changed" if changed else "kept", left, right, changed, is_by_summary=not has_words))
            spoken_for |= {left[0].pk, right[0].pk}
    return found


def _proposed(
    old: Sequence[Paragraph], new: Sequence[Paragraph], settled: dict[int, int], *, has_words: bool
) -> list[Row]:
    """What the words say of those that nobody has settled; without words of the text, what our summaries say.

    What is settled takes part under a word of its own, so that it marks the places of its neighbours.
    """

    def told(one: Paragraph) -> str:
        return f"settled{settled[one.pk]}line" if one.pk in settled else _text(one)

    left, right = ([one for one in side if bool(one.quote) == has_words] for side in (old, new))
    rows = []
    for pair in align(list(map(told, left)), list(map(told, right))):
        row = Row(pair.kind, [left[n] for n in pair.old], [right[n] for n in pair.new], pair.is_changed, pair.is_moved)
        if any(one.pk in settled for one in (*row.old, *row.new)):
            continue
        row.is_by_summary = not has_words
        if not has_words and not (row.old and row.new):
            row.kind = UNKNOWN  # a summary that stands alone does not show that the text has or lacks something
        rows.append(row)
    return rows


def _put_lines(rows: Iterable[Row], occurrences: Iterable[Occurrence]) -> None:
    of_paragraph: dict[int, list[RecurringLine]] = {}
    for occurrence in occurrences:
        of_paragraph.setdefault(occurrence.paragraph_id, []).append(occurrence.line)
    for row in rows:
        row.lines = [line for paragraph in row.old for line in of_paragraph.get(paragraph.pk, [])]


def _in_order(rows: list[Row], old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Row]:
    """Order by the later text; what has no place in it follows the nearest paragraph before it that has one."""
    place_old = {paragraph.pk: place for place, paragraph in enumerate(old)}
    place_new = {paragraph.pk: place for place, paragraph in enumerate(new)}
    steady = {
        place_old[row.old[0].pk]: place_new[row.new[0].pk] for row in rows if row.old and row.new and not row.is_moved
    }
    after_which, last = [], -1
    for place in range(len(old)):
        last = steady.get(place, last)
        after_which.append(last)

    def order(row: Row) -> tuple[int, int]:
        if row.new:
            return place_new[row.new[0].pk], -1
        place = place_old[row.old[0].pk]
        return after_which[place], place

    return sorted(rows, key=order)


# --- which text is the one before ------------------------------------------------------------------


def comparable(user: Any) -> QuerySet[Work]:
    """Documents of which the register holds a paragraph: how many of them, and of how many the words."""
    return (
        Work.objects.visible_to(user)
        .filter(paragraphs__isnull=False)
        .annotate(
            held=Count("paragraphs", distinct=True),
            quoted=Count("paragraphs", filter=~Q(paragraphs__quote=""), distinct=True),
        )
        .newest_first()
    )


def of_the_series(work: Work, others: Iterable[Work]) -> list[Work]:
    """Return the earlier documents that this one renews, the latest first: the first is "the one before"."""
    return [other for other in others if other.pk != work.pk and _is_earlier(other, work) and _renews(work, other)]


def _is_earlier(one: Work, other: Work) -> bool:
    return bool(one.date and other.date and one.date < other.date)


def _renews(work: Work, earlier: Work) -> bool:
    """The same organ in the same form on the same subject; at ITU, the same number in a later version."""
    if work.kind != earlier.kind or work.kind not in (Kind.RESOLUTION, Kind.DECISION, Kind.REPORT):
        return False
    one, other = (_symbol(each) for each in (work, earlier))
    if one and other:
        if (one.body, one.kind) != (other.body, other.kind):
            return False
        if one.is_itu:
            return one.number == other.number
    elif work.body != earlier.body:
        return False
    left, right = set(words_of(work.title)), set(words_of(earlier.title))
    return bool(left and right) and 2 * len(left & right) / (len(left) + len(right)) >= SAME_SUBJECT


def _symbol(work: Work) -> symbols.Symbol | None:
    try:
        return symbols.parse(work.symbol or "").parts[0]
    except symbols.NotASymbol:
        return None
