"""The register of mandates: paragraphs, the lines in which they come back, what became of them, what answers them."""

import re
from itertools import pairwise

from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.mandates import actions
from ungis.mandates.models import Paragraph

from .documents import work_cited
from .reading import read, source_of

MARK = "mandates.paragraph_added"
SAME = ("same", "unchanged")  # summaries that say only this lean on the line in which the paragraph comes back
REFERENCE = re.compile(r"(?P<symbol>.+?) para (?P<number>[\d-]+(?: \(\w\))?)")
RESOLUTION_OF_2025 = "E/2025/31–E/CN.16/2025/4"  # the report that holds the draft; paragraphs are cited by it
SEED = "seed 002"
COMPARED = "The texts of the resolutions, compared paragraph by paragraph"

# A paragraph that stands in a recurring line and in no list of paragraphs of its document.
FIRST_OF_THE_ROLE = ("E/RES/2015/26", "1")

# What became of a paragraph, where the record itself shows it. Where it does not, the paragraph stays active,
# and is overdue once its date has passed.
OUTCOMES = [
    ("A/RES/56/183", "text-1", "implement", "The Summit was held in Geneva in 2003 and in Tunis in 2005."),
    (
        "WSIS-05/TUNIS/DOC/6(Rev.1)",
        "103",
        "implement",
        "The Chief Executives Board endorsed the group in April 2006 (seeds 000, 001, 004).",
    ),
    (
        "WSIS-05/TUNIS/DOC/6(Rev.1)",
        "111",
        "implement",
        "The overall review ended with A/RES/70/125 of 16 December 2015.",
    ),
    ("A/RES/60/252", "15", "let_elapse", "Due in June 2006; the record does not hold the report."),
    (
        "PP-10 Resolution 172 (Guadalajara, 2010)",
        "text-1",
        "implement",
        "The Board endorsed the plan for the overall review in April 2012.",
    ),
    (
        "CEB, spring session 2012",
        "text-1",
        "implement",
        "The review for which the plan was made ended with A/RES/70/125.",
    ),
    ("A/RES/68/302", "text-1", "implement", "The high-level meeting adopted A/RES/70/125 on 16 December 2015."),
    ("A/RES/70/125", "63", "supersede", "The Internet Governance Forum has been made permanent by A/RES/80/173."),
    ("A/RES/70/125", "71", "implement", "The high-level meeting adopted A/RES/80/173 on 17 December 2025."),
    ("A/RES/77/150", "51", "supersede", "Asked again, for the 79th session, by A/RES/78/132, paragraph 57."),
    ("A/RES/78/132", "57", "supersede", "Asked again, for the 80th session, by A/RES/79/194, paragraph 67."),
    ("A/RES/79/194", "62", "implement", "The modalities were adopted in March 2025 as A/RES/79/277."),
    ("E/RES/2006/46", "text-2", "supersede", "A/RES/80/173 makes the report biennial instead of yearly."),
    ("E/RES/2024/13", "124", "supersede", "A/RES/80/173 makes the report biennial instead of yearly."),
    ("E/RES/2023/3", "text-1", "supersede", "Asked again by E/RES/2024/13, paragraph 116."),
    (
        "E/RES/2024/13",
        "116",
        "let_elapse",
        "The 28th session was held in 2025 (seed 002); what was collected is not in the record.",
    ),
    (
        "A/RES/79/1",
        "annex-i-66",
        "implement",
        "Endorsements are received and checked by the Office for Digital and Emerging Technologies (A/80/6, Sect. 1).",
    ),
    (
        "A/RES/79/1",
        "annex-i-68",
        "let_elapse",
        "The review ended with A/RES/80/173; whether that text answers this could not be read.",
    ),
    (
        "A/RES/79/258",
        "text-1",
        "implement",
        "The Office for Digital and Emerging Technologies works (A/80/6, Sect. 1).",
    ),
    ("A/RES/79/277", "text-1", "implement", "The high-level meeting adopted A/RES/80/173 on 17 December 2025."),
]

# Works of the group that answer a paragraph: (output, document, anchor, note).
ANSWERS = [
    ("oc-financial-mechanisms-2009", "E/RES/2008/3", "text-1", "Held on 8 and 9 October 2009"),
    ("oc-wsis10-2011", "PP-10 Resolution 172 (Guadalajara, 2010)", "text-1", "The preparatory process of the review"),
    ("oc-wsis10-2011", "CEB, spring session 2012", "text-1", "The action plan endorsed by the Board came out of it"),
    ("matrix-wsis-sdg", "E/RES/2024/13", "7", "The matrix that the Council recognizes"),
    ("matrix-wsis-gdc", RESOLUTION_OF_2025, "125", "The base of the stocktaking asked from the Commission"),
    ("matrix-wsis-gdc", RESOLUTION_OF_2025, "130", "The matrix of which the Council takes note"),
    ("roadmap-joint", RESOLUTION_OF_2025, "133", "Recommended; its text has not been found"),
    ("taskforce-finance", "A/RES/80/173", "67", "Reports to the 30th session of the Commission, 2027"),
    ("roadmaps-action-lines", "A/RES/80/173", "113", "Their texts have not been found; some existed in 2023"),
]


