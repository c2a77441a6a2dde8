"""Joint texts and rounds as they are in the middle of the work: every page of both rooms has something to show."""

from datetime import UTC, datetime, timedelta
from unittest import mock

from django.urls import reverse

from ungis.clearance import actions as clearance
from ungis.clearance import position_actions as positions
from ungis.clearance.publish_actions import publish_round
from ungis.clearance.states import Stance
from ungis.clearance.tasks import close_due, remind_due
from ungis.core import clock
from ungis.drafting import actions as drafting
from ungis.drafting import amendment_actions as amending
from ungis.drafting import word_actions, word_content, word_out
from ungis.drafting.parts import Part
from ungis.mappings.models import Edition
from ungis.organizations.cast import CAST
from ungis.organizations.models import Organization
from ungis.people.models import User

SENTENCE = "We will report every year to the group on what the buoys have seen.^[Buoys are counted at the equinox.]"
PARTS = [
    Part("Introduction", "heading"),
    Part("We, the organizations of the group, met by the sea to speak of buoys, as A/RES/70/125 invites us to."),
    Part("Joint statement on the buoys of the coast, made in the spirit of the harbour.", "plain"),
    Part("What has been achieved", "heading"),
    Part(SENTENCE),
    Part("What was counted is kept where everybody finds it.", level=2),
    Part("Who counts says how.", level=3),
    Part("We welcome in particular:"),
    Part("the buoys of the north, which were painted;", "item"),
    Part("the buoys of the south, of which some are", "item"),
    Part("large;", "item", 2),
    Part("small.", "item", 2),
    Part("On the shore", "heading", 2),
    *(Part(f"Buoy number {number} is kept by those who live beside it, in every season.") for number in range(1, 12)),
    Part("Our commitment", "heading"),
    Part("We commit to a buoy for every bay by 2030.^[A bay is what the chart calls one.]"),
    Part("We thank those who row."),
]


class Cast:
    """The people of the cast by part, and the organization for which each sits."""

    def __init__(self):
        self.people = {part: User.objects.get(email=one.email) for part, one in CAST.items()}
        self.seats = {part: Organization.objects.filter(acronym=one.organization).first() for part, one in CAST.items()}

    def __getitem__(self, part):
        return self.people[part]

    def of(self, part):
        return self.seats[part]


def begin_texts() -> dict[str, list[str]]:
    """Write texts, propose changes to them and ask the members.

    Return the addresses of their pages in English, by who of the cast reads them; "" is a stranger.
    """
    cast = Cast()
    pages = [_proposals(cast), _versions(cast), _rounds(cast)]
    return {
        part: [address for found in pages for address in found.get(part, ())] for part in ("secretary", "member", "")
    }


def _open(cast, title, parts=PARTS, **more):
    given = {"kind": "statement", "visibility": "public", "languages": ["en", "ar"], **more}
    return drafting.open_text(by=cast["secretary"], title=title, parts=parts, **given)


# --- proposals -----------------------------------------------------------------------------------


def _proposals(cast) -> dict[str, list[str]]:
    text = _open(
        cast,
        "Joint statement on the buoys of the coast and on those who keep them",
        addressee="High-level political forum on sustainable development, 2027",
        due_at=clock.now() + timedelta(days=40),
        lead=cast.of("other_member"),
    )
    version = text.versions.get()
    keys = {one.content: one.key for one in version.paragraphs.all()}

    def propose(part, words, content="", kind="replace", is_sent=True, **more):
        who = {"by": cast[part], "organization": cast.of(part)}
        key = "" if more.get("amends") else keys[words]
        made = amending.prepare_amendment(version, kind=kind, key=key, content=content, **who, **more)
        return amending.send_amendment(made, by=cast[part]) if is_sent else made

    first = propose(
        "member", SENTENCE, SENTENCE.replace("every year", "every second year"), rationale="Counting takes time."
    )
    propose("chair", SENTENCE, SENTENCE.replace("every year", "every month"), rationale="The sea does not wait.")
    propose("vice_chair", SENTENCE, SENTENCE.replace("every year", "every second year"))  # a double
    amended = first.content.replace("to the group", "to the group and to the public")
    above = propose("observer", "", amended, amends=first)
    amending.support_amendment(first, by=cast["chair"], organization=cast.of("chair"))
    propose("other_member", SENTENCE, kind="delete", rationale="Nobody reads reports.")
    propose("member", "Who counts says how.", kind="move", after_key=keys["We thank those who row."])
    propose("chair", "We thank those who row.", "We thank those who swim, too.", kind="insert")
    propose("member", "large;", "large, and seen from afar;")
    own = propose("member", "Introduction", "Preamble", is_sent=False)
    taken = propose("chair", "Our commitment", "What we commit to, all of us")
    amending.accept_in_part(taken, by=cast["secretary"], taken="What we commit to", reason="Shorter reads better.")
    amending.accept_amendment(propose("observer", "small.", "small, and hard to see."), by=cast["secretary"])
    declined = propose("vice_chair", "Our commitment", kind="delete")
    amending.decline_amendment(declined, by=cast["secretary"], reason="The members asked for it.")
    amending.make_remark(
        version, by=cast["observer"], organization=cast.of("observer"), key=keys[SENTENCE], text="Is a year a sea year?"
    )
    file = _file(cast, version)
    here = (text.slug, version.number)
    return {
        "secretary": [
            text.get_absolute_url(),
            reverse("text_history", args=[text.slug]),
            reverse("text_set_up", args=[text.slug]),
            reverse("text_freeze", args=here),
            reverse("text_abandon", args=[text.slug]),
            reverse("text_edit", args=here),
            f"{reverse('text_edit', args=here)}?at={keys[SENTENCE]}",
            f"{reverse('text_edit', args=here)}?after={keys['small.']}",
            reverse("text_amendments", args=here),
            reverse("text_amendments_merge", args=here),
            reverse("amendment_decide", args=[*here, first.pk]),
            reverse("amendment_reopen", args=[*here, taken.pk]),
        ],
        "member": [
            version.get_absolute_url(),
            reverse("text_amendments", args=here),
            f"{reverse('text_amendments', args=here)}?collisions=yes",
            reverse("amendment", args=[*here, first.pk]),
            reverse("amendment", args=[*here, above.pk]),
            reverse("amendment", args=[*here, own.pk]),
            reverse("amendment_rewrite", args=[*here, own.pk]),
            reverse("amendment_withdraw", args=[*here, first.pk]),
            f"{reverse('amendment_propose', args=here)}?at={keys[SENTENCE]}",
            f"{reverse('amendment_propose', args=here)}?amends={above.pk}",
            f"{reverse('text_remark', args=here)}?at={keys[SENTENCE]}",
            reverse("word_bring", args=here),
            reverse("word_file", args=[*here, file.pk]),
        ],
        "": [text.get_absolute_url(), version.get_absolute_url()],
    }


