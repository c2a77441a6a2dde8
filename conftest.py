"""The cast and the database of every test."""

import os

import pytest

os.environ["DEBUG"] = "1"
os.environ.pop("CACHE_URL", None)


def pytest_configure():
    """Tests that commit ask for `kept_database`; a flush would empty the record and meet the append-only trigger."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda self: None


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    from tests.database import prepare

    with django_db_blocker.unblock():
        prepare()
        yield
        from django.db import connections

        connections.close_all()


@pytest.fixture(autouse=True)
def _quiet_house(settings, tmp_path):
    """No mail leaves, no file stays, and no limit counts from test to test."""
    from django.core.cache import cache
    from django.utils import translation

    settings.LIBRARY_ROOT = tmp_path / "library"
    settings.SEARCH_INDEX = tmp_path / "index"  # none, unless a test asks for `search_index`
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    with translation.override("en"):  # a page asked for in another language leaves that language behind
        yield


@pytest.fixture(scope="session")
def _index_template(django_db_setup, django_db_blocker):
    """Built before any test has begun to change anything."""
    from tests.index import template

    with django_db_blocker.unblock():
        return template()


@pytest.fixture
def search_index(_index_template, _quiet_house, settings):
    """An index of the whole record, of this test alone; what the test does is followed as in a running house."""
    from tests.index import lay

    lay(_index_template, settings.SEARCH_INDEX)
    return settings.SEARCH_INDEX


def _person(key):
    @pytest.fixture
    def person(db):
        from ungis.organizations.cast import CAST
        from ungis.people.models import User

        return User.objects.get(email=CAST[key].email)

    return person


secretary = _person("secretary")
chair = _person("chair")
vice_chair = _person("vice_chair")
member = _person("member")
other_member = _person("other_member")
observer = _person("observer")
stakeholder = _person("stakeholder")
administrator = _person("administrator")


@pytest.fixture
def visitor():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def client_of():
    """A client signed in as a user; for None, an anonymous one."""
    from django.test import Client

    def client_of(user):
        client = Client()
        if user is not None and user.is_authenticated:
            client.force_login(user)
        return client

    return client_of


@pytest.fixture
def kept_database():
    """For tests that commit: afterwards the database is laid anew from its template."""
    yield
    from tests.database import prepare

    prepare()
