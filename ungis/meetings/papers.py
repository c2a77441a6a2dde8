"""The agenda of a meeting and its documents, as far as the reader may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, PositiveSmallIntegerField, Value, When
from django.db.models.functions import Cast, Coalesce

from ungis.documents.models import Kind, Work

from .models import AgendaItem, Meeting, MeetingDocument

COLUMNS = ("part", "place", "item", "slug", "symbol", "work_title", "kind", "date")


@dataclass(frozen=True)
class Paper:
    """An item of the agenda or a document; `slug` is empty where there is none that the reader may see."""

    part: str
    place: int
    item: str
    slug: str
    symbol: str
    work_title: str
    kind: str
    date: str

    @property
    def kind_label(self) -> str:
        return str(dict(Kind.choices).get(self.kind, self.kind))


def papers_of(meeting: Meeting, user: Any) -> tuple[list[Paper], list[Paper]]:
    """Return the agenda and the documents: one query for both."""
    readable = Work.objects.visible_to(user)

    def shown(name: str) -> Coalesce:
        path = Cast(f"work__{name}", CharField())
        return Coalesce(Case(When(work__in=readable, then=path), output_field=CharField()), Value(""))

    work = {"slug": shown("slug"), "symbol": shown("symbol"), "work_title": shown("title")}
    work |= {"kind": shown("kind"), "date": shown("date")}
    agenda = (
        AgendaItem.objects.filter(meeting=meeting)
        .order_by()
        .annotate(part=Value("agenda", CharField()), place=F("order"), item=F("title"), **work)
        .values_list(*COLUMNS)
    )
    nothing = {"place": Value(0, PositiveSmallIntegerField()), "item": Value("", CharField())}
    documents = (
        MeetingDocument.objects.filter(meeting=meeting, work__in=readable)
        .annotate(part=Value("document", CharField()), **nothing, **work)
        .values_list(*COLUMNS)
    )
    papers = [Paper(*row) for row in agenda.union(documents, all=True)]
    return (
        sorted((paper for paper in papers if paper.part == "agenda"), key=lambda paper: paper.place),
        sorted((paper for paper in papers if paper.part == "document"), key=lambda paper: (paper.date, paper.slug)),
    )
