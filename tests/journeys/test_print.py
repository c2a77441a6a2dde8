"""Pages on paper: what they say and where they are found, without what only a screen needs."""

import io

import pytest
from pypdf import PdfReader

PAGES = ["/en/members/", "/en/officers/", "/en/meetings/22/", "/en/mandates/a-res-80-173/67/", "/ar/members/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_printed_page_carries_its_address_and_no_navigation(page, site, address):
    page.goto(address)
    menu = page.locator("nav.menu li").all_text_contents()
    languages = ["Français", "Русский", "Español"]
    title = page.locator("h1").evaluate("heading => heading.firstChild.textContent.trim()")
    read = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=False)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in read.pages]
    text = " ".join(sheets)
    assert site[0] + address in text.replace(" ", ""), text[-300:]
    assert not [name for name in languages if name in text]
    if address.startswith("/en/"):
        assert title in text
        assert " ".join(" ".join(menu).split()) not in text
        assert "Skip to content" not in text
        assert "Register" not in text.split("register")[0]
