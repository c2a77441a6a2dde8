"""Every address of the site; each room hangs its own below the language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from ungis.core import views as core
from ungis.mappings.framework_urls import identifiers
from ungis.pages import views as pages

urlpatterns = [
    path("healthz", core.healthz, name="healthz"),
    path("readyz", core.readyz, name="readyz"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    *identifiers,
    path("cms/", include(wagtailadmin_urls)),
    path("cms-documents/", include(wagtaildocs_urls)),
    path("", include("ungis.website.media_urls")),
    *i18n_patterns(
        path("account/", include("ungis.people.urls")),
        path("mail/", include("ungis.mail.urls")),
        path("translations/", include("ungis.languages.urls")),
        path("", include("ungis.search.urls")),
        path("", include("ungis.organizations.urls")),
        path("", include("ungis.documents.urls")),
        path("", include("ungis.mandates.urls")),
        path("", include("ungis.mappings.urls")),
        path("", include("ungis.meetings.urls")),
        path("", include("ungis.drafting.urls")),
        path("", include("ungis.stocktaking.urls")),
        path("", include("ungis.clearance.urls")),
        path("", include("ungis.reports.urls")),
        *([path("gallery/", pages.gallery, name="gallery")] if settings.DEBUG else []),
        path("", include("ungis.website.urls")),
        path("", include(wagtail_urls)),
    ),
]

handler400 = "ungis.pages.views.bad_request"
handler403 = "ungis.pages.views.forbidden"
handler404 = "ungis.pages.views.not_found"
handler429 = "ungis.people.views.too_many_requests"  # asked for by allauth
handler500 = "ungis.pages.views.server_error"
