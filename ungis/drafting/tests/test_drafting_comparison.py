from hypothesis import given
from hypothesis import strategies as st

from ungis.drafting.comparison import compared
from ungis.drafting.models import Paragraph


def paragraph(key, content, kind="paragraph", level=1):
    return Paragraph(key=key, content=content, kind=kind, level=level)


def version(*rows):
    return [paragraph(*row) if isinstance(row, tuple) else paragraph(row, f"Words of {row}") for row in rows]


def told(old, new):
    return [(line.key, line.kind) for line in compared(old, new)]


def test_each_paragraph_is_found_by_its_key_whatever_became_of_it():
    old = version("a", "b", "c", ("d", "The old words"), "e")
    new = version("e", "a", "x", "b", ("d", "The new words"))
    assert told(old, new) == [
        ("e", "moved"), ("a", "kept"), ("x", "added"), ("b", "kept"), ("c", "dropped"), ("d", "changed"),
    ]  # fmt: skip


def test_words_are_marked_one_by_one():
    (line,) = compared(version(("a", "We welcome the old text")), version(("a", "We welcome the new text")))
    assert [(piece.kind, piece.words.strip()) for piece in line.pieces] == [
        ("kept", "We welcome the"), ("gone", "old"), ("new", "new"), ("kept", "text"),
    ]  # fmt: skip


def test_chinese_is_compared_sign_by_sign():
    (line,) = compared(version(("a", "我们欢迎旧决议")), version(("a", "我们欢迎新决议")))
    assert [(piece.kind, piece.words) for piece in line.pieces] == [
        ("kept", "我们欢迎"), ("gone", "旧"), ("new", "新"), ("kept", "决议"),
    ]  # fmt: skip


def test_a_paragraph_may_be_moved_and_changed():
    old = version("a", "b", ("c", "Some words"))
    line = compared(old, version(("c", "Some other words"), "a", "b"))[0]
    assert (line.kind, line.is_moved, line.is_changed, len(line.names)) == ("moved", True, True, 2)


def test_another_kind_or_level_is_a_change_though_the_words_are_the_same():
    (line,) = compared(version(("a", "Words")), version(("a", "Words", "item")))
    assert line.kind == "changed"
    assert [piece.kind for piece in line.pieces] == ["kept"]


def test_what_is_only_numbered_anew_is_kept_and_tells_its_former_number():
    line = compared(version("a", "b"), version("x", "a", "b"))[2]
    assert (line.kind, line.is_renumbered, line.old.number.label, line.new.number.label) == ("kept", True, "2.", "3.")


def test_what_was_dropped_stands_where_it_was():
    old = version("a", "b", "c", "d")
    assert told(old, version("a", "d"))[:3] == [("a", "kept"), ("b", "dropped"), ("c", "dropped")]
    assert told(old, version("d"))[0] == ("a", "dropped")
    assert told(old, []) == [(key, "dropped") for key in "abcd"]


KEYS = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=10)


@given(KEYS, KEYS)
def test_every_paragraph_of_both_stands_in_one_line_and_the_later_order_is_kept(old, new):
    lines = compared(version(*old), version(*new))
    assert [line.key for line in lines if line.new] == new
    assert {line.key for line in lines if line.old} == set(old)
    assert len(lines) == len({*old, *new})
    assert {line.key for line in lines if line.kind == "added"} == set(new) - set(old)
    steady = [line.key for line in lines if line.kind == "kept"]
    assert steady == [key for key in old if key in steady]


@given(KEYS)
def test_a_version_compared_with_itself_is_kept_whole(keys):
    assert {line.kind for line in compared(version(*keys), version(*keys))} <= {"kept"}
