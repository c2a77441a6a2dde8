"""What the secretariat officer does in a term: a meeting, a file, a handover, a paper."""

import re

import docx
import pytest


@pytest.fixture(scope="module")
def site(serve):
    """A site of its own: after a handover the officers are others."""
    with serve() as site:
        yield site


@pytest.fixture
def officer(page, sign_in):
    sign_in("secretary")
    return page


def said(page):
    return page.locator("[role=status]").inner_text()


def choose(page, name, text):
    """Choose the options of a list that begin with these words."""
    wanted = [text] if isinstance(text, str) else text
    options = page.locator(f"select[name={name}] option")
    values = [
        options.filter(has_text=re.compile(rf"^{re.escape(one)}\b")).first.get_attribute("value") for one in wanted
    ]
    page.locator(f"select[name={name}]").select_option(values)


def calendar_of(page):
    text = page.request.get(page.url.rstrip("/") + ".ics").text().replace("\r\n ", "")
    event = text.partition("BEGIN:VEVENT")[2]
    return {name: re.search(rf"(?m)^{name}[;:](.*?)\r?$", event)[1] for name in ("UID", "SEQUENCE", "DTSTART")}


def test_the_officer_plans_a_meeting_moves_it_and_confirms_that_it_was_held(officer):
    page = officer
    page.goto("/en/meetings/")
    page.get_by_role("link", name="Plan a meeting").click()
    page.locator("[name=title]").fill("Consultation at Headquarters")
    page.locator("[name=date]").fill("2025-03-09")  # at two o’clock that night the clocks of New York went forward
    page.locator("[name=starts]").fill("14:00")
    page.locator("[name=ends]").fill("16:00")
    page.locator("[name=place]").fill("United Nations Headquarters, New York")
    page.locator("[name=time_zone]").select_option("America/New_York")
    page.get_by_role("button", name="Plan").click()
    text = page.inner_text("#sittings + table")
    assert "14:00" in text
    assert "18:00" in text, "four hours to UTC in summer time"
    home = page.url
    planned = calendar_of(page)
    assert planned["DTSTART"] == "TZID=America/New_York:20250309T140000"

    page.get_by_role("link", name="Edit the agenda").click()
    page.locator("[name=title]").fill("Preparations for the Forum")
    page.get_by_role("button", name="Add", exact=True).click()
    assert said(page) == "The item is on the agenda."

    page.goto(home)
    page.get_by_role("link", name="Attach documents").click()
    choose(page, "work", "A/RES/70/125")
    page.get_by_role("button", name="Attach", exact=True).click()
    assert said(page) == "The document is attached."

    # A mistake in the form says so and keeps what was typed.
    page.goto(home)
    page.get_by_role("link", name="Change the sitting of").click()
    page.locator("[name=date]").fill("9 March")
    page.get_by_role("button", name="Save").click()
    assert "is not a date" in page.inner_text("main")
    assert page.locator("[name=date]").input_value() == "9 March"

    # Two days earlier New York kept winter time: the same hours there are others in UTC.
    page.locator("[name=date]").fill("2025-03-07")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(home)
    assert "19:00" in page.inner_text("#sittings + table")
    moved = calendar_of(page)
    assert moved["UID"] == planned["UID"]
    assert int(moved["SEQUENCE"]) > int(planned["SEQUENCE"])
    assert moved["DTSTART"] == "TZID=America/New_York:20250307T140000"

    page.get_by_role("link", name="Confirm as held").click()
    page.get_by_role("button", name="Confirm that it was held").click()
    page.wait_for_url(home)
    assert page.locator("aside .state-held").count() == 1
    assert "Preparations for the Forum" in page.inner_text("main")
    assert page.get_by_role("link", name="A/RES/70/125").count() == 1


