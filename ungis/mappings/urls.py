"""Addresses of frameworks and matrices. A word that stands where a slug could is in models.TAKEN_WORDS."""

from django.urls import path

from . import compare_views, compose_views, framework_urls, gap_views, import_urls, views

EDITION = "matrices/<slug:matrix>/<slug:edition>"
COMPOSE = "matrices/<slug:matrix>/compose/<slug:row>/<slug:column>"
COMPARE = f"{EDITION}/compare/<slug:other>"

urlpatterns = [
    *import_urls.urlpatterns,
    *framework_urls.urlpatterns,
    path("matrices/", views.matrix_list, name="matrix_list"),
    path("matrices/<slug:matrix>/", views.matrix, name="matrix"),
    path("matrices/<slug:matrix>/open/", views.edition_open, name="edition_open"),
    path("matrices/<slug:matrix>/compose/", compose_views.matrix_compose, name="matrix_compose"),
    path("matrices/<slug:matrix>/compose.<twin:twin>", compose_views.matrix_compose, name="matrix_compose"),
    path(f"{COMPOSE}/", compose_views.matrix_compose_candidate, name="matrix_compose_candidate"),
    path(f"{COMPOSE}/adopt/", compose_views.matrix_compose_adopt, name="matrix_compose_adopt"),
    path(f"{EDITION}/compare/", compare_views.edition_compare, name="edition_compare"),
    path(f"{COMPARE}/", compare_views.edition_compare_with, name="edition_compare_with"),
    path(f"{COMPARE}.<twin:twin>", compare_views.edition_compare_with, name="edition_compare_with"),
    path(f"{EDITION}/gaps/", gap_views.edition_gaps, name="edition_gaps"),
    path(f"{EDITION}/gaps.<twin:twin>", gap_views.edition_gaps, name="edition_gaps"),
    path(f"{EDITION}/", views.edition, name="edition"),
    path(f"{EDITION}.svg", views.edition_picture, name="edition_picture"),
    path(f"{EDITION}/text/", views.edition_text, name="edition_text"),
    path(f"{EDITION}/freeze/", views.edition_freeze, name="edition_freeze"),
    path(f"{EDITION}/thaw/", views.edition_thaw, name="edition_thaw"),
    path(f"{EDITION}/publish/", views.edition_publish, name="edition_publish"),
    path(f"{EDITION}/claims/<int:pk>/revise/", views.claim_revise, name="claim_revise"),
    path(f"{EDITION}/claims/<int:pk>/move/", views.claim_move, name="claim_move"),
    path(f"{EDITION}/comments/<int:pk>/withdraw/", views.comment_withdraw, name="comment_withdraw"),
    path(f"{EDITION}/<slug:row>/<slug:column>/", views.cell, name="cell"),
    path(f"{EDITION}/<slug:row>/<slug:column>/draft/", views.claim_draft, name="claim_draft"),
    path(f"{EDITION}/<slug:row>/<slug:column>/comment/", views.comment_write, name="comment_write"),
]
