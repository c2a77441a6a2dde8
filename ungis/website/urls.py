"""The public pages below the language; what no room before has taken is looked for among the pages."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("news/feed.atom", views.news_feed, name="news_feed"),
    re_path(r"^(?P<path>(?:[\w-]+/)+)$", views.page, name="page"),
]
