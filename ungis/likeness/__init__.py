"""Entries that say the same: how alike two are, and why; without tables and without Django.

`compare` judges two, `pairs` finds all among many, `Index` those like one among many and follows changes.
"""
