from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.moves import NotAMove
from ungis.core.standing import CLERK
from ungis.drafting import actions, canonical
from ungis.drafting.models import Kind, Paragraph, Text, Version
from ungis.drafting.parts import Part, usual_parts
from ungis.drafting.states import TextState
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
THREE = [Part("Background", "heading"), Part("We welcome A/RES/70/125."), Part("We go on.")]


@pytest.fixture
def fao(db):
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def text(secretary, fao):
    """A text led by FAO, for which `member` speaks."""
    return actions.open_text(by=secretary, kind="statement", title="A statement of ours", lead=fao, parts=THREE)


@pytest.fixture
def version(text):
    return text.versions.get()


@pytest.fixture
def reviewer(stakeholder, fao, secretary):
    """Somebody who sits for FAO and may not send in its name."""
    from ungis.core.periods import PartialDate
    from ungis.organizations.models import Seat

    Seat.objects.create(user=stakeholder, organization=fao, role="reviewer", begins=PartialDate.parse("2025-01-01"))
    stakeholder._standing = None
    return stakeholder


def words(version):
    return [paragraph.content for paragraph in version.paragraphs.all()]


def last_event(subject):
    return Event.objects.of(subject).order_by("-id").first()


# --- open -----------------------------------------------------------------------------------------


def test_a_text_is_opened_with_its_first_version_and_on_record(text, version):
    assert (text.slug, text.state, version.number) == ("a-statement-of-ours", TextState.DRAFTING, 1)
    assert words(version) == [part.content for part in THREE]
    told = last_event(text)
    assert (told.action, told.data["paragraphs"], told.data["lead"]) == ("drafting.text_opened", 3, text.lead_id)


def test_every_paragraph_has_a_key_of_its_own(version):
    keys = [paragraph.key for paragraph in version.paragraphs.all()]
    assert len(set(keys)) == 3
    assert all(actions.KEY.fullmatch(key) for key in keys)


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_has_its_usual_parts_as_headings(kind):
    parts = usual_parts(kind, "en")
    assert len(parts) >= 4
    assert {part.kind for part in parts} == {"heading"}


def test_a_text_may_begin_with_the_words_of_another_under_new_keys(text, version, secretary):
    later = actions.open_text(by=secretary, kind="statement", title="Of this year", based_on=version)
    copied = later.versions.get()
    assert words(copied) == words(version)
    keys = {one.version_id: set() for one in Paragraph.objects.all()}
    for one in Paragraph.objects.filter(version__in=[version, copied]):
        keys[one.version_id].add(one.key)
    assert not keys[version.pk] & keys[copied.pk]


def test_the_same_request_again_opens_nothing_more(text, secretary, fao):
    again = actions.open_text(by=secretary, kind="statement", title="A statement of ours", lead=fao, parts=THREE)
    assert again == text
    assert Text.objects.filter(title="A statement of ours").count() == 1


def test_another_text_of_a_title_that_is_being_drafted_is_refused(text, secretary):
    with pytest.raises(Refused, match="being drafted already"):
        actions.open_text(by=secretary, kind="statement", title="A statement of ours")


def test_an_address_that_is_taken_is_numbered(text, secretary):
    other = actions.open_text(by=secretary, kind="input", title="A statement of ours")
    new = actions.open_text(by=secretary, kind="input", title="New")
    assert (other.slug, new.slug) == ("a-statement-of-ours-2", "new-2")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "poem"},
        {"title": "  "},
        {"title": "x" * 301},
        {"title": "a\x01b"},
        {"language": "xx"},
        {"languages": ["en", "xx"]},
        {"visibility": "friends"},
        {"addressee": "x" * 201},
        {"parts": [Part("")]},
        {"parts": [Part("x" * 8_001)]},
        {"parts": [Part("x", "plain", 2)]},
        {"parts": [Part("x", "table")]},
        {"parts": [Part("a\x00b")]},
        {"note": "x" * 301},
    ],
)
def test_what_no_text_can_be_is_refused(wrong, secretary):
    with pytest.raises(Refused):
        actions.open_text(by=secretary, **{"kind": "statement", "title": "A title", **wrong})


def test_the_bureau_opens_texts_and_nobody_else(chair, member, observer):
    assert actions.open_text(by=chair, kind="plan", title="Plan")
    for person in (member, observer):
        with pytest.raises(PermissionDenied):
            actions.open_text(by=person, kind="plan", title="Another")


def test_words_of_a_text_that_one_may_not_see_begin_no_other(version, chair):
    Text.objects.filter(pk=version.text_id).update(visibility="secretariat")
    version.text.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.open_text(by=chair, kind="plan", title="Copied", based_on=version)


# --- what it is for ---------------------------------------------------------------------------------


