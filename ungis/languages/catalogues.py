"""The interface in six languages: gather strings, keep the catalogues, build what gettext reads.

Babel does it in process, so no GNU gettext is needed. English is the source and has no catalogue.
"""

from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

FOLDER = Path(__file__).parent / "locale"
KEYWORDS = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "zh_Hans": "nplurals=1; plural=0;",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "es": "nplurals=2; plural=(n != 1);",
}
LOCALES = [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]


def path_of(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "django.po"


def gather() -> Catalog:
    """Return every string of the interface, from Python files and templates, with the files that hold it."""
    found = Catalog(charset="utf-8")
    package = settings.PACKAGE
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html")]):
        if {"tests", "migrations", "__pycache__"} & set(path.relative_to(package).parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Read as Python, which minds indentation; a template does not.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        origin = str(path.relative_to(package.parent))
        for _line, message, comments, context in extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"]):
            if message and (message if isinstance(message, str) else message[0]):
                found.add(message, None, [(origin, 0)], auto_comments=comments, context=context)
    return found


def read(locale: str) -> Catalog:
    """Return the catalogue of a locale as it is kept; an empty one where there is none yet."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def updated(locale: str, found: Catalog) -> Catalog:
    """Return the kept catalogue with new strings put in and those no longer used taken out."""
    catalogue = read(locale)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def write(locale: str, catalogue: Catalog) -> None:
    path = path_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text_of(locale, catalogue))


def text_of(locale: str, catalogue: Catalog) -> bytes:
    """Return the catalogue as text: sorted, without dates or line numbers, so that differences stay small."""
    body = BytesIO()
    write_po(body, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Language: {locale}\\n"\n"Plural-Forms: {PLURALS[locale]}\\n"\n\n'
    )
    return head.encode() + body.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that have no translation, or not in each plural form."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, (tuple, list)) else message.string)
    ]


def build() -> None:
    """Write the .mo files where they are missing or older than their catalogue."""
    for locale in LOCALES:
        source = path_of(locale)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            # Several processes may start at once, and none may read half a file.
            with NamedTemporaryFile(dir=target.parent, delete=False) as file:
                write_mo(file, read(locale))
            Path(file.name).chmod(0o644)
            Path(file.name).replace(target)
