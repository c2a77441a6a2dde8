"""What this room shows on the pages of documents: the joint text that became one."""

from typing import Any

from ungis.documents.models import Work

from .models import Text

OURS = "UNGIS"  # who issued the documents of the group itself
BEHIND = "texts_behind"


def texts_of_work(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The joint text as its readers saw it grow, for those who may see it. Documents of others cost no query."""
    if work.body != OURS:
        return []
    texts = [text for text in texts_behind(work) if text.is_visible_to(user)]
    return [(text.title, text.get_absolute_url(), text.get_kind_display()) for text in texts]


def texts_behind(work: Work) -> list[Text]:
    """The joint texts that became a document, whoever may see them: asked once for a row, its page needs it twice."""
    kept = work.__dict__
    if BEHIND not in kept:
        kept[BEHIND] = list(Text.objects.filter(work=work))
    return kept[BEHIND]