def test_what_a_text_is_for_is_changed_and_the_event_keeps_before_and_after(text, secretary):
    due = datetime(2026, 12, 1, 17, tzinfo=UTC)
    changed = actions.set_up_text(text, by=secretary, title="Another title", due_at=due, languages=["fr", "ar"])
    assert (changed.title, changed.due_at, changed.languages) == ("Another title", due, ["ar", "fr"])
    assert last_event(text).data["title"] == ["A statement of ours", "Another title"]
    assert last_event(text).data["due_at"] == [None, "2026-12-01T17:00:00+00:00"]


def test_a_stale_form_after_a_change_of_deadline_is_told_what_stands_now(text, secretary, chair):
    basis = canonical.mark_of(text)
    due = datetime(2026, 12, 1, 17, tzinfo=UTC)
    actions.set_up_text(text, by=chair, basis=basis, due_at=due)
    with pytest.raises(actions.ChangedMeanwhile) as stale:
        actions.set_up_text(text, by=secretary, basis=basis, addressee="The forum")
    assert stale.value.now.due_at == due
    text.refresh_from_db()
    assert text.addressee == ""


def test_title_and_addressee_no_longer_change_once_they_are_cleared_and_the_deadline_may(text, version, secretary):
    actions.freeze_version(version, by=secretary)
    actions.send_to_clearance(text, by=secretary)
    with pytest.raises(Refused, match="no longer change"):
        actions.set_up_text(text, by=secretary, title="Another title")
    assert actions.set_up_text(text, by=secretary, visibility="members").visibility == "members"


# --- paragraphs -------------------------------------------------------------------------------------


def test_a_paragraph_is_added_where_it_is_wanted(version, member):
    first = version.paragraphs.first()
    actions.add_paragraph(version, by=member, content="At the top", after="")
    actions.add_paragraph(version, by=member, content="At the end")
    added = actions.add_paragraph(version, by=member, content="Behind the heading", kind="item", after=first.key)
    assert words(version) == [
        "At the top", "Background", "Behind the heading", "We welcome A/RES/70/125.", "We go on.", "At the end",
    ]  # fmt: skip
    assert last_event(version).data["paragraphs"][0] == {
        "key": added.key, "kind": "item", "level": 1, "content": "Behind the heading",
    }  # fmt: skip


def test_a_form_sent_twice_adds_once(version, member):
    key = actions.new_key()
    once, twice = (actions.add_paragraph(version, by=member, content="New", key=key) for _turn in range(2))
    assert once == twice
    assert words(version).count("New") == 1


def test_several_paragraphs_are_added_as_one_step(version, member):
    parts = [Part("One"), Part("Two", "item")]
    added = actions.add_paragraphs(version, by=member, parts=parts, after="")
    assert words(version)[:2] == ["One", "Two"]
    assert [one.order for one in added] == [1, 2]
    assert len(last_event(version).data["paragraphs"]) == 2


def test_a_version_does_not_grow_without_end(version, member, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 4)
    actions.add_paragraph(version, by=member, content="The fourth")
    with pytest.raises(Refused, match="at most 4"):
        actions.add_paragraph(version, by=member, content="The fifth")


def test_a_paragraph_is_saved_with_before_and_after(version, member):
    second = version.paragraphs.all()[1]
    saved = actions.save_paragraph(second, by=member, revision=1, content=" We  welcome it. ", kind="plain")
    assert (saved.content, saved.kind, saved.revision, saved.saved_by) == ("We welcome it.", "plain", 2, member)
    told = last_event(version).data
    assert (told["before"]["content"], told["after"]["content"]) == ("We welcome A/RES/70/125.", "We welcome it.")
    assert told["key"] == second.key


def test_of_two_who_save_one_paragraph_the_second_sees_both_and_nothing_is_lost(version, member, secretary):
    paragraph = version.paragraphs.last()
    actions.save_paragraph(paragraph, by=secretary, revision=1, content="We go on together.")
    with pytest.raises(actions.ChangedMeanwhile) as conflict:
        actions.save_paragraph(paragraph, by=member, revision=1, content="We go on for ever.")
    now = conflict.value.now
    assert (now.content, now.saved_by, now.revision) == ("We go on together.", secretary, 2)
    third = actions.save_paragraph(paragraph, by=member, revision=now.revision, content="We go on together, for ever.")
    assert (third.content, third.revision) == ("We go on together, for ever.", 3)


def test_the_same_words_saved_again_change_nothing_however_often(version, member):
    paragraph = version.paragraphs.last()
    for _turn in range(3):
        saved = actions.save_paragraph(paragraph, by=member, revision=1, content="Once")
    assert saved.revision == 2
    assert Event.objects.of(version).filter(action="drafting.paragraph_saved").count() == 1


