"""What one paragraph of a resolution says: its verb, who is asked, by when, and which documents it cites.

Read from the words alone; what was not sure is returned as a doubt, for a person confirms every line.
"""

import re
from typing import NamedTuple

from ungis.documents import symbols

from .models import Weight
from .verbs import ADVERB, ALL_FORMS, PARTICIPLES, PLURALS, SINGULARS, STATES_OF_MIND, weight_of

UNSURE = "addressee-unsure"
LOOKED_AT = 1_500  # characters of a paragraph in which its verb, those asked and the date are looked for
LONGEST_VERB, LONGEST_ADDRESSEE = 80, 200
MARK = re.compile(r"[⁰¹²³⁴-⁹]+|(?<=[a-z][,;.:])\d{1,3}(?=\s|$)")  # of a footnote

FORM = "|".join(map(re.escape, ALL_FORMS))
PHRASE = re.compile(
    rf"(?:{ADVERB},? ){{0,4}}(?P<form>{FORM})\b(?! is| are)"
    rf"(?:,? {ADVERB}\b,?){{0,3}}"
    rf"(?P<feeling> with (?:(?:deep|grave|great|serious|utmost|profound|particular|much|growing|alarm) "
    rf"(?:and )?){{0,3}}"
    rf"(?:alarm|appreciation|concern|disappointment|dismay|gratitude|interest|pleasure|regret|satisfaction|thanks)\b)?",
    re.IGNORECASE,
)
EXPRESSED = re.compile(
    r" (?:its|our|their)(?: (?:deep|deepest|grave|great|serious|sincere|strong|profound|full|firm|support and|utmost"
    r"|continuing|warm|solidarity and|heartfelt|condolences and)){0,3}"
    r" (?:appreciation|alarm|appeal|call|commitment|concern|condolences|condemnation|conviction|determination|gratitude"
    r"|hope|intention|invitation|readiness|regret|request|resolve|satisfaction|solidarity|support|thanks|willingness)\b"
    r"|(?: (?:deep|grave|great|serious|sincere|strong|profound|full|support and|continuing)){0,3}"
    r" (?:appreciation|alarm|concern|gratitude|hope|regret|satisfaction|solidarity|support)\b",
)
SUBJECT = re.compile(
    r"(?:(?:[A-Z][^,.;:]{2,80}, )?[Ww]e(?: are)?|The (?:Conference|Assembly|Council|Commission|Committee))"
    r"(?:, [^,]{1,60},)? "
)
SECOND = re.compile(
    rf"(?:,|;| and)(?: and)? (?:{ADVERB},? ){{0,3}}(?P<form>{FORM}) (?=the |that |all |its |upon |those |[A-Z])"
)
JOINED = re.compile(rf",? and (?:{ADVERB},? ){{0,3}}(?P<form>{FORM})\b")


class Verb(NamedTuple):
    """The leading operative phrase as printed, its tense, and where the words after it begin."""

    words: str = ""
    tense: str = ""  # singular (Requests), plural (We request), participle (Requesting), mind (Concerned)
    end: int = 0


def tense_of(form: str) -> str:
    folded = form.casefold()
    if folded in SINGULARS:
        return "singular"
    if folded in STATES_OF_MIND:
        return "mind"
    return "participle" if folded in PARTICIPLES else "plural" if folded in PLURALS else ""


def verb_of(words: str) -> Verb:
    """Return the phrase with which a paragraph begins: Also requests, Takes note with appreciation."""
    words = words[:LOOKED_AT]
    subject = SUBJECT.match(words)
    at = subject.end() if subject else 0
    found = PHRASE.match(words, at)
    if not found:
        return Verb()
    tense = tense_of(found["form"])
    if subject and tense == "participle":
        return Verb()
    end = found.end()
    if found["form"].casefold().startswith(("express", "reiterat", "renew", "reaffirm", "extend")):
        more = EXPRESSED.match(words, end)
        end = more.end() if more else end
    joined = JOINED.match(words, end)
    if joined and tense_of(joined["form"]) == tense:
        end = joined.end()
    return Verb(words[at:end].rstrip(" ,")[:LONGEST_VERB], tense, end)


def verbs_of(words: str, first: Verb) -> tuple[str, list[Verb]]:
    """Return all verbs of a paragraph as the register writes them ("Recalls; calls upon"), and each by itself.

    Further verbs count where they give a task, in the tense of the first: those only state more of the same.
    """
    words = words[:LOOKED_AT]
    found = [first]
    for match in SECOND.finditer(words, first.end):
        is_task = weight_of(match["form"]) <= Weight.RECOMMENDS
        if is_task and tense_of(match["form"]) == first.tense == "singular":
            start = match.start("form")
            phrase = PHRASE.match(words, start)
            end = phrase.end() if phrase else match.end("form")
            found.append(Verb(words[start:end].rstrip(" ,"), first.tense, end))
    kept: list[Verb] = []
    for verb in found:
        told = "; ".join(one.words for one in [*kept, verb])
        if len(told) <= LONGEST_VERB and verb.words.casefold() not in {one.words.casefold() for one in kept}:
            kept.append(verb)
    return "; ".join(verb.words for verb in kept), kept


