import json

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from ungis.core.acting import Refused
from ungis.core.events import verify
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.mail.models import Message
from ungis.mail.outbox import queue
from ungis.organizations.models import Invitation, Seat
from ungis.people import actions
from ungis.people.models import SignInLink, User, one_spelling

pytestmark = pytest.mark.django_db


def test_one_spelling_folds_look_alikes_and_refuses_other_alphabets():
    assert one_spelling("Anna@Example.ORG ") == "anna@example.org"
    assert one_spelling("ａｎｎａ@example.org") == "anna@example.org"
    for wrong in ("аnna@example.org", "anna@exámple.org", "ınfo@example.org"):
        with pytest.raises(ValidationError):
            one_spelling(wrong)


def test_a_created_person_has_a_verified_address_and_no_password():
    user = actions.create_person("New@Example.org", by=CLERK, name="New Person")
    assert user.email == "new@example.org"
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert not user.is_superuser


def test_nobody_but_the_system_creates_a_person(secretary, administrator):
    for by in (secretary, administrator):
        with pytest.raises(PermissionDenied):
            actions.create_person("x@example.org", by=by, name="X", is_superuser=True)


def test_a_person_changes_their_own_profile_only(member, stakeholder, administrator):
    actions.change_profile(member, by=member, name="Mei L.", language="fr", affiliation="FAO")
    member.refresh_from_db()
    assert (member.name, member.language) == ("Mei L.", "fr")
    assert Event.objects.of(member).get(action="people.profile_changed").data == {
        "fields": ["name", "language", "affiliation"]
    }
    for other in (stakeholder, administrator):
        with pytest.raises(PermissionDenied):
            actions.change_profile(member, by=other, name="Stolen")


def test_a_sign_in_link_works_once_and_only_where_debug_is_on(stakeholder, settings):
    settings.DEBUG = True
    token = actions.make_sign_in_link(stakeholder, by=CLERK)
    assert token not in str(SignInLink.objects.values())
    assert actions.use_sign_in_link(token) == stakeholder
    with pytest.raises(Refused):
        actions.use_sign_in_link(token)
    settings.DEBUG = False
    with pytest.raises(PermissionDenied):
        actions.make_sign_in_link(stakeholder, by=CLERK)


def test_a_sign_in_link_ends_after_a_day(stakeholder, settings):
    settings.DEBUG = True
    token = actions.make_sign_in_link(stakeholder, by=CLERK)
    link = SignInLink.objects.get()
    link.expires_at -= actions.LINK_LASTS
    link.save()
    with pytest.raises(Refused):
        actions.use_sign_in_link(token)
    assert actions.drop_links() == 1


def test_not_even_an_administrator_makes_a_sign_in_link_by_hand(administrator, stakeholder, settings):
    settings.DEBUG = True
    with pytest.raises(PermissionDenied):
        actions.make_sign_in_link(stakeholder, by=administrator)


def test_a_forgotten_person_leaves_a_number_and_an_unbroken_chain(member, client_of):
    address, held = member.email, Seat.objects.get(user=member)
    client = client_of(member)
    queue(key="k", to=address, subject="s", body="b")
    before = Event.objects.count()
    actions.forget_person(member, by=member)
    member.refresh_from_db()
    held.refresh_from_db()
    assert member.name == f"Person {member.pk}"
    assert address not in json.dumps(list(User.objects.values("email", "name", "affiliation")))
    assert held.ends is not None
    assert not EmailAddress.objects.filter(email=address).exists()
    assert not Message.objects.filter(to=address).exists()
    assert not Invitation.objects.filter(email=address).exists()
    assert client.get("/en/account/").status_code == 302, "the session is dead"
    told = list(Event.objects.order_by("id")[before:])
    assert [event.action for event in told] == ["organizations.seat_ended", "people.person_forgotten"]
    assert address not in json.dumps([event.data for event in told])
    assert list(verify()) == []


def test_only_oneself_or_an_administrator_closes_an_account(member, secretary, stakeholder, administrator):
    for by in (secretary, stakeholder):
        with pytest.raises(PermissionDenied):
            actions.forget_person(member, by=by)
    actions.forget_person(member, by=administrator)
    assert not User.objects.get(pk=member.pk).is_active


def test_the_last_administrator_stays(administrator):
    with pytest.raises(Refused):
        actions.forget_person(administrator, by=administrator)


def test_an_account_that_somebody_owns_cannot_be_claimed(member):
    with pytest.raises(Refused):
        actions.claim_person(member, by=CLERK, name="Thief")


def test_the_cast_is_printed_with_links_that_lead_to_the_port_asked_for(settings, capsys):
    settings.DEBUG = True
    call_command("cast", port=8123)
    said = capsys.readouterr().out
    assert "Anna Keller (secretariat officer, ITU)" in said
    assert said.count("http://127.0.0.1:8123/en/account/link/") == 8


def test_the_cast_is_refused_on_a_real_site(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="for development"):
        call_command("cast")


def test_only_oneself_makes_ones_password_void(member, stakeholder):
    member.set_password("a long pass phrase")
    with pytest.raises(PermissionDenied):
        actions.drop_password(member, by=stakeholder)
    actions.drop_password(member, by=member)
    member.refresh_from_db()
    assert not member.has_usable_password()
