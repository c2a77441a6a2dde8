"""The one gate: what you may not see does not exist."""

from typing import Any, Self

from django.db import models

from .standing import Visibility, standing_of


class VisibleQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The rows this user may know of."""
        return self.filter(visibility__in=standing_of(user).visibilities)

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)


class Visible(models.Model):
    """A record with a visibility of its own."""

    visibility = models.CharField(max_length=11, choices=Visibility.choices, default=Visibility.PUBLIC, db_index=True)

    class Meta:
        abstract = True

    def is_visible_to(self, user: Any) -> bool:
        return self.visibility in standing_of(user).visibilities


class PublicQuerySet(models.QuerySet):
    """For facts that are public by their nature: who is a member, who chairs."""

    def visible_to(self, user: Any) -> Self:
        return self.all()

    def public(self) -> Self:
        return self.all()
