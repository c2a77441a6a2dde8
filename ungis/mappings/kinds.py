"""The words for kinds of concepts. Frameworks that people bring have kinds of their own, which stay as they are."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext_lazy

from ungis.languages.models import Said, say_here

KINDS = {
    "Goal": pgettext_lazy("kind of concept", "Goal"),
    "acknowledgement": pgettext_lazy("kind of concept", "acknowledgement"),
    "action line": pgettext_lazy("kind of concept", "action line"),
    "call": pgettext_lazy("kind of concept", "call"),
    "commitment": pgettext_lazy("kind of concept", "commitment"),
    "concept": pgettext_lazy("kind of concept", "concept"),
    "follow-up": pgettext_lazy("kind of concept", "follow-up"),
    "objective": pgettext_lazy("kind of concept", "objective"),
    "request": pgettext_lazy("kind of concept", "request"),
    "section": pgettext_lazy("kind of concept", "section"),
    "statement of intent": pgettext_lazy("kind of concept", "statement of intent"),
    "target": pgettext_lazy("kind of concept", "target"),
}


def kind_name(kind: str) -> Said:
    """Return the kind in the reader's language; one that only its framework knows, as the framework has it."""
    if get_language() == "en" or kind not in KINDS:
        return Said(kind, "en")
    return say_here(str(KINDS[kind]))


def named_kinds(counted: Iterable[tuple[str, int]]) -> list[tuple[Said, int]]:
    """The kinds of a framework with their numbers, for a page."""
    return [(kind_name(kind), count) for kind, count in counted]
