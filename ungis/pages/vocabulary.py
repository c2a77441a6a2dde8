"""Words of the record that come back often and are shown to readers: organs, those asked, operative verbs, categories.

The record keeps them in English, as the sources write them, and so do addresses and data files; only what is
printed for a reader of another language is translated. What is not in here stays as the source has it.
"""

from functools import lru_cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .lists import semicolon

ORGANS = {
    "General Assembly": _("General Assembly"),
    "ECOSOC": _("ECOSOC"),
    "CSTD": _("CSTD"),
    "CEB": _("CEB"),
    "Chief Executives Board": _("Chief Executives Board"),
    "Secretary-General": _("Secretary-General"),
    "Secretary-General's note": _("Note by the Secretary-General"),
    "ITU Council": _("ITU Council"),
    "ITU Council Working Group on WSIS and the SDGs": _("ITU Council Working Group on WSIS and the SDGs"),
    "ITU Plenipotentiary Conference": _("ITU Plenipotentiary Conference"),
    "ITU Secretary-General": _("ITU Secretary-General"),
    "WSIS, Geneva phase": _("WSIS, Geneva phase"),
    "WSIS, Tunis phase": _("WSIS, Tunis phase"),
    "WSIS secretariat": _("WSIS secretariat"),
    "UN action line facilitators, coordinated by ITU": _("UN action line facilitators, coordinated by ITU"),
    "CSTD (28th session), adopted by ECOSOC": _("CSTD (28th session), adopted by ECOSOC"),
}
ASKED = {
    "Action line facilitators": _("Action line facilitators"),
    "All stakeholders": _("All stakeholders"),
    "Contributors to the HLPF": _("Contributors to the HLPF"),
    "Funds, programmes and specialized agencies": _("Funds, programmes and specialized agencies"),
    "Governments": _("Governments"),
    "IGF": _("IGF"),
    "Multilateral development organizations": _("Multilateral development organizations"),
    "Private sector": _("Private sector"),
    "UN country teams": _("UN country teams"),
    "UN entities": _("UN entities"),
    "UN regional commissions": _("UN regional commissions"),
    "Various entities": _("Various entities"),
    "WSIS Forum": _("WSIS Forum"),
    "WSIS process": _("WSIS process"),
    "WSIS+20 review": _("WSIS+20 review"),
}
CATEGORIES = {
    "Funds and Programmes": _("Funds and Programmes"),
    "Inter-agency body": _("Inter-agency body"),
    "Inter-agency facility": _("Inter-agency facility"),
    "Other Bodies": _("Other Bodies"),
    "Other Entities": _("Other Entities"),
    "Outside the United Nations system": _("Outside the United Nations system"),
    "Regional Commissions": _("Regional Commissions"),
    "Related Organizations": _("Related Organizations"),
    "Research and Training": _("Research and Training"),
    "Secretariat": pgettext_lazy("of the United Nations", "Secretariat"),
    "Secretariat / principal organs": _("Secretariat / principal organs"),
    "Specialized Agencies": _("Specialized Agencies"),
}
VERBS = {
    "acknowledges": pgettext_lazy("operative verb", "acknowledges"),
    "also recognizes": pgettext_lazy("operative verb", "also recognizes"),
    "approves": pgettext_lazy("operative verb", "approves"),
    "calls": pgettext_lazy("operative verb", "calls for"),
    "calls upon": pgettext_lazy("operative verb", "calls upon"),
    "decides": pgettext_lazy("operative verb", "decides"),
    "emphasizes": pgettext_lazy("operative verb", "emphasizes"),
    "encourages": pgettext_lazy("operative verb", "encourages"),
    "endorses": pgettext_lazy("operative verb", "endorses"),
    "extends": pgettext_lazy("operative verb", "extends"),
    "highlights": pgettext_lazy("operative verb", "highlights"),
    "instructs": pgettext_lazy("operative verb", "instructs"),
    "invites": pgettext_lazy("operative verb", "invites"),
    "mandates": pgettext_lazy("operative verb", "mandates"),
    "notes": pgettext_lazy("operative verb", "notes"),
    "notes with appreciation": pgettext_lazy("operative verb", "notes with appreciation"),
    "reaffirms": pgettext_lazy("operative verb", "reaffirms"),
    "recalls": pgettext_lazy("operative verb", "recalls"),
    "recognizes": pgettext_lazy("operative verb", "recognizes"),
    "recommends": pgettext_lazy("operative verb", "recommends"),
    "recommends further": pgettext_lazy("operative verb", "recommends further"),
    "reiterates": pgettext_lazy("operative verb", "reiterates"),
    "requests": pgettext_lazy("operative verb", "requests"),
    "should": pgettext_lazy("operative verb", "should"),
    "takes note": pgettext_lazy("operative verb", "takes note"),
    "takes note with appreciation": pgettext_lazy("operative verb", "takes note with appreciation"),
    "underlines": pgettext_lazy("operative verb", "underlines"),
    "welcomes": pgettext_lazy("operative verb", "welcomes"),
}


@lru_cache(maxsize=1)
def _words() -> dict[str, object]:
    """Return all of them by their folded form; verbs also in the plural: request, requests."""
    words: dict[str, object] = {}
    for singular, word in VERBS.items():
        first, _blank, rest = singular.partition(" ")
        words[f"{first.removesuffix('s')} {rest}".strip()] = words[singular] = word
    for part in (ORGANS, ASKED, CATEGORIES):
        words |= {english.casefold(): word for english, word in part.items()}
    return words


def translated(text: str) -> str | None:
    """Return a word of the record in the reader's language; None where the vocabulary does not hold it.

    Several verbs of one paragraph are one text, "Recalls; calls upon": each of them must be known. Readers of
    English get what the record has.
    """
    if (get_language() or "en") == "en":
        return text
    words = _words()
    parts = [words.get(part.casefold()) for part in ([text] if text.casefold() in words else text.split("; "))]
    return semicolon().join(str(part) for part in parts) if all(part is not None for part in parts) else None


def print_word(text: str) -> str:
    """Return the word in the reader's language, else as the record has it."""
    return translated(text) or text
