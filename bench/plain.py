"""The yardstick: plain Django pages over the same database and rows, with the ordinary middleware.

Each page reads through the ORM the rows that ours shows and prints them in a simple template; the
middleware is Django's usual set: sessions, locale, common, CSRF, authentication.
"""

import os
from importlib import import_module

import django
from django.apps import AppConfig
from django.conf import settings

import ungis.settings as product

# The tables of the rooms, without what the rooms do at start.
ROOMS = ["core", "languages", "mail", "people", "organizations", "documents", "mandates", "mappings", "meetings"]
TABLES = [AppConfig(f"ungis.{room}", import_module(f"ungis.{room}")) for room in ROOMS]

if not settings.configured:
    settings.configure(
        **{name: getattr(product, name) for name in ("SECRET_KEY", "DATABASES", "AUTH_USER_MODEL", "LANGUAGES")},
        INSTALLED_APPS=[*TABLES, "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="plain",
        USE_I18N=True,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PACKAGE=product.PACKAGE,
        VAR=product.VAR,
        LIBRARY_ROOT=product.LIBRARY_ROOT,
        MEDIA_ROOT=product.MEDIA_ROOT,
        DEBUG=False,
        BASE_URL="http://127.0.0.1",
        STATIC_URL="/static/",
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                    ]
                },
            }
        ],
    )
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from ungis.documents.models import Work
from ungis.mandates.models import Paragraph
from ungis.mappings.models import Edition
from ungis.meetings.models import Meeting
from ungis.organizations.models import Membership, Term


def page(request, title, **rows):
    return render(request, "plain.html", {"title": title, "rows": rows})


def hello(request):
    return HttpResponse("hello")


def home(request):
    return page(
        request,
        "home",
        officers=Term.objects.filter(ends=None).select_related("organization"),
        works=Work.objects.filter(visibility="public").order_by("-date")[:5],
        due=Paragraph.objects.filter(state="active", work__visibility="public")
        .select_related("work")
        .order_by("due_by")[:8],
        meetings=Meeting.objects.filter(visibility="public").order_by("-first_day")[:3],
    )


def members(request):
    rows = Membership.objects.filter(ends=None).select_related("organization").prefetch_related("organization__names")
    return page(request, "members", memberships=rows, terms=Term.objects.filter(ends=None))


def meetings(request):
    rows = Meeting.objects.filter(visibility="public").prefetch_related("sittings").order_by("-first_day")
    return page(request, "meetings", meetings=rows, terms=Term.objects.select_related("organization"))


def meeting(request, slug):
    shown = get_object_or_404(Meeting.objects.filter(visibility="public"), slug=slug)
    return page(
        request,
        shown.title,
        sittings=shown.sittings.all(),
        points=shown.points.all(),
        participants=shown.participants.select_related("organization"),
        documents=shown.documents.select_related("work"),
        agenda=shown.agenda.all(),
    )


def documents(request):
    rows = Work.objects.filter(visibility="public").prefetch_related("expressions").order_by("-date")[:50]
    return page(request, "documents", works=rows)


def mandates(request):
    rows = (
        Paragraph.objects.filter(work__visibility="public").select_related("work").prefetch_related("addressees")[:50]
    )
    return page(request, "mandates", paragraphs=rows)


def edition(request, matrix, slug):
    """A grid with as many cells as ours: all rows, the columns at the top or all of them."""
    shown = get_object_or_404(
        Edition.objects.filter(visibility="public").select_related("matrix__rows", "matrix__columns"),
        matrix__slug=matrix,
        slug=slug,
    )
    rows = list(shown.matrix.rows.concepts.all())
    columns = list(shown.matrix.columns.concepts.all())
    top = {column.pk: column.parent_id if column.parent_id and column.parent.parent_id is None else column.pk
           for column in shown.matrix.columns.concepts.select_related("parent")}  # fmt: skip
    counts = {}
    for claim in shown.claims.select_related("row", "column"):
        for column in {claim.column_id, top[claim.column_id]}:
            counts[claim.row_id, column] = counts.get((claim.row_id, column), 0) + 1
    if request.GET.get("detail") != "1":
        columns = [column for column in columns if column.parent_id is None]
    lines = [(row, [(column, counts.get((row.pk, column.pk))) for column in columns]) for row in rows]
    return render(request, "grid.html", {"title": shown, "columns": columns, "lines": lines})


urlpatterns = [
    path("hello", hello),
    path("en/", home),
    path("en/members/", members),
    path("en/meetings/", meetings),
    path("en/meetings/<slug:slug>/", meeting),
    path("en/documents/", documents),
    path("en/mandates/", mandates),
    path("en/matrices/<slug:matrix>/<slug:slug>/", edition),
]
application = get_wsgi_application()
