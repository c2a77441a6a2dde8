"""Sign-in, the second factor and one's own account."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls")), path("2fa/", include("allauth.mfa.urls"))]
