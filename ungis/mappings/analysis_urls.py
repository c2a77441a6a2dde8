"""Addresses of what is worked out from claims: comparisons, compositions, gaps. They stand before those of editions."""

from django.urls import path

from . import compare_views, compose_views, gap_views

EDITION = "matrices/<slug:matrix>/<slug:edition>"
COMPARE = f"{EDITION}/compare/<slug:other>"
COMPOSE = "matrices/<slug:matrix>/compose"
CANDIDATE = f"{COMPOSE}/<slug:row>/<slug:column>"

urlpatterns = [
    path(f"{COMPOSE}/", compose_views.matrix_compose, name="matrix_compose"),
    path(f"{COMPOSE}.<twin:twin>", compose_views.matrix_compose, name="matrix_compose"),
    path(f"{CANDIDATE}/", compose_views.matrix_compose_candidate, name="matrix_compose_candidate"),
    path(f"{CANDIDATE}/adopt/", compose_views.matrix_compose_adopt, name="matrix_compose_adopt"),
    path(f"{EDITION}/compare/", compare_views.edition_compare, name="edition_compare"),
    path(f"{COMPARE}/", compare_views.edition_compare_with, name="edition_compare_with"),
    path(f"{COMPARE}.<twin:twin>", compare_views.edition_compare_with, name="edition_compare_with"),
    path(f"{EDITION}/gaps/", gap_views.edition_gaps, name="edition_gaps"),
    path(f"{EDITION}/gaps.<twin:twin>", gap_views.edition_gaps, name="edition_gaps"),
]
