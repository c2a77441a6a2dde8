"""A browser that runs no script: everything that is read works, and so does registering."""

import re

import pytest


@pytest.fixture
def plain(chromium, site):
    context = chromium.new_context(base_url=site[0], java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15000)
    yield page
    context.close()


def test_a_filter_narrows_a_list(plain):
    plain.goto("/en/documents/")
    everything = plain.locator("main p.numbers").first.inner_text()
    plain.locator("aside.facets a[href*='kind=resolution']").click()
    assert "kind=resolution" in plain.url
    assert plain.locator("main p.numbers").first.inner_text() != everything


def test_a_list_is_shown_as_of_another_day(plain):
    plain.goto("/en/members/")
    plain.locator("form.as-of [name=on]").fill("2023-12-20")
    plain.get_by_role("button", name="Show").click()
    assert "38 UN agencies" in plain.inner_text("main")


def test_somebody_registers_up_to_the_page_for_the_mailed_code(plain, mail):
    plain.goto("/en/account/signup/")
    plain.locator("[name=email]").fill("plain.reader@ngo.example")
    plain.locator("[name=password1]").fill("a walk along the lake at dusk")
    plain.locator("[name=name]").fill("Plain Reader")
    plain.get_by_role("button", name="Register", exact=True).click()
    assert plain.locator("[name=code]").count() == 1
    assert re.search(r"\b[A-Z0-9]{3,}-[A-Z0-9]{3,}\b", mail("plain.reader@ngo.example"))
