"""The library as the record fills it."""

import pytest

from ungis.documents.models import OUTPUTS, Work
from ungis.documents.symbols import parse
from ungis.record.documents import attach, work_cited, works_of_event
from ungis.record.reading import read

pytestmark = pytest.mark.django_db


def test_every_output_and_every_mandating_document_is_there():
    outputs = read("outputs.yaml")
    for group in ("statements", "joint_inputs", "matrices", "open_consultations", "joint_initiatives"):
        for entry in outputs[group]:
            assert Work.objects.get(slug=entry["id"]).kind in OUTPUTS
    assert Work.objects.filter(kind="focus").count() == len(outputs["focus_lists"])
    for entry in read("mandates.yaml")["documents"]:
        assert work_cited(entry["symbol"])


def test_every_symbol_of_the_library_is_in_its_normal_form_and_every_work_says_its_source():
    for work in Work.objects.all():
        assert not work.symbol or str(parse(work.symbol)) == work.symbol
        assert work.source, work.slug


def test_same_title_is_resolved():
    assert not Work.objects.filter(title="same title").exists()
    title = Work.objects.get(symbol="E/RES/2024/13").title
    assert Work.objects.get(symbol="E/RES/2021/28").title == title


def test_draft_and_adopted_text_are_two_records():
    assert Work.objects.get(symbol="E/2025/31–E/CN.16/2025/4").draft_of.certainty == "inferred"
    assert Work.objects.get(symbol="A/80/L.41").draft_of.symbol == "A/RES/80/173"


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("A/71/212", "A/RES/71/212"),
        ("PP Resolution 140", "Resolution 140 (Rev. Bucharest, 2022)"),
        ("PP-10 Resolution 172 (Guadalajara, 2010)", "Resolution 172 (Guadalajara, 2010)"),
        ("Resolution 172 (Rev. Guadalajara, 2010)", "Resolution 172 (Guadalajara, 2010)"),
        ("Council Resolution 1332", "Council Resolution 1332 (Modified 2024)"),
        ("E/CN.16/2025/4", "E/2025/31–E/CN.16/2025/4"),
        ("E/RES/2015/26", "E/RES/2015/26"),
    ],
)
def test_the_forms_of_the_sources_lead_to_the_true_ones(written, symbol):
    assert work_cited(written).symbol == symbol


def test_what_the_record_does_not_cite_is_said():
    with pytest.raises(Work.DoesNotExist):
        work_cited("A/RES/1/1")


def test_the_documents_of_events_are_named():
    found = works_of_event("Fostering digital transformation and global partnerships for SDG achievement")
    assert [work.slug.removeprefix("hlpf-2019-") for work in found] == [
        "side-event-flyer",
        "side-event-agenda",
        "side-event-summary",
        "technical-meeting-summary",
    ]
    assert works_of_event("Nothing") == []


def test_founding_texts_are_attached_once_and_others_named(tmp_path):
    text = tmp_path / "002_abc.txt"
    text.write_text("CWG-WSIS&SDG-43/5")
    assert attach(text) == "002_abc.txt: attached to CWG-WSIS&SDG-43/5"
    assert attach(text) == "002_abc.txt: already attached to CWG-WSIS&SDG-43/5"
    other = tmp_path / "notes.txt"
    other.write_text("x")
    assert "not recognised" in attach(other)
