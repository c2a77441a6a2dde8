"""The pages that editors write. The record appears in them by query, never as their text."""

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

BODY = [
    ("heading", blocks.CharBlock(form_classname="title", icon="title")),
    ("text", blocks.RichTextBlock(features=["bold", "italic", "link", "ol", "ul", "document-link"])),
    ("quote", blocks.BlockQuoteBlock()),
    ("image", ImageBlock()),
]


class HomePage(Page):
    lead = models.TextField(blank=True)
    body = StreamField(BODY, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    template = "website/home.html"


class TextPage(Page):
    """About, terms of reference, contact, the focus of a term: a page of text."""

    lead = models.TextField(blank=True)
    body = StreamField(BODY, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["website.HomePage", "website.TextPage"]
    template = "website/text.html"


class NewsIndexPage(Page):
    lead = models.TextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]
    max_count_per_parent = 1
    template = "website/news_index.html"


class NewsPage(Page):
    date = models.DateField()
    lead = models.TextField()
    body = StreamField(BODY, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "website/news.html"
