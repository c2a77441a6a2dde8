"""A claim from its draft to a published edition, what is adopted, what is filled in offline, and what is not served."""

import re

import openpyxl
import pytest
from django.utils import translation

from .steps import follow
from .test_keyboard import tab_to

REASON = "Farmers who measure the water of their fields by sensor waste less of it."
SOURCE = "an invention of this journey"


def state_of(page):
    return page.locator("main .state").first.get_attribute("class").removeprefix("state state-")


def test_a_claim_is_drafted_cleared_and_published_and_a_stranger_reads_it(page, go_on_as):
    edition, cell = "/en/matrices/wsis-sdg/2026/", "/en/matrices/wsis-sdg/2026/c7-eagriculture/sdg-6/"

    # A vice-chair opens an edition, which the group alone sees.
    go_on_as("vice_chair")
    page.goto("/en/matrices/wsis-sdg/")
    follow(page.get_by_role("link", name="Open an edition"))
    page.locator("[name=title]").fill("2026")
    page.locator("[name=slug]").fill("2026")
    page.locator("[name=based_on]").select_option("2015")
    follow(page.get_by_role("button", name="Open it"))
    page.wait_for_url(f"**{edition}")
    assert state_of(page) == "working"
    go_on_as("")
    assert page.request.get(edition).status == 404

    # The facilitator of the line drafts a claim, and may not decide on it.
    go_on_as("member")
    page.goto(edition)
    assert "C7-eagr" in page.locator("section.note", has_text="Your lines in this edition").inner_text()
    page.goto(cell)
    follow(page.get_by_role("link", name="Draft a claim"))
    page.locator("[name=column]").select_option("sdg-6-4")
    page.locator("[name=rationale]").fill(REASON)
    page.locator("[name=strength]").select_option("3")
    page.locator("[name=source]").fill(SOURCE)
    follow(page.get_by_role("button", name="Draft it"))
    page.wait_for_url(re.compile(r"/c7-eagriculture/sdg-6-4/(#claim-\d+)?$"))
    claim = page.locator("article.claim")
    assert claim.locator(".state-drafted").count() == 1
    assert claim.get_by_role("link", name="Revise it").count() == 1
    assert claim.get_by_role("link", name="Decide on it").count() == 0

    # The bureau clears it; the edition is frozen and published.
    go_on_as("vice_chair")
    page.goto(cell)
    follow(page.get_by_role("link", name="Decide on it"))
    assert REASON in page.inner_text("main")
    page.get_by_label("Clear it").check()
    follow(page.get_by_role("button", name="Decide"))
    assert page.locator("article.claim .state-cleared").count() == 1
    page.goto(edition)
    follow(page.get_by_role("link", name="Freeze it"))
    follow(page.get_by_role("button", name="Freeze it"))
    assert state_of(page) == "frozen"
    follow(page.get_by_role("link", name="Publish it"))
    follow(page.get_by_role("button", name="Publish it"))
    assert state_of(page) == "published"

    # A stranger reads it, sees what was added, and comes to no desk.
    go_on_as("")
    page.goto("/en/matrices/wsis-sdg/")
    assert page.locator("main .rows .state").first.inner_text().casefold() == "published"
    follow(page.get_by_role("link", name="2026", exact=True).first)
    assert page.get_by_role("heading", name="Your lines in this edition").count() == 0
    assert page.locator("main a[href$='/open/'], main a[href$='/import/'], main a[href$='/thaw/']").count() == 0
    follow(page.get_by_label("Ways to read the grid").get_by_role("link", name="Compare"))
    follow(page.get_by_role("button", name="Compare"))
    chips = [" ".join(words.split()) for words in page.locator("main .chips .chip").all_inner_texts()]
    assert chips[:3] == ["claims added 1", "claims dropped 0", "worded anew 0"]
    assert page.locator("table.matrix ins").all_inner_texts() == ["+1"]
    assert page.locator("section ins", has_text=REASON).count() == 1
    follow(page.locator("main h3 a"))
    assert page.url.endswith("/wsis-sdg/2026/c7-eagriculture/sdg-6-4/")
    assert REASON in page.inner_text("article.claim")
    assert page.locator("main form").count() == 0
    assert page.locator("main a.button").count() == 0
    page.goto("/en/matrices/wsis-sdg/2015/")
    assert state_of(page) == "superseded"


