"""Activities of members and observers that public sources tell of, with what they serve as the record infers it."""

from collections.abc import Iterator

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mappings.models import Concept
from ungis.organizations.models import Organization
from ungis.stocktaking import actions
from ungis.stocktaking.codes import concept_place
from ungis.stocktaking.content import Given
from ungis.stocktaking.models import EntityKind, Role

from .reading import read_rows

MARK = "stocktaking.activity_entered"


def load() -> int:
    """Enter the activities in the register; return their number."""
    concepts = {(one.framework.slug, one.code): one for one in Concept.objects.select_related("framework", "parent")}
    registry = {organization.acronym: organization for organization in Organization.objects.all()}
    entries = [
        actions.Entry(
            given=_given(row, registry),
            concepts=[concepts[place] for place in _places(row)],
            named=[concepts[concept_place(target)] for target in _names(row["sdg_targets"])],
            number=int(row["code"].removeprefix("ACT-")),
            source=row["source"],
            certainty=row["certainty"],
            links_certainty=row["links_certainty"],
        )
        for row in read_rows("activities.csv")
    ]
    return len(actions.enter_activities(entries, by=CLERK))


def _given(row: dict[str, str], registry: dict[str, Organization]) -> Given:
    carrying, partners = _names(row["organizations"]), _names(row["partners"])
    outside = [name for name in carrying if name not in registry]
    return Given(
        title=row["title"],
        summary=row["summary"],
        organizations=[(registry[name], Role.CARRIES_OUT) for name in carrying if name in registry]
        + [(registry[name], Role.PARTNER) for name in partners if name in registry],
        entity="; ".join(outside),
        # Both that are no organizations of the group are governments.
        entity_kind=EntityKind.GOVERNMENT if outside else "",
        partners="\n".join(name for name in partners if name not in registry),
        status=row["status"],
        scope=row["scope"],
        places=_names(row["places"]),
        place_note=row["country_region"],
        starts_on=PartialDate.parse(row["year_start"]) if row["year_start"] else None,
        ends_on=PartialDate.parse(row["year_end"]) if row["year_end"] else None,
        url=row["url"],
        note=row["note"],
    )


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(";") if name.strip()]


def _places(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield framework and code of what the row says that the activity serves."""
    objectives = [f"GDC{number}" for number in _names(row["gdc_objectives"])]
    for label in [*_names(row["action_lines"]), *_names(row["sdgs"]), *objectives]:
        yield concept_place(label)
