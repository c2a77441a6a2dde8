"""A resolution read: its lines sorted into what they are, with number, verb, those asked, date and symbols.

Pure: lines in, `Resolution` out, no database. Two ways of printing are known: that of the United Nations (a preamble,
then numbered paragraphs) and that of ITU (groups under a heading such as "instructs the Secretary-General").
Each line that comes in is in exactly one line that goes out, in the order of the text; what was not sure is a doubt.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ungis.documents import symbols
from ungis.documents.lines import Line, settled
from ungis.documents.symbols import NotASymbol

from . import phrases
from .models import ReadLine, Weight
from .phrases import MONTHS, Verb, verb_of
from .verbs import weight_of

Kind = ReadLine.Kind
UN, ITU = "un", "itu"
LONGEST_NUMBER = 40
LONGEST_JOINED = 20_000  # characters: longer paragraphs are not put together from pieces
GENERAL_ASSEMBLY, ECOSOC = "General Assembly", "ECOSOC"


@dataclass
class Read:
    """One line as it was read; `sources` are the places of the lines it was made of."""

    text: str
    kind: str
    sources: list[int]
    number: str = ""
    verb: str = ""
    weight: int = Weight.NONE
    addressee: str = ""
    due: str = ""
    cited: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def is_paragraph(self) -> bool:
        return self.kind in (Kind.PREAMBLE, Kind.OPERATIVE)


@dataclass
class Resolution:
    """What a text says of itself, and its lines."""

    symbol: str = ""
    title: str = ""
    body: str = ""
    adopted_on: date | None = None
    layout: str = UN
    lines: list[Read] = field(default_factory=list)


def read(lines: Iterable[Line | str]) -> Resolution:
    """Read a resolution. Never fails: what fits nowhere is a line before the text, or a remark."""
    given = [line if isinstance(line, Line) else Line(settled(line)) for line in lines]
    layout = ITU if _is_of_itu(given) else UN
    reader = (_Itu if layout == ITU else _Un)(given)
    for place, line in enumerate(given):
        if line.text:
            reader.take(place, line)
    return reader.finish()


def quoted(text: str) -> str:
    """Return the words of a line as a register quotes them: without its number and the marks of notes."""
    label = LABEL.match(text)
    words = text[label.end() :] if label else text
    return settled(phrases.MARK.sub("", words))


# --- what lines look like ------------------------------------------------------------------------

LABEL = re.compile(
    r"(?:(?P<num>\d{1,3})\.(?!\d)|(?P<decimal>\d{1,3}(?:\.\d{1,2}){1,3})\.?(?= )|\((?P<paren>[A-Za-z]{1,6}|\d{1,2})\)"
    r"|(?P<bullet>[•–]))\s*(?=\S|$)"
)
ITU_LABEL = re.compile(
    r"(?:(?P<num>\d{1,2}(?:\.\d{1,2}){0,3})\.?|\(?(?P<paren>[a-z]{1,4})\)|(?P<bullet>[•–-]))\s+(?=\S)"
)
OPENING = re.compile(
    r"(?P<organ>The (?:General Assembly|Economic and Social Council|Human Rights Council|Security Council"
    r"|Economic (?:and Social )?Commission for [A-Z][\w ,]{2,40}?|Commission on [A-Z][\w ,]{2,60}?"
    r"|Trade and Development Board|Conference of [A-Z][\w ,]{2,60}?))\s*,?[\s\d⁰¹²³⁴-⁹*]{0,4}$",
)
ITU_OPENING = re.compile(
    r"The (?P<organ>Plenipotentiary Conference|ITU Council|Council(?! of)|Radiocommunication Assembly"
    r"|World (?:Telecommunication|Radiocommunication) [\w ]{0,40}(?:Conference|Assembly))\b[^.;:]{0,120},?$"
)
TITLE = re.compile(
    r"(?P<number>(?:ES-|S-)?\d{1,4}/\d{1,4}(?: ?[A-Z](?:[-–][A-Z])?(?= |\.|$))?|\d{1,4} ?\((?:S-)?[IVXLC]{1,8}\))"
    r"(?:\s*\.\s*|\s+)(?P<title>[“\"A-Z].*)?$"
)
ITU_TITLE = re.compile(
    r"(?P<symbol>RESOLUTION \d{1,4}(?: ?\([^()]{2,60}\))?)\s*(?:[-–:]\s*)?(?P<title>.*)$", re.IGNORECASE
)
PLENARY = re.compile(r"\d{1,4}(?:st|nd|rd|th)(?: \([a-z ]{3,20}\))? (?:plenary )?meeting\b", re.IGNORECASE)
ANNEX = re.compile(
    r"(?:A(?:nnex|NNEX)|A(?:ppendix|PPENDIX)|Enclosure|Attachment)(?: (?P<which>[IVXLC]{1,7}|[A-Z]|\d{1,2}))?"
    r"(?: (?:to|TO) [^.;]{1,60})?\.?(?:\s*[*¹²³⁴-⁹]*)?$"
)
FURNITURE = (
    re.compile(r"<!-- .{0,80} -->"),
    re.compile(r"(?:\d{1,3}/\d{1,3} )?\d{2}-\d{5}(?: ?\([A-Z]\))?(?: \*\d+\*| ?\d{6})?(?: \d{1,3}/\d{1,3})?"),
    re.compile(r"\d{1,3}(?:/\d{1,3})?|[-_=*─]{3,}|(?:Page|page) \d{1,3}(?: of \d{1,3})?|\*\d{7}\*|Please recycle"),
    re.compile(
        r"(?:Resolutions? adopted on the reports? of .{1,80}|General Assembly ?[—–-] ?.{1,40}[Ss]ession)\s*\d{0,3}"
    ),
)
RUNNING_HEAD = re.compile(r"(?:\d{1,3} )?(?:A|E|A/HRC|S)/RES/[\w./()-]{1,30}(?: \d{1,3}(?:/\d{1,3})?)?")
NOTE = re.compile(r"(?:[¹²³⁴-⁹⁰]{1,3}|\d{1,3}(?=\s+[A-Z“\"(])|\*{1,3})\s*\S")
ROMAN_HEADING = re.compile(r"(?P<which>[IVXL]{1,6}|[A-Z])\.?(?:\s+(?=[A-Z“\"])|$)")
SINGLE_LETTER = re.compile(r"[A-Z]")
UNFINISHED = re.compile(r"[^.;:,!?”\"’)\d]$")
ADOPTED = re.compile(r"\bon (?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})\b")
ONLY_DATE = re.compile(r"(?:^|\b)(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]+) (?P<year>\d{4})$")
LONGEST_HEADING = 300
CSTD = "Commission on Science and Technology"
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
ROMAN_NUMBER = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def _is_of_itu(lines: Sequence[Line]) -> bool:
    groups = 0
    for line in lines:
        if ITU_OPENING.match(line.text[:300]):
            return True
        if OPENING.match(line.text[:300]):
            return False
        groups += bool(_group_of(line.text).words)
    return groups >= 2


def _is_furniture(text: str) -> bool:
    return len(text) <= 160 and any(pattern.fullmatch(text) for pattern in FURNITURE)


def _is_heading(line: Line) -> bool:
    """Short, begins as a heading does, and does not end as a sentence."""
    words = phrases.MARK.sub("", line.words).strip()
    if (
        not words
        or len(words) > LONGEST_HEADING
        or words[-1] in ".;:,"
        or not (words[0].isupper() or words[0].isdigit())
    ):
        return bool(ROMAN_HEADING.fullmatch(words)) if words else False
    return True


def _day(match: re.Match[str] | None) -> date | None:
    if not match or match["month"] not in MONTHS:
        return None
    try:
        return date(int(match["year"]), MONTHS[match["month"]], int(match["day"]))
    except ValueError:
        return None


def _roman_value(letters: str) -> int:
    """The value of a Roman number in small letters, 0 where it is none."""
    if not ROMAN_NUMBER.fullmatch(letters):
        return 0
    values = [ROMAN[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _letter_value(letters: str) -> int:
    """a is 1, z 26, aa 27, bb 28; 0 for other letters side by side."""
    if len(set(letters)) != 1:
        return 0
    return (len(letters) - 1) * 26 + ord(letters[0]) - ord("a") + 1


# --- both layouts --------------------------------------------------------------------------------


class _Reader:
    """What both layouts share: the lines read so far, and what a text says of itself."""

    layout = UN

    def __init__(self, given: Sequence[Line]):
        self.given = given
        self.read: list[Read] = []
        self.body = ""
        self.symbol = ""
        self.adopted_on: date | None = None
        self.speaks_of_cstd = any(CSTD in line.words for line in given)
        # What a paragraph says is read when all of it is there: each with where its words begin, and the one above it.
        self.to_say: list[tuple[Read, int, Read | None]] = []

    def take(self, place: int, line: Line) -> None:
        raise NotImplementedError

    def put(self, place: int, line: Line, kind: str, number: str = "", *doubts: str) -> Read:
        one = Read(line.text, kind, [place], number[:LONGEST_NUMBER].strip(), doubts=[*doubts])
        self.read.append(one)
        return one

    def goes_on(self, place: int, line: Line) -> bool:
        """Join a line that goes on with an unfinished one before it, over what stands at the edge of pages."""
        before = next((one for one in reversed(self.read[-8:]) if "page-furniture" not in one.doubts), None)
        if before is None or not before.is_paragraph or line.label or not line.words[0].islower():
            return False
        if len(before.text) > LONGEST_JOINED:
            return False
        if not UNFINISHED.search(phrases.MARK.sub("", before.text[-12:]).strip()):
            return False
        before.text = f"{before.text} {line.text}"
        before.sources.append(place)
        if "joined" not in before.doubts:
            before.doubts.append("joined")
        return True

    def finish(self) -> Resolution:
        for one, begin, above in self.to_say:
            self.say(one, one.text[begin:], above)
        counts = Counter(one.number for one in self.read if one.is_paragraph and one.number)
        for one in self.read:
            one.cited = phrases.cited_in(one.text, self.body)
            if counts[one.number] > 1 and one.is_paragraph:
                one.doubts.append("number-twice")
        titles = [one.text for one in self.read if one.kind == Kind.TITLE]
        return Resolution(
            symbol=self.symbol or self._symbol_of_the_front(),
            title=settled(phrases.MARK.sub("", self.title(" ".join(titles)))),
            body=self.body,
            adopted_on=self.adopted_on,
            layout=self.layout,
            lines=self.read,
        )

    def title(self, printed: str) -> str:
        raise NotImplementedError

    def _symbol_of_the_front(self) -> str:
        """The first symbol of a resolution among the lines before the text."""
        for one in self.read[:40]:
            if one.kind == Kind.FRONT:
                for found in symbols.find_all(one.text[:400]):
                    if found.symbol.kind == "resolution":
                        return str(found.symbol)
        return ""

    def note_date(self, text: str) -> None:
        """Keep the day of adoption: what the front says goes before what stands at the end."""
        self.adopted_on = self.adopted_on or _day(ADOPTED.search(text)) or _day(ONLY_DATE.search(text))

    def say_later(self, one: Read, words: str, above: Read | None = None) -> None:
        self.to_say.append((one, len(one.text) - len(words), above))

    def say(self, one: Read, words: str, above: Read | None) -> None:
        """Fill in what the words of a paragraph say; a sub-paragraph without a verb takes those of its paragraph."""
        verb = verb_of(words)
        if above is not None and verb.tense != "singular":
            verb = Verb()  # "Preventing ...": one of the things that the paragraph above asks for
        if verb.words:
            one.verb, verbs = phrases.verbs_of(words, verb)
            one.addressee, doubts = phrases.addressee_of(words, verbs)
            one.doubts += doubts
        elif above is not None and above.verb:
            one.verb, one.addressee = above.verb, above.addressee
            one.doubts.append("from-above")
        elif one.kind == Kind.OPERATIVE:
            one.doubts.append("verb-unknown")
        self.weigh(one, words)

    def weigh(self, one: Read, words: str) -> None:
        """Fill in what follows from the verb: its weight, and by when for a task."""
        one.weight = weight_of(one.verb) if one.verb else Weight.NONE
        if one.kind == Kind.OPERATIVE and one.weight <= Weight.RECOMMENDS:
            one.due, doubts = phrases.due_of(words, self.body, speaks_of_cstd=self.speaks_of_cstd)
            one.doubts += doubts


# --- the layout of the United Nations ------------------------------------------------------------

FRONT, TITLED, PREAMBLE, OPERATIVE, BACK, ANNEXED, OTHER = (
    "front",
    "titled",
    "preamble",
    "operative",
    "back",
    "annex",
    "other",
)


class _Un(_Reader):
    """Front, title, opening words, preamble, numbered paragraphs, then annexes."""

    def __init__(self, given: Sequence[Line]):
        super().__init__(given)
        self.has_opening = any(OPENING.match(line.words) for line in given)
        self.zone = FRONT
        self.place = 0
        self.prefix = ""  # of numbers in an annex or in one part of a resolution of several
        self.section = ""  # the Roman or letter heading under which the lines stand
        self.sections: list[tuple[Read, str]] = []
        self.preambular = 0
        self.path: list[tuple[str, int, str, Read | None]] = []  # style, value, as printed, the paragraph

    def take(self, place: int, line: Line) -> None:
        text = line.text
        self.place = place
        if line.kind == "footnote":
            self.put(place, line, Kind.NOTE)
        elif self._is_at_the_edge(line):
            self.put(place, line, Kind.NOTE, "", "page-furniture")
        elif self.zone in (FRONT, TITLED):
            self._front(place, line)
        elif self.zone == OTHER:
            self.put(place, line, Kind.NOTE, "", "another-text")
        elif PLENARY.match(text):
            self.note_date(text)
            self.zone = BACK
            self.put(place, line, Kind.NOTE)
        elif ANNEX.match(text) and len(text) < 100:
            self._annex(place, line)
        elif OPENING.match(text):
            self._open(place, line)
        elif self.zone == BACK:
            self._back(place, line)
        else:
            self._within(place, line)

    def _is_at_the_edge(self, line: Line) -> bool:
        if line.label:
            return False
        return _is_furniture(line.text) or (
            self.zone not in (FRONT, TITLED) and bool(RUNNING_HEAD.fullmatch(line.text[:120]))
        )

    # -- before the text

    def _front(self, place: int, line: Line) -> None:
        text = line.text
        if OPENING.match(text):
            self._open(place, line)
            return
        title = TITLE.match(text)
        if title:
            self.zone = TITLED
            self.symbol = title["number"]
            self.put(place, line, Kind.TITLE)
        elif self.zone == TITLED and self.has_opening:
            is_more = len(text) <= LONGEST_HEADING and not _is_furniture(text) and not self._is_of_the_front(text)
            self.put(place, line, Kind.TITLE if is_more else Kind.FRONT)
        elif not self.has_opening and self._begins_the_text(line):
            self.zone = PREAMBLE
            self._within(place, line)
        else:
            self.note_date(text)
            self.put(place, line, Kind.FRONT)

    @staticmethod
    def _is_of_the_front(text: str) -> bool:
        return bool(SINGLE_LETTER.fullmatch(text)) or text.startswith(("[", "Resolution adopted"))

    def _begins_the_text(self, line: Line) -> bool:
        style, _value, _printed, words = self._label(line)
        return style in ("num", "letter") or verb_of(words).tense in ("singular", "participle", "mind")

    def _open(self, place: int, line: Line) -> None:
        organ = OPENING.match(line.text)
        assert organ is not None
        if not self.body:
            self._name_body(organ["organ"].removeprefix("The "))
        self.put(place, line, Kind.OPENING)
        self.zone, self.preambular, self.path = PREAMBLE, 0, []

    def _name_body(self, organ: str) -> None:
        self.body = {"Economic and Social Council": ECOSOC}.get(organ, organ)
        mark = {GENERAL_ASSEMBLY: "A/RES/", ECOSOC: "E/RES/"}.get(self.body)
        number, self.symbol = self.symbol, ""
        if mark and number:
            try:
                self.symbol = symbols.normalise(f"{mark}{re.sub(r' ?[A-Z][-–][A-Z]$', '', number).replace(' ', '')}")
            except NotASymbol:
                self.symbol = ""

    # -- after it

    def _annex(self, place: int, line: Line) -> None:
        found = ANNEX.match(line.text)
        which = found["which"] if found else None
        self.prefix = f"annex {which}" if which else "annex"
        self.zone, self.path, self.preambular, self.section = ANNEXED, [], 0, ""
        self.put(place, line, Kind.HEADING)

    def _back(self, place: int, line: Line) -> None:
        title = TITLE.match(line.text)
        if title and title["title"]:
            self.zone = OTHER
            self.put(place, line, Kind.NOTE, "", "another-text")
        elif SINGLE_LETTER.fullmatch(line.text):
            self.prefix = line.text
            self.put(place, line, Kind.HEADING)
        else:
            self.note_date(line.text)
            is_heading = line.kind == "heading" or (bool(self.prefix) and _is_heading(line))
            self.put(place, line, Kind.HEADING if is_heading else Kind.NOTE)

    # -- the text itself

    def _within(self, place: int, line: Line) -> None:
        style, value, printed, words = self._label(line)
        if style == "num" and not self._is_heading_with_number(line, words):
            self.zone = ANNEXED if self.zone == ANNEXED else OPERATIVE
            self._paragraph(place, line, style, value, printed, words)
        elif style and style != "num":
            self._paragraph(place, line, style, value, printed, words)
        elif NOTE.match(line.text) and not line.label and not self.goes_on(place, line):
            self.put(place, line, Kind.NOTE)
        elif not self.goes_on(place, line):
            self._unnumbered(place, line, words)

    @staticmethod
    def _is_heading_with_number(line: Line, words: str) -> bool:
        return line.kind == "heading" and len(words) < 120 and not words.endswith((".", ";", ",", ":"))

    def _unnumbered(self, place: int, line: Line, words: str) -> None:
        verb = verb_of(words)
        is_heading = _is_heading(line) and (line.kind == "heading" or verb.tense in ("", "plural"))
        if is_heading or (line.kind == "heading" and verb.tense == ""):
            self._heading(place, line)
        elif verb.tense == "singular":
            self._operative_without_number(place, line, words)
        elif verb.tense in ("participle", "mind") or self.zone == PREAMBLE or self._is_before_the_numbers(verb):
            self._preambular(place, line, words, verb)
        elif self.zone == ANNEXED or words[0] in "“\"'":
            self.put(place, line, Kind.NOTE, "", "number-missing")
        else:
            self._operative_without_number(place, line, words)

    def _is_before_the_numbers(self, verb: Verb) -> bool:
        """Declarations in an annex open with paragraphs that bear no number: "We, the Heads of State, ..."."""
        return (
            self.zone == ANNEXED
            and bool(verb.words)
            and all(step[0] in ("preamble", "letter", "roman") for step in self.path)
        )

    def _heading(self, place: int, line: Line) -> None:
        which = ROMAN_HEADING.match(line.text)
        if which:
            self.section = which["which"]
        self.put(place, line, Kind.HEADING)

    def _operative_without_number(self, place: int, line: Line, words: str) -> None:
        if self.zone == PREAMBLE:
            self.zone = OPERATIVE
        one = self.put(place, line, Kind.OPERATIVE, "", "number-missing")
        self.path = [("none", 0, "", one)]
        self.say_later(one, words)

    def _preambular(self, place: int, line: Line, words: str, verb: Verb) -> None:
        if self.zone == ANNEXED and not self._is_before_the_numbers(verb):
            self.put(place, line, Kind.NOTE, "", "number-missing")
            return
        self.preambular += 1
        doubts = [] if self.zone == PREAMBLE else ["kind-unsure"]
        one = self.put(place, line, Kind.PREAMBLE, self._within_prefix(f"preambular {self.preambular}"), *doubts)
        self.path = [("preamble", self.preambular, f"preambular {self.preambular}", one)]
        self.say_later(one, words)

    def _paragraph(self, place: int, line: Line, style: str, value: int, printed: str, words: str) -> None:
        """A labelled line: a numbered paragraph, or one below the paragraph that stands open."""
        styles = [step[0] for step in self.path]
        doubts = []
        if style in styles:
            at = styles.index(style)
            if value != self.path[at][1] + 1 and not (value == 1 and style in ("num", "decimal")):
                doubts.append("number-out-of-order")
            self.path = self.path[:at]
        elif style in ("num", "decimal"):
            self.path = []
        elif value > 1 and style != "bullet":
            doubts.append("number-out-of-order")
        above = self.path[-1][3] if self.path else None
        is_preamble = bool(self.path) and self.path[0][0] == "preamble"
        number = " ".join([*(step[2] for step in self.path if step[2]), printed])
        one = self.put(
            place, line, Kind.PREAMBLE if is_preamble else Kind.OPERATIVE, self._within_prefix(number), *doubts
        )
        if not is_preamble and self.zone == PREAMBLE:
            self.zone = OPERATIVE
        self.path.append((style, value, printed, one))
        self.say_later(one, words, above)
        if self.section and not is_preamble:
            within = f"{self.prefix} section" if self.prefix else "section"
            self.sections.append((one, f"{within} {self.section} para {number}"))

    def _within_prefix(self, number: str) -> str:
        if not self.prefix:
            return number
        return f"{self.prefix} {number}" if number[0] == "(" else f"{self.prefix} para {number}"

    # -- labels

    def _label(self, line: Line) -> tuple[str, int, str, str]:
        """Style, value and printed form of a line's number, and its words: ("letter", 2, "(b)", "To submit")."""
        found = LABEL.match(f"{line.label} " if line.label else line.words[:60])
        if not found:
            return "", 0, "", line.words
        words = line.words if line.label else line.words[found.end() :]
        if found["num"]:
            return "num", int(found["num"]), found["num"], words
        if found["decimal"]:
            return "decimal", int(found["decimal"].rpartition(".")[2]), found["decimal"], words
        if found["bullet"]:
            count = next((step[1] for step in self.path if step[0] == "bullet"), 0) + 1
            return "bullet", count, f"bullet {count}", words
        return *self._style(found["paren"]), words

    def _style(self, inside: str) -> tuple[str, int, str]:
        """Whether (i) is a letter or a Roman number: by what came before, else by what comes next."""
        printed = f"({inside})"
        if inside.isdigit():
            return "digit", int(inside), printed
        small = inside.casefold()
        letter, roman = _letter_value(small), _roman_value(small)
        if not inside.islower():
            return "upper", letter or roman, printed
        last = {step[0]: step[1] for step in self.path}
        fits_letter = letter == last.get("letter", 0) + 1
        fits_roman = roman > 0 and roman == last.get("roman", 0) + 1
        if fits_letter and fits_roman:
            return (
                ("roman", roman, printed) if self._follows(self.place, "(ii)", "(j)") else ("letter", letter, printed)
            )
        if fits_roman or (roman and not fits_letter and not letter):
            return "roman", roman, printed
        return "letter", letter, printed

    def _follows(self, place: int, roman: str, letter: str) -> bool:
        """Whether the next label that tells is the Roman one."""
        for later in self.given[place + 1 : place + 60]:
            if later.text.startswith(roman):
                return True
            if later.text.startswith(letter):
                return False
        return False

    def title(self, printed: str) -> str:
        found = TITLE.match(printed)
        return (found["title"] or "") if found else printed

    def finish(self) -> Resolution:
        # Where sections count anew, every number is told with its section.
        counts = Counter(one.number for one, _number in self.sections)
        if max(counts.values(), default=1) > 1:
            for one, number in self.sections:
                one.number = number[:LONGEST_NUMBER]
        return super().finish()


