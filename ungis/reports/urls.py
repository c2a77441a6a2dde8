"""Addresses of the papers; `slug` is session and number: 43-5."""

from django.urls import path

from . import views

urlpatterns = [
    path("/", views.paper_list, name="paper_list"),
    path("/new/", views.paper_new, name="paper_new"),
    path("/<slug:slug>/", views.paper, name="paper"),
    path("/<slug:slug>/since-then/", views.paper_since_then, name="paper_since_then"),
    path("/<slug:slug>/edit/", views.paper_edit, name="paper_edit"),
    path("/<slug:slug>/issue/", views.paper_issue, name="paper_issue"),
    path("/<slug:slug>/word/", views.paper_docx, name="paper_docx"),
    path("/<slug:slug>/pdf/", views.paper_pdf, name="paper_pdf"),
]
