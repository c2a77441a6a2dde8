"""Who edits the site, how they get in, and what remains of what they do."""

import struct
import zlib

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from ungis.core.models import Event
from ungis.organizations.models import Seat
from ungis.people.models import User
from ungis.website.actions import EDITORS, admit_editor, dismiss_editor, note_publication, publish_first_pages
from ungis.website.models import NewsPage

pytestmark = pytest.mark.django_db
CMS = ["/cms/", "/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/reports/site-history/", "/cms/account/"]


@pytest.mark.parametrize(
    "path", [*CMS, "/cms/login/", "/cms/password_reset/", "/cms/password_reset/confirm/a/b/", "/cms/none/"]
)
def test_a_visitor_is_sent_to_our_own_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/account/login/?next=/cms/")
    assert client.post(path, {"username": "a", "password": "b"}).status_code == 302


@pytest.mark.parametrize("who", ["stakeholder", "member", "observer", "vice_chair", "chair"])
def test_nobody_else_gets_in(request, client_of, who):
    client = client_of(request.getfixturevalue(who))
    for path in CMS:
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("who", ["secretary", "administrator"])
def test_the_secretariat_and_administrators_get_in_and_it_is_on_record(request, client_of, who):
    user = request.getfixturevalue(who)
    client = client_of(user)
    for path in CMS:
        assert client.get(path).status_code == 200
    assert Event.objects.of(user).filter(action="website.editor_admitted").count() == 1


def test_signed_in_editors_have_no_second_sign_in(client_of, secretary):
    answer = client_of(secretary).get("/cms/login/")
    assert (answer.status_code, answer["Location"]) == (302, "/cms/")


@pytest.mark.parametrize("path", ["/cms/users/", "/cms/users/add/", "/cms/groups/", "/cms/groups/new/", "/cms/sites/"])
def test_nobody_administers_people_in_wagtail(client_of, secretary, administrator, path):
    for user in (secretary, administrator):
        assert client_of(user).get(path, follow=True).status_code == 404
        assert client_of(user).post(path, {"is_superuser": "on"}).status_code in (302, 404)


def test_the_desk_offers_no_way_to_what_is_closed(client_of, administrator):
    text = client_of(administrator).get("/cms/").content.decode()
    assert "/cms/locales/" in text
    assert not [path for path in ("/cms/users/", "/cms/groups/", "/cms/sites/") if path in text]


def test_editors_hold_no_permission_on_people(secretary, client_of):
    client_of(secretary).get("/cms/")
    held = User.objects.get(pk=secretary.pk).get_all_permissions()
    assert not {permission for permission in held if permission.split(".")[0] in ("auth", "people", "account", "mfa")}


def test_who_loses_the_seat_loses_the_desk(client_of, secretary):
    client = client_of(secretary)
    assert client.get("/cms/").status_code == 200
    Seat.objects.filter(user=secretary).update(ends="2026-01-01")
    assert client.get("/cms/").status_code == 403
    assert not secretary.groups.filter(name=EDITORS).exists()
    assert Event.objects.of(secretary).filter(action="website.editor_dismissed").exists()


def test_admitting_follows_the_seat_and_not_who_asks(member, secretary):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        admit_editor(member, by=secretary)
    assert not Group.objects.get(name=EDITORS).user_set.filter(pk=member.pk).exists()


def test_nobody_without_the_desk_takes_others_from_it(secretary, member):
    admit_editor(secretary, by=secretary)
    with pytest.raises(PermissionDenied):
        dismiss_editor(secretary, by=member)
    assert secretary.groups.filter(name=EDITORS).exists()
    dismiss_editor(secretary, by=secretary)
    assert not secretary.groups.filter(name=EDITORS).exists()


def test_only_those_who_edit_the_site_note_a_publication(secretary, member):
    page = Page.objects.get(url_path="/en/contact/")
    with pytest.raises(PermissionDenied):
        note_publication(page, by=member, step="published")
    note_publication(page, by=secretary, step="published")
    assert Event.objects.of(page).get().action == "website.page_published"


def test_only_the_secretariat_lays_the_first_pages(member):
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        publish_first_pages(by=member, languages={})


def edit(client, page, **fields):
    """Send the edit form of a news page as the browser does."""
    form = {
        "title": page.title,
        "slug": page.slug,
        "date": str(page.date),
        "lead": page.lead,
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "publish",
        **fields,
    }
    return client.post(f"/cms/pages/{page.pk}/edit/", form)