def test_a_paragraph_is_removed_and_its_words_stay_in_the_history(version, member):
    paragraph = version.paragraphs.last()
    actions.remove_paragraph(paragraph, by=member, revision=1)
    actions.remove_paragraph(paragraph, by=member, revision=1)  # the form sent twice
    assert "We go on." not in words(version)
    assert last_event(version).data["before"]["content"] == "We go on."


def test_words_that_somebody_saved_meanwhile_are_not_removed_unseen(version, member, secretary):
    paragraph = version.paragraphs.last()
    actions.save_paragraph(paragraph, by=secretary, revision=1, content="Better words")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.remove_paragraph(paragraph, by=member, revision=1)
    assert "Better words" in words(version)


def test_who_saves_a_paragraph_that_was_removed_is_told(version, member, secretary):
    paragraph = version.paragraphs.last()
    actions.remove_paragraph(version.paragraphs.last(), by=secretary, revision=1)
    with pytest.raises(actions.RemovedMeanwhile):
        actions.save_paragraph(paragraph, by=member, revision=1, content="Mine")


def test_a_paragraph_moves_and_keeps_its_key_and_words(version, member):
    heading, second, last = version.paragraphs.all()
    actions.move_paragraph(last, by=member, after="")
    assert words(version) == ["We go on.", "Background", "We welcome A/RES/70/125."]
    assert last_event(version).data == {"key": last.key, "after": [second.key, ""]}
    actions.move_paragraph(last, by=member, after=heading.key)
    assert words(version) == ["Background", "We go on.", "We welcome A/RES/70/125."]
    before = Event.objects.count()
    actions.move_paragraph(last, by=member, after=heading.key)  # it stands there already
    assert Event.objects.count() == before
    with pytest.raises(Refused, match="no longer there"):
        actions.move_paragraph(last, by=member, after="p000000000000")


def test_the_secretariat_and_the_lead_write_and_nobody_else(version, member, reviewer, chair, other_member, observer):
    assert actions.add_paragraph(version, by=reviewer, content="A reviewer of the lead writes")
    for person in (chair, other_member, observer):
        for attempt in (
            lambda by: actions.add_paragraph(version, by=by, content="x"),
            lambda by: actions.save_paragraph(version.paragraphs.last(), by=by, revision=1, content="x"),
            lambda by: actions.remove_paragraph(version.paragraphs.last(), by=by, revision=1),
            lambda by: actions.move_paragraph(version.paragraphs.last(), by=by, after=""),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)


def test_a_reviewer_of_the_lead_freezes_nothing(text, version, reviewer):
    with pytest.raises(PermissionDenied):
        actions.freeze_version(version, by=reviewer)
    with pytest.raises(PermissionDenied):
        actions.open_next_version(text, by=reviewer)


# --- versions ---------------------------------------------------------------------------------------


def test_a_frozen_version_never_changes_and_its_hash_is_that_of_its_text(version, member):
    frozen = actions.freeze_version(version, by=member)
    assert frozen.sha256 == canonical.hash_of(frozen.canonical)
    assert frozen.canonical == canonical.text_of(frozen, frozen.paragraphs.all())
    paragraph = version.paragraphs.last()
    for attempt in (
        lambda: actions.add_paragraph(version, by=member, content="x"),
        lambda: actions.save_paragraph(paragraph, by=member, revision=1, content="x"),
        lambda: actions.remove_paragraph(paragraph, by=member, revision=1),
        lambda: actions.move_paragraph(paragraph, by=member, after=""),
    ):
        with pytest.raises(actions.Closed):
            attempt()
    assert canonical.text_of(frozen, version.paragraphs.all()) == frozen.canonical
    assert last_event(version).data["sha256"] == frozen.sha256


def test_to_freeze_twice_freezes_once_and_an_empty_version_is_not_frozen(version, secretary):
    once, twice = actions.freeze_version(version, by=secretary), actions.freeze_version(version, by=secretary)
    assert once.frozen_at == twice.frozen_at
    empty = actions.open_text(by=secretary, kind="plan", title="Empty").versions.get()
    with pytest.raises(Refused, match="nothing to freeze"):
        actions.freeze_version(empty, by=secretary)


def test_every_letter_counts_in_the_hash(version):
    paragraphs = list(version.paragraphs.all())
    before = canonical.hash_of(canonical.text_of(version, paragraphs))
    paragraphs[1].content += " "
    assert canonical.hash_of(canonical.text_of(version, paragraphs)) != before


