from django.urls import path

from . import views

urlpatterns = [
    path("activities/<int:number>/", views.activity, name="activity"),
]
