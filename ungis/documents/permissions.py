"""Who may write in the library: the secretariat; the system itself when it loads the record."""

from typing import Any

from ungis.core.standing import CLERK, standing_of


def can_keep_library(user: Any) -> bool:
    return standing_of(user).is_secretariat


can_add_work = can_change_work = can_set_visibility = can_link_draft = can_keep_library
can_add_variant = can_add_expression = can_attach_file = can_keep_library


def can_attach_text(user: Any) -> bool:
    """Plain text tells nothing of its origin: only the loading of the record brings it."""
    return user is CLERK
