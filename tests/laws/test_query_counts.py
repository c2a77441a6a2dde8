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

pytestmark = pytest.mark.django_db
RECORD = Path(__file__).parent / "query_counts.json"
PAGES = sorted(
    {row.address for row in TABLE if row.get == ALL and "{" not in row.address and "readyz" not in row.address}
)
MOST = {"/en/", "/en/members/", "/en/meetings/", "/en/meetings/22/", "/en/documents/", "/en/mandates/"}


def counted(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code in (200, 301, 303)
    return len(queries)


def test_the_number_of_queries_of_each_page_is_as_on_record(client):
    counts = {address: counted(client, address) for address in PAGES}
    if os.environ.get("UNGIS_WRITE_COUNTS"):
        RECORD.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    assert counts == json.loads(RECORD.read_text(encoding="utf-8"))
    assert {address: counts[address] for address in MOST if counts[address] > 6} == {}
