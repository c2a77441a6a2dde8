"""Images of the public pages; served by the application, nothing else lies below."""

from django.urls import path

from . import views

urlpatterns = [path("media/<path:name>", views.media, name="media")]
