"""What machines read: the feed, the map of the site; and addresses of the old portal."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from ungis.documents.models import Work

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(answer):
    return ElementTree.fromstring(answer.content)  # noqa: S314  our own answer


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_the_feed_holds_news_and_outputs_newest_first(client, code):
    answer = client.get(f"/{code}/news/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = read(answer)
    assert feed.get(LANG) == code
    entries = feed.findall("a:entry", ATOM)
    dates = [entry.findtext("a:published", namespaces=ATOM) for entry in entries]
    assert dates == sorted(dates, reverse=True)
    assert {entry.get(LANG) for entry in entries} == {code, "en"}
    links = [entry.find("a:link", ATOM).get("href") for entry in entries]
    assert any("/news/" in link for link in links)
    assert any("/documents/" in link for link in links)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)


def test_the_feed_shows_to_nobody_what_is_not_public(client_of, secretary):
    work = Work.objects.outputs().newest_first().first()
    Work.objects.filter(pk=work.pk).update(visibility="secretariat")
    assert work.title not in client_of(secretary).get("/en/news/feed.atom").content.decode()


def test_the_map_names_public_addresses_in_six_languages(client):
    Work.objects.filter(slug="a-res-80-173").update(visibility="members")
    tree = read(client.get("/sitemap.xml"))
    addresses = [element.text for element in tree.findall("m:url/m:loc", MAP)]
    assert "http://127.0.0.1:8000/en/about/terms-of-reference/" in addresses
    assert "http://127.0.0.1:8000/en/members/itu/" in addresses
    assert len(set(addresses)) == len(addresses)
    assert not [address for address in addresses if "a-res-80-173" in address]
    assert len(tree.find("m:url", MAP)) == 1 + 6
    for address in addresses[::25]:
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/Home.aspx", "/en/"),
        ("/home.aspx", "/en/"),
        ("/Default.aspx", "/en/"),
        ("/Default.aspx?tabid=621", "/en/documents/?kind=consultation"),
        ("/default.aspx?tabid=%00", None),
        ("/Default.aspx?tabid=//evil.example", "/en/"),
    ],
)
def test_addresses_of_the_old_portal_lead_on(client, old, new):
    answer = client.get(old)
    assert (answer.status_code, answer.get("Location")) == ((301, new) if new else (400, None))


def test_a_control_character_in_one_title_does_not_undo_the_feed(client):
    work = Work.objects.outputs().newest_first().first()
    Work.objects.filter(pk=work.pk).update(title="Joint\x0bstatement\x1b", note="by \x08members")
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in read(client.get("/en/news/feed.atom"))]
    assert "Joint statement " in titles
