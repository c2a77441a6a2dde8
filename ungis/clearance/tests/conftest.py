"""Rounds for tests, made by the actions that people use, and a clock that moves as told."""

from datetime import UTC, datetime, timedelta

import pytest

from ungis.core import clock

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday, 12:00 in Geneva


class Clock:
    """The database's clock, stopped; it moves only when told to."""

    def __init__(self, moment):
        self.moment = moment

    def __call__(self):
        return self.moment

    def today(self):
        return self.moment.astimezone(clock.GENEVA).date()

    def set(self, moment):
        self.moment = moment

    def pass_(self, **parts):
        self.moment += timedelta(**parts)


@pytest.fixture
def now(monkeypatch):
    stopped = Clock(NOON)
    monkeypatch.setattr(clock, "now", stopped)
    monkeypatch.setattr(clock, "today", stopped.today)
    return stopped


def frozen_version(title="Joint statement on digital cooperation", content="1. We will work together.\n"):
    """A text with one frozen version, as drafting leaves it."""
    import hashlib

    from ungis.drafting.models import Kind, Text, Version

    slug = f"text-{Text.objects.count() + 1}"
    text = Text.objects.create(
        slug=slug, kind=Kind.STATEMENT, title=title, visibility="group", opened_at=clock.now(), opened_by=None
    )
    return Version.objects.create(
        text=text,
        number=1,
        opened_at=clock.now(),
        frozen_at=clock.now(),
        canonical=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def next_version(text, content):
    import hashlib

    from ungis.drafting.models import Version

    return Version.objects.create(
        text=text,
        number=text.versions.count() + 1,
        opened_at=clock.now(),
        frozen_at=clock.now(),
        canonical=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


@pytest.fixture
def open_round(secretary):
    """Open a round on a new frozen version, by the secretariat unless said otherwise."""
    from ungis.clearance.actions import open_round

    def make(subject=None, *, by=secretary, question="Can your organization agree to this statement?", **more):
        return open_round(subject or frozen_version(), by=by, question=question, **more)

    return make


@pytest.fixture
def seated():
    """Seat a person for an organization through the actions of the registry; return the person."""
    from ungis.core.standing import CLERK
    from ungis.organizations.cast import SEATED_ON
    from ungis.organizations.models import MailDomain, Organization, SeatRole
    from ungis.organizations.seat_actions import add_mail_domain, seat
    from ungis.people.actions import create_person

    def make(acronym, role=SeatRole.FOCAL_POINT, name="", language=""):
        organization = Organization.objects.get(acronym=acronym)
        domain = f"{organization.slug}.example"
        if not MailDomain.objects.filter(organization=organization, domain=domain).exists():
            add_mail_domain(organization, by=CLERK, domain=domain)
        name = name or f"{role} of {acronym}"
        user = create_person(f"{role}.{organization.slug}@{domain}", by=CLERK, name=name)
        if language:
            user.language = language
            user.save(update_fields=["language"])
        seat(user, organization, role, SEATED_ON, by=CLERK)
        return user

    return make


@pytest.fixture
def organization():
    from ungis.organizations.models import Organization

    return lambda acronym: Organization.objects.get(acronym=acronym)


@pytest.fixture(autouse=True)
def _page_of_the_round(monkeypatch):
    """Until the pages of the room stand, their addresses are the ones they will have."""
    from django.urls import NoReverseMatch, reverse
    from django.utils.translation import get_language

    from ungis.clearance.models import Round

    try:
        reverse("round", args=["x"])
    except NoReverseMatch:
        monkeypatch.setattr(Round, "get_absolute_url", lambda one: f"/{get_language()}/clearance/{one.slug}/")
