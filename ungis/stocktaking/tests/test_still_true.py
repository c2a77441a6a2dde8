"""Whether an entry is still true: asked once a year, answered with one click, marked where nobody answers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core import clock
from ungis.mail.models import Message
from ungis.stocktaking import actions, still_true
from ungis.stocktaking.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(member):
    """An ongoing activity of FAO that was confirmed thirteen months ago; no other is due."""
    Activity.objects.update(held_true_at=clock.now())
    found = Activity.objects.registered().filter(organizations__acronym="FAO", status="ongoing").first()
    found.participations.filter(organization__acronym="FAO").update(role="carries-out")
    Activity.objects.filter(pk=found.pk).update(held_true_at=clock.now() - timedelta(days=400))
    return Activity.objects.get(pk=found.pk)


def test_its_people_are_asked_once_a_year(old, member):
    assert still_true.ask() == 1
    assert still_true.ask() == 0
    mails = Message.objects.filter(to=member.email, subject__contains="still true")
    assert mails.count() == 1
    assert old.get_absolute_url() in mails.get().body


def test_what_was_said_to_be_true_is_not_asked_again_within_the_year(old, member):
    actions.hold_true(old, by=member)
    assert still_true.ask() == 0


def test_what_nobody_confirms_is_shown_as_unconfirmed(old, client):
    assert not still_true.is_unconfirmed(old, clock.today())
    Activity.objects.filter(pk=old.pk).update(held_true_at=clock.now() - timedelta(days=430))
    assert "unconfirmed" in client.get(old.get_absolute_url()).content.decode()


def test_one_click_of_its_people_says_that_it_is_true(old, member, client_of):
    page = client_of(member).post(f"{old.get_absolute_url()}still-true/", follow=True)
    assert "noted as still true" in page.content.decode()
    old.refresh_from_db()
    assert old.held_true_by == member


def test_the_link_in_the_mail_alone_says_nothing(old, member, client_of):
    client_of(member).get(old.get_absolute_url())
    old.refresh_from_db()
    assert old.held_true_by is None


def test_only_the_secretariat_asks(old, chair):
    with pytest.raises(PermissionDenied):
        still_true.ask_whether_true(by=chair)


def test_what_is_completed_is_not_asked_about(old):
    Activity.objects.filter(pk=old.pk).update(status="completed")
    assert still_true.ask() == 0
