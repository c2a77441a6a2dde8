from django.urls import path

from . import views

urlpatterns = [
    path("", views.translation_list, name="translation_list"),
    path("<str:kind>/<int:pk>/", views.translation_edit, name="translation_edit"),
]
