"""What the members adopt as a whole: the drafted claims of a closed edition are cleared, and nothing else moves."""

import pytest
from django.core.exceptions import PermissionDenied

from ungis.core.acting import Refused
from ungis.core.models import Event
from ungis.core.standing import CLERK
from ungis.mappings.actions import clear_claims, freeze_edition, open_edition, publish_edition, thaw_edition
from ungis.mappings.models import Claim, Matrix
from ungis.mappings.states import ClaimState

pytestmark = pytest.mark.django_db
REASON = "The members adopted the edition: Matrix of 2026"


@pytest.fixture
def edition(db):
    """A frozen edition whose claims are in every state."""
    matrix = Matrix.objects.get(slug="wsis-gdc")
    based_on = matrix.editions.get(slug="draft")
    edition = open_edition(matrix, by=CLERK, slug="next", title="Next", based_on=based_on)
    first, second, third = edition.claims.order_by("pk")[:3]
    edition.claims.update(state=ClaimState.DRAFTED)
    for claim, state in ((first, "suggested"), (second, "rejected"), (third, "cleared")):
        Claim.objects.filter(pk=claim.pk).update(state=state)
    return freeze_edition(edition, by=CLERK)


def states(edition):
    return list(edition.claims.order_by("pk").values_list("state", flat=True))


def test_drafted_claims_are_cleared_and_the_frozen_text_stays(edition, secretary):
    before, text = states(edition), edition.text
    cleared = clear_claims(edition, by=secretary, sha256=edition.sha256, reason=REASON)
    assert states(edition) == [ClaimState.CLEARED if state == ClaimState.DRAFTED else state for state in before]
    assert before[:3] == ["suggested", "rejected", "cleared"]
    assert len(cleared) == before.count("drafted") > 0
    edition.refresh_from_db()
    assert edition.text == text
    event = Event.objects.of(cleared[0]).get(action="mappings.claim_clear")
    assert event.data == {"from": "drafted", "to": "cleared", "reason": REASON, "sha256": edition.sha256}
    assert set(edition.claims.filter(pk__in=[one.pk for one in cleared]).values_list("state_reason", flat=True)) == {
        REASON
    }
    assert clear_claims(edition, by=secretary, sha256=edition.sha256, reason=REASON) == [], "again changes nothing"


def test_what_was_published_meanwhile_is_cleared_too(edition):
    publish_edition(edition, by=CLERK)
    assert clear_claims(edition, by=CLERK, sha256=edition.sha256, reason=REASON)


def test_an_edition_that_was_opened_again_or_says_something_else_stays_as_it_is(edition):
    adopted = edition.sha256
    with pytest.raises(Refused, match="no longer says"):
        clear_claims(edition, by=CLERK, sha256="0" * 64, reason=REASON)
    thaw_edition(edition, by=CLERK, reason="A line is missing.")
    with pytest.raises(Refused, match="no longer says"):
        clear_claims(edition, by=CLERK, sha256=adopted, reason=REASON)
    assert "drafted" in states(edition)


def test_the_bureau_alone_clears_and_says_why(edition, member, chair):
    with pytest.raises(PermissionDenied):
        clear_claims(edition, by=member, sha256=edition.sha256, reason=REASON)
    with pytest.raises(Refused, match="Say why"):
        clear_claims(edition, by=chair, sha256=edition.sha256, reason=" ")
