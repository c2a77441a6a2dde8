"""The chain of events: append-only, verifiable, unforked."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ungis.core import events
from ungis.core.acting import NotRecorded, action
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.organizations.models import Organization


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE core_event SET actor = 'x'", "DELETE FROM core_event"])
def test_the_database_itself_refuses_to_change_an_event(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_chain_of_the_whole_record_is_unbroken():
    assert Event.objects.count() > 500
    assert list(events.verify()) == []


def _tamper(statement, *values):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER event_no_update")
            cursor.execute("DROP TRIGGER event_no_delete")
        else:
            cursor.execute("ALTER TABLE core_event DISABLE TRIGGER event_append_only")
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_an_altered_row_is_found_at_its_number():
    victim = Event.objects.order_by("id")[7]
    _tamper("UPDATE core_event SET actor = 'somebody else' WHERE id = %s", victim.pk)
    event, reason = next(events.verify())
    assert (event.pk, reason) == (victim.pk, "was altered after it was written")


@pytest.mark.django_db
def test_a_row_taken_out_is_found_at_the_next():
    victim, following = Event.objects.order_by("id")[7:9]
    _tamper("DELETE FROM core_event WHERE id = %s", victim.pk)
    with pytest.raises(CommandError, match=f"event {following.pk} .* does not follow"):
        call_command("audit", "verify")


@pytest.mark.django_db
def test_an_action_that_leaves_no_event_is_undone():
    @action
    def forget_to_record(organization, *, by):
        """Change without a trace."""
        organization.headquarters = "Nowhere"
        organization.save()

    itu = Organization.objects.get(acronym="ITU")
    with pytest.raises(NotRecorded):
        forget_to_record(itu, by=CLERK)
    itu.refresh_from_db()
    assert itu.headquarters == "Geneva, Switzerland"
    from ungis.core.acting import ACTIONS

    ACTIONS.pop(f"{__name__}.forget_to_record")


@pytest.mark.django_db
def test_two_events_cannot_follow_the_same_one():
    last = Event.objects.order_by("-id").first()
    fork = Event(at=last.at, action="x", subject_type="x", subject_id="1", prev=last.prev, hash="f" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        fork.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_four_hundred_writes_from_eight_threads_lose_nothing_and_meet_no_lock_error(kept_database):
    from ungis.organizations import actions

    before = Event.objects.count()
    itu = Organization.objects.get(acronym="ITU")
    failures = []

    def write(thread):
        try:
            for turn in range(50):
                actions.add_alias(itu, by=CLERK, text=f"ITU {thread}-{turn}")
        except Exception as failure:
            failures.append(repr(failure))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Event.objects.count() == before + 400
    assert itu.aliases.filter(text__startswith="ITU ").count() == 400
    assert list(events.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_handovers_at_one_moment_the_second_is_refused(kept_database):
    from ungis.core.acting import Refused
    from ungis.core.periods import PartialDate
    from ungis.organizations import actions
    from ungis.organizations.models import Term

    answers, start = [], threading.Barrier(2)
    on = PartialDate.parse("2026-12-01")

    def hand_over(acronym):
        try:
            start.wait()
            chair = Organization.objects.get(acronym=acronym)
            actions.hand_over(by=CLERK, on=on, label="2026-2027", chairs=[chair], vice_chairs=[])
            answers.append("done")
        except Refused:
            answers.append("refused")
        except Exception as failure:
            answers.append(repr(failure))
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_over, args=(acronym,)) for acronym in ("FAO", "WHO")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "refused"]
    assert Term.objects.filter(office="chair", ends=None).count() == 1


@pytest.mark.django_db
def test_what_somebody_else_ended_meanwhile_is_not_ended_again():
    from ungis.core.acting import Refused
    from ungis.core.periods import PartialDate
    from ungis.organizations import actions
    from ungis.organizations.models import Membership

    mine = Membership.objects.filter(capacity="member", ends=None).first()
    theirs = Membership.objects.get(pk=mine.pk)
    actions.end_membership(theirs, by=CLERK, ends=PartialDate.parse("2026-12-01"))
    with pytest.raises(Refused):
        actions.end_membership(mine, by=CLERK, ends=PartialDate.parse("2027-01-01"))
    mine.refresh_from_db()
    assert str(mine.ends) == "2026-12-01"
