"""Addresses of the papers; `slug` is session and number: 43-5."""

from django.urls import path

from . import views

urlpatterns = [
    path("reports/", views.paper_list, name="paper_list"),
    path("reports/new/", views.paper_new, name="paper_new"),
    path("reports/<slug:slug>/", views.paper, name="paper"),
    path("reports/<slug:slug>/since-then/", views.paper_since_then, name="paper_since_then"),
    path("reports/<slug:slug>/edit/", views.paper_edit, name="paper_edit"),
    path("reports/<slug:slug>/issue/", views.paper_issue, name="paper_issue"),
    path("reports/<slug:slug>/word/", views.paper_docx, name="paper_docx"),
    path("reports/<slug:slug>/pdf/", views.paper_pdf, name="paper_pdf"),
]
