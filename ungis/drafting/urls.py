from django.urls import path

from . import editor_views, views

urlpatterns = [
    path("texts/", views.text_list, name="text_list"),
    path("texts/new/", views.text_open, name="text_open"),
    path("texts/<slug:slug>/", views.text, name="text"),
    path("texts/<slug:slug>/set-up/", views.text_set_up, name="text_set_up"),
    path("texts/<slug:slug>/history/", views.text_history, name="text_history"),
    path("texts/<slug:slug>/next/", views.text_next, name="text_next"),
    path("texts/<slug:slug>/abandon/", views.text_abandon, name="text_abandon"),
    path("texts/<slug:slug>/take-up/", views.text_take_up, name="text_take_up"),
    path("texts/<slug:slug>/v/<int:number>/", views.text_version, name="text_version"),
    path("texts/<slug:slug>/v/<int:number>/edit/", editor_views.text_edit, name="text_edit"),
    path("texts/<slug:slug>/v/<int:number>/freeze/", views.text_freeze, name="text_freeze"),
    path("texts/<slug:slug>/v/<int:number>.txt", views.text_canonical, name="text_canonical"),
    path("texts/<slug:slug>/compare/<int:a>/<int:b>/", views.text_compare, name="text_compare"),
]
