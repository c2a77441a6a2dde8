"""Organizations, memberships and terms of office."""

import re

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.organizations import actions
from ungis.organizations.models import Organization

from .reading import read, source_of

MARK = "organizations.organization_registered"
LANGUAGES = ("en", "fr", "ar", "zh-hans", "ru", "es")
# When each term began and ended, where a handover is recorded: the day or the annual meeting at which
# the chair passed on (meetings.yaml). The end of 2025-2026 is not recorded, so that term stays open.
TERMS = {
    "2006-2007": ("2006-07-14", "2007-07-17"),
    "2007-2008": ("2007-07-17", "2008"),
    "2008-2009": ("2008", "2009"),
    "2009-2010": ("2009", "2010-05"),
    "2010-2011": ("2010-05", "2011-05"),
    "2011-2012": ("2011-05", "2012-05-15"),
    "2012-2013": ("2012-05-15", "2013-02-25"),
    "2013-2014": ("2013-02-25", "2014-06"),
    "2014-2015": ("2014-06", "2015-05"),
    "2015-2016": ("2015-05", "2016-05"),
    "2016-2019": ("2016-05", "2019-04"),
    "2019": ("2019-04", "2020"),
    "2020-2022": ("2020", "2023-03-14"),
    "2023-2024": ("2023-03-14", "2024-05"),
    "2024-2025": ("2024-05", "2025-07-10"),
    "2025-2026": ("2025-07-10", None),
}
ON_BEHALF = "UN regional commissions"


def load() -> int:
    """Load the registry; return the number of organizations and terms."""
    data = read("organizations.yaml")
    names = read("names.yaml")
    attested = PartialDate.parse(data["meta"]["as_of"])
    for entry in [*data["members"], *data["observers"]]:
        _organization(entry, data["aliases"].get(entry["acronym"], []), names.get(entry["acronym"], {}), attested)
    for group in data["groups"]:
        if group["organizations"]:
            members = list(Organization.objects.filter(acronym__in=group["organizations"]))
            actions.name_constituency(group["name"], by=CLERK, organizations=members)
    for count in data["membership_history"]:
        _stated_count(count)
    return Organization.objects.count() + _terms()


def _organization(entry: dict, aliases: list[str], names: dict[str, str], attested: PartialDate) -> None:
    sourced = source_of(entry)
    known = {"en": entry["name_en"], "fr": entry["name_fr"], **names}
    certainty = {language: entry["field_certainty"].get(f"name_{language}", "inferred") for language in known}
    organization = actions.register_organization(
        entry["acronym"],
        by=CLERK,
        names={language: known[language] for language in LANGUAGES if language in known},
        name_certainty=certainty,
        category=entry.get("system_category", ""),
        headquarters=entry.get("headquarters", ""),
        country=entry.get("country_code", ""),
        website=entry.get("website", ""),
        is_ceb_member=entry.get("ceb_member", False) or entry["status"] == "member",
        aliases=tuple(aliases),
        **sourced,
    )
    actions.admit(
        organization,
        by=CLERK,
        capacity=entry["status"],
        begins=None,
        attested_on=attested,
        source=data_source(entry),
        certainty=entry["certainty"],
    )


def data_source(entry: dict) -> str:
    """Return the source of the membership itself: the first of the entry's."""
    return source_of(entry)["source"].splitlines()[0]


def _stated_count(entry: dict) -> None:
    written = str(entry["date"])
    number = re.search(r"\d+", str(entry["count"]))
    actions.note_stated_count(
        by=CLERK,
        on=PartialDate.parse(written) if written[:4].isdigit() else None,
        number=int(number[0]) if number else None,
        wording=f"{entry['count']} {entry['unit']}",
        **source_of(entry),
    )


def _terms() -> int:
    data = read("officers.yaml")
    registry = {organization.acronym: organization for organization in Organization.objects.all()}
    loaded = 0
    for entry in data["secretariat"]:
        actions.begin_term(
            "secretariat",
            by=CLERK,
            organization=registry[entry["organization"]],
            begins=PartialDate.parse(entry["from"]),
            label=entry["wording"],
            **source_of(entry),
        )
        loaded += 1
    for entry in data["terms"]:
        label, _, remark = entry["term"].partition(" (")
        if label not in TERMS:  # 2026-2027 is announced, not held: the note of the open term says so
            continue
        begins, ends = TERMS[label]
        note = "\n".join(filter(None, [remark.rstrip(")"), entry.get("note", "")]))
        if ends is None:
            following = data["terms"][data["terms"].index(entry) + 1]
            note += f"\n{following['term']}: {following['note']}"
        for office, holders in (("chair", entry["chair"]), ("vice-chair", entry["vice_chairs"])):
            for rank, acronym in enumerate(holders or [None]):
                is_commission = office == "vice-chair" and acronym in ("UN ECA", "UN ESCAP", "UN ESCWA")
                actions.begin_term(
                    office,
                    by=CLERK,
                    organization=registry[acronym] if acronym else None,
                    begins=PartialDate.parse(begins),
                    ends=PartialDate.parse(ends) if ends else None,
                    label=label,
                    on_behalf_of=ON_BEHALF if is_commission else "",
                    rank=rank,
                    persons="\n".join(entry.get("persons", [])) if office == "chair" and rank == 0 else "",
                    note=note.strip() if office == "chair" and rank == 0 else "",
                    **source_of(entry),
                )
                loaded += 1
    return loaded
