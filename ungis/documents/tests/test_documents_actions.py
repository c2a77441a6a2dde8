"""What is done in the library, by whom, and what is refused."""

import hashlib
import os

import hostile as make
import pytest
from django.core.exceptions import PermissionDenied

from ungis.core import acting
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.documents import actions, contents
from ungis.documents.models import Expression, File, Work

pytestmark = pytest.mark.django_db


def added(by, **given):
    return actions.add_work(by=by, **{"kind": "report", "title": "A paper", **given})


def told(subject):
    return list(Event.objects.of(subject).order_by("id").values_list("action", flat=True))


def test_the_secretariat_adds_a_document_under_the_normal_form_of_its_symbol(secretary):
    work = added(secretary, symbol="general assembly resolution 71/1", date=PartialDate.parse("2016-09"))
    assert (work.symbol, work.slug, str(work.date)) == ("A/RES/71/1", "a-res-71-1", "2016-09")
    assert told(work) == ["documents.work_added"]
    assert Event.objects.of(work).get().actor_id == str(secretary.pk)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"symbol": "not a symbol"}, "not a symbol"),
        ({"symbol": "A/RES/70/125"}, "already"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 401}, "title"),
        ({"kind": "poem"}, "kind"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(secretary, given, why):
    with pytest.raises(Refused, match=why):
        added(secretary, **given)


def test_addresses_are_told_apart_and_never_those_of_our_own_pages(secretary):
    assert [added(secretary).slug, added(secretary).slug] == ["a-paper", "a-paper-2"]
    assert added(secretary, title="Add").slug == "add-2"


def test_a_change_keeps_the_old_and_the_new(secretary):
    work = actions.change_work(added(secretary), by=secretary, title="Another", symbol="E/2030/1")
    assert (work.title, work.symbol, work.slug) == ("Another", "E/2030/1", "a-paper")
    assert Event.objects.of(work).last().data == {"title": ["A paper", "Another"], "symbol": [None, "E/2030/1"]}


def test_a_change_of_nothing_and_a_symbol_of_another_are_refused(secretary):
    work = added(secretary)
    with pytest.raises(Refused, match="Nothing"):
        actions.change_work(work, by=secretary, title="A paper")
    with pytest.raises(Refused, match="already"):
        actions.change_work(work, by=secretary, symbol="A/RES/70/125")


def test_visibility_is_set_and_said(secretary):
    work = actions.set_visibility(added(secretary), visibility="bureau", by=secretary)
    assert Work.objects.get(pk=work.pk).visibility == "bureau"
    assert Event.objects.of(work).last().data == {"from": "public", "to": "bureau"}
    for wrong in ("bureau", "everybody"):
        with pytest.raises(Refused):
            actions.set_visibility(work, visibility=wrong, by=secretary)


def test_a_variant_is_added_once(secretary):
    work = added(secretary, symbol="E/2030/1")
    actions.add_variant(work, text="E/2030/01", sort="error", by=secretary)
    for text in ("E/2030/01", "E/2030/1", "", "x" * 121):
        with pytest.raises(Refused):
            actions.add_variant(work, text=text, sort="error", by=secretary)
    with pytest.raises(Refused):
        actions.add_variant(work, text="other", sort="guess", by=secretary)


def test_a_draft_leads_to_its_adopted_text_and_not_in_a_circle(secretary):
    draft, adopted = added(secretary), added(secretary)
    actions.link_draft(draft, adopted=adopted, by=secretary)
    assert list(adopted.drafts.all()) == [draft]
    for one, other in ((draft, draft), (adopted, draft)):
        with pytest.raises(Refused):
            actions.link_draft(one, adopted=other, by=secretary)


def test_a_language_version_is_added_once_for_each_revision(secretary):
    work = added(secretary)
    actions.add_expression(work, language="fr", title="Un document", by=secretary)
    actions.add_expression(work, language="fr", revision="Rev.1", by=secretary)
    for given in ({"language": "fr"}, {"language": "de"}, {"language": "en", "revision": "new"}):
        with pytest.raises(Refused):
            actions.add_expression(work, by=secretary, **given)


def test_a_file_is_kept_under_its_hash_and_under_no_name_of_the_user(secretary, settings):
    work, content = added(secretary), make.docx()
    file = actions.attach_file(work, language="en", name="../../etc/passwd", content=content, by=secretary)
    digest = hashlib.sha256(content).hexdigest()
    assert (file.name, file.format, file.size, file.sha256) == ("passwd.docx", "docx", len(content), digest)
    assert actions.path_of(digest).read_bytes() == content
    kept = [name for _folder, _folders, names in os.walk(settings.LIBRARY_ROOT) for name in names]
    assert kept == [digest]
    assert file.attached_by == secretary
    with pytest.raises(Refused, match="attached already"):
        actions.attach_file(work, language="en", name="again.docx", content=content, by=secretary)


def test_one_file_may_belong_to_two_documents(secretary):
    for work in (added(secretary), added(secretary)):
        actions.attach_file(work, language="en", name="a.pdf", content=make.pdf(), by=secretary)
    assert File.objects.filter(name="a.pdf").count() == 2


def test_a_refused_file_leaves_nothing_behind(secretary, settings):
    work = added(secretary)
    with pytest.raises(Refused):
        actions.attach_file(work, language="en", name="a.pdf", content=b"<html>", by=secretary)
    assert not Expression.objects.filter(work=work).exists()
    assert not settings.LIBRARY_ROOT.exists()


def test_a_disk_that_fails_leaves_neither_row_nor_half_a_file(secretary, settings, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    work = added(secretary)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        actions.attach_file(work, language="en", name="a.pdf", content=make.pdf(), by=secretary)
    assert not File.objects.filter(expression__work=work).exists()
    assert [names for _folder, _folders, names in os.walk(settings.LIBRARY_ROOT) if names] == []


def test_plain_text_comes_from_the_loading_alone(secretary):
    work = added(secretary)
    with pytest.raises(Refused, match="not a Word"):
        actions.attach_file(work, language="en", name="a.txt", content=b"text", by=secretary)
    assert actions.attach_file(work, language="en", name="a.txt", content=b"text", by=CLERK).format == "txt"


def test_a_file_is_examined_before_anybody_waits_for_it(secretary, monkeypatch):
    work, told, examine = added(secretary), [], contents.examine
    monkeypatch.setattr(acting, "wait_for_turn", lambda: told.append("turn"))
    monkeypatch.setattr(contents, "examine", lambda *file, **asked: told.append("examined") or examine(*file, **asked))
    actions.attach_file(work, language="en", name="a.pdf", content=make.pdf(), by=secretary)
    assert told == ["examined", "turn"]


VERBS = {
    "add_work": lambda work, by: added(by),
    "change_work": lambda work, by: actions.change_work(work, title="x", by=by),
    "set_visibility": lambda work, by: actions.set_visibility(work, visibility="group", by=by),
    "add_variant": lambda work, by: actions.add_variant(work, text="x", sort="also", by=by),
    "link_draft": lambda work, by: actions.link_draft(work, adopted=work, by=by),
    "add_expression": lambda work, by: actions.add_expression(work, language="ar", by=by),
    "attach_file": lambda work, by: actions.attach_file(work, language="ar", name="x", content=make.pdf(), by=by),
    "attach_examined": lambda work, by: actions.attach_examined(
        work, language="ar", name="x", content=make.pdf(), format="pdf", by=by
    ),
}


@pytest.mark.parametrize(
    "person", ["visitor", "stakeholder", "observer", "member", "vice_chair", "chair", "administrator"]
)
@pytest.mark.parametrize("verb", VERBS)
def test_only_the_secretariat_writes_in_the_library(verb, person, request):
    work, before = Work.objects.get(slug="a-res-70-125"), Event.objects.count()
    with pytest.raises(PermissionDenied):
        VERBS[verb](work, request.getfixturevalue(person))
    assert Event.objects.count() == before
