"""The feed of news and outputs: an entry for each, marked with the language it is in."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.utils.translation import gettext as _

from ungis.core.periods import PartialDate
from ungis.documents.models import Work
from ungis.languages.models import fetch_translations
from ungis.pages.feeds import NOT_XML, Feed

from .frontpage import news_in

MOST = 30


@dataclass
class Entry:
    title: str
    address: str
    date: PartialDate
    summary: str
    language: str
    key: str  # stays the same whatever becomes of the address

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.date.day, time(12), UTC)


def news_and_outputs(language: str) -> list[Entry]:
    """Return public news and outputs, newest first. An output whose texts are not all translated
    comes in English."""
    entries = [
        Entry(page.title, f"/{language}{page.path_below}", page.date, page.lead, page.language, f"news-{page.pk}")
        for page in news_in(language, MOST)
    ]
    for work in fetch_translations(Work.objects.public().outputs().newest_first()[:MOST], "title", "note"):
        title, note = work.said["title"], work.said["note"]
        if note and note.language != title.language:  # an entry names one language
            title, note = work.title, work.note
        said_in = getattr(title, "language", "en")
        if work.date:
            entries.append(Entry(title, work.get_absolute_url(), work.date, note, said_in, f"work-{work.pk}"))
    return sorted(entries, key=lambda entry: entry.date, reverse=True)[:MOST]


def feed_of(entries: list[Entry], language: str) -> str:
    """Return the entries as Atom. The moment is noon of the first day the date can be."""
    here = f"{settings.BASE_URL}/{language}/news/"
    feed = Feed(
        title=_("UNGIS: news and outputs"),
        link=here,
        description=_("What the United Nations Group on the Information Society did and put out"),
        language=language,
        feed_url=f"{here}feed.atom",
        feed_guid=f"{settings.BASE_URL}/feed/{language}",
    )
    for entry in entries:
        feed.add_item(
            title=NOT_XML.sub(" ", entry.title),
            link=settings.BASE_URL + entry.address,
            description=NOT_XML.sub(" ", entry.summary),
            unique_id=f"{settings.BASE_URL}/feed/{language}/{entry.key}",
            pubdate=entry.moment,
            updateddate=entry.moment,
            language=entry.language,
        )
    return feed.writeString("utf-8")
