"""What is found of organizations: acronyms, names in all languages, former names, other spellings."""

from collections.abc import Iterable, Mapping

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.search import sources
from ungis.search.sources import Entry, Keys, below_language, own

from .models import Organization


def entries(organizations: list[Organization]) -> Iterable[Entry]:
    prefetch_related_objects(organizations, "names", "aliases")
    for organization in organizations:
        names = list(organization.names.all())
        present = {name.language: name.name for name in names if not name.ends}
        yield Entry(
            pk=organization.pk,
            titles=present or {"en": organization.acronym},
            symbol=organization.acronym,
            words=[
                *(alias.text for alias in organization.aliases.all()),
                *(word for name in names for word in (name.name, name.acronym)),
                organization.category,
                organization.headquarters,
            ],
            address=below_language(organization.get_absolute_url()),
            organizations=[organization.slug],
            countries=[organization.country] if organization.country else [],
        )


def acronyms(slugs: Keys) -> Mapping[str, str]:
    """What organizations are called in a filter."""
    return dict(Organization.objects.filter(slug__in=slugs).values_list("slug", "acronym"))


def announce() -> None:
    subjects = {"organizations.organization": own}
    sources.announce(sources.Source("organization", _("Organizations"), Organization.objects.all, entries, subjects))
    sources.name_values(acronyms, "organization")
