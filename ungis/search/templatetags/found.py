"""How a template prints what was found."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ungis.search.extracts import Extract

register = template.Library()


@register.simple_tag
def marked(extract: Extract) -> SafeString:
    """The parts of an extract, what answers the query marked, the whole with its language where that is another."""
    parts = format_html_join("", "{}", ((_part(*part),) for part in extract.parts))
    if extract.language == get_language():
        return parts
    direction = "rtl" if extract.language == "ar" else "ltr"
    return format_html('<span lang="{}" dir="{}">{}</span>', extract.language, direction, parts)


def _part(text: str, is_marked: bool) -> str:
    return format_html("<mark>{}</mark>", text) if is_marked else text
