"""Writes `data/places.txt`: the countries and regions of the world by their names in six languages.

Names come from babel (the Unicode Common Locale Data Repository), peoples and capitals from `data/places_more.txt`.
Run once when either changes: `python -m ungis.likeness.gazetteer`. The product only reads what it wrote.
"""

from .words import FOLDER, words_of

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
NOT_PLACES = {"ZZ", "XA", "XB", "QO", "EZ", "UN", "EU"}


def places() -> dict[str, list[str]]:
    """Return for each code the names it has, each as small words with single spaces, the English one first."""
    from babel import Locale

    names: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code not in NOT_PLACES:
                names.setdefault(code, []).append(name.split("(")[0].replace("&", "and"))
    for line in (FOLDER / "places_more.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, more = line.split(" ", 1)
            names.setdefault(code, []).extend(more.split("|"))
    return {code: list(dict.fromkeys(" ".join(words_of(name)) for name in said)) for code, said in names.items()}


def write() -> None:
    """Write the file, in the order of the codes."""
    head = "# Countries and regions: code, names. From CLDR through babel (Unicode License V3) and places_more.txt.\n"
    lines = [f"{code} {'|'.join(names)}\n" for code, names in sorted(places().items())]
    (FOLDER / "places.txt").write_text(head + "".join(lines), "utf-8")


if __name__ == "__main__":
    write()
