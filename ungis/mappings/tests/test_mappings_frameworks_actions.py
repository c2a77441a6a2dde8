"""What the secretariat does to frameworks."""

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core import acting
from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mappings import framework_actions, skos
from ungis.mappings.framework_actions import (
    add_concepts,
    add_framework,
    end_facilitation,
    import_framework,
    keep_framework_offer,
    name_facilitator,
    offer_framework,
)
from ungis.mappings.framework_rows import rows_of
from ungis.mappings.import_actions import discard_import
from ungis.mappings.models import Claim, Concept, Facilitator, Framework, Import
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
TABLE = b"code,title,kind,parent,title_fr,official\n1,Goal one,Goal,,Premier but,title_fr\n1.1,Target one,target,1,,\n"


def offer(by, content=TABLE, name="new.csv", **about):
    return offer_framework(by=by, name=name, content=content, **{"slug": "new", "title": "New", **about})


def test_a_file_is_read_before_anybody_waits_for_it(secretary, monkeypatch):
    told, read = [], framework_actions.read_framework
    monkeypatch.setattr(acting, "wait_for_turn", lambda: told.append("turn"))
    monkeypatch.setattr(framework_actions, "read_framework", lambda *file: told.append("read") or read(*file))
    offer(secretary)
    assert told == ["read", "turn"]


def test_nobody_but_the_secretariat_keeps_what_a_file_would_bring(chair):
    with pytest.raises(PermissionDenied):
        keep_framework_offer(by=chair, name="f.csv", sha256="0" * 64, rows=[], slug="new", title="New")


def test_a_framework_from_a_file_is_shown_first_and_made_when_confirmed(secretary):
    offered = offer(secretary, version="1", source="a file")
    assert not Framework.objects.filter(slug="new").exists()
    framework = import_framework(offered, by=secretary)
    first, second = framework.concepts.order_by("order")
    assert (first.code, second.code, second.parent, second.depth) == ("1", "1.1", first, 1)
    assert rows_of(framework)[0].said == {"title_fr": ["Premier but", True]}
    assert framework.order > Framework.objects.get(slug="gdc").order
    offered.refresh_from_db()
    assert offered.applied_by == secretary
    assert Event.objects.of(framework).filter(action="mappings.framework_imported").exists()


@pytest.mark.parametrize("slug", ["wsis", "sdg", "gdc"])
def test_a_framework_exported_and_imported_as_another_is_equal(secretary, slug):
    framework = Framework.objects.get(slug=slug)
    content = skos.as_turtle(skos.framework_nodes(framework, rows_of(framework))).encode()
    copy = import_framework(offer(secretary, content, "copy.ttl", slug=f"{slug}-copy"), by=secretary)
    assert rows_of(copy) == rows_of(framework)


def test_a_new_version_says_what_changes_and_the_old_one_stays_with_its_matrices(secretary):
    old = Framework.objects.get(slug="wsis")
    claims = Claim.objects.filter(row__framework=old).count()
    rows = [row for row in rows_of(old) if row.code != "C9"]
    rows[0].title = "The role of everybody"
    content = skos.as_turtle(skos.framework_nodes(old, rows)).encode()
    offered = offer(secretary, content, "wsis.ttl", slug="wsis-2035", replaces=old)
    assert offered.changes["dropped"] == ["C9"]
    assert list(offered.changes["changed"]) == ["C1"]
    new = import_framework(offered, by=secretary)
    assert (new.replaces, new.order) == (old, old.order)
    assert Claim.objects.filter(row__framework=old).count() == claims
    assert new.concepts.get(code="C1").identifier != old.concepts.get(code="C1").identifier
    with pytest.raises(Refused, match="replaced already"):
        offer(secretary, slug="wsis-2040", replaces=old)


def test_what_was_discarded_or_confirmed_is_decided(secretary):
    offered = offer(secretary)
    discard_import(offered, by=secretary)
    with pytest.raises(Refused):
        import_framework(offered, by=secretary)
    again = offer(secretary)
    import_framework(again, by=secretary)
    with pytest.raises(Refused):
        discard_import(again, by=secretary)
    assert Framework.objects.filter(slug="new").count() == 1


def test_an_address_taken_since_leaves_nothing_half_loaded(secretary):
    offered = offer(secretary)
    add_framework(by=CLERK, slug="new", title="Somebody was faster")
    before = Concept.objects.count()
    with pytest.raises(Refused, match="at this address already"):
        import_framework(offered, by=secretary)
    assert Concept.objects.count() == before
    assert Import.objects.waiting().filter(pk=offered.pk).exists()


@pytest.mark.parametrize("about", [{"slug": "wsis"}, {"slug": "import"}, {"slug": "!"}, {"title": " "}])
def test_a_framework_needs_a_title_and_a_free_address(secretary, about):
    with pytest.raises(Refused):
        offer(secretary, **about)


@pytest.mark.parametrize("role", ["chair", "member", "observer", "stakeholder", "administrator"])
def test_nobody_but_the_secretariat_brings_frameworks(role, request, secretary):
    person = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        offer(person)
    with pytest.raises(PermissionDenied):
        import_framework(offer(secretary), by=person)


def test_concepts_come_whole_or_not_at_all():
    framework = add_framework(by=CLERK, slug="f", title="F")
    good = {"code": "1", "title": "One", "kind": "x"}
    for bad in ({"code": "1"}, {"title": ""}, {"code": "2", "parent": "7"}, {"code": "数"}):
        with pytest.raises(Refused):
            add_concepts(framework, [good, {**good, **bad}], by=CLERK)
    with pytest.raises(Refused):
        add_concepts(framework, [], by=CLERK)
    assert not framework.concepts.exists()


def test_facilitators_are_named_and_end(secretary):
    concept = Concept.objects.get(framework__slug="wsis", code="C9")
    itu = Organization.objects.get(acronym="ITU")
    since = PartialDate.parse("2025-07")
    facilitator = name_facilitator(concept, itu, by=secretary, is_lead=False, begins=since, source="a letter")
    with pytest.raises(Refused, match="already"):
        name_facilitator(concept, itu, by=secretary, is_lead=True)
    with pytest.raises(Refused):
        end_facilitation(facilitator, by=secretary, ends=since)
    end_facilitation(facilitator, by=secretary, ends=PartialDate.parse("2025-08-01"))
    with pytest.raises(Refused, match="already"):
        end_facilitation(facilitator, by=secretary, ends=PartialDate.parse("2025-09"))


def test_only_the_secretariat_names_facilitators(chair):
    facilitator = Facilitator.objects.first()
    with pytest.raises(PermissionDenied):
        end_facilitation(facilitator, by=chair, ends=PartialDate.parse("2025"))
    with pytest.raises(PermissionDenied):
        name_facilitator(facilitator.concept, facilitator.organization, by=chair, is_lead=True)
