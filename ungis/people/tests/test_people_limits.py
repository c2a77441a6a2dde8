"""Every limit of docs/limits.md: the turn after the last one answers 429, says when to come back, in words of ours."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from ungis.core import limits
from ungis.core.standing import CLERK
from ungis.people import actions

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 9"
SIGNUP = {"name": "N", "password1": PASSWORD}
NEW = {"oldpassword": "wrong", "password1": "x", "password2": "x"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    """No window ends in the middle of a test."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


@pytest.fixture
def person(db):
    return actions.create_person("known@example.org", by=CLERK, name="Known Person", password=PASSWORD)


def assert_too_many(response, seconds):
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= seconds
    assert "Too many requests" in response.content.decode()
    assert 'class="masthead"' in response.content.decode()


def repeat(times, ask):
    for turn in range(times):
        assert ask(turn).status_code != 429, f"turn {turn + 1} of {times} is within the limit"
    return ask(times)


def test_sign_in_attempts_from_one_address(client):
    def ask(turn):
        return client.post("/en/account/login/", {"login": "", "password": ""})

    assert_too_many(repeat(30, ask), 900)


def test_failed_sign_ins_to_one_account_from_many_addresses(person):
    def ask(turn):
        wrong = {"login": person.email, "password": f"wrong {turn}"}
        return Client(REMOTE_ADDR=f"192.0.2.{turn}").post("/en/account/login/", wrong)

    assert_too_many(repeat(10, ask), 900)
    # The true owner is not locked out: a mailed code still lets them in.
    assert (
        Client(REMOTE_ADDR="198.51.100.1").post("/en/account/login/code/", {"email": person.email}).status_code == 302
    )


def test_failed_sign_ins_to_many_accounts_from_one_address(client):
    def ask(turn):
        return client.post("/en/account/login/", {"login": f"a{turn}@example.org", "password": "wrong"})

    assert_too_many(repeat(10, ask), 900)


def test_a_forged_forwarded_address_buys_no_turns(client):
    def ask(turn):
        wrong = {"login": f"a{turn}@example.org", "password": "wrong"}
        return client.post("/en/account/login/", wrong, HTTP_X_FORWARDED_FOR=f"203.0.113.{turn}")

    assert_too_many(repeat(10, ask), 900)


def test_registrations(client):
    def ask(turn):
        return Client().post("/en/account/signup/", {**SIGNUP, "email": f"a{turn}@example.org"})

    assert_too_many(repeat(20, ask), 3600)


def test_codes_to_verify_one_address():
    def ask(turn):
        return Client().post("/en/account/signup/", {**SIGNUP, "email": "same@example.org"})

    assert_too_many(repeat(1, ask), 3600)


@pytest.mark.parametrize("email", ["known@example.org", "nobody@example.org"])
def test_password_resets_for_one_address(person, email):
    def ask(turn):
        return Client().post("/en/account/password/reset/", {"email": email})

    assert_too_many(repeat(3, ask), 3600)


def test_password_resets_from_one_address():
    def ask(turn):
        return Client().post("/en/account/password/reset/", {"email": f"a{turn}@example.org"})

    assert_too_many(repeat(20, ask), 3600)


def test_guesses_at_reset_links():
    def ask(turn):
        return Client().post(f"/en/account/password/reset/key/1-guess{turn}/")

    assert_too_many(repeat(20, ask), 3600)


@pytest.mark.parametrize("email", ["known@example.org", "nobody@example.org"])
def test_sign_in_codes_for_one_address(person, email):
    def ask(turn):
        return Client().post("/en/account/login/code/", {"email": email})

    assert_too_many(repeat(5, ask), 3600)


def test_sign_in_codes_from_one_address():
    def ask(turn):
        return Client().post("/en/account/login/code/", {"email": f"a{turn}@example.org"})

    assert_too_many(repeat(20, ask), 3600)


