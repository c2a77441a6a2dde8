"""Who may translate texts of the record: the secretariat; the system itself when it loads the record."""

from typing import Any

from ungis.core.standing import standing_of


def can_translate(by: Any) -> bool:
    return standing_of(by).is_secretariat
