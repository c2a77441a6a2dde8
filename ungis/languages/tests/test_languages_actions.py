import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.documents import actions as library
from ungis.documents.models import Work
from ungis.languages import texts
from ungis.languages.actions import Wording, put_translation, put_translations
from ungis.languages.models import Said, Translation, fetch_translations
from ungis.mandates.models import Paragraph
from ungis.meetings.models import Meeting, Point
from ungis.people.models import User
from ungis.record import translations
from ungis.record.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(secretary):
    return library.add_work(by=secretary, kind="statement", title="A statement of ours", note="Said in Geneva.")


def put(work, by, text="Une déclaration de notre groupe", **told):
    return put_translation(work, by=by, **{"field": "title", "language": "fr", "text": text, **told})


def said(work, language="fr", field="title"):
    with translation.override(language):
        return fetch_translations([Work.objects.get(pk=work.pk)], "title", "note")[0].said[field]


def test_a_translation_is_put_with_one_event_and_the_revision_of_its_source(work, secretary):
    before = Event.objects.count()
    row = put(work, secretary)
    assert (row.text, row.is_official, row.is_stale(work.title)) == ("Une déclaration de notre groupe", False, False)
    assert Event.objects.count() == before + 1
    event = Event.objects.of(work).latest("id")
    assert event.action == "languages.translation_put"
    assert event.data["title.fr"]["text"] == row.text


def test_a_reader_of_the_language_gets_it_and_others_the_source(work, secretary):
    put(work, secretary, is_official=True)
    there, elsewhere = said(work), said(work, "ru")
    assert (there, there.language, there.is_official, there.source) == (
        "Une déclaration de notre groupe", "fr", True, "A statement of ours",
    )  # fmt: skip
    assert (elsewhere, elsewhere.language, elsewhere.source) == ("A statement of ours", "en", None)
    assert said(work, "en") == "A statement of ours"


def test_an_empty_text_withdraws_what_stood_there(work, secretary):
    put(work, secretary)
    assert put(work, secretary, " ") is None
    assert not Translation.objects.of(work).exists()
    event = Event.objects.of(work).latest("id")
    assert (event.action, event.data) == (
        "languages.translation_withdrawn", {"title.fr": ["Une déclaration de notre groupe", ""]},
    )  # fmt: skip


def test_a_translation_is_stale_once_its_source_is_worded_anew_until_it_is_put_again(work, secretary):
    put(work, secretary)
    library.change_work(work, by=secretary, title="Another statement of ours")
    assert said(work).is_stale
    put(work, secretary)  # the same words: they still fit
    assert not said(work).is_stale


def test_a_line_has_no_breaks_and_a_text_keeps_its_own(work, secretary):
    assert put(work, secretary, "  Une\r\ndéclaration ").text == "Une déclaration"
    assert put(work, secretary, "À Genève. \r\nEt ailleurs.\n", field="note").text == "À Genève.\nEt ailleurs."


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "symbol"},
        {"field": "nothing"},
        {"language": "en"},
        {"language": "de"},
        {"text": ""},
        {"text": "x" * 20_001},
    ],
)
def test_what_cannot_be_translated_is_refused_and_leaves_nothing(work, secretary, wrong):
    with pytest.raises(Refused):
        put(work, secretary, **wrong)
    assert not Translation.objects.of(work).exists()


def test_an_empty_source_an_unknown_kind_and_no_change_are_refused(secretary):
    bare = library.add_work(by=secretary, kind="statement", title="Bare")
    with pytest.raises(Refused):
        put(bare, secretary, field="note")
    with pytest.raises(Refused):
        put_translation(User.objects.first(), by=secretary, field="name", language="fr", text="x")
    put(bare, secretary)
    with pytest.raises(Refused):
        put(bare, secretary)


def test_several_are_put_at_once_with_one_event_or_none_of_them(work, secretary):
    before = Event.objects.count()
    wordings = {("title", "fr"): Wording("Titre", is_official=True), ("note", "es"): Wording("Dicho en Ginebra.")}
    assert put_translations(work, by=secretary, wordings=wordings) == 2
    assert Event.objects.count() == before + 1
    with pytest.raises(Refused):
        put_translations(work, by=secretary, wordings={("title", "ru"): Wording("Заголовок"), ("x", "ru"): Wording("")})
    assert set(Translation.objects.of(work).values_list("field", "language")) == set(wordings)