def test_a_sign_in_code_takes_three_guesses(client, person):
    client.post("/en/account/login/code/", {"email": person.email})
    for _guess in range(3):
        response = client.post("/en/account/login/code/confirm/", {"code": "WRNG-CODE"})
    assert response.url == "/en/account/login/code/"
    assert client.get("/en/account/login/code/confirm/").status_code == 302, "the code is void"


def test_changes_of_address(client_of, person):
    client = client_of(person)

    def ask(turn):
        return client.post("/en/account/email/", {"email": "no address", "action_add": ""})

    assert_too_many(repeat(10, ask), 60)


def test_changes_of_password(client_of, person):
    client = client_of(person)
    assert_too_many(repeat(5, lambda turn: client.post("/en/account/password/change/", NEW)), 60)


def test_proofs_of_who_one_is(client_of, person):
    client = client_of(person)
    assert_too_many(repeat(10, lambda turn: client.post("/en/account/reauthenticate/", {"password": "x"})), 900)


def test_passkey_sign_ins(client):
    assert_too_many(repeat(10, lambda turn: client.post("/en/account/2fa/webauthn/login/", {})), 60)


def test_invitations_sent_by_one_person(client_of, member):
    client = client_of(member)
    address = reverse("invitation_send", args=["fao"])
    assert_too_many(repeat(30, lambda turn: client.post(address, {"invite-email": "x"})), 3600)


def test_guesses_at_invitations(client):
    assert_too_many(repeat(60, lambda turn: client.get(f"/en/invitation/guess{turn}/")), 3600)


def test_twins_for_machines_count_by_address_and_not_for_the_signed_in(client, client_of, stakeholder):
    twins = ["/en/members.csv", "/fr/members.json", "/en/mandates.csv"]
    assert_too_many(repeat(60, lambda turn: client.get(twins[turn % 3])), 61)
    assert client.get("/en/members/").status_code == 200, "the page itself is not counted"
    assert client_of(stakeholder).get(twins[0]).status_code == 200


def test_a_person_counts_as_one_from_wherever_they_ask(stakeholder):
    view = limits.limited("desk", "2/m", key="user")(lambda request: HttpResponse("done"))
    for turn, status in enumerate((200, 200, 429)):
        request = RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{turn}")
        request.user = stakeholder
        assert view(request).status_code == status


def test_public_submissions_count_when_they_are_sent(visitor):
    view = limits.limited_submission(lambda request: HttpResponse("thank you"))
    asks = RequestFactory()
    for request in (asks.get("/"), *[asks.post("/") for _ in range(5)]):
        request.user = visitor
        assert view(request).status_code == 200
    request = asks.post("/")
    request.user = visitor
    assert_too_many(view(request), 3601)


def test_behind_a_proxy_only_what_the_proxy_wrote_is_believed(settings):
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7", REMOTE_ADDR="10.0.0.1")
    assert limits.address_of(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert limits.address_of(request) == "198.51.100.7"


def test_one_ipv6_network_counts_as_one():
    addresses = {limits.address_of(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8::{n}")) for n in range(1, 9)}
    assert len(addresses) == 1


def test_an_ipv4_address_that_a_socket_writes_as_ipv6_stays_one_address():
    addresses = [limits.address_of(RequestFactory().get("/", REMOTE_ADDR=f"::ffff:203.0.113.{n}")) for n in (1, 2)]
    assert addresses == ["203.0.113.1", "203.0.113.2"]


def test_parallel_requests_take_no_turn_twice(monkeypatch):
    monkeypatch.setattr(limits, "cache", caches["default"])
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: limits.take("parallel", "20/h", "one"), range(80)))
    assert waits.count(0) == 20


def test_the_table_of_limits_names_every_rate_in_force():
    page = (Path(site.PACKAGE).parent / "docs" / "limits.md").read_text()
    for name, rates in {**site.ACCOUNT_RATE_LIMITS, **site.MFA_RATE_LIMITS}.items():
        for rate in rates.split(","):
            assert f"`{name}` {rate}" in page, f"{name} {rate} is missing from docs/limits.md"
