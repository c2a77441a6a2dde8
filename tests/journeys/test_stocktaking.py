"""A newcomer contributes an activity; it is judged, found, counted, taken away and read back."""

import re

import pytest

from .steps import follow
from .test_keyboard import tab_to
from .test_sign_in import code_in, submit

NEWCOMER = "awa.diop@biblio.example"
SUMMARY = (
    "Trois autobus équipés d’ordinateurs et d’une liaison par satellite parcourent les villages de la région de Thiès. "
    "Depuis 2023, des formatrices y enseignent l’utilisation du téléphone, la recherche d’informations agricoles et de "
    "santé et la lecture à quatre mille femmes et jeunes filles."
)


def fill_in(page, title, *, entity="", summary=SUMMARY):
    page.locator("[name=title]").fill(title)
    page.locator("[name=source_language]").select_option("fr")
    page.locator("[name=summary]").fill(summary)
    page.locator("[name=entity]").fill(entity)
    page.locator("[name=entity_kind]").select_option("civil-society")
    page.locator("[name=starts_on]").fill("2023-05")
    page.locator("details:has([name=countries_afr]) summary").click()
    page.locator("[name=countries_afr][value=SN]").check()


def number_of(page):
    return int(re.search(r"/activities/(\d+)/", page.url)[1])


def counted_in(page, country):
    """How many activities the map counts in a country, as everybody may take the numbers away."""
    with page.expect_download() as taken:
        page.evaluate("location.href = '/en/activities/coverage/map.csv'")
    row = next(line for line in taken.value.path().read_text("utf-8").splitlines() if country in line)
    return int(row.rpartition(",")[2])


@pytest.fixture
def published(page, go_on_as):
    """An activity in French that stands in the register: contributed by FAO, published by the secretariat."""
    go_on_as("member")
    page.goto("/en/activities/new/")
    fill_in(page, "Bibliothèques numériques itinérantes pour les villages de Thiès")
    page.locator("[name=organizations]").first.check()
    follow(page.locator("button[name=send]"))
    number = number_of(page)
    follow(page.locator(f"button[formaction$='/{number}/submit/']"))
    go_on_as("secretary")
    page.goto("/en/activities/queue/")
    follow(page.get_by_role("link", name="Bibliothèques numériques itinérantes").first)
    follow(page.get_by_role("button", name="Publish"))
    return number


def register(page, mail):
    page.context.clear_cookies()
    page.goto("/fr/account/signup/")
    page.locator("[name=email]").fill(NEWCOMER)
    page.locator("[name=password1]").fill("une promenade au bord du fleuve")
    page.locator("[name=name]").fill("Awa Diop")
    submit(page)
    page.locator("[name=code]").fill(code_in(mail(NEWCOMER)))
    submit(page)
    page.wait_for_url("**/fr/account/")


def test_a_newcomer_contributes_in_french_and_the_activity_is_found_counted_and_taken_away(
    page, mail, go_on_as, published, tmp_path
):
    register(page, mail)
    newcomer = page.context.cookies()

    # What is not enough comes back with all that was typed.
    page.goto("/fr/activities/new/")
    fill_in(page, "Bibliothèques numériques itinérantes pour les villages de Thiès", entity="Biblio Sénégal")
    page.locator("[name=url]").fill("ceci n’est pas une adresse")
    follow(page.locator("button[name=send]"))
    assert page.locator("[role=alert]").count() == 1
    assert page.locator("[name=summary]").input_value() == SUMMARY
    page.locator("[name=url]").fill("https://biblio.example/")
    follow(page.locator("button[name=send]"))

    # It looks like one that is there already, and its words seem to serve something.
    number = number_of(page)
    assert page.locator(f".resembling a[href='/fr/activities/{published}/']").count() == 1
    assert page.locator(".suggested li").count() > 0
    page.locator(".suggested input[value=confirm]").first.check()
    follow(page.locator(f"button[formaction$='/{number}/another/']").first)
    follow(page.locator(f"button[formaction$='/{number}/submit/']"))
    assert page.url.endswith(f"/fr/activities/{number}/")
    assert "Biblio" in mail(NEWCOMER) or "Thiès" in mail(NEWCOMER)

    # The secretariat returns it with a question, and publishes it when that is answered.
    go_on_as("secretary")
    page.goto(f"/en/activities/{number}/return/")
    page.locator("[name=reason]").fill("Which of the two is the same programme?")
    submit(page)
    page.context.clear_cookies()
    page.context.add_cookies(newcomer)
    page.goto(f"/fr/activities/{number}/edit/")
    assert "Which of the two" in page.inner_text("main")
    page.locator("[name=title]").fill("Autobus du savoir de Thiès")
    follow(page.locator("button[name=send]"))
    follow(page.locator(f"button[formaction$='/{number}/submit/']"))
    go_on_as("secretary")
    before = counted_in(page, "Senegal")
    page.goto(f"/en/activities/{number}/")
    follow(page.get_by_role("button", name="Publish"))

    # Anybody finds it, even by a typo in its title, and in Arabic surroundings.
    go_on_as("")
    for language in ("en", "ar"):
        page.goto(f"/{language}/search/?q=Autobuss+savoir+Thi%C3%A8s")
        assert page.locator(f"a[href='/{language}/activities/{number}/']").count() == 1, page.inner_text("main")
    page.goto(f"/ar/activities/{number}/")
    assert page.locator("h1 [lang=fr], h1[lang=fr]").count() == 1

    # It is counted where it is.
    assert counted_in(page, "Senegal") == before + 1

    # It goes out as IATI and is read back as the same.
    with page.expect_download() as taken:
        page.evaluate(f"location.href = '/en/activities/{number}.xml'")
    file = tmp_path / "activity.xml"
    taken.value.save_as(file)
    assert "Autobus du savoir" in file.read_text("utf-8")
    go_on_as("secretary")
    page.goto("/en/activities/intake/")
    page.locator("input[type=file]").set_input_files(file)
    submit(page)
    assert page.locator(f"h3:has(a[href='/en/activities/{number}/'])").inner_text().endswith("as in the register")


@pytest.mark.parametrize(("language", "title"), [("en", "Libraries on wheels"), ("ar", "مكتبات متنقلة")])
def test_a_draft_is_kept_by_keyboard_alone(page, go_on_as, language, title):
    go_on_as("stakeholder")
    page.goto(f"/{language}/activities/new/")
    tab_to(page, lambda here: 'name="title"' in here["html"])
    page.keyboard.type(title)
    tab_to(page, lambda here: 'name="keep"' in here["html"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[name=title]").input_value() == title
    assert re.search(rf"/{language}/activities/\d+/edit/$", page.url)


def test_the_grid_of_coverage_leads_to_the_activities_it_counts(page):
    page.goto("/en/activities/coverage/")
    cell = page.locator("table.coverage td a").first
    counted = int(cell.inner_text())
    follow(cell)
    assert page.locator(".numbers", has_text="found").first.inner_text().startswith(str(counted))
