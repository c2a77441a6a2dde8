"""Members, organizations and officers."""

from django.urls import include, path

from ungis.pages import twins  # noqa: F401  registers the converter of csv and json

from . import views

urlpatterns = [
    path("", include("ungis.organizations.seat_urls")),
    path("members/", views.member_list, name="member_list"),
    path("members.<twin:kind>", views.member_list, name="member_list"),
    path("members/new/", views.organization_register, name="organization_register"),
    path("members/<slug:slug>/", views.organization, name="organization"),
    path("members/<slug:slug>/admit/", views.membership_begin, name="membership_begin"),
    path("members/<slug:slug>/end/", views.membership_end, name="membership_end"),
    path("members/<slug:slug>/rename/", views.organization_rename, name="organization_rename"),
    path("officers/", views.officer_list, name="officer_list"),
    path("officers.<twin:kind>", views.officer_list, name="officer_list"),
    path("officers/handover/", views.term_hand_over, name="term_hand_over"),
]
