"""Work that somebody has begun, so that the pages exist on which it waits for the secretariat."""

import csv
import io

from django.urls import reverse

from ungis.core.standing import CLERK
from ungis.documents.models import Work
from ungis.mandates.models import Paragraph
from ungis.mandates.reading import read
from ungis.mandates.reading_actions import begin_reading
from ungis.mandates.renewal_actions import Line, confirm_succession
from ungis.mappings.actions import revise_claim, write_comment
from ungis.mappings.claim_table import ClaimTable
from ungis.mappings.framework_actions import offer_framework
from ungis.mappings.import_actions import offer_import
from ungis.mappings.models import Claim, Edition, Facilitator
from ungis.mappings.workbook_reading import read_claims
from ungis.organizations.cast import CAST
from ungis.people.models import User

LINES = [
    "90/79. Buoys of the coast",
    "The General Assembly,",
    "Recalling its resolution 70/125,",
    "1. Requests UNESCO and UNGIS to report at its ninety-second session;",
    "2. The buoys drift at sea;",
]


def begin() -> list[str]:
    """Begin a reading, imports, a revision, a comment and a lineage; return the addresses of their pages in English."""
    secretary = User.objects.get(email=CAST["secretary"].email)
    return [*_in_matrices(secretary), *_in_frameworks(secretary), *_in_mandates(secretary)]


def _in_matrices(secretary: User) -> list[str]:
    edition = Edition.objects.get(matrix__slug="wsis-gdc", slug="draft")
    claim = Claim.objects.filter(edition=edition, row__slug="c7-eagriculture").first()
    member = User.objects.get(email=CAST["member"].email)
    write_comment(edition, claim.row, claim.column, by=member, text="Is that so?")
    table = ClaimTable(edition)
    reading = read_claims(_changed(table), table, by=secretary)
    brought = offer_import(edition, reading, by=secretary, name="claims.csv", sha256="")
    other = Edition.objects.get(matrix__slug="sdg-gdc", slug="draft")
    first = Claim.objects.filter(edition=other).first()
    revise_claim(first, by=secretary, rationale="Fields get a line.")
    here = (edition.matrix.slug, edition.slug)
    return [
        claim.get_absolute_url().partition("#")[0],
        reverse("claim_revise", args=(*here, claim.pk)),
        reverse("claim_move", args=(*here, claim.pk)),
        reverse("import_preview", args=(brought.pk,)),
        reverse("edition_compare_with", args=("sdg-gdc", "draft", "compact")),
    ]


def _changed(table: ClaimTable) -> bytes:
    """The first claim of an edition with other words, as CSV."""
    claim = {**next(table.told()), "rationale": "Fields get a line."}
    content = io.StringIO()
    writer = csv.DictWriter(content, claim)
    writer.writeheader()
    writer.writerow(claim)
    return content.getvalue().encode()


def _in_frameworks(secretary: User) -> list[str]:
    facilitator = Facilitator.objects.get(concept__framework__slug="wsis", concept__code="C9")
    offered = offer_framework(
        by=secretary, name="buoys.csv", content=b"code,title\n1,Buoys", slug="buoys", title="Buoys of the coast"
    )
    return [
        reverse("facilitation_end", args=("wsis", "c9", facilitator.pk)),
        reverse("framework_import_preview", args=(offered.pk,)),
    ]


def _in_mandates(secretary: User) -> list[str]:
    work = Work.objects.get(slug="a-res-70-125")
    reading = begin_reading(work, read(LINES), by=CLERK, source="an invention")
    later = Paragraph.objects.get(work__slug="e-res-2024-13", anchor="24")
    earlier = Paragraph.objects.get(work__slug="e-res-2023-3", anchor="22")
    line = Line("changed", (earlier,), (later,), supersedes=False)
    (succession,) = confirm_succession(earlier.work, later.work, [line], by=secretary)
    return [
        reverse("mandate_reading", args=(reading.pk,)),
        reverse("mandate_reading_abandon", args=(reading.pk,)),
        later.get_absolute_url(),
        reverse("mandate_compare_withdraw", args=(later.work.slug, later.anchor, succession.pk)),
    ]
