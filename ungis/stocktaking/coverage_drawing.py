"""The drawings of coverage: activities over the years, and by country on a map. Each has its table beside it.

Server-made SVG of classes and attributes alone, mirrored where readers read from the right. Links in it are no stops
of the Tab key: the table has the same.
"""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .coverage_findings import Years, heat_of
from .places import name_of
from .world_shapes import FILE

WIDTH, HEIGHT, HEAD, FOOT = 1200, 300, 24, 28
Told = Callable[[int], str]  # a count in words


@lru_cache(maxsize=1)
def world() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def map_of(counts: Mapping[str, int], address: Callable[[str], str], told: Told) -> SafeString:
    """Draw the world with each country in the tone of its count; small ones as dots. Never mirrored."""
    held, most = world(), max(counts.values(), default=0)
    parts = []
    for code, path in held["countries"].items():
        parts.append(_place(code, counts.get(code, 0), most, format_html('<path d="{}"/>', path), address, told))
    for code, (x, y) in held["dots"].items():
        radius = 4 if counts.get(code) else 2
        dot = format_html('<circle cx="{}" cy="{}" r="{}"/>', x, y, radius)
        parts.append(_place(code, counts.get(code, 0), most, dot, address, told))
    return format_html(
        '<svg class="drawing world" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="group" '
        'aria-labelledby="map-title map-description"><title id="map-title">{}</title>'
        '<desc id="map-description">{}</desc><path class="land" d="{}"/>{}</svg>',
        *(held["width"], held["height"], _("Activities by country")),
        _("The darker a country, the more activities are known there; small countries are dots. See the table."),
        *(held["land"], format_html_join("", "{}", ((part,) for part in parts))),
    )  # fmt: skip


def _place(
    code: str, number: int, most: int, shape: SafeString, address: Callable[[str], str], told: Told
) -> SafeString:
    words = _("%(place)s: %(activities)s") % {"place": name_of(code), "activities": told(number)}
    drawn = format_html('<g class="heat-{}"><title>{}</title>{}</g>', heat_of(number, most), words, shape)
    return format_html('<a href="{}" tabindex="-1">{}</a>', address(code), drawn) if number else drawn


def years_of(held: Years, address: Callable[[int], str], told: Told, *, is_rtl: bool) -> SafeString:
    """Draw a bar a year: as high as activities were under way, its foot those that began."""
    most, step = max(held.under_way, default=1) or 1, WIDTH / max(len(held.years), 1)
    room = HEIGHT - HEAD - FOOT
    parts = []
    for place, (year, number, begun) in enumerate(zip(held.years, held.under_way, held.begun, strict=True)):
        x = round(WIDTH - (place + 1) * step if is_rtl else place * step, 1)
        height, foot = round(number / most * room, 1), round(begun / most * room, 1)
        bottom, middle = HEIGHT - FOOT, round(x + step / 2, 1)
        words = _("%(year)s: %(activities)s, of which %(begun)s began in that year") % {
            "year": year,
            "activities": told(number),
            "begun": begun,
        }
        parts.append(
            format_html(
                '<a href="{}" tabindex="-1"><title>{}</title>'
                '<rect class="bar-all" x="{}" y="{}" width="{}" height="{}"/>'
                '<rect class="bar-begun" x="{}" y="{}" width="{}" height="{}"/>'
                '<text x="{}" y="{}" text-anchor="middle">{}</text>'
                '<text class="year-name" x="{}" y="{}" text-anchor="middle">{}</text></a>',
                *(address(year), words),
                *(round(x + 2, 1), round(bottom - height, 1), round(step - 4, 1), height),
                *(round(x + 2, 1), round(bottom - foot, 1), round(step - 4, 1), foot),
                *(middle, round(bottom - height - 6, 1), number, middle, HEIGHT - 8, year),
            )
        )
    return format_html(
        '<svg class="drawing years" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="group" font-size="14" '
        'fill="currentColor" aria-labelledby="years-title years-description"><title id="years-title">{}</title>'
        '<desc id="years-description">{}</desc>{}</svg>',
        *(WIDTH, HEIGHT, _("Activities over the years")),
        _("A bar a year: as high as activities were under way; its dark foot those that began. See the table."),
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip
