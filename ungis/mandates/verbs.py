"""Operative verbs and their weight, from command to courtesy (order of the glossary, inferred from practice)."""

import re

from .models import Weight

# Base forms. Verbs that the glossary does not name stand with the one whose effect they share:
# an organ that approves or establishes binds itself; one that instructs or mandates gives a task.
VERBS: dict[Weight, tuple[str, ...]] = {
    Weight.DECIDES: (
        *("decide", "accept", "adopt", "agree", "appoint", "approve", "authorize", "concur", "convene", "declare"),
        *("designate", "elect", "endorse", "establish", "extend", "proclaim", "resolve"),
    ),
    Weight.REQUESTS: ("request", "ask", "demand", "direct", "instruct", "mandate", "require", "task"),
    Weight.CALLS_UPON: (
        *("call upon", "call on", "call for", "call", "appeal", "insist", "make an urgent appeal", "make an appeal"),
        *("remind", "urge"),
    ),
    Weight.INVITES: ("invite",),
    Weight.ENCOURAGES: ("encourage",),
    Weight.RECOMMENDS: ("recommend", "propose", "should", "suggest"),
    Weight.REAFFIRMS: (
        *("reaffirm", "affirm", "confirm", "pledge", "recall", "recommit", "reiterate", "remain", "renew"),
        "continue",
    ),
    Weight.RECOGNIZES: (
        *("recognize", "recognise", "acknowledge", "believe", "commit", "condemn", "consider", "denounce", "deplore"),
        *(
            "draw attention",
            "draw the attention",
            "emphasize",
            "emphasise",
            "re-emphasize",
            "express",
            "highlight",
            "regret",
            "reject",
        ),
        *("share", "stress", "support", "underline", "underscore"),
    ),
    Weight.WELCOMES: (
        *("welcome", "applaud", "appreciate", "commend", "congratulate", "hail", "look forward", "pay tribute"),
        "thank",
    ),
    Weight.NOTES_WITH_APPRECIATION: ("take note with appreciation", "note with appreciation"),
    Weight.NOTES: (
        *("take note", "bear in mind", "keep in mind", "note", "observe", "refer", "remember", "take into account"),
        "take into consideration",
    ),
}
# How a preambular paragraph begins where it is no participle of a verb above: it states, and asks for nothing.
STATES_OF_MIND = (
    *("acting", "alarmed", "appalled", "aware", "cognizant", "concerned", "conscious", "convinced", "dedicated"),
    *("desiring", "desirous", "determined", "dismayed", "disturbed", "encouraged", "expecting", "gratified", "guided"),
    *(
        "having adopted",
        "having also",
        "having considered",
        "having examined",
        "having further considered",
        "having heard",
        "having met",
        "having noted",
    ),
    *("having received", "having regard", "having reviewed", "having studied", "indignant", "inspired", "mindful"),
    *("outraged", "paying due regard", "persuaded", "preoccupied", "reconfirming", "resolved", "satisfied", "seeking"),
    *("seized", "shocked", "troubled", "wishing", "worried"),
)
ADVERB = (
    r"(?:accordingly|additionally|again|also|deeply|equally|especially|extremely|firmly|fully|further|furthermore|"
    r"gravely|greatly|hereby|in addition|in particular|in (?:this|that) (?:regard|respect|context|connection)|keenly|"
    r"likewise|moreover|once again|once more|particularly|profoundly|seriously|sincerely|solemnly|strongly|therefore|"
    r"unequivocally|urgently|very|warmly)"
)
ADVERBS = re.compile(rf"\b{ADVERB}\b")
COURTESY = re.compile(r"\bwith (?:deep |great )?(?:satisfaction|gratitude|thanks)\b")
NEXT_VERB = re.compile(r"[;,/]|\band\b")


DOUBLED = {"commit": "committ", "recommit": "recommitt", "refer": "referr", "regret": "regrett"}


def _forms(phrase: str) -> tuple[str, str, str]:
    """Return the phrase in the plural, the singular and as participle: call upon, calls upon, calling upon."""
    first, *rest = phrase.split(" ", 1)
    stem = DOUBLED.get(first) or (first[:-1] if first.endswith("e") and not first.endswith("ee") else first)
    forms = (first, first + ("es" if first.endswith(("s", "sh", "ch")) else "s"), f"{stem}ing")
    plural, singular, participle = (" ".join([form, *rest]) for form in forms)
    return plural, singular, participle


_WEIGHTS = {form: weight for weight, phrases in VERBS.items() for phrase in phrases for form in _forms(phrase)}
_WEIGHTS |= dict.fromkeys(STATES_OF_MIND, Weight.RECOGNIZES)
PLURALS, SINGULARS, PARTICIPLES = (
    frozenset(forms) for forms in zip(*(_forms(one) for phrases in VERBS.values() for one in phrases), strict=True)
)
ALL_FORMS = tuple(sorted(_WEIGHTS, key=len, reverse=True))  # the longest first, as a pattern must try them


def weight_of_phrase(phrase: str) -> Weight:
    """Return the weight of one verb, whatever its case, number and adverbs; NONE where it is not known."""
    words = " ".join(ADVERBS.sub(" ", COURTESY.sub("with appreciation", phrase.casefold())).split())
    for form in ALL_FORMS:
        if words == form or words.startswith(f"{form} "):
            return _WEIGHTS[form]
    return Weight.NONE


def weight_of(verb: str) -> Weight:
    """Return the weight of the weightiest verb: "Recalls; calls upon" calls upon."""
    return min(map(weight_of_phrase, NEXT_VERB.split(verb)), default=Weight.NONE)
