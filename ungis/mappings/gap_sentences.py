"""What the page of gaps says first: which objectives, Goals or lines no cleared claim serves, and how sure that is."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from ungis.pages.lists import listed

from .gaps import Entry, Footing, Gaps, Group
from .names import spoken_name

# By the kind of what stands at a glance; what is of another kind is called an entry.
NO_CLEARED = {
    "objective": ngettext_lazy(
        "The objective is served by no cleared claim yet.",
        "None of the %(number)d objectives is served by a cleared claim yet.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "The Goal is served by no cleared claim yet.",
        "None of the %(number)d Goals is served by a cleared claim yet.",
        "number",
    ),
    "action line": ngettext_lazy(
        "The action line has no cleared claim yet.",
        "None of the %(number)d action lines has a cleared claim yet.",
        "number",
    ),
    "": ngettext_lazy(
        "The entry has no cleared claim yet.", "None of the %(number)d entries has a cleared claim yet.", "number"
    ),
}
SOME_NOT_CLEARED = {
    "objective": ngettext_lazy(
        "%(number)d objective of %(total)d is served by no cleared claim yet: %(names)s.",
        "%(number)d objectives of %(total)d are served by no cleared claim yet: %(names)s.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "%(number)d Goal of %(total)d is served by no cleared claim yet: %(names)s.",
        "%(number)d Goals of %(total)d are served by no cleared claim yet: %(names)s.",
        "number",
    ),
    "action line": ngettext_lazy(
        "%(number)d action line of %(total)d has no cleared claim yet: %(names)s.",
        "%(number)d action lines of %(total)d have no cleared claim yet: %(names)s.",
        "number",
    ),
    "": ngettext_lazy(
        "%(number)d entry of %(total)d has no cleared claim yet: %(names)s.",
        "%(number)d entries of %(total)d have no cleared claim yet: %(names)s.",
        "number",
    ),
}
ALL_CLEARED = {
    "objective": ngettext_lazy(
        "The objective is served by at least one cleared claim.",
        "Each of the %(number)d objectives is served by at least one cleared claim.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "The Goal is served by at least one cleared claim.",
        "Each of the %(number)d Goals is served by at least one cleared claim.",
        "number",
    ),
    "action line": ngettext_lazy(
        "The action line has at least one cleared claim.",
        "Each of the %(number)d action lines has at least one cleared claim.",
        "number",
    ),
    "": ngettext_lazy(
        "The entry has at least one cleared claim.",
        "Each of the %(number)d entries has at least one cleared claim.",
        "number",
    ),
}
# By the kind of what stands at a glance: its parts.
PARTS_WITHOUT = {
    "objective": ngettext_lazy(
        "%(number)d of its %(total)d commitments and calls is named by no claim at all.",
        "%(number)d of its %(total)d commitments and calls are named by no claim at all.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "%(number)d of its %(total)d targets is named by no claim, nor is the Goal as a whole.",
        "%(number)d of its %(total)d targets are named by no claim, nor is the Goal as a whole.",
        "number",
    ),
    "section": ngettext_lazy(
        "%(number)d of its %(total)d paragraphs is named by no claim at all.",
        "%(number)d of its %(total)d paragraphs are named by no claim at all.",
        "number",
    ),
    "": ngettext_lazy(
        "%(number)d of its %(total)d entries is named by no claim at all.",
        "%(number)d of its %(total)d entries are named by no claim at all.",
        "number",
    ),
}
PARTS_CLEARED = {
    "objective": ngettext_lazy(
        "%(number)d of its %(total)d commitments and calls has a cleared claim.",
        "%(number)d of its %(total)d commitments and calls have a cleared claim.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "%(number)d of its %(total)d targets has a cleared claim of its own.",
        "%(number)d of its %(total)d targets have a cleared claim of their own.",
        "number",
    ),
    "section": ngettext_lazy(
        "%(number)d of its %(total)d paragraphs has a cleared claim.",
        "%(number)d of its %(total)d paragraphs have a cleared claim.",
        "number",
    ),
    "": ngettext_lazy(
        "%(number)d of its %(total)d entries has a cleared claim.",
        "%(number)d of its %(total)d entries have a cleared claim.",
        "number",
    ),
}
ALL_PARTS_WITHOUT = {
    "objective": ngettext_lazy(
        "%(number)d of the %(total)d commitments and calls under them is named by no claim at all.",
        "%(number)d of the %(total)d commitments and calls under them are named by no claim at all.",
        "number",
    ),
    "Goal": ngettext_lazy(
        "%(number)d of the %(total)d targets is named by no claim, nor is its Goal as a whole.",
        "%(number)d of the %(total)d targets are named by no claim, nor are their Goals as a whole.",
        "number",
    ),
    "": ngettext_lazy(
        "%(number)d of the %(total)d entries under them is named by no claim at all.",
        "%(number)d of the %(total)d entries under them are named by no claim at all.",
        "number",
    ),
}


def _by_kind(sentences: dict[str, Any], kind: str, **values: Any) -> str:
    return str(sentences.get(kind, sentences[""]) % values)


def answer(gaps: Gaps) -> list[str]:
    """Return the first lines of the page: for each kind of concept what is served, then how sure the whole is."""
    kinds = list(dict.fromkeys(group.concept.kind for group in gaps.groups))
    main = [group for group in gaps.groups if group.concept.kind == kinds[0]] if kinds else []
    said = [*_served(main), *_parts(main), *_footings(main)]
    if others := [group for group in gaps.groups if group not in main]:
        said.append(_("Not counted among these, but told below: %(names)s.") % {"names": names(others)})
    return said


def _served(groups: list[Group]) -> list[str]:
    """Which are served by a cleared claim, and which are linked by nothing or by inference alone."""
    if not groups:
        return []
    kind, total = groups[0].concept.kind, len(groups)
    open_ones = [group for group in groups if group.footing is not Footing.CLEARED]
    if not open_ones:
        return [_by_kind(ALL_CLEARED, kind, number=total)]
    if len(open_ones) == total:
        said = [_by_kind(NO_CLEARED, kind, number=total)]
    else:
        said = [_by_kind(SOME_NOT_CLEARED, kind, number=len(open_ones), total=total, names=names(open_ones))]
    unlinked = [group for group in groups if group.footing is Footing.NONE]
    inferred = [group for group in groups if group.footing is Footing.INFERRED]
    sourced = [group for group in groups if group.footing is Footing.SOURCE]
    if unlinked:
        said.append(_("Linked by nothing at all: %(names)s.") % {"names": names(unlinked)})
    else:
        said.append(_("None of them is without a claim of some kind."))
    if inferred:
        said.append(
            _("Linked by inference from the subject only, no source says so: %(names)s.") % {"names": names(inferred)}
        )
    if sourced:
        said.append(_("Linked by what a source says, but not cleared: %(names)s.") % {"names": names(sourced)})
    return said


def _parts(groups: list[Group]) -> list[str]:
    """How many of all their commitments or targets nothing names."""
    missing = sum(len(_parts_without(group)) for group in groups)
    if not missing:
        return []
    total = sum(len(group.parts) for group in groups)
    return [_by_kind(ALL_PARTS_WITHOUT, groups[0].concept.kind, number=missing, total=total)]


def _parts_without(group: Group) -> list[Entry]:
    return [entry for entry in group.missing if entry.concept is not group.concept]


def _footings(groups: Iterable[Group]) -> list[str]:
    """How sure that is: of all claims, how many rest on what."""
    counts = {footing: sum(group.claims[footing] for group in groups) for footing in Footing}
    number = sum(counts.values())
    if not number:
        return [_("There is no claim on which anything could rest.")]
    return [
        ngettext(
            "How sure that is: it rests on %(number)d claim (cleared: %(cleared)d, read in a source: %(source)d, only "
            "inferred: %(inferred)d).",
            "How sure that is: it rests on %(number)d claims (cleared: %(cleared)d, read in a source: %(source)d, only "
            "inferred: %(inferred)d).",
            number,
        )
        % {"number": number, "cleared": counts["cleared"], "source": counts["source"], "inferred": counts["inferred"]}
    ]


def sentence(group: Group) -> str:
    """Return what is said of one objective, Goal or line."""
    kind, total = group.concept.kind, len(group.parts)
    cleared = sum(entry.footing is Footing.CLEARED for entry in group.parts)
    said = [_claims(group.claims)]
    if cleared:
        said.append(_by_kind(PARTS_CLEARED, kind, number=cleared, total=total))
    if missing := len(_parts_without(group)):
        said.append(_by_kind(PARTS_WITHOUT, kind, number=missing, total=total))
    if whole := group.entries_on[Footing.WHOLE]:
        said.append(
            ngettext(
                "%(number)d has no claim of its own, only the whole has.",
                "%(number)d have no claim of their own, only the whole has.",
                whole,
            )
            % {"number": whole}
        )
    return " ".join(said)


def _claims(claims: dict[Footing, int]) -> str:
    if not any(claims.values()):
        return _("No claim of any kind names it.")
    cleared, source, inferred = (claims[footing] for footing in (Footing.CLEARED, Footing.SOURCE, Footing.INFERRED))
    said = [
        ngettext("%(number)d claim has been cleared.", "%(number)d claims have been cleared.", cleared)
        % {"number": cleared}
        if cleared
        else _("No claim has been cleared.")
    ]
    if source:
        said.append(
            ngettext(
                "%(number)d claim is read in a source and not cleared.",
                "%(number)d claims are read in sources and not cleared.",
                source,
            )
            % {"number": source}
        )
    if inferred:
        said.append(
            ngettext(
                "%(number)d claim is only inferred from the subject.",
                "%(number)d claims are only inferred from the subject.",
                inferred,
            )
            % {"number": inferred}
        )
    return " ".join(said)


def names(groups: Iterable[Group]) -> str:
    return listed(spoken_name(group.concept) for group in groups)
