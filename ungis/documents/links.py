"""Where a document stands on the official document site."""

from django.conf import settings

from .models import Work
from .symbols import NotASymbol, parse


def official_link(work: Work, language: str = "en") -> str | None:
    """Return the address of the document in a language, None where the symbol leads nowhere."""
    try:
        return parse(work.symbol).link(language) if work.symbol else None
    except NotASymbol:
        return None


def official_links(work: Work) -> list[tuple[str, str, str]]:
    """Return (language, its own name, address) in the order of the language bar."""
    links = [(code, name, official_link(work, code)) for code, name in settings.LANGUAGES]
    return [(code, name, address) for code, name, address in links if address]
