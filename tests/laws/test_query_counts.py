"""The number of queries of each page is on record; a changed number fails until it is meant.

Write it anew with UNGIS_WRITE_COUNTS=1 and look at the difference.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.laws.access_table import ALL, TABLE

from .drafted import round_that_was_answered, text_with_proposals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]
RECORD = Path(__file__).parent / "query_counts.json"
SIGNED_IN = Path(__file__).parent / "query_counts_signed_in.json"
PAGES = sorted(
    {row.address for row in TABLE if row.get == ALL and "{" not in row.address and "readyz" not in row.address}
)
MOST = {"/en/", "/en/members/", "/en/meetings/", "/en/meetings/22/", "/en/documents/", "/en/mandates/", "/en/search/"}
KNOWN = 3  # queries that tell who is signed in: the session, the person, what they may see
OF_ALL_ROOMS = [
    "/en/",
    "/en/members/",
    "/en/members/fao/",
    "/en/meetings/",
    "/en/meetings/22/",
    "/en/documents/",
    "/en/documents/a-res-70-125/",
    "/en/mandates/",
    "/en/mandates/a-res-80-173/",
    "/en/mandates/a-res-80-173/67/",
    "/en/frameworks/wsis/c7-ehealth/",
    "/en/matrices/",
    "/en/matrices/wsis-sdg/2015/",
    "/en/matrices/wsis-sdg/2015/c1/sdg-3/",
    "/en/texts/",
    "/en/clearance/",
    "/en/reports/",
]


def counted(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code in (200, 301, 303)
    return len(queries)


def on_record(file, counts):
    """What the file says, once it is written anew where that is asked for."""
    if os.environ.get("UNGIS_WRITE_COUNTS"):
        file.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))


def test_the_number_of_queries_of_each_page_is_as_on_record(client):
    counts = {address: counted(client, address) for address in PAGES}
    assert counts == on_record(RECORD, counts)
    assert {address: counts[address] for address in MOST if counts[address] > 6} == {}


@pytest.fixture
def people(member, other_member, vice_chair, observer, secretary):
    return {"FAO": member, "WHO": other_member, "UNDP": vice_chair, "UNU": observer, "secretary": secretary}


@pytest.fixture
def drafted(people):
    """The addresses of a text with proposals and of a round that was answered, each by what is shown there."""
    version, proposal = text_with_proposals(people)
    round = round_that_was_answered(people)
    text, cleared = f"texts/{version.text.slug}/", f"clearance/{round.slug}/"
    read = "texts/text-in-clearance/"
    return {
        "a text": text,
        "a text that is cleared": read,
        "a version": f"{text}v/1/",
        "a frozen version": f"{read}v/2/",
        "the editor": f"{text}v/1/edit/",
        "all proposals": f"{text}v/1/amendments/",
        "one proposal": f"{text}v/1/amendments/{proposal.pk}/",
        "a proposal to be made": f"{text}v/1/amendments/propose/?at={proposal.key}",
        "what is merged": f"{text}v/1/amendments/merge/",
        "two versions": f"{read}compare/1/2/",
        "the Word file": f"{text}v/1.docx",
        "the table of proposals in Word": f"{text}v/1/consolidated.docx",
        "a file to be brought": f"{text}v/1/word/",
        "a round": cleared,
        "a position to be given": f"{cleared}for/fao/",
        "a file to be checked": f"{cleared}check/",
        "the certificate in Word": f"{cleared}certificate.docx",
        "the certificate in PDF": f"{cleared}certificate.pdf",
    }


READERS = {"visitor", "member", "secretary"}
SEEN_BY = {  # others than whoever is signed in
    "a position to be given": {"member"},
    "a text that is cleared": READERS,
    "a frozen version": READERS,
    "two versions": READERS,
    "a round": READERS,
    "a file to be checked": READERS,
}


def test_a_page_costs_who_is_signed_in_three_queries_and_then_as_many_as_it_has_parts_within_the_budget(
    drafted, client_of, member, secretary, visitor
):
    clients = {"visitor": client_of(visitor), "member": client_of(member), "secretary": client_of(secretary)}
    counts = {
        f"{what}, {language}": {
            reader: counted(clients[reader], f"/{language}/{address}")
            for reader in sorted(SEEN_BY.get(what, READERS - {"visitor"}))
        }
        for what, address in drafted.items()
        for language in ("en", "ar")
    }
    pages = {
        address: {reader: counted(clients[reader], address) for reader in ("member", "secretary")}
        for address in OF_ALL_ROOMS
    }
    counts |= pages
    assert counts == on_record(SIGNED_IN, counts)
    assert {what for what, count in counts.items() if max(count.values()) > budget_of(what)} == set()
    assert {what for what, count in counts.items() if count.get("visitor", 0) > 6} == set()


def budget_of(what):
    """Six queries as for a visitor, and two for the history and the way to clearance that pages show to the group.

    A round and its certificate tell of the time, of those asked, positions, endorsements, extensions and holidays; an
    organization of all that it took part in.
    """
    is_long = what.startswith(("a round", "the certificate", "/en/members/fao/"))
    return KNOWN + (10 if is_long else 8 if what.startswith("/") else 6)
