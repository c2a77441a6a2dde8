"""The public pages as a visitor gets them, in six languages."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.languages.models import Translation
from ungis.organizations.models import Capacity, Membership, OfficeName, Term
from ungis.website import frontpage
from ungis.website.models import HomePage, NewsPage

pytestmark = pytest.mark.django_db
CODES = [code for code, _ in settings.LANGUAGES]
PATHS = [
    "",
    "about/",
    "about/terms-of-reference/",
    "news/",
    "focus/",
    "focus/2025-2026/",
    "focus/2011-2012/",
    "contact/",
]


def text_of(answer) -> str:
    return answer.content.decode()


def links_of(answer) -> set[str]:
    return set(re.findall(r'<a [^>]*?href="([^"#]+)"', text_of(answer)))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_there_in_every_language(client, code, path):
    answer = client.get(f"/{code}/{path}")
    assert answer.status_code == 200
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in text_of(answer)
    assert answer.context["page"].locale.language_code == code
    assert not answer.context["is_foreign"]


def test_all_languages_have_the_same_pages():
    trees = {}
    for code in CODES:
        paths = Page.objects.live().filter(url_path__startswith=f"/{code}/").values_list("url_path", flat=True)
        trees[code] = sorted(path.split("/", 2)[2] for path in paths)
    assert all(tree == trees["en"] for tree in trees.values())
    assert len(trees["en"]) == 22


def test_no_page_of_another_language_repeats_the_english_text():
    english = {page.translation_key: page for page in NewsPage.objects.filter(locale__language_code="en")}
    for page in NewsPage.objects.exclude(locale__language_code="en"):
        assert page.title != english[page.translation_key].title
        assert page.date == english[page.translation_key].date
        assert len(page.body) == len(english[page.translation_key].body)


def test_the_language_bar_is_in_the_order_of_the_united_nations(client):
    bar = text_of(client.get("/en/about/")).split("language-bar")[1].split("</nav>")[0]
    assert re.findall(r'lang="([\w-]+)"', re.sub("hreflang", "", bar)) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_page_can_be_reached_from_the_first_one(client, code):
    waiting, seen = [f"/{code}/"], set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        found = {link.split("?")[0] for link in links_of(client.get(address))}
        pages = set(Page.objects.filter(url_path__in=found).values_list("url_path", flat=True))
        waiting += [page for page in pages if page not in seen and page not in waiting and page.startswith(f"/{code}/")]
    assert seen == set(Page.objects.filter(url_path__startswith=f"/{code}/").values_list("url_path", flat=True))


@pytest.mark.parametrize("code", CODES)
def test_every_address_that_a_page_names_is_there(client, code):
    inside = set()
    for address in Page.objects.filter(locale__language_code=code, depth__gt=1).values_list("url_path", flat=True):
        body = text_of(client.get(address)).split("<main")[1].split("</main>")[0]
        inside |= set(re.findall(r'<a href="(/[^"#]+)"', body))
    assert len(inside) > 20
    assert {
        link: status for link in inside if (status := client.get(link.replace("&amp;", "&")).status_code) != 200
    } == {}


def test_the_first_page_costs_a_visitor_six_queries(client, django_assert_max_num_queries):
    client.get("/en/")
    for code in CODES:
        with django_assert_max_num_queries(6 if code == "en" else 7):  # one for the translations
            assert client.get(f"/{code}/").status_code == 200


def test_pages_of_text_and_news_cost_a_visitor_at_most_six_queries(client, django_assert_max_num_queries):
    for path in ["about/", "about/terms-of-reference/", "news/", "news/twenty-second-meeting/"]:
        client.get(f"/en/{path}")
        with django_assert_max_num_queries(6):
            client.get(f"/en/{path}")


def test_the_first_page_shows_who_is_in_office_and_how_many_take_part(client):
    text = text_of(client.get("/en/"))
    assert "UNCTAD" in text
    assert "UN ESCWA" in text
    assert "2025-2026" in text
    assert "no handover since is on record" in text
    figures = re.findall(r"<dd>(\d+)</dd>", text)
    assert figures[:2] == ["31", "17"]


def test_the_figures_follow_the_registry(client):
    left = Membership.objects.filter(capacity=Capacity.OBSERVER).first()
    left.ends = PartialDate(date(2026, 1, 1))
    left.save()
    assert re.findall(r"<dd>(\d+)</dd>", text_of(client.get("/en/")))[:2] == ["31", "16"]


def test_an_office_that_nobody_is_known_to_hold_is_said_to_be_not_known(client):
    Term.objects.filter(office=OfficeName.CHAIR).update(organization=None)
    card = text_of(client.get("/en/")).split('<aside class="card">')[1]
    assert "not known" in card.split("</dd>")[0]


def test_the_first_page_says_that_no_meeting_is_ahead_and_shows_the_latest(client, monkeypatch):
    monkeypatch.setattr(frontpage.clock, "today", lambda: date(2026, 11, 1))
    text = text_of(client.get("/en/"))
    assert "No meeting to come is on record" in text
    assert "Meeting at the WSIS Forum 2026" in text
    assert "whether it was held is not on record" in text
    assert "1 July 2026" not in text  # known to the month only


def test_the_first_page_shows_the_next_meeting_while_it_is_ahead(client, monkeypatch):
    monkeypatch.setattr(frontpage.clock, "today", lambda: date(2025, 6, 30))
    text = text_of(client.get("/en/"))
    assert "Next meeting" in text
    assert "Twenty-second UNGIS meeting" in text
    assert "10 July 2025" in text


def test_what_is_due_is_what_texts_ask_of_the_group_by_a_date(client, monkeypatch):
    monkeypatch.setattr(frontpage.clock, "today", lambda: date(2026, 11, 1))
    due = text_of(client.get("/en/")).split('id="due"')[1].split("</section>")[0]
    assert "A/RES/80/173" in due
    assert "paragraph 67" in due
    assert due.index("paragraph 67") < due.index("overdue")


def test_titles_of_the_record_are_translated_or_marked_as_english(client):
    assert '<a href="/fr/documents/ungis-statement-cstd-2025/">Déclaration de l’UNGIS' in text_of(client.get("/fr/"))
    Translation.objects.all().delete()
    text = text_of(client.get("/ar/"))
    assert '<span lang="en" dir="ltr">UNGIS Statement at CSTD Intersessional Panel' in text


def test_news_comes_newest_first_by_year_with_dates(client):
    text = text_of(client.get("/en/news/"))
    assert re.findall(r'id="year-(\d+)"', text) == ["2025", "2023"]
    dates = re.findall(r'<time datetime="([\d-]+)"', text.split("<main")[1])
    assert dates == sorted(dates, reverse=True)
    assert "2025-07" in dates  # known to the month, and said so
    assert "UNGIS Response to the WSIS+20 Review Elements Paper" in text


def test_a_page_missing_in_a_language_is_shown_in_its_own_with_a_note(client):
    NewsPage.objects.get(url_path="/zh-hans/news/twenty-second-meeting/").delete()
    answer = client.get("/zh-hans/news/twenty-second-meeting/")
    text = text_of(answer)
    assert answer.status_code == 200
    assert '<html lang="zh-hans" dir="ltr">' in text
    assert 'lang="en" dir="ltr">' in text.split("<article")[1]
    assert 'role="note"' in text
    assert 'rel="canonical" href="http://127.0.0.1:8000/en/news/twenty-second-meeting/"' in text
    assert 'hreflang="zh-hans" href="http' not in text.split("</head>")[0]
    index = text_of(client.get("/zh-hans/news/"))
    assert '<span lang="en" dir="ltr">Twenty-second meeting of the group</span>' in index


def test_a_page_knows_its_other_languages_and_its_address(client):
    head = text_of(client.get("/fr/about/")).split("</head>")[0]
    assert '<link rel="canonical" href="http://127.0.0.1:8000/fr/about/">' in head
    for code in CODES:
        assert f'<link rel="alternate" hreflang="{code}" href="http://127.0.0.1:8000/{code}/about/">' in head
    assert '<meta name="description" content="Le groupe développe' in head


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_page_is_not_found_in_the_language_asked_for(client, code):
    answer = client.get(f"/{code}/no/such/page/")
    assert answer.status_code == 404
    assert f'<html lang="{code}"' in text_of(answer)


@pytest.mark.parametrize(
    "odd", ["a%20b/", "%3Cscript%3E/", "about/../about/", "x" * 3000 + "/", "%E4%B8%AD/", "about//"]
)
def test_odd_addresses_are_refused_and_break_nothing(client, odd):
    assert client.get(f"/en/{odd}").status_code in (301, 302, 404)


def test_a_draft_is_not_there(client):
    page = Page.objects.get(url_path="/en/contact/")
    Page.objects.filter(translation_key=page.translation_key).update(live=False)
    assert client.get("/en/contact/").status_code == 404


def test_a_page_that_wagtail_shows_to_some_only_is_nowhere(client):
    news = Page.objects.get(url_path="/en/news/twenty-second-meeting/")
    PageViewRestriction.objects.create(page=news, restriction_type=PageViewRestriction.LOGIN)
    others = NewsPage.objects.filter(translation_key=news.translation_key).exclude(pk=news.pk)
    others.delete()
    assert client.get("/en/news/twenty-second-meeting/").status_code == 302
    for address in ["/en/", "/en/news/", "/fr/news/", "/en/news/feed.atom", "/sitemap.xml"]:
        assert "twenty-second-meeting" not in text_of(client.get(address))


def test_an_edit_is_seen_at_once(client):
    client.get("/en/about/")
    page = Page.objects.get(url_path="/en/about/").specific
    page.lead = "Said anew."
    page.save_revision().publish()
    assert "Said anew." in text_of(client.get("/en/about/"))


def test_no_page_carries_wagtails_user_bar_or_an_inline_script(client_of, secretary):
    text = text_of(client_of(secretary).get("/en/"))
    assert "userbar" not in text
    assert "<script>" not in text
    assert " style=" not in text


def test_loading_the_pages_again_makes_none_and_keeps_what_editors_wrote():
    from ungis.record import website

    HomePage.objects.filter(url_path="/en/").update(lead="As an editor left it.")
    before = Page.objects.count()
    assert website.load() == 0
    assert Page.objects.count() == before
    assert HomePage.objects.get(url_path="/en/").lead == "As an editor left it."


def test_outputs_on_the_first_page_are_those_the_visitor_may_see(client):
    from ungis.documents.models import Work

    newest = frontpage.facts_of(CLERK, "en")["outputs"][0]
    Work.objects.filter(pk=newest.pk).update(visibility="members")
    outputs = text_of(client.get("/en/")).split('id="outputs"')[1].split("</section>")[0]
    assert newest.title not in outputs
    assert "<time" in outputs


def test_a_post_is_not_allowed():
    assert Client(enforce_csrf_checks=False).post("/en/about/").status_code == 405
