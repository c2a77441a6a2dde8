"""The grid of an edition as a picture: SVG with attributes only, legible in black and white, mirrored for Arabic."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ungis.languages.models import Said, say_here

from .grid import Cell, Grid, tell, tone_of
from .models import Concept, Edition
from .names import short_name, spoken_name
from .states import ClaimState

SIDE = 30  # of a cell
EDGE = 330  # the column of row names
HEAD = 256  # the row of column names, under the title
LEGEND = 56
MOST = 46  # letters of a name that fit
NAMES = 12  # their size
FONT = "Noto Sans, DejaVu Sans, sans-serif"
# Fill, outline, its dashes and the ink of the number, by tone: told apart on a black-and-white print too.
TONES = {
    1: ("#ffffff", "#51626f", "2 2", "#14212b"),
    2: ("#cfe6f3", "#00699c", "", "#14212b"),
    3: ("#00567f", "#00567f", "", "#ffffff"),
}


def picture_of(grid: Grid, edition: Edition, *, is_rtl: bool) -> SafeString:
    """Draw the grid. Concepts, the edition and its matrix need `said`."""
    page = _Page(grid, is_rtl)
    title = f"{edition.matrix.said['title']}, {edition.said['title']}"
    drawn = [
        page.heading(edition),
        *(page.row_name(number, concept) for number, concept in enumerate(grid.rows.concepts)),
        *(page.column_name(number, concept) for number, concept in enumerate(grid.columns.concepts)),
        page.lines(),
        *(page.cell(down, along, cell) for (down, along), cell in sorted(grid.cells.items())),
        page.legend(),
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" direction="{}" '
        'font-family="{}" font-size="{}" fill="#14212b" aria-labelledby="title description">'
        '<title id="title">{}</title><desc id="description">{}</desc><path d="M0 0h{}v{}H0z" fill="#ffffff"/>{}</svg>',
        *(page.width, page.height, page.width, page.height, "rtl" if is_rtl else "ltr", FONT, NAMES, title),
        _("The number of claims in each cell: dashed where only suggested or inferred, pale where drafted from a "
          "source, dark where cleared; a triangle where the sources disagree; dots for the strength."),
        *(page.width, page.height),
        format_html_join("", "{}", ((part,) for part in drawn)),
    )  # fmt: skip


class _Page:
    """Places on the sheet; right to left where the reader reads so."""

    def __init__(self, grid: Grid, is_rtl: bool):
        self.grid, self.is_rtl = grid, is_rtl
        self.down, self.along = len(grid.rows.concepts), len(grid.columns.concepts)
        self.width = EDGE + max(self.along * SIDE, 480) + 8
        self.height = HEAD + self.down * SIDE + LEGEND

    def left(self, run: float, width: float = 0) -> float:
        """The left edge of a box that begins so far from where reading begins."""
        return self.width - run - width if self.is_rtl else run

    def heading(self, edition: Edition) -> SafeString:
        """Whose picture this is, where it is shown without its page."""
        matrix, title = edition.matrix.said["title"], edition.said["title"]
        words = Said(f"{matrix}, {title}", matrix.language)
        return _text(self.left(4), 20, words, "700", is_rtl=self.is_rtl)

    def row_name(self, number: int, concept: Concept) -> SafeString:
        run, y = (16 if concept.parent_id else 4), HEAD + number * SIDE + SIDE / 2 + 4
        weight = "600" if concept.pk in self.grid.rows.sums else "400"
        return _text(self.left(run), y, _name(concept), weight, is_rtl=self.is_rtl)

    def column_name(self, number: int, concept: Concept) -> SafeString:
        """Read upwards from the grid, whatever the script."""
        left = self.left(EDGE + number * SIDE, SIDE)
        name = _name(concept, 30)
        direction = _direction(name)
        return format_html(
            '<path d="M{} {}h{}v4h-{}z" fill="{}"/><text transform="translate({} {}) rotate(-90)" direction="{}" '
            'text-anchor="{}">{}</text>',
            *(left + 2, HEAD - 6, SIDE - 4, SIDE - 4, concept.colour or "#51626f", left + SIDE / 2 + 4, HEAD - 12),
            *(direction, "end" if direction == "rtl" else "start", name),
        )

    def lines(self) -> SafeString:
        """Hair lines between rows and columns, so that an empty cell has a place too."""
        bottom = HEAD + self.down * SIDE
        begin, end = sorted((self.left(EDGE), self.left(EDGE + self.along * SIDE)))
        across = "".join(f"M{begin} {HEAD + number * SIDE}H{end}" for number in range(self.down + 1))
        upright = "".join(f"M{self.left(EDGE + number * SIDE)} {HEAD}V{bottom}" for number in range(self.along + 1))
        return format_html('<path d="{}{}" stroke="#d5dee4" fill="none"/>', across, upright)

    def cell(self, down: int, along: int, cell: Cell) -> SafeString:
        row, column = self.grid.rows.concepts[down], self.grid.columns.concepts[along]
        told = _("%(row)s and %(column)s: %(claims)s") % {
            "row": spoken_name(row),
            "column": spoken_name(column),
            "claims": tell(cell),
        }
        x, y = self.left(EDGE + along * SIDE, SIDE), HEAD + down * SIDE
        return format_html("<g><title>{}</title>{}</g>", told, _box(x, y, cell))

    def legend(self) -> SafeString:
        """What the boxes mean, in a line below."""
        samples = [
            (Cell(count=1, sureness=1), _("suggested or inferred")),
            (Cell(count=1, sureness=2), _("drafted from a source")),
            (Cell(count=1, sureness=3), str(ClaimState.CLEARED.label)),
            (Cell(count=1, sureness=2, disputed=1), _("the sources disagree")),
        ]
        y, step = HEAD + self.down * SIDE + 16, self.width / len(samples)
        drawn = []
        for number, (cell, words) in enumerate(samples):
            run = 4 + number * step
            drawn += [
                _box(self.left(run, SIDE), y, cell),
                _text(self.left(run + SIDE + 6), y + SIDE / 2 + 4, say_here(words), is_rtl=self.is_rtl),
            ]
        return format_html_join("", "{}", ((part,) for part in drawn))


def _name(concept: Concept, most: int = MOST) -> Said:
    title = concept.said["title"]
    return Said(f"{short_name(concept)} {title}", title.language).shortened(most)


def _direction(words: Said) -> str:
    return "rtl" if words.language == "ar" else "ltr"


def _text(x: float, y: float, words: Said, weight: str = "400", *, is_rtl: bool) -> SafeString:
    """Words that begin where reading begins on this sheet, in their own direction."""
    direction = _direction(words)
    anchor = "start" if is_rtl == (direction == "rtl") else "end"
    return format_html(
        '<text x="{}" y="{}" font-weight="{}" direction="{}" text-anchor="{}">{}</text>',
        *(x, y, weight, direction, anchor, words),
    )


def _box(x: float, y: float, cell: Cell) -> SafeString:
    """A box of its tone with its number; a triangle for contradictions, dots for the strength."""
    fill, outline, dashes, ink = TONES[tone_of(cell)]
    box = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-dasharray="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="{}" font-weight="600">{}</text>',
        *(x + 2, y + 2, SIDE - 4, SIDE - 4, fill, outline, dashes or "none"),
        *(x + SIDE / 2, y + SIDE / 2 + 4, ink, cell.count),
    )
    if cell.disputed:
        box += format_html('<path d="M{} {}h8l-8 8z" fill="{}"/>', x + 2, y + 2, ink)
    for dot in range(cell.strength):
        box += format_html('<circle cx="{}" cy="{}" r="1.5" fill="{}"/>', x + 10 + dot * 5, y + SIDE - 5, ink)
    return box
