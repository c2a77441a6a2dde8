"""Drawings over a time axis."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from ungis.pages.drawing import LABELS, WIDTH, Band, Mark, Row, lanes_of, timeline

days = st.dates(date(1990, 1, 1), date(2050, 1, 1))
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
bands = st.builds(
    Band,
    start=st.none() | days,
    end=st.none() | days,
    text=texts,
    kind=st.sampled_from(["", "unknown", "chair"]),
    address=st.sampled_from(["", "/en/members/itu/", '"><script>alert(1)</script>']),
)
marks = st.builds(Mark, day=days, text=texts, address=st.just(""))
SVG = "{http://www.w3.org/2000/svg}"


@given(
    rows=st.lists(st.builds(Row, label=texts, bands=st.lists(bands, max_size=6)), max_size=4),
    is_rtl=st.booleans(),
    dots=st.lists(marks, max_size=8),
)
def test_a_drawing_is_well_formed_and_stays_within_its_bounds(rows, is_rtl, dots):
    drawn = timeline("Officers", "Who held which office.", rows, ticks=dots, marks=dots, is_rtl=is_rtl)
    assert "nan" not in re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", drawn).lower()
    tree = ElementTree.fromstring(drawn)  # noqa: S314  made here, a moment ago
    height = float(tree.get("viewBox").split()[3])
    for box in tree.iter(f"{SVG}rect"):
        x, y, width, tall = (float(box.get(name)) for name in ("x", "y", "width", "height"))
        assert width > 0
        assert -1 <= x <= WIDTH
        assert x + width <= WIDTH + 1
        assert 0 < y < y + tall <= height
        assert x + width <= WIDTH - LABELS + 1 if is_rtl else x >= LABELS - 1  # never over the labels


@given(text=texts)
def test_texts_are_escaped(text):
    band = Band(date(2007, 1, 1), date(2012, 1, 1), f"<b>{text}</b>", "", "/x?a=1&b=2")
    drawn = timeline(f"<i>{text}", "<script>", [Row("<u>", [band])])
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "<u>" not in drawn
    assert "<script>" not in drawn
    tree = ElementTree.fromstring(drawn)  # noqa: S314
    assert tree.find(f"{SVG}title").text == f"<i>{text}"
    assert tree.find(f"{SVG}a").get("href") == "/x?a=1&b=2"


@given(found=st.lists(bands, max_size=12))
def test_bands_of_a_lane_never_overlap(found):
    known = [band for band in found if (band.start or date.min) < (band.end or date.max)]
    lanes = lanes_of(known)
    assert sorted(map(repr, (band for lane in lanes for band in lane))) == sorted(map(repr, known))
    for lane in lanes:
        for before, after in pairwise(lane):
            assert (before.end or date.max) <= (after.start or date.min)


def test_an_organization_that_goes_on_stays_in_its_lane():
    first = [Band(date(2012, 5, 1), date(2013, 2, 25), name) for name in ("ITU", "UNESCO", "UNDP")]
    then = [Band(date(2013, 2, 25), date(2014, 5, 1), name) for name in ("UN DESA", "UNDP", "ITU")]
    assert [[band.text for band in lane] for lane in lanes_of([*first, *then])] == [
        ["ITU", "ITU"],
        ["UNDP", "UNDP"],
        ["UNESCO", "UN DESA"],
    ]


def test_a_drawing_is_mirrored_for_readers_from_right_to_left():
    row = Row("Chair", [Band(date(2006, 1, 1), date(2008, 1, 1), "ITU")])
    at = {
        is_rtl: float(re.search(r'<rect[^>]* x="([\d.]+)"', timeline("t", "d", [row], is_rtl=is_rtl))[1])
        for is_rtl in (False, True)
    }
    assert at[False] < WIDTH / 3
    assert at[True] > WIDTH / 2


def test_a_term_that_is_not_known_is_hatched_and_one_without_end_is_open():
    unknown = Band(date(2008, 1, 1), date(2009, 1, 1), "?", "unknown")
    open_band = Band(date(2023, 1, 1), None, "ITU")
    drawn = timeline("t", "d", [Row("Chair", [unknown, open_band])], key="k")
    assert 'fill="url(#k-hatch)"' in drawn
    assert "band-open" in drawn
    assert "style=" not in drawn


def test_what_lies_outside_the_axis_is_left_out():
    row = Row(
        "Chair", [Band(date(1999, 1, 1), date(2001, 1, 1), "ITU"), Band(date(2010, 1, 1), date(2009, 1, 1), "UNDP")]
    )
    drawn = timeline("t", "d", [row], marks=[Mark(date(1999, 1, 1), "Too early")])
    assert "<rect" not in drawn
    assert "Too early" not in drawn
