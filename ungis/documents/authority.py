"""What the record knows of citations, as of a day: true forms, later resolutions, drafts and adopted texts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from ungis.core import clock
from ungis.core.periods import PartialDate

from .models import Kind, SymbolVariant, Work
from .symbols import Known, NotASymbol, Symbol, parse

RECURS = 3  # a title that an organ has used so often is that of a resolution renewed from time to time


@dataclass(frozen=True)
class Entry:
    """One work as the authority needs it."""

    pk: int
    known: Known
    kind: str
    body: str
    date: PartialDate | None
    draft_of: int | None

    def was_there_on(self, day: date) -> bool:
        """Surely adopted by the day: a year alone counts from its end."""
        return self.date is not None and self.date.last_day <= day


class Authority:
    """What is known of each document on a day. Built from entries; `as_of` reads them from the tables."""

    def __init__(self, entries: Iterable[Entry], variants: Iterable[tuple[int, str, str]], day: date):
        """`variants` gives (work, text, sort) of every other way to cite it."""
        self.day = day
        self.entries = {entry.pk: entry for entry in entries}
        self.variants: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self._by_form: dict[str, tuple[int, bool]] = {}
        for entry in self.entries.values():
            if entry.known.symbol:
                for part in parse(entry.known.symbol).parts:
                    self._by_form.setdefault(str(part), (entry.pk, False))
                self._by_form[entry.known.symbol] = (entry.pk, False)
        for work, text, sort in variants:
            self.variants[work].append((text, sort))
            self._by_form.setdefault(_form(text), (work, sort == SymbolVariant.Sort.ERROR))
        self._series: dict[tuple[str, str], list[Entry]] | None = None

    @classmethod
    def as_of(cls, day: date | None = None, *, user: Any = None) -> Self:
        """Read the public works, or those the user may see, with their variants: one query."""
        works = Work.objects.visible_to(user) if user is not None else Work.objects.public()
        fields = ("pk", "symbol", "title", "slug", "certainty", "kind", "body", "date", "draft_of_id")
        entries: dict[int, Entry] = {}
        variants = []
        rows = works.order_by("pk").values_list(*fields, "variants__text", "variants__sort")
        for pk, symbol, title, slug, certainty, kind, body, on, draft_of, text, sort in rows:
            if pk not in entries:
                known = Known(symbol or "", title, slug, date=str(on or ""), is_inferred=certainty == "inferred")
                entries[pk] = Entry(pk, known, kind, body, on, draft_of)
            if text:
                variants.append((pk, text, sort))
        also = defaultdict(list)
        for pk, text, sort in variants:
            if sort == SymbolVariant.Sort.ALSO:
                also[pk].append(text)
        for pk, texts in also.items():
            entries[pk] = replace(entries[pk], known=replace(entries[pk].known, also=tuple(texts)))
        return cls(entries.values(), variants, day or clock.today())

    def entry_of(self, symbol: Symbol) -> Entry | None:
        """The work that the symbol names, in whatever form."""
        found = self._by_form.get(str(symbol))
        return self.entries[found[0]] if found else None

    def find(self, symbol: Symbol) -> Known | None:
        """What is known of the document; `is_error` where this form of its symbol is known to be wrong."""
        found = self._by_form.get(str(symbol))
        return replace(self.entries[found[0]].known, is_error=found[1]) if found else None

    def true_form(self, text: str) -> str:
        """Return the symbol as it is rightly written: that of the record where it knows the document.

        Text that is no symbol and no variant comes back as it is.
        """
        found = self._by_form.get(_form(text))
        return self.entries[found[0]].known.symbol or text if found else _form(text) if _is_symbol(text) else text

    def later(self, symbol: Symbol) -> Known | None:
        """The newest resolution of the same recurring title and body, or the newest version, adopted by the day."""
        entry = self.entry_of(symbol)
        if symbol.is_itu:
            newer = self._versions(symbol)
            if not symbol.session:
                return None  # cited without a version: the one in force is meant
            newer = [one for one in newer if parse(one.known.symbol).session > symbol.session]
            return newer[-1].known if newer else None
        if entry is None or entry.date is None:
            return None
        series = self.series().get((entry.body, entry.known.title.casefold()), [])
        newer = [one for one in series if one.was_there_on(self.day) and one.date > entry.date]
        return newer[-1].known if newer else None

    def adopted(self, symbol: Symbol) -> Known | None:
        """The adopted text, where the symbol names a draft of it and it was adopted by the day."""
        entry = self.entry_of(symbol)
        adopted = self.entries.get(entry.draft_of) if entry and entry.draft_of else None
        return adopted.known if adopted and adopted.was_there_on(self.day) else None

    def version(self, symbol: Symbol) -> Known | None:
        """The known version of a resolution of ITU that differs from the one cited only in its “Rev.”."""
        if not (symbol.is_itu and symbol.place):
            return None
        for entry in self._numbered(symbol):
            known = parse(entry.known.symbol)
            same = (known.place, known.session) == (symbol.place, symbol.session)
            if same and known.suffixes != symbol.suffixes:
                return entry.known
        return None

    def series(self) -> dict[tuple[str, str], list[Entry]]:
        """The resolutions that recur, by body and title, each in the order of adoption."""
        if self._series is None:
            grouped = defaultdict(list)
            for entry in self.entries.values():
                if entry.kind == Kind.RESOLUTION and entry.date:
                    grouped[entry.body, entry.known.title.casefold()].append(entry)
            self._series = {
                key: sorted(group, key=lambda one: one.date) for key, group in grouped.items() if len(group) >= RECURS
            }
        return self._series

    def _numbered(self, symbol: Symbol) -> list[Entry]:
        """Every version of one resolution of ITU."""
        versions = []
        for entry in self.entries.values():
            if entry.known.symbol and "Resolution " in entry.known.symbol:
                known = parse(entry.known.symbol)
                if (known.body, known.number) == (symbol.body, symbol.number):
                    versions.append(entry)
        return sorted(versions, key=lambda one: parse(one.known.symbol).session)

    def _versions(self, symbol: Symbol) -> list[Entry]:
        """The versions surely in force on the day."""
        return [one for one in self._numbered(symbol) if one.was_there_on(self.day)]


def _is_symbol(text: str) -> bool:
    try:
        parse(text)
    except NotASymbol:
        return False
    return True


def _form(text: str) -> str:
    """The normal form of a symbol; other names of documents, in small letters."""
    try:
        return str(parse(text))
    except NotASymbol:
        return text.casefold().strip()
