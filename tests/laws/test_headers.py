"""What every answer carries, and what cookies promise."""

import os
import subprocess
import sys

import pytest

from tests.laws.access_table import ALL, TABLE

pytestmark = pytest.mark.django_db
OPEN = sorted({row.address for row in TABLE if row.get == ALL and "{" not in row.address})


@pytest.mark.parametrize("address", [*OPEN, "/en/account/login/", "/en/account/signup/", "/en/no/such/page/"])
def test_every_page_of_ours_is_under_the_strict_policy(address, client):
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/en/", "/en/members/", "/en/documents/", "/en/mandates/", "/en/meetings/22/"])
def test_a_visitor_gets_no_cookie_and_a_page_that_caches_may_not_share_wrongly(address, client):
    answer = client.get(address)
    assert not answer.cookies
    assert "Cookie" in answer["Vary"]


def test_pages_of_people_who_are_signed_in_are_never_kept(client_of, member):
    for address in ("/en/", "/en/members/", "/en/account/", "/en/members/fao/people/"):
        assert client_of(member).get(address)["Cache-Control"] == "private, no-store", address


def test_logging_out_ends_the_session(client_of, member):
    client = client_of(member)
    client.post("/en/account/logout/")
    assert client.get("/en/account/")["Location"].startswith("/en/account/login/")


PROBE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "ungis.settings"
from django.conf import settings
names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS"
names += " SECURE_SSL_REDIRECT SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE"
print(*[getattr(settings, name) for name in names.split()])
"""


def test_in_production_cookies_are_host_bound_and_secure():
    environment = {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "example.org",
        "BASE_URL": "https://example.org",
    }
    told = subprocess.run(
        [sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert told.split() == ["__Host-session", "__Host-csrf", "True", "True", "31536000", "True", "True", "Lax"]


def test_without_a_secret_the_product_says_so_in_plain_words():
    environment = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY")}
    told = subprocess.run([sys.executable, "-m", "ungis", "check"], env=environment, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stderr.startswith("ungis: SECRET_KEY is not set.")


def test_a_foreign_host_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    assert client.get("/en/", headers={"host": "evil.example"}).status_code == 400


def test_health_tells_life_and_readiness_apart(client, monkeypatch):
    from ungis.core import views

    assert client.get("/healthz").json() == {"status": "live"}
    assert client.get("/readyz").json() == {"status": "ready", "troubles": []}
    monkeypatch.setitem(views.CHECKS, "disk", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["troubles"], answer["Retry-After"]) == (503, ["disk"], "5")


def test_a_log_line_is_one_line_whatever_the_path_holds():
    import json
    import logging

    from ungis.core.logs import JsonLine

    record = logging.LogRecord("ungis.request", logging.INFO, "x", 1, "request", None, None)
    record.fields = {"path": "/en/\n{}\x1b[31mred\u2028/"}
    line = JsonLine().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert json.loads(line)["path"] == "/en/\n{}\x1b[31mred\u2028/"


def test_the_secret_of_a_link_stays_out_of_the_log(client, caplog):
    from django.urls import reverse

    from ungis.core.logs import JsonLine

    with caplog.at_level("INFO"):
        client.get("/en/account/password/reset/key/1-abcdef-0123456789/")
        client.get(reverse("invitation_accept", args=["the-secret-of-the-link"]))
    lines = [JsonLine().format(record) for record in caplog.records]
    assert any("/en/" in line for line in lines)
    assert not [line for line in lines if "the-secret" in line or "abcdef-0123456789" in line]
