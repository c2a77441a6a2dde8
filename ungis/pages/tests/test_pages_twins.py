"""Cells of the twins in spreadsheets."""

import pytest

from ungis.pages.twins import harmless


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_as_a_formula_does(beginning):
    assert harmless(f'{beginning}HYPERLINK("https://x.example")').startswith("'")


def test_other_cells_stay_as_they_are():
    assert [harmless(cell) for cell in ("A/RES/70/125", 7, None, ["a", "b"])] == ["A/RES/70/125", "7", "", "a; b"]
