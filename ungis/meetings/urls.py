"""Meetings, their calendars and their forms."""

from django.urls import path

from ungis.pages import twins  # noqa: F401  registers the converter of CSV and JSON

from . import views

urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting_list"),
    path("meetings.<twin:kind>", views.meeting_list, name="meeting_list"),
    path("meetings.ics", views.meeting_list_calendar, name="meeting_list_calendar"),
    path("meetings/plan/", views.meeting_plan, name="meeting_plan"),
    path("meetings/<slug:slug>/", views.meeting, name="meeting"),
    path("meetings/<slug:slug>.ics", views.meeting_calendar, name="meeting_calendar"),
    path("meetings/<slug:slug>/edit/", views.meeting_edit, name="meeting_edit"),
    path("meetings/<slug:slug>/sittings/add/", views.sitting_add, name="sitting_add"),
    path("meetings/<slug:slug>/sittings/<int:pk>/", views.sitting_edit, name="sitting_edit"),
    path("meetings/<slug:slug>/sittings/<int:pk>/remove/", views.sitting_remove, name="sitting_remove"),
    path("meetings/<slug:slug>/agenda/", views.agenda_edit, name="agenda_edit"),
    path("meetings/<slug:slug>/documents/", views.meeting_documents, name="meeting_documents"),
    path("meetings/<slug:slug>/notes/", views.meeting_notes, name="meeting_notes"),
    path("meetings/<slug:slug>/participants/", views.meeting_participants, name="meeting_participants"),
    path("meetings/<slug:slug>/hold/", views.meeting_hold, name="meeting_hold"),
    path("meetings/<slug:slug>/cancel/", views.meeting_cancel, name="meeting_cancel"),
    path("meetings/<slug:slug>/plan-again/", views.meeting_plan_again, name="meeting_plan_again"),
]
