"""What a source says of a document besides, printed under headings in the reader's language."""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ungis.core.periods import PartialDate
from ungis.languages.models import Said
from ungis.pages.dates import print_date

LABELS = {
    "what": _("What it is"),
    "aim": _("Aim"),
    "says": _("What it says"),
    "areas": _("Areas"),
    "items": _("Items"),
    "structure": _("Structure"),
    "addressee": _("Addressed to"),
    "by": _("Made by"),
    "chair": pgettext_lazy("who holds the office", "Chair"),
    "drafted_by": _("Drafted by"),
    "coordinated_by": _("Coordinated by"),
    "endorsed_by": _("Endorsed by"),
    "approved_by": _("Approved by"),
    "adopted": _("Adopted and changed"),
    "decided_at": _("Decided at"),
    "discussed_at": _("Discussed at"),
    "finalized_at": _("Finalized at"),
    "in_answer_to": _("In answer to"),
    "mandate": _("Mandate"),
    "open_to": _("Open to"),
    "phases": _("Phases"),
    "process": _("How it came about"),
    "dates": _("Dates"),
    "deadline": _("Deadline"),
    "deadline_note": _("On the deadline"),
    "comments_deadline": _("Deadline for comments"),
    "due": _("Due"),
    "finalization": _("Finalization"),
    "result": _("Result"),
    "follow_up": _("Follow-up"),
    "use": _("Use made of it"),
    "status": _("Status"),
    "section": _("Section"),
    "living_document": _("Kept up to date"),
    "earlier_title": _("Earlier title"),
    "also_called": _("Also called"),
    "wrong_citations": _("Wrong citations found"),
}
HIDDEN = {"cited_as", "order"}  # for those who make papers, not for readers


def print_particulars(particulars: dict) -> list[tuple[str, list[str]]]:
    """Return (heading, values) in the order of the headings; what has none of its own comes last, under its key."""
    order = list(LABELS)
    keys = sorted(
        (key for key, value in particulars.items() if key not in HIDDEN and value not in (None, "", [], False)),
        key=lambda key: order.index(key) if key in LABELS else len(order),
    )
    return [(str(LABELS.get(key, key.replace("_", " ").capitalize())), _values(particulars[key])) for key in keys]


def _values(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [_printed(item) for item in values]


def _here(text: object) -> Said:
    """A text in the reader's own language, among those of the record."""
    return Said(str(text), get_language() or "en")


def _printed(value: object) -> str:
    if value is True:
        return _here(_("yes"))
    try:
        return _here(print_date(PartialDate.parse(str(value))))
    except ValueError:
        return str(value)
