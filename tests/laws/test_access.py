"""Every address, role and method is tried against the table."""

import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.laws.access_table import ALL, ALLAUTH_OPEN, TABLE
from ungis.core.plan import doors
from ungis.core.standing import CLERK

pytestmark = pytest.mark.django_db
LOGIN = "/en/account/login/"


@pytest.fixture
def samples(db, settings, tmp_path, secretary, member, stakeholder):
    """One of each thing that an address of the table names."""
    from datetime import date

    from ungis.core import clock
    from ungis.documents import actions as library
    from ungis.documents.models import Work
    from ungis.mail.models import Message
    from ungis.mandates.models import Answer, Paragraph
    from ungis.mandates.reading import read
    from ungis.mandates.reading_actions import begin_reading
    from ungis.mandates.renewal_actions import Line, confirm_succession
    from ungis.mappings.framework_actions import offer_framework
    from ungis.mappings.models import Facilitator
    from ungis.meetings.models import Sitting
    from ungis.organizations.models import Invitation, MailDomain, Organization, Seat
    from ungis.people.actions import hash_of, make_sign_in_link
    from ungis.reports.actions import draft_paper, issue_paper
    from ungis.reports.models import CouncilSession

    settings.DEBUG = True  # the one-time links of the cast exist only so
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "images" / "picture.png").write_bytes(b"\x89PNG")
    work = Work.objects.get(slug="a-res-70-125")
    file = library.attach_file(work, by=CLERK, language="en", name="text.txt", content=b"text")
    offered = offer_framework(by=secretary, name="f.csv", content=b"code,title\n1,One", slug="f", title="F")
    session = CouncilSession.objects.get(number=43)
    choices = {"since": date(2025, 2, 15), "as_of": date(2025, 8, 8)}
    draft = draft_paper(session, by=secretary, number=90, **choices)
    issued = issue_paper(draft_paper(session, by=secretary, number=91, **choices), by=secretary)
    fao = Organization.objects.get(acronym="FAO")
    invitation = Invitation.objects.create(
        organization=fao, email="new@fao.example", role="reviewer", token_hash=hash_of("token"), invited_by=member,
        invited_at=clock.now(), expires_at=clock.now().replace(year=2999),
    )  # fmt: skip
    message = Message.objects.create(
        key="k", to="a@b.example", subject="s", body="b", state="failed", due_at=clock.now()
    )
    later = Paragraph.objects.get(work__slug="e-res-2024-13", anchor="24")
    earlier = Paragraph.objects.get(work__slug="e-res-2023-3", anchor="22")
    (succession,) = confirm_succession(earlier.work, later.work, [Line("changed", (earlier,), (later,))], by=secretary)
    return {
        "succession": succession.pk,
        "image": "images/picture.png",
        "work": work.pk,
        "file": file.get_absolute_url().removeprefix("/en/documents/"),
        "answer": Answer.objects.get(paragraph__work__slug="a-res-80-173", paragraph__anchor="67").pk,
        "facilitator": Facilitator.objects.get(concept__framework__slug="wsis", concept__code="C9").pk,
        "framework_import": offered.pk,
        "brought": _brought(secretary),
        **_text_and_word(secretary, member, fao),
        **_claim_and_comment(member),
        **_rounds(secretary, fao, member),
        "sitting": Sitting.objects.filter(meeting__slug="22").first().pk,
        "seat": Seat.objects.get(user=member).pk,
        "domain": MailDomain.objects.filter(organization=fao).first().pk,
        "invitation": invitation.pk,
        "token": "token",
        "link": make_sign_in_link(stakeholder, by=CLERK),
        "person": stakeholder.pk,
        "message": message.pk,
        "draft": draft.slug,
        "issued": issued.slug,
        **_entry(member, fao),
        "reading": begin_reading(work, read(["1. Requests so."]), by=CLERK, source="a text").pk,
    }


