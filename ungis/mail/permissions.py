from typing import Any


def can_retry(by: Any) -> bool:
    return by.standing.is_secretariat
