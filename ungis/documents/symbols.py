"""One grammar of the symbols of United Nations and ITU documents: read, normalise, find, check.

Nothing here asks a database. What the record knows comes in as `Knowledge` (authority.py builds it).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Protocol
from urllib.parse import quote

from django.utils.translation import gettext as _

from ungis.pages.dates import print_date
from ungis.pages.lists import listed

MOST = 160  # characters; no symbol is longer
MOST_FOUND = 4_000
SITE = "https://docs.un.org"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")

GENERAL_ASSEMBLY, ECOSOC = "A", "E"
PLENIPOTENTIARY, COUNCIL, CONFERENCE = "ITU Plenipotentiary Conference", "ITU Council", "ITU"

HEADS = (
    *("A", "E", "S", "ST", "TD", "DP", "CEB", "JIU", "ESCAP", "ECE", "LC", "UNEP", "UNCTAD", "UNW", "HSP"),
    *("CRC", "CCPR", "CEDAW", "CERD", "CAT", "CRPD", "FCCC", "IDB", "ACC"),
)
SHORT_HEADS = {"A", "E", "S", "ST", "TD", "DP"}  # so short that they need two more parts to be a symbol
# Documents of these are on the official document site; of the others (CEB, ACC) they are not.
ON_SITE = {*HEADS} - {"CEB", "ACC", "UNCTAD", "IDB"}
KINDS = {
    "RES": "resolution",
    "DEC": "decision",
    "INF": "information",
    "REP": "report",
    "NOTE": "note",
    "DOC": "document",
}
SERIES = {
    "L": "draft",
    "CRP": "conference room paper",
    "PV": "record",
    "SR": "record",
    "WP": "working paper",
    "R": "restricted",
}
SUFFIXES = {"add": "Add", "amend": "Amend", "corr": "Corr", "rev": "Rev", "summary": "Summary"}
SECTIONS = {"sect": "Sect", "prog": "Prog", "part": "Part", "vol": "Vol", "suppl": "Suppl", "chap": "Chap"}
MIXED = {**SUFFIXES, "sub": "Sub"}
# Where each Plenipotentiary Conference met: the place and the year of a resolution belong together.
PLENIPOTENTIARIES = {
    **{1994: "Kyoto", 1998: "Minneapolis", 2002: "Marrakesh", 2006: "Antalya", 2010: "Guadalajara"},
    **{2014: "Busan", 2018: "Dubai", 2022: "Bucharest", 2026: "Doha"},
}
PLACES = {place.casefold(): year for year, place in PLENIPOTENTIARIES.items()}

HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
FOLD = str.maketrans({**dict.fromkeys(HIDDEN), **dict.fromkeys(DASHES, "-"), "\uff0f": "/", "\u2215": "/"})


class NotASymbol(ValueError):
    """The text is no symbol of this grammar; the only error that `parse` raises."""


@dataclass(frozen=True)
class Symbol:
    """One symbol, or two of one document (`also`). Equal when their normal forms are."""

    body: str = field(compare=False)  # A, E/CN.16, CWG-WSIS&SDG, ITU Council, ...
    kind: str = field(compare=False)  # resolution, decision, document, draft, ...
    session: str = field(compare=False)  # session of the General Assembly, year, meeting
    number: str = field(compare=False)
    suffixes: tuple[str, ...] = field(compare=False)  # Add.2, (Rev.1), Rev., Modified, ...
    normal: str
    place: str = field(default="", compare=False)  # Bucharest, in resolutions of ITU conferences
    also: "Symbol | None" = field(default=None, compare=False)
    language: str = field(default="", compare=False)  # the letter of a language version; no part of the symbol

    def __str__(self) -> str:
        return self.normal

    def __lt__(self, other: "Symbol") -> bool:
        return self.sort_key < other.sort_key

    @property
    def is_itu(self) -> bool:
        return self.body in (PLENIPOTENTIARY, COUNCIL, CONFERENCE) or self.body.startswith("CWG-")

    @property
    def sort_key(self) -> tuple:
        """In the order of a list of references: Assembly, ECOSOC, others, Plenipotentiary, Council, working groups."""
        order = {GENERAL_ASSEMBLY: 0, ECOSOC: 1, PLENIPOTENTIARY: 3, CONFERENCE: 4, COUNCIL: 5}
        rank = order.get(self.body, 6 if self.body.startswith("CWG-") else 2)
        kinds = ("resolution", "decision")
        numbers = tuple(int(n) for n in re.findall(r"\d+", self.normal))
        return (rank, kinds.index(self.kind) if self.kind in kinds else 2, numbers, self.normal)

    @property
    def parts(self) -> tuple["Symbol", ...]:
        """The symbols one by one, where a document bears two."""
        return (parse(self.normal.split("–")[0]), self.also) if self.also else (self,)

    @property
    def slug(self) -> str:
        """The symbol as a step of an address: a-res-80-173."""
        return re.sub(r"[^a-z0-9]+", "-", self.normal.lower()).strip("-")

    def link(self, language: str = "en") -> str | None:
        """Return the address on the official document site, None where no rule leads there."""
        code = language.split("-")[0]
        code = code if code in LANGUAGES else "en"
        if self.body.split("/")[0] in ON_SITE and not self.is_itu:
            return f"{SITE}/{code}/{quote(self.parts[0].normal.replace(' ', ''), safe='/()')}"
        # Documents of the ITU Council lie under year, CL, kind and four digits; those of its working
        # groups under the year of the meeting, which the symbol does not tell.
        if self.body == COUNCIL and self.kind in ("document", "information") and not self.suffixes:
            kind = "INF" if self.kind == "information" else "C"
            return f"https://www.itu.int/md/S{self.session[2:]}-CL-{kind}-{int(self.number):04}/{code}"
        return None


def fold(text: str) -> str:
    """Return the text with one dash, one space, no invisible characters, compatible letters folded."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(FOLD)).translate(FOLD).split())


