from django.urls import path

from . import views

urlpatterns = [
    path("", views.mail_outbox, name="mail_outbox"),
    path("<int:pk>/retry/", views.mail_retry, name="mail_retry"),
]
