"""The tour of five minutes that the README promises, step by step."""

import re
import zipfile
from pathlib import Path

import pytest


def test_the_tour_of_the_readme_works_for_a_newcomer(page, sign_in, tmp_path):
    # 1. Home
    page.goto("/")
    assert page.url.endswith("/en/")
    text = page.inner_text("main")
    assert "UNCTAD" in text
    page.get_by_role("link", name="عربي").click()
    assert page.evaluate("document.documentElement.dir") == "rtl"

    # 2. Members on another day
    page.goto("/en/members/")
    page.get_by_label("Show another day").fill("2023-12-20")
    page.get_by_role("button", name="Show").click()
    text = page.inner_text("main")
    assert "31 + 17" in text
    assert "38 UN agencies" in text

    # 3. Officers
    page.goto("/en/officers/")
    page.get_by_label("Show another day").fill("2023-10-11")
    page.get_by_role("button", name="Show").click()
    chairs = page.locator("dl.bureau dd").first.get_by_role("link").all_inner_texts()
    assert [name for name in chairs if name.isupper()] == ["ITU", "UNDP"]
    assert page.locator(".timeline svg").count() == 1

    # 4. Mandates
    page.goto("/en/mandates/")
    page.get_by_role("link", name=re.compile("Due next")).first.click()
    page.goto("/en/mandates/a-res-80-173/67/")
    text = page.inner_text("main")
    assert "30th session" in text or "CSTD 30" in text
    assert "Internal task force on financial mechanisms" in text

    # 5. Meetings
    page.goto("/en/meetings/")
    page.goto("/en/meetings/22/")
    assert "WSIS+20 High-Level Event 2025" in page.inner_text("main")
    with page.expect_download() as got:
        page.locator("a[href$='22.ics']").first.click()
    assert "BEGIN:VEVENT" in Path(got.value.path()).read_text()

    # 6. Documents
    page.goto("/en/documents/")
    page.get_by_role("link", name=re.compile("^Resolution")).first.click()
    assert "kind=resolution" in page.url
    page.goto("/en/documents/a-res-70-125/")
    assert page.locator("a[href='https://docs.un.org/en/A/RES/70/125']").count() >= 1

    # 7. The paper
    sign_in("secretary")
    page.goto("/en/reports/")
    page.get_by_role("link", name=re.compile("Draft a paper")).first.click()
    choose_session(page)
    page.locator("[name=number]").fill("5")
    page.locator("[name=since]").fill("2025-02-15")
    page.locator("[name=as_of]").fill("2025-08-08")
    page.locator("main form button").last.click()
    page.wait_for_url("**/reports/43-5/")
    text = page.inner_text("main")
    assert "CWG-WSIS&SDG-43/5" in text
    assert "31 member organizations" in text
    with page.expect_download() as got:
        page.locator("a[href*='/word/']").first.click()
    paper = tmp_path / "paper.docx"
    got.value.save_as(paper)
    assert "word/footnotes.xml" in zipfile.ZipFile(paper).namelist()


def choose_session(page):
    value = page.locator("select[name=session] option", has_text="CWG-WSIS&SDG-43").get_attribute("value")
    page.locator("select[name=session]").select_option(value)


@pytest.mark.parametrize("address", ["/en/", "/ar/members/", "/en/meetings/22/", "/en/mandates/"])
def test_a_page_is_whole_without_javascript(chromium, site, address):
    context = chromium.new_context(base_url=site[0], java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    assert len(tab.inner_text("main")) > 500
    context.close()


@pytest.mark.parametrize("address", ["/en/", "/ar/", "/ru/members/", "/en/mandates/", "/ar/officers/"])
def test_the_first_view_stays_under_a_hundred_kilobytes(chromium, site, address):
    context = chromium.new_context(base_url=site[0])
    tab = context.new_page()
    requests = []
    tab.on("requestfinished", lambda request: requests.append(request))
    tab.goto(address, wait_until="networkidle")
    sizes = [request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"] for request in requests]
    context.close()
    assert sum(sizes) < 100_000, sizes
