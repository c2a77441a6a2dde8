"""By keyboard alone; and one always sees where one is."""

import re

FOCUSED = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    return {
        html: here.outerHTML.slice(0, 200),
        text: here.innerText || here.getAttribute("aria-label") || "",
        href: here.getAttribute("href") || "",
        target: here.getAttribute("popovertarget") || "",
        ring: style.outlineStyle === "none" ? "none" : style.outlineWidth,
        isInside: !here.matches(":focus-visible"),  // the calendar button of a date field, drawn by the browser
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""


def tab_to(page, wanted, *, key="Tab", at_most=250):
    """Press Tab until the focus is where it should be; on the way the ring is always seen."""
    for _ in range(at_most):
        page.keyboard.press(key)
        here = page.evaluate(FOCUSED)
        assert here["ring"] == "3px" or (here["isInside"] and 'type="date"' in here["html"]), here
        assert here["seen"], here
        if wanted(here):
            return here
    raise AssertionError("the keyboard does not come there")


def test_the_skip_link_leads_past_the_menu(page):
    page.goto("/en/members/")
    here = tab_to(page, lambda here: True)
    assert here["href"] == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_the_language_bar_leads_to_arabic_and_back(page):
    page.goto("/en/members/?on=2023-12-20")
    tab_to(page, lambda here: here["text"] == "عربي")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/members/?on=2023-12-20")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    tab_to(page, lambda here: here["text"] == "English")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/members/?on=2023-12-20")


def test_a_filter_is_chosen_and_removed(page):
    page.goto("/en/documents/")
    rows = page.locator("main p.numbers").first.inner_text()
    tab_to(page, lambda here: "kind=resolution" in here["href"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("kind=resolution"))
    assert page.locator("main p.numbers").first.inner_text() != rows
    chosen = tab_to(page, lambda here: "chosen; choose again to remove" in here["text"])
    assert "kind=" not in chosen["href"]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/en/documents/(\?)?$"))
    assert page.locator("main p.numbers").first.inner_text() == rows


def test_a_source_is_opened_and_closed(page):
    page.goto("/en/officers/")
    here = tab_to(page, lambda here: here["target"])
    source = page.locator(f"#{here['target']}")
    assert not source.is_visible()
    page.keyboard.press("Enter")
    assert source.is_visible()
    assert "seed" in source.inner_text() or "http" in source.inner_text()
    page.keyboard.press("Escape")
    assert not source.is_visible()
    assert page.evaluate(FOCUSED)["target"] == here["target"], "the focus comes back to the mark"
