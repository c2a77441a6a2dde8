"""Editors write the public pages; nobody else comes to their desk."""

LEAD = "Thirty-one organizations, one memory: written anew by the editors."


def test_what_an_editor_publishes_is_on_the_first_page_that_a_visitor_asks_for(chromium, site, page, sign_in):
    visitor = chromium.new_context(base_url=site[0]).new_page()
    visitor.goto("/en/")
    assert LEAD not in visitor.inner_text("main")

    sign_in("secretary")
    page.goto("/cms/")
    page.goto("/cms/pages/")
    page.goto(home_of(page))
    page.locator("textarea[name=lead]").fill(LEAD)
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/cms/pages/**")
    page.locator(".messages .success").wait_for()

    visitor.goto("/en/")
    assert LEAD in visitor.inner_text("main")
    visitor.context.close()


def home_of(page):
    """Where the English home page is edited: as the explorer lists it."""
    return page.locator("a[href$='/edit/']", has_text="United Nations Group").first.get_attribute("href")


def test_a_stakeholder_does_not_come_to_the_editors_desk(page, sign_in):
    sign_in("stakeholder")
    for address in ("/cms/", "/cms/pages/"):
        assert page.goto(address).status == 403
