"""Operative verbs and their weight, from command to courtesy (order of the glossary, inferred from practice)."""

import re

from .models import Weight

# Base forms. Verbs that the glossary does not name stand with the one whose effect they share:
# an organ that approves or establishes binds itself; one that instructs or mandates gives a task.
VERBS: dict[Weight, tuple[str, ...]] = {
    Weight.DECIDES: (
        "decide",
        "adopt",
        "approve",
        "authorize",
        "declare",
        "endorse",
        "establish",
        "extend",
        "proclaim",
    ),
    Weight.REQUESTS: ("request", "ask", "direct", "instruct", "mandate", "task"),
    Weight.CALLS_UPON: ("call upon", "call on", "call for", "call", "appeal", "urge"),
    Weight.INVITES: ("invite",),
    Weight.ENCOURAGES: ("encourage",),
    Weight.RECOMMENDS: ("recommend", "should", "suggest"),
    Weight.REAFFIRMS: ("reaffirm", "reiterate", "affirm", "confirm", "recall"),
    Weight.RECOGNIZES: (
        "recognize",
        "recognise",
        "acknowledge",
        "emphasize",
        "emphasise",
        "highlight",
        "stress",
        "underline",
        "underscore",
        "express",
        "consider",
        "support",
        "commit",
    ),
    Weight.WELCOMES: ("welcome", "commend", "appreciate", "applaud", "look forward"),
    Weight.NOTES_WITH_APPRECIATION: ("take note with appreciation", "note with appreciation"),
    Weight.NOTES: ("take note", "note"),
}
ADVERBS = re.compile(r"\b(?:also|further|furthermore|again|once more|strongly|in particular|in this regard)\b")
COURTESY = re.compile(r"\bwith (?:deep |great )?(?:satisfaction|gratitude|thanks)\b")
NEXT_VERB = re.compile(r"[;,/]|\band\b")


def _forms(phrase: str) -> tuple[str, ...]:
    """Return the phrase in the plural and the singular: call upon, calls upon."""
    first, *rest = phrase.split(" ", 1)
    singular = first + ("es" if first.endswith(("s", "sh", "ch")) else "s")
    return tuple(" ".join([form, *rest]) for form in (first, singular))


_WEIGHTS = {form: weight for weight, phrases in VERBS.items() for phrase in phrases for form in _forms(phrase)}
_LONGEST_FIRST = sorted(_WEIGHTS, key=len, reverse=True)


def weight_of_phrase(phrase: str) -> Weight:
    """Return the weight of one verb, whatever its case, number and adverbs; NONE where it is not known."""
    words = " ".join(ADVERBS.sub(" ", COURTESY.sub("with appreciation", phrase.casefold())).split())
    for form in _LONGEST_FIRST:
        if words == form or words.startswith(f"{form} "):
            return _WEIGHTS[form]
    return Weight.NONE


def weight_of(verb: str) -> Weight:
    """Return the weight of the weightiest verb: "Recalls; calls upon" calls upon."""
    return min(map(weight_of_phrase, NEXT_VERB.split(verb)), default=Weight.NONE)