def _entry(user, organization):
    """A draft that the focal point of FAO keeps, and an activity of FAO in the register."""
    from ungis.stocktaking.actions import begin_activity
    from ungis.stocktaking.content import Given
    from ungis.stocktaking.models import Activity

    entry = begin_activity(by=user, given=Given(title="An entry", organizations=[(organization, "carries-out")]))
    published = Activity.objects.registered().filter(organizations=organization, participations__role="carries-out")
    return {"entry": entry.number, "fao_activity": published.first().number, "intake": _file(user), **_pair()}


def _file(user):
    """A file with activities that the focal point of FAO brought and has not confirmed."""
    from ungis.stocktaking.brought import Brought, Reading
    from ungis.stocktaking.content import Given
    from ungis.stocktaking.intake_actions import offer_intake

    return offer_intake(
        Reading("csv", [Brought(2, given=Given(title="A line of a file"))]),
        by=user,
        name="activities.csv",
        sha256="0" * 64,
    ).pk


def _pair():
    """Two entries that look alike, and two that were merged."""
    from ungis.core.standing import CLERK
    from ungis.stocktaking.models import Activity, Pair
    from ungis.stocktaking.pair_actions import FoundPair, find_pairs, merge_activities

    one, other, kept, dropped = Activity.objects.registered().order_by("-number")[:4]
    left, right = sorted((one.pk, other.pk))
    find_pairs([FoundPair(left, right, 0.9, "duplicate", [])], by=CLERK)
    return {"pair": Pair.objects.get().pk, "merge": merge_activities(kept, dropped, by=CLERK).pk}


def _claim_and_comment(user):
    """A claim on the line that FAO facilitates, and what its focal point says of it."""
    from ungis.mappings.actions import write_comment
    from ungis.mappings.models import Claim

    claim = Claim.objects.filter(edition__matrix__slug="wsis-gdc", row__slug="c7-eagriculture").first()
    comment = write_comment(claim.edition, claim.row, claim.column, by=user, text="Is that so?")
    return {"claim": claim.pk, "comment": comment.pk}


def _proposal(text, user, organization):
    """What FAO proposes to the version that is being written."""
    from ungis.drafting import amendment_actions as amending
    from ungis.drafting.models import Version

    version = Version.objects.get(text__slug=text, number=2)
    key = version.paragraphs.get().key
    made = amending.prepare_amendment(version, by=user, organization=organization, kind="delete", key=key)
    return amending.send_amendment(made, by=user).pk


def _text(user, lead):
    """A joint text with a frozen version and one that is being written."""
    from ungis.drafting import actions
    from ungis.drafting.parts import Part

    text = actions.open_text(
        by=user, kind="statement", title="A text to enter", lead=lead, visibility="public", parts=[Part("We meet.")]
    )
    actions.freeze_version(text.versions.get(), by=user)
    actions.open_next_version(text, by=user)
    return text.slug


def _text_and_word(user, member, lead):
    """The joint text, and a Word file that FAO brought back to it."""
    from ungis.drafting import word_actions
    from ungis.drafting.models import Version

    slug = _text(user, lead)
    version = Version.objects.get(text__slug=slug, number=2)
    findings = {"operations": [], "remarks": [], "unhandled": [], "is_clean": True}
    brought = word_actions.Brought("text.docx", "", findings)
    file = word_actions.bring_word_file(version, by=member, organization=lead, brought=brought)
    return {"text": slug, "word": file.pk, "proposal": _proposal(slug, member, lead)}


def _rounds(user, organization, speaker):
    """A public round with a position, and one that takes up another whose silence was broken."""
    from datetime import timedelta

    from ungis.clearance.actions import open_round
    from ungis.clearance.models import Holiday, Round
    from ungis.clearance.position_actions import send_position
    from ungis.drafting import actions
    from ungis.drafting.parts import Part

    rounds = []
    for title in ("A text to clear", "A text to clear again"):
        text = actions.open_text(by=user, kind="statement", title=title, visibility="public", parts=[Part("We meet.")])
        version = actions.freeze_version(text.versions.get(), by=user)
        rounds.append(open_round(version, by=user, question="Agreed?", visibility="public"))
    first, again = rounds
    Round.objects.filter(pk=again.pk).update(previous=first, opened_at=again.opened_at + timedelta(seconds=1))
    position = send_position(first, organization, by=speaker, stance="no-objection")
    holiday = Holiday.objects.filter(station__slug="geneva").latest("on")
    return {"round": first.slug, "again": again.slug, "position": position.pk, "holiday": holiday.pk}


