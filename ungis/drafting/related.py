"""What this room shows on the pages of documents: the joint text that became one."""

from typing import Any

from ungis.documents.models import Work

from .models import Text

OURS = "UNGIS"  # who issued the documents of the group itself


def texts_of_work(work: Work, user: Any) -> list[tuple[str, str, str]]:
    """The joint text as its readers saw it grow, for those who may see it. Documents of others cost no query."""
    if work.body != OURS:
        return []
    texts = Text.objects.visible_to(user).filter(work=work)
    return [(text.title, text.get_absolute_url(), text.get_kind_display()) for text in texts]