def _file(cast, version):
    """A clean copy with other words that a member brought back and has not confirmed yet."""
    held = list(version.paragraphs.all())
    for one in held:
        one.content = one.content.replace("in every season", "in summer and in winter").replace("who row", "who sail")
    content = word_out.write(word_content.head_of(version), word_out.plain(held))
    read = word_actions.read_file(version, by=cast["member"], name="buoys, our words.docx", content=content)
    return word_actions.bring_word_file(version, by=cast["member"], organization=cast.of("member"), brought=read)


# --- versions ------------------------------------------------------------------------------------


def _versions(cast) -> dict[str, list[str]]:
    """Two versions of a text, the later frozen."""
    text = _open(cast, "Input on lighthouses", kind="input")
    _rewrite(cast, text)
    drafting.freeze_version(text.versions.get(number=2), by=cast["secretary"])
    compared = reverse("text_compare", args=[text.slug, 1, 2])
    return {
        "secretary": [text.get_absolute_url(), reverse("text_next", args=[text.slug])],
        "": [reverse("text_version", args=[text.slug, 2]), compared, f"{compared}?as=columns"],
    }


def _rewrite(cast, text):
    """Open the next version and change, move, add and drop paragraphs in it."""
    by = cast["secretary"]
    first = text.versions.get(number=1)
    if not first.is_frozen:
        drafting.freeze_version(first, by=by)
    version = drafting.open_next_version(text, by=by, note="What the members asked for in the first round.")
    held = {one.content: one for one in version.paragraphs.all()}
    report, rowing = held[SENTENCE], held["We thank those who row."]
    changed = SENTENCE.replace("every year", "every second year").replace("equinox", "solstice")
    drafting.save_paragraph(
        report, by=by, revision=report.revision, content=changed, kind=report.kind, level=report.level
    )
    drafting.remove_paragraph(held["Who counts says how."], by=by, revision=1)
    drafting.move_paragraph(rowing, by=by, after=held["Our commitment"].key)
    parts = [Part("We thank those who swim.")]
    drafting.add_paragraphs(version, by=by, parts=parts, after=rowing.key, key=drafting.new_key())


# --- rounds --------------------------------------------------------------------------------------


