"""How a concept is called in a sentence: Goal 9, target 3.8, Objective 2, C7-ehea."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Concept


def spoken_name(concept: Concept) -> str:
    """Return its short name in the reader's language; codes that are names in any language stay as they are."""
    if concept.kind == "Goal":
        return _("Goal %(code)s") % {"code": concept.code}
    if concept.kind == "target":
        return _("target %(code)s") % {"code": concept.code}
    if concept.kind == "objective":
        return _("Objective %(number)s") % {"number": concept.code.rpartition(" ")[2]}
    if concept.code == "Follow-up":
        return pgettext("section of the Compact", "Follow-up")
    return concept.code


def short_name(concept: Concept) -> str:
    """Return what stands at the head of a narrow column: the bare number of a Goal, a code without its framework."""
    if concept.kind in ("Goal", "target"):
        return concept.code
    prefix = f"{concept.framework.slug.upper()}-"
    return concept.code.removeprefix(prefix) if concept.code.startswith(prefix) else spoken_name(concept)
