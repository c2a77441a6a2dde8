"""Sign-in, the second factor and one's own account."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.account_home, name="account_home"),
    path("data/", views.account_data, name="account_data"),
    path("forget/", views.account_forget, name="account_forget"),
    path("people/", views.person_list, name="person_list"),
    path("people/<int:pk>/forget/", views.person_forget, name="person_forget"),
    path("link/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
