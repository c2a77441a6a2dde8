"""Draw the countries of the world once, as the paths that `world.json` keeps.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m ungis.stocktaking.world_shapes package/countries-110m.json package/countries-50m.json

Shapes are those of Natural Earth 1:110m (public domain), as world-atlas (ISC) packs them; countries that are too small
for it become dots, placed by 1:50m. Projected by the equal-earth formulas of Šavrič, Patterson and Jenny (2018), so
that a country is as large as its land; whole numbers of a drawing 1000 wide. What Natural Earth draws apart and the
United Nations does not list is drawn with the State that it lists; what belongs to none of those that are counted is
land without a number. Antarctica is left out.
"""

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.core import get_global

from .places import COUNTRIES

WIDTH, MARGIN = 1000, 4
FILE = Path(__file__).with_name("world.json")
Point = tuple[float, float]

# ISO 3166-1 numbers of what is drawn with another; the names are those of the file, which has no number for them.
DRAWN_WITH = {"158": "CN", "N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "RS"}
LEFT_OUT = {"010", "260"}  # Antarctica and islands near it
# General Assembly resolution 68/262: the ring of the peninsula, by a place in it, goes with Ukraine.
CRIMEA = (34.0, 45.2)
# Western Sahara is on the list of Non-Self-Governing Territories; the file draws most of it with Morocco.
WESTERN_SAHARA_BEGINS = 27.667
NOT_IN_THE_FILE = {"TV": (179.2, -8.5)}


def equal_earth(longitude: float, latitude: float) -> Point:
    """Return the place of a point on a plane in which areas are true; the equator is 5.41 wide."""
    a1, a2, a3, a4, root = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3)
    angle = math.asin(root / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    power = square**3
    slope = a1 + 3 * a2 * square + power * (7 * a3 + 9 * a4 * square)
    x = 2 * root * math.radians(longitude) * math.cos(angle) / (3 * slope)
    return x, angle * (a1 + a2 * square + power * (a3 + a4 * square))


SCALE = (WIDTH - 2 * MARGIN) / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, 84)[1]
HEIGHT = math.ceil((TOP - equal_earth(0, -56.5)[1]) * SCALE) + 2 * MARGIN


def drawn(point: Point) -> tuple[int, int]:
    x, y = equal_earth(*point)
    return round(WIDTH / 2 + x * SCALE), round((TOP - y) * SCALE) + MARGIN


class Topology:
    """A file of borders, each of which stands in it once."""

    def __init__(self, path: str):
        held = json.loads(Path(path).read_text(encoding="utf-8"))
        (kx, ky), (dx, dy) = held["transform"]["scale"], held["transform"]["translate"]
        self.arcs = []
        for arc in held["arcs"]:
            x = y = 0
            points = []
            for step_x, step_y in arc:
                x, y = x + step_x, y + step_y
                points.append((x * kx + dx, y * ky + dy))
            self.arcs.append(points)
        self.shapes = held["objects"]["countries"]["geometries"]

    def rings(self, shape: dict[str, Any]) -> list[list[int]]:
        """Return the rings of a shape as the arcs that they run along."""
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        return [ring for polygon in polygons for ring in polygon]

    def points(self, ring: list[int]) -> list[Point]:
        return [p for arc in ring for p in (self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1])[:-1]]


def merged(rings: list[list[int]]) -> tuple[list[list[int]], list[int]]:
    """Return the rings that touch no other, and the arcs of all others but those run along in both directions."""
    arcs = [arc for ring in rings for arc in ring]
    outer = [ring for ring in rings if all(~arc not in arcs for arc in ring)]
    loose = [arc for ring in rings if ring not in outer for arc in ring if ~arc not in arcs]
    return outer, loose


def stitched(topology: Topology, rings: list[list[int]]) -> list[list[int]]:
    """Return the rings of several shapes as those of one."""
    outer, loose = merged(rings)

    def ends(arc: int) -> tuple[Point, Point]:
        points = topology.arcs[arc] if arc >= 0 else topology.arcs[~arc][::-1]
        return points[0], points[-1]

    while loose:
        ring = [loose.pop(0)]
        begin, at = ends(ring[0])
        while at != begin:
            following = next(arc for arc in loose if ends(arc)[0] == at)
            loose.remove(following)
            ring.append(following)
            at = ends(following)[1]
        outer.append(ring)
    return outer


