import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.organizations import actions
from ungis.organizations.models import Membership, Organization, Term
from ungis.organizations.officers import bureau_on, label_has_passed

pytestmark = pytest.mark.django_db
DAY = PartialDate.parse


@pytest.fixture
def newcomer(secretary):
    return actions.register_organization("UNRISD", by=secretary, names={"en": "Research Institute"}, source="letter")


def held(organization, day):
    return set(organization.memberships.on(DAY(day).day).values_list("capacity", flat=True))


def test_an_organization_holds_no_membership_before_it_is_admitted(newcomer):
    assert held(newcomer, "2026-01-01") == set()


def test_a_membership_holds_from_its_first_day_and_not_on_the_day_it_ends(newcomer, secretary):
    membership = actions.admit(newcomer, by=secretary, capacity="member", begins=DAY("2026-02-01"), source="letter")
    actions.end_membership(membership, by=secretary, ends=DAY("2026-03-01"), reason="left")
    assert [held(newcomer, day) for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01")] == [
        set(), {"member"}, {"member"}, set(),
    ]  # fmt: skip


def test_an_observer_that_becomes_a_member_keeps_its_time_as_observer(secretary):
    unu = Organization.objects.get(acronym="UNU")
    actions.admit(unu, by=secretary, capacity="member", begins=DAY("2026-02-01"), source="letter")
    assert held(unu, "2026-01-31") == {"observer"}
    assert held(unu, "2026-02-01") == {"member"}


def test_an_organization_is_not_admitted_twice_in_one_capacity(secretary):
    with pytest.raises(Refused, match="already a member"):
        actions.admit(
            Organization.objects.get(acronym="ITU"), by=secretary, capacity="member", begins=DAY("2026-02-01")
        )


def test_an_organization_has_one_open_membership_at_a_time(newcomer, secretary):
    actions.admit(newcomer, by=secretary, capacity="member", begins=DAY("2026-02-01"), source="letter")
    for capacity in ("member", "observer"):
        with pytest.raises(Refused, match="cannot end before"):
            actions.admit(newcomer, by=secretary, capacity=capacity, begins=DAY("2025-01-01"), source="letter")
    assert newcomer.memberships.filter(ends=None).count() == 1


@pytest.mark.parametrize(("acronym", "slug"), [("漢字", "organization"), ("F.A.O", "fao-2"), ("New", "new-2")])
def test_every_acronym_gives_an_address_of_its_own(secretary, client, acronym, slug):
    made = actions.register_organization(acronym, by=secretary, names={"en": "Name"}, source="letter")
    assert made.slug == slug
    assert client.get(made.get_absolute_url()).status_code == 200


def test_a_membership_cannot_end_before_it_began(newcomer, secretary):
    membership = actions.admit(newcomer, by=secretary, capacity="member", begins=DAY("2026-02-01"))
    with pytest.raises(Refused, match="cannot end before"):
        actions.end_membership(membership, by=secretary, ends=DAY("2025-12-01"))
    membership.refresh_from_db()
    assert membership.ends is None


def test_a_new_name_leaves_the_former_one_its_time_and_finds_the_organization_under_both(secretary):
    organization = Organization.objects.get(acronym="UN Tourism")
    actions.rename(
        organization, by=secretary, on=DAY("2026-06-01"), language="en", name="World Travel Body", acronym="WTB"
    )
    former, present = organization.names.filter(language="en").order_by("pk")
    assert (str(former.ends), present.name) == ("2026-06-01", "World Travel Body")
    assert Organization.objects.called("UN Tourism") == Organization.objects.called("wtb") == organization
    assert organization.slug == "un-tourism"


def test_an_acronym_names_one_organization_only(secretary):
    with pytest.raises(Refused, match="already in the registry"):
        actions.register_organization("UNWTO", by=secretary, names={"en": "x"})  # an alias of UN Tourism
    with pytest.raises(Refused, match="already names"):
        actions.rename(
            Organization.objects.get(acronym="WHO"),
            by=secretary,
            on=DAY("2026-06-01"),
            language="en",
            name="x",
            acronym="ITU",
        )


def test_a_handover_ends_chair_and_vice_chairs_begins_new_ones_and_leaves_the_secretariat(secretary):
    fao, who, eca = (Organization.objects.get(acronym=acronym) for acronym in ("FAO", "WHO", "UN ECA"))
    actions.hand_over(
        by=secretary, on=DAY("2026-11-01"), label="2026-2027", chairs=[fao], vice_chairs=[(who, ""), (eca, "regional")]
    )
    before, after = bureau_on(DAY("2026-10-31").day), bureau_on(DAY("2026-11-01").day)
    assert [term.organization.acronym for term in before.chairs] == ["UNCTAD"]
    assert [term.organization.acronym for term in after.chairs] == ["FAO"]
    assert [(term.organization.acronym, term.on_behalf_of) for term in after.vice_chairs] == [
        ("WHO", ""),
        ("UN ECA", "regional"),
    ]
    assert [term.organization.acronym for term in after.secretariat] == ["ITU"]