HEAD = "|".join(sorted(HEADS, key=len, reverse=True))
DOUBLE = re.compile(rf"(?P<one>[^ ].*?[\d)]) ?- ?(?P<two>(?:{HEAD})/.+)", re.I)
LEAD = re.compile(r"(?:UN )?(?:docs?\.?|documents?|reports?|symbol)[:,]? (?=\S)", re.I)
ORGAN = (
    r"(?:(?:UN |United Nations |ITU )?(?:(?P<ga>UNGA|GA|General Assembly)"
    r"|(?P<ecosoc>ECOSOC|Economic and Social Council)"
    r"|(?P<pp>PP(?:-?(?P<yy>\d\d))?|Plenipotentiary(?: Conference)?)|(?P<council>Council)))"
)
SPOKEN = re.compile(
    rf"(?:{ORGAN} )?(?:UN )?(?P<word>resolution|decision)s? (?:resolution )?(?P<rest>\S.*?)"
    r"(?P<tail> of the (?:ITU )?(?:Plenipotentiary Conference|(?P<tailcouncil>Council)))?",
    re.I,
)
SESSIONED = re.compile(r"(?P<session>(?:ES|S)-\d{1,2}|\d{1,4})/(?P<number>\d{1,4})(?: ?(?P<letter>[A-Z]))?", re.I)
PLACE = r"[^\W\d_][^\W\d_.’' -]{0,20}(?:[ -][^\W\d_]{1,20}){0,2}"
VERSIONED = re.compile(
    rf"(?P<number>\d{{1,4}})(?: ?\((?:(?P<rev>Rev\b\.?)[, ]*)?(?P<place>{PLACE}),? (?P<year>\d{{4}})\))?"
    r"(?: ?\(PP-?(?P<yy>\d\d)\))?",
    re.I,
)
MODIFIED = re.compile(
    r"(?P<number>\d{3,4})(?: ?\((?:(?P<first>C\d\d|\d{4})(?:[,;:]? ?|(?=\))))?"
    r"(?:(?:last )?(?P<mod>modified|mod|amended|amd|rev)\b\.?,? ?(?:in )?(?P<last>C\d\d|\d{4}))?\))?",
    re.I,
)
TAIL = r"(?P<suffix>(?: ?\([^()]{1,24}\)|/(?:Rev|Add|Corr)\. ?\d{1,3}){0,3})(?:-(?P<language>[A-Z]))?"
ITU_PAPER = re.compile(
    rf"(?:(?P<group>CWG-[A-Z]{{2,12}}(?: ?& ?[A-Z]{{2,12}})?)-(?P<meeting>\d{{1,3}})|C(?P<year>\d\d))"
    rf"/(?:(?P<series>[A-Z]{{2,4}})/)?(?P<number>\d{{1,4}}){TAIL}",
    re.I,
)
WSIS_PAPER = re.compile(
    rf"WSIS-(?P<year>\d\d)/(?P<place>[A-Z]{{3,12}})/(?P<series>[A-Z]{{2,8}})/(?P<number>\d{{1,4}}){TAIL}", re.I
)
UN_PAPER = re.compile(rf"(?P<head>{HEAD})/(?P<path>[^ ()]{{1,100}}?){TAIL}", re.I)
OLD_RESOLUTION = re.compile(r"(?P<head>A|E|S)/RES/(?P<number>\d{1,4}) ?\((?P<session>[IVXLCS-]{1,12}|\d{4})\)", re.I)
NUMBER = re.compile(r"\d{1,5}[A-Z]?(?:-\d{1,5})?")
SPECIAL_SESSION = re.compile(r"(?:ES|S)-\d{1,3}")
DOTTED = re.compile(r"([A-Za-z]{1,8})\.(\d{1,4}(?:-\d{1,4})?)")
PAREN = re.compile(r" ?\(([^()]+)\)|/(Rev|Add|Corr)\. ?(\d{1,3})", re.I)
PAREN_WORD = re.compile(r"([A-Za-z]{1,8})\.? ?(\d{1,3}|[IVX]{1,5})", re.I)


