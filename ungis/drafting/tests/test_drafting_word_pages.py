import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from ungis.core.acting import Refused
from ungis.documents.contents import Unfit
from ungis.drafting import actions, amendment_actions, word_actions, word_content, word_out
from ungis.drafting.models import Amendment, Remark, WordFile
from ungis.drafting.parts import Part
from ungis.drafting.states import AmendmentState
from ungis.organizations.models import Organization

pytestmark = pytest.mark.django_db
PARTS = [Part("Background", "heading"), Part("We welcome it.^[A note.]"), Part("We go on.")]


@pytest.fixture
def fao(db):
    return Organization.objects.get(acronym="FAO")


@pytest.fixture
def version(secretary):
    text = actions.open_text(by=secretary, kind="statement", title="A text for Word", parts=PARTS, visibility="public")
    return text.versions.get()


def changed(version, before, after):
    """A clean copy in which somebody wrote other words."""
    held = list(version.paragraphs.all())
    for one in held:
        one.content = one.content.replace(before, after)
    return word_out.write(word_content.head_of(version), word_out.plain(held))


@pytest.fixture
def brought(version, member, fao):
    content = changed(version, "We go on.", "We go on together.")
    read = word_actions.read_file(version, by=member, name="ours.docx", content=content)
    return word_actions.bring_word_file(version, by=member, organization=fao, brought=read)


def chosen(file, **changes):
    return [
        word_actions.Chosen(**{"id": row["id"], "key": row["key"], "content": row["content"], **changes})
        for row in file.findings["operations"]
    ]


def address(version, *steps):
    return "/".join([f"/en/texts/{version.text.slug}/v/{version.number}", *map(str, steps)])


# --- what is done ----------------------------------------------------------------------------------


def test_a_file_waits_and_is_confirmed_into_a_prepared_proposal(brought, version, member):
    (made,) = word_actions.confirm_word_file(brought, by=member, chosen=chosen(brought))
    assert (made.kind, made.content, made.state) == ("replace", "We go on together.", AmendmentState.PREPARED)
    assert made.came_by == "ours.docx"
    assert word_actions.confirm_word_file(brought, by=member, chosen=chosen(brought)) == []
    assert Amendment.objects.count() == 1


def test_who_speaks_for_the_organization_may_send_at_once_with_other_words(brought, member):
    picked = chosen(brought, content="We go on, all of us.")
    (made,) = word_actions.confirm_word_file(brought, by=member, chosen=picked, is_sent=True)
    made.refresh_from_db()
    assert (made.content, made.state) == ("We go on, all of us.", AmendmentState.PROPOSED)


def test_all_is_confirmed_or_nothing_and_the_finding_is_named(brought, member):
    with pytest.raises(Refused, match="Finding 1"):
        word_actions.confirm_word_file(brought, by=member, chosen=chosen(brought, key="p000000000000"))
    brought.refresh_from_db()
    assert brought.is_waiting


def test_nothing_chosen_and_what_was_discarded_is_refused(brought, member):
    with pytest.raises(Refused, match="Choose"):
        word_actions.confirm_word_file(brought, by=member, chosen=[])
    word_actions.discard_word_file(brought, by=member)
    assert word_actions.discard_word_file(brought, by=member).discarded_at
    with pytest.raises(Refused, match="discarded"):
        word_actions.confirm_word_file(brought, by=member, chosen=chosen(brought))


def test_others_neither_bring_nor_confirm_for_an_organization(brought, version, observer, fao):
    read = word_actions.Brought(brought.name, brought.sha256, brought.findings)
    with pytest.raises(PermissionDenied):
        word_actions.bring_word_file(version, by=observer, organization=fao, brought=read)
    with pytest.raises(PermissionDenied):
        word_actions.confirm_word_file(brought, by=observer, chosen=chosen(brought))


def test_the_same_file_waits_once(brought, version, member, fao):
    read = word_actions.Brought(brought.name, brought.sha256, brought.findings)
    assert word_actions.bring_word_file(version, by=member, organization=fao, brought=read) == brought


def test_a_file_that_says_what_the_version_says_and_one_that_is_no_word_file_are_refused(version, member):
    same = changed(version, "We", "We")
    with pytest.raises(Refused, match="changes nothing"):
        word_actions.read_file(version, by=member, name="x.docx", content=same)
    with pytest.raises(Unfit):
        word_actions.read_file(version, by=member, name="x.docx", content=b"%PDF-")
    with pytest.raises(Unfit):
        word_actions.read_file(version, by=member, name="x.docx", content=same[:500])


