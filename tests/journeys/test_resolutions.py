"""A resolution is read and confirmed line by line, and its renewal is compared with it: all without JavaScript."""

import pytest

from .steps import follow

LAMPS = "every harbour needs a lamp that burns through the night"
REGISTER = "to keep a register of the keepers"
KEEPERS = "Calls upon Member States to train young people as keepers and to pay them fairly"
SIGNALS = "Encourages the International Telecommunication Union to study signals of light across long distances"
BUOYS = "Invites the International Maritime Organization to count the buoys that drift at sea"
SEIZED = "Decides to remain seized of the matter"


def resolution(symbol, day, *operative):
    """A resolution of our own invention, as the General Assembly prints them."""
    numbered = ";\n\n".join(f"{number}. {words}" for number, words in enumerate(operative, 1))
    return f"""Resolution adopted by the General Assembly on {day}

{symbol}. Lamps of the coast

The General Assembly,

Recalling its resolution 70/125 of 16 December 2015,

{numbered}."""


FIRST = resolution(
    "90/77",
    "20 December 2035",
    f"Reaffirms that {LAMPS}",
    "Requests the Secretary-General to submit to it at its ninety-second session a report on the lamps of the coast",
    f"Invites the United Nations Educational, Scientific and Cultural Organization {REGISTER}",
    SIGNALS,
    KEEPERS,
    SEIZED,
)
# One paragraph stands as it stood, one moved, one changed, one was dropped, one is new.
RENEWED = resolution(
    "91/78",
    "19 December 2036",
    f"Reaffirms that {LAMPS}",
    KEEPERS,
    "Requests the Secretary-General to submit to it at its ninety-third session a report on the lamps of the coast",
    f"Invites the United Nations Educational, Scientific and Cultural Organization {REGISTER}",
    BUOYS,
    SEIZED,
)


@pytest.fixture
def runs_scripts():
    return False


def bring(page, text):
    """Paste a resolution that the library lacks; leave the page on which its lines wait."""
    page.goto("/en/mandates/")
    follow(page.get_by_role("link", name="Read a resolution"))
    page.locator("[name=text]").fill(text)
    page.locator("[name=source]").fill("an invention of this journey")
    follow(page.get_by_role("button", name="Read the text"))
    assert "The library has no such document" in page.inner_text("main")
    assert page.locator("[name=document-title]").input_value() == "Lamps of the coast"
    follow(page.get_by_role("button", name="Add the document and read the text"))
    page.wait_for_url("**/mandates/readings/*/")


def line_of(page, words):
    return page.locator("ol.reading-lines > li", has=page.locator("blockquote", has_text=words))


def finish(page):
    """Save the lines and finish: one comes to what the register holds of the document."""
    follow(page.get_by_role("button", name="Save the lines of this page"))
    follow(page.get_by_role("button", name="Finish the reading"))
    assert "7 paragraphs in the register" in page.inner_text("main")


def test_a_resolution_is_read_and_the_next_is_compared_with_it(page, go_on_as):
    go_on_as("secretary")

    # Line by line, the source beside the reading; one line corrected, one left out.
    bring(page, FIRST)
    report = line_of(page, "a report on the lamps")
    assert report.get_by_label("Number").input_value() == "2"
    assert report.get_by_label("Verb", exact=True).input_value() == "Requests"
    assert report.get_by_label("Who is asked").input_value() == "the Secretary-General"
    assert "92nd session" in report.get_by_label("Due").input_value()
    assert line_of(page, REGISTER).get_by_role("link", name="UNESCO").count() == 1
    line_of(page, SIGNALS).get_by_label("Who is asked").fill("ITU")
    for line in page.locator("ol.reading-lines > li").all():
        line.get_by_label("confirm").check()
    line_of(page, "Resolution adopted").get_by_label("leave out").check()
    finish(page)

    # A year later: what is without doubt is ticked at once, and looked at before it is saved.
    bring(page, RENEWED)
    follow(page.get_by_role("button", name="Tick every line that is without doubt"))
    assert line_of(page, BUOYS).get_by_label("confirm").is_checked()
    for line in page.locator("ol.reading-lines > li").all():
        if line.get_by_label("later").is_checked():
            line.get_by_label("leave out").check()
    finish(page)

    # Compared with the one before.
    follow(page.get_by_role("link", name="Compare with the one before"))
    before = page.locator("main li", has_text="the one before")
    follow(before.get_by_role("link", name="A/RES/90/77"))
    rows = page.locator("main ol.rows > li")
    said = {words: rows.filter(has_text=words).locator(".chip").all_inner_texts() for words in (
        LAMPS, KEEPERS, "a report on the lamps", REGISTER, SIGNALS, BUOYS, SEIZED
    )}  # fmt: skip
    assert list(said.values()) == [["kept"], ["moved"], ["changed"], ["kept"], ["dropped"], ["new"], ["kept"]]
    assert "ninety-second" in rows.locator("del").first.inner_text()
    assert "ninety-third" in rows.locator("ins").first.inner_text()

    # Nothing is recorded without a tick.
    follow(page.get_by_role("link", name="Confirm the lines"))
    lines = page.get_by_label("Confirm this line")
    assert lines.count() == 8, "a preambular paragraph, and seven lines"
    for line in lines.all():
        line.check()
    follow(page.get_by_role("button", name="Save the ticked lines"))
    assert "All lines are confirmed." in page.inner_text("main")

    # The page of the paragraph tells where it comes from, and that of the old one what became of it.
    page.goto("/en/mandates/a-res-91-78/3/")
    lineage = page.locator("section, .body").locator("ul.rows > li", has_text="It comes from")
    follow(lineage.get_by_role("link", name="A/RES/90/77").first)
    assert page.url.endswith("/en/mandates/a-res-90-77/2/")
    text = page.inner_text("main")
    assert "It became" in text
    assert "superseded" in text.casefold()
    page.goto("/en/mandates/a-res-90-77/4/")
    assert "It was dropped" in page.inner_text("main")
