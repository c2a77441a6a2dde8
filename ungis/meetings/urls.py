"""Addresses of the room: what stands here follows `/<language>/meetings`."""

from django.urls import path

from ungis.pages import twins  # noqa: F401  registers the converter of CSV and JSON

from . import views

urlpatterns = [
    path("/", views.meeting_list, name="meeting_list"),
    path(".<twin:kind>", views.meeting_list, name="meeting_list"),
    path(".ics", views.meeting_list_calendar, name="meeting_list_calendar"),
    path("/plan/", views.meeting_plan, name="meeting_plan"),
    path("/<slug:slug>/", views.meeting, name="meeting"),
    path("/<slug:slug>.ics", views.meeting_calendar, name="meeting_calendar"),
    path("/<slug:slug>/edit/", views.meeting_edit, name="meeting_edit"),
    path("/<slug:slug>/sittings/add/", views.sitting_add, name="sitting_add"),
    path("/<slug:slug>/sittings/<int:pk>/", views.sitting_edit, name="sitting_edit"),
    path("/<slug:slug>/sittings/<int:pk>/remove/", views.sitting_remove, name="sitting_remove"),
    path("/<slug:slug>/agenda/", views.agenda_edit, name="agenda_edit"),
    path("/<slug:slug>/documents/", views.meeting_documents, name="meeting_documents"),
    path("/<slug:slug>/notes/", views.meeting_notes, name="meeting_notes"),
    path("/<slug:slug>/participants/", views.meeting_participants, name="meeting_participants"),
    path("/<slug:slug>/hold/", views.meeting_hold, name="meeting_hold"),
    path("/<slug:slug>/cancel/", views.meeting_cancel, name="meeting_cancel"),
    path("/<slug:slug>/plan-again/", views.meeting_plan_again, name="meeting_plan_again"),
]
