"""A text with proposals and a round that was answered, made by the actions that people use."""

from datetime import timedelta

from ungis.clearance.actions import grant_extension, open_round
from ungis.clearance.position_actions import advise, endorse, mark_read, record_position, send_position
from ungis.drafting.actions import freeze_version, open_text
from ungis.drafting.amendment_actions import (
    accept_amendment,
    make_remark,
    merge_accepted,
    prepare_amendment,
    send_amendment,
    support_amendment,
)
from ungis.drafting.parts import Part
from ungis.organizations.models import Organization

WORDS = "Members should report on action line C{} under General Assembly resolution 70/125 every year."
PARTS = [Part("What we do", "heading"), *(Part(WORDS.format(number)) for number in range(1, 6))]
CHANGES = {"FAO": "shall", "WHO": "must", "UNDP": "may", "UNU": "could"}


def of(acronym):
    return Organization.objects.get(acronym=acronym)


def text_with_proposals(people):
    """A text that is written, led by FAO: four organizations propose to change the same three paragraphs."""
    text = open_text(by=people["secretary"], kind="statement", title="Text with proposals", parts=PARTS, lead=of("FAO"))
    version = text.versions.get()
    made = [
        propose(version, paragraph, acronym, people)
        for acronym in CHANGES
        for paragraph in version.paragraphs.exclude(kind="heading")[:3]
    ]
    support_amendment(made[0], by=people["WHO"], organization=of("WHO"))
    make_remark(version, by=people["FAO"], organization=of("FAO"), key=made[0].key, text="Is it not said above?")
    return version, made[0]


def propose(version, paragraph, acronym, people):
    made = prepare_amendment(
        version,
        by=people[acronym],
        organization=of(acronym),
        kind="replace",
        key=paragraph.key,
        content=paragraph.content.replace("should", CHANGES[acronym]),
        rationale="It is clearer so.",
    )
    return send_amendment(made, by=people[acronym])


def round_that_was_answered(people):
    """An open round that the public may know of, on a second version: read, answered, advised on, endorsed, longer."""
    officer, focal_point = people["secretary"], people["FAO"]
    text = open_text(by=officer, kind="statement", title="Text in clearance", parts=PARTS, visibility="public")
    first = text.versions.get()
    accept_amendment(propose(first, first.paragraphs.last(), "FAO", people), by=officer)
    version = freeze_version(merge_accepted(first, by=officer), by=officer)
    round = open_round(version, by=officer, question="Can your organization agree?", visibility="public")
    mark_read(round, by=focal_point)
    send_position(round, of("FAO"), by=focal_point, stance="reservation", words="Not all of it.")
    send_position(round, of("FAO"), by=focal_point, stance="comments", words="We would say more.")
    record_position(round, of("UNDP"), by=officer, stance="no-objection", on_behalf="Its office", evidence="A mail.")
    advise(round, of("UNU"), by=people["UNU"], words="Name the universities.")
    endorse(round, of("WHO"), by=people["WHO"])
    closes_at = round.closes_at + timedelta(days=3)
    grant_extension(round, by=officer, closes_at=closes_at, reason="A member asks.", asked_by=of("FAO"))
    return round