def load() -> int:
    """Load all paragraphs, then lines, outcomes and answers; return the number of paragraphs."""
    data = read("mandates.yaml")
    repeated = {place: line["line"] for line in data["recurring_paragraph_lines"] for place in line["occurrences"]}
    count = sum(_paragraphs(document, repeated) for document in data["documents"])
    symbol, number = FIRST_OF_THE_ROLE
    line = next(line for line in data["recurring_paragraph_lines"] if f"{symbol} para {number}" in line["occurrences"])
    actions.add_paragraph(
        work_cited(symbol),
        number=number,
        verb="Notes",
        addressee="facilitators, regional commissions, UNGIS",
        summary=line["line"],
        source=COMPARED,
        certainty=line["certainty"],
        by=CLERK,
    )
    for line in data["recurring_paragraph_lines"]:
        _line(line)
    for symbol, anchor, step, reason in OUTCOMES:
        actions.move_paragraph(_at(symbol, anchor), step, reason=reason, by=CLERK)
    for output, symbol, anchor, note in ANSWERS:
        work = Work.objects.get(slug=output)
        facts = {"source": work.source, "certainty": work.certainty}
        actions.link_answer(_at(symbol, anchor), work, note=note, **facts, by=CLERK)
    return count + 1


def quote_from(text: str) -> int:
    """Put the words of the paragraphs that the founding text quotes in full; return how many were put.

    Words that stand already are not put again, so that a second call changes nothing.
    """
    put = 0
    quoted = {match["number"]: match["words"].strip() for match in QUOTED.finditer(text)}
    for paragraph in Paragraph.objects.filter(work=work_cited(RESOLUTION_OF_2025)).select_related("work"):
        words = quoted.get(paragraph.number, "").rstrip(".").rstrip('"”“')
        begins = paragraph.verb.split(";")[0]
        if words.startswith(begins) and words != paragraph.quote:
            actions.quote_paragraph(paragraph, quote=words, quote_source=SEED, by=CLERK)
            put += 1
    return put


QUOTED = re.compile(r"^[ \t]*[\"“]?(?P<number>\d{1,3})\.[ \t]+(?P<words>[^\n]+)", re.MULTILINE)


def _at(symbol: str, anchor: str) -> Paragraph:
    return Paragraph.objects.select_related("work").get(work=work_cited(symbol), anchor=anchor)


def _paragraphs(document: dict, repeated: dict[str, str]) -> int:
    if not document["paragraphs"]:
        return 0
    work = work_cited(document["symbol"])
    for entry in document["paragraphs"]:
        _paragraph(work, document, entry, repeated)
    return len(document["paragraphs"])


def _paragraph(work: Work, document: dict, entry: dict, repeated: dict[str, str]) -> None:
    symbol, summary = document["symbol"], entry.get("summary") or ""
    line = repeated.get(f"{symbol} para {entry['para']}")
    facts = source_of({**document, **entry})
    if "corroborated_by" in entry:
        facts["source"] += f"\n{entry['corroborated_by']}"
    paragraph = actions.add_paragraph(
        work,
        number=entry["para"] or "",
        verb=entry["verb"] or "",
        addressee=entry["addressee"],
        summary=f"{line}: {summary}" if line and summary.startswith(SAME) else summary,
        due=entry.get("due") or entry.get("due_note") or "",
        is_standing=entry.get("standing", False),
        **facts,
        by=CLERK,
    )
    if "quote" in entry:
        words = re.sub(r"^\d+\.\s*", "", entry["quote"].strip('"'))
        actions.quote_paragraph(paragraph, quote=f"{words} …", quote_source=SEED, by=CLERK)
    if "done" in entry:
        first, _, last = entry["done"].partition("/")  # 2009-10-08/09: from the 8th to the 9th
        reason = f"Done from {first} to {first[: -len(last)]}{last}." if last else f"Done on {first}."
        actions.move_paragraph(paragraph, "implement", reason=reason, by=CLERK)


def _line(entry: dict) -> None:
    """A line and its occurrences; each but the last has been said again, so that only the last is open."""
    certainty = entry["certainty"]
    line = actions.add_line(entry["line"], change=entry["change"], source=COMPARED, certainty=certainty, by=CLERK)
    found = [REFERENCE.fullmatch(place) for place in entry["occurrences"]]
    paragraphs = [_at(match["symbol"], actions.anchor_of(match["number"])) for match in found if match]
    for paragraph in paragraphs:
        actions.add_occurrence(line, paragraph, by=CLERK)
    for paragraph, later in pairwise(paragraphs):
        actions.move_paragraph(paragraph, "supersede", reason=f"Said again in {later.cite}.", by=CLERK)
