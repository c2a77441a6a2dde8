from django.urls import path

from . import views

urlpatterns = [
    path("/", views.mandate_list, name="mandate_list"),
    path(".<twin:twin>", views.mandate_list, name="mandate_list"),
    path("/<slug:slug>/", views.mandate_document, name="mandate_document"),
    path("/<slug:slug>/add/", views.mandate_add, name="mandate_add"),
    path("/<slug:slug>/<slug:anchor>/", views.mandate_paragraph, name="mandate_paragraph"),
    path("/<slug:slug>/<slug:anchor>/correct/", views.mandate_correct, name="mandate_correct"),
    path("/<slug:slug>/<slug:anchor>/move/", views.mandate_move, name="mandate_move"),
    path("/<slug:slug>/<slug:anchor>/quote/", views.mandate_quote, name="mandate_quote"),
    path("/<slug:slug>/<slug:anchor>/answer/", views.mandate_answer, name="mandate_answer"),
    path("/<slug:slug>/<slug:anchor>/answer/<int:pk>/unlink/", views.mandate_unlink, name="mandate_unlink"),
]
