"""The pages that editors write. The record appears in them by query, never as their text."""

from typing import Self

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField

from ungis.core import clock
from ungis.core.periods import PartialDateField
from ungis.organizations.models import Capacity, Membership

BODY = [
    ("heading", blocks.CharBlock(form_classname="title", icon="title")),
    ("text", blocks.RichTextBlock(features=["bold", "italic", "link", "ol", "ul", "document-link"])),
    ("quote", blocks.BlockQuoteBlock()),
    ("image", ImageBlock()),
]


def unrestricted(pages: models.QuerySet) -> models.QuerySet:
    """Leave out what lies below a page that Wagtail shows to some only; no query of its own."""
    of = ExpressionWrapper(OuterRef("path"), models.CharField())
    return pages.filter(~Exists(PageViewRestriction.objects.annotate(of=of).filter(of__startswith=F("page__path"))))


class SitePage(Page):
    """What all pages share: the way in for readers and for the preview is one and the same."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        language = translation.get_language()
        is_foreign = self.locale.language_code != language
        return {
            **context,
            "content_language": self.locale.language_code,
            "content_direction": "rtl" if translation.get_language_info(self.locale.language_code)["bidi"] else "ltr",
            "is_foreign": is_foreign,
            "path_below": self.path_below,
            "languages_here": getattr(self, "languages_here", [self.locale.language_code]),
        }

    def serve_preview(self, request, mode_name):
        """Show the page in its own language: below /cms/ the active one is the editor's."""
        with translation.override(self.locale.language_code):
            return super().serve_preview(request, mode_name).render()

    @property
    def path_below(self) -> str:
        """The address after the language: the same in all six. A page's `url_path` is its whole address."""
        return "/" + self.url_path.split("/", 2)[2]

    @property
    def description(self) -> str:
        return self.search_description or self.lead


class HomeQuerySet(PageQuerySet):
    def with_figures(self, today) -> Self:
        """Bring along how many members and observers there are: no further query."""

        def count(rows):
            counted = rows.order_by().annotate(one=models.Value(1)).values("one").annotate(n=Count("pk")).values("n")
            return Coalesce(Subquery(counted), 0)

        memberships = Membership.objects.on(today)
        return self.annotate(
            members=count(memberships.filter(capacity=Capacity.MEMBER)),
            observers=count(memberships.filter(capacity=Capacity.OBSERVER)),
        )


class HomePage(SitePage):
    """The first page of one language; its slug is the language, so that a page's path is its address."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(BODY, blank=True, verbose_name=_("body"))

    objects = PageManager.from_queryset(HomeQuerySet)()

    # The slug is left out: every address of the language hangs from it. Wagtail's own panel of the title would fill it.
    content_panels = [FieldPanel("title", classname="title"), FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], _("For search engines"))
    ]
    parent_page_types = ["wagtailcore.Page"]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    template = "website/home.html"

    def get_context(self, request, *args, **kwargs):
        from .frontpage import facts_of

        user = getattr(request, "user", None)
        figures = self
        if not hasattr(self, "members"):  # a preview: the page does not come from home()
            figures = HomePage.objects.with_figures(clock.today()).get(pk=self.pk)
        facts = facts_of(user, translation.get_language())
        return {**super().get_context(request, *args, **kwargs), **facts, "figures": figures}


class TextPage(SitePage):
    """About, terms of reference, contact, the focus of a term: a page of text."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(BODY, blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["website.HomePage", "website.TextPage"]
    subpage_types = ["website.TextPage"]
    override_translatable_fields = [SynchronizedField("slug")]
    template = "website/text.html"

    def get_context(self, request, *args, **kwargs):
        below = unrestricted(Page.objects.live().child_of(self)).order_by("path")
        context = super().get_context(request, *args, **kwargs)
        return {**context, "parent": self.get_parent(), "below": list(below.only("title", "url_path", "path", "depth"))}


class NewsIndexPage(SitePage):
    lead = models.TextField(_("lead"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]
    max_count_per_parent = 1
    override_translatable_fields = [SynchronizedField("slug")]
    template = "website/news_index.html"

    def get_context(self, request, *args, **kwargs):
        from .frontpage import news_in

        language = translation.get_language()
        return {**super().get_context(request, *args, **kwargs), "news": news_in(language)}


class NewsPage(SitePage):
    date = PartialDateField(_("date"), help_text=_("As exactly as it is known: 2025-07-25, 2025-07 or 2025."))
    lead = models.TextField(_("lead"))
    body = StreamField(BODY, blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("date")]
    template = "website/news.html"

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "parent": self.get_parent()}

    @property
    def language(self) -> str:
        return self.locale.language_code
