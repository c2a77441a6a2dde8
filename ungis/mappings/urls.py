"""Addresses of frameworks and matrices. A word that stands where a slug could is in models.TAKEN_WORDS."""

from django.urls import path

from . import analysis_urls, annex_views, framework_urls, import_urls, views, work_views

EDITION = "matrices/<slug:matrix>/<slug:edition>"

urlpatterns = [
    *analysis_urls.urlpatterns,
    *import_urls.urlpatterns,
    *framework_urls.urlpatterns,
    path("matrices/", views.matrix_list, name="matrix_list"),
    path("matrices/add/", work_views.matrix_add, name="matrix_add"),
    path("matrices/<slug:matrix>/", views.matrix, name="matrix"),
    path("matrices/<slug:matrix>/open/", work_views.edition_open, name="edition_open"),
    path(f"{EDITION}/", views.edition, name="edition"),
    path(f"{EDITION}.docx", annex_views.edition_docx, name="edition_docx"),
    path(f"{EDITION}.pdf", annex_views.edition_pdf, name="edition_pdf"),
    path(f"{EDITION}.svg", views.edition_picture, name="edition_picture"),
    path(f"{EDITION}/text/", views.edition_text, name="edition_text"),
    path(f"{EDITION}/freeze/", work_views.edition_freeze, name="edition_freeze"),
    path(f"{EDITION}/thaw/", work_views.edition_thaw, name="edition_thaw"),
    path(f"{EDITION}/publish/", work_views.edition_publish, name="edition_publish"),
    path(f"{EDITION}/claims/<int:pk>/revise/", work_views.claim_revise, name="claim_revise"),
    path(f"{EDITION}/claims/<int:pk>/move/", work_views.claim_move, name="claim_move"),
    path(f"{EDITION}/comments/<int:pk>/withdraw/", work_views.comment_withdraw, name="comment_withdraw"),
    path(f"{EDITION}/<slug:row>/<slug:column>/", views.cell, name="cell"),
    path(f"{EDITION}/<slug:row>/<slug:column>/draft/", work_views.claim_draft, name="claim_draft"),
    path(f"{EDITION}/<slug:row>/<slug:column>/comment/", work_views.comment_write, name="comment_write"),
]