@lru_cache(maxsize=4096)
def parse(text: str) -> Symbol:
    """Read one symbol in any of its usual spellings. Raises NotASymbol, and nothing else, for other text."""
    if len(text) > MOST:
        raise NotASymbol("too long for a symbol")
    written = fold(text).strip(" .,;:")
    written = LEAD.sub("", written, count=1) if LEAD.match(written) else written
    if len(written) > MOST:
        raise NotASymbol("too long for a symbol")
    double = DOUBLE.fullmatch(written)
    if double:
        one, two = parse(double["one"]), parse(double["two"])
        return _double(one, two)
    for reader in (_spoken, _old_resolution, _itu_paper, _wsis_paper, _un_paper):
        symbol = reader(written)
        if symbol:
            return symbol
    raise NotASymbol(f"{text[:60]!r} is not a symbol")


def normalise(text: str) -> str:
    """Return the normal form of a symbol. Raises NotASymbol."""
    return str(parse(text))


def _double(one: Symbol, two: Symbol) -> Symbol:
    if one.also or two.also or one == two or "/" not in one.normal:
        raise NotASymbol("not two symbols of one document")
    return Symbol(one.body, one.kind, one.session, one.number, one.suffixes, f"{one}–{two}", also=two)


def _spoken(written: str) -> Symbol | None:
    """Resolutions named by their organ: General Assembly resolution 70/125, Resolution 140 (Rev. Bucharest, 2022)."""
    match = SPOKEN.fullmatch(written)
    if not match:
        return None
    rest, word = match["rest"], match["word"].lower()
    if rest[:2].upper() in ("A/", "E/", "S/") and not (match["pp"] or match["council"]):
        return _un_paper(rest) or _old_resolution(rest)
    if match["ga"] or match["ecosoc"]:
        numbers = SESSIONED.fullmatch(rest)
        if not numbers or (match["ecosoc"] and len(numbers["session"]) != 4):
            return None
        mark = "RES" if word == "resolution" else "DEC"
        body = GENERAL_ASSEMBLY if match["ga"] else ECOSOC
        return _un_paper(f"{body}/{mark}/{numbers['session']}/{numbers['number']}{numbers['letter'] or ''}")
    if word != "resolution":
        return None
    tail_council = bool(match["tailcouncil"])
    if match["council"] or tail_council or not (match["pp"] or match["tail"]):
        symbol = _council_resolution(rest, is_named=bool(match["council"] or tail_council))
        if symbol or match["council"] or tail_council:
            return symbol
    return _conference_resolution(rest, is_named=bool(match["pp"] or match["tail"]), yy=match["yy"])


