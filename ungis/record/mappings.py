"""Frameworks, who facilitates their lines, and the matrices between them."""

from collections.abc import Iterator
from typing import Any

from ungis.core.periods import PartialDate
from ungis.core.provenance import Certainty
from ungis.core.standing import CLERK, Visibility
from ungis.documents.models import Work
from ungis.mappings import actions, framework_actions
from ungis.mappings.models import Concept, Edition, Framework
from ungis.mappings.states import ClaimState
from ungis.organizations.models import Constituency, Organization

from .reading import read, read_rows, source_of

MARK = "mappings.framework_added"
SDG_IRI = "http://metadata.un.org/sdg"
SLUGS = {
    "C7-egov": "c7-egovernment",
    "C7-ebus": "c7-ebusiness",
    "C7-elea": "c7-elearning",
    "C7-ehea": "c7-ehealth",
    "C7-eemp": "c7-eemployment",
    "C7-eenv": "c7-eenvironment",
    "C7-eagr": "c7-eagriculture",
    "C7-esci": "c7-escience",
}
# What each value of the column "evidence" says of the two places of the matrix of 2015.
READINGS = {
    "detail+overview": (("detail", True), ("overview", True)),
    "detail only": (("detail", True), ("overview", False)),
    "overview only": (("detail", False), ("overview", True)),
}


def load() -> int:
    """Load frameworks, facilitators, matrices and their claims; return the number of concepts and claims."""
    lines, goals, compact = _action_lines(), _goals(), _compact()
    _facilitators(lines)
    claims = _wsis_sdg(lines, goals) + _wsis_gdc(lines, compact) + _sdg_gdc(goals, compact)
    return Concept.objects.count() + claims


def _work(symbol: str) -> Work | None:
    return Work.objects.filter(symbol=symbol).first()


# --- frameworks --------------------------------------------------------------------------------


def _action_lines() -> Framework:
    data = read("wsis_action_lines.yaml")
    framework = framework_actions.add_framework(
        by=CLERK,
        slug="wsis",
        title="WSIS action lines",
        version="Geneva Plan of Action, 2003; titles as used since 2015",
        description="The lines along which the outcomes of the World Summit on the Information Society are carried "
        "out: eleven, of which C7 has eight parts.",
        work=_work("WSIS-03/GENEVA/DOC/5"),
        order=1,
        source="\n".join(data["sources_common"]["titles"]),
    )
    framework_actions.add_concepts(framework, [_line(entry) for entry in data["action_lines"]], by=CLERK)
    return framework


def _line(entry: dict) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "slug": SLUGS.get(entry["code"]) or entry["code"].lower(),
        "title": entry["title"],
        "kind": "action line",
        "parent": entry.get("parent"),
        "place": entry["plan_paragraph"],
        "is_heading": entry.get("is_group", False),
        **source_of(entry),
    }


def _goals() -> Framework:
    data = read("sdgs.yaml")
    wording = {row["code"]: row["en"] for row in read_rows("sdg_wording.csv")}
    framework = framework_actions.add_framework(
        by=CLERK,
        slug="sdg",
        title="Sustainable Development Goals",
        version="2030 Agenda, 2015",
        description="The 17 Goals and 169 targets of the 2030 Agenda for Sustainable Development.",
        iri=SDG_IRI,
        work=_work("A/RES/70/1"),
        order=2,
        source=data["meta"]["source"],
    )
    framework_actions.add_concepts(framework, list(_goals_and_targets(data, wording)), by=CLERK)
    return framework


def _goals_and_targets(data: dict, wording: dict[str, str]) -> Iterator[dict[str, Any]]:
    for goal in data["goals"]:
        code = str(goal["number"])
        yield {
            "code": code,
            "slug": f"sdg-{code}",
            "title": goal["title"],
            "text": wording[code],
            "kind": "Goal",
            "iri": f"{SDG_IRI}/{code}",
            "colour": goal["colour"],
            **source_of(goal),
        }
        for target in goal["targets"]:
            yield {
                "code": target["code"],
                "slug": f"sdg-{target['code'].replace('.', '-')}",
                "title": target["label"],
                "text": wording[target["code"]],
                "kind": "target",
                "parent": code,
                "iri": f"{SDG_IRI}/{target['code']}",
                **source_of(goal),
            }