def halves(ring: list[Point]) -> list[list[Point]]:
    """Return a ring that runs over the 180th meridian as two: one at each edge of the drawing."""
    x, unrolled = ring[0][0], []
    for longitude, latitude in ring:
        x += (longitude - x + 180) % 360 - 180
        unrolled.append((x, latitude))
    reach = [longitude for longitude, _latitude in unrolled]
    turn = -360.0 if max(reach) > 180 else 360.0 if min(reach) < -180 else 0.0
    if not turn:
        return [unrolled]
    edge = math.copysign(180, -turn)
    over = [(longitude + turn, latitude) for longitude, latitude in cut(unrolled, edge, beyond=True)]
    return [cut(unrolled, edge, beyond=False), over]


def cut(ring: list[Point], edge: float, *, beyond: bool) -> list[Point]:
    """Return the part of a ring on one side of a meridian; `beyond` is the side away from that of Greenwich."""

    def is_kept(point: Point) -> bool:
        return (abs(point[0]) >= abs(edge)) == beyond

    kept: list[Point] = []
    for one, two in zip(ring, [*ring[1:], ring[0]], strict=True):
        if is_kept(one):
            kept.append(one)
        if is_kept(one) != is_kept(two):
            share = (edge - one[0]) / (two[0] - one[0])
            kept.append((edge, one[1] + share * (two[1] - one[1])))
    return kept


def parted(ring: list[Point], latitude: float) -> tuple[list[Point], list[Point]]:
    """Return what of a ring of the northern half lies north and what south of a latitude."""
    turned = [(y, x) for x, y in ring]
    north, south = (cut(turned, latitude, beyond=beyond) for beyond in (True, False))
    return [(x, y) for y, x in north], [(x, y) for y, x in south]


def path_of(rings: Iterable[list[Point]]) -> str:
    """Return rings as the path of a drawing; what is less than two points across is left out."""
    written = []
    for outline in (half for ring in rings for half in halves(ring)):
        points = [drawn(point) for point in outline]
        points = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
        if len(points) < 3:
            continue
        (x, y), rest = points[0], points[1:]
        steps = []
        for to_x, to_y in rest:
            steps.append(f"{to_x - x} {to_y - y}")
            x, y = to_x, to_y
        written.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(written).replace(" -", "-")


def holds(ring: list[Point], place: Point) -> bool:
    """Return whether a ring goes round a place."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > place[1]) != (y2 > place[1]) and place[0] < x1 + (place[1] - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def codes() -> dict[str, str]:
    """Return ISO 3166-1 codes by their numbers."""
    aliases = get_global("territory_aliases")
    return {number: held[0] for number, held in aliases.items() if number.isdigit() and len(number) == 3}


def shapes(topology: Topology) -> dict[str, list[list[int]]]:
    """Return the rings of each country, and of all other land under an empty name."""
    by_number = codes()
    found: dict[str, list[list[int]]] = {}
    for shape in topology.shapes:
        number, name = shape.get("id", ""), shape["properties"]["name"]
        if number in LEFT_OUT:
            continue
        code = DRAWN_WITH.get(number or name) or by_number.get(number, "")
        for ring in topology.rings(shape):
            is_crimea = code == "RU" and len(ring) < 4 and holds(topology.points(ring), CRIMEA)
            found.setdefault("UA" if is_crimea else code if code in COUNTRIES else "", []).append(ring)
    return found


def middle_of(points: list[Point]) -> Point:
    return tuple(sum(axis) / len(points) for axis in zip(*points, strict=True))  # type: ignore[return-value]


def world(coarse: Topology, fine: Topology) -> dict[str, Any]:
    """Return what the file keeps: the size, a path for each country that is large enough, a dot for each other."""
    outlines = {
        code: [coarse.points(ring) for ring in stitched(coarse, held)] for code, held in sorted(shapes(coarse).items())
    }
    north, south = zip(*(parted(ring, WESTERN_SAHARA_BEGINS) for ring in outlines["MA"]), strict=True)
    outlines["MA"], outlines[""] = list(north), [*outlines[""], *south]
    paths = {code: path_of(held) for code, held in outlines.items()}
    small = [code for code in COUNTRIES if not paths.get(code)]
    finer = shapes(fine)
    dots = {
        code: drawn(middle_of(max((fine.points(ring) for ring in finer[code]), key=len)))
        if code in finer
        else drawn(NOT_IN_THE_FILE[code])
        for code in small
    }
    land = paths.pop("", "")
    return {"width": WIDTH, "height": HEIGHT, "land": land, "countries": paths, "dots": dots}


if __name__ == "__main__":
    made = world(*map(Topology, sys.argv[1:3]))
    FILE.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
