"""How the record is loaded."""

from types import SimpleNamespace

import pytest

from ungis.mail.models import Message
from ungis.mail.outbox import queue
from ungis.record import loading

pytestmark = pytest.mark.django_db


def test_a_part_that_is_broken_off_leaves_nothing_and_can_begin_anew(monkeypatch):
    def load():
        queue(key="first", to="one@example.org", subject="Subject", body="Body")
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "import_module", lambda name: SimpleNamespace(MARK="none.such", load=load))
    _name, is_loaded, load_whole = loading._part("half")
    with pytest.raises(KeyboardInterrupt):
        load_whole()
    assert not is_loaded()
    assert not Message.objects.exists()