def _compact() -> Framework:
    data = read("gdc.yaml")
    framework = framework_actions.add_framework(
        by=CLERK,
        slug="gdc",
        title="Global Digital Compact",
        version="A/RES/79/1, annex I, 2024",
        description="The objectives of the Compact with the commitments of each, and what it says on follow-up. "
        "The wording of commitments is ours.",
        work=_work("A/RES/79/1"),
        order=3,
        source=data["meta"]["source"],
    )
    framework_actions.add_concepts(framework, list(_commitments(data)), by=CLERK)
    return framework


def _commitments(data: dict) -> Iterator[dict[str, Any]]:
    for objective in data["objectives"]:
        code = f"Objective {objective['number']}"
        sourced = source_of(objective)
        yield {
            "code": code,
            "title": objective["title"],
            "kind": "objective",
            "place": objective["paragraphs"],
            "is_heading": True,
            **sourced,
        }
        for section in objective["sections"]:
            below = code
            if len(objective["sections"]) > 1:
                first, last = section["first_paragraph"], section["last_paragraph"]
                below = f"Section {first}"
                yield {
                    "code": below,
                    "title": section["title"],
                    "kind": "section",
                    "parent": code,
                    "place": f"{first}-{last}",
                    "is_heading": True,
                    **sourced,
                }
            for commitment in section["commitments"]:
                yield _commitment(commitment["id"], commitment, below, sourced)
    yield {
        "code": "Follow-up",
        "title": "Follow-up and review",
        "kind": "section",
        "place": "64-74",
        "is_heading": True,
        **source_of(data["follow_up"][0]),
    }
    for entry in data["follow_up"]:
        yield _commitment(f"GDC-{entry['paragraph']}", {"kind": "follow-up", **entry}, "Follow-up", source_of(entry))


def _commitment(code: str, entry: dict, below: str, sourced: dict) -> dict[str, Any]:
    return {
        "code": code,
        "title": entry["label"],
        "kind": entry["kind"],
        "parent": below,
        "place": entry["paragraph"],
        "due": str(entry.get("deadline") or entry.get("due") or ""),
        **sourced,
    }


def _facilitators(framework: Framework) -> None:
    registry = {organization.acronym: organization for organization in Organization.objects.all()}
    together = {group.name: group for group in Constituency.objects.prefetch_related("organizations")}
    concepts = {concept.code: concept for concept in framework.concepts.all()}
    for line in read("wsis_action_lines.yaml")["action_lines"]:
        named: set[str] = set()
        for is_lead, key, mark in ((True, "lead_facilitator", "certainty"), (False, "co_facilitators", "certainty_co")):
            for name in line[key]:
                whole = together[name].organizations.all() if name in together else [registry.get(name)]
                for organization in whole:  # ECOSOC is an organ of the UN, not an organization of the group
                    if organization and organization.acronym not in named:
                        named.add(organization.acronym)
                        framework_actions.name_facilitator(
                            concepts[line["code"]],
                            organization,
                            by=CLERK,
                            is_lead=is_lead,
                            source=source_of(line)["source"],
                            certainty=line.get(mark, "inferred"),
                        )


# --- matrices ----------------------------------------------------------------------------------


def _places(framework: Framework) -> dict[str, Concept]:
    return {concept.code: concept for concept in framework.concepts.select_related("framework")}


def _publish(edition: Edition, on: str) -> None:
    actions.freeze_edition(edition, by=CLERK)
    actions.publish_edition(edition, by=CLERK, published_on=PartialDate.parse(on))


def _wsis_sdg(lines: Framework, goals: Framework) -> int:
    matrix = framework_actions.add_matrix(
        by=CLERK,
        slug="wsis-sdg",
        title="WSIS-SDG Matrix",
        rows=lines,
        columns=goals,
        description="How each WSIS action line serves the Sustainable Development Goals and their targets, with the "
        "reasons that the facilitators of the lines gave.",
        work=Work.objects.filter(slug="matrix-wsis-sdg").first(),
        order=1,
        source="seed 004",
        certainty=Certainty.SEED,
    )
    rows = read_rows("wsis_sdg_matrix.csv")
    edition = actions.open_edition(
        matrix,
        by=CLERK,
        slug="2015",
        title="2015",
        note="Written by the facilitators of the action lines, coordinated by ITU. The reasons are told in our own "
        "words. In six cells the detail by line and the matrix at a glance do not agree: both readings are shown.",
        visibility=Visibility.PUBLIC,
        source=rows[0]["source"],
    )
    row_of, column_of = _places(lines), _places(goals)
    drafts = []
    for row in rows:
        readings = READINGS[row["evidence"]]
        agreed = len({linked for _place, linked in readings}) == 1
        drafts.append(
            {
                "row": row_of[row["action_line"]],
                "column": column_of[row["target"] or row["sdg"]],
                "state": ClaimState.CLEARED if agreed else ClaimState.DRAFTED,
                "rationale": row["rationale_own_words"],
                "evidence": row["evidence"],
                "readings": readings,
                "source": row["source"],
                "certainty": row["certainty"],
            }
        )
    claims = actions.draft_claims(edition, drafts, by=CLERK)
    _publish(edition, "2015-05")
    return len(claims)