def test_the_next_version_has_the_same_paragraphs_under_the_same_keys(text, version, member):
    with pytest.raises(Refused, match="freeze it before"):
        actions.open_next_version(text, by=member)
    actions.freeze_version(version, by=member)
    later = actions.open_next_version(text, by=member, note="After comments")
    assert (later.number, later.note) == (2, "After comments")
    pairs = [list(one.paragraphs.values_list("key", "content", "kind", "level")) for one in (version, later)]
    assert pairs[0] == pairs[1]
    actions.save_paragraph(later.paragraphs.last(), by=member, revision=1, content="Other words")
    assert words(version)[-1] == "We go on."


# --- what becomes of it -------------------------------------------------------------------------------


def walk(text, version, secretary, *steps):
    actions.freeze_version(version, by=secretary)
    for step in steps:
        step(text, by=secretary)


def test_only_a_frozen_text_is_sent_to_clearance_and_then_it_is_not_written_on(text, version, secretary):
    with pytest.raises(Refused, match="Freeze the version"):
        actions.send_to_clearance(text, by=secretary)
    walk(text, version, secretary, actions.send_to_clearance)
    with pytest.raises(actions.Closed):
        actions.open_next_version(text, by=secretary)
    actions.return_to_drafting(text, by=secretary)
    assert actions.open_next_version(text, by=secretary).number == 2


def test_an_adopted_text_becomes_a_document_of_the_library(text, version, secretary):
    walk(text, version, secretary, actions.send_to_clearance, actions.adopt_text)
    actions.publish_text(text, by=secretary, symbol="", languages=["ar", "en"])
    work = text.work
    assert (text.state, work.kind, work.title) == (TextState.PUBLISHED, "statement", "A statement of ours")
    assert sorted(work.expressions.values_list("language", flat=True)) == ["ar", "en"]
    version.refresh_from_db()
    assert version.sha256 in work.source


def test_what_is_not_adopted_is_not_published_and_leaves_no_document(text, secretary):
    from ungis.documents.models import Work

    before = Work.objects.count()
    with pytest.raises(NotAMove):
        actions.publish_text(text, by=secretary)
    assert Work.objects.count() == before


def test_a_symbol_that_is_taken_keeps_a_text_from_being_published(text, version, secretary):
    walk(text, version, secretary, actions.send_to_clearance, actions.adopt_text)
    with pytest.raises(Refused, match="bears the symbol"):
        actions.publish_text(text, by=secretary, symbol="A/RES/70/125")
    text.refresh_from_db()
    assert text.state == TextState.ADOPTED


def test_a_text_is_abandoned_with_a_reason_and_taken_up_again(text, version, secretary):
    with pytest.raises(Refused, match="Say why"):
        actions.abandon_text(text, by=secretary, reason=" ")
    actions.abandon_text(text, by=secretary, reason="The forum was put off")
    with pytest.raises(actions.Closed):
        actions.add_paragraph(version, by=secretary, content="x")
    actions.take_up_text(text, by=secretary, reason="It meets after all")
    assert [event.data["reason"] for event in Event.objects.of(text).filter(data__has_key="reason")] == [
        "The forum was put off", "It meets after all",
    ]  # fmt: skip


def test_clearance_is_carried_by_the_secretariat_and_the_chair_alone(
    text, version, secretary, member, vice_chair, chair
):
    actions.freeze_version(version, by=secretary)
    for person in (member, vice_chair):
        with pytest.raises(PermissionDenied):
            actions.send_to_clearance(text, by=person)
    assert actions.send_to_clearance(text, by=chair).state == TextState.CLEARING
    for verb in (actions.return_to_drafting, actions.adopt_text):
        with pytest.raises(PermissionDenied):
            verb(text, by=member)
    assert actions.adopt_text(text, by=CLERK).state == TextState.ADOPTED
    with pytest.raises(PermissionDenied):
        actions.publish_text(text, by=chair)
    assert Version.objects.filter(text=text).count() == 1


# --- at the same time -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_who_save_one_paragraph_at_once_each_save_it_or_see_the_one_who_did(kept_database):
    from threading import Barrier, Thread

    from django.db import connection

    text = actions.open_text(by=CLERK, kind="plan", title="At once", parts=THREE)
    paragraph = text.versions.get().paragraphs.last()
    start, outcomes = Barrier(20), []

    def save(number):
        start.wait()
        try:
            outcomes.append(actions.save_paragraph(paragraph, by=CLERK, revision=1, content=f"Words {number}").content)
        except actions.ChangedMeanwhile as conflict:
            outcomes.append(conflict)
        finally:
            connection.close()

    people = [Thread(target=save, args=(number,)) for number in range(20)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    saved = [outcome for outcome in outcomes if isinstance(outcome, str)]
    conflicts = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    assert (len(saved), len(conflicts)) == (1, 19)
    assert {conflict.now.content for conflict in conflicts} == set(saved)
    paragraph.refresh_from_db()
    assert (paragraph.content, paragraph.revision) == (saved[0], 2)
