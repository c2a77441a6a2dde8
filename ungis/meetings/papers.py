"""The agenda of a meeting and its documents, as far as the reader may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, PositiveSmallIntegerField, Value

from ungis.core.standing import standing_of
from ungis.documents.models import Kind

from .models import AgendaItem, Meeting, MeetingDocument

WORK = ("work__visibility", "work__slug", "work__symbol", "work__title", "work__kind", "work__date")
BLANK = ("",) * 5


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
    """Return the agenda and the documents: one query for both, plain columns, so that it costs little to write."""
    agenda = (
        AgendaItem.objects.filter(meeting=meeting)
        .order_by()
        .annotate(part=Value("agenda", CharField()))
        .values_list("part", "order", "title", *WORK)
    )
    nothing = {"place": Value(0, PositiveSmallIntegerField()), "item": Value("", CharField())}
    documents = (
        MeetingDocument.objects.filter(meeting=meeting)
        .annotate(part=Value("document", CharField()), **nothing)
        .values_list("part", "place", "item", *WORK)
    )
    readable = standing_of(user).visibilities
    papers = [
        Paper(
            part,
            place,
            item,
            *(("" if value is None else str(value)) for value in (work if seen in readable else BLANK)),
        )
        for part, place, item, seen, *work in agenda.union(documents, all=True)
        if part == "agenda" or seen in readable  # an item of the agenda stays, without the document one may not see
    ]
    return (
        sorted((paper for paper in papers if paper.part == "agenda"), key=lambda paper: paper.place),
        sorted((paper for paper in papers if paper.part == "document"), key=lambda paper: (paper.date, paper.slug)),
    )