def _wsis_gdc(lines: Framework, compact: Framework) -> int:
    matrix = framework_actions.add_matrix(
        by=CLERK,
        slug="wsis-gdc",
        title="WSIS Process and 2030 Agenda - GDC Matrix",
        rows=lines,
        columns=compact,
        description="How the structures, mechanisms and activities of the WSIS process serve the commitments of the "
        "Global Digital Compact. It is the foundation of the GDC implementation map.",
        work=Work.objects.filter(slug="matrix-wsis-gdc").first(),
        order=2,
        source="seed 002",
        certainty=Certainty.SEED,
    )
    rows = read_rows("wsis_gdc_matrix.csv")
    edition = actions.open_edition(
        matrix,
        by=CLERK,
        slug="draft",
        title="Draft from public sources",
        note="The table that the group adopted in 2025 is not in the record. This draft holds what public sources say "
        "and, marked as inferred, what follows from the subject of a commitment and of a line. Nothing in it has been "
        "cleared by the group.",
        visibility=Visibility.PUBLIC,
        source="A/RES/79/1 annex I",
        certainty=Certainty.INFERRED,
    )
    row_of, column_of = _places(lines), _places(compact)
    drafts = [
        {
            "row": row_of[code],
            "column": column_of[row["commitment"]],
            "state": ClaimState.SUGGESTED if row["certainty"] == Certainty.INFERRED else ClaimState.DRAFTED,
            "mechanism": row["wsis_mechanism"],
            "activity": row["activity"],
            "carried_out_by": row["lead_organizations"],
            "note": row["note"],
            "source": row["source"],
            "certainty": row["certainty"],
        }
        for row in rows
        for code in row["action_lines"].split(";")
    ]
    return len(actions.draft_claims(edition, drafts, by=CLERK))


def _sdg_gdc(goals: Framework, compact: Framework) -> int:
    matrix = framework_actions.add_matrix(
        by=CLERK,
        slug="sdg-gdc",
        title="SDG-GDC Matrix",
        rows=goals,
        columns=compact,
        description="How the commitments of the Global Digital Compact serve the Sustainable Development Goals: as the "
        "Compact itself names them, and as follows from the other two matrices by way of the WSIS action lines.",
        order=3,
        source="A/RES/79/1 annex I",
    )
    edition = actions.open_edition(
        matrix,
        by=CLERK,
        slug="compact",
        title="As named by the Compact",
        note="The Goals that the Compact names in brackets after its commitments.",
        visibility=Visibility.PUBLIC,
        source="A/RES/79/1 annex I",
    )
    drafts = _named_by_the_compact(_places(goals), _places(compact))
    claims = actions.draft_claims(edition, drafts, by=CLERK)
    _publish(edition, "2024-09-22")
    actions.open_edition(
        matrix,
        by=CLERK,
        slug="draft",
        title="Draft with adopted links",
        note="Starts from the Goals that the Compact names; what follows from the other two matrices is adopted here.",
        based_on=edition,
        visibility=Visibility.PUBLIC,
        certainty=Certainty.INFERRED,
    )
    return len(claims)


def _named_by_the_compact(row_of: dict[str, Concept], column_of: dict[str, Concept]) -> Iterator[dict[str, Any]]:
    for objective in read("gdc.yaml")["objectives"]:
        for commitment in (entry for section in objective["sections"] for entry in section["commitments"]):
            named = commitment["sdgs"] or []
            for number in range(1, 18) if named == "all" else named:
                yield {
                    "row": row_of[str(number)],
                    "column": column_of[commitment["id"]],
                    "state": ClaimState.CLEARED,
                    "evidence": "named as “all Goals”" if named == "all" else "named in brackets after the commitment",
                    "source": f"A/RES/79/1 annex I para {commitment['paragraph']}",
                }