def test_a_word_file_comes_back_byte_for_byte_and_a_text_in_disguise_is_refused(officer, tmp_path):
    page = officer
    paper = tmp_path / "résumé of the resolution.docx"
    document = docx.Document()
    document.add_heading("Résumé", 1)
    document.add_paragraph("Ce que la résolution demande au Groupe.")
    document.save(paper)
    disguised = tmp_path / "notes.docx"
    disguised.write_text("Only a text, whatever its name says.")

    page.goto("/en/documents/a-res-70-125/")
    page.get_by_role("link", name="Attach a file").click()
    page.locator("[name=language]").select_option("fr")
    page.locator("[name=revision]").fill("Corr.1")
    page.locator("[name=title]").fill("Résumé")
    page.locator("[name=file]").set_input_files(disguised)
    page.get_by_role("button", name="Attach the file").click()
    assert "Please bring one of these" in page.inner_text("main")
    kept = [page.locator(f"[name={name}]").input_value() for name in ("language", "revision", "title")]
    assert kept == ["fr", "Corr.1", "Résumé"]

    page.locator("[name=file]").set_input_files(paper)
    page.get_by_role("button", name="Attach the file").click()
    assert said(page) == "The file was attached."
    with page.expect_download() as got:
        page.locator("tr", has_text="Corr.1").get_by_role("link", name="Download DOCX").click()
    assert got.value.suggested_filename.endswith(".docx")
    with open(got.value.path(), "rb") as fetched:
        assert fetched.read() == paper.read_bytes()


def test_a_paper_stays_as_it_was_issued_and_since_then_tells_what_changed(officer):
    page = officer
    page.goto("/en/reports/new/")
    choose(page, "session", "CWG-WSIS&SDG-43")
    page.locator("[name=number]").fill("6")
    page.locator("[name=since]").fill("2025-02-15")
    page.locator("[name=as_of]").fill("2025-08-08")
    page.get_by_role("button", name="Compose it").click()
    page.wait_for_url("**/reports/43-6/")
    home = page.url
    assert "To look at before it is issued" in page.inner_text("main")
    sentence = page.locator("article.paper a").first
    address = sentence.get_attribute("href")
    if address.startswith("#"):
        address = page.locator(f"{address} a, a{address}").first.get_attribute("href")
    assert page.goto(address).status == 200, "a sentence leads to its record"

    page.goto(home)
    page.get_by_role("button", name="Issue it").click()
    page.get_by_role("button", name="Issue it as it is").click()
    page.wait_for_url(home)
    assert page.locator("aside .state-issued").count() == 1
    issued = page.inner_text("article.paper")
    assert re.search(r"\bWMO\b", issued)
    page.get_by_role("link", name="What today’s record would say differently").click()
    assert "Nothing:" in page.inner_text("main")

    page.goto("/en/members/wmo/")
    page.get_by_role("link", name="Change the name").click()
    page.locator("[name=on]").fill("2025-03-01")
    page.locator("[name=name]").fill("World Weather Organization")
    page.locator("[name=acronym]").fill("WWO")
    page.locator("[name=source]").fill("an invention of this journey")
    page.get_by_role("button", name="Change the name").click()
    assert "WWO" in page.inner_text("h1")

    page.goto(home)
    assert page.inner_text("article.paper") == issued
    page.get_by_role("link", name="What today’s record would say differently").click()
    assert "WMO" in page.locator("main del").all_inner_texts()[0]
    assert "WWO" in page.locator("main ins").all_inner_texts()[0]


def test_a_handover_is_recorded_and_the_officers_are_others_from_that_day_on(officer):
    page = officer
    page.goto("/en/officers/")
    page.get_by_role("link", name="Record a handover").click()
    page.locator("[name=on]").fill("2026-07-10")
    page.locator("[name=label]").fill("2026-2027")
    page.get_by_role("group", name="Chair, or co-chairs").get_by_label("WHO", exact=True).check()
    vice_chairs = page.get_by_role("group", name="Vice-chairs")
    for acronym in ("FAO", "UNESCO"):
        vice_chairs.get_by_label(acronym, exact=True).check()
    page.get_by_role("button", name="Record the handover").click()
    page.wait_for_url("**/en/officers/**")
    shown = {}
    for day in ("2026-07-09", "2026-07-10"):
        page.goto(f"/en/officers/?on={day}")
        shown[day] = [page.locator("dl.bureau dd").nth(place).inner_text() for place in (0, 1)]
    assert "UNCTAD" in shown["2026-07-09"][0]
    assert "WHO" in shown["2026-07-10"][0]
    assert "FAO" in shown["2026-07-10"][1]
    assert "UNCTAD" not in "".join(shown["2026-07-10"])
