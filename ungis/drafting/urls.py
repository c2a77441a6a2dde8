from django.urls import path

from . import amendment_views, editor_views, views, word_views

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
    path("texts/<slug:slug>/v/<int:number>/amendments/", amendment_views.text_amendments, name="text_amendments"),
    path(
        "texts/<slug:slug>/v/<int:number>/amendments.<twin:kind>",
        amendment_views.text_amendments,
        name="text_amendments",
    ),
    *(
        path(f"texts/<slug:slug>/v/<int:number>/amendments/{step}/", getattr(amendment_views, name), name=name)
        for step, name in (
            ("propose", "amendment_propose"),
            ("remark", "text_remark"),
            ("decide", "text_amendments_decide"),
            ("merge", "text_amendments_merge"),
            ("<int:pk>", "amendment"),
            ("<int:pk>/send", "amendment_send"),
            ("<int:pk>/rewrite", "amendment_rewrite"),
            ("<int:pk>/support", "amendment_support"),
            ("<int:pk>/support/withdraw", "amendment_support_withdraw"),
            ("<int:pk>/withdraw", "amendment_withdraw"),
            ("<int:pk>/decide", "amendment_decide"),
            ("<int:pk>/reopen", "amendment_reopen"),
        )
    ),
    path("texts/<slug:slug>/v/<int:number>.docx", word_views.text_docx, name="text_docx"),
    path("texts/<slug:slug>/v/<int:number>.pdf", word_views.text_pdf, name="text_pdf"),
    path("texts/<slug:slug>/v/<int:number>/consolidated.docx", word_views.consolidated_docx, name="consolidated_docx"),
    path("texts/<slug:slug>/v/<int:number>/consolidated.pdf", word_views.consolidated_pdf, name="consolidated_pdf"),
    path("texts/<slug:slug>/v/<int:number>/word/", word_views.word_bring, name="word_bring"),
    path("texts/<slug:slug>/v/<int:number>/word/<int:pk>/", word_views.word_file, name="word_file"),
    path("texts/<slug:slug>/v/<int:number>/word/<int:pk>/discard/", word_views.word_discard, name="word_discard"),
    path("texts/<slug:slug>/compare/<int:a>/<int:b>.docx", word_views.text_compare_docx, name="text_compare_docx"),
    path("texts/<slug:slug>/compare/<int:a>/<int:b>.pdf", word_views.text_compare_pdf, name="text_compare_pdf"),
]
