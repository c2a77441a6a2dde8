import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from ungis.core.models import Event
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.languages import catalogues
from ungis.languages.actions import put_translation
from ungis.languages.models import Translation
from ungis.mandates.models import RecurringLine
from ungis.meetings.models import Meeting, Point

pytestmark = pytest.mark.django_db
SUMMIT = "القمة العالمية لمجتمع المعلومات"


@pytest.fixture(autouse=True)
def _in_english():
    """Requests leave their language behind; addresses are made in English all the same."""
    with translation.override("en"):
        yield


def page(client, address, status=200):
    answer = client.get(address)
    translation.activate("en")
    assert answer.status_code == status, address
    return answer.content.decode()


def edit_address(record, language="en"):
    return f"/{language}/translations/{record._meta.label_lower}/{record.pk}/"


@pytest.fixture
def work(secretary):
    return library.add_work(by=secretary, kind="statement", title="A statement of ours", note="Said in Geneva.")


# --- what readers see ---------------------------------------------------------------------------


def test_an_arabic_page_shows_the_arabic_title_unmarked_and_the_source_marked(client):
    shown = page(client, "/ar/documents/a-res-56-183/")
    assert '<html lang="ar" dir="rtl">' in shown
    assert f'<p class="lead">{SUMMIT}</p>' in shown
    assert '<span lang="en" dir="ltr">World Summit on the Information Society</span>' in shown


def test_the_record_page_tells_an_official_wording_from_a_working_translation(client):
    assert "Official wording of:" not in page(client, "/en/documents/a-res-70-1/")
    official, working = page(client, "/fr/documents/a-res-70-1/"), page(client, "/fr/documents/matrix-wsis-gdc/")
    assert "Transformer notre monde : le Programme de développement durable" in official
    assert "<title>Matrice processus du SMSI" in working
    assert re.search(r'<p class="meta">[^<]+<span lang="en" dir="ltr">Transforming our world', official)
    assert re.search(r'<p class="meta">[^<]+<span lang="en" dir="ltr">WSIS Process and 2030 Agenda', working)


def test_a_text_without_translation_is_shown_in_its_own_language_marked_and_with_a_note(client, work):
    shown = page(client, f"/ar/documents/{work.slug}/")
    assert '<h1><span lang="en" dir="ltr">A statement of ours</span></h1>' in shown
    assert shown.count('<p class="meta">') > page(client, f"/en/documents/{work.slug}/").count('<p class="meta">')


def test_a_translation_older_than_its_source_says_so_on_the_page_and_in_the_list(client, work, secretary):
    put_translation(work, by=secretary, field="title", language="fr", text="Une déclaration")
    fresh = page(client, f"/fr/documents/{work.slug}/")
    library.change_work(work, by=secretary, title="Another statement")
    stale = page(client, f"/fr/documents/{work.slug}/")
    assert "<h1>Une déclaration</h1>" in fresh
    assert re.search(r"<h1>Une déclaration <small>\([^)]+\)</small></h1>", stale)
    assert re.search(r">Another statement</span><br><strong>", stale)
    assert re.search(r"Une déclaration <small>", page(client, "/fr/documents/?kind=statement"))


def test_lists_and_the_first_page_show_translations(client):
    assert SUMMIT in page(client, "/ar/documents/?q=A%2FRES%2F56%2F183")
    assert "联合国信息社会小组" in page(client, "/zh-hans/meetings/")
    assert "Двадцать второе совещание ЮНГИС" in page(client, "/ru/meetings/")
    assert "Внутренняя целевая группа по механизмам финансирования" in page(client, "/ru/mandates/")
    home = page(client, "/fr/")
    assert "Réponse de l’UNGIS au document recensant les éléments" in home
    assert "Équipe spéciale interne sur les mécanismes" in home
    assert "Vingt-deuxième réunion" in page(client, "/fr/meetings/22/")
    assert "L’évaluation" not in page(client, "/en/meetings/22/")


def test_related_records_are_named_in_the_readers_language(client):
    hosted = page(client, "/fr/members/itu/")
    assert "Première réunion de l’UNGIS" in hosted
    assert "First UNGIS meeting" not in hosted
    shown = page(client, "/fr/documents/taskforce-finance/")
    assert "Équipe spéciale interne sur les mécanismes de financement" in shown
    assert re.search(r'<li><a href="/fr/mandates/a-res-80-173/67/">A/RES/80/173, [^<]+</a> · Équipe spéciale', shown)


def test_the_feed_gives_each_output_in_one_language(client):
    feed = client.get("/fr/news/feed.atom").content.decode()
    assert re.search(r'<entry xml:lang="fr"><title>Réponse de l’UNGIS', feed)
    assert '<entry xml:lang="en"><title>UNGIS Response' in client.get("/en/news/feed.atom").content.decode()


# --- what a page costs --------------------------------------------------------------------------


def cost(client, address):
    page(client, address)
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("", 1),
        ("documents/", 1),
        ("documents/a-res-80-173/", 3),
        ("meetings/", 1),
        ("meetings/22/", 2),
        ("mandates/", 1),
        ("mandates/a-res-80-173/", 1),
        ("mandates/a-res-80-173/67/", 2),
    ],
)
def test_in_english_translations_cost_nothing_and_elsewhere_at_most_one_query_a_kind(path, kinds, client):
    english, arabic = cost(client, f"/en/{path}"), cost(client, f"/ar/{path}")
    assert english <= 8
    assert arabic <= english + kinds


# --- the pages of the secretariat ---------------------------------------------------------------