def test_the_bureau_adopts_what_follows_from_two_matrices(page, go_on_as):
    go_on_as("vice_chair")
    page.goto("/en/matrices/sdg-gdc/")
    follow(page.get_by_role("link", name="What follows from the other matrices"))
    follow(page.locator("aside.facets").get_by_role("link", name="follows, and is not claimed yet"))
    follow(page.locator("main li h3 a").first)
    assert "inferred" in page.inner_text("main .lead")
    paths = page.locator("main section h2").count()
    assert paths > 0
    follow(page.get_by_role("link", name="Adopt it as a suggestion"))
    page.locator("[name=rationale]").fill("Both need it, and the one brings the other about.")
    follow(page.get_by_role("button", name="Adopt it as a suggestion"))
    page.wait_for_url("**/sdg-gdc/draft/**")
    claim = page.locator("article.claim", has_text="the one brings the other about")
    assert claim.locator(".state-suggested").count() == 1
    assert "inferred" in claim.inner_text()
    assert "Follows from" in claim.inner_text()
    assert claim.locator("dd a[href*='/matrices/']").count() >= 2 * paths


@pytest.fixture
def heads():
    """The heads of the workbook in Arabic, by the name of their column."""
    from ungis.mappings.claim_table import COLUMNS

    with translation.override("ar"):
        return {str(column.head): column.name for column in COLUMNS}


def test_a_workbook_is_filled_in_offline_and_brought_back_in_arabic(page, go_on_as, heads, tmp_path):
    edition, filled = "/ar/matrices/wsis-gdc/draft/", tmp_path / "filled.xlsx"
    go_on_as("member")
    page.goto(edition)
    with page.expect_download() as got:
        page.locator("a[href$='draft.xlsx']").click()
    got.value.save_as(filled)

    # One row changed, one added.
    book = openpyxl.load_workbook(filled)
    sheet = book.worksheets[0]
    letters = {heads[cell.value]: cell.column_letter for cell in sheet[1]}
    of_the_line = {
        sheet[f"{letters['column']}{row}"].value: row
        for row in range(2, sheet.max_row + 1)
        if sheet[f"{letters['row']}{row}"].value == "C7-eagr"
    }
    sheet[f"{letters['rationale']}{of_the_line['GDC-68']}"] = REASON
    new = {"row": "C7-eagr", "column": "GDC-11-a", "author": "FAO", "rationale": "Fields get a line.", "source": SOURCE}
    last = sheet.max_row + 1
    for name, value in new.items():
        sheet[f"{letters[name]}{last}"] = value
    book.save(filled)

    follow(page.locator("a[href$='/import/']"))
    page.locator("[name=file]").set_input_files(filled)
    follow(page.locator("main form button"))
    page.wait_for_url("**/ar/matrices/imports/**")
    assert page.locator("main ol.rows > li").count() == 2
    assert REASON in page.locator("main ins").all_inner_texts()
    cell = f"{edition}c7-eagriculture/gdc-68/"
    assert REASON not in page.request.get(cell).text(), "nothing is done before it is confirmed"
    follow(page.locator("form[action$='/apply/'] button"))
    page.locator("[role=status]").wait_for()

    go_on_as("")
    page.goto(cell)
    assert REASON in page.inner_text("article.claim")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.goto(f"{edition}c7-eagriculture/gdc-11-a/")
    assert "Fields get a line." in page.inner_text("article.claim")
    assert page.locator("article.claim .state-drafted").count() == 1


def test_a_newcomer_finds_by_clicking_alone_what_is_not_served_and_how_sure_that_is(chromium, site):
    context = chromium.new_context(base_url=site[0], java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/")
    follow(page.get_by_label("Main").get_by_role("link", name="Matrices"))
    follow(page.get_by_role("link", name="GDC Matrix").first)
    follow(page.locator("main .rows").get_by_role("link", name="Gaps"))
    assert page.url.endswith("/en/matrices/wsis-gdc/draft/gaps/")
    assert page.inner_text("main .lead") == "None of the 5 objectives is served by a cleared claim yet."
    assert "How sure that is: it rests on" in page.inner_text("main")
    context.close()


def test_the_keyboard_alone_leads_to_the_gaps_in_arabic(page):
    page.goto("/ar/")
    for end in ("/ar/matrices/", "/matrices/wsis-gdc/", "/draft/gaps/"):
        tab_to(page, lambda here, end=end: here["href"].endswith(end))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{end}")
    assert "5" in page.inner_text("main .lead")
    assert page.evaluate("document.documentElement.dir") == "rtl"
