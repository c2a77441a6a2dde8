from django.urls import path

from . import answer_views, certificate_views, station_views, views

urlpatterns = [
    path("clearance/", views.round_list, name="round_list"),
    path("clearance/open/", views.round_open, name="round_open"),
    path("clearance/stations/", station_views.station_list, name="station_list"),
    path("clearance/stations/<slug:slug>/", station_views.station, name="station"),
    path("clearance/stations/<slug:slug>/counting/", station_views.station_counting, name="station_counting"),
    path("clearance/stations/<slug:slug>/holidays/new/", station_views.holiday_add, name="holiday_add"),
    path(
        "clearance/stations/<slug:slug>/holidays/<int:key>/confirm/",
        station_views.holiday_confirm,
        name="holiday_confirm",
    ),
    path(
        "clearance/stations/<slug:slug>/holidays/<int:key>/remove/", station_views.holiday_remove, name="holiday_remove"
    ),
    path("clearance/<slug:slug>/", views.round, name="round"),
    path("clearance/<slug:slug>/changes/", views.round_changes, name="round_changes"),
    path("clearance/<slug:slug>/extend/", views.round_extend, name="round_extend"),
    path("clearance/<slug:slug>/withdraw/", views.round_withdraw, name="round_withdraw"),
    path("clearance/<slug:slug>/close/", views.round_close, name="round_close"),
    path("clearance/<slug:slug>/publish/", views.round_publish, name="round_publish"),
    path("clearance/<slug:slug>/endorsers/", views.round_endorsers, name="round_endorsers"),
    path("clearance/<slug:slug>/read/", answer_views.round_read, name="round_read"),
    path("clearance/<slug:slug>/record/", answer_views.position_record, name="position_record"),
    path("clearance/<slug:slug>/for/<slug:organization>/", answer_views.position, name="position"),
    path("clearance/<slug:slug>/for/<slug:organization>/endorse/", answer_views.endorse, name="endorse"),
    path("clearance/<slug:slug>/for/<slug:organization>/unendorse/", answer_views.unendorse, name="unendorse"),
    path(
        "clearance/<slug:slug>/positions/<int:key>/withdraw/", answer_views.position_withdraw, name="position_withdraw"
    ),
    path("clearance/<slug:slug>/text.txt", certificate_views.round_text, name="round_text"),
    path("clearance/<slug:slug>/check/", certificate_views.round_check, name="round_check"),
    path("clearance/<slug:slug>/certificate.docx", certificate_views.certificate_as_word, name="certificate_as_word"),
    path("clearance/<slug:slug>/certificate.pdf", certificate_views.certificate_as_pdf, name="certificate_as_pdf"),
]