def test_the_secretariat_is_led_to_the_translations_of_a_record_and_others_are_not(client, client_of, secretary, chair):
    work, meeting = Work.objects.get(slug="a-res-80-173"), Meeting.objects.get(slug="22")
    line = RecurringLine.objects.first()
    last = line.occurrences.order_by("-order").first().paragraph
    for address, record in [
        (work.get_absolute_url(), work),
        (meeting.get_absolute_url(), meeting),
        (meeting.get_absolute_url(), Point.objects.filter(meeting=meeting).first()),
        (last.get_absolute_url(), last),
        (last.get_absolute_url(), line),
    ]:
        assert edit_address(record) in page(client_of(secretary), address)
        assert edit_address(record) not in page(client_of(chair), address)
        assert edit_address(record) not in page(client, address)
        assert page(client_of(secretary), edit_address(record))
    assert "/en/translations/" in page(client_of(secretary), "/en/account/")
    assert "/en/translations/" not in page(client_of(chair), "/en/account/")


def test_the_page_shows_the_source_and_how_each_language_stands(client_of, secretary, work):
    put_translation(work, by=secretary, field="title", language="fr", text="Ancienne")
    library.change_work(work, by=secretary, title="Worded anew")
    put_translation(work, by=secretary, field="title", language="ru", text="Рабочий")
    put_translation(work, by=secretary, field="title", language="es", text="Oficial", is_official=True)
    shown = page(client_of(secretary), edit_address(work))
    states = re.findall(r'<span lang="([^"]+)">[^<]+</span> <span class="state state-(\w+)">', shown)
    assert states[:5] == [
        ("ar", "missing"), ("zh-hans", "missing"), ("fr", "stale"), ("ru", "current"), ("es", "official"),
    ]  # fmt: skip
    assert "Worded anew" in shown
    assert re.search(r'<textarea name="title-ar"[^>]* lang="ar" dir="rtl"', shown)
    assert 'name="title-fr-fits"' in shown
    assert 'name="title-ru-fits"' not in shown


def test_several_languages_are_saved_at_once_and_what_stands_already_is_let_be(client_of, secretary, work):
    put_translation(work, by=secretary, field="note", language="es", text="Dicho\nen Ginebra")
    before = Event.objects.count()
    typed = {"title-fr": "Titre", "title-ru": "Заголовок", "title-ru-official": "on", "note-es": "Dicho\r\nen Ginebra"}
    answer = client_of(secretary).post(edit_address(work), typed)
    assert (answer.status_code, answer["Location"]) == (302, edit_address(work))
    rows = Translation.objects.of(work).values_list("field", "language", "text", "is_official")
    assert set(rows) == {
        ("title", "fr", "Titre", False),
        ("title", "ru", "Заголовок", True),
        ("note", "es", "Dicho\nen Ginebra", False),
    }
    assert Event.objects.count() == before + 1


def test_a_field_left_empty_takes_the_translation_away(client_of, secretary, work):
    put_translation(work, by=secretary, field="title", language="fr", text="Titre")
    assert client_of(secretary).post(edit_address(work), {"title-fr": ""}).status_code == 302
    assert not Translation.objects.of(work).exists()


def test_a_stale_translation_is_said_to_fit_the_present_text(client_of, secretary, work):
    put_translation(work, by=secretary, field="title", language="fr", text="Titre")
    library.change_work(work, by=secretary, title="Worded anew")
    client_of(secretary).post(edit_address(work), {"title-fr": "Titre", "title-fr-fits": "on"})
    assert not Translation.objects.of(work).get().is_stale("Worded anew")


def test_what_was_typed_comes_back_with_the_reason(client_of, secretary, work):
    client = client_of(secretary)
    answer = client.post(edit_address(work), {"title-fr": "Un titre", "note-ru": "я" * 20_001})
    assert answer.status_code == 422
    assert "Un titre" in answer.content.decode()
    assert not Translation.objects.of(work).exists()
    nothing = client.post(edit_address(work), {})
    assert nothing.status_code == 422
    assert "Nothing was changed." in nothing.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/en/translations/documents.work/999999999999999999999999/",
        "/en/translations/documents.work/0/",
        "/en/translations/people.user/1/",
        "/en/translations/nothing/1/",
        "/en/translations/?kind=documents.work",
        "/en/translations/?kind=documents.work&field=title&language=ar&state=odd",
        "/en/translations/?kind=documents.work&field=symbol&language=ar&state=missing",
        "/en/translations/?kind=people.user&field=title&language=ar&state=missing",
        "/en/translations/?kind=documents.work&field=title&language=en&state=missing",
    ],
)
def test_what_is_not_there_is_a_plain_404(address, client_of, secretary):
    page(client_of(secretary), address, 404)


def test_the_ledger_counts_what_is_there_stale_and_missing_and_leads_to_the_gaps(client_of, secretary, work):
    client = client_of(secretary)
    question = "/en/translations/?kind=documents.work&field=title&language=fr&state="
    assert edit_address(work) in page(client, question + "missing")
    put_translation(work, by=secretary, field="title", language="fr", text="Titre")
    assert edit_address(work) not in page(client, question + "missing")
    assert edit_address(work) in page(client, question + "current")
    library.change_work(work, by=secretary, title="Worded anew")
    assert edit_address(work) in page(client, question + "stale")
    assert "1 older than the source" in page(client, "/en/translations/")


# --- the catalogues -----------------------------------------------------------------------------


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_a_catalogue_written_twice_is_the_same_text(locale, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    catalogue = catalogues.updated(locale, catalogues.gather())
    for message in list(catalogue)[1:4]:
        message.string = "…" if isinstance(message.id, str) else tuple("…" for _ in range(catalogue.num_plurals))
    catalogues.write(locale, catalogue)
    first = catalogues.path_of(locale).read_bytes()
    again = catalogues.updated(locale, catalogues.gather())
    assert catalogues.text_of(locale, again) == first