@pytest.mark.parametrize("role", ["chair", "member", "observer", "stakeholder", "administrator", "visitor"])
def test_only_the_secretariat_translates(role, request, work):
    with pytest.raises(PermissionDenied):
        put(work, request.getfixturevalue(role))


def test_a_translation_is_seen_by_whom_its_record_is_seen(work, secretary, member, visitor):
    put(work, secretary)
    assert Translation.objects.visible_to(visitor).of(work).exists()
    library.set_visibility(work, by=secretary, visibility="secretariat")
    assert not Translation.objects.visible_to(visitor).of(work).exists()
    assert not Translation.objects.visible_to(member).of(work).exists()
    assert Translation.objects.visible_to(secretary).of(work).exists()


def test_translations_of_parts_follow_the_record_they_belong_to(visitor, secretary):
    paragraph = Paragraph.objects.get(work__slug="a-res-80-173", anchor="113")
    library.set_visibility(Work.objects.get(slug="a-res-80-173"), by=secretary, visibility="secretariat")
    point = Point.objects.filter(meeting__slug="22").first()
    Meeting.objects.filter(slug="22").update(visibility="secretariat")
    for part in (paragraph, point):
        assert Translation.objects.of(part).exists()
        assert not Translation.objects.visible_to(visitor).of(part).exists()


def test_a_translation_of_an_unknown_kind_of_record_is_seen_by_nobody(secretary):
    Translation.objects.create(
        subject_type="people.user", subject_id="1", field="name", language="fr", text="x", revision="x"
    )
    assert not Translation.objects.visible_to(secretary).filter(subject_type="people.user").exists()


def test_only_fields_that_are_there_can_be_announced():
    from django.core.exceptions import FieldDoesNotExist

    with pytest.raises(FieldDoesNotExist):
        texts.register(Work, "Documents", titel="Title")


def test_a_shortened_text_keeps_what_is_known_of_it():
    short = Said("Une déclaration", "fr", True, is_official=True, source="A statement").shortened(5)
    assert (short, short.language, short.is_stale, short.is_official) == ("Une…", "fr", True, True)
    assert short.source == "A statement"
    assert Said("deux mots, puis trois", "fr").shortened(14) == "deux mots…"
    assert Said("两个词", "zh-hans").shortened(10) == "两个词"


def test_translations_of_many_records_cost_one_query_and_none_in_english(django_assert_num_queries):
    works = list(Work.objects.all()[:20])
    with translation.override("ar"), django_assert_num_queries(1):
        fetch_translations([None, *works], "title", "note")
    with translation.override("en"), django_assert_num_queries(0):
        fetch_translations(works, "title", "note")


# --- the record ---------------------------------------------------------------------------------


def test_titles_of_meetings_and_documents_and_what_is_asked_of_the_group_are_there_in_each_language(visitor):
    asked = [
        ("documents.work", "title", list(Work.objects.all())),
        ("meetings.meeting", "title", list(Meeting.objects.all())),
        ("mandates.paragraph", "summary", list(Paragraph.objects.to_the_group().exclude(summary=""))),
    ]
    for language in texts.LANGUAGES:
        for label, field, records in asked:
            rows = Translation.objects.filter(subject_type=label, field=field, language=language)
            there = set(rows.values_list("subject_id", flat=True))
            assert [str(record) for record in records if str(record.pk) not in there] == [], (language, label)


def test_each_wording_of_the_file_has_five_languages_and_is_that_of_some_record():
    wordings = read("translations.yaml")
    sources = {
        text
        for kind in texts.KINDS.values()
        for row in kind.visible_to(CLERK).values_list(*kind.fields)
        for text in row
    }
    assert [entry["en"] for entry in wordings if entry["en"] not in sources] == []
    for entry in wordings:
        assert set(texts.LANGUAGES) <= set(entry), entry["en"]
        assert set(entry.get("official", [])) <= set(texts.LANGUAGES)


def test_the_record_marks_the_official_wording_and_loads_once():
    summit = Work.objects.get(slug="a-res-70-1")
    assert set(Translation.objects.of(summit).values_list("is_official", flat=True)) == {True}
    ours = Work.objects.get(slug="matrix-wsis-gdc")
    assert set(Translation.objects.of(ours).values_list("is_official", flat=True)) == {False}
    with pytest.raises(Refused):  # what stands already is not put again
        translations.load()
