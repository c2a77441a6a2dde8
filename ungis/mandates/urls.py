from django.urls import path

from . import reading_views, renewal_views, views

urlpatterns = [
    path("mandates/", views.mandate_list, name="mandate_list"),
    path("mandates.<twin:twin>", views.mandate_list, name="mandate_list"),
    path("mandates/readings/", reading_views.mandate_reading_list, name="mandate_reading_list"),
    path("mandates/readings/new/", reading_views.mandate_reading_add, name="mandate_reading_add"),
    path("mandates/readings/<int:pk>/", reading_views.mandate_reading, name="mandate_reading"),
    path("mandates/readings/<int:pk>/finish/", reading_views.mandate_reading_finish, name="mandate_reading_finish"),
    path("mandates/readings/<int:pk>/abandon/", reading_views.mandate_reading_abandon, name="mandate_reading_abandon"),
    path("mandates/<slug:slug>.akn.xml", renewal_views.mandate_akoma, name="mandate_akoma"),
    path("mandates/<slug:slug>/", views.mandate_document, name="mandate_document"),
    path("mandates/<slug:slug>/add/", views.mandate_add, name="mandate_add"),
    path("mandates/<slug:slug>/compare/", renewal_views.mandate_compare_choose, name="mandate_compare_choose"),
    path("mandates/<slug:slug>/compare/<slug:before>/", renewal_views.mandate_compare, name="mandate_compare"),
    path(
        "mandates/<slug:slug>/compare/<slug:before>.<twin:twin>", renewal_views.mandate_compare, name="mandate_compare"
    ),
    path(
        "mandates/<slug:slug>/compare/<slug:before>/confirm/",
        renewal_views.mandate_compare_confirm,
        name="mandate_compare_confirm",
    ),
    path(
        "mandates/<slug:slug>/<slug:anchor>/succession/<int:pk>/withdraw/",
        renewal_views.mandate_compare_withdraw,
        name="mandate_compare_withdraw",
    ),
    path("mandates/<slug:slug>/<slug:anchor>/", views.mandate_paragraph, name="mandate_paragraph"),
    path("mandates/<slug:slug>/<slug:anchor>/correct/", views.mandate_correct, name="mandate_correct"),
    path("mandates/<slug:slug>/<slug:anchor>/move/", views.mandate_move, name="mandate_move"),
    path("mandates/<slug:slug>/<slug:anchor>/reclassify/", views.mandate_reclassify, name="mandate_reclassify"),
    path("mandates/<slug:slug>/<slug:anchor>/quote/", views.mandate_quote, name="mandate_quote"),
    path("mandates/<slug:slug>/<slug:anchor>/answer/", views.mandate_answer, name="mandate_answer"),
    path("mandates/<slug:slug>/<slug:anchor>/answer/<int:pk>/unlink/", views.mandate_unlink, name="mandate_unlink"),
]
