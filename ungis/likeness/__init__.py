"""Entries that say the same: how alike two are, and why; without tables and without Django.

`judging.compare` judges two, `batch.pairs` finds all among many, `index.Index` those like one among many and follows
changes. They take `entries.Entry`; what they answer is in `reasons`: a score, a verdict, and codes with parameters
from which sentences are made elsewhere. Nothing is imported here: the command sets the threads before numpy is.
"""
