"""Addresses of coverage: who works on what."""

from django.urls import path

from . import coverage_views as views

urlpatterns = [
    path("activities/coverage/", views.coverage, name="coverage"),
    path("activities/coverage.<twin:twin>", views.coverage, name="coverage"),
    path("activities/coverage/gaps/", views.coverage_gaps, name="coverage_gaps"),
    path("activities/coverage/gaps.<twin:twin>", views.coverage_gaps, name="coverage_gaps"),
    path("activities/coverage/overlaps/", views.coverage_overlaps, name="coverage_overlaps"),
    path("activities/coverage/overlaps.<twin:twin>", views.coverage_overlaps, name="coverage_overlaps"),
    path("activities/coverage/years/", views.coverage_years, name="coverage_years"),
    path("activities/coverage/years.<twin:twin>", views.coverage_years, name="coverage_years"),
    path("activities/coverage/map/", views.coverage_map, name="coverage_map"),
    path("activities/coverage/map.<twin:twin>", views.coverage_map, name="coverage_map"),
]
