"""The mails of a round, word for word. `UNGIS_WRITE_MAILS=1` writes them anew; the difference is then read."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from ungis.clearance.actions import grant_extension, withdraw_round
from ungis.clearance.position_actions import prepare_position, record_position, send_position, withdraw_position
from ungis.clearance.states import Stance
from ungis.clearance.tasks import close_due, remind_due
from ungis.clearance.tests.conftest import NOON
from ungis.mail.models import Message
from ungis.organizations.models import SeatRole

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "mails"
SAID = {"words": "Paragraph 1 goes too far.", "way_out": "Delete “digital”."}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.BASE_URL = "https://ungis.example"


def check(name, to, word):
    message = Message.objects.get(to=to, subject__contains=word)
    text = f"{message.subject}\n\n{message.body.strip()}\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UNGIS_WRITE_MAILS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_mail_reads_as_it_is_kept(open_round, now, seated, secretary, member, chair, organization):
    fao = organization("FAO")
    reviewer = seated("FAO", SeatRole.REVIEWER, name="Rosa Bianchi")
    round = open_round(by=chair, closes_at=NOON + timedelta(hours=60), short_reason="The process closes on Thursday.")
    check("opened", "mei.lin@fao.example", "clearance is asked")
    prepare_position(round, fao, by=reviewer, stance=Stance.OBJECTION, **SAID)
    check("prepared", "mei.lin@fao.example", "prepared for you")
    objection = send_position(round, fao, by=member, stance=Stance.OBJECTION, **SAID)
    check("objection", "samir.haddad@unctad.example", "objection by")
    withdraw_position(objection, by=member)
    check("objection_withdrawn", "samir.haddad@unctad.example", "no longer objects")
    send_position(round, fao, by=member, stance=Stance.EXTENSION, words="Our legal office needs a week.")
    check("extension_asked", "samir.haddad@unctad.example", "asks for more time")
    grant_extension(round, by=chair, closes_at=NOON + timedelta(days=9), reason="Asked by FAO.", asked_by=fao)
    check("extended", "mei.lin@fao.example", "more time is given")
    who = organization("WHO")
    how = {"on_behalf": "Dr Sen", "evidence": "Call of 24 November 2026, 10:00 UTC"}
    record_position(round, who, by=secretary, stance=Stance.RESERVATION, words="Not on paragraph 2.", **how)
    check("recorded", "jean.moreau@who.example", "recorded by")
    now.set(NOON + timedelta(days=6))
    remind_due()
    check("reminder", "lucia.ortega@undp.example", "no answer yet")
    now.set(round.closes_at)
    close_due()
    check("reserved", "mei.lin@fao.example", "with reservations")


def test_the_outcomes_read_as_they_are_kept(open_round, now, member, secretary, organization):
    adopted, broken, withdrawn = (open_round(title=title) for title in ("Adopted text", "Broken text", "Other text"))
    send_position(broken, organization("FAO"), by=member, stance=Stance.OBJECTION, **SAID)
    withdraw_round(withdrawn, by=secretary, reason="Overtaken by events.")
    now.set(adopted.closes_at)
    close_due()
    check("adopted", "mei.lin@fao.example", "Adopted under")
    check("broken", "mei.lin@fao.example", "was broken")
    check("withdrawn", "mei.lin@fao.example", "no longer asked")


def test_no_mail_holds_a_link_that_acts(open_round, now):
    round = open_round()
    for message in Message.objects.all():
        links = [word for word in message.body.split() if "://" in word]
        assert [link.split("/", 3)[3] for link in links] == [f"en/clearance/{round.slug}/"]


def test_a_title_with_odd_signs_is_one_line_of_subject(open_round, now):
    open_round(title="100 % of\r\nwhat “%s” <b>says</b>")
    message = Message.objects.first()
    assert "100 % of what “%s” <b>says</b>" in message.subject
    assert "<b>says</b>" in message.body
