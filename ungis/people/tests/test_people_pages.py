"""Sign-in, registration and the account page, as a browser meets them."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.people import actions
from ungis.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 9"
ELSEWHERE = [
    *("//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "\thttps://evil.example"),
    *("/\t/evil.example", "https://127.0.0.1@evil.example/", "javascript:alert(1)", "//xn--e1afmkfd.example"),
    *("https://пример.example", "///evil.example", "http:///evil.example", "\r\n//evil.example", "data:text/html,x"),
]


@pytest.fixture
def person(db):
    return actions.create_person("known@example.org", by=CLERK, name="Known Person", password=PASSWORD)


def code_sent_to(address):
    body = Message.objects.filter(to=address).order_by("-pk")[0].body
    return re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", body, re.MULTILINE)[0]


def sign_in(client, address="known@example.org", password=PASSWORD, **more):
    return client.post("/en/account/login/", {"login": address, "password": password, **more})


def prove(client, password=PASSWORD):
    """Say once more who one is, as sensitive steps ask."""
    client.post("/en/account/reauthenticate/?next=/en/account/", {"password": password})


def test_anyone_registers_with_a_password_and_verifies_by_code(client):
    filled = {"email": "New@Example.org", "name": "New Person", "affiliation": "NGO", "password1": PASSWORD}
    assert client.post("/en/account/signup/", filled).url == "/en/account/confirm-email/"
    assert "new@example.org" in client.get("/en/account/confirm-email/").content.decode()
    response = client.post("/en/account/confirm-email/", {"code": code_sent_to("new@example.org")})
    assert response.url == "/en/account/"
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.affiliation, user.standing.reach) == ("New Person", "NGO", "public")
    assert EmailAddress.objects.get(user=user).verified


def test_until_the_code_is_entered_nobody_is_signed_in(client):
    client.post("/en/account/signup/", {"email": "new@example.org", "name": "N", "password1": PASSWORD})
    assert client.get("/en/account/").status_code == 302
    client.post("/en/account/confirm-email/", {"code": "WRNG-CODE"})
    assert client.get("/en/account/").status_code == 302
    cache.clear()  # another code to the same address only after ten seconds
    assert sign_in(Client(), "new@example.org").url.startswith("/en/account/confirm-email/")


def test_a_registration_cannot_set_what_is_not_its_own(client):
    filled = {"email": "new@example.org", "name": "N", "password1": PASSWORD, "is_superuser": "1", "is_staff": "on"}
    client.post("/en/account/signup/", filled)
    user = User.objects.get(email="new@example.org")
    assert not user.is_superuser
    assert not user.is_staff


def test_a_weak_password_is_refused_with_what_was_typed_kept(client):
    filled = {"email": "new@example.org", "name": "New Person", "password1": "short"}
    page = client.post("/en/account/signup/", filled).content.decode()
    assert "New Person" in page
    assert not User.objects.filter(email="new@example.org").exists()


def test_sign_in_by_code(client, person):
    assert client.post("/en/account/login/code/", {"email": person.email}).url == "/en/account/login/code/confirm/"
    response = client.post("/en/account/login/code/confirm/", {"code": code_sent_to(person.email)})
    assert response.url == "/en/account/"
    assert client.get("/en/account/").status_code == 200


def test_a_code_shows_the_address_but_does_not_keep_a_strangers_password(client):
    stranger = Client()
    stranger.post("/en/account/signup/", {"email": "owner@example.org", "name": "Squatter", "password1": PASSWORD})
    client.post("/en/account/login/code/", {"email": "owner@example.org"})
    client.post("/en/account/login/code/confirm/", {"code": code_sent_to("owner@example.org")})
    assert client.get("/en/account/").status_code == 200
    assert not User.objects.get(email="owner@example.org").has_usable_password()
    assert sign_in(Client(), "owner@example.org").status_code == 200, "the form again: the password is void"


def test_password_reset_by_mailed_link(client, person):
    assert client.post("/en/account/password/reset/", {"email": person.email}).status_code == 302
    link = re.search(r"http\S+", Message.objects.get(to=person.email).body)[0]
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    new = "another long phrase 7"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), password=new).url == "/en/account/"
    used = Client().get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert 'name="password1"' not in used.content.decode()


def test_a_reset_link_dies_when_the_address_changes(client, person):
    client.post("/en/account/password/reset/", {"email": person.email})
    link = re.search(r"http\S+", Message.objects.get(to=person.email).body)[0]
    EmailAddress.objects.filter(user=person).update(email="moved@example.org")
    User.objects.filter(pk=person.pk).update(email="moved@example.org")
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True).content.decode()
    assert 'name="password1"' not in page


def test_changing_the_address_needs_a_code_from_the_new_one(client, person):
    sign_in(client)
    prove(client)
    client.post("/en/account/email/", {"email": "moved@example.org", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "known@example.org"
    client.post("/en/account/confirm-email/", {"code": code_sent_to("moved@example.org")})
    person.refresh_from_db()
    assert person.email == "moved@example.org"
    assert EmailAddress.objects.get(user=person).email == "moved@example.org"


@pytest.mark.parametrize(
    ("address", "field", "more"),
    [
        ("/en/account/login/", "login", {"password": "wrong password 1"}),
        ("/en/account/login/code/", "email", {}),
        ("/en/account/password/reset/", "email", {}),
        ("/en/account/signup/", "email", {"name": "Some Body", "password1": PASSWORD}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(person, address, field, more):
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        client = Client()
        first = client.post(address, {field: email, **more})
        then = client.get(first.url) if first.status_code == 302 else first
        text = re.sub(r'value="[^"]{60,}"', "", then.content.decode().replace(email, "X"))
        answers.append((first.status_code, first.headers.get("Location"), then.status_code, text))
    assert answers[0] == answers[1]


def test_known_and_unknown_addresses_each_get_one_mail(client, person):
    for email in ("known@example.org", "nobody@example.org"):
        Client().post("/en/account/login/code/", {"email": email})
        Client().post("/en/account/password/reset/", {"email": email})
        assert Message.objects.filter(to=email).count() == 2


def test_the_unknown_address_hears_of_each_request(client):
    for _again in range(2):
        Client().post("/en/account/login/code/", {"email": "nobody@example.org"})
    assert Message.objects.filter(to="nobody@example.org").count() == 2


@pytest.mark.parametrize("place", ELSEWHERE)
def test_next_never_leaves_our_host(client, person, place):
    assert sign_in(client, next=place).url == "/en/account/"
    page = Client().get("/en/account/login/", {"next": place}).content.decode()
    assert not re.search(r'(href|action)="[^"]*(?<!next=)//', page.split("<main")[1].split("</main>")[0])


def test_next_leads_on_within_the_site(client, person):
    assert sign_in(client, next="/en/members/itu/people/").url == "/en/members/itu/people/"


def test_links_in_mail_name_the_site_not_the_host_of_the_request(client, person, settings):
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    client.post("/en/account/password/reset/", {"email": person.email}, HTTP_HOST="other.example")
    message = Message.objects.get(to=person.email)
    assert "other.example" not in message.subject + message.body
    assert "http://127.0.0.1:8000/en/account/password/reset/key/" in message.body


def test_a_foreign_host_is_refused(client, person):
    response = client.post("/en/account/password/reset/", {"email": person.email}, HTTP_HOST="evil.example")
    assert response.status_code == 400
    asked = {"email": person.email}
    assert client.post("/en/account/password/reset/", asked, HTTP_X_FORWARDED_HOST="evil.example").status_code == 302
    assert "evil.example" not in Message.objects.get(to=person.email).body


def test_the_session_has_a_new_id_at_sign_in_and_ends_at_sign_out(client, person):
    client.get("/en/account/login/?next=/en/account/data/")
    planted = client.session
    planted["mark"] = "planted"
    planted.save()
    before = client.cookies["sessionid"] = planted.session_key
    sign_in(client)
    after = client.cookies["sessionid"].value
    assert after != before
    client.post("/en/account/logout/")
    client.cookies["sessionid"] = after
    assert client.get("/en/account/").status_code == 302


def test_a_new_password_ends_every_other_session(client, person):
    other = Client()
    sign_in(client)
    sign_in(other)
    before = client.cookies["sessionid"].value
    new = {"oldpassword": PASSWORD, "password1": "another long phrase 7", "password2": "another long phrase 7"}
    client.post("/en/account/password/change/", new)
    assert client.get("/en/account/").status_code == 200
    assert client.cookies["sessionid"].value != before
    assert other.get("/en/account/").status_code == 302


@pytest.mark.parametrize(
    ("key", "minutes", "alive"), [("seen", 29, True), ("seen", 31, False), ("began", 12 * 60 + 1, False)]
)
def test_a_session_ends_when_idle_and_after_twelve_hours(client_of, stakeholder, key, minutes, alive):
    client = client_of(stakeholder)
    client.get("/en/account/")
    session = client.session
    session[key] = int(time.time()) - minutes * 60
    session.save()
    assert (client.get("/en/account/").status_code == 200) is alive


def test_the_account_page_shows_seats_and_saves_the_profile(client_of, member):
    client = client_of(member)
    page = client.get("/en/account/").content.decode()
    assert "FAO" in page
    assert "focal point" in page
    assert client.post("/en/account/", {"name": "Mei L.", "language": "fr"}).url == "/en/account/"
    member.refresh_from_db()
    assert member.name == "Mei L."
    assert client.post("/en/account/", {"name": "", "language": "xx"}).status_code == 422


def test_the_account_page_is_for_the_signed_in(client):
    assert client.get("/en/account/").url == "/en/account/login/?next=/en/account/"
    assert client.get("/en/account/data/").status_code == 302


def test_my_data_are_mine_and_complete(client_of, member, stakeholder):
    response = client_of(member).get("/en/account/data/")
    data = response.json()
    assert data["email"] == member.email
    assert data["seats"][0]["organization"] == "FAO"
    assert response["Cache-Control"] == "private, no-store"
    assert client_of(stakeholder).get("/en/account/data/").json()["seats"] == []


def test_a_person_closes_their_account_on_their_own_page(client, person):
    sign_in(client)
    again = client.get("/en/account/forget/")
    assert again.url.startswith("/en/account/reauthenticate/"), "such a step asks who one is once more"
    client.post(again.url, {"password": PASSWORD})
    assert client.post("/en/account/forget/").status_code == 422
    assert client.post("/en/account/forget/", {"sure": "on"}).status_code == 200
    assert not User.objects.get(pk=person.pk).is_active
    assert client.get("/en/account/").status_code == 302


def test_an_administrator_finds_and_closes_an_account(client_of, administrator, stakeholder):
    client = client_of(administrator)
    assert stakeholder.email in client.get("/en/account/people/", {"q": "Priya"}).content.decode()
    assert client.post(f"/en/account/people/{stakeholder.pk}/forget/", {"sure": "on"}).url == "/en/account/people/"
    assert not User.objects.get(pk=stakeholder.pk).is_active


def test_the_list_of_people_is_closed_to_others(client_of, secretary, chair, stakeholder):
    for who in (secretary, chair, stakeholder):
        assert client_of(who).get("/en/account/people/").status_code == 403
        assert client_of(who).post(f"/en/account/people/{stakeholder.pk}/forget/", {"sure": "on"}).status_code == 403


def test_a_sign_in_link_acts_on_the_button_only(client, stakeholder, settings):
    settings.DEBUG = True
    address = reverse("sign_in_link", args=[actions.make_sign_in_link(stakeholder, by=CLERK)])
    for _again in range(2):
        assert "Priya Nair" in client.get(address).content.decode()
    assert client.get("/en/account/").status_code == 302
    assert client.post(address).url == "/en/account/"
    assert client.get("/en/account/").status_code == 200
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 422


def test_there_are_no_sign_in_links_on_a_real_site(client, stakeholder, settings):
    settings.DEBUG = True
    address = reverse("sign_in_link", args=[actions.make_sign_in_link(stakeholder, by=CLERK)])
    settings.DEBUG = False
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans", "fr", "ru", "es"])
@pytest.mark.parametrize("page", ["login", "signup", "signup/passkey", "login/code", "password/reset", "inactive"])
def test_sign_in_pages_wear_the_house_and_no_inline_code(client, language, page):
    text = client.get(f"/{language}/account/{page}/").content.decode()
    assert 'class="masthead"' in text
    assert text.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)
    assert " style=" not in text
    assert "onclick" not in text


@pytest.mark.parametrize(
    "page",
    ["email", "password/change", "2fa", "2fa/webauthn", "2fa/webauthn/add", "2fa/totp/activate", "reauthenticate"],
)
def test_pages_of_the_second_factor_wear_the_house(client, person, page):
    sign_in(client)
    text = client.get(f"/en/account/{page}/", follow=True).content.decode()
    assert 'class="masthead"' in text
    assert " style=" not in text


def test_form_errors_are_tied_to_their_fields(client):
    text = client.post("/en/account/signup/", {"email": "no address"}).content.decode()
    assert 'aria-invalid="true"' in text
    assert 'id="id_email_error"' in text
