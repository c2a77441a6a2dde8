"""Addresses without a language: images of the public pages, the map for search engines, the old portal."""

from django.urls import path, re_path

from . import views

urlpatterns = [
    path("media/<path:name>", views.media, name="media"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    re_path(r"^(?:[Hh]ome|[Dd]efault)\.aspx$", views.old_address, name="old_address"),
]
