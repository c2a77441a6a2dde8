"""The public pages, their feed, the map of the site for search engines, and addresses of the old site."""

from pathlib import Path

from django.conf import settings
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from ungis.core import clock
from ungis.core.doors import everyone

from .feeds import feed_of, news_and_outputs
from .models import HomePage, unrestricted
from .sitemap import addresses

CODES = [code for code, _ in settings.LANGUAGES]
# Where the pages of the old portal are now: `Home.aspx`, and `Default.aspx` by the number of its tab.
OLD_TABS = {"621": "/en/documents/?kind=consultation"}


def _own_language_first(language: str) -> Case:
    """Order rows of several languages: the reader's, then English, then any."""
    return Case(
        When(locale__language_code=language, then=0), When(locale__language_code="en", then=1), default=Value(2)
    )


@everyone
@require_safe
def home(request):
    """The first page: what editors wrote, and the record as it stands today."""
    language = translation.get_language()
    pages = unrestricted(HomePage.objects.live().filter(depth=2))
    page = pages.with_figures(clock.today()).select_related("locale").order_by(_own_language_first(language)).first()
    if page is None:
        return wagtail_serve(request, "")
    page.languages_here = CODES
    return render(request, page.template, page.get_context(request))


@everyone
@require_safe
def page(request, path):
    """A page that editors wrote, in the reader's language; else in another, and the page says so."""
    language = translation.get_language()
    found = list(
        unrestricted(Page.objects.live().filter(url_path__in=[f"/{code}/{path}" for code in CODES]))
        .select_related("locale")
        .order_by(_own_language_first(language))
    )
    if not found:
        return wagtail_serve(request, path)  # redirects, and pages that Wagtail shows to some only
    shown = found[0].specific
    if isinstance(shown, HomePage):
        raise Http404
    here = {page.locale.language_code for page in found}
    shown.languages_here = [code for code in CODES if code in here]
    return render(request, shown.template, shown.get_context(request))


@everyone
@require_safe
def news_feed(request):
    """News and outputs of the group as an Atom feed, in the reader's language where they are there in it."""
    feed = feed_of(news_and_outputs(translation.get_language()), translation.get_language())
    return HttpResponse(feed, content_type="application/atom+xml; charset=utf-8")


@everyone
@require_safe
def sitemap(request):
    """Every public address in six languages, for search engines."""
    content = render(request, "website/sitemap.xml", {"addresses": addresses(), "base_url": settings.BASE_URL})
    content["Content-Type"] = "application/xml; charset=utf-8"
    return content


@everyone
@require_safe
def old_address(request):
    """An address of the old portal: where its page is now, else the first page."""
    return redirect(OLD_TABS.get(request.GET.get("tabid", ""), "/en/"), permanent=True)


@everyone
@require_safe
def media(request, name):
    """An image of a public page, in the size in which it is shown there; nothing else of the folder."""
    folder, _, below = name.partition("/")
    if folder != "images":
        raise Http404
    # From the folder of images itself: a path with `..` in it then leads nowhere else.
    return serve(request, below, document_root=Path(settings.MEDIA_ROOT) / folder)
