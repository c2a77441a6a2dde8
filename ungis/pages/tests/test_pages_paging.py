"""Pages of a list, and what they cost."""

import pytest
from django.db.models import F
from django.http import Http404, QueryDict

from ungis.organizations.models import Organization
from ungis.pages.paging import page_of

pytestmark = pytest.mark.django_db


def organizations(number):
    keys = list(Organization.objects.order_by("pk").values_list("pk", flat=True)[:number])
    return Organization.objects.filter(pk__in=keys).order_by(F("pk"))


@pytest.mark.parametrize(("number", "queries"), [(1, 1), (10, 1), (11, 2)])
def test_a_list_that_fits_one_page_is_not_counted(number, queries, django_assert_num_queries):
    rows = organizations(number)
    with django_assert_num_queries(queries):
        page = page_of(rows, QueryDict(), 10)
        shown = (len(page.object_list), page.paginator.count, page.paginator.num_pages, page.has_other_pages())
    assert shown == (min(number, 10), number, 2 if number > 10 else 1, number > 10)


def test_the_second_page_goes_on_where_the_first_ends():
    rows = organizations(11)
    pages = [page_of(rows, QueryDict(f"page={number}"), 10) for number in (1, 2)]
    assert [*pages[0].object_list, *pages[1].object_list] == list(rows)


@pytest.mark.parametrize("asked", ["0", "3", "-1", "x", "", "1" * 7, "١"])
def test_a_page_that_is_not_there_is_not_found(asked):
    with pytest.raises(Http404):
        page_of(organizations(11), QueryDict(f"page={asked}"), 10)


def test_rows_that_are_read_already_have_pages_too():
    page = page_of(list("abcdefghijk"), QueryDict(), 10)
    assert ("".join(page.object_list), page.paginator.count) == ("abcdefghij", 11)
