"""Who is asked: the wording of a source divided into the names under which the register files it.

Addressed to UNGIS is every paragraph whose wording names the group, its members or its secretariat,
alone or with others ("UNGIS and country teams", "Action line facilitators in coordination with
UNGIS"). Read so, the record as gathered has 21 such paragraphs.
"""

import re

GROUP = "UNGIS"
LONGEST = 80

# The name of the register for each way in which texts write it; what is not here stays as written.
NAMES = {
    "ungis members": GROUP,
    "ungis secretariat": GROUP,
    "united nations group on the information society": GROUP,
    "action line facilitators": "Action line facilitators",
    "facilitators": "Action line facilitators",
    "un entities facilitating action lines": "Action line facilitators",
    "all": "All stakeholders",
    "all stakeholders": "All stakeholders",
    "country teams": "UN country teams",
    "funds, programmes and specialized agencies": "Funds, programmes and specialized agencies",
    "itu secretary-general": "ITU",
    "multilateral development organizations": "Multilateral development organizations",
    "private sector": "Private sector",
    "regional commissions": "UN regional commissions",
    "un agencies": "UN entities",
    "un organizations": "UN entities",
    "un system entities": "UN entities",
    "united nations entities": "UN entities",
    "various entities": "Various entities",
    "contributors to hlpf": "Contributors to the HLPF",
}
NOBODY = {"", "not read", "others"}
WHOLE = [name for name in NAMES if " and " in name or ", " in name]  # names that are not to be divided
DIVIDERS = re.compile(r"\s*[;,]\s*(?:and\s+)?|\s+(?:and|as|with|in coordination with|in cooperation with)\s+")


def names_in(wording: str) -> list[str]:
    """Return the register's names for those asked, UNGIS first, each once, else in the order written."""
    text = " ".join(wording.split())
    kept = {}
    for name in WHOLE:
        mark = f"\x00{len(kept)}"
        text, found = re.subn(re.escape(name), mark, text, flags=re.IGNORECASE)
        if found:
            kept[mark] = NAMES[name]
    names: dict[str, None] = {}
    for piece in DIVIDERS.split(text):
        piece = re.sub(r"^(?:with|the)\s+", "", piece.strip(), flags=re.IGNORECASE)
        folded = piece.casefold()
        if folded in NOBODY:
            continue
        if folded == "members" and GROUP in names:
            continue  # "ITU as UNGIS secretariat, with … members": those of the group
        names[kept.get(piece) or NAMES.get(folded) or piece[:LONGEST]] = None
    return sorted(names, key=lambda name: name != GROUP)


def is_to_group(names: list[str]) -> bool:
    return GROUP in names
