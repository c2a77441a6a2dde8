"""A focal point brings a colleague into the group."""

import re

COLLEAGUE = "paolo.conti@fao.example"


def test_a_colleague_is_invited_accepts_and_sees_who_sits_in_the_group(chromium, site, page, sign_in, mail):
    sign_in("member")
    page.goto("/en/members/fao/people/")

    # An address of another house is refused, and stays typed.
    page.locator("[name=invite-email]").fill("paolo.conti@elsewhere.example")
    page.get_by_role("button", name="Invite").click()
    trouble = page.locator(".trouble").first.inner_text()
    assert "domain" in trouble, trouble
    assert page.locator("[name=invite-email]").input_value() == "paolo.conti@elsewhere.example"

    page.locator("[name=invite-email]").fill(COLLEAGUE)
    page.locator("[name=invite-role]").select_option("alternate")
    page.get_by_role("button", name="Invite").click()
    assert COLLEAGUE in page.inner_text("[role=status]")

    # Opening the link changes nothing, however often.
    link = re.search(r"http\S+/invitation/\S+", mail(COLLEAGUE))[0]
    context = chromium.new_context(base_url=site[0])
    theirs = context.new_page()
    for _ in range(2):
        assert theirs.goto(link).status == 200
        assert "Mei Lin" in theirs.inner_text("main")
    page.goto("/en/members/fao/people/")
    assert COLLEAGUE in page.inner_text("table:has-text('Open invitations')")
    assert COLLEAGUE not in page.inner_text("table:has-text('Who sits today')")

    # The button does.
    theirs.locator("[name=name]").fill("Paolo Conti")
    theirs.get_by_role("button", name="Accept the invitation").click()
    theirs.wait_for_url("**/account/")
    assert "FAO" in theirs.inner_text("main")
    theirs.goto("/en/members/who/people/")
    assert "Jean Moreau" in theirs.inner_text("table:has-text('Who sits today')")
    page.reload()
    assert COLLEAGUE in page.inner_text("table:has-text('Who sits today')")

    # A second use is refused.
    assert theirs.goto(link).status == 404
    assert "used already" in theirs.inner_text(".trouble")
    context.close()
