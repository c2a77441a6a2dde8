"""Filters of the pages of joint texts."""

from django import template

from ungis.drafting import footnotes

register = template.Library()


@register.filter
def readable(found):
    """Words, or the pieces of a comparison, with their footnotes as a reader takes them in: * (like this)."""
    return footnotes.readable(found) if isinstance(found, str) else footnotes.readable_pieces(found)