def _year(written: str) -> str:
    """C11 is the Council of 2011."""
    return written if len(written) == 4 else f"20{written[1:]}"


def _council_resolution(rest: str, *, is_named: bool) -> Symbol | None:
    match = MODIFIED.fullmatch(rest)
    # "Resolution 1332": the conferences have not numbered so far; "1325 (2000)" could be anybody's.
    if not match or not (is_named or (len(match["number"]) == 4 and (match["mod"] or not match["first"]))):
        return None
    number, first, last = match["number"], match["first"], match["last"]
    version = f" (Modified {_year(last)})" if last else f" ({_year(first)})" if first else ""
    return Symbol(
        COUNCIL,
        "resolution",
        _year(last or first) if last or first else "",
        number,
        ("Modified",) if last else (),
        f"Council Resolution {number}{version}",
    )


def _conference_resolution(rest: str, *, is_named: bool, yy: str | None) -> Symbol | None:
    match = VERSIONED.fullmatch(rest)
    if not match or len(match["number"]) > 3:
        return None
    number, yy = match["number"], yy or match["yy"]
    if not match["place"]:
        if not (is_named or yy):
            return None
        normal = f"PP-{yy} Resolution {number}" if yy else f"PP Resolution {number}"
        year = "" if not yy else f"{'19' if int(yy) > 80 else '20'}{yy}"
        return Symbol(PLENIPOTENTIARY, "resolution", year, number, (), normal)
    place = match["place"].strip().title()
    if place.casefold().startswith("rev "):  # "Rev Bucharest" without its full stop
        return None
    body = PLENIPOTENTIARY if is_named or place.casefold() in PLACES else CONFERENCE
    if body == PLENIPOTENTIARY and place.casefold() not in PLACES:
        return None
    revised = "Rev. " if match["rev"] else ""
    return Symbol(
        body,
        "resolution",
        match["year"],
        number,
        ("Rev.",) if revised else (),
        f"Resolution {number} ({revised}{place}, {match['year']})",
        place=place,
    )


def _suffixes(written: str) -> tuple[tuple[str, ...], str] | None:
    """Return suffixes and how they are written: (Rev.1) close, (Sect. 12) after a space."""
    found, normal, at = [], "", 0
    while at < len(written):
        match = PAREN.match(written, at)
        if not match:
            return None
        at = match.end()
        if match[2]:
            found.append(f"{SUFFIXES[match[2].lower()]}.{int(match[3])}")
            normal += f"/{found[-1]}"
            continue
        inner = match[1].strip()
        word = PAREN_WORD.fullmatch(inner)
        if word and word[1].lower() in SUFFIXES and word[2].isdigit():
            found.append(f"{SUFFIXES[word[1].lower()]}.{int(word[2])}")
            normal += f"({found[-1]})"
        elif word and word[1].lower() in SECTIONS:
            found.append(f"{SECTIONS[word[1].lower()]}. {word[2].upper()}")
            normal += f" ({found[-1]})"
        elif inner.lower() in ("introduction", "foreword"):
            found.append(inner.capitalize())
            normal += f" ({found[-1]})"
        else:
            return None
    return tuple(found), normal


