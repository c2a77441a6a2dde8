from django.urls import path

from . import views

urlpatterns = [
    path("mandates/", views.mandate_list, name="mandate_list"),
    path("mandates.<twin:twin>", views.mandate_list, name="mandate_list"),
    path("mandates/<slug:slug>/", views.mandate_document, name="mandate_document"),
    path("mandates/<slug:slug>/add/", views.mandate_add, name="mandate_add"),
    path("mandates/<slug:slug>/<slug:anchor>/", views.mandate_paragraph, name="mandate_paragraph"),
    path("mandates/<slug:slug>/<slug:anchor>/correct/", views.mandate_correct, name="mandate_correct"),
    path("mandates/<slug:slug>/<slug:anchor>/move/", views.mandate_move, name="mandate_move"),
    path("mandates/<slug:slug>/<slug:anchor>/reclassify/", views.mandate_reclassify, name="mandate_reclassify"),
    path("mandates/<slug:slug>/<slug:anchor>/quote/", views.mandate_quote, name="mandate_quote"),
    path("mandates/<slug:slug>/<slug:anchor>/answer/", views.mandate_answer, name="mandate_answer"),
    path("mandates/<slug:slug>/<slug:anchor>/answer/<int:pk>/unlink/", views.mandate_unlink, name="mandate_unlink"),
]