# --- who is asked --------------------------------------------------------------------------------

# To do something: not to the Convention, to its work, to which.
INFINITIVE = re.compile(
    r",? (?:also |further |not |either |in order |so as |in an effort )?to "
    r"(?!the |which |its |this |that |those |these |their |all |whom |[A-Z“\d])"
)
ASIDE = re.compile(
    r", (?=(?:according|acting|after|also|among|as|at|based|bearing|before|building|by|consistent|drawing|during|"
    r"especially|following|for|from|having|if|in|including|inter alia|it|notably|on|once|particularly|pursuant|subject|"
    r"taking|through|to|together|under|until|upon|using|when|whenever|where|which|while|who|with|within|without|working)"
    r"\b)"
)
NEXT_TASK = re.compile(rf",? and (?:{ADVERB},? )?(?:asks|calls|decides|encourages|invites|recommends|requests|urges) ")
NOT_ASKED = re.compile(
    r"(?:to|that|for|its|in|on|upon|with|of|by|at|from|a|an|further|greater|continued|enhanced|increased|efforts)\b",
    re.IGNORECASE,
)
# The nouns that are asked stand before the first of these.
AFTER_NOUNS = re.compile(r" (?:as|at|between|concerned|for|from|in|involved|of|that|to|whose|which|who|with|within) ")
JOINING = re.compile(r",| (?:and|or) ")
THING = re.compile(
    r"(?:[a-z-]*(?:ance|ation|ption|pation|ction|lusion|ment|ing|ship|ivery|ogue)|alignment|capacities|efforts|initiatives|"
    r"support|use|work|holding|arrangements)"
)
PEOPLE = re.compile(
    r"(?:actors|agencies|authorities|banks|bodies|businesses|commissions|committee|communities|community|companies|"
    r"constituencies|coordinators|countries|donors|enterprises|entities|experts|facilitators|forums|funds|governments|"
    r"heads|industry|institutions|keepers|leaders|media|members|mechanisms|organizations|organs|parties|partners|people|"
    r"practitioners|programmes|rapporteurs|regions|researchers|secretariat|secretariats|sector|society|stakeholders|system|"
    r"universities|users)"
)


def addressee_of(words: str, verbs: list[Verb]) -> tuple[str, list[str]]:
    """Return whom the first verb of asking asks, as the text names them, and the doubts about it."""
    for verb in verbs:
        if Weight.DECIDES < weight_of(verb.words) <= Weight.RECOMMENDS:
            return _asked(words[verb.end : LOOKED_AT])
    return "", []


def _asked(rest: str) -> tuple[str, list[str]]:
    rest = re.sub(r"^(?:upon |on |to (?=the |all |[A-Z]))", "", MARK.sub("", rest).strip(" ,"))
    if rest.startswith("that "):
        should = re.match(r"that (the [^,;]{1,120}?|[A-Z][^,;]{1,120}?) (?:should|be|must) ", rest)
        return (should[1], [UNSURE]) if should else ("", [])
    if NOT_ASKED.match(rest):
        return "", []
    cuts = [found.start() for found in (pattern.search(rest) for pattern in (INFINITIVE, ASIDE, NEXT_TASK)) if found]
    cuts += [place for place in (rest.find(mark) for mark in (":", ";")) if place >= 0]
    name = rest[: min(cuts, default=0)].strip(" ,.;:")
    nouns = AFTER_NOUNS.split(name, maxsplit=1)[0]
    heads = [part.rpartition(" ")[2] for part in (JOINING.split(nouns, maxsplit=1)[0], nouns)]
    is_sure = any(head[:1].isupper() or PEOPLE.fullmatch(head) for head in heads)
    if not name or (not is_sure and any(THING.fullmatch(head) for head in heads)):
        return "", []
    if len(name) > LONGEST_ADDRESSEE:
        shorter = name[:LONGEST_ADDRESSEE]
        return shorter.rpartition(",")[0].strip(" ,") or shorter, [UNSURE]
    return name, [] if is_sure else [UNSURE]


# --- by when -------------------------------------------------------------------------------------