def test_what_is_proposed_already_is_known_when_the_file_with_proposals_comes_back(version, member, fao, secretary):
    key = version.paragraphs.last().key
    made = amendment_actions.prepare_amendment(
        version, by=member, organization=fao, kind="replace", key=key, content="We go on.  Now.", rationale="Clearer."
    )
    amendment_actions.send_amendment(made, by=member)
    amendment_actions.make_remark(version, by=member, organization=fao, key=key, text="Is it so?")
    lines = word_out.amended(list(version.paragraphs.all()), *word_content.proposals_of(version, member))
    content = word_out.write(word_content.head_of(version), lines)
    findings = word_actions.read_file(version, by=member, name="x.docx", content=content).findings
    rows = findings["operations"] + findings["remarks"]
    assert len(rows) == 3
    assert all(row["is_known"] for row in rows)


# --- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_anybody_who_sees_a_version_takes_it_in_word_and_pdf(name, client, version):
    answer = client.get(address(version)[:None] + f".{name}")
    assert answer.status_code == 200
    assert answer.content[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[name]
    assert f"{version.text.slug}-1.{name}" in answer["Content-Disposition"]


def test_proposals_in_word_are_for_the_group(client, client_of, member, version):
    assert client.get(f"{address(version)}.docx?with=amendments").status_code == 404
    assert client_of(member).get(f"{address(version)}.docx?with=amendments").status_code == 200
    assert client_of(member).get(f"{address(version)}.docx?with=other").status_code == 404


def test_the_consolidated_table_and_the_comparison_open(client_of, secretary, member, version, fao):
    key = version.paragraphs.last().key
    for content in ("We go on well.", "We go on better."):
        made = amendment_actions.prepare_amendment(
            version, by=member, organization=fao, kind="replace", key=key, content=content
        )
        amendment_actions.send_amendment(made, by=member)
    actions.freeze_version(version, by=secretary)
    actions.open_next_version(version.text, by=secretary)
    person = client_of(member)
    for name in ("consolidated.docx", "consolidated.pdf"):
        assert person.get(address(version, name)).status_code == 200
    for name in ("docx", "pdf"):
        assert person.get(f"/en/texts/{version.text.slug}/compare/1/2.{name}").status_code == 200
        assert person.get(f"/en/texts/{version.text.slug}/compare/1/1.{name}").status_code == 404


def test_a_focal_point_brings_a_file_sees_its_findings_and_confirms_them(client_of, member, version, fao):
    person = client_of(member)
    file = SimpleUploadedFile("ours.docx", changed(version, "We go on.", "We go on together."))
    answer = person.post(address(version, "word", ""), {"file": file, "organization": fao.pk})
    assert answer.status_code == 302
    kept = WordFile.objects.get()
    page = person.get(answer["Location"]).content.decode()
    assert "together." in page
    assert "Finding 1" in page
    sent = {"take_1": "on", "words_1": "We go on together, always.", "is_sent": "on"}
    assert person.post(answer["Location"], sent).status_code == 302
    assert Amendment.objects.get().content == "We go on together, always."
    assert person.get(answer["Location"]).status_code == 200
    kept.refresh_from_db()
    assert not kept.is_waiting


def test_what_is_refused_stands_in_the_form_with_what_was_typed(client_of, member, brought, version):
    person = client_of(member)
    answer = person.post(address(version, "word", brought.pk, ""), {"words_1": "Typed by hand"})
    assert answer.status_code == 422
    assert "Choose what is to be proposed" in answer.content.decode()
    assert "Typed by hand" in answer.content.decode()


def test_a_file_of_another_organization_is_not_there(client_of, observer, brought, version):
    assert client_of(observer).get(address(version, "word", brought.pk, "")).status_code == 404


def test_a_file_is_discarded_from_its_page(client_of, member, brought, version):
    assert client_of(member).post(address(version, "word", brought.pk, "discard/")).status_code == 302
    assert not Remark.objects.exists()
    brought.refresh_from_db()
    assert brought.discarded_at


def test_a_broken_upload_is_told_in_plain_words(client_of, member, version, fao):
    file = SimpleUploadedFile("ours.docx", io.BytesIO(b"PK\x03\x04 nothing").read())
    answer = client_of(member).post(address(version, "word", ""), {"file": file, "organization": fao.pk})
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()
