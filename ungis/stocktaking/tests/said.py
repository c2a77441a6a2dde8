"""What people may say of an activity, made by chance, for properties of files that go out and come back."""

from hypothesis import strategies as st

from ungis.core.periods import PartialDate
from ungis.core.standing import CLERK
from ungis.mandates.models import Paragraph
from ungis.organizations.models import Organization
from ungis.press.legible import legible
from ungis.stocktaking import actions
from ungis.stocktaking.content import Given
from ungis.stocktaking.lines import with_parts
from ungis.stocktaking.models import Activity, EntityKind, Role, Scope, Status

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=60).map(
    lambda text: " ".join(legible(text).split())
)
years = st.integers(1990, 2040)
dates = st.one_of(
    st.none(),
    years.map(lambda year: PartialDate.parse(str(year))),
    st.dates().filter(lambda day: 1950 < day.year < 2090).map(PartialDate),
    st.tuples(years, st.integers(1, 12)).map(lambda both: PartialDate.parse(f"{both[0]}-{both[1]:02d}")),
)


@st.composite
def givens(draw):
    """What people may say of an activity, settled as it is kept."""
    begun, ended = draw(dates), draw(dates)
    if begun and ended and ended.last_day < begun.day:
        begun, ended = None, ended
    acronyms = draw(st.lists(st.sampled_from(["FAO", "ITU", "UNESCO", "ODET", "UN DESA"]), unique=True, max_size=4))
    registry = {one.acronym: one for one in Organization.objects.filter(acronym__in=acronyms)}
    bodies = [(registry[name], draw(st.sampled_from(Role.values))) for name in acronyms]
    bodies.sort(key=lambda body: body[1] != Role.CARRIES_OUT)
    entity = draw(words)
    return Given(
        title="T" + draw(words),
        summary="What is done, for whom, where and since when. " + draw(words) + "\n" + draw(words),
        source_language=draw(st.sampled_from(["en", "fr", "ar", "ru", "es", "zh-hans"])),
        organizations=bodies,
        entity=entity or "A ministry",
        entity_kind=draw(st.sampled_from(["", *EntityKind.values])),
        partners="\n".join(dict.fromkeys(filter(None, draw(st.lists(words, max_size=3))))),
        status=draw(st.sampled_from(Status.values)),
        scope=draw(st.sampled_from(["", *Scope.values])),
        places=sorted(draw(st.lists(st.sampled_from(["CH", "RW", "AFR", "EUR", "CI"]), unique=True))),
        place_note=draw(words),
        starts_on=begun,
        ends_on=ended,
        results=draw(words),
        url=draw(st.sampled_from(["", "https://example.org/a?b=c&d=<e>", "http://пример.example/ж"])),
        evidence_url=draw(st.sampled_from(["", "https://example.org/report.pdf"])),
        note=draw(words),
        paragraphs=list(Paragraph.objects.public().order_by("pk")[: draw(st.integers(0, 2))]),
    ).settled()


def kept(given, **more):
    """An entry of the register that says this."""
    made = actions.enter_activities([actions.Entry(given=given, **more)], by=CLERK)[0]
    return with_parts(Activity.objects.all()).get(pk=made.pk)


def alike(one, other):
    """Both as plain data; IATI and tables keep no order among places."""
    left, right = one.as_data(), other.as_data()
    for data in (left, right):
        data["places"] = sorted(data["places"])
    return left == right or {name: (left[name], right[name]) for name in left if left[name] != right[name]}
