"""What a piece of work costs, for all that is measured here."""

import time
from collections.abc import Callable
from typing import Any


def cost(work: Callable[[], Any], rounds: int = 5) -> float:
    """Return the CPU milliseconds of the cheapest round."""
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return min(spent) * 1000
