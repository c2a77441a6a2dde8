"""Proposals laid over a text, and over one another: nothing here touches the database."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ungis.drafting.consolidation import bracketed, consolidated, inserted, merged
from ungis.drafting.edits import edits_between, edits_on, laid_over, marked, touch
from ungis.drafting.models import Amendment, Paragraph
from ungis.organizations.models import Organization

BASE = "Members should report every year to the group."
ORGANIZATIONS = {acronym: Organization(pk=number, acronym=acronym) for number, acronym in enumerate("ABCDE", 1)}


def paragraphs(*contents):
    return [Paragraph(key=f"p{place}", order=place, content=content) for place, content in enumerate(contents)]


def amendment(pk, by, content="", *, key="p0", kind="replace", before=BASE, state="proposed", **more):
    before = "" if kind == "insert" else before
    given = {"key": key, "kind": kind, "before": before, "content": content, "state": state, **more}
    return Amendment(pk=pk, organization=ORGANIZATIONS[by], **given)


def printed(runs):
    """The consolidated wording on one line, as a page prints it."""
    said = []
    for run in runs:
        if not run.choices:
            said.append(run.words)
        for choice in run.choices:
            by = "".join(one.amendment.organization.acronym for one in choice.by)
            said.append(f"[{choice.words}{'|' if by else ''}{by}]")
    return " ".join(said)


def pairs(blocks):
    found = {
        frozenset((one.amendment.pk, other.amendment.pk))
        for block in blocks
        for one in block.all_proposals()
        for other in one.collisions
    }
    return sorted(sorted(pair) for pair in found)


VOCABULARY = ["alpha", "beta", "gamma", "delta", "de", "la", "中", "文", "eta"]
words = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)


@given(words, words)
@settings(max_examples=300)
def test_edits_make_the_later_wording_of_the_earlier(before, after):
    edits = edits_between(before, after)
    assert "".join(laid_over(before, edits).split()) == "".join(after.split())
    pieces = marked(before, edits)
    assert "".join("".join(p.words for p in pieces if p.kind != "gone").split()) == "".join(after.split())
    assert "".join("".join(p.words for p in pieces if p.kind != "new").split()) == "".join(before.split())


@given(words, words, words)
@settings(max_examples=300)
def test_what_does_not_touch_comes_to_the_same_in_either_order(base, one, other):
    first, second = edits_between(base, one), edits_between(base, other)
    if any(touch(a, b) for a in first for b in second):
        return
    assert laid_over(base, [*first, *second]) == laid_over(base, [*second, *first])


def test_a_change_moves_along_with_words_that_came_before_it():
    now = "All Members should report every year to the group."
    edits = edits_on(now, BASE, BASE.replace("group", "forum"))
    assert laid_over(now, edits) == "All Members should report every year to the forum."
    assert edits_on(BASE.replace("group", "council"), BASE, BASE.replace("group", "forum")) is None


def test_two_proposals_to_the_same_words_collide_and_to_other_words_do_not():
    rows = [
        amendment(1, "A", BASE.replace("should", "shall")),
        amendment(2, "B", BASE.replace("should", "must")),
        amendment(3, "C", BASE.replace("group", "forum")),
    ]
    assert pairs(consolidated(paragraphs(BASE), rows)) == [[1, 2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("every second year", "every month"),  # before a word that another replaces
        ("every year or two", "every month"),  # behind it
        ("every second year", "every"),  # beside a word that another deletes
        ("every second year", "every third year"),  # at one place
    ],
)
def test_new_words_collide_with_what_another_does_right_beside_them(one, other):
    rows = [
        amendment(1, "A", BASE.replace("every year", one), state="accepted"),
        amendment(2, "B", BASE.replace("every year", other), state="accepted"),
    ]
    assert pairs(consolidated(paragraphs(BASE), rows)) == [[1, 2]]
    merger = merged(paragraphs(BASE), rows)
    assert [{trouble.one.amendment.pk, trouble.other.amendment.pk} for trouble in merger.troubles] == [{1, 2}]
    assert merger.parts == []


@pytest.mark.parametrize(
    ("one", "other", "made"),
    [
        ("report every second year", "inform every year", "inform every second year"),  # a word stays between them
        ("report in full every second year", "report every second year", "report in full every second year"),
        ("report each year", "report every month", "report each month"),  # changes of neighbouring words
        ("inform every second year", "inform every year", "inform every second year"),  # one edit of both
    ],
)
def test_new_words_elsewhere_in_the_sentence_collide_with_nothing(one, other, made):
    rows = [
        amendment(1, "A", BASE.replace("report every year", one), state="accepted"),
        amendment(2, "B", BASE.replace("report every year", other), state="accepted"),
    ]
    assert pairs(consolidated(paragraphs(BASE), rows)) == []
    assert merged(paragraphs(BASE), rows).parts[0].content == BASE.replace("report every year", made)


def test_new_words_beside_a_word_that_has_changed_since_are_overtaken():
    now, wanted = BASE.replace("every year", "every month"), BASE.replace("every year", "every second year")
    assert edits_on(now, BASE, wanted) is None


def test_a_deletion_collides_with_a_change_and_a_move_and_moves_collide_with_each_other():
    rows = [
        amendment(1, "A", kind="delete"),
        amendment(2, "B", BASE.replace("should", "must")),
        amendment(3, "C", kind="move", after_key="p2"),
        amendment(4, "D", kind="move", after_key="p1"),
        amendment(5, "E", kind="move", key="p1", before="Two", after_key="p2"),
    ]
    blocks = consolidated(paragraphs(BASE, "Two", "Three"), rows)
    assert pairs(blocks) == [[1, 2], [1, 3], [1, 4], [3, 4], [3, 5]]


def test_what_is_declined_or_withdrawn_collides_with_nothing():
    rows = [
        amendment(1, "A", BASE.replace("should", "shall"), state="declined"),
        amendment(2, "B", BASE.replace("should", "must")),
        amendment(3, "C", kind="delete", state="withdrawn"),
    ]
    assert pairs(consolidated(paragraphs(BASE), rows)) == []


def test_amendments_of_one_proposal_collide_among_themselves():
    first = BASE.replace("should", "shall")
    rows = [
        amendment(1, "A", first),
        amendment(2, "B", first.replace("year", "month"), before=first, amends_id=1),
        amendment(3, "C", first.replace("year", "week"), before=first, amends_id=1),
    ]
    (block,) = consolidated(paragraphs(BASE), rows)
    assert [one.depth for one in block.all_proposals()] == [0, 1, 1]
    assert pairs([block]) == [[2, 3]]


def test_what_is_not_agreed_stands_in_square_brackets_with_those_who_propose_it():
    rows = [
        amendment(1, "A", BASE.replace("should", "shall")),
        amendment(2, "B", BASE.replace("should", "must")),
        amendment(3, "C", BASE.replace("the group", "the forum")),
    ]
    (block,) = consolidated(paragraphs(BASE), rows)
    assert printed(bracketed(block)) == (
        "Members [should] [shall|A] [must|B] report every year to the [group.] [forum.|C]"
    )


def test_what_is_accepted_alone_loses_its_brackets():
    rows = [amendment(1, "A", BASE.replace("should", "shall"), state="accepted")]
    (block,) = consolidated(paragraphs(BASE), rows)
    assert printed(bracketed(block)) == "Members shall report every year to the group."


def test_new_paragraphs_are_numbered_bis_and_ter_and_amended_inside_their_brackets():
    rows = [
        amendment(1, "A", "We meet again.", kind="insert"),
        amendment(2, "B", "We thank all.", kind="insert"),
        amendment(3, "C", "We meet again soon.", before="We meet again.", amends_id=1),
    ]
    (block,) = consolidated(paragraphs(BASE), rows)
    assert [(label, printed(runs)) for label, _one, runs in inserted(block)] == [
        ("1 bis", "We meet [again.] [again soon.|C]"), ("1 ter", "We thank all."),
    ]  # fmt: skip


def test_doubles_stand_with_the_first_and_nothing_is_left_out():
    rows = [
        amendment(1, "A", kind="delete"),
        amendment(2, "B", kind="delete", state="joined", joined_to_id=1),
        amendment(3, "C", kind="delete", key="gone"),
        amendment(4, "D", "At the top", kind="insert", key=""),
    ]
    blocks = consolidated(paragraphs(BASE), rows)
    assert [block.key for block in blocks] == ["", "p0", "gone"]
    held = [one for block in blocks for one in block.all_proposals()]
    assert sorted([one.amendment.pk for one in held] + [d.pk for one in held for d in one.doubles]) == [1, 2, 3, 4]


def test_what_amended_a_declined_proposal_stands_on_its_own():
    first = BASE.replace("should", "shall")
    rows = [
        amendment(1, "A", first, state="declined"),
        amendment(2, "B", first.replace("year", "month"), before=first, amends_id=1),
        amendment(3, "C", BASE.replace("should", "must")),
    ]
    (block,) = consolidated(paragraphs(BASE), rows)
    assert pairs([block]) == [[2, 3]]
    rows[1].state = "accepted"
    rows[2].state = "declined"
    assert merged(paragraphs(BASE), rows).parts[0].content == first.replace("year", "month")


def test_an_accepted_amendment_that_meets_another_proposal_below_is_named():
    first = BASE.replace("should", "shall")
    rows = [
        amendment(1, "A", first, state="accepted"),
        amendment(2, "B", first.replace("year", "month"), before=first, amends_id=1, state="accepted"),
        amendment(3, "C", BASE.replace("year", "week"), state="accepted"),
    ]
    (trouble,) = merged(paragraphs(BASE), rows).troubles
    assert {trouble.one.amendment.pk, trouble.other.amendment.pk} == {1, 3}


@pytest.mark.parametrize(
    "row",
    [
        amendment(1, "A", kind="delete", key="gone", state="accepted"),
        amendment(1, "A", kind="move", after_key="gone", state="accepted"),
        amendment(1, "A", "x", before="Other words altogether", state="accepted"),
    ],
)
def test_what_has_lost_its_place_or_words_is_not_merged_in_silence(row):
    assert merged(paragraphs(BASE), [row]).troubles


def large(number=200, each=5):
    held = paragraphs(*(f"{BASE} It is paragraph {place} of many, and goes on for a while." for place in range(number)))
    rows = []
    for place, one in enumerate(held):
        for turn in range(each):
            old, new = BASE.split()[turn + 1], f"word{turn}"
            content = one.content.replace(old, new, 1) if turn else one.content.replace("should", "must", 1)
            rows.append(amendment(place * each + turn + 1, "ABCDE"[turn], content, key=one.key, before=one.content))
    return held, rows


def test_two_hundred_paragraphs_with_a_thousand_proposals_are_laid_together_in_a_moment():
    held, rows = large()
    before = time.process_time()
    blocks = consolidated(held, rows)
    for block in blocks:
        bracketed(block)
    assert time.process_time() - before < 15
    assert sum(len(block.all_proposals()) for block in blocks) == 1000