def _itu_paper(written: str) -> Symbol | None:
    match = ITU_PAPER.fullmatch(written)
    tail = _suffixes(match["suffix"]) if match else None
    if not match or tail is None:
        return None
    body = match["group"].upper().replace(" ", "") if match["group"] else COUNCIL
    series = f"{match['series'].upper()}/" if match["series"] else ""
    head = f"{body}-{int(match['meeting'])}" if match["group"] else f"C{match['year']}"
    return Symbol(
        body,
        {"INF/": "information", "": "document"}.get(series, "document " + series.strip("/")),
        str(int(match["meeting"])) if match["group"] else f"20{match['year']}",
        str(int(match["number"])),
        tail[0],
        f"{head}/{series}{int(match['number'])}{tail[1]}",
        language=(match["language"] or "").upper(),
    )


def _wsis_paper(written: str) -> Symbol | None:
    match = WSIS_PAPER.fullmatch(written)
    tail = _suffixes(match["suffix"]) if match else None
    if not match or tail is None:
        return None
    body = f"WSIS-{match['year']}/{match['place'].upper()}"
    number = str(int(match["number"]))
    normal = f"{body}/{match['series'].upper()}/{number}{tail[1]}"
    language = (match["language"] or "").upper()
    return Symbol(body, "document", f"20{match['year']}", number, tail[0], normal, language=language)


def _old_resolution(written: str) -> Symbol | None:
    match = OLD_RESOLUTION.fullmatch(written)
    if not match:
        return None
    head, session, number = match["head"].upper(), match["session"].upper(), str(int(match["number"]))
    return Symbol(head, "resolution", session, number, (), f"{head}/RES/{number}({session})")


def _step(step: str) -> str | None:
    """Return one part of a symbol as it is written, None for what is no part of one."""
    upper = step.upper()
    dotted = DOTTED.fullmatch(step)
    if dotted:
        return f"{MIXED.get(dotted[1].lower(), dotted[1].upper())}.{dotted[2]}"
    if NUMBER.fullmatch(upper) or SPECIAL_SESSION.fullmatch(upper):
        return upper
    if step.isascii() and step.isalpha() and len(step) <= 10:
        return MIXED.get(step.lower(), upper)
    return None


def _un_paper(written: str) -> Symbol | None:
    written = re.sub(r"(?<=[A-Za-z])\. (?=\d)", ".", re.sub(r" ?/ ?", "/", written))
    match = UN_PAPER.fullmatch(written)
    tail = _suffixes(match["suffix"]) if match else None
    if not match or tail is None:
        return None
    head, steps = match["head"].upper(), [_step(step) for step in match["path"].split("/")]
    if None in steps or len(steps) > 8 or (head in SHORT_HEADS and len(steps) < 2):
        return None
    return _assemble(head, [step for step in steps if step], tail, (match["language"] or "").upper())


def _assemble(head: str, steps: list[str], tail: tuple[tuple[str, ...], str], language: str) -> Symbol | None:
    body, kind, numbers, suffixes = [head], "", [], []
    for step in steps:
        series = step.split(".")[0]
        if series in SUFFIXES.values():
            suffixes.append(step)
        elif suffixes:
            return None  # nothing but suffixes follows a suffix
        elif step[0].isdigit() or SPECIAL_SESSION.fullmatch(step):
            numbers.append(step)
        elif step in KINDS and not kind:
            kind = KINDS[step]
        elif series in SERIES and "." in step:
            kind = SERIES[series]
            numbers.append(step)
        elif numbers or kind:
            return None  # an organ is named before its documents
        else:
            body.append(step)
    # A resolution has session and number; a document of the Assembly has its session before its number.
    least = 2 if kind in ("resolution", "decision") or (head in ("A", "E") and len(body) == 1) else 1
    if len(numbers) < least or (least == 2 and "." in numbers[0]):
        return None
    return Symbol(
        "/".join(body),
        kind or "document",
        numbers[0] if len(numbers) > 1 else "",
        "/".join(numbers[1:]) or numbers[0],
        (*suffixes, *tail[0]),
        "/".join([head, *steps]) + tail[1],
        language=language,
    )


