"""How sure an edition is, in numbers and in one plain sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ungis.core.provenance import Certainty

from .models import Claim, Edition
from .states import ClaimState


@dataclass
class Tally:
    """The claims of an edition, counted; rejected ones stand apart."""

    cleared: int = 0
    drafted: int = 0
    suggested: int = 0
    rejected: int = 0
    inferred: int = 0
    disputed: int = 0

    @property
    def count(self) -> int:
        return self.cleared + self.drafted + self.suggested

    def add(self, state: str, certainty: str, is_contradicted: bool, count: int = 1) -> None:
        setattr(self, state, getattr(self, state) + count)
        if state != ClaimState.REJECTED:
            self.inferred += count * (certainty == Certainty.INFERRED)
            self.disputed += count * is_contradicted


def tallies_of(editions: Iterable[Edition]) -> dict[int, Tally]:
    """Count the claims of editions by what makes them sure: one query."""
    tallies = {edition.pk: Tally() for edition in editions}
    grouped = Claim.objects.filter(edition__in=list(tallies)).order_by()
    for key, *facts in grouped.values_list("edition_id", "state", "certainty", "is_contradicted").annotate(Count("pk")):
        tallies[key].add(*facts)
    return tallies


def say_how_sure(tally: Tally) -> str:
    """Return it as one or two sentences for somebody who knows nothing of states."""
    if not tally.count:
        return _("It holds no claim yet.")
    said = [_how_far_cleared(tally)]
    if tally.inferred:
        words = ngettext(
            "%(count)d follows from its subject only and no source says it.",
            "%(count)d follow from their subject only and no source says them.",
            tally.inferred,
        )
        said.append(words % {"count": tally.inferred})
    if tally.disputed:
        words = ngettext(
            "In %(count)d the sources disagree: both readings are shown.",
            "In %(count)d the sources disagree: both readings are shown.",
            tally.disputed,
        )
        said.append(words % {"count": tally.disputed})
    return " ".join(said)


def _how_far_cleared(tally: Tally) -> str:
    numbers = {"count": tally.count, "cleared": tally.cleared}
    if tally.cleared == tally.count:
        return ngettext("Its one claim is cleared.", "All %(count)d claims are cleared.", tally.count) % numbers
    if tally.cleared:
        words = ngettext(
            "%(cleared)d of its %(count)d claims is cleared.",
            "%(cleared)d of its %(count)d claims are cleared.",
            tally.cleared,
        )
        return words % numbers
    return ngettext("Its one claim is not cleared.", "None of its %(count)d claims is cleared.", tally.count) % numbers
