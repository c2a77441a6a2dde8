"""The tags that every template of the house may use."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language, gettext

from ungis.pages.dates import print_date, print_moment

register = template.Library()
register.filter("when", print_date)


@register.filter
def moment(value, zone="UTC"):
    """A moment on the clock of a zone and in UTC."""
    return print_moment(value, zone) if value else ""


@register.filter
def ltr(text):
    """A symbol, number or address: read left to right also inside Arabic."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def say(text, language="en"):
    """A text of the record, marked with its language where that is not the reader's."""
    language = getattr(text, "language", language)
    if not text or language == get_language():
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language, "rtl" if language == "ar" else "ltr", str(text))


@register.simple_tag
def not_known():
    return format_html('<span class="not-known">{}</span>', gettext("not known"))


@register.inclusion_tag("pages/_provenance.html", takes_context=True)
def provenance(context, fact):
    """The small raised mark after a fact: its sources, hollow when it is inferred."""
    # One fact may be shown twice on a page, an id only once: marks are counted through the whole rendering.
    rendering = context.render_context.dicts[0]
    rendering["provenance"] = number = rendering.get("provenance", 0) + 1
    return {"fact": fact, "key": f"source-{number}"}


@register.inclusion_tag("pages/_thread.html")
def thread(stations):
    return {"stations": stations}


@register.inclusion_tag("pages/_facets.html", takes_context=True)
def facets(context, facets):
    return {"facets": facets, "request": context["request"]}


@register.inclusion_tag("pages/_as_of.html", takes_context=True)
def as_of_bar(context, as_of):
    return {"as_of": as_of, "request": context["request"]}


@register.inclusion_tag("pages/_paging.html", takes_context=True)
def paging(context, page):
    from ungis.pages.facets import without

    query = context["request"].GET
    return {
        "page": page,
        "previous": without(query, page=str(page.number - 1)) if page.has_previous() else "",
        "next": without(query, page=str(page.number + 1)) if page.has_next() else "",
    }


@register.inclusion_tag("pages/_twins.html", takes_context=True)
def twins(context, csv, json):
    return {"csv": csv, "json": json, "query": context["request"].GET.urlencode()}


@register.inclusion_tag("pages/_field.html")
def field(bound):
    """A form field with its label, help and errors."""
    return {"field": bound}


@register.simple_tag
def icon(name):
    """A drawing from the house's own sheet, hidden from screen readers."""
    drawing = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return format_html(drawing, static("pages/icons.svg"), name)