class _Then:
    """A clock that stands where it is put, while what was long ago is done."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment

    def today(self):
        return self.moment.astimezone(clock.GENEVA).date()

    def __enter__(self):
        self.patches = [mock.patch.object(clock, "now", self.now), mock.patch.object(clock, "today", self.today)]
        for patch in self.patches:
            patch.start()
        return self

    def __exit__(self, *_trouble):
        for patch in self.patches:
            patch.stop()


def _rounds(cast) -> dict[str, list[str]]:
    with _Then(datetime(2026, 9, 7, 9, tzinfo=UTC)) as then:
        broken, second = _broken_and_taken_up(cast, then)
    with _Then(datetime(2026, 10, 5, 9, tzinfo=UTC)) as then:
        published = _published(cast, then)
    running = _running(cast)
    edition = Edition.objects.filter(frozen_at__isnull=False).first()
    on_matrix = clearance.open_round(edition, by=cast["chair"], question="Can this edition stand?")
    other = drafting.freeze_version(_open(cast, "Statement on harbours").versions.get(), by=cast["secretary"])
    own = cast.of("member").slug
    said = running.positions.standing().get(organization=cast.of("member"))
    return {
        "secretary": [
            f"{reverse('round_open')}?subject=version:{other.pk}",
            running.get_absolute_url(),
            reverse("position_record", args=[running.slug]),
            reverse("round_extend", args=[running.slug]),
            reverse("round_withdraw", args=[running.slug]),
            broken.get_absolute_url(),
            second.get_absolute_url(),
            reverse("round_publish", args=[second.slug]),
            reverse("round_check", args=[running.slug]),
            on_matrix.get_absolute_url(),
        ],
        "member": [
            reverse("round_list"),
            running.get_absolute_url(),
            reverse("position", args=[running.slug, own]),
            reverse("position_withdraw", args=[running.slug, said.pk]),
            reverse("endorse", args=[running.slug, own]),
            reverse("unendorse", args=[running.slug, own]),
            reverse("round_changes", args=[second.slug]),
            published.get_absolute_url(),
        ],
        "": [
            reverse("round_list"),
            published.get_absolute_url(),
            broken.get_absolute_url(),
            reverse("round_check", args=[published.slug]),
        ],
    }


def _ask(cast, version, **more):
    question = "Can your organization agree to this statement as the joint position of the group?"
    return clearance.open_round(version, by=cast["secretary"], question=question, visibility="public", **more)


def _say(cast, round, part, stance, **more):
    return positions.send_position(round, cast.of(part), by=cast[part], stance=stance, **more)


OBJECTION = {"words": "Paragraph 2 asks for too much.", "way_out": "Write “every second year”."}


def _broken_and_taken_up(cast, then):
    text = _open(cast, "Joint statement on the tides")
    broken = _ask(cast, drafting.freeze_version(text.versions.get(), by=cast["secretary"]))
    _say(cast, broken, "member", Stance.OBJECTION, **OBJECTION)
    _say(cast, broken, "chair", Stance.NO_OBJECTION)
    then.moment = broken.closes_at
    close_due()
    _rewrite(cast, text)
    version = drafting.freeze_version(text.versions.get(number=2), by=cast["secretary"])
    broken.refresh_from_db()
    second = _ask(cast, version, previous=broken, title="Joint statement on the tides, second round")
    _say(cast, second, "member", Stance.RESERVATION, words="We read “every second year” as a minimum.")
    then.moment = second.closes_at
    close_due()
    return broken, second


def _published(cast, then):
    text = _open(cast, "Joint statement on lights at sea")
    round = _ask(cast, drafting.freeze_version(text.versions.get(), by=cast["secretary"]))
    for part in ("member", "chair", "other_member"):
        positions.endorse(round, cast.of(part), by=cast[part])
    then.moment = round.closes_at
    close_due()
    round.refresh_from_db()
    publish_round(round, by=cast["secretary"], languages=["en"])
    return round


def _running(cast):
    """A round in its middle: positions of every kind, advice, more time, a text that was opened, reminders sent."""
    text = _open(cast, "Joint statement on the keeping of buoys", due_at=clock.now() + timedelta(days=60))
    version = drafting.freeze_version(text.versions.get(), by=cast["secretary"])
    start = clock.now() - timedelta(days=4)
    with _Then(start) as then:
        round = _ask(cast, version, closes_at=start + timedelta(days=9))
        then.moment += timedelta(hours=2)
        _say(cast, round, "member", Stance.COMMENTS, words="We would rather count in autumn.\nBut we can live with it.")
        _say(cast, round, "chair", Stance.NO_OBJECTION)
        _say(cast, round, "vice_chair", Stance.EXTENSION, words="Our governing body meets on Friday.")
        _say(cast, round, "other_member", Stance.OBJECTION, **OBJECTION)
        positions.advise(round, cast.of("observer"), by=cast["observer"], words="Buoys could be counted from the air.")
        positions.mark_read(round, by=cast["member"])
        positions.endorse(round, cast.of("member"), by=cast["member"])
        told = {"on_behalf": "Maria Rossi, deputy director", "evidence": "Telephone call of the same day, 14:05."}
        positions.record_position(
            round, Organization.objects.get(acronym="UNESCO"), by=cast["secretary"],
            stance=Stance.RESERVATION, words="We reserve our position on paragraph 5.", **told,
        )  # fmt: skip
        then.moment += timedelta(days=2)
        _say(cast, round, "chair", Stance.RESERVATION, words="On reflection: bays are not all charted.")
        given = {"closes_at": round.closes_at + timedelta(days=2), "reason": "A governing body meets."}
        clearance.grant_extension(round, by=cast["chair"], asked_by=cast.of("vice_chair"), **given)
        positions.prepare_position(round, cast.of("member"), by=cast["member"], stance=Stance.NO_OBJECTION)
        then.moment += timedelta(days=2)
        remind_due()
    return round
