"""Invitations and seats: who may bring whom where."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from ungis.core import clock
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK, standing_of
from ungis.mail.models import Message
from ungis.organizations import seat_actions
from ungis.organizations.cast import seat_cast
from ungis.organizations.models import Invitation, Organization, Seat, SeatRole
from ungis.people.actions import create_person, register_person
from ungis.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery 9"


@pytest.fixture
def fao(db):
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def itu(db):
    return Organization.objects.get(acronym="ITU")


@pytest.fixture
def who(db):
    return Organization.objects.get(acronym="WHO")


def today():
    return PartialDate(clock.today())


def link_sent_to(address):
    body = Message.objects.filter(to=address).order_by("-pk")[0].body
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", body)[1]


def token_sent_to(address):
    return link_sent_to(address).rstrip("/").rpartition("/")[2]


# --- who may invite ------------------------------------------------------------------------


def test_a_focal_point_invites_for_their_own_organization_only(member, fao, who):
    invitation = seat_actions.invite(fao, by=member, email="New.Colleague@FAO.example", role="alternate")
    assert invitation.email == "new.colleague@fao.example"
    with pytest.raises(PermissionDenied):
        seat_actions.invite(who, by=member, email="x@who.example", role="alternate")


def test_the_secretariat_invites_for_any_organization(secretary, fao, who):
    for organization in (fao, who):
        domain = organization.mail_domains.get().domain
        assert seat_actions.invite(organization, by=secretary, email=f"x@{domain}", role="focal-point")


def test_others_do_not_invite(chair, observer, stakeholder, administrator, fao):
    for by in (chair, observer, stakeholder, administrator):
        with pytest.raises(PermissionDenied):
            seat_actions.invite(fao, by=by, email="x@fao.example", role="alternate")


def test_a_reviewer_prepares_and_does_not_invite(secretary, fao):
    reviewer = create_person("reviewer@fao.example", by=CLERK, name="Reviewer")
    seat_actions.seat(reviewer, fao, "reviewer", today(), by=secretary)
    with pytest.raises(PermissionDenied):
        seat_actions.invite(fao, by=User.objects.get(pk=reviewer.pk), email="x@fao.example", role="alternate")


@pytest.mark.parametrize(
    "email", ["x@gmail.com", "x@notfao.example", "x@fao.example.evil.example", "x@example", "x@fао.example"]
)
def test_the_address_must_be_within_the_mail_domains(secretary, fao, email):
    with pytest.raises(Refused):
        seat_actions.invite(fao, by=secretary, email=email, role="alternate")


def test_an_address_below_the_domain_is_within_it(member, fao):
    assert seat_actions.invite(fao, by=member, email="x@regional.fao.example", role="alternate")


def test_officers_come_from_the_secretariat_to_the_organization_that_provides_it(secretary, member, fao, itu):
    assert seat_actions.invite(itu, by=secretary, email="second@itu.example", role="officer")
    with pytest.raises(Refused):
        seat_actions.invite(fao, by=secretary, email="x@fao.example", role="officer")
    with pytest.raises(PermissionDenied):
        seat_actions.invite(fao, by=member, email="x@fao.example", role="officer")


def test_a_focal_point_of_the_secretariats_organization_makes_no_officer(itu):
    focal = create_person("focal@itu.example", by=CLERK, name="Focal")
    seat_actions.seat(focal, itu, "focal-point", today(), by=CLERK)
    with pytest.raises(PermissionDenied):
        seat_actions.invite(itu, by=focal, email="x@itu.example", role="officer")


def test_nobody_invites_or_seats_themselves(secretary, itu):
    with pytest.raises(Refused):
        seat_actions.invite(itu, by=secretary, email=secretary.email, role="focal-point")
    with pytest.raises(Refused):
        seat_actions.seat(secretary, itu, "principal", today(), by=secretary)


def test_an_organization_that_does_not_take_part_has_no_seats(secretary):
    outsider = Organization.objects.filter(memberships=None).first() or Organization.objects.create(
        slug="outsider", acronym="OUTSIDER"
    )
    seat_actions.add_mail_domain(outsider, by=secretary, domain="outsider.example")
    with pytest.raises(Refused):
        seat_actions.invite(outsider, by=secretary, email="x@outsider.example", role="focal-point")


def test_a_role_that_is_none_is_refused(secretary, fao):
    with pytest.raises(Refused):
        seat_actions.invite(fao, by=secretary, email="x@fao.example", role="superuser")


def test_only_the_hash_of_the_token_is_kept_and_no_address_in_the_chain(member, fao):
    invitation = seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    assert token_sent_to("new@fao.example") not in str(list(Invitation.objects.values()))
    event = Event.objects.of(invitation).get()
    assert "new@fao.example" not in str(event.data)


# --- accepting -----------------------------------------------------------------------------


def test_a_new_person_accepts_and_sits(client, member, fao):
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    link = link_sent_to("new@fao.example")
    assert "as alternate" in client.get(link).content.decode()
    assert not Seat.objects.filter(user__email="new@fao.example").exists(), "reading does not act"
    response = client.post(link, {"name": "New Colleague", "password": PASSWORD})
    assert response.url == "/en/account/"
    user = User.objects.get(email="new@fao.example")
    assert EmailAddress.objects.get(user=user).verified, "without it no second factor could be added"
    assert standing_of(user).reach == "members"
    assert "New Colleague" in client.get("/en/account/").content.decode()
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"name": "Again"}).status_code == 404


def test_a_password_is_optional_but_not_weak(client, member, fao):
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    link = link_sent_to("new@fao.example")
    assert client.post(link, {"name": "N", "password": "short"}).status_code == 422
    assert client.post(link, {"name": "N"}).status_code == 302
    assert not User.objects.get(email="new@fao.example").has_usable_password()


def test_a_person_with_an_account_signs_in_first(client_of, client, member, stakeholder, fao):
    colleague = create_person("known@fao.example", by=CLERK, name="Known", password=PASSWORD)
    seat_actions.invite(fao, by=member, email="known@fao.example", role="alternate")
    link = link_sent_to("known@fao.example")
    assert f"/en/account/login/?next={link}" in client.get(link).content.decode()
    assert client.post(link, {"name": "Thief", "password": PASSWORD}).status_code == 422
    assert client_of(stakeholder).post(link).status_code == 422
    assert client_of(colleague).post(link).status_code == 302
    assert Seat.objects.get(user=colleague).role == SeatRole.ALTERNATE


def test_an_account_registered_with_the_address_but_never_verified_is_taken_over(client, member, fao):
    squatter = User.objects.create_user("new@fao.example", PASSWORD, name="Squatter")
    register_person(squatter, by=squatter, name="Squatter")
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    client.post(link_sent_to("new@fao.example"), {"name": "Rightful Owner"})
    squatter.refresh_from_db()
    assert squatter.name == "Rightful Owner"
    assert not squatter.has_usable_password()


def test_inviting_says_nothing_about_accounts(client_of, member, fao):
    create_person("known@fao.example", by=CLERK, name="Known")
    client, answers = client_of(member), []
    for email in ("known@fao.example", "unknown@fao.example"):
        sent = {"invite-email": email, "invite-role": "alternate"}
        page = client.post(reverse("invitation_send", args=["fao"]), sent, follow=True)
        main = page.content.decode().split("<main")[1]
        answers.append(
            (page.redirect_chain, re.search(r'role="status".*?</div>', main, re.DOTALL)[0].replace(email, "X"))
        )
    assert answers[0] == answers[1]
    one, two = (Message.objects.get(to=email) for email in ("known@fao.example", "unknown@fao.example"))
    assert one.subject == two.subject
    assert re.sub(r"/invitation/\S+", "", one.body) == re.sub(r"/invitation/\S+", "", two.body)


def test_an_invitation_ends_after_fourteen_days(member, fao):
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Refused):
        seat_actions.accept_invitation(token_sent_to("new@fao.example"), name="Late")
    assert not User.objects.filter(email="new@fao.example").exists()


def test_a_withdrawn_invitation_is_void(member, secretary, other_member, fao):
    invitation = seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    with pytest.raises(PermissionDenied):
        seat_actions.withdraw_invitation(invitation, by=other_member)
    seat_actions.withdraw_invitation(invitation, by=secretary)
    with pytest.raises(Refused):
        seat_actions.accept_invitation(token_sent_to("new@fao.example"), name="N")
    with pytest.raises(Refused):
        seat_actions.withdraw_invitation(invitation, by=secretary)


def test_a_second_invitation_makes_the_first_void(member, fao):
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    first = token_sent_to("new@fao.example")
    seat_actions.invite(fao, by=member, email="new@fao.example", role="reviewer")
    with pytest.raises(Refused):
        seat_actions.accept_invitation(first, name="N")
    assert seat_actions.accept_invitation(token_sent_to("new@fao.example"), name="N").role == "reviewer"


def test_an_invitation_whose_ground_has_gone_is_refused(secretary, fao):
    seat_actions.invite(fao, by=secretary, email="new@fao.example", role="alternate")
    fao.memberships.update(ends=today())
    with pytest.raises(Refused):
        seat_actions.accept_invitation(token_sent_to("new@fao.example"), name="N")
    assert not User.objects.filter(email="new@fao.example").exists()


def test_password_reset_does_not_accept_an_invitation(client, member, fao):
    seat_actions.invite(fao, by=member, email="new@fao.example", role="alternate")
    token = token_sent_to("new@fao.example")
    client.post("/en/account/password/reset/", {"email": "new@fao.example"})
    for address in (f"/en/account/password/reset/key/1-{token}/", f"/en/account/link/{token}/"):
        client.post(address, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert not User.objects.filter(email="new@fao.example").exists()
    assert Invitation.objects.open(clock.now()).count() == 1


# --- seats ---------------------------------------------------------------------------------


def test_only_the_secretariat_seats_people(member, chair, administrator, secretary, fao):
    colleague = create_person("known@fao.example", by=CLERK, name="Known")
    for by in (member, chair, administrator):
        with pytest.raises(PermissionDenied):
            seat_actions.seat(colleague, fao, "alternate", today(), by=by)
    seat_actions.seat(colleague, fao, "alternate", today(), by=secretary)
    with pytest.raises(Refused):
        seat_actions.seat(colleague, fao, "alternate", today(), by=secretary)


def test_the_secretariat_seats_nobody_outside_the_mail_domains(stakeholder, secretary, fao):
    with pytest.raises(Refused):
        seat_actions.seat(stakeholder, fao, "focal-point", today(), by=secretary)


def test_a_seat_ends_and_its_rights_with_it(member, secretary, fao):
    seat_actions.unseat(Seat.objects.get(user=member), by=secretary, ends=today())
    assert standing_of(User.objects.get(pk=member.pk)).reach == "public"
    with pytest.raises(Refused):
        seat_actions.unseat(Seat.objects.get(user=member), by=secretary, ends=today())


def test_a_seat_that_ends_the_day_it_began_never_was(secretary, fao):
    colleague = create_person("known@fao.example", by=CLERK, name="Known")
    made = seat_actions.seat(colleague, fao, "alternate", today(), by=secretary)
    seat_actions.unseat(made, by=secretary, ends=today())
    assert not Seat.objects.filter(user=colleague).exists()
    assert Event.objects.get(action="organizations.seat_voided").data["role"] == "alternate"


def test_who_holds_an_office_does_not_leave_it_alone(secretary, chair, member):
    for person in (secretary, chair):
        with pytest.raises(Refused):
            seat_actions.unseat(Seat.objects.get(user=person), by=person, ends=today())
    seat_actions.unseat(Seat.objects.get(user=member), by=member, ends=today())
    seat_actions.unseat(Seat.objects.get(user=chair), by=secretary, ends=today())


def test_a_focal_point_ends_seats_of_their_own_organization_only(member, other_member, chair):
    for taken in (other_member, chair):
        with pytest.raises(PermissionDenied):
            seat_actions.unseat(Seat.objects.get(user=taken), by=member, ends=today())


@pytest.mark.parametrize("domain", ["gmail.com", "int", "no domain", "@", "fаo.example", "fao.example"])
def test_mail_domains_are_true_and_an_organizations_own(secretary, fao, domain):
    with pytest.raises(Refused):
        seat_actions.add_mail_domain(fao, by=secretary, domain=domain)


def test_only_the_secretariat_keeps_mail_domains(member, secretary, fao):
    with pytest.raises(PermissionDenied):
        seat_actions.add_mail_domain(fao, by=member, domain="other.example")
    with pytest.raises(PermissionDenied):
        seat_actions.remove_mail_domain(fao.mail_domains.get(), by=member)
    seat_actions.add_mail_domain(fao, by=secretary, domain="@FAO.int")
    assert seat_actions.invite(fao, by=secretary, email="x@fao.int", role="alternate")


def test_the_cast_is_entered_once():
    before = (User.objects.count(), Seat.objects.count(), Event.objects.count())
    people = seat_cast()
    assert (User.objects.count(), Seat.objects.count(), Event.objects.count()) == before
    reaches = {key: standing_of(person).reach for key, person in people.items()}
    assert reaches == {
        "secretary": "secretariat",
        "chair": "bureau",
        "vice_chair": "bureau",
        "member": "members",
        "other_member": "members",
        "observer": "group",
        "stakeholder": "public",
        "administrator": "secretariat",
    }


# --- pages ---------------------------------------------------------------------------------


def test_the_directory_is_for_the_group(client, client_of, observer, stakeholder, member):
    address = "/en/members/fao/people/"
    assert client.get(address).status_code == 302
    assert client_of(stakeholder).get(address).status_code == 403
    page = client_of(observer).get(address).content.decode()
    assert member.email in page
    assert "Invite a colleague" not in page
    assert client_of(member).get("/en/members/nowhere/people/").status_code == 404


def test_a_focal_point_keeps_the_people_of_their_organization(client_of, member):
    client = client_of(member)
    page = client.get("/en/members/fao/people/").content.decode()
    assert "Invite a colleague" in page
    assert "secretariat officer" not in page
    assert "Seat a person who has an account" not in page
    sent = {"invite-email": "new@fao.example", "invite-role": "alternate"}
    assert client.post("/en/members/fao/people/invite/", sent).url == "/en/members/fao/people/"
    assert "new@fao.example" in client.get("/en/members/fao/people/").content.decode()
    invitation = Invitation.objects.get()
    assert client.post(f"/en/members/fao/people/invitations/{invitation.pk}/withdraw/").status_code == 302


def test_what_is_refused_stays_in_the_form(client_of, member):
    sent = {"invite-email": "new@elsewhere.example", "invite-role": "alternate"}
    response = client_of(member).post("/en/members/fao/people/invite/", sent)
    assert response.status_code == 422
    assert "new@elsewhere.example" in response.content.decode()
    assert "fao.example" in response.content.decode()


def test_forged_forms_change_nothing(client_of, observer, member, other_member, chair, administrator):
    held = Seat.objects.get(user=member)
    sent = {"invite-email": "x@fao.example", "invite-role": "alternate", "ends": "2026-01-01", "is_superuser": "1"}
    seat_form = {"seat-email": observer.email, "seat-role": "officer", "seat-begins": "2026-01-01"}
    for who in (observer, other_member, chair, administrator):
        client = client_of(who)
        for door in ("invite/", f"seats/{held.pk}/end/", "seat/", "domains/"):
            filled = {**sent, **seat_form, "domain-domain": "evil.example"}
            assert client.post(f"/en/members/fao/people/{door}", filled).status_code in (403, 422)
    officer = {"invite-email": "x@fao.example", "invite-role": "officer"}
    assert client_of(member).post("/en/members/fao/people/invite/", officer).status_code == 403
    held.refresh_from_db()
    assert held.ends is None
    assert not Invitation.objects.exists()
    assert User.objects.filter(is_superuser=True).count() == 1


def test_invitations_of_others_do_not_exist(client_of, secretary, other_member, fao):
    invitation = seat_actions.invite(fao, by=secretary, email="x@fao.example", role="alternate")
    address = f"/en/members/fao/people/invitations/{invitation.pk}/withdraw/"
    assert client_of(other_member).post(address).status_code == 404


def test_the_secretariat_seats_unseats_and_keeps_domains_on_the_page(client_of, secretary):
    client = client_of(secretary)
    create_person("known@fao.example", by=CLERK, name="Known Person")
    filled = {"seat-email": "known@fao.example", "seat-role": "alternate", "seat-begins": "2026-01-01"}
    assert client.post("/en/members/fao/people/seat/", filled).status_code == 302
    held = Seat.objects.get(user__email="known@fao.example")
    assert client.post(f"/en/members/fao/people/seats/{held.pk}/end/", {"ends": "2026-02-30"}).status_code == 422
    assert client.post(f"/en/members/fao/people/seats/{held.pk}/end/", {"ends": "2026-03-01"}).status_code == 302
    assert "Known Person" in client.get("/en/members/fao/people/").content.decode()
    assert client.post("/en/members/fao/people/domains/", {"domain-domain": "gmail.com"}).status_code == 422
    assert client.post("/en/members/fao/people/domains/", {"domain-domain": "fao.int"}).status_code == 302
    domain = Organization.objects.get(acronym="FAO").mail_domains.get(domain="fao.int")
    assert client.post(f"/en/members/fao/people/domains/{domain.pk}/remove/").status_code == 302
    unknown = {**filled, "seat-email": "nobody@fao.example"}
    assert "Invite it instead" in client.post("/en/members/fao/people/seat/", unknown).content.decode()


def test_pages_cost_few_queries(client_of, observer, django_assert_max_num_queries):
    client = client_of(observer)
    with django_assert_max_num_queries(12):
        client.get("/en/members/fao/people/")


def test_what_a_person_may_do_is_read_in_one_query(secretary, member, observer, stakeholder, django_assert_num_queries):
    for person in (secretary, member, observer, stakeholder):
        with django_assert_num_queries(1):
            standing_of(person)
    assert standing_of(secretary).offices == {"secretariat"}
    assert [len(standing_of(person).speaks_for) for person in (member, observer, stakeholder)] == [1, 1, 0]
