from django.urls import path

from . import coverage_urls, duplicate_views, queue_views, tag_views, views, writing_views

urlpatterns = [
    *coverage_urls.urlpatterns,
    path("activities/", views.activity_list, name="activity_list"),
    path("activities.<twin:twin>", views.activity_list, name="activity_list"),
    path("activities/mine/", writing_views.activity_mine, name="activity_mine"),
    path("activities/new/", writing_views.activity_add, name="activity_add"),
    path("activities/queue/", queue_views.activity_queue, name="activity_queue"),
    path("activities/<int:number>/", views.activity, name="activity"),
    path("activities/<int:number>/edit/", writing_views.activity_edit, name="activity_edit"),
    path("activities/<int:number>/check/", writing_views.activity_check, name="activity_check"),
    path("activities/<int:number>/submit/", writing_views.activity_submit, name="activity_submit"),
    path("activities/<int:number>/take-back/", writing_views.activity_take_back, name="activity_take_back"),
    path("activities/duplicates/", duplicate_views.activity_duplicates, name="activity_duplicates"),
    path("activities/duplicates/<int:pk>/merge/", duplicate_views.pair_merge, name="pair_merge"),
    path("activities/duplicates/<int:pk>/part/", duplicate_views.pair_part, name="pair_part"),
    path("activities/duplicates/<int:pk>/reopen/", duplicate_views.pair_reopen, name="pair_reopen"),
    path("activities/duplicates/merges/<int:pk>/undo/", duplicate_views.merge_undo, name="merge_undo"),
    path("activities/<int:number>/another/", duplicate_views.activity_other, name="activity_other"),
    path("activities/<int:number>/tags/", tag_views.activity_tag, name="activity_tag"),
    path("activities/<int:number>/discard/", writing_views.activity_discard, name="activity_discard"),
    path("activities/<int:number>/still-true/", writing_views.activity_hold_true, name="activity_hold_true"),
    path("activities/<int:number>/publish/", queue_views.activity_publish, name="activity_publish"),
    path("activities/<int:number>/return/", queue_views.activity_return, name="activity_return"),
    path("activities/<int:number>/decline/", queue_views.activity_decline, name="activity_decline"),
    path("activities/<int:number>/reopen/", queue_views.activity_reopen, name="activity_reopen"),
    path("activities/<int:number>/withdraw/", queue_views.activity_withdraw, name="activity_withdraw"),
    path("activities/<int:number>/republish/", queue_views.activity_republish, name="activity_republish"),
    path(
        "activities/<int:number>/correction/accept/",
        queue_views.activity_correction_accept,
        name="activity_correction_accept",
    ),
    path(
        "activities/<int:number>/correction/refuse/",
        queue_views.activity_correction_refuse,
        name="activity_correction_refuse",
    ),
]
