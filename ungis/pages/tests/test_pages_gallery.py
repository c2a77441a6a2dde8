"""The component gallery, and through it every shared part."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from ungis.pages.views import gallery


@pytest.fixture(params=["en", "ar", "ru"])
def page(request, rf):
    asked = rf.get(f"/{request.param}/gallery/")
    asked.user = AnonymousUser()
    with translation.override(request.param):
        return gallery(asked).content.decode()


def test_every_part_renders_without_inline_style_or_script(page):
    assert " style=" not in page
    assert "<script" not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_no_id_is_used_twice_though_marks_of_provenance_repeat(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("popovertarget=") == len(re.findall(r"<span id=\"source-\d+\" popover>", page)) > 3


def test_the_thread_says_where_the_record_stands_and_what_is_empty(page):
    assert page.count('aria-current="step"') >= 1
    assert page.count('<li class="empty">') == 3


def test_the_drawing_follows_the_direction_of_the_reader(page):
    direction = "rtl" if 'dir="rtl">' in page[:80] else "ltr"
    assert f'role="group" direction="{direction}"' in page
