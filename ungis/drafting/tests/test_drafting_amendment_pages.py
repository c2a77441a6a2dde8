import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ungis.drafting import actions
from ungis.drafting import amendment_actions as amending
from ungis.drafting.models import Amendment
from ungis.drafting.parts import Part
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
SENTENCE = "Members should report every year to the group."


@pytest.fixture
def version(secretary):
    who = Organization.objects.get(acronym="WHO")
    parts = [Part("Background", "heading"), Part(SENTENCE), Part("We go on.")]
    text = actions.open_text(by=secretary, kind="statement", title="On reporting", lead=who, parts=parts)
    return text.versions.get()


def page(version, rest=""):
    return f"/en/texts/{version.text.slug}/v/{version.number}/amendments{rest or '/'}"


def key(version, words=SENTENCE):
    return version.paragraphs.get(content=words).key


def of(person):
    return Organization.objects.get(pk__in=person.standing.organizations)


def propose(version, person, content="", *, words=SENTENCE, kind="replace", **more):
    made = amending.prepare_amendment(
        version, by=person, organization=of(person), kind=kind, key=key(version, words), content=content, **more
    )
    return amending.send_amendment(made, by=person)


def text_of(answer):
    return answer.content.decode()


def test_a_focal_point_proposes_on_a_page_and_the_group_reads_it(version, member, chair, client_of):
    form = page(version, f"/propose/?at={key(version)}")
    mine = client_of(member)
    assert SENTENCE in text_of(mine.get(form))
    typed = {"organization": of(member).pk, "kind": "replace", "content": "Members shall report.", "do": "send"}
    answer = mine.post(form, typed)
    one = Amendment.objects.get()
    assert (answer.status_code, one.state, one.organization.acronym) == (302, "proposed", "FAO")
    assert "shall report." in text_of(client_of(chair).get(page(version)))


def test_what_is_refused_keeps_what_was_typed(version, member, client_of):
    form = page(version, f"/propose/?at={key(version)}")
    typed = {"organization": of(member).pk, "kind": "replace", "content": SENTENCE, "rationale": "For clarity"}
    answer = client_of(member).post(form, typed)
    assert answer.status_code == 422
    assert "reads already" in text_of(answer)
    assert "For clarity" in text_of(answer)


def test_nobody_proposes_for_another_organization_by_changing_the_form(version, member, client_of):
    other = Organization.objects.get(acronym="UNDP")
    typed = {"organization": other.pk, "kind": "delete", "do": "send"}
    assert client_of(member).post(page(version, f"/propose/?at={key(version)}"), typed).status_code == 422
    assert not Amendment.objects.exists()


def test_the_page_is_for_the_group(version, visitor, stakeholder, observer, client_of):
    assert client_of(visitor).get(page(version)).status_code == 302
    assert client_of(stakeholder).get(page(version)).status_code == 403
    assert client_of(observer).get(page(version)).status_code == 200


def test_what_is_prepared_is_seen_by_its_organization_alone(version, member, chair, client_of):
    one = amending.prepare_amendment(version, by=member, organization=of(member), kind="delete", key=key(version))
    address = page(version, f"/{one.pk}/")
    assert client_of(chair).get(address).status_code == 404
    answer = client_of(member).get(address)
    assert "Send it" in text_of(answer)
    client_of(member).post(page(version, f"/{one.pk}/send/"))
    assert client_of(chair).get(address).status_code == 200


def test_collisions_brackets_and_observers_are_shown(version, member, observer, vice_chair, client_of):
    first = propose(version, member, SENTENCE.replace("should", "shall"))
    propose(version, observer, SENTENCE.replace("should", "may"))
    propose(version, vice_chair, SENTENCE.replace("should", "shall").replace("year", "month"), amends=first)
    said = text_of(client_of(member).get(page(version)))
    assert "Collides with" in said
    assert "amends the proposal above" in said
    assert '<span class="chip">observer</span>' in said
    assert "[should" in said


def test_filters_leave_what_is_asked_for_and_odd_ones_leave_nothing(version, member, chair, client_of):
    propose(version, member, SENTENCE.replace("should", "shall"))
    propose(version, chair, "We go further.", words="We go on.")
    mine = client_of(member)
    rows = mine.get(page(version, ".json") + "?organization=FAO").json()["rows"]
    assert [row["organization"] for row in rows] == ["FAO"]
    assert mine.get(page(version, ".json") + "?collisions=yes").json()["rows"] == []
    assert mine.get(page(version, ".json") + f"?paragraph={key(version)}").json()["count"] == 1
    for odd in ("?organization=FAOO", "?state=x", "?paragraph=%3Cscript%3E", "?collisions=1e309"):
        answer = mine.get(page(version) + odd)
        assert "No proposal is like that" in text_of(answer)
    assert b"We go further." in mine.get(page(version, ".csv")).content


