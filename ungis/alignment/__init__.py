"""Suggested tags: Goals and targets, action lines, objectives of the Compact, and the words that led to them.

A small model of our own, shipped with the package; numpy and the standard library only. Nothing is loaded before the
first question.

    from ungis import alignment
    for suggestion in alignment.suggest(text, kinds=("goal", "line")):
        suggestion.label, suggestion.score, suggestion.spans
"""

from .suggesting import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
