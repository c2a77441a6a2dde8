"""The tags that every template of the house may use."""

from functools import lru_cache

from django import template
from django.template.defaultfilters import urlize
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, get_language_info, gettext

from ungis.core.provenance import sources_in
from ungis.pages import lists
from ungis.pages.dates import print_date, print_moment
from ungis.pages.history import happened
from ungis.pages.onward import offers_of
from ungis.pages.vocabulary import translated

register = template.Library()
register.filter("when", print_date)
register.filter("happened", happened)
register.filter("listed", lists.listed_in_markup)
register.simple_tag(lists.comma)
register.simple_tag(lists.semicolon)


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
    if not text:
        return text
    if language == get_language():
        older = getattr(text, "is_stale", False)
        return format_html("{} <small>({})</small>", str(text), gettext("older than its source")) if older else text
    return format_html('<span lang="{}" dir="{}">{}</span>', language, "rtl" if language == "ar" else "ltr", str(text))


@register.filter
def word(text):
    """A word of the vocabulary of the record in the reader's language; else as the record has it, marked English."""
    found = translated(str(text)) if text else ""
    return say(text) if found is None else found


@register.filter
def words(texts):
    """Words of the vocabulary of the record, listed."""
    return lists.listed_in_markup(word(text) for text in texts)


@register.inclusion_tag("pages/_wording.html")
def wording(text):
    """Whose words a text of the record is said in: its own language, a translation, one older than its source."""
    return {"text": text, "language": get_language(), "is_translated": getattr(text, "source", None) is not None}


@register.simple_tag
def not_known():
    return format_html('<span class="not-known">{}</span>', gettext("not known"))


@register.simple_tag(takes_context=True)
def provenance(context, fact):
    """The small raised mark after a fact: its sources, hollow when it is inferred."""
    if not (fact.source or fact.is_inferred):
        return ""
    # One fact may be shown twice on a page, an id only once: marks are counted through the whole rendering.
    rendering = context.render_context.dicts[0]
    rendering["provenance"] = number = rendering.get("provenance", 0) + 1
    # Markup in Python, not a template: a list has a mark in every row. A button and a popover, because both may
    # stand inside a paragraph; details would end it.
    return format_html(
        '<span class="provenance{}"><button type="button" popovertarget="source-{}"><span class="visually-hidden">{}'
        '</span></button><span id="source-{}" popover><strong>{}</strong>{}</span></span>',
        " inferred" if fact.is_inferred else "",
        number,
        gettext("Source (inferred)") if fact.is_inferred else gettext("Source"),
        number,
        fact.certainty_name,
        _source_lines(fact.source),
    )


@lru_cache(maxsize=2048)
def _source_lines(sources):
    """The sources of a fact as markup, addresses as links; in English, as the record has them."""
    line = '<span class="source-line" lang="en" dir="ltr">{}</span>'
    return format_html_join("", line, ((urlize(source),) for source in sources_in(sources)))


@register.inclusion_tag("pages/_thread.html")
def thread(stations):
    return {"stations": stations}


@register.inclusion_tag("pages/_onward.html", takes_context=True)
def onward(context, record):
    """Where rooms above lead on from a record."""
    return {"offers": offers_of(record, context["request"].user)}


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


@register.filter
def language_word(code):
    """The name of a language inside a sentence: lower case where the reader's language writes it so."""
    name = str(get_language_info(code)["name_translated"])
    return name.lower() if get_language() in ("fr", "ru", "es") else name
