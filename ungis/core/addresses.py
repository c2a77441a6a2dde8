"""Addresses of records, each worked out once: a page of a list prints fifty of them."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language


def address_of(name: str, *steps: str) -> str:
    """Return what `reverse(name, args=steps)` does, below the reader's language."""
    return _address_of(name, steps, get_language())


@lru_cache(maxsize=4096)
def _address_of(name: str, steps: tuple[str, ...], language: str) -> str:
    return reverse(name, args=steps)
