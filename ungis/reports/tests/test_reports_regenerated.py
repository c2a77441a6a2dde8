"""The founding papers come out of the record again: every fact of theirs is there, or a check says why not."""

import os
import re
import sys
import zipfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from lxml import etree

from ungis.documents.symbols import find_all
from ungis.reports import docx
from ungis.reports.checks import findings
from ungis.reports.composition import compose
from ungis.reports.models import CouncilSession, Paper

pytestmark = pytest.mark.django_db
FACTS = Path(__file__).parent / "facts"
SEEDS = ("000", "001", "002")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def read_facts(seed):
    return yaml.safe_load((FACTS / f"seed_{seed}.yaml").read_text(encoding="utf-8"))


def regenerate(seed):
    """Return the text of the Word file and the findings of the paper as of the date of the original."""
    choices = dict(read_facts(seed)["paper"])
    paper = Paper(
        session=CouncilSession.objects.get(number=choices.pop("session")),
        since=date.fromisoformat(choices.pop("since")),
        as_of=date.fromisoformat(choices.pop("as_of")),
        **choices,
    )
    content = compose(paper)
    return text_of(docx.write(content)), findings(paper, content)


def text_of(word):
    """Return the words of a .docx with single spaces: footnotes included, list numbers as Word prints them."""
    lines = []
    with zipfile.ZipFile(BytesIO(word)) as package:
        for part in ("word/document.xml", "word/footnotes.xml"):
            number = 0
            for paragraph in etree.fromstring(package.read(part)).iter(f"{W}p"):
                style = paragraph.find(f"{W}pPr/{W}pStyle")
                is_numbered = style is not None and style.get(f"{W}val") == "ListNumber"
                number = number + 1 if is_numbered else 0
                lines.append((f"{number} " if number else "") + words_of(paragraph))
    return one_spaced("\n".join(lines))


def words_of(paragraph):
    return "".join(" " if node.tag in SPACES else node.text or "" for node in paragraph.iter(*PRINTED))


SPACES = (f"{W}br", f"{W}tab")
PRINTED = (f"{W}t", *SPACES)


def one_spaced(text):
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def tell(line):
    sys.stdout.write(f"{line}\n")


def is_present(fact, text):
    folded = text.casefold()

    def stands(words):
        return one_spaced(words).casefold() in folded

    renderings = fact["any"]
    return bool(renderings or fact.get("all")) and (
        (not renderings or any(map(stands, renderings))) and all(map(stands, fact.get("all", [])))
    )


def is_reported(fact, found):
    naming = fact.get("naming", "")
    return any(finding.code == fact.get("reported_by") and naming in finding.message for finding in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_fact_of_a_founding_paper_is_in_the_regenerated_one_or_reported_by_a_check(seed):
    text, found = regenerate(seed)
    lost = []
    for fact in read_facts(seed)["facts"]:
        if is_present(fact, text):
            continue
        if is_reported(fact, found):
            tell(f"seed {seed}: {fact['fact']}: not in the paper, reported by {fact['reported_by']}")
        else:
            lost.append(fact["fact"])
            tell(f"seed {seed}: {fact['fact']}: MISSING")
    assert not lost, f"neither present nor reported: {', '.join(lost)}"


def test_no_fact_is_excused_by_a_check_that_does_not_speak_of_it():
    for seed in SEEDS:
        for fact in read_facts(seed)["facts"]:
            excused = fact.get("reported_by")
            assert not excused or fact.get("naming") or not fact["any"], fact["fact"]


# Against the originals themselves, where their folder is at hand.

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAY = re.compile(rf"\d{{1,2}}(?: and \d{{1,2}})? (?:{'|'.join(MONTHS)})(?: \d{{4}})?")
ACRONYM = re.compile(r"\b[A-Z]{2,}[A-Za-z]*(?:\+\d+)?\b")
NUMBER = re.compile(r"(?<![\w/.&-])\d+(?:,\d{3})*(?:st|nd|rd|th)?(?![\w/&])")
CONVERTED = re.compile(r"\[(?:image|bookmark|footnoteRef)[^\]]*\]", re.DOTALL)

# What the originals print that is no fact of theirs, or that we write in full or in the house's spelling.
WRITTEN_OTHERWISE = {
    "UNGA": "UNGA",
    "SDG": "SDGs",
    "LDCs": "Least Developed Countries",
    "IGF": "Internet Governance Forum (IGF)",
    "ESCWA": "UN ESCWA",
    "DESA": "UN DESA",
    "AIDS": "UN AIDS",
}


def original(seed):
    folder = os.environ.get("UNGIS_ORIGINALS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("UNGIS_ORIGINALS names no folder with the original texts")
    path = next(iter(sorted(Path(folder).glob(f"{seed}_*.txt"))), None)
    if path is None:
        pytest.skip(f"the folder of originals holds no text that begins with {seed}")
    return one_spaced(CONVERTED.sub(" ", path.read_text(encoding="utf-8")))


def tokens(text):
    """Return every date, symbol, acronym and number of a text, in the order in which they come."""
    found = [
        str(citation.symbol).split("Resolution ")[-1] for citation in find_all(text)
    ]  # resolutions are cited in pairs
    for pattern in (DAY, ACRONYM, NUMBER):
        found += pattern.findall(text)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_date_symbol_acronym_and_number_of_an_original_is_present_or_reported(seed):
    source = original(seed)
    text, found = regenerate(seed)
    reported = " ".join(finding.message for finding in found)
    lost = []
    for token in tokens(source):
        written = WRITTEN_OTHERWISE.get(token, token)
        if stands_in(written, text):
            continue
        if stands_in(written, reported):
            tell(f"seed {seed}: {token}: reported by the checks")
        else:
            lost.append(token)
            tell(f"seed {seed}: {token}: MISSING")
    assert not lost, f"in the original, neither present nor reported: {', '.join(lost)}"


def stands_in(token, text):
    return re.search(rf"(?<![\w]){re.escape(token)}(?![\w])", text) is not None
