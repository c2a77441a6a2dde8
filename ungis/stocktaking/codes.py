"""The forty places of an activity's tags in a row of bits, and how the codes of several hands name them.

A target counts for its Goal, a commitment for its objective; a line with parts counts through its parts.
"""

from collections.abc import Iterable

from ungis.mappings.models import Concept

LINES = [
    *("C1", "C2", "C3", "C4", "C5", "C6"),
    *("C7-egov", "C7-ebus", "C7-elea", "C7-ehea", "C7-eemp", "C7-eenv", "C7-eagr", "C7-esci"),
    *("C8", "C9", "C10", "C11"),
]
GOALS = [str(number) for number in range(1, 18)]
OBJECTIVES = [f"Objective {number}" for number in range(1, 6)]
FRAMEWORKS = {"wsis": LINES, "sdg": GOALS, "gdc": OBJECTIVES}  # by the slug of the framework
BITS = {
    place: number
    for number, place in enumerate((framework, code) for framework, codes in FRAMEWORKS.items() for code in codes)
}


def bits_of(concepts: Iterable[Concept]) -> int:
    """Return the row of bits of these concepts; their frameworks and the chain of their parents must be at hand."""
    row = 0
    for concept in concepts:
        place = BITS.get((concept.framework.slug, _root(concept).code if concept.parent_id else concept.code))
        if place is not None:
            row |= 1 << place
    return row


def _root(concept: Concept) -> Concept:
    """Return the concept that stands in the row for this one: a part of an action line stands for itself."""
    if concept.framework.slug == "wsis":
        return concept
    while concept.parent is not None:
        concept = concept.parent
    return concept


def concept_place(label: str) -> tuple[str, str]:
    """Return framework and code of a label as the model of suggested tags writes it: 4.4, C7-egov, GDC2."""
    if label.startswith("GDC"):
        return "gdc", f"Objective {label[3:]}"
    return ("wsis" if label.startswith("C") else "sdg"), label


def label_of(framework: str, code: str) -> str:
    """Return the label of a concept as the model of suggested tags writes it; the reverse of concept_place."""
    return code.replace("Objective ", "GDC") if framework == "gdc" else code
