"""axe finds nothing: every template, six languages, narrow and wide; and nothing overflows a phone."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.laws.access_table import ALL, GROUP, TABLE

from .steps import follow

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
NOT_PAGES = {
    "healthz", "readyz", "robots", "security_txt", "sitemap", "old_address", "news_feed", "meeting_list_calendar",
    "meeting_calendar", "account_data", "edition_text",
}  # fmt: skip
MORE = [
    "/en/gallery/", "/en/news/", "/en/focus/", "/en/focus/2025-2026/", "/en/contact/", "/en/about/terms-of-reference/",
    "/en/mandates/?view=due-next", "/en/mandates/?view=overdue", "/en/members/?on=2023-12-20", "/en/members/?on=x",
    "/en/matrices/wsis-sdg/2015/?detail=1&column=sdg-2", "/en/matrices/wsis-gdc/draft/?by=column",
    "/en/matrices/wsis-sdg/2015/c2/sdg-8-2/", "/en/matrices/wsis-gdc/draft/gaps/?side=rows",
    "/en/matrices/sdg-gdc/compose/?pair=new&line=c9",
    "/en/mandates/e-res-2024-13/compare/e-res-2023-3/?kind=changed",
]  # fmt: skip
SIGN_IN = ["/en/account/login/", "/en/account/signup/", "/en/account/login/code/", "/en/account/password/reset/"]


def pages(who):
    return [
        row.address for row in TABLE
        if row.get and who(row) and "{" not in row.address and row.name not in NOT_PAGES and row.address.endswith("/")
    ]  # fmt: skip


OPEN = [*pages(lambda row: row.get == ALL), *MORE, *SIGN_IN]
DESK = [
    *pages(lambda row: row.get != ALL and (row.get >= GROUP or "secretary" in row.get)),
    "/en/account/password/change/", "/en/account/2fa/", "/en/account/2fa/totp/activate/", "/en/account/email/",
]  # fmt: skip


def troubles(tab, address):
    """What axe finds on a page, narrow and wide, and whether it is wider than the window."""
    assert tab.goto(address).status < 500
    return [f"{address} {text}" for text in troubles_here(tab)]


def troubles_of(tab, addresses, language):
    """What axe finds on some English pages in one of the languages."""
    return [text for one in addresses for text in troubles(tab, one.replace("/en/", f"/{language}/", 1))]


def troubles_here(tab):
    """The same of the page that the tab shows now."""
    tab.evaluate(AXE_SCRIPT)
    found = []
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        violations = tab.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
        found += [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations]
        if tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("wider than the window")
        found = [text if text.startswith("at ") else f"at {width}: {text}" for text in found]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_pages_are_accessible_in_every_language(page, language):
    found = []
    for address in OPEN:
        found += troubles(page, address.replace("/en/", f"/{language}/", 1))
    assert found == []


@pytest.fixture(scope="module")
def begun(run_there):
    """The pages on which work waits that somebody has begun."""
    return json.loads(run_there("import json; from tests.journeys.begun import begin; print(json.dumps(begin()))"))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_behind_sign_in_are_accessible(page, sign_in, begun, language):
    sign_in("secretary")
    found = []
    for address in [*DESK, *begun]:
        found += troubles(page, address.replace("/en/", f"/{language}/", 1))
    assert found == []


@pytest.fixture(scope="module")
def texts(run_there):
    """The pages of texts and rounds in the middle of the work, by who reads them."""
    script = "import json; from tests.journeys.begun_texts import begin_texts; print(json.dumps(begin_texts()))"
    return json.loads(run_there(script))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("part", ["secretary", "member", ""])
def test_texts_and_rounds_in_the_middle_of_the_work_are_accessible(page, go_on_as, texts, part, language):
    go_on_as(part)
    assert troubles_of(page, texts[part], language) == []


@pytest.fixture(scope="module")
def activities(run_there):
    """The pages of activities in the middle of the work, by who reads them."""
    script = "import json; from tests.journeys.begun_activities import begin_activities as begin"
    return json.loads(run_there(f"{script}; print(json.dumps(begin()))"))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("part", ["secretary", ""])
def test_activities_and_what_is_found_of_them_are_accessible(page, go_on_as, activities, part, language):
    go_on_as(part)
    assert troubles_of(page, activities[part], language) == []


def test_a_form_of_an_activity_with_errors_is_accessible(page, go_on_as):
    go_on_as("secretary")
    page.goto("/en/activities/new/")
    follow(page.locator("button[name=send]"))
    assert page.locator(".in-error").count() > 0
    assert troubles_here(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_say_no_are_accessible(page, client, language):
    """The server of the journeys runs with DEBUG and has a page of its own for 404: ours is put in its place."""
    address = f"/{language}/no/such/page/"
    ours = client.get(address).content
    assert b"house.css" in ours
    page.route("**" + address, lambda route: route.fulfill(status=404, content_type="text/html", body=ours))
    assert troubles(page, address) == []


def test_the_keyboard_alone_reaches_a_meeting_and_its_calendar_and_the_focus_is_seen(page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto("/en/meetings/")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.getAttribute('href') || '').endsWith('/meetings/22/')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/meetings/22/")
