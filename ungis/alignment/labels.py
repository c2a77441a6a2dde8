"""What a text may be tagged with: codes of Goals, targets, action lines and objectives, as the model orders them."""

GOALS = tuple(str(number) for number in range(1, 18))
LINES = (
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7-egov", "C7-ebus", "C7-elea", "C7-ehea", "C7-eemp", "C7-eenv"),
    *("C7-eagr", "C7-esci", "C8", "C9", "C10", "C11"),
)
OBJECTIVES = ("GDC1", "GDC2", "GDC3", "GDC4", "GDC5")

# How many numbered and how many lettered targets each Goal has.
_COUNTS = {
    **{1: (5, 2), 2: (5, 3), 3: (9, 4), 4: (7, 3), 5: (6, 3), 6: (6, 2), 7: (3, 2), 8: (10, 2), 9: (5, 3)},
    **{10: (7, 3), 11: (7, 3), 12: (8, 3), 13: (3, 2), 14: (7, 3), 15: (9, 3), 16: (10, 2), 17: (19, 0)},
}
TARGETS = tuple(
    f"{goal}.{part}"
    for goal, (numbered, lettered) in _COUNTS.items()
    for part in (*range(1, numbered + 1), *"abc"[:lettered], *("d" if lettered == 4 else ""))
)

KINDS = {"goal": GOALS, "line": LINES, "objective": OBJECTIVES, "target": TARGETS}
SUBJECTS = GOALS + LINES + OBJECTIVES  # those with a column of their own in the table of words
LABELS = SUBJECTS + TARGETS


def kind_of(label: str) -> str:
    """goal, target, line or objective; a KeyError for a code of no framework."""
    return _KIND[label]


_KIND = {label: kind for kind, labels in KINDS.items() for label in labels}