def test_what_an_editor_publishes_is_public_at_once_and_on_record(client, client_of, secretary):
    page = NewsPage.objects.get(url_path="/fr/news/twenty-second-meeting/")
    assert edit(client_of(secretary), page, lead="Texte nouveau.").status_code == 302
    assert "Texte nouveau." in client.get(page.url_path).content.decode()
    event = Event.objects.of(Page.objects.get(pk=page.pk)).get(action="website.page_published")
    assert event.actor == str(secretary)
    assert event.data == {"title": page.title, "address": page.url_path, "language": "fr"}


def test_a_date_that_cannot_be_read_is_explained_and_nothing_is_published(client, client_of, secretary):
    page = NewsPage.objects.get(url_path="/en/news/twenty-second-meeting/")
    answer = edit(client_of(secretary), page, date="last July", lead="Not this.")
    assert answer.status_code == 200
    assert "year-month-day" in answer.content.decode()
    assert "Not this." not in client.get(page.url_path).content.decode()


def test_a_withdrawn_page_leaves_an_event(client_of, secretary):
    page = Page.objects.get(url_path="/es/contact/")
    client_of(secretary).post(f"/cms/pages/{page.pk}/unpublish/")
    assert Event.objects.of(page).filter(action="website.page_withdrawn").exists()


def test_a_preview_is_in_the_language_of_the_page(client_of, secretary):
    client = client_of(secretary)
    for address, words in [("/ar/", "فريق الأمم المتحدة"), ("/ar/news/", "الأخبار"), ("/ar/about/", "نبذة عن الفريق")]:
        page = Page.objects.get(url_path=address).specific
        page.save_revision()
        text = client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()
        assert '<html lang="ar" dir="rtl">' in text
        assert words in text


def test_translating_is_open_to_editors(client_of, secretary):
    page = Page.objects.get(url_path="/en/contact/")
    assert client_of(secretary).get(f"/cms/localize/submit/page/{page.pk}/").status_code == 200


def test_the_desk_has_its_own_policy_and_pages_keep_theirs(client, client_of, secretary):
    assert "unsafe-inline" in client_of(secretary).get("/cms/")["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/en/")["Content-Security-Policy"]


def test_wagtails_programming_interfaces_are_not_there(client):
    for path in ["/api/v2/pages/", "/api/v3/pages/", "/cms/api/main/pages/"]:
        assert client.get(path).status_code in (302, 404)


def test_an_uploaded_document_is_not_served_as_media(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("documents", "original_images", "images"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(b"a")
    assert client.get("/media/documents/a.png").status_code == 404
    assert client.get("/media/original_images/a.png").status_code == 404
    assert client.get("/media/images/../documents/a.png").status_code == 400
    assert client.get("/media/images/%2e%2e/documents/a.png").status_code == 400
    answer = client.get("/media/images/a.png")
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize("who", ["secretary", "administrator"])
def test_editors_find_their_desk_from_their_account_and_from_each_page(request, client, client_of, who):
    editor = client_of(request.getfixturevalue(who))
    assert 'href="/cms/"' in editor.get("/en/account/").content.decode()
    for path in ["/en/", "/en/about/", "/en/news/"]:
        page = editor.get(path).content.decode()
        assert 'href="/cms/pages/' in page
        assert 'href="/cms/' not in client.get(path).content.decode()


def picture(side, *, rows=b""):
    """A PNG that says it is so wide and so high."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    made = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


@pytest.mark.parametrize(
    ("content", "words"),
    [(picture(30_000), "far too many pixels"), (picture(4)[:20], "not an image or a corrupted image")],
    ids=["a bomb", "a piece of a picture"],
)
def test_a_picture_that_cannot_be_opened_is_refused_in_words(client_of, secretary, content, words):
    client = client_of(secretary)
    for path, field in (("/cms/images/add/", "file"), ("/cms/images/multiple/add/", "files[]")):
        file = SimpleUploadedFile("a.png", content, "image/png")
        answer = client.post(path, {"title": "A", field: file, "collection": Collection.get_first_root_node().pk})
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert not Image.objects.exists()


def test_a_picture_is_taken_in(client_of, secretary, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("a.png", picture(4, rows=b"\0\0\0\0\0" * 4), "image/png")
    typed = {"title": "A", "file": file, "collection": Collection.get_first_root_node().pk, "tags": ""}
    assert client_of(secretary).post("/cms/images/add/", typed).status_code == 302
    assert Image.objects.get().width == 4