# --- symbols in running text --------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A symbol in a text, as it is written there, and where."""

    symbol: Symbol
    text: str
    start: int
    end: int


GAP = r"(?:[ \t\u00a0\u202f]{1,2})"
DASH = "[-" + DASHES + "]"
IN_TEXT = re.compile(
    rf"(?<![\w/.&@-])(?:(?:{HEAD})(?:/[A-Za-z0-9][A-Za-z0-9.&-]{{0,19}}){{1,8}}"
    rf"|WSIS-\d\d(?:/[A-Za-z0-9.]{{1,12}}){{3}}"
    rf"|CWG{DASH}[A-Z]{{2,12}}(?: ?(?:&|&amp;) ?[A-Z]{{2,12}})?{DASH}\d{{1,3}}/(?:[A-Z]{{2,4}}/)?\d{{1,4}}"
    rf"|C\d\d/(?:[A-Z]{{2,4}}/)?\d{{1,4}})"
    rf"(?: ?\((?:Rev|Sect|Add|Corr|Part|Prog|Introduction)[. 0-9]{{0,8}}\))?(?:-[A-Z](?![\w/]))?"
)
ITEM = rf"(?P<number>(?:ES-|S-)?\d{{1,4}}(?:/\d{{1,4}})?)(?![\w/])(?P<paren>{GAP}?\([^()\n]{{1,40}}\))?"
NAMED = re.compile(
    rf"(?<![\w-])(?:(?P<organ>(?:UNGA|General Assembly|ECOSOC|Economic and Social Council"
    rf"|PP(?:-?\d\d)?|Plenipotentiary(?: Conference)?|Council)){GAP})?"
    rf"(?P<word>[Rr]esolution|[Dd]ecision)(?P<many>s?){GAP}{ITEM}"
)
NEXT = re.compile(rf"(?:{GAP}?[,;]{GAP}?(?:and{GAP})?|{GAP}and{GAP}){ITEM}")
JOINED = re.compile(rf" ?{DASH} ?$")


def find_all(text: str) -> list[Found]:
    """Return the symbols in a running text, in its order; two symbols joined by a dash as one.

    No more than MOST_FOUND of each kind are looked for: a text with more is no text.
    """
    written, named = islice(_find_written(text), MOST_FOUND), islice(_find_named(text), MOST_FOUND)
    found = sorted([*written, *named], key=lambda f: (f.start, -f.end))
    kept: list[Found] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            continue
        previous = kept[-1] if kept else None
        if previous and not previous.symbol.also and JOINED.fullmatch(text[previous.end : one.start] or "x"):
            try:
                both = _double(previous.symbol, one.symbol)
            except NotASymbol:
                pass
            else:
                kept[-1] = Found(both, text[previous.start : one.end], previous.start, one.end)
                continue
        kept.append(one)
    return kept


def _read(written: str) -> Symbol | None:
    try:
        return parse(written)
    except NotASymbol:
        return None


def _find_written(text: str) -> Iterator[Found]:
    for match in IN_TEXT.finditer(text):
        written = match[0].rstrip(".-&")
        symbol = _read(written.replace("&amp;", "&"))
        if symbol is None and "(" in written:  # what stands in parentheses was not part of it
            written = written.partition("(")[0].rstrip(" ")
            symbol = _read(written)
        if symbol:
            yield Found(symbol, written, match.start(), match.start() + len(written))


