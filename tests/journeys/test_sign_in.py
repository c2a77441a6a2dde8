"""A stakeholder comes to the site and back again: by password, mailed code, authenticator app and passkey."""

import base64
import hashlib
import hmac
import re
import struct
import time

ADDRESS = "ines.duarte@ngo.example"
PASSWORD = "a walk along the lake at dusk"


def code_in(text):
    """The code that a mail brings, in a line of its own."""
    return re.search(r"(?m)^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text)[1]


def time_based_code(secret):
    """What an authenticator app shows now (RFC 6238: HMAC-SHA-1, thirty seconds, six digits)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def submit(page):
    page.locator("main form button[type=submit], main form button:not([type])").first.click()


def give_password_again(page):
    """A change of how one signs in asks once more who one is."""
    page.wait_for_url("**/reauthenticate/**")
    page.locator("[name=password]").fill(PASSWORD)
    submit(page)


def sign_out(page):
    page.goto("/en/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/en/")
    assert page.get_by_role("link", name="Sign in").count() == 1


def test_a_stakeholder_registers_and_comes_back_by_code_and_with_a_second_factor(page, mail):
    # registers
    page.goto("/en/")
    page.get_by_role("link", name="Register", exact=True).click()
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=name]").fill("Inês Duarte")
    page.get_by_role("button", name="Register", exact=True).click()
    page.locator("[name=code]").fill(code_in(mail(ADDRESS)))
    submit(page)
    page.wait_for_url("**/en/account/")
    assert page.inner_text("h1") == "Inês Duarte"

    # comes back by a mailed code
    sign_out(page)
    page.goto("/en/account/login/")
    page.get_by_role("link", name="Send me a sign-in code").click()
    page.locator("[name=email]").fill(ADDRESS)
    page.get_by_role("button", name="Send me a code").click()
    page.locator("[name=code]").fill(code_in(mail(ADDRESS)))
    submit(page)
    page.wait_for_url("**/en/account/")

    # sets up an authenticator app
    page.get_by_role("link", name="Set up the app").click()
    give_password_again(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(time_based_code(secret))
    submit(page)
    page.goto("/en/account/")
    assert page.get_by_role("link", name="Stop using the app").count() == 1

    # must give its code at the next sign-in; the password alone does not suffice
    sign_out(page)
    page.goto("/en/account/login/")
    page.locator("[name=login]").fill(ADDRESS)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")
    page.goto("/en/account/")
    page.wait_for_url("**/2fa/authenticate/**")
    page.locator("[name=code]").fill("000000")
    submit(page)
    assert page.locator("[role=alert], .trouble").count() >= 1
    page.locator("[name=code]").fill(time_based_code(secret))
    submit(page)
    page.wait_for_url("**/en/account/")
    assert page.inner_text("h1") == "Inês Duarte"


def test_a_passkey_signs_in_without_a_password(chromium, site, mail):
    # Browsers give passkeys to names only, not to numbers.
    context = chromium.new_context(base_url=site[0].replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(15000)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    address = "tomas.vogt@ngo.example"
    page.goto("/en/account/signup/")
    page.locator("[name=email]").fill(address)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=name]").fill("Tomas Vogt")
    page.get_by_role("button", name="Register", exact=True).click()
    page.locator("[name=code]").fill(code_in(mail(address)))
    submit(page)
    page.wait_for_url("**/en/account/")

    page.get_by_role("link", name="Manage passkeys").click()
    page.get_by_role("link", name="Add a passkey or security key").click()
    give_password_again(page)
    page.locator("[name=name]").fill("My phone")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/2fa/(?!webauthn/add)"))
    page.goto("/en/account/2fa/webauthn/")
    assert "My phone" in page.inner_text("table")

    sign_out(page)
    page.goto("/en/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/en/account/")
    assert page.inner_text("h1") == "Tomas Vogt"
    context.close()
