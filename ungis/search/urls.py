from django.urls import path

from . import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search.<twin:twin>", views.search, name="search"),
    path("search/feed.atom", views.search_feed, name="search_feed"),
]
