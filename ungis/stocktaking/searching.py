"""What is found of activities: their words in every language, and the filters under which they stand."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from ungis.core import clock
from ungis.languages.models import wordings_of
from ungis.mappings.searching import filters_of
from ungis.search import sources
from ungis.search.sources import Entry, below_language, own

from .models import Activity, Status, Tag
from .places import REGIONS, name_of, region_of
from .states import TagState

FIELDS = ("title", "summary", "results", "place_note")
TOLD = ("summary", "results")  # what an extract is cut from
MOST_YEARS = 60
TAGS = Tag.objects.exclude(state=TagState.REFUSED).select_related(
    "concept__framework", "concept__parent__parent__parent"
)


def register() -> QuerySet:
    return Activity.objects.registered()


def entries(activities: list[Activity]) -> Iterable[Entry]:
    prefetch_related_objects(activities, "organizations", "places", Prefetch("tags", TAGS, to_attr="standing_tags"))
    wordings, this_year = wordings_of(activities, *FIELDS), clock.today().year
    for activity in activities:
        said = wordings[activity.pk]
        codes = [place.code for place in activity.places.all()]
        yield Entry(
            pk=activity.pk,
            titles=said["title"],
            bodies=_bodies(said),
            words=[
                *(activity.entity, activity.partners, activity.identifier or ""),
                *said["place_note"].values(),
                *map(name_of, codes),
            ],
            address=below_language(activity.get_absolute_url()),
            visibility=activity.visibility,
            date=activity.starts_on,
            organizations=[organization.slug for organization in activity.organizations.all()],
            regions={region_of(code) for code in codes},
            countries=[code for code in codes if code not in REGIONS],
            years=years_of(activity, this_year),
            status=activity.status,
            confirmed=filters_of(tag.concept for tag in activity.standing_tags if tag.state == TagState.CONFIRMED),
            **filters_of(tag.concept for tag in activity.standing_tags),
        )


def years_of(activity: Activity, this_year: int) -> range:
    """Return the years in which an activity goes on, as far as is known: until now where no end is."""
    if activity.first_year is None:
        return range(0)
    last = activity.last_year or (activity.first_year if activity.status == Status.COMPLETED else this_year)
    last = max(last, activity.first_year)
    return range(max(activity.first_year, last - MOST_YEARS), last + 1)


def _bodies(said: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return what an entry tells besides its title, by language."""
    languages = {language for field in TOLD for language in said[field]}
    return {
        language: "\n".join(said[field][language] for field in TOLD if language in said[field])
        for language in languages
    }


def announce() -> None:
    subjects = {"stocktaking.activity": own}
    sources.announce(sources.Source("activity", _("Activities"), register, entries, subjects))
    sources.name_values(lambda values: dict(Status.choices), "status")
    sources.name_values(lambda values: {code: str(name) for code, name in REGIONS.items()}, "region")