def _find_named(text: str) -> Iterator[Found]:
    for match in NAMED.finditer(text):
        organ, word = match["organ"] or "", match["word"]
        # "Security Council" and "Human Rights Council" are other councils.
        if organ == "Council" and text[max(0, match.start() - 16) : match.start()].rstrip().endswith(
            ("Security", "Rights")
        ):
            continue
        item, start = match, match.start()
        while item:
            symbol = _read(f"{organ} {word} {item['number']}{item['paren'] or ''}".strip())
            end = item.end()
            if symbol is None and item["paren"]:
                symbol = _read(f"{organ} {word} {item['number']}".strip())
                end = item.end("number")
            if symbol:
                yield Found(symbol, text[start:end], start, end)
            if not match["many"]:
                break
            item = NEXT.match(text, item.end())
            start = item.start("number") if item else 0


# --- what is wrong with a citation ------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What the record knows of the document that a symbol names."""

    symbol: str  # its true form; "" where it has none
    title: str
    slug: str
    is_error: bool = False  # it was found under a form known to be wrong
    also: tuple[str, ...] = ()  # its other symbols
    date: str = ""  # as it is known: 2025-07-29, 2022
    is_inferred: bool = False


class Knowledge(Protocol):
    """What the record knows, as of a day. See authority.py for the one built from the tables."""

    def find(self, symbol: Symbol) -> Known | None: ...

    def later(self, symbol: Symbol) -> Known | None: ...

    def adopted(self, symbol: Symbol) -> Known | None: ...

    def version(self, symbol: Symbol) -> Known | None: ...


@dataclass(frozen=True)
class SymbolWarning:
    """One doubt about a citation: a stable code, the words found and where, what to write instead."""

    code: str
    cited: str
    message: str
    suggestion: str = ""
    start: int = 0
    end: int = 0
    is_error: bool = True  # False for what is worth knowing and may be meant


# Names that are written in several ways: one true form, or, where the sources disagree, a question.
ALIASES = [
    (
        re.compile(r"(?:Working Group|CWG) on WSIS ?(?:&(?:amp;)?|and(?: the)?) ?SDGs?(?!\w)"),
        "Working Group on WSIS and the SDGs",
    ),
    (re.compile(r"WSIS\+20 Element Paper\b"), "WSIS+20 Elements Paper"),
    (re.compile(r"Working Group on Digital (?:Transformation|Technologies)\b"), ""),
]


def check(text: str, *, authority: Knowledge | None = None) -> list[SymbolWarning]:
    """Return what is doubtful about the citations of a text, in its order.

    Without an authority only what the text itself shows is said; with one, also what the record knows
    as of the authority's day.
    """
    warnings = []
    for found in find_all(text):
        warnings += _check_form(found, text)
        if authority:
            warnings += _check_record(found, authority)
    warnings += _check_names(text)
    seen, kept = set(), []
    for warning in sorted(warnings, key=lambda w: w.start):
        key = (warning.code, warning.start)
        if key not in seen:
            seen.add(key)
            kept.append(warning)
    return kept


def _check_form(found: Found, text: str) -> Iterator[SymbolWarning]:
    symbol, at = found.symbol, (found.start, found.end)
    if symbol.also:
        message = _("These are two symbols of one document: %(one)s and %(two)s.")
        one, two = symbol.parts
        yield SymbolWarning("two-symbols", found.text, message % {"one": one, "two": two}, "", *at, is_error=False)
    before = text[max(0, found.start - 14) : found.start].rstrip().lower()
    if symbol.body == GENERAL_ASSEMBLY and symbol.kind == "document" and before.endswith(("resolution", "resolutions")):
        yield _missing_res(found)
    if symbol.kind == "draft":
        message = _("%(symbol)s is the symbol of a draft.")
        yield SymbolWarning("draft", found.text, message % {"symbol": symbol}, "", *at, is_error=False)
    if symbol.body == PLENIPOTENTIARY and symbol.place:
        held = PLENIPOTENTIARIES.get(int(symbol.session))
        if held and held != symbol.place:
            message = _("The Plenipotentiary Conference of %(year)s met in %(held)s, not in %(place)s.")
            words = {"year": symbol.session, "held": held, "place": symbol.place}
            yield SymbolWarning("place-and-year", found.text, message % words, "", *at)


