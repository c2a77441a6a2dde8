"""What a text is begun with: parts with kind, level and words; the usual ones of each kind of text."""

from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Kind, Paragraph


class Part(NamedTuple):
    """A paragraph before it stands in a version."""

    content: str
    kind: str = Paragraph.Kind.PARAGRAPH
    level: int = 1


BACKGROUND, NEXT_STEPS = _("Background"), pgettext_lazy("part of a joint text", "Next steps")
USUAL = {
    Kind.STATEMENT: [
        pgettext_lazy("part of a joint text", "Introduction"),
        _("What has been achieved"),
        _("Challenges"),
        _("Our commitment"),
        _("Endorsing organizations"),
    ],
    Kind.INPUT: [BACKGROUND, _("Main messages"), _("Proposed wording"), _("Evidence and examples"), NEXT_STEPS],
    Kind.TERMS: [BACKGROUND, _("Purpose"), _("Functions"), _("Membership"), _("Working methods"), _("Reporting")],
    Kind.PLAN: [BACKGROUND, _("Objectives"), _("Activities"), _("Timetable"), _("Responsibilities")],
    Kind.MINUTES: [
        _("Opening of the meeting"),
        _("Adoption of the agenda"),
        _("Matters discussed"),
        _("Decisions"),
        _("Actions to take"),
        _("Closing of the meeting"),
    ],
    Kind.ANNEX: [_("Mandate"), _("Activities in the period under review"), _("Results"), NEXT_STEPS],
}


def usual_parts(kind: str, language: str) -> list[Part]:
    """Return the headings that texts of this kind usually have, in the language of the draft."""
    with translation.override(language):
        return [Part(str(heading), Paragraph.Kind.HEADING) for heading in USUAL[Kind(kind)]]
