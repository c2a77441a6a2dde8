"""Organizations of the registry recognised in the wording of a text: by name, former name, acronym, alias, or as one of
those that texts name together."""

import re
from typing import NamedTuple, Self

from ungis.organizations.models import Alias, Constituency, Organization, OrganizationName

SHORTEST_ACRONYM = 3  # "UN" alone names no organization
CASELESS_FROM = 10  # characters: shorter names are acronyms, and an acronym is written in capitals


class Recognised(NamedTuple):
    """A wording of the text, and the organizations that it names."""

    words: str
    organizations: list[Organization]


class Registry:
    """All names by which the registry knows organizations, as one pattern."""

    def __init__(self, names: dict[str, list[Organization]]):
        self.names = names
        exact = sorted((name for name in names if len(name) < CASELESS_FROM), key=len, reverse=True)
        others = sorted((name for name in names if len(name) >= CASELESS_FROM), key=len, reverse=True)
        self.folded = {name.casefold(): name for name in names}
        pieces = [f"(?:{'|'.join(map(re.escape, exact))})"] if exact else []
        pieces += [f"(?i:{'|'.join(map(re.escape, others))})"] if others else []
        self.pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(pieces)})(?![\w-])") if pieces else None

    @classmethod
    def load(cls) -> Self:
        """Read the names from the registry: four queries."""
        names: dict[str, list[Organization]] = {}
        organizations = {one.pk: one for one in Organization.objects.all()}
        for constituency in Constituency.objects.prefetch_related("organizations"):
            known = [organizations[one.pk] for one in constituency.organizations.all()]
            names[constituency.name] = names[constituency.name.removeprefix("UN ")] = known
        for pk, text in (
            *Alias.objects.values_list("organization_id", "text"),
            *((pk, one.acronym) for pk, one in organizations.items()),
            *OrganizationName.objects.filter(language="en").values_list("organization_id", "name"),
        ):
            if len(text) >= SHORTEST_ACRONYM:
                names[text] = [organizations[pk]]
                names[text.replace("'", "’")] = [organizations[pk]]
        # A name of the whole system, in which every text would recognise one organization.
        names.pop("United Nations", None)
        return cls(names)

    def find(self, wording: str) -> list[Recognised]:
        """Return what is recognised in a wording, in its order, each once."""
        found: dict[str, Recognised] = {}
        for match in self.pattern.finditer(wording) if self.pattern else ():
            name = self.folded.get(match[0].casefold())
            if name:
                found.setdefault(name, Recognised(match[0], self.names[name]))
        return list(found.values())