def _brought(user):
    """A workbook that would change one claim, waiting to be confirmed."""
    from ungis.mappings.claim_table import ClaimTable
    from ungis.mappings.import_actions import offer_import
    from ungis.mappings.models import Edition
    from ungis.mappings.workbook_reading import read_claims

    edition = Edition.objects.get(matrix__slug="wsis-gdc", slug="draft")
    table = ClaimTable(edition)
    first = {column: "" if value is None else str(value) for column, value in next(table.told()).items()}
    lines = [first.keys(), {**first, "rationale": "Other words"}.values()]
    content = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    return offer_import(edition, read_claims(content, table, by=user), by=user, name="claims.csv", sha256="").pk


def ask(client, method, address):
    """Ask once and undo whatever it did."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        for closer in answer._resource_closers:  # the files alone: close() would end the database connection too
            closer()
        transaction.set_rollback(True)
    return answer


def refused(answer, role):
    """How a role that may not enter is told: visitors are sent to sign in, others are refused."""
    if role == "visitor":
        return answer.status_code == 302 and answer["Location"].startswith(LOGIN)
    return answer.status_code in (403, 404)


def test_every_address_of_ours_stands_in_the_table():
    ours = {name for _address, name, _guard, _room in doors()} - {
        "gallery"
    }  # the gallery exists only where DEBUG is on
    assert ours - {row.name for row in TABLE} == set()


def test_every_door_of_ours_wears_a_guard():
    assert [name for _address, name, guard, _room in doors() if guard == "none"] == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_the_table_holds_for_each_role_and_method(role, request, samples, client_of):
    person = request.getfixturevalue(role)
    wrong = []
    for row in TABLE:
        address = row.address.format(**samples)
        cache.clear()  # so many addresses asked for in a minute would meet the limit of visitors
        for method, who in (("get", row.get), ("head", row.get), ("post", row.post)):
            client = client_of(person)  # a fresh one: signing out is among the doors
            answer = ask(client, method, address)
            told = f"{method} {row.name}: {answer.status_code}"
            if answer.status_code >= 500:
                wrong.append(told)
            elif who is None:
                if answer.status_code != 405 and not refused(answer, role):
                    wrong.append(f"{told}, the method should not be allowed")
            elif role in who and answer.status_code in (401, 403, 404, 405):
                # A step that the record is not in the state for may answer 404 to those who may take it.
                wrong.append(f"{told}, should be let in")
            elif role not in who and not refused(answer, role):
                wrong.append(f"{told}, should be refused")
        for method in ("put", "delete", "patch"):
            answer = ask(client_of(person), method, address)
            if answer.status_code != 405 and not refused(answer, role):
                wrong.append(f"{method} {row.name}: {answer.status_code}, the method should not be allowed")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["observer", "vice_chair", "chair", "other_member", "administrator"])
def test_people_who_do_not_keep_the_seats_of_an_organization_change_none(role, request, samples, client_of):
    from ungis.organizations.models import Invitation, Seat

    client = client_of(request.getfixturevalue(role))
    before = (Invitation.objects.count(), Seat.objects.filter(ends=None).count())
    attempts = {
        "/en/members/fao/people/invite/": {"email": "x@fao.example", "role": "focal-point"},
        "/en/members/fao/people/seat/": {
            "email": "priya.nair@ngo.example",
            "role": "focal-point",
            "begins": "2026-01-01",
        },
        f"/en/members/fao/people/seats/{samples['seat']}/end/": {"ends": "2026-01-01"},
        "/en/members/fao/people/domains/": {"domain": "evil.example"},
    }
    for address, typed in attempts.items():
        assert client.post(address, typed).status_code in (403, 404, 422), address
    assert (Invitation.objects.count(), Seat.objects.filter(ends=None).count()) == before


def allauth_doors(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from allauth_doors(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("allauth."):
            yield prefix + str(pattern.pattern), pattern.name


def test_of_the_doors_of_sign_in_only_the_known_ones_stand_open(client):
    for address, name in allauth_doors():
        plain = "/" + re.sub(r"<[^>]*>|\(\?P<[^>]*>[^)]*\)", "1", address).replace("^", "").replace("$", "").replace(
            "\\", ""
        )
        answer = client.get(plain)
        assert answer.status_code < 500, name
        if name not in ALLAUTH_OPEN:
            assert refused(answer, "visitor") or answer.status_code in (404, 405), f"{name} {answer.status_code}"


@pytest.mark.parametrize(
    "address", ["/cms/", "/cms/pages/", "/cms/users/", "/cms/login/", "/cms/password_reset/", "/cms/images/"]
)
@pytest.mark.parametrize("role", ["visitor", "stakeholder", "observer", "member", "chair"])
def test_the_editors_desk_is_shut_to_all_but_secretariat_and_administrator(address, role, request, client_of):
    assert refused(client_of(request.getfixturevalue(role)).get(address), role)


def hidden(kind, secretary):
    """Make one record that only the secretariat may see; return its addresses."""
    from datetime import date

    if kind == "paper":
        from ungis.reports.actions import draft_paper
        from ungis.reports.models import CouncilSession

        session = CouncilSession.objects.get(number=43)
        slug = draft_paper(session, by=secretary, number=92, since=date(2025, 2, 15), as_of=date(2025, 8, 8)).slug
        return [f"/en/reports/{slug}/{part}" for part in ("", "word/", "pdf/", "since-then/")]
    if kind == "document":
        from ungis.documents import actions
        from ungis.documents.models import Work

        work = Work.objects.get(slug="a-res-80-173")
        actions.set_visibility(work, by=secretary, visibility="secretariat")
        return ["/en/documents/a-res-80-173/", "/en/mandates/a-res-80-173/", "/en/mandates/a-res-80-173/67/"]
    from ungis.meetings.models import Meeting

    Meeting.objects.filter(slug="22").update(visibility="secretariat")
    return ["/en/meetings/22/", "/en/meetings/22.ics"]


@pytest.mark.parametrize("kind", ["paper", "document", "meeting"])
@pytest.mark.parametrize("role", ["visitor", "stakeholder", "observer", "member"])
def test_what_one_may_not_see_is_the_same_404_as_what_does_not_exist(kind, role, request, client_of, secretary):
    client = client_of(request.getfixturevalue(role))
    for address in hidden(kind, secretary):
        answer = client.get(address)
        nothing = client.get(re.sub(r"(43-92|a-res-80-173|22)", "999-nothing", address, count=1))
        assert (answer.status_code, nothing.status_code) == (404, 404), address
        assert masked(answer) == masked(nothing)


def masked(answer):
    """The body without what differs between any two addresses: the address itself and the token of forms."""
    text = re.sub(r"(43-92|a-res-80-173|999-nothing|(?<=meetings/)22\b)", "X", answer.content.decode())
    return re.sub(r'value="[A-Za-z0-9]{60,}"', "", text)


LISTS = [
    "/en/", "/en/meetings/", "/en/meetings.csv", "/en/meetings.ics", "/en/documents/", "/en/documents.csv",
    "/en/mandates/", "/en/mandates.json", "/en/members/unctad/", "/en/officers/", "/sitemap.xml", "/en/news/feed.atom",
]  # fmt: skip


def test_a_hidden_record_is_in_no_list_count_feed_calendar_or_export(client, secretary):
    hidden("meeting", secretary)
    hidden("document", secretary)
    for address in LISTS:
        page = client.get(address).content.decode()
        assert "/a-res-80-173/" not in page, address
        assert "/meetings/22/" not in page, address
