"""Which texts of the record can be translated: the rooms announce theirs here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

# The five into which texts are translated, in the order of the language bar.
LANGUAGES = {code: name for code, name in settings.LANGUAGES if code != "en"}
Address = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its translatable fields with their names, and where a reader finds such a record."""

    model: type[models.Model]
    heading: object
    fields: dict[str, object]
    address: Address

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def is_line(self, field: str) -> bool:
        """True for a text that is one line: a title, not a paragraph."""
        return not isinstance(self.model._meta.get_field(field), models.TextField)

    def visible_to(self, user: Any) -> models.QuerySet:
        """The records of this kind that the user may know of."""
        return self.model.objects.visible_to(user)  # type: ignore[attr-defined]


KINDS: dict[str, Kind] = {}


def _own_address(record: Any) -> str:
    return record.get_absolute_url()


def register(model: type[models.Model], heading: object, *, address: Address = _own_address, **fields: object) -> None:
    """Let a room above have texts translated: `register(Work, _("Documents"), title=_("Title"))`.

    The model's queryset has `visible_to`, which its translations follow. `address(record)` says where the
    text is read, where the record has no page of its own.
    """
    for field in fields:
        model._meta.get_field(field)
    KINDS[model._meta.label_lower] = Kind(model, heading, fields, address)


def source_language_of(record: models.Model) -> str:
    """The language in which the record's own texts are written."""
    return getattr(record, "source_language", "en")
