"""What anybody who sees a round can check: that a file is the cleared text, and that the chain of events holds."""

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from ungis.core.events import digest as digest_of_event
from ungis.core.freeze import hash_of
from ungis.core.models import Event

from .frozen import holds_file
from .models import Round
from .position_actions import digest as digest_of_position

HASH = re.compile(r"[0-9a-f]{64}")
SAYING = ("clearance.position_sent", "clearance.position_recorded", "clearance.advice_given")


@dataclass(frozen=True)
class Compared:
    """What a file turned out to be: the cleared text, a file of the cleared document or of the text, or neither."""

    sha256: str
    is_text: bool
    file: str = ""  # its name in the library
    paper: str = ""  # its name in the library, where it is the text in Word or PDF as it was published

    @property
    def is_cleared(self) -> bool:
        return self.is_text or bool(self.file or self.paper)


def compare_bytes(round: Round, content: bytes) -> Compared:
    return _compared(round, hash_of(content))


def compare_words(round: Round, words: str) -> Compared:
    """Compare what was pasted: a SHA-256, which papers print in two lines, or the text, whose ends browsers change."""
    bare = "".join(words.split()).lower()
    if HASH.fullmatch(bare):
        return _compared(round, bare)
    text = words.replace("\r\n", "\n").replace("\r", "\n")
    ways = [text, text.rstrip("\n") + "\n", text.rstrip("\n")]
    found = [compare_bytes(round, way.encode()) for way in ways]
    return next((one for one in found if one.is_cleared), found[0])


def _compared(round: Round, sha256: str) -> Compared:
    return Compared(sha256, sha256 == round.sha256, holds_file(round, sha256), _paper_of(round, sha256))


def _paper_of(round: Round, sha256: str) -> str:
    """Return the name of the file with that hash among those in which the text was published; else nothing."""
    published = Event.objects.of(round).filter(action="clearance.text_published")
    return next((event.data["files"][sha256] for event in published if sha256 in event.data.get("files", {})), "")


@dataclass(frozen=True)
class Link:
    """One event of a round, and whether it is as it was written and still follows the one before it."""

    event: Event
    is_whole: bool


@dataclass(frozen=True)
class Chain:
    """The events of a round. `altered` names what does not agree with them: empty where all holds."""

    links: list[Link]
    altered: list[str]

    @property
    def is_whole(self) -> bool:
        return bool(self.links) and all(link.is_whole for link in self.links) and not self.altered


def chain_of(round: Round) -> Chain:
    """Return the events of a round, each checked, and what in its rows is no longer what they say: two queries.

    Events name people and are read by the bureau; here only what tells of the round leaves: see the pages that show it.
    """
    before = Event.objects.filter(hash=OuterRef("prev"))
    events = list(Event.objects.of(round).annotate(follows=Exists(before)).order_by("id"))
    links = [Link(event, event.hash == digest_of_event(event) and event.follows) for event in events]
    return Chain(links, _altered(round, events))


def _altered(round: Round, events: list[Event]) -> list[str]:
    """Return what stands in the rows otherwise than in the events: the text, or what an organization said."""
    altered = []
    if hash_of(round.text) != round.sha256:
        altered.append("text")
    if any(event.data["sha256"] != round.sha256 for event in events if event.action == "clearance.round_opened"):
        altered.append("sha256")
    said = {event.data["position"]: event.data for event in events if event.action in SAYING}
    sent = round.positions.exclude(sent_at=None).select_related("organization")
    for position in sent:
        told = said.pop(position.pk, None)
        if not told or told["said"] != digest_of_position(position) or told["stance"] != position.stance:
            altered.append(position.organization.acronym)
    return [*altered, *(told["organization"] for told in said.values())]