# --- the layout of ITU ---------------------------------------------------------------------------

GROUP_WORDS = re.compile(r"(?P<words>[a-z][^.;:]{2,200}?)[,:]?$")
SHORTEST_CUT = 8


def _group_of(text: str) -> Verb:
    """The verb of a heading such as "instructs the Secretary-General" or "recalling further"; empty for other lines."""
    found = GROUP_WORDS.match(text) if len(text) <= 200 else None
    if not found:
        return Verb()
    verb = verb_of(found["words"])
    if verb.tense not in ("singular", "participle", "mind"):
        return Verb()
    rest = found["words"][verb.end :]
    # "noting that the Union ..." is a paragraph, not the heading of one.
    return Verb() if re.search(r"\b(?:that|which)\b", rest) or len(rest) > 140 else verb


class _Itu(_Reader):
    """Groups: the verb and those asked stand in a heading, the paragraphs below it."""

    layout = ITU

    def __init__(self, given: Sequence[Line]):
        super().__init__(given)
        self.group: Verb | None = None
        self.heading = ""
        self.heads: Counter[str] = Counter()
        self.kind = Kind.FRONT
        self.path: list[tuple[str, int, str]] = []
        self.asked = ""
        self.has_title = False
        self.prefix = ""

    def take(self, place: int, line: Line) -> None:
        text = line.text
        if line.kind == "footnote":
            self.put(place, line, Kind.NOTE)
        elif _is_furniture(text) and not line.label:
            self.put(place, line, Kind.NOTE, "", "page-furniture")
        elif ANNEX.match(text) and len(text) < 100 and self.group:
            self.prefix, self.group, self.path = "annex", None, []
            self.put(place, line, Kind.HEADING)
        elif ITU_OPENING.match(text):
            self._open(place, line)
        elif self.prefix:
            self._annexed(place, line)
        elif self.kind == Kind.FRONT and not self._begins(line):
            self._front(place, line)
        else:
            self._within(place, line)

    def _begins(self, line: Line) -> bool:
        return bool(_group_of(line.text).words)

    def _front(self, place: int, line: Line) -> None:
        found = ITU_TITLE.match(line.text) if not self.has_title else None
        if found:
            self.has_title = True
            try:
                self.symbol = symbols.normalise(found["symbol"])
            except NotASymbol:
                self.symbol = ""
        else:
            self.note_date(line.text)
        self.put(place, line, Kind.TITLE if self.has_title else Kind.FRONT)

    def _open(self, place: int, line: Line) -> None:
        found = ITU_OPENING.match(line.text)
        organ = found["organ"] if found else ""
        self.body = {"Plenipotentiary Conference": symbols.PLENIPOTENTIARY}.get(
            organ, f"ITU {organ.removeprefix('ITU ')}"
        )
        self.kind = Kind.PREAMBLE
        self.has_title = True
        self.put(place, line, Kind.OPENING)

    def _within(self, place: int, line: Line) -> None:
        group = _group_of(line.text)
        if group.words and not line.label:
            self._begin_group(place, line, group)
            return
        found = ITU_LABEL.match(f"{line.label} x" if line.label else line.words[:40])
        if NOTE.match(line.text) and not line.label and line.text[0] in "¹²³⁴⁵⁶⁷⁸⁹*":
            self.put(place, line, Kind.NOTE)
        elif self.group is None:
            self._run_in(place, line)
        elif (found and (line.label or line.words[found.end() : found.end() + 1].islower() or not found["num"])) or (
            found and found["num"] and not self._is_note(found)
        ):
            self._item(place, line, found)
        elif found:
            self.put(place, line, Kind.NOTE)
        elif not self.goes_on(place, line):
            self._single(place, line)

    def _is_note(self, found: re.Match[str]) -> bool:
        """A footnote begins with its number and a capital, and its number does not follow the item before."""
        last = next((printed for style, _value, printed in self.path if style == "num"), "0")
        return int(found["num"].partition(".")[0]) != int(last.partition(".")[0]) + 1

    def _begin_group(self, place: int, line: Line, group: Verb) -> None:
        found = GROUP_WORDS.match(line.text)
        words = phrases.MARK.sub("", found["words"] if found else line.text).strip(" ,")
        self.heads[words] += 1
        again = f" [{self.heads[words]}]" if self.heads[words] > 1 else ""
        self.group, self.path = group, []
        self.heading = _cut(words, LONGEST_NUMBER - SHORTEST_CUT - len(again)) + again
        self.asked = words[group.end :].strip(" ,") if weight_of(group.words) <= Weight.RECOMMENDS else ""
        self.asked = re.sub(r"^(?:to )?(?:instruct|invite|request|encourage|urge|call upon) ", "", self.asked)[
            : phrases.LONGEST_ADDRESSEE
        ]
        self.kind = Kind.OPERATIVE if group.tense == "singular" else Kind.PREAMBLE
        one = self.put(place, line, Kind.HEADING)
        one.verb = group.words

    def _item(self, place: int, line: Line, found: re.Match[str]) -> None:
        style, value, printed = self._style(found)
        at = next((at for at, step in enumerate(self.path) if step[0] == style), len(self.path))
        upper = [] if style == "num" else self.path[:at]
        self.path = [*upper, (style, value, printed)]
        words = line.words if line.label else line.words[found.end() :]
        self._paragraph(place, line, " ".join([self.heading, *(step[2] for step in self.path)]), words)

    def _style(self, found: re.Match[str]) -> tuple[str, int, str]:
        """Style, value and printed form of an item: 1 and 1.1, a), i)."""
        last = {step[0]: step[1] for step in self.path}
        if found["num"]:
            return "num", int(found["num"].rpartition(".")[2]), found["num"]
        if found["bullet"]:
            count = last.get("bullet", 0) + 1
            return "bullet", count, f"bullet {count}"
        letter, roman = _letter_value(found["paren"]), _roman_value(found["paren"])
        is_next_letter = letter == last.get("letter", 0) + 1
        if roman and not is_next_letter and (roman == last.get("roman", 0) + 1 or not letter):
            return "roman", roman, f"{found['paren']})"
        return "letter", letter, f"{found['paren']})"

    def _single(self, place: int, line: Line) -> None:
        """A group of one paragraph bears the name of the group."""
        is_first = self.read[-1].kind == Kind.HEADING
        self._paragraph(
            place, line, self.heading if is_first else "", line.words, *([] if is_first else ["number-missing"])
        )

    def _run_in(self, place: int, line: Line) -> None:
        """A paragraph that begins with its own verb, without a heading above it."""
        verb = verb_of(line.words)
        if not verb.words:
            self.put(place, line, Kind.NOTE)
            return
        self.kind = Kind.OPERATIVE if verb.tense == "singular" else Kind.PREAMBLE
        self.say_later(self.put(place, line, self.kind, _cut(verb.words, LONGEST_NUMBER)), line.words)

    def _paragraph(self, place: int, line: Line, number: str, words: str, *doubts: str) -> None:
        one = self.put(place, line, self.kind, number, *doubts)
        one.verb = self.group.words if self.group else ""
        one.addressee = self.asked
        self.say_later(one, words)

    def say(self, one: Read, words: str, above: Read | None) -> None:
        """The heading of the group has said verb and addressee; other lines speak for themselves."""
        if one.verb:
            self.weigh(one, words)
        else:
            super().say(one, words, above)

    def _annexed(self, place: int, line: Line) -> None:
        found = LABEL.match(line.text) or ITU_LABEL.match(line.words[:40])
        if found and found["num"]:
            one = self.put(place, line, Kind.OPERATIVE, f"annex para {found['num']}")
            self.say_later(one, line.text[found.end() :])
        else:
            self.put(place, line, Kind.HEADING if _is_heading(line) else Kind.NOTE)

    def title(self, printed: str) -> str:
        found = ITU_TITLE.match(printed)
        return found["title"] if found else printed


def _cut(words: str, most: int) -> str:
    """The words, as many whole ones as have room."""
    if len(words) <= most:
        return words
    return f"{words[: most - 1].rpartition(' ')[0]}…"
