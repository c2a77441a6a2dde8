"""Two versions of a text, paragraph by paragraph. Pure: it finds them by their keys, never by guessing."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from ungis.mandates.changes import Piece, compare
from ungis.mandates.renewal import longest_run

from .models import Paragraph
from .numbering import Number, numbered

KINDS = {
    "kept": pgettext_lazy("paragraph, compared", "kept"),
    "changed": pgettext_lazy("paragraph, compared", "changed"),
    "moved": pgettext_lazy("paragraph, compared", "moved"),
    "added": pgettext_lazy("paragraph, compared", "added"),
    "dropped": pgettext_lazy("paragraph, compared", "dropped"),
}


@dataclass(frozen=True)
class Side:
    """A paragraph in one of the two versions, with the number it bears there."""

    paragraph: Paragraph
    number: Number


@dataclass(frozen=True)
class Line:
    """What became of one paragraph. One that was moved may be changed too."""

    key: str
    kind: str  # of KINDS
    old: Side | None
    new: Side | None
    pieces: list[Piece]  # words that stayed, went and came
    is_changed: bool = False  # its words are others, or its kind or level
    is_moved: bool = False

    @property
    def names(self) -> list[str]:
        """What became of it, in words: moved and changed may both be; nothing where it was kept."""
        both = ["moved", "changed"] if self.is_moved and self.is_changed else [self.kind]
        return [str(KINDS[name]) for name in both if name != "kept"]

    @property
    def shown(self) -> Paragraph:
        """The paragraph as it is in the later version, if it is there."""
        side = self.new or self.old
        assert side
        return side.paragraph

    @property
    def is_renumbered(self) -> bool:
        """Whether it bore another number, where it bore one."""
        return bool(self.old and self.new and self.old.number.label not in ("", self.new.number.label))


def compared(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Line]:
    """Return a line for each paragraph of two versions, in the order of the later.

    What was dropped stands behind the last paragraph before it that kept its place.
    """
    before, after = _sides(old), _sides(new)
    steady = longest_run([(place, after[key][0]) for key, (place, _side) in before.items() if key in after])
    stayed = {other for _place, other in steady}
    placed = []
    for key, (place, side) in after.items():
        former = before[key][1] if key in before else None
        placed.append(((place, -1), _line(key, former, side, is_moved=place not in stayed)))
    places = [place for place, _other in steady]
    for key, (place, side) in before.items():
        if key not in after:
            gap = bisect_left(places, place)
            placed.append(((steady[gap - 1][1] if gap else -1, place), _line(key, side, None)))
    return [line for _place, line in sorted(placed, key=lambda entry: entry[0])]


def _sides(paragraphs: Sequence[Paragraph]) -> dict[str, tuple[int, Side]]:
    """Return the paragraphs of a version by key, each with its place."""
    numbers = numbered(paragraphs)
    return {one.key: (place, Side(one, numbers[place])) for place, one in enumerate(paragraphs)}


def _line(key: str, old: Side | None, new: Side | None, *, is_moved: bool = False) -> Line:
    if not old or not new:
        side = old or new
        assert side
        piece = Piece("gone" if old else "new", side.paragraph.content)
        return Line(key, "dropped" if old else "added", old, new, [piece])
    one, other = old.paragraph, new.paragraph
    is_changed = (one.content, one.kind, one.level) != (other.content, other.kind, other.level)
    kind = "moved" if is_moved else "changed" if is_changed else "kept"
    pieces = compare(one.content, other.content) if one.content != other.content else [Piece("kept", other.content)]
    return Line(key, kind, old, new, pieces, is_changed, is_moved)
