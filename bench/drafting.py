"""The cost of the page of proposals beside a plain Django page with the same rows, in one run, one process.

A text of 200 paragraphs with 1,000 proposals, five to a paragraph, of which half collide, read by a focal point.
The plain page reads the same paragraphs, proposals, organizations and supports through the ORM and prints every
field of a row in a simple template; it works out no differences, collisions or brackets. CPU milliseconds, the
lowest of the rounds. A process remembers what differs between two wordings; the cost without that is shown too.
Aim: under 1.5.

    make bench
"""

import os
import tempfile
from collections.abc import Callable
from typing import Any

from costs import cost
from pages import prepared

PARAGRAPHS, EACH, ROUNDS = 200, 5, 7
WORDS = "Members of the group should report every year on what they do for the action lines and share data of {}."
CHANGES = [("should", "shall"), ("should", "must"), ("year", "second year"), ("share", "publish"), ("group", "family")]
PLAIN = """{% load i18n %}<!DOCTYPE html><html lang="en"><head><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1>
{% for paragraph, rows in blocks %}<section id="{{ paragraph.key }}"><p>{{ paragraph.content }}</p>
<ul>{% for one in rows %}
<li id="amendment-{{ one.pk }}"><a href="/en/amendments/{{ one.pk }}/">{{ one.organization.acronym }}</a>
{{ one.get_kind_display }} <span>{{ one.get_state_display }}</span><p>{{ one.before }}</p><p>{{ one.content }}</p>
<p>{% translate "Why" %}: {{ one.rationale }}</p>
<p>{% for support in one.supports.all %}{{ support.organization.acronym }} {% endfor %}</p></li>{% endfor %}
</ul></section>
{% endfor %}</body></html>"""


def filled() -> str:
    """Write the text with its proposals straight into the tables; return its address."""
    from ungis.core import clock
    from ungis.core.standing import CLERK
    from ungis.drafting.actions import open_text
    from ungis.drafting.models import Amendment, Support
    from ungis.drafting.parts import Part
    from ungis.organizations.models import Organization

    parts = [Part(WORDS.format(number)) for number in range(PARAGRAPHS)]
    version = open_text(by=CLERK, kind="statement", title="A long text", parts=parts).versions.get()
    who = list(Organization.objects.filter(acronym__in=["FAO", "WHO", "UNDP", "UNCTAD", "UNU"]))
    now = clock.now()
    rows = Amendment.objects.bulk_create(
        Amendment(
            version=version,
            key=one.key,
            kind="replace",
            before=one.content,
            content=one.content.replace(*change),
            rationale="Because it is clearer so",
            organization=organization,
            state="proposed",
            prepared_at=now,
            sent_at=now,
        )
        for one in version.paragraphs.all()
        for change, organization in zip(CHANGES, who, strict=True)
    )
    Support.objects.bulk_create(Support(amendment=one, organization=who[0], given_at=now) for one in rows[::2])
    return f"/en/texts/{version.text.slug}/v/1/amendments/"


def plain_template() -> Any:
    from django.template import Engine

    return Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(PLAIN)


def plain_page(template: Any, slug: str) -> str:
    from django.template import Context

    from ungis.drafting.models import Version

    version = Version.objects.select_related("text").get(text__slug=slug)
    rows: dict[str, list] = {}
    for one in version.amendments.select_related("organization").prefetch_related("supports__organization"):
        rows.setdefault(one.key, []).append(one)
    blocks = [(paragraph, rows.get(paragraph.key, [])) for paragraph in version.paragraphs.all()]
    return template.render(Context({"title": version.text.title, "blocks": blocks}))


def word_there_and_back() -> None:
    """250 proposals in 200 paragraphs, 1,000 tracked changes: written as a Word file and read back as the same."""
    from collections import namedtuple

    from ungis.drafting import word_back, word_out

    one = namedtuple("one", "key kind level content")
    words = " ".join(f"word{number}" for number in range(100))
    held = [one(f"p{number:012x}", "paragraph", 1, f"{number} {words}.") for number in range(200)]
    proposals = []
    for number in range(250):
        at, by = held[number % 200], word_out.Change(f"ORG{number // 200}", "2026-01-01T00:00:00Z")
        place = 20 + 30 * (number // 200)
        content = at.content.replace(f"word{place} ", "other ").replace(f"word{place + 9} ", "another ")
        proposals.append(word_out.Proposal("replace", at.key, content, by))
    head = word_out.Head("Bench", (), "en", "Bench", ("Page ", " of ", ""), "x", "2026-01-01T00:00:00Z")
    document = word_out.write(head, word_out.amended(held, proposals))
    found = {(row["author"], row["key"], row["content"]) for row in word_back.read(document, held)["operations"]}
    assert found == {(row.change.author, row.key, row.content) for row in proposals}
    out = cost(lambda: word_out.write(head, word_out.amended(held, proposals)), 1)
    back = cost(lambda: word_back.read(document, held), 1)
    print(f"{'Word with 1,000 tracked changes, written':<46} {out:>8.1f}")
    print(f"{'the same read back':<46} {back:>8.1f}")


def unremembered(work: Callable[[], object]) -> Callable[[], object]:
    """Return the work with nothing remembered of the words that it compared before."""
    from ungis.drafting import edits

    def anew() -> None:
        edits.edits_between.cache_clear()
        edits.words_of.cache_clear()
        work()

    return anew


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _database, env = prepared(folder)
        os.environ.update(env, DJANGO_SETTINGS_MODULE="ungis.settings")
        import django

        django.setup()
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from ungis.organizations.cast import seat_cast

        person = seat_cast()["member"]
        address = filled()
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person)

        def ours() -> None:
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer.content.count(b'class="draft-proposal depth') == PARAGRAPHS * EACH

        slug = address.split("/")[3]
        template = plain_template()
        assert plain_page(template, slug).count("<li") == PARAGRAPHS * EACH
        first = cost(ours, 1)
        figures = [(cost(ours, 1), cost(lambda: plain_page(template, slug), 1)) for _turn in range(ROUNDS)]
        own, plain = (min(figure[side] for figure in figures) for side in (0, 1))
        anew = min(cost(unremembered(ours), 1) for _turn in range(3))
        with CaptureQueriesContext(connection) as queries:
            ours()
        word_there_and_back()
    title = f"{PARAGRAPHS} paragraphs with {PARAGRAPHS * EACH:,} proposals"
    print(f"\n{title:<46} {'CPU ms':>8}")
    print(f"{'ours, first request of a process':<46} {first:>8.1f}")
    print(f"{'ours, every difference worked out anew':<46} {anew:>8.1f}   ours/plain {anew / plain:.2f}")
    print(f"{'ours':<46} {own:>8.1f}   {len(queries)} queries, 3 of them tell who is signed in")
    print(f"{'a plain Django page with the same rows':<46} {plain:>8.1f}   ours/plain {own / plain:.2f}")


if __name__ == "__main__":
    main()