def test_the_new_chair_can_act_after_the_handover_and_the_old_one_cannot(secretary, chair, member):
    fao = Organization.objects.get(acronym="FAO")
    actions.hand_over(by=secretary, on=DAY("2026-11-01"), label="2026-2027", chairs=[fao], vice_chairs=[])
    for person in (chair, member):
        person.__dict__.pop("_standing", None)
    assert member.standing.offices == {"chair"}
    assert chair.standing.offices == frozenset()


def test_a_handover_that_names_one_organization_twice_is_refused(secretary):
    fao = Organization.objects.get(acronym="FAO")
    with pytest.raises(Refused, match="twice"):
        actions.hand_over(by=secretary, on=DAY("2026-11-01"), label="x", chairs=[fao], vice_chairs=[(fao, "")])


@pytest.mark.parametrize(
    "person", ["member", "observer", "chair", "vice_chair", "stakeholder", "visitor", "administrator"]
)
def test_nobody_but_the_secretariat_keeps_the_registry(person, request):
    by = request.getfixturevalue(person)
    itu = Organization.objects.get(acronym="ITU")
    attempts = [
        lambda: actions.register_organization("X", by=by, names={"en": "x"}),
        lambda: actions.add_alias(itu, by=by, text="x"),
        lambda: actions.admit(itu, by=by, capacity="observer", begins=None),
        lambda: actions.end_membership(itu.memberships.get(), by=by, ends=DAY("2026-01-01")),
        lambda: actions.rename(itu, by=by, on=DAY("2026-01-01"), language="en", name="x"),
        lambda: actions.begin_term("chair", by=by, organization=itu, begins=None),
        lambda: actions.hand_over(by=by, on=DAY("2026-01-01"), label="x", chairs=[itu], vice_chairs=[]),
        lambda: actions.note_stated_count(by=by, on=None, number=1, wording="x"),
        lambda: actions.name_constituency("x", by=by, organizations=[]),
    ]
    events = Event.objects.count()
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert Event.objects.count() == events


def test_each_change_leaves_one_event_that_names_the_actor(newcomer, secretary):
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.actor_id, event.subject_id) == (
        "organizations.organization_registered", str(secretary.pk), str(newcomer.pk),
    )  # fmt: skip


def test_the_record_holds_31_members_and_17_observers_on_8_august_2025():
    capacities = list(Membership.objects.on(DAY("2025-08-08").day).values_list("capacity", flat=True))
    assert (capacities.count("member"), capacities.count("observer")) == (31, 17)


@pytest.mark.parametrize(
    ("day", "chairs", "vice_chairs"),
    [
        ("2006-12-01", {"ITU"}, {"UNESCO", "UNDP", "WHO"}),
        ("2008-12-01", {None}, {None}),
        ("2012-12-01", {"UNCTAD"}, {"ITU", "UNESCO", "UNDP", "UN DESA"}),
        ("2023-10-11", {"ITU", "UNDP"}, {"UNESCO", "UNCTAD", "UN ESCAP"}),
        ("2025-08-08", {"UNCTAD"}, {"ITU", "UNESCO", "UNDP", "UN ESCWA"}),
    ],
)
def test_who_chaired_on_a_day_is_one_question(day, chairs, vice_chairs, django_assert_num_queries):
    with django_assert_num_queries(1):
        bureau = bureau_on(DAY(day).day)
    named = [
        {term.organization and term.organization.acronym for term in terms}
        for terms in (bureau.chairs, bureau.vice_chairs)
    ]
    assert named == [chairs, vice_chairs]


def test_a_term_whose_label_has_passed_without_a_handover_is_told(django_assert_num_queries):
    term = Term.objects.get(label="2025-2026", office="chair")
    assert not label_has_passed(term, DAY("2026-07-31").day)
    assert label_has_passed(term, DAY("2026-08-01").day)


@given(st.dates(), st.sampled_from(["day", "month", "year"]))
def test_a_partial_date_reads_back_as_it_is_written(day, precision):
    written = str(PartialDate(day, precision))
    if day.year >= 1000:
        assert str(PartialDate.parse(written)) == written