def _missing_res(found: Found) -> SymbolWarning:
    right = str(found.symbol).replace("A/", "A/RES/", 1)
    message = _("A resolution is cited without “RES”: %(right)s is meant, not %(cited)s.")
    words = {"right": right, "cited": found.symbol}
    return SymbolWarning("missing-res", found.text, message % words, right, found.start, found.end)


def _check_record(found: Found, authority: Knowledge) -> Iterator[SymbolWarning]:
    symbol, at = found.symbol, (found.start, found.end)
    if symbol.also:
        for part in symbol.parts:
            adopted = authority.adopted(part) or authority.adopted(symbol)
            if adopted:
                yield _draft(found, adopted)
                return
        return
    known = authority.find(symbol)
    if _lacks_res(symbol, known, authority):
        yield _missing_res(found)
        return
    other = authority.version(symbol)
    if other:
        yield _wrong_version(found, other)
        return
    if known and known.is_error:
        message = _("This citation is known to be wrong; the true form is %(right)s.")
        yield SymbolWarning("wrong-form", found.text, message % {"right": known.symbol}, known.symbol, *at)
        return
    if known and known.also:
        message = _("This document also bears the symbol %(also)s.")
        words = {"also": listed(known.also)}
        yield SymbolWarning("two-symbols", found.text, message % words, known.symbol, *at, is_error=False)
    adopted = authority.adopted(symbol)
    if adopted:
        yield _draft(found, adopted)
    later = authority.later(symbol)
    if later:
        message = (
            _("A later resolution on the same subject exists: %(later)s.")
            if later.symbol
            else _("A later resolution on the same subject exists (adopted: %(date)s); its number is to be confirmed.")
        )
        words = {"later": later.symbol, "date": print_date(later.date)}
        yield SymbolWarning("later", found.text, message % words, later.symbol, *at)


def _lacks_res(symbol: Symbol, known: Known | None, authority: Knowledge) -> bool:
    """Is this the symbol of a document that the record does not know, while it knows the resolution of that number?"""
    if symbol.body != GENERAL_ASSEMBLY or symbol.kind != "document" or (known and not known.is_error):
        return False
    resolution = _read(str(symbol).replace("A/", "A/RES/", 1))
    return bool(resolution and authority.find(resolution))


def _draft(found: Found, adopted: Known) -> SymbolWarning:
    message = (
        _("This document holds the draft; the adopted text is a document of its own, %(adopted)s.")
        if adopted.symbol
        else _("This document holds the draft; the adopted text (%(date)s) has a number of its own, to be confirmed.")
    )
    words = {"adopted": adopted.symbol, "date": print_date(adopted.date)}
    return SymbolWarning("draft", found.text, message % words, adopted.symbol, found.start, found.end)


def _wrong_version(found: Found, known: Known) -> SymbolWarning:
    if "Rev." in found.symbol.suffixes:
        code, message = "wrong-rev", _("There was nothing to revise yet: this is the first version, %(right)s.")
    else:
        code, message = "missing-rev", _("“Rev.” is missing: this version revises an earlier one, %(right)s.")
    return SymbolWarning(code, found.text, message % {"right": known.symbol}, known.symbol, found.start, found.end)


def _check_names(text: str) -> Iterator[SymbolWarning]:
    for pattern, right in ALIASES:
        for match in pattern.finditer(text):
            if right and match[0] != right:
                message = _("Usually written “%(right)s”.") % {"right": right}
                yield SymbolWarning("alias", match[0], message, right, match.start(), match.end(), is_error=False)
            elif not right:
                message = _(
                    "The sources name this group in two ways, “Digital Transformation” and “Digital Technologies”."
                )
                yield SymbolWarning("alias", match[0], message, "", match.start(), match.end(), is_error=False)
