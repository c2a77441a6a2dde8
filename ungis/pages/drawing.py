"""Drawings over a time axis: server-made SVG, real text, legible in black and white, mirrored for Arabic.

Everything here is a pure function of its arguments. Texts and addresses are escaped; there is no style
attribute (the policy forbids it), only presentation attributes, which house.css refines.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 1200
LABELS = 132  # the column of row labels
TOP = 30  # the axis
LANE, BAND, GAP = 26, 22, 12  # height of a lane, of a band in it, and the space between rows
LETTER = 6.7  # width of a letter of 11 px, on average and rather too much
PITCH = 9  # marks nearer than this stand one above the other


class Band(NamedTuple):
    """A stretch of time. No start or end: not known, drawn to the edge of the axis with an open side."""

    start: date | None
    end: date | None
    text: str
    kind: str = ""  # unknown: hatched; other words become the class band-<kind>
    address: str = ""


class Row(NamedTuple):
    label: str
    bands: Sequence[Band]


class Mark(NamedTuple):
    """A day at which something took place or came out."""

    day: date
    text: str
    address: str = ""


class Axis:
    """Days to places on the drawing; right to left where the reader reads so."""

    def __init__(self, begin: date, end: date, is_rtl: bool):
        if begin >= end:
            raise ValueError("an axis ends after it begins")
        self.begin, self.end, self.is_rtl = begin, end, is_rtl

    def run(self, day: date) -> float:
        """The distance of a day from the beginning of the axis, never outside of it."""
        share = (min(max(day, self.begin), self.end) - self.begin) / (self.end - self.begin)
        return round(LABELS + share * (WIDTH - LABELS - 1), 1)

    def place(self, run: float) -> float:
        return round(WIDTH - run, 1) if self.is_rtl else run

    def left(self, run: float, width: float) -> float:
        """The left edge of a box that begins at `run`."""
        return round(WIDTH - run - width, 1) if self.is_rtl else run


def lanes_of(bands: Iterable[Band]) -> list[list[Band]]:
    """Share bands out over lanes in which none overlaps; one that goes on stays in its lane if it can."""
    lanes: list[list[Band]] = []
    waiting = sorted(bands, key=lambda band: (band.start or date.min, band.end or date.max, band.text))
    for start in sorted({band.start or date.min for band in waiting}):
        beginning = [band for band in waiting if (band.start or date.min) == start]
        free = [lane for lane in lanes if (lane[-1].end or date.max) <= start]
        # Those that go on take their lane first; the others fill what is left, from the top.
        for band in sorted(beginning, key=lambda band: all(lane[-1].text != band.text for lane in free)):
            lane = next((lane for lane in free if lane[-1].text == band.text), free[0] if free else None)
            if lane is None:
                lanes.append([band])
            else:
                free.remove(lane)
                lane.append(band)
    return lanes


def timeline(
    title: str,
    description: str,
    rows: Sequence[Row],
    *,
    ticks: Iterable[Mark] = (),
    ticks_label: str = "",
    marks: Iterable[Mark] = (),
    marks_label: str = "",
    begin: date = date(2006, 1, 1),
    end: date = date(2028, 1, 1),
    today: date | None = None,
    is_rtl: bool = False,
    key: str = "timeline",
) -> SafeString:
    """Draw rows of bands, a row of ticks and a row of marks over the years from `begin` to `end`.

    `key` makes the ids of this drawing its own on the page. Bands and marks outside the axis are left out;
    so are bands that end before they begin. Links are not stops of the Tab key: the page must give the
    same links in a table or list under the drawing.
    """
    axis = Axis(begin, end, is_rtl)
    parts, top = [], TOP + GAP
    for label, bands in rows:
        inside = [Band(*band) for band in bands if _is_on(axis, Band(*band))]
        lanes = lanes_of(inside) or [[]]
        parts.append(_label(axis, label, top + BAND / 2))
        for number, lane in enumerate(lanes):
            parts.extend(_band(axis, band, top + number * LANE, key) for band in lane)
        top += len(lanes) * LANE + GAP
    for label, days, shape in ((ticks_label, ticks, _tick), (marks_label, marks, _diamond)):
        standing = sorted((Mark(*mark) for mark in days if begin <= mark[0] < end), key=lambda mark: mark[0])
        if standing:
            drawn, height = _standing(axis, standing, top, shape)
            parts.append(_label(axis, label, top + BAND / 2))
            parts.extend(drawn)
            top += height + GAP
    return format_html(
        '<svg class="drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="{}" direction="{}" '
        'font-size="12" fill="currentColor" aria-labelledby="{}-title {}-description">'
        '<title id="{}-title">{}</title><desc id="{}-description">{}</desc>'
        '<defs><pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0v6" stroke="currentColor" stroke-width="2" stroke-opacity=".45"/>'
        "</pattern></defs>{}{}{}</svg>",
        *(WIDTH, top, "group", "rtl" if is_rtl else "ltr", key, key, key, title, key, description, key),
        _years(axis, top),
        _joined(parts),
        _today(axis, today, top),
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _is_on(axis: Axis, band: Band) -> bool:
    start, end = band.start or axis.begin, band.end or axis.end
    return start < end and start < axis.end and end > axis.begin


def _years(axis: Axis, bottom: float) -> SafeString:
    """A hair line at each new year, and the year in the middle of its twelve months."""
    drawn = []
    for year in range(axis.begin.year, axis.end.year + 1):
        new_year = date(year, 1, 1)
        if axis.begin <= new_year <= axis.end:
            x = axis.place(axis.run(new_year))
            drawn.append(
                format_html(
                    '<path class="year" d="M{} {}V{}" stroke="currentColor" stroke-opacity=".2"/>', x, TOP, bottom
                )
            )
        run = axis.run(max(new_year, axis.begin))
        width = axis.run(date(year + 1, 1, 1)) - run
        if width >= 4 * LETTER:
            x = axis.place(round(run + width / 2, 1))
            drawn.append(
                format_html('<text class="year-name" x="{}" y="{}" text-anchor="middle">{}</text>', x, TOP - 8, year)
            )
    return _joined(drawn)


def _label(axis: Axis, text: str, middle: float) -> SafeString:
    return format_html(
        '<text class="row-name" x="{}" y="{}" font-weight="600">{}</text>', axis.place(0), middle + 4, str(text)
    )


def _linked(address: str, text: str, drawn: SafeString) -> SafeString:
    if not address:
        return format_html("<g><title>{}</title>{}</g>", text, drawn)
    return format_html('<a href="{}" tabindex="-1" aria-label="{}"><title>{}</title>{}</a>', address, text, text, drawn)


def _band(axis: Axis, band: Band, top: float, key: str) -> SafeString:
    run = axis.run(band.start or axis.begin)
    width = max(round(axis.run(band.end or axis.end) - run - 1.5, 1), 2)
    x = axis.left(run, width)
    is_unknown, is_closed = band.kind == "unknown", bool(band.start and band.end)
    box = format_html(
        '<rect class="band{}{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
        f" band-{band.kind}" if band.kind else "",
        "" if is_closed else " band-open",
        *(x, top, width, BAND, f"url(#{key}-hatch)" if is_unknown else "#fff", "currentColor" if is_closed else "none"),
    )
    if not is_closed:
        box += _open_edge(x, top, width, bool(band.start) != axis.is_rtl, bool(band.end) != axis.is_rtl)
    years = f"{_written(band.start)}–{_written(band.end)}"
    return _linked(band.address, f"{band.text}, {years}", box + _text_in(band.text, x, top, width, is_unknown))


def _open_edge(x: float, top: float, width: float, has_left: bool, has_right: bool) -> SafeString:
    """The outline of a band without the sides at which its dates are not known."""
    right, bottom = round(x + width, 1), top + BAND
    sides = [f"M{x} {top}H{right}M{x} {bottom}H{right}"]
    sides += [f"M{x} {top}V{bottom}"] if has_left else []
    sides += [f"M{right} {top}V{bottom}"] if has_right else []
    return format_html('<path class="band-edge" d="{}" fill="none" stroke="currentColor"/>', "".join(sides))


def _written(day: date | None) -> str:
    return day.isoformat() if day else "…"


def _text_in(text: str, x: float, top: float, width: float, is_unknown: bool) -> SafeString:
    """The text of a band: in full, narrowed a little, or left to the title where there is no room."""
    room, wanted = width - 4, len(str(text)) * LETTER
    if wanted * 0.64 > room:
        return SafeString("")
    narrowed = format_html(' textLength="{}" lengthAdjust="spacingAndGlyphs"', round(room, 1)) if wanted > room else ""
    halo = SafeString(' stroke="#fff" stroke-width="4" paint-order="stroke"') if is_unknown else ""  # over the hatch
    return format_html(
        '<text class="band-name{}" x="{}" y="{}" font-size="11" text-anchor="middle"{}{}>{}</text>',
        *(" band-name-unknown" if is_unknown else "", round(x + width / 2, 1), top + BAND / 2 + 4),
        *(narrowed, halo, str(text)),
    )


def _standing(axis: Axis, marks: list[Mark], top: float, shape) -> tuple[list[SafeString], float]:
    """Marks at their days; those too near to each other stand on two, three and more lines."""
    lines: list[float] = []  # where the last mark of each line stands
    drawn = []
    for mark in marks:
        run = axis.run(mark.day)
        number = next((n for n, last in enumerate(lines) if run - last >= PITCH), len(lines))
        lines[number : number + 1] = [run]
        drawn.append(_linked(mark.address, f"{mark.text}, {mark.day}", shape(axis.place(run), top + number * 12)))
    return drawn, max(BAND, len(lines) * 12 + 4)


def _tick(x: float, top: float) -> SafeString:
    return format_html('<path class="tick" d="M{} {}v11" stroke="currentColor" stroke-width="3"/>', x, top + 3)


def _diamond(x: float, top: float) -> SafeString:
    return format_html('<path class="mark-output" d="M{} {}l4.5 4.5-4.5 4.5-4.5-4.5z"/>', x, top + 4)


def _today(axis: Axis, today: date | None, bottom: float) -> SafeString:
    if not today or not axis.begin <= today < axis.end:
        return SafeString("")
    x = axis.place(axis.run(today))
    return format_html(
        '<path class="today" d="M{} {}V{}" stroke="currentColor" stroke-dasharray="2 2"/>', x, TOP - 4, bottom
    )
