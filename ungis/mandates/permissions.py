"""Who may write in the register: the secretariat enters, the bureau says where a paragraph stands.

Entering is clerical and has one hand, so that an address once given stays. To say that a mandate is implemented or
has elapsed is a judgement of the group's officers, so chair and vice-chairs may say it too, with a reason.
"""

from typing import Any


def can_add_paragraph(by: Any) -> bool:
    return by.standing.is_secretariat


def can_correct_paragraph(by: Any) -> bool:
    return by.standing.is_secretariat


def can_quote_paragraph(by: Any) -> bool:
    return by.standing.is_secretariat


def can_add_line(by: Any) -> bool:
    return by.standing.is_secretariat


def can_link_answer(by: Any) -> bool:
    return by.standing.is_secretariat


def can_move_paragraph(by: Any) -> bool:
    return by.standing.is_bureau


def can_confirm_succession(by: Any) -> bool:
    return by.standing.is_secretariat


def can_read_resolution(by: Any) -> bool:
    return by.standing.is_secretariat
