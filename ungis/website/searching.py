"""What is found of the site: the pages that editors publish, each once with its words in all languages that it has."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from ungis.search import sources
from ungis.search.sources import Entry, Source

from .models import HomePage, NewsIndexPage, NewsPage, TextPage, unrestricted

FIELDS = ("lead", "body")


def public_pages() -> QuerySet:
    return unrestricted(Page.objects.live().type((HomePage, NewsIndexPage, NewsPage, TextPage)))


def records() -> QuerySet:
    """One page of each group of translations: the first that is published."""
    before = public_pages().filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    return public_pages().filter(~Exists(before))


def all_of_them(ids: Collection[str]) -> set[str]:
    """An event of one page may move those below it and its translations; all are some dozens."""
    return {*ids, *map(str, records().values_list("pk", flat=True))}


SUBJECTS = dict.fromkeys(("wagtailcore.page", "website.homepage"), all_of_them)


@dataclass(frozen=True)
class PageSource(Source):
    def seen_by(self, user: Any, keys: Collection[str]) -> QuerySet:
        """What is published is for everybody."""
        return self.queryset().filter(pk__in=keys)


def entries(read: list[Page]) -> Iterable[Entry]:
    groups: dict[Any, list[Page]] = defaultdict(list)
    keys = [page.translation_key for page in read]
    for page in public_pages().filter(translation_key__in=keys).select_related("locale").specific():
        groups[page.translation_key].append(page)
    for page in read:
        group = groups[page.translation_key]
        date = next((one.date for one in group if isinstance(one, NewsPage)), None)
        yield Entry(
            pk=page.pk,
            titles={one.locale.language_code: one.title for one in group},
            bodies={one.locale.language_code: text_of(one) for one in group},
            address=group[0].path_below.lstrip("/"),
            date=date,
            years=[date.day.year] if date else [],
        )


def text_of(page: Any) -> str:
    """Return the words of a page without markup."""
    said = []
    for name in FIELDS:
        if hasattr(page, name):
            field = page._meta.get_field(name)
            content = field.get_searchable_content(getattr(page, name)) if name == "body" else [getattr(page, name)]
            said += [strip_tags(part) for part in content]
    return "\n".join(part for part in said if part)


def announce() -> None:
    sources.announce(PageSource("page", _("Pages of the site"), records, entries, SUBJECTS))
