"""A server of its own for each run of journeys, over a copy of the database, and a browser."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def chromium():
    if not CHROMIUM:
        if os.environ.get("UNGIS_NO_SKIPPED_JOURNEY"):
            pytest.fail("there is no Chromium, and journeys must not be skipped here")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse to speak to the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def serve(tmp_path_factory, django_db_setup, django_db_blocker):
    """`with serve() as (address, environment)`: a copy of the database of the tests, behind the real server."""
    return lambda **more: serving(tmp_path_factory.mktemp("site"), django_db_blocker, **more)


@pytest.fixture(scope="package")
def site(serve):
    """The server that most journeys share. One that changes what others read serves a copy of its own."""
    with serve() as site:
        yield site


@contextmanager
def serving(folder, django_db_blocker, settings_module="ungis.settings"):
    from django.conf import settings
    from django.db import connections

    with django_db_blocker.unblock():
        connections.close_all()
    shutil.copy(settings.VAR / "tests" / "run.sqlite3", folder / "ungis.sqlite3")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ, "DEBUG": "1", "UNGIS_VAR": str(folder), "BASE_URL": address, "LOG_LEVEL": "ERROR",
        "EMAIL_URL": f"filemail:///{folder}/mail", "DATABASE_URL": f"sqlite:///{folder}/ungis.sqlite3",
        "DJANGO_SETTINGS_MODULE": settings_module, "PYTHONPATH": os.getcwd(),
    }  # fmt: skip
    ungis = [sys.executable, "-m", "ungis"]
    commands = [*ungis, "serve", "--port", str(port), "--no-worker"], [*ungis, "worker", "--every", "0.5"]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for command in commands]
    try:
        wait_for(lambda: answers(address + "/healthz"), f"the server at {address}")
        yield address, environment
    finally:
        for process in started:
            process.send_signal(signal.SIGINT)
        for process in started:
            process.wait(20)


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=2).status == 200
    except OSError:
        return False


def wait_for(question, what, seconds=30):
    """Ask until the answer is true, and return it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} seconds in vain for {what}")


@pytest.fixture
def runs_scripts():
    """Whether the browser runs JavaScript; a module whose journeys do without says no."""
    return True


@pytest.fixture
def page(chromium, site, runs_scripts):
    """A fresh tab; what the console complains of, and any address of others, fails the journey."""
    address, _environment = site
    context = chromium.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, java_script_enabled=runs_scripts
    )
    tab = context.new_page()
    tab.set_default_timeout(15000)
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else complaints.append(request.url),
    )
    yield tab
    context.close()
    assert [text for text in complaints if "status of 4" not in text] == []


@pytest.fixture(scope="module")
def run_there(site):
    """Run a script of Python beside the server, on its database; return the last line that it prints."""
    _address, environment = site

    def run_there(script):
        told = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + script],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return told.stdout.strip().splitlines()[-1]

    return run_there


@pytest.fixture
def sign_in(page, run_there):
    """Sign in as one of the cast through a one-time link, as `make run` prints it."""

    def sign_in(key):
        from ungis.organizations.cast import CAST

        link = run_there(
            "from ungis.people.models import User\nfrom ungis.people.actions import make_sign_in_link\n"
            "from ungis.core.standing import CLERK\n"
            f"print(make_sign_in_link(User.objects.get(email={CAST[key].email!r}), by=CLERK))"
        )
        page.goto(f"/en/account/link/{link}/")
        page.locator("main form button").first.click()
        page.wait_for_url("**/account/**")

    return sign_in


@pytest.fixture(scope="module")
def sessions():
    """The cookies of those who signed in during this module."""
    return {}


@pytest.fixture
def go_on_as(page, sign_in, sessions):
    """Let another of the cast take the seat at the browser, "" for a stranger; each signs in once a module."""

    def go_on_as(key):
        page.context.clear_cookies()
        if key in sessions:
            page.context.add_cookies(sessions[key])
        elif key:
            sign_in(key)
            sessions[key] = page.context.cookies()

    return go_on_as


@pytest.fixture
def mail(site):
    """The messages that the worker sent: `mail(address)` waits for the next one to an address and returns its text."""
    folder = Path(site[1]["UNGIS_VAR"]) / "mail"
    read = {}

    def sent_to(address):
        # A file grows while the process that writes it lives; lines of dashes divide its messages.
        texts = [part for file in sorted(folder.glob("*.log")) for part in re.split(r"(?m)^-{70,}\n", file.read_text())]
        messages = [email.message_from_string(text, policy=email.policy.default) for text in texts if text.strip()]
        return [message.get_content() for message in messages if message["To"] == address]

    def mail(address):
        number = read[address] = read.get(address, 0) + 1
        wait_for(lambda: len(sent_to(address)) >= number, f"message {number} to {address}")
        return sent_to(address)[number - 1]

    return mail
