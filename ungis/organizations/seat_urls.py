"""The people of an organization, and invitations."""

from django.urls import path

from . import seat_views as views

urlpatterns = [
    path("members/<slug:slug>/people/", views.seat_list, name="seat_list"),
    path("members/<slug:slug>/people/invite/", views.invitation_send, name="invitation_send"),
    path(
        "members/<slug:slug>/people/invitations/<int:pk>/withdraw/",
        views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("members/<slug:slug>/people/seat/", views.seat_begin, name="seat_begin"),
    path("members/<slug:slug>/people/seats/<int:pk>/end/", views.seat_end, name="seat_end"),
    path("members/<slug:slug>/people/domains/", views.mail_domain_add, name="mail_domain_add"),
    path("members/<slug:slug>/people/domains/<int:pk>/remove/", views.mail_domain_remove, name="mail_domain_remove"),
    path("invitation/<str:token>/", views.invitation_accept, name="invitation_accept"),
]