def test_support_is_a_button(version, member, chair, client_of):
    one = propose(version, member, kind="delete")
    client = client_of(chair)
    assert f'formaction="{page(version, f"/{one.pk}/support/")}"' in text_of(client.get(page(version)))
    client.post(page(version, f"/{one.pk}/support/"), {"organization": of(chair).pk})
    assert "Supported by: <bdi>UNCTAD</bdi>" in text_of(client.get(page(version)))
    client.post(page(version, f"/{one.pk}/support/withdraw/"), {"organization": of(chair).pk})
    assert not one.supports.exists()
    assert client.post(page(version, f"/{one.pk}/support/"), {"organization": "x"}).status_code == 404


def test_several_are_decided_together_and_a_refusal_keeps_ticks_and_reason(version, member, secretary, client_of):
    rows = [propose(version, member, f"Wording {number}") for number in range(3)]
    client = client_of(secretary)
    typed = {"decision": "decline", "reason": " ", "amendment": [one.pk for one in rows[:2]]}
    answer = client.post(page(version, "/decide/"), typed)
    assert answer.status_code == 422
    assert text_of(answer).count(" checked> ") == 2
    client.post(page(version, "/decide/"), {**typed, "reason": "Too late"})
    assert Amendment.objects.filter(state="declined", outcome="Too late").count() == 2
    assert client.post(page(version, "/decide/"), {"decision": "accept", "amendment": "x"}).status_code == 422


def test_one_is_decided_in_part_and_merged_on_a_page(version, member, other_member, client_of):
    one = propose(version, member, SENTENCE.replace("should", "shall").replace("year", "month"))
    client = client_of(other_member)
    taken = SENTENCE.replace("should", "shall")
    decide = page(version, f"/{one.pk}/decide/")
    assert client.get(decide).status_code == 200
    client.post(decide, {"decision": "accept_in_part", "taken": taken, "reason": "Not month"})
    merge = page(version, "/merge/")
    assert "1 accepted proposal is merged" in text_of(client.get(merge))
    client.post(merge, {"note": "With proposals"})
    later = version.text.versions.get(number=2)
    assert taken in [paragraph.content for paragraph in later.paragraphs.all()]
    assert "Not month" in text_of(client.get(page(version)))


def test_a_collision_among_accepted_ones_is_named_before_it_is_merged(version, member, chair, secretary, client_of):
    for person, word in ((member, "shall"), (chair, "must")):
        amending.accept_amendment(propose(version, person, SENTENCE.replace("should", word)), by=secretary)
    client = client_of(secretary)
    said = text_of(client.get(page(version, "/merge/")))
    assert "cannot all be" in said
    assert client.post(page(version, "/merge/"), {"note": ""}).status_code == 422


def test_a_proposal_is_withdrawn_reopened_and_rewritten_on_pages(version, member, secretary, client_of):
    mine, theirs = client_of(member), client_of(secretary)
    draft = amending.prepare_amendment(
        version, by=member, organization=of(member), kind="replace", key=key(version), content="One"
    )
    mine.post(page(version, f"/{draft.pk}/rewrite/"), {"content": "Two", "rationale": ""})
    mine.post(page(version, f"/{draft.pk}/send/"))
    theirs.post(page(version, f"/{draft.pk}/decide/"), {"decision": "decline", "reason": "No"})
    theirs.post(page(version, f"/{draft.pk}/reopen/"), {"reason": "Yes after all"})
    draft.refresh_from_db()
    assert (draft.state, draft.content) == ("proposed", "Two")
    assert theirs.post(page(version, f"/{draft.pk}/withdraw/"), {}).status_code == 403
    mine.post(page(version, f"/{draft.pk}/withdraw/"), {"reason": "Enough"})
    draft.refresh_from_db()
    assert draft.state == "withdrawn"


def test_a_remark_is_made_and_shown(version, observer, client_of):
    client = client_of(observer)
    form = page(version, f"/remark/?at={key(version)}")
    assert client.post(form, {"organization": of(observer).pk, "text": ""}).status_code == 422
    client.post(form, {"organization": of(observer).pk, "text": "Since <when>?"})
    assert "Since &lt;when&gt;?" in text_of(client.get(page(version)))


def test_odd_addresses_are_not_found(version, member, client_of):
    client = client_of(member)
    for rest in ("/propose/?at=x", "/propose/?amends=x", "/propose/?amends=999999", "/999999/", "/remark/?at=x"):
        assert client.get(page(version, rest)).status_code == 404, rest


def test_a_proposal_that_went_over_is_found_from_its_old_address(version, member, secretary, client_of):
    one = propose(version, member, kind="delete")
    actions.freeze_version(version, by=secretary)
    later = actions.open_next_version(version.text, by=secretary)
    answer = client_of(member).get(page(version, f"/{one.pk}/"))
    assert answer["Location"] == page(later, f"/{one.pk}/")


def test_the_page_costs_the_same_queries_whatever_stands_on_it(version, member, chair, client_of):
    client = client_of(member)

    def cost():
        client.get(page(version))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(version))
        return len(queries)

    few = cost()
    for number in range(20):
        one = propose(version, member, f"Wording {number}")
        amending.support_amendment(one, by=chair, organization=of(chair))
    assert cost() == few
    standing = 5  # session, person, seats, memberships, terms
    assert few <= standing + 7
