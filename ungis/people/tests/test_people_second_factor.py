import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.people import actions

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def person(db):
    user = actions.create_person("known@example.org", by=CLERK, name="Known Person", password=PASSWORD)
    TOTP.activate(user, SECRET)
    return user


def code_now():
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client):
    return client.post("/en/account/login/", {"login": "known@example.org", "password": PASSWORD})


def test_a_password_alone_does_not_do_and_a_code_works_once(person):
    first, second = Client(), Client()
    assert sign_in(first).url == "/en/account/2fa/authenticate/"
    assert first.get("/en/account/").status_code == 302
    code = code_now()
    assert first.post("/en/account/2fa/authenticate/", {"code": code}).url == "/en/account/"
    sign_in(second)
    assert second.post("/en/account/2fa/authenticate/", {"code": code}).status_code == 200, "the form again"
    assert second.get("/en/account/").status_code == 302


def test_a_mailed_code_does_not_go_round_the_second_factor(person):
    client = Client()
    client.post("/en/account/login/code/", {"email": person.email})
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", Message.objects.get(to=person.email).body, re.MULTILINE)[0]
    assert client.post("/en/account/login/code/confirm/", {"code": code}).url == "/en/account/2fa/authenticate/"
    for address in ("/en/account/", "/en/account/data/", "/en/account/forget/", "/en/members/itu/people/"):
        assert client.get(address).status_code == 302


def test_a_password_reset_does_not_go_round_the_second_factor(person):
    client, new = Client(), "another long phrase 7"
    client.post("/en/account/password/reset/", {"email": person.email})
    link = re.search(r"http\S+", Message.objects.get(to=person.email).body)[0].removeprefix("http://127.0.0.1:8000")
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": new, "password2": new})
    assert client.get("/en/account/").status_code == 302
    asked = client.post("/en/account/login/", {"login": person.email, "password": new})
    assert asked.url == "/en/account/2fa/authenticate/"


def test_guesses_at_the_second_factor_are_counted(person):
    client = Client()
    sign_in(client)
    answers = [client.post("/en/account/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(11)]
    assert answers[-1] == 429


def test_the_session_has_a_new_id_when_the_second_factor_changes(person):
    client = Client()
    sign_in(client)
    client.post("/en/account/2fa/authenticate/", {"code": code_now()})
    client.post("/en/account/reauthenticate/?next=/en/account/", {"password": PASSWORD})
    before = client.cookies["sessionid"].value
    client.post("/en/account/2fa/totp/deactivate/")
    assert client.cookies["sessionid"].value != before
    client.cookies["sessionid"] = before
    assert client.get("/en/account/").status_code == 302