UNITS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9},
    **{"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15},
    **{"sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19},
}
TENS = {"twent": 20, "thirt": 30, "fort": 40, "fift": 50, "sixt": 60, "sevent": 70, "eight": 80, "ninet": 90}
SMALL = "|".join(sorted(UNITS, key=len, reverse=True))
ORDINAL = (
    r"(?P<ordinal>\d{1,3}(?:st|nd|rd|th)|(?:one )?hundredth|(?:(?:one )?hundred(?: and)? )?"
    rf"(?:(?:{'|'.join(TENS)})(?:ieth|y-(?:{SMALL}))|{SMALL}))"
)
SESSION = re.compile(
    rf"\b(?:at|of|in|for|to|during|before|by|than) (?:its|the|their) {ORDINAL} (?:regular |annual )?session\b"
    r"(?P<of> of the [A-Z][\w ]{0,80})?",
    re.IGNORECASE,
)
ORGAN = re.compile(
    r"General Assembly|Economic and Social Council|Commission on Science and Technology for Development"
    r"|Human Rights Council|\b(?:Assembly|Commission|Council|Committee|Forum|Conference|Board)\b"
)
MONTHS = {
    **{"January": 1, "February": 2, "March": 3, "April": 4, "May": 5, "June": 6, "July": 7, "August": 8},
    **{"September": 9, "October": 10, "November": 11, "December": 12},
}
DATE = re.compile(
    r"\b(?:by|before|no later than|not later than|until) (?:the (?:end|beginning|middle) of )?"
    rf"(?:(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>(?:19|20)\d\d)"
    r"|(?P<bare>(?:19|20)\d\d)\b(?! Agenda))"
)
STANDING = re.compile(
    r"\bon an? (?:annual|biennial|continuing|periodic|quadrennial|regular|triennial|yearly) basis\b"
    r"|\b(?:annually|biennially|yearly)\b|\b(?:each|every) (?:year|second year|other year|(?:two|three|four) years)\b",
    re.IGNORECASE,
)
STANDING_WORD = "standing"


def ordinal(written: str) -> int:
    """Return the number of an ordinal in words or figures: seventy-ninth, 79th. 0 where it is none."""
    text = written.casefold()
    figures = re.match(r"\d{1,3}", text)
    if figures:
        return int(figures[0])
    hundreds = 100 if "hundred" in text else 0
    text = re.sub(r"^(?:one )?(?:hundredth|hundred(?: and)? ?)", "", text)
    tens, _hyphen, unit = text.partition("-")
    if tens.endswith("ieth"):
        return hundreds + TENS.get(tens[:-4], 0)
    return hundreds + (TENS.get(tens[:-1], 0) + UNITS.get(unit, 0) if unit else UNITS.get(tens, 0))


def due_of(words: str, body: str, *, speaks_of_cstd: bool) -> tuple[str, list[str]]:
    """Return by when, in a form that `dues.read` understands or as STANDING_WORD, and the doubts about it.

    `body` is the organ whose text it is; sessions of organs of which the register keeps no years are a doubt.
    """
    words = MARK.sub("", words[:LOOKED_AT])
    sessions = [_session(match, words, body, speaks_of_cstd) for match in SESSION.finditer(words)]
    if sessions:
        known = [due for due in sessions if due != "?"]
        doubts = ["due-unsure"] if len(set(sessions)) > 1 or not known else []
        return (known[0] if known else ""), doubts
    dates = [_date(match) for match in DATE.finditer(words)]
    if dates:
        return dates[0], ["due-unsure"] if len(set(dates)) > 1 else []
    return (STANDING_WORD, []) if STANDING.search(words) else ("", [])


def _session(match: re.Match[str], words: str, body: str, speaks_of_cstd: bool) -> str:
    """The session as the register writes it; "?" for one of another organ."""
    number = ordinal(match["ordinal"])
    told = ORGAN.search(match["of"] or "")
    before = ORGAN.findall(words, max(0, match.start() - 160), match.start())
    named = told[0] if told else before[-1] if before else body
    if named in ("General Assembly", "Assembly"):
        return f"General Assembly {_th(number)} session"
    if named.startswith("Commission") and (speaks_of_cstd or "Science" in named):
        return f"CSTD {_th(number)} session"
    return "?"


def _th(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _date(match: re.Match[str]) -> str:
    if match["bare"]:
        return match["bare"]
    month = f"{match['year']}-{MONTHS[match['month']]:02}"
    day = int(match["day"] or 0)
    return f"{month}-{day:02}" if 0 < day <= 31 else month


# --- documents cited -----------------------------------------------------------------------------

OWN = re.compile(r"\bits (?=(?:resolution|decision)s? )")
ORGANS = {"General Assembly": "General Assembly ", "ECOSOC": "ECOSOC "}


def cited_in(words: str, body: str) -> list[str]:
    """Return the symbols of the documents cited, normal and each once; "its resolution" is one of the organ's own."""
    if body in ORGANS:
        words = OWN.sub(ORGANS[body], words)
    return list(dict.fromkeys(str(found.symbol) for found in symbols.find_all(words)))
