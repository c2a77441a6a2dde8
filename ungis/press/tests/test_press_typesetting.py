"""What every PDF of the house stands on: glyphs for all that is printed, in six languages."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from ungis.press.typesetting import FONTS, plain, typeset

SHEET = """#import "/press/house.typ": fonts, said
#let one = json(bytes(sys.inputs.one))
#set document(title: "A text")
#set text(font: fonts(one.tongue.lang), fallback: false)
#said(one)
"""
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def printed(text, lang, tmp_path):
    sheet = tmp_path / "sheet.typ"
    sheet.write_text(SHEET)
    return typeset(sheet, MOMENT, one={"pieces": [[plain(text), ""]], "tongue": {"lang": lang, "region": "CN"}})


@pytest.fixture
def sheet_room(monkeypatch, tmp_path):
    """A sheet must stand below the house: it is lent a room of its own there."""
    from ungis.press import typesetting

    (tmp_path / "press").symlink_to(Path(typesetting.HOUSE) / "press")
    monkeypatch.setattr(typesetting, "HOUSE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ru", "ar", "zh"])
def test_signs_that_languages_share_are_printed_in_each(lang, sheet_room):
    text = "2015–2030 — “quoted” ‘one’ … · «deux» ‡ (a) 信息，社会 الأمم؛ Организация"
    page = pypdf.PdfReader(io.BytesIO(printed(text, lang, sheet_room))).pages[0].extract_text()
    assert "U+" not in page
    assert "2015–2030" in page


def test_the_same_data_gives_the_same_bytes(sheet_room):
    assert printed("x", "en", sheet_room) == printed("x", "en", sheet_room)


def test_what_no_font_holds_is_printed_by_its_number():
    assert plain("a \U0001f600 \U00020bb7") == "a [U+1F600] [U+20BB7]"


def test_an_accent_on_a_letter_of_another_font_is_printed_by_its_number():
    assert plain("信\u0301 e\u0301") == "信[U+0301] e\u0301"


def test_every_character_of_gb_2312_can_be_printed():
    rows = [bytes([first, second]) for first in range(0xB0, 0xF8) for second in range(0xA1, 0xFF)]
    text = b"".join(rows).decode("gb2312", errors="ignore")
    assert len(text) == 6763
    assert plain(text) == text


def test_fonts_have_their_licence_beside_them():
    assert "Adobe" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
