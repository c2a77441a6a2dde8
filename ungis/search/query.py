"""What somebody typed, read as words, phrases and words to leave out. Nothing in it is syntax that can fail.

digital skills          both words; the last one also as the beginning of a word
"digital skills"        side by side
-skills                 without it; also -"digital skills"
A/RES/80/173, 80/173    steps of a symbol stand side by side, quoted or not
"""

import re
from dataclasses import dataclass, field

from . import normal

MOST_SIGNS = 300
MOST_WORDS = 20
BEGINNING = 3  # letters that a beginning of a word needs
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂「」『』", '"'))
PIECE = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')


@dataclass(frozen=True)
class Term:
    """One thing to look for: forms that stand side by side in this order; one form is a plain word."""

    written: str
    forms: tuple[str, ...]
    begins: str = ""  # what other words may begin with, instead
    is_loose: bool = False  # Chinese without quotation marks: all the pairs, best side by side


@dataclass
class Asked:
    """A query as it was understood. `was_cut` says that it was too long and only its beginning counts."""

    written: str
    terms: list[Term] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.terms or self.without)


def _terms(written: str, is_quoted: bool) -> list[Term]:
    """Return the terms of one piece: symbols and quoted words as one, a run of Chinese apart from what it touches."""
    if is_quoted:
        forms = tuple(word.form for word in normal.words(written))
        return [Term(written, forms)] if forms else []
    terms: list[Term] = []
    steps: list[str] = []
    for run in normal.runs(written):
        forms = tuple(word.form for word in normal.words(run.group()))
        if normal.IS_HAN.match(run.group()):
            terms.append(Term(run.group(), forms, is_loose=True))
        else:
            steps += forms
    return [Term(written, tuple(steps)), *terms] if steps else terms


def read(typed: str) -> Asked:
    """Read what was typed; of what is too long, the beginning."""
    text = typed.translate(QUOTES).strip()
    asked = Asked(typed.strip()[:MOST_SIGNS], was_cut=len(text) > MOST_SIGNS)
    for quoted_minus, quoted, minus, plain in PIECE.findall(text[:MOST_SIGNS]):
        terms = _terms(quoted or plain, bool(quoted))
        room = MOST_WORDS - len(asked.terms) - len(asked.without)
        asked.was_cut = asked.was_cut or len(terms) > room
        (asked.without if quoted_minus or minus else asked.terms).extend(terms[:room])
    if asked.terms:
        asked.terms[-1] = _as_beginning(asked.terms[-1])
    return asked


def _as_beginning(term: Term) -> Term:
    """Let the last word stand for words that begin so, where it is one plain word of some length."""
    if term.is_loose or len(term.forms) > 1:
        return term
    (run,) = normal.runs(term.written)
    folded = normal.fold(run.group())
    if len(folded) < BEGINNING or not folded.isalpha():
        return term
    return Term(term.written, term.forms, begins=folded)
