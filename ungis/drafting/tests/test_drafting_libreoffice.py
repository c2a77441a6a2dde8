"""What somebody really types in LibreOffice, with changes tracked, comes back as the same edits."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from ungis.drafting import word_out
from ungis.drafting.tests.test_drafting_word_out import found, head, keyed, short, text

TRIALS = int(os.environ.get("UNGIS_TRIALS", "1"))  # how many times as many documents are edited
DRIVER = Path(__file__).parent / "libreoffice.py"
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "un", "ar", "ié", "oß")]


def _python_with_bridge():
    """The Python that can speak to LibreOffice: the system's with python3-uno, or LibreOffice's own."""
    office = shutil.which("soffice")
    beside = str(Path(os.path.realpath(office)).parent / "python") if office else ""
    for python in (beside, "/usr/bin/python3"):
        if office and os.path.exists(python):
            asked = subprocess.run([python, "-c", "import uno"], capture_output=True, env={"PATH": os.environ["PATH"]})
            if not asked.returncode:
                return python
    return ""


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """Return what becomes of a document when people open it in LibreOffice one after another, edit and save it."""
    python = _python_with_bridge()
    if not python:
        pytest.skip("LibreOffice, or its bridge to Python (python3-uno), is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    office = subprocess.Popen([python, str(DRIVER), str(folder / "profile")], env=environment, **pipes)

    def typed(document, *sessions):
        before, after = folder / "before.docx", folder / "after.docx"
        before.write_bytes(document)
        job = {"open": str(before), "save": str(after)}
        job["sessions"] = [{"author": author, "edits": edits} for author, edits in sessions]
        office.stdin.write(json.dumps(job) + "\n")
        office.stdin.flush()
        assert office.stdout.readline().strip() == "done"
        return after.read_bytes()

    with office:  # at its end the input closes, and LibreOffice with it
        yield typed


def place(number):
    """The bookmark of a paragraph in the file."""
    return f"_p{number + 1:012x}"


class Course:
    """Random edits of one text by two people, and what must come back. No two edits of one person meet."""

    KINDS = ("type", "type", "insert", "strike", "move", "divide", "join", "comment", "leave")

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.held = keyed(*[self.paragraph(number) for number in range(32)])
        self.wanted, self.remarks = [], []
        self.sessions = [("Ana", []), ("Ben", [])]
        for first in range(1, 31, 3):  # three paragraphs to one edit, so that none touches another's
            author, edits = self.chance.choice(self.sessions)
            getattr(self, self.chance.choice(self.KINDS))(author, edits, first)

    def words(self, most):
        return " ".join(
            "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 3)))
            for _word in range(self.chance.randint(1, most))
        )

    def paragraph(self, number):
        kind, level = self.chance.choice(
            [("plain", 1), ("paragraph", 1), ("paragraph", 2), ("item", 1), ("heading", 2)]
        )
        return kind, level, f"{number} {self.words(3)} {self.words(20)} {number}."

    def want(self, author, kind, number, content="", after=None):
        after_key = "" if after is None else self.held[after].key
        self.wanted.append((author, kind, self.held[number].key, content, after_key))

    def run_of(self, number):
        """Some words of a paragraph: their first and last sign."""
        content = self.held[number].content
        starts = [0, *(at + 1 for at, sign in enumerate(content) if sign == " ")]
        first = self.chance.randrange(len(starts))
        last = min(first + self.chance.randrange(3), len(starts) - 1)
        return starts[first], (starts[last + 1] - 1 if last + 1 < len(starts) else len(content))

    def type(self, author, edits, number):
        """Words give way to others, or go, or come; often the other person does the same elsewhere in the line."""
        content = self.held[number].content
        at, end = self.run_of(number)
        if self.chance.random() < 0.3:
            end = at
        new = self.words(3) + (" " if end == at else "") if end == at or self.chance.random() < 0.8 else ""
        if not new and content[end : end + 1] == " ":
            end += 1
        changed = content[:at] + new + content[end:]
        if changed.strip() in ("", content):
            return
        edits.append(("type", place(number), at, end, new))
        self.want(author, "replace", number, " ".join(changed.split()))

    def insert(self, author, edits, number):
        words = self.words(8)
        edits.append(("insert", place(number), words))
        self.want(author, "insert", number, words)

    def strike(self, author, edits, number):
        edits.append(("strike", place(number)))
        self.want(author, "delete", number)

    def move(self, author, edits, number):
        by = self.chance.choice([-1, 1])
        edits.append(("move", place(number), by))
        self.want(author, "move", number, after=number - 2 if by < 0 and number > 1 else number + 1 if by > 0 else None)

    def divide(self, author, edits, number):
        content = self.held[number].content
        at = content.index(" ", 3) + 1
        edits.append(("divide", place(number), at))
        self.want(author, "replace", number, content[:at].strip())
        self.want(author, "insert", number, content[at:])

    def join(self, author, edits, number):
        edits.append(("join", place(number)))
        self.want(author, "replace", number, self.held[number].content + self.held[number + 1].content)
        self.want(author, "delete", number + 1)

    def comment(self, author, edits, number):
        at, end = self.run_of(number)
        words = self.words(6)
        edits.append(("comment", place(number), at, end, words))
        self.remarks.append((author, self.held[number].key, words, self.held[number].content[at:end]))

    def leave(self, author, edits, number):
        """Nothing happens here."""


@pytest.mark.parametrize("seed", range(6 * TRIALS))
def test_edits_typed_by_two_people_come_back_as_the_same_edits(typed, seed):
    course = Course(seed)
    document = typed(word_out.write(head(), word_out.plain(course.held)), *course.sessions)
    operations, remarks, unhandled = found(document, course.held)
    assert short(operations) == sorted(course.wanted)
    assert all(one["is_sure"] for one in operations)
    assert sorted((one["author"], one["key"], one["text"], one["quoted"]) for one in remarks) == sorted(course.remarks)
    assert unhandled == []


def test_two_people_who_change_one_sentence_come_apart_again(typed):
    held = keyed(("plain", 1, "We welcome the outcome of the summit."), ("plain", 1, "We go on."))
    ana = ("Ana", [("type", place(0), 3, 10, "warmly applaud")])
    shown = "We welcomewarmly applaud the outcome of the summit."  # struck words stay in sight
    ben = ("Ben", [("type", place(0), shown.index("summit"), len(shown), "conference.")])
    operations = found(typed(word_out.write(head(), word_out.plain(held)), ana, ben), held)[0]
    assert short(operations) == [
        ("Ana", "replace", held[0].key, "We warmly applaud the outcome of the summit.", ""),
        ("Ben", "replace", held[0].key, "We welcome the outcome of the conference.", ""),
    ]


def test_words_typed_into_a_footnote_change_the_paragraph_that_it_belongs_to(typed):
    held = text()
    document = typed(word_out.write(head(), word_out.plain(held)), ("Ana", [("note", 0, " Also A/RES/80/173.")]))
    wanted = "We welcome the outcome.^[See A/RES/70/125 [and others]. Also A/RES/80/173.] It is good for all."
    operations, _remarks, unhandled = found(document, held)
    assert (short(operations), unhandled) == ([("Ana", "replace", held[1].key, wanted, "")], [])


NAMED = {
    "a_table": ([("table", place(8), ["Left cell", "Right cell"])], "tables", "Left cell"),
    "a_text_box": ([("box", place(8), "Boxed words")], "text_boxes", "Boxed words"),
    "a_field": ([("field", place(8))], "fields", ""),
    "words_made_bold": ([("bold", place(2), 0, 2)], "formatting", "We"),
    "the_head_of_the_pages": ([("top", "Secretariat only")], "running", "Secretariat only"),
    "the_foot_of_the_pages": ([("foot", " for the podium")], "running", "for the podium"),
}


@pytest.mark.parametrize(("edits", "code", "words"), NAMED.values(), ids=NAMED)
def test_what_cannot_be_proposed_is_named_when_libreoffice_wrote_it(typed, edits, code, words):
    held = text()
    _operations, _remarks, unhandled = found(typed(word_out.write(head(), word_out.plain(held)), ("Ana", edits)), held)
    assert [one for one in unhandled if one["code"] == code and words in one["words"]]


def test_a_cell_changed_in_a_table_of_the_file_is_named_with_its_words(typed):
    held = text()
    first = typed(word_out.write(head(), word_out.plain(held)), ("Ana", [("table", place(8), ["Cell", "Other"])]))
    unhandled = found(typed(first, ("Ben", [("cell", " changed")])), held)[2]
    assert [one["words"] for one in unhandled if one["code"] == "tables"] == ["Cell changed Other"]
